"""Rows on a map: points in a column, or the things of a column that have one; plate carrée, over the world's outline.

The outline is Natural Earth's, made by ``web/``; where nothing was built, the points stand on an empty ground.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from dorsale.engine.interface import Engine, EngineError
from dorsale.pages import asking
from dorsale.pages.pictures.world import outline
from dorsale.pages.querying.labels import anchor_of, legible, short
from dorsale.pages.querying.results import Solutions, Table, point_of
from dorsale.pages.reader import kind_of

__all__ = ["Map", "Spot", "map_of", "sited"]

_Place = tuple[float, float]
_WIDTH: Final = 960.0
_PLACED: Final = {"site", "cluster", "deal", "organization"}
_MOST_ASKED: Final = 400
_LEAST_SPAN: Final = 12.0
"""The narrowest a map gets (degrees)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One row at its place; ``label`` is what is written beside it, nothing where there is no room."""

    x: float
    y: float
    text: str
    label: str
    href: str | None
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """Spots over the outline of land and borders (paths of SVG)."""

    spots: list[Spot]
    land: str
    borders: str
    width: float
    height: float


async def sited(engine: Engine, solutions: Solutions) -> dict[str, tuple[float, float]]:
    """The points of the things in the rows, asked of the graph: their own, or that of the site where they stand."""
    iris = dict.fromkeys(
        value.value
        for row in solutions.rows
        for value in row
        if value and value.kind == "uri" and kind_of(value.value) in _PLACED and asking.is_iri(value.value)
    )
    if not iris:
        return {}
    listed = " ".join(f"<{iri}>" for iri in list(iris)[:_MOST_ASKED])
    pattern = (
        f"SELECT ?s ?point WHERE {{ VALUES ?s {{ {listed} }} ?s dor:sitedAt?/dor:point ?point }} ORDER BY ?s ?point"
    )
    try:
        rows = await asking.select(engine, pattern)
    except EngineError:
        return {}
    return {row["s"].value: place for row in reversed(rows) if (place := point_of(row["point"]))}


def map_of(solutions: Solutions, table: Table, known: dict[str, tuple[float, float]]) -> Map | None:
    """The map of the rows; ``None`` where none of them has a place."""
    found: dict[tuple[float, float, str], str | None] = {}
    for row, cells in zip(solutions.rows, table.rows, strict=True):
        places = [place for value in row if value and (place := point_of(value) or known.get(value.value))]
        if places:
            named = next((cell.shown for cell in cells if cell and cell.shown.look in ("thing", "literal")), None)
            found.setdefault((*places[0], named.text if named else ""), named.href if named else None)
    if not found:
        return None
    west, east, south, north = _frame([(x, y) for x, y, _ in found])
    scale = _WIDTH / (east - west)
    height = (north - south) * scale

    def at(point: _Place) -> _Place:
        return (point[0] - west) * scale, (north - point[1]) * scale

    frame, world = (west, east, south, north), outline()
    marks = [(*at((x, y)), text) for x, y, text in found]
    free = legible(marks, width=_WIDTH)
    spots = [
        Spot(x=x, y=y, text=text, label=short(text) if room else "", href=href, anchor=anchor_of(x, _WIDTH))
        for (x, y, text), room, href in zip(marks, free, found.values(), strict=True)
    ]
    return Map(
        spots=spots,
        land="".join(_path(ring, at, frame) for ring in world["land"]),
        borders="".join(_path(line, at, frame) for line in world["borders"]),
        width=_WIDTH,
        height=height,
    )


def _frame(points: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    """West, east, south and north of the map: all points with some ground around, never more than the world."""
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    wide = max(_LEAST_SPAN, (east - west) * 1.2)
    high = max(_LEAST_SPAN / 2, (north - south) * 1.25, wide * 0.42)
    wide = min(360.0, max(wide, high * 1.4))
    high = min(high, 150.0)
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    left = min(max(middle_x - wide / 2, -180.0), 180.0 - wide)
    low = min(max(middle_y - high / 2, -75.0), 85.0 - high) if high < 160 else -75.0
    return left, left + wide, low, low + high


def _path(line: list[_Place], at: Callable[[_Place], _Place], frame: tuple[float, float, float, float]) -> str:
    """A line of the outline; nothing where it lies outside the map."""
    west, east, south, north = frame
    xs, ys = [x for x, _ in line], [y for _, y in line]
    if max(xs) < west or min(xs) > east or max(ys) < south or min(ys) > north:
        return ""
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in map(at, line))
