"""A client of Linked Data Event Streams, written from the specification alone; nothing of it is imported from Dorsale.

It reads a stream as https://w3id.org/ldes/specification says: find the root by ``tree:view``, follow every
``tree:relation`` once, take of each member its own statements and the named graph that has its name, and, version after
version in the order of ``ldes:timestampPath``, put the graph of a thing in place of the one before, or drop it.
"""

from dataclasses import dataclass, field
from urllib.parse import urljoin

import httpx
import pyoxigraph as ox

__all__ = ["Member", "Replay", "replay"]

LDES = "https://w3id.org/ldes#"
TREE = "https://w3id.org/tree#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


@dataclass(frozen=True, kw_only=True)
class Member:
    """A version: of what, when, what type it has, and what stands in its graph."""

    iri: str
    thing: str
    at: str
    type: str
    payload: tuple[ox.Triple, ...]


@dataclass(kw_only=True)
class Replay:
    """What the client found: the name of the stream, its members in the order of the stream, and the pages."""

    stream: str
    pages: list[str]
    members: list[Member]
    context: dict[str, str]
    immutable: set[str] = field(default_factory=set)

    def triples(self) -> list[ox.Triple]:
        """What the last version of each thing says."""
        held: dict[str, tuple[ox.Triple, ...]] = {}
        for one in sorted(self.members, key=lambda member: member.at):
            if one.type == self.context["versionDeleteObject"]:
                held.pop(one.thing, None)
            else:
                held[one.thing] = one.payload
        return [triple for payload in held.values() for triple in payload]


def replay(client: httpx.Client, entry: str) -> Replay:
    """Everything that can be read from the entry point of a stream."""
    answer, said = _read(client, entry)
    roots = [(quad.subject, quad.object) for quad in said if quad.predicate.value == TREE + "view"]
    ((stream, root),) = roots
    assert _text(root) == str(answer.url)
    context = {
        quad.predicate.value.removeprefix(LDES): _text(quad.object)
        for quad in said
        if quad.subject == stream and quad.predicate.value.startswith(LDES)
    }
    found = Replay(stream=_text(stream), pages=[], members=[], context=context)
    waiting = [str(answer.url)]
    while waiting:
        address = waiting.pop(0)
        if address in found.pages:
            continue
        found.pages.append(address)
        answer, said = _read(client, address)
        if "immutable" in answer.headers["cache-control"]:
            found.immutable.add(address)
        found.members += _members(said, _text(stream), context)
        page = ox.NamedNode(str(answer.url))
        relations = {quad.object for quad in said if quad.subject == page and quad.predicate.value == TREE + "relation"}
        waiting += [_text(q.object) for q in said if q.subject in relations and q.predicate.value == TREE + "node"]
    return found


def _read(client: httpx.Client, address: str) -> tuple[httpx.Response, list[ox.Quad]]:
    answer = client.get(urljoin(str(client.base_url), address), headers={"accept": "application/trig"})
    answer.raise_for_status()
    quads = ox.parse(answer.content, format=ox.RdfFormat.TRIG, base_iri=str(answer.url), rename_blank_nodes=True)
    return answer, list(quads)


def _text(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    """The IRI, label or lexical form."""
    assert not isinstance(term, ox.Triple)
    return term.value


def _members(said: list[ox.Quad], stream: str, context: dict[str, str]) -> list[Member]:
    own: dict[object, dict[str, str]] = {}
    payload: dict[object, list[ox.Triple]] = {}
    outside = ox.DefaultGraph()
    for quad in said:
        if quad.graph_name != outside:
            payload.setdefault(quad.graph_name, []).append(quad.triple)
        else:
            own.setdefault(quad.subject, {})[quad.predicate.value] = _text(quad.object)
    es = ox.NamedNode(stream)
    names = [quad.object for quad in said if quad.subject == es and quad.predicate.value == TREE + "member"]
    return [
        Member(
            iri=_text(name),
            thing=own[name][context["versionOfPath"]],
            at=own[name][context["timestampPath"]],
            type=own[name][RDF + "type"],
            payload=tuple(payload.get(name, ())),
        )
        for name in names
    ]
