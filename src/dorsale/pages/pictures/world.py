"""The outline of the land behind a map, and where a longitude and a latitude stand on it."""

import json
import math
from dataclasses import dataclass
from functools import cache
from typing import Final

from dorsale.pages.pictures.svg import Element, add
from dorsale.pages.render import static_files

__all__ = ["REGIONS", "Frame", "draw_land", "outline"]

_FILE: Final = "world.json"
REGIONS: Final[dict[str, tuple[float, float, float, float]]] = {
    "world": (-168, -56, 180, 75),
    "north-america": (-130, 17, -62, 56),
    "europe": (-12, 34, 34, 70),
    "asia": (32, -11, 150, 54),
}
"""West, south, east and north of the parts of the world that a map shows, in degrees."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A region laid out ``wide`` units wide: an equirectangular map that is true to scale at its middle latitude."""

    region: str
    wide: float

    @property
    def high(self) -> float:
        """The height of the map."""
        west, south, east, north = REGIONS[self.region]
        return self.wide * (north - south) / ((east - west) * math.cos(math.radians((north + south) / 2)))

    def holds(self, longitude: float, latitude: float) -> bool:
        """Whether the place is in the region."""
        west, south, east, north = REGIONS[self.region]
        return west <= longitude <= east and south <= latitude <= north

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where the place stands; one outside of the region stands at its edge."""
        west, south, east, north = REGIONS[self.region]
        x, y = (longitude - west) / (east - west), (north - latitude) / (north - south)
        return min(max(x, 0), 1) * self.wide, min(max(y, 0), 1) * self.high


def draw_land(parent: Element, frame: Frame) -> bool:
    """Draw the land of the region. Returns whether the outline was built; without it, nothing is drawn."""
    path = _path(frame)
    if path:
        add(parent, "path", d=path, class_="land", fill_rule="evenodd")
    return bool(path)


@cache
def outline() -> dict[str, list[list[tuple[float, float]]]]:
    """``land`` (closed rings) and ``borders`` (lines) as longitude and latitude (degrees); empty where not built."""
    file = static_files().get(_FILE)
    found = json.loads(file[0]) if file else {}
    return {key: [[(x, y) for x, y in line] for line in found.get(key, ())] for key in ("land", "borders")}


@cache
def _path(frame: Frame) -> str:
    rings = []
    for ring in outline()["land"]:
        if not any(frame.holds(*place) for place in ring):
            continue
        points = [" ".join(f"{part:.0f}" for part in frame.at(*place)) for place in ring]
        kept = [point for place, point in enumerate(points) if not place or point != points[place - 1]]
        rings.append(f"M{'L'.join(kept)}Z")
    return "".join(rings)
