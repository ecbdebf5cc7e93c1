"""Where the bars and ribbons of a Sankey diagram stand: columns of nodes, links from a column to the next one.

Heights are proportional to value on one scale for the whole picture. Each node gets a slot at least as high as its
label, so labels of one column never meet; a node is as high as the greater of what comes in and what goes out.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

__all__ = ["Bar", "Layout", "Link", "Ribbon", "arrange"]

Key = TypeVar("Key", bound=Hashable)
Tag = TypeVar("Tag")

_SWEEPS: Final = 6
_HALVINGS: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Generic[Key, Tag]):
    """``value`` from a node of one column to a node of the next; ``tag`` is the caller's name for it."""

    source: Key
    target: Key
    value: float
    tag: Tag


@dataclass(slots=True, kw_only=True)
class Bar(Generic[Key]):
    """A node where it stands: its slot from ``top`` down, its bar at ``y`` with ``height``."""

    key: Key
    column: int
    top: float
    slot: float
    y: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ribbon(Generic[Key, Tag]):
    """A link where it stands: its upper edge at both ends, and how thick it is."""

    link: Link[Key, Tag]
    start: float
    end: float
    thickness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout(Generic[Key, Tag]):
    """All bars by key, all ribbons, and how many units of height one unit of value is."""

    bars: Mapping[Key, Bar[Key]]
    ribbons: Sequence[Ribbon[Key, Tag]]
    scale: float
    height: float


@dataclass(slots=True)
class _Sides(Generic[Key, Tag]):
    out: dict[Key, list[Link[Key, Tag]]] = field(default_factory=lambda: defaultdict(list))
    into: dict[Key, list[Link[Key, Tag]]] = field(default_factory=lambda: defaultdict(list))

    def value(self, key: Key) -> float:
        return max(sum(one.value for one in side.get(key, ())) for side in (self.out, self.into))


def arrange(
    columns: Sequence[Sequence[Key]],
    links: Iterable[Link[Key, Tag]],
    *,
    height: float,
    label: float,
    gap: float,
    above: bool = False,
    last: Iterable[Key] = (),
) -> Layout[Key, Tag]:
    """Lay out ``columns`` of nodes in ``height``.

    ``label`` is the least height of a slot; with ``above``, that room lies over the bar instead of around it. ``gap``
    parts the slots. Nodes are sorted so that ribbons cross little, those in ``last`` at the foot of their column.
    Raises ``ValueError`` where the labels alone need more than ``height``.
    """
    listed, sides = list(links), _Sides[Key, Tag]()
    for link in listed:
        sides.out[link.source].append(link)
        sides.into[link.target].append(link)
    values = {key: sides.value(key) for column in columns for key in column}
    scale = _scale(columns, values, height=height, label=label, gap=gap, above=above)
    ordered = _ordered(columns, values, sides, frozenset(last))
    bars: dict[Key, Bar[Key]] = {}
    for place, column in enumerate(ordered):
        slots = {key: _slot(values[key] * scale, label, above=above) for key in column}
        free = height - sum(slots.values()) - gap * max(len(column) - 1, 0)
        top = free / 2 if free > 0 else 0.0
        for key in column:
            tall = values[key] * scale
            y = top + label if above else top + (slots[key] - tall) / 2
            bars[key] = Bar(key=key, column=place, top=top, slot=slots[key], y=y, height=tall)
            top += slots[key] + gap
    return Layout(bars=bars, ribbons=_ribbons(listed, bars, scale), scale=scale, height=height)


def _slot(tall: float, label: float, *, above: bool) -> float:
    return label + tall if above else max(tall, label)


def _scale(
    columns: Sequence[Sequence[Key]],
    values: Mapping[Key, float],
    *,
    height: float,
    label: float,
    gap: float,
    above: bool,
) -> float:
    """The greatest scale at which the slots of every column fit."""

    def fits(scale: float) -> bool:
        return all(
            sum(_slot(values[key] * scale, label, above=above) for key in column) + gap * max(len(column) - 1, 0)
            <= height
            for column in columns
        )

    if not fits(0.0):
        raise ValueError(f"{max(map(len, columns))} labels do not fit into a height of {height}")
    low, high = 0.0, height / max(max(values.values(), default=0.0), 1e-9)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _ordered(
    columns: Sequence[Sequence[Key]], values: Mapping[Key, float], sides: _Sides[Key, Tag], last: frozenset[Key]
) -> list[list[Key]]:
    """Columns by value, then swept to and fro so that each node moves to the middle of those it is tied to."""
    ordered = [sorted(column, key=lambda key: (key in last, -values[key])) for column in columns]
    for sweep in range(_SWEEPS):
        forth = sweep % 2 == 0
        for place in range(1, len(ordered)) if forth else range(len(ordered) - 2, -1, -1):
            middles = _middles(ordered[place - 1 if forth else place + 1], values)
            tied = sides.into if forth else sides.out
            ordered[place].sort(
                key=lambda key, middles=middles, tied=tied, forth=forth: (  # type: ignore[misc]
                    key in last,
                    _mean(tied.get(key, ()), middles, forth=forth),
                )
            )
    return ordered


def _middles(column: Sequence[Key], values: Mapping[Key, float]) -> dict[Key, float]:
    middles, top = {}, 0.0
    for key in column:
        middles[key] = top + values[key] / 2
        top += values[key]
    return middles


def _mean(links: Iterable[Link[Key, Tag]], middles: Mapping[Key, float], *, forth: bool) -> float:
    pairs = [(link.value, middles.get(link.source if forth else link.target, 0.0)) for link in links]
    weight = sum(value for value, _ in pairs)
    return sum(value * middle for value, middle in pairs) / weight if weight else float("inf")


def _ribbons(links: Sequence[Link[Key, Tag]], bars: Mapping[Key, Bar[Key]], scale: float) -> list[Ribbon[Key, Tag]]:
    """Each link between its edges: at both ends the links lie in the order of the nodes at the other end."""
    starts, ends = dict[int, float](), dict[int, float]()
    for found, end, other in ((starts, "source", "target"), (ends, "target", "source")):
        at: dict[Key, float] = {}
        by_other = sorted(range(len(links)), key=lambda one: (bars[getattr(links[one], other)].y, str(links[one].tag)))
        for one in by_other:
            key = getattr(links[one], end)
            found[one] = at.get(key, bars[key].y)
            at[key] = found[one] + links[one].value * scale
    return [
        Ribbon(link=link, start=starts[one], end=ends[one], thickness=link.value * scale)
        for one, link in enumerate(links)
    ]
