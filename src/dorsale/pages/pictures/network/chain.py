"""The neighbourhood of one group in columns: on the left those on whom it relies, on the right those who rely on it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dorsale.pages.dependence import Group
from dorsale.pages.pictures.legend import legend
from dorsale.pages.pictures.network.marks import Point, entries, outline
from dorsale.pages.pictures.network.overview import thickness, tie
from dorsale.pages.pictures.network.telling import Guide, Link, Telling
from dorsale.pages.pictures.svg import Element, add, drawing, label, number
from dorsale.release.network import KINDS, RESOURCES

__all__ = ["NARROW", "WIDE", "Columns", "Shape", "columns_of", "draw_chain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The sizes of one form: ``most`` rows of ``line`` height a column, labels of ``size`` in ``room``."""

    wide: float
    most: int
    line: float
    size: float
    room: float
    across: Mapping[int, float]
    """Where each column stands when there are ``steps`` of them on either side; the focus has 0."""


WIDE: Final = {
    1: Shape(wide=1040, most=34, line=19, size=12, room=290, across={-1: 310, 0: 520, 1: 730}),
    2: Shape(wide=1040, most=34, line=19, size=11.5, room=148, across={-2: 165, -1: 345, 0: 520, 1: 695, 2: 875}),
}
NARROW: Final = Shape(wide=380, most=26, line=18, size=10.5, room=122, across={-1: 134, 0: 190, 1: 246})
"""A phone has room for one step alone."""

_HEAD: Final = 22.0
_RADIUS: Final = 5.0
_CENTRE: Final = 13.0
_TIGHT: Final = 150
"""The room below which the name in the middle takes two lines."""
_ASIDE: Final = (0.0, 3.5, -3.5)
"""How far marks for different resources between the same two stand apart."""


class Columns:
    """Who stands in which column, from the suppliers of suppliers (-2) to those who rely on dependents (2).

    A group may stand on both sides. ``left`` has, column by column, how many there was no room for.
    """

    def __init__(self, focus: Group, links: Sequence[Link], *, steps: int, most: int) -> None:
        self.focus = focus
        self.rows: dict[int, list[Group]] = {0: [focus]}
        self.left: dict[int, int] = {}
        for side in (-1, 1):
            for step in range(1, steps + 1):
                self._fill(side * step, side * (step - 1), links, most)
        self.drawn = [
            (link, column, column + 1)
            for link in links
            for column in range(-steps, steps)
            if link.support in self.rows.get(column, ()) and link.dependent in self.rows.get(column + 1, ())
        ]

    def _fill(self, column: int, inner: int, links: Sequence[Link], most: int) -> None:
        """The groups one step further out than ``inner``, in the order in which marks cross least."""
        near: dict[Group, list[Link]] = {}
        for link in links:
            out, back = (link.support, link.dependent) if column < 0 else (link.dependent, link.support)
            if back in self.rows.get(inner, ()) and out != self.focus and out not in self.rows.get(inner, ()):
                near.setdefault(out, []).append(link)
        best = sorted(near, key=lambda group: (-len(near[group]), -sum(one.size for one in near[group]), group))
        kept = best if len(best) <= most else best[: most - 1]
        self.left[column] = len(best) - len(kept)
        place = {group: at for at, group in enumerate(self.rows.get(inner, ()))}

        def order(group: Group) -> tuple[float, int, float, str]:
            others = [place[one.dependent if column < 0 else one.support] for one in near[group]]
            first = min(RESOURCES.index(one.resource) for one in near[group])
            return sum(others) / len(others), first, -sum(one.size for one in near[group]), group

        self.rows[column] = sorted(kept, key=order)


def columns_of(focus: Group, links: Sequence[Link], *, steps: int, shape: Shape) -> Columns:
    """The columns that ``shape`` has room for."""
    return Columns(focus, links, steps=min(steps, max(shape.across)), most=shape.most)


