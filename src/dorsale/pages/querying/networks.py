"""Rows or triples as a network: who stands beside whom, placed by forces between them.

The same rows always give the same picture: nodes begin on a circle in the order of their IRIs, and the forces are those
of Fruchterman and Reingold (1991).
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from dorsale.pages.querying.labels import anchor_of, legible, short
from dorsale.pages.querying.results import Solutions
from dorsale.pages.reader import Reader

__all__ = ["Edge", "Network", "Node", "layout", "network_of", "pairs", "triples"]

Tie = tuple[str, str, str]
"""Two IRIs and that of the property between them (empty where rows name none)."""

_MOST_NODES: Final = 60
_ROUNDS: Final = 120
_WIDTH, _HEIGHT = 960.0, 640.0
_MARGIN: Final = 60.0
_GRAVITY: Final = 1.0
_EVEN: Final = 0.6
"""How far nodes are moved towards equal distances in each direction, from 0 to 1, so that crowds get room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A thing at its place; ``label`` is what is written beside it, nothing where there is no room."""

    text: str
    label: str
    href: str | None
    x: float
    y: float
    radius: float
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A tie between two places; ``title`` says what it is in words."""

    x1: float
    y1: float
    x2: float
    y2: float
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A drawn network; ``left_out`` nodes with the fewest ties are not shown."""

    nodes: list[Node]
    edges: list[Edge]
    left_out: int
    width: float = _WIDTH
    height: float = _HEIGHT


def pairs(solutions: Solutions) -> list[Tie]:
    """The ties between the things in the first two columns that hold only IRIs, a property between them if one does."""
    iris = [
        number
        for number in range(len(solutions.columns))
        if (held := solutions.column(number)) and all(value.kind == "uri" for value in held)
    ]
    things = [number for number in iris if not all("#" in value.value for value in solutions.column(number))]
    if len(things) < 2:
        return []
    between = next((number for number in iris if number not in things), None)
    found = []
    for row in solutions.rows:
        one, other = row[things[0]], row[things[1]]
        tie = row[between] if between is not None else None
        if one and other and one.value != other.value:
            found.append((one.value, tie.value if tie else "", other.value))
    return found


def triples(turtle: bytes) -> list[Tie]:
    """The ties in a graph: its triples between two IRIs, but for classes."""
    rdf_type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    return [
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE)
        if isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.NamedNode)
        and quad.predicate.value != rdf_type
    ]


def layout(ties: list[Tie]) -> tuple[dict[str, tuple[float, float]], int]:
    """A place for each of the nodes with the most ties, and how many others there are."""
    degree = Counter(node for one, _, other in ties for node in (one, other))
    kept = sorted(sorted(degree, key=lambda node: (-degree[node], node))[:_MOST_NODES])
    number = {node: index for index, node in enumerate(kept)}
    joined = {
        tuple(sorted((number[one], number[other])))
        for one, _, other in ties
        if one in number and other in number and one != other
    }
    places = _placed(len(kept), sorted((a, b) for a, b in joined))
    return dict(zip(kept, places, strict=True)), len(degree) - len(kept)


def network_of(
    ties: list[Tie], places: dict[str, tuple[float, float]], reader: Reader, *, left_out: int = 0
) -> Network:
    """The network as it is drawn, with names in the reader's language."""
    degree = Counter(node for one, _, other in ties for node in (one, other) if node in places)
    order = sorted(places, key=lambda node: (-degree[node], node))
    shown = {iri: reader.thing(iri) for iri in order}
    named = legible(((*places[iri], shown[iri].text) for iri in order), width=_WIDTH, gap=14)
    nodes = [
        Node(
            text=shown[iri].text,
            label=short(shown[iri].text) if free else "",
            href=shown[iri].href,
            x=places[iri][0],
            y=places[iri][1],
            radius=4 + min(8.0, 1.6 * math.sqrt(degree[iri])),
            anchor=anchor_of(places[iri][0], _WIDTH),
        )
        for iri, free in zip(order, named, strict=True)
    ]
    edges = []
    for (one, other), properties in _grouped(ties, places).items():
        (x1, y1), (x2, y2) = places[one], places[other]
        told = ", ".join(sorted(reader.names(iri).text for iri in properties if iri))
        title = f"{reader.names(one).text} — {reader.names(other).text}" + (f": {told}" if told else "")
        edges.append(Edge(x1=x1, y1=y1, x2=x2, y2=y2, title=title))
    return Network(nodes=nodes, edges=edges, left_out=left_out)


def _grouped(ties: Iterable[Tie], places: dict[str, tuple[float, float]]) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for one, tie, other in ties:
        if one in places and other in places and one != other:
            found.setdefault((one, other), set()).add(tie)
    return found


def _placed(count: int, joined: list[tuple[int, int]]) -> list[tuple[float, float]]:
    """Places in the picture: nodes push each other away, ties pull, and steps grow shorter."""
    if count == 1:
        return [(_WIDTH / 2, _HEIGHT / 2)]
    turn = 2 * math.pi / max(count, 1)
    x = [math.cos(turn * index) for index in range(count)]
    y = [math.sin(turn * index) for index in range(count)]
    ideal = 1.6 / math.sqrt(max(count, 1))
    for round_ in range(_ROUNDS):
        heat = 0.12 * (1 - round_ / _ROUNDS) + 0.002
        dx, dy = [-_GRAVITY * one * ideal for one in x], [-_GRAVITY * one * ideal for one in y]
        for a in range(count):
            for b in range(a + 1, count):
                ax, ay = x[a] - x[b], y[a] - y[b]
                push = ideal * ideal / (ax * ax + ay * ay + 1e-6)
                dx[a] += ax * push
                dy[a] += ay * push
                dx[b] -= ax * push
                dy[b] -= ay * push
        for a, b in joined:
            ax, ay = x[a] - x[b], y[a] - y[b]
            pull = math.hypot(ax, ay) / ideal
            dx[a] -= ax * pull
            dy[a] -= ay * pull
            dx[b] += ax * pull
            dy[b] += ay * pull
        for a in range(count):
            size = math.hypot(dx[a], dy[a]) or 1.0
            x[a] += dx[a] / size * min(size, heat)
            y[a] += dy[a] / size * min(size, heat)
    return list(zip(_spread(x, _WIDTH), _spread(y, _HEIGHT), strict=True))


def _spread(line: list[float], room: float) -> list[float]:
    low, high = min(line, default=0.0), max(line, default=1.0)
    span = high - low or 1.0
    rank = {number: place for place, number in enumerate(sorted(range(len(line)), key=lambda number: line[number]))}
    last = max(len(line) - 1, 1)
    shares = [(1 - _EVEN) * (one - low) / span + _EVEN * rank[number] / last for number, one in enumerate(line)]
    return [_MARGIN + share * (room - 2 * _MARGIN) for share in shares]
