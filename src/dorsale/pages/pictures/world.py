"""The outline of the land behind a map, and where a longitude and a latitude stand on it."""

import json
import math
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeAlias

from dorsale.pages.pictures.svg import Element, add
from dorsale.pages.render import static_files

__all__ = ["REGIONS", "Bounds", "Frame", "around", "draw_land", "outline"]

_FILE: Final = "world.json"

Bounds: TypeAlias = tuple[float, float, float, float]
"""West, south, east and north, in degrees."""

REGIONS: Final[dict[str, Bounds]] = {
    "world": (-168, -56, 180, 75),
    "united-states": (-125.5, 24, -66, 50),
    "north-america": (-130, 17, -62, 56),
    "south-america": (-83, -56, -33, 13),
    "europe": (-12, 34, 34, 70),
    "asia": (32, -11, 150, 54),
    "oceania": (110, -48, 180, -8),
}
"""The parts of the world that a map shows. Of those that hold a place, the first after the world is the closest."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of the world laid out ``wide`` units wide: an equirectangular map, true to scale at middle latitude."""

    bounds: Bounds
    wide: float

    @property
    def high(self) -> float:
        """The height of the map."""
        west, south, east, north = self.bounds
        return self.wide * (north - south) / ((east - west) * math.cos(math.radians((north + south) / 2)))

    def holds(self, longitude: float, latitude: float) -> bool:
        """Whether the place is on the map."""
        west, south, east, north = self.bounds
        return west <= longitude <= east and south <= latitude <= north

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where the place stands; one outside of the map stands at its edge."""
        west, south, east, north = self.bounds
        x, y = (longitude - west) / (east - west), (north - latitude) / (north - south)
        return min(max(x, 0), 1) * self.wide, min(max(y, 0), 1) * self.high


def around(longitude: float, latitude: float, *, across: float, shape: float) -> Bounds:
    """The ground around a place, ``across`` degrees of latitude high and ``shape`` times as wide as high."""
    south = min(max(latitude - across / 2, -85.0), 85.0 - across)
    half = across * shape / math.cos(math.radians(south + across / 2)) / 2
    return longitude - half, south, longitude + half, south + across


def draw_land(parent: Element, frame: Frame, *, borders: bool = False) -> bool:
    """Draw the land, and the borders where asked for. Returns whether the outline was built; else nothing is drawn."""
    land, lines = _path(frame, "land"), _path(frame, "borders") if borders else ""
    if land:
        add(parent, "path", d=land, class_="land", fill_rule="evenodd")
    if lines:
        add(parent, "path", d=lines, class_="border")
    return bool(outline()["land"])


@cache
def outline() -> dict[str, list[list[tuple[float, float]]]]:
    """``land`` (closed rings) and ``borders`` (lines) as longitude and latitude (degrees); empty where not built."""
    file = static_files().get(_FILE)
    found = json.loads(file[0]) if file else {}
    return {key: [[(x, y) for x, y in line] for line in found.get(key, ())] for key in ("land", "borders")}


def _path(frame: Frame, kind: str) -> str:
    lines = []
    west, south, east, north = frame.bounds
    for line in outline()[kind]:
        xs, ys = [x for x, _ in line], [y for _, y in line]
        if max(xs) < west or min(xs) > east or max(ys) < south or min(ys) > north:
            continue
        points = [" ".join(f"{part:.0f}" for part in frame.at(*place)) for place in line]
        kept = [point for place, point in enumerate(points) if not place or point != points[place - 1]]
        lines.append(f"M{'L'.join(kept)}" + ("Z" if kind == "land" else ""))
    return "".join(lines)
