"""The marks of the network: a shape for what a group is, a wedge from who provides to who depends, and the legend."""

import math
from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from dorsale.pages.language import Words
from dorsale.pages.pictures.legend import Entry
from dorsale.pages.pictures.svg import Element, add, number

__all__ = ["Point", "entries", "outline", "wedge"]

Point: TypeAlias = tuple[float, float]

_BEND: Final = 0.13
_THIN: Final = 0.5
_CORNERS: Final = {"compute": (4, 1 / 8), "chips": (4, 0.0), "power": (3, -1 / 4), "space": (3, 1 / 4)}
_CORNERS_TOO: Final = {"capital": (6, 0.0), "public": (5, -1 / 4)}
_AREA: Final = {3: 1.45, 4: 1.22, 5: 1.12, 6: 1.08}
"""How much wider a polygon is drawn so that it looks as large as a disc."""


def outline(kind: str, x: float, y: float, radius: float) -> str:
    """The path of the shape for a kind of group: a disc, or a polygon of its own number of corners and turn."""
    corners, turn = (_CORNERS | _CORNERS_TOO).get(kind, (0, 0.0))
    if not corners:
        size, twice = number(radius), number(2 * radius)
        return f"M{number(x - radius)} {number(y)}a{size} {size} 0 1 0 {twice} 0a{size} {size} 0 1 0 -{twice} 0z"
    reach = radius * _AREA[corners]
    angles = (2 * math.pi * (turn + corner / corners) for corner in range(corners))
    return "M" + "L".join(f"{number(x + reach * math.cos(a))} {number(y + reach * math.sin(a))}" for a in angles) + "z"


def wedge(start: Point, end: Point, *, wide: float, clear: float, bend: float = 1.0) -> str:
    """A curved wedge from the provider at ``start``, where it is ``wide``, to a point ``clear`` of the dependent."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy) or 1.0
    ux, uy = dx / length, dy / length
    tip = (end[0] - ux * min(clear, length / 2), end[1] - uy * min(clear, length / 2))
    bow = _BEND * bend * length
    middle = ((start[0] + tip[0]) / 2 - uy * bow, (start[1] + tip[1]) / 2 + ux * bow)
    points = []
    for side in (1, -1):
        across = side * wide / 2
        points.append((start[0] - uy * across, start[1] + ux * across))
        points.append((middle[0] - uy * across * _THIN, middle[1] + ux * across * _THIN))
    one, one_middle, other, other_middle = (f"{number(x)} {number(y)}" for x, y in points)
    return f"M{one}Q{one_middle} {number(tip[0])} {number(tip[1])}Q{other_middle} {other}z"


def entries(words: Words, kinds: Iterable[str], standings: Iterable[str]) -> list[Entry]:
    """The legend: shapes for kinds of groups, which share their colour with what such groups provide, then wedges."""
    told = [Entry(text=words(f"pictures.network.kind.{kind}"), swatch=_mark(kind)) for kind in kinds]
    told.append(Entry(text=words("pictures.network.direction"), swatch=_sample("firm")))
    told += [
        Entry(text=words(f"pictures.network.legend.{standing}"), swatch=_sample(standing))
        for standing in standings
        if standing != "firm"
    ]
    return told


def _mark(kind: str) -> Callable[[Element, float, float], object]:
    def swatch(parent: Element, x: float, base: float) -> None:
        add(parent, "path", d=outline(kind, x + 7, base - 4, 5.5), class_=f"mark k-{kind}")

    return swatch


def _sample(standing: str) -> Callable[[Element, float, float], object]:
    def swatch(parent: Element, x: float, base: float) -> None:
        path = wedge((x, base - 4), (x + 15, base - 4), wide=7, clear=0, bend=0)
        add(parent, "path", d=path, class_=f"tie r-any {standing}")

    return swatch