def draw_chain(
    telling: Telling,
    columns: Columns,
    shape: Shape,
    *,
    identity: str,
    guide: Guide,
) -> Element:
    """The columns with their marks, which all run from left to right."""
    words = telling.words
    picture = drawing((shape.wide, 0), identity=identity, title=guide.title, description=guide.description)
    shown = {group for rows in columns.rows.values() for group in rows}
    kinds = [kind for kind in KINDS if any(telling.network.kinds.get(group) == kind for group in shown)]
    standings = sorted({link.standing for link, _, _ in columns.drawn})
    top = legend(picture, entries(words, kinds, standings), wide=shape.wide) + 8
    body = add(picture, "g", transform=f"translate(0 {number(top)})", class_="field")
    longest = max(len(rows) + bool(columns.left.get(column)) for column, rows in columns.rows.items())
    high = _HEAD + max(longest * shape.line, 4 * shape.line) + 6
    places: dict[tuple[int, Group], tuple[float, float]] = {}
    for column, rows in columns.rows.items():
        above = (high - _HEAD - (len(rows) + bool(columns.left.get(column))) * shape.line) / 2 + _HEAD + shape.line / 2
        for at, group in enumerate(rows):
            places[column, group] = shape.across[column], above + at * shape.line
    for column in columns.rows:
        if column:
            _head(body, words(f"pictures.network.column.{_key(column)}"), column, shape)
    twins: Counter[tuple[int, Group, Group]] = Counter()
    for link, start, end in sorted(columns.drawn, key=lambda one: (one[0].resource != "capital", one[0].size)):
        (x, y), (to_x, to_y) = places[start, link.support], places[end, link.dependent]
        aside = _ASIDE[min(twins[start, link.support, link.dependent], len(_ASIDE) - 1)]
        twins[start, link.support, link.dependent] += 1
        path = _level((x, y + aside), (to_x, to_y + aside), thickness(link) / 2)
        tie(body, telling, link, path, guide.lead(link))
    for (column, group), (x, y) in places.items():
        href = guide.focus(group) if column else telling.who(group).href
        kind = telling.network.kinds.get(group, "other")
        told = {"class_": f"who k-{kind}", "data_node": telling.slug(group)}
        holder = add(body, "a", href=href, **told) if href else add(body, "g", **told)
        add(holder, "title", telling.who(group).text)
        add(holder, "path", d=outline(kind, x, y, _RADIUS if column else _CENTRE), class_="mark")
        _name(holder, telling.who(group).text, column, (x, y), shape)
    for column, left in columns.left.items():
        if left:
            y = places[column, columns.rows[column][-1]][1] + shape.line
            text = words("pictures.more", number=left)
            x, anchor = _beside(column, shape.across[column])
            label(body, text, x, y + 4, room=shape.room, size=shape.size, anchor=anchor, look="soft halo")
    picture.attrib["viewBox"] = f"0 0 {number(shape.wide)} {number(top + high)}"
    return picture


def _key(column: int) -> str:
    return {-2: "behind", -1: "relies", 1: "relied", 2: "beyond"}[column]


def _beside(column: int, x: float) -> tuple[float, str]:
    """Where the label of a node in a column is anchored: on its outer side."""
    return (x - _RADIUS - 5, "end") if column < 0 else (x + _RADIUS + 5, "start")


def _head(body: Element, text: str, column: int, shape: Shape) -> None:
    x, anchor = _beside(column, shape.across[column])
    label(body, text, x, 12, room=shape.room, size=shape.size - 0.5, anchor=anchor, look="soft")


def _level(start: Point, end: Point, half: float) -> str:
    """A wedge that leaves and arrives level, so that those of neighbours stay apart."""
    (x, y), (to_x, to_y) = (start[0] + _RADIUS, start[1]), (end[0] - _RADIUS - 1, end[1])
    middle = number((x + to_x) / 2)
    tip = f"{number(to_x)} {number(to_y)}"
    return (
        f"M{number(x)} {number(y - half)}C{middle} {number(y - half)} {middle} {number(to_y - 0.4)} {tip}"
        f"C{middle} {number(to_y + 0.4)} {middle} {number(y + half)} {number(x)} {number(y + half)}z"
    )


def _name(holder: Element, name: str, column: int, at: Point, shape: Shape) -> None:
    """The label of a group: beside it, or below the one in the middle."""
    x, y = at
    if column:
        beside, anchor = _beside(column, x)
        label(holder, name, beside, y + 4, room=shape.room, size=shape.size, anchor=anchor, look="name halo")
        return
    room = 2 * min(x - shape.across[-1], shape.across[1] - x) - 20
    label(
        holder,
        name,
        x,
        y + _CENTRE + 16,
        room=room,
        size=shape.size + 2,
        anchor="middle",
        look="name strong halo",
        lines=2 if room < _TIGHT else 1,
    )
