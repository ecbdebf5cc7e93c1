"""The maps: marks keep apart at every scale, none is lost, and each leads to its site or closer to it."""

import math
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dorsale.pages.pictures.clusters import Mark, clustered
from dorsale.pages.pictures.world import REGIONS, Frame, around

from ..conftest import Get
from ..reading import read
from .looking import drawings

_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")
_Disc = tuple[float, float, float]


def _discs(svg: ET.Element) -> list[_Disc]:
    """Centre and reach of each mark of a map; of a diamond and a square, of the disc inside."""
    found = []
    for path in svg.findall(".//a/path"):
        x, y, *rest = (float(one) for one in _NUMBERS.findall(path.attrib["d"]))
        look = path.attrib["class"]
        if "unknown" in look:
            found.append((x + rest[0] / 2, y + rest[0] / 2, rest[0] / 2))
        else:
            found.append((x, y, -rest[0] if "running" in look else -rest[1]))
    return found


@settings(deadline=None)
@given(marks=st.lists(st.tuples(st.floats(0, 300), st.floats(0, 200), st.floats(2, 30)), min_size=1, max_size=80))
def test_clusters_keep_apart_and_lose_nothing(marks: list[_Disc]) -> None:
    ordered = sorted(marks, key=lambda one: -one[2])
    found = clustered(Mark(key=place, x=x, y=y, radius=r) for place, (x, y, r) in enumerate(ordered))
    assert sorted(key for one in found for key in one.keys) == list(range(len(marks)))
    for place, one in enumerate(found):
        assert one.first.key == min(one.keys)
        for other in found[:place]:
            assert (
                math.hypot(one.first.x - other.first.x, one.first.y - other.first.y) >= one.radius + other.radius - 1e-9
            )


@pytest.mark.parametrize("region", list(REGIONS))
def test_marks_keep_apart_and_inside(get: Get, region: str) -> None:
    page = get(f"/en/picture/map?region={region}").text
    rows = [row for row in read(page).all("tr") if row.get("id").startswith("row-")]
    for svg in drawings(page):
        wide = float(svg.attrib["viewBox"].split()[2])
        discs = _discs(svg)
        assert discs
        for place, (x, y, r) in enumerate(discs):
            assert r <= x + 0.6
            assert x + r <= wide + 0.6
            for a, b, c in discs[:place]:
                assert math.hypot(x - a, y - b) >= r + c - 0.6
        counts = [int(text.text or "1") for text in svg.findall(".//a/text")]
        assert sum(counts) + len(discs) - len(counts) == _placed(page)
    assert rows


def _placed(page: str) -> int:
    """How many sites the note below a map says that it draws."""
    note = read(page).one("figcaption").text
    return int(_NUMBERS.findall(note.replace(",", ""))[0])


def test_several_sites_lead_closer(get: Get) -> None:
    wide, _ = drawings(get("/en/picture/map").text)
    links = [link.get("href") for link in wide.iter("a") if link.find("text") is not None]
    assert "/en/picture/map?region=united-states" in links
    assert "/en/picture/map?region=europe" in links
    closer, _ = drawings(get("/en/picture/map?region=united-states").text)
    anchors = {row["id"] for row in read(get("/en/picture/map?region=united-states").text).all("tr") if row.get("id")}
    for link in closer.iter("a"):
        assert (link.get("href") or "").partition("#")[2] in anchors | {"table"}


@pytest.mark.parametrize(("longitude", "latitude"), [(0, 0), (-99.7, 32.4), (25, 68), (175, -45)])
def test_the_ground_around_a_place_holds_it_in_the_middle(longitude: float, latitude: float) -> None:
    frame = Frame(around(longitude, latitude, across=10, shape=1.6), 320)
    assert frame.high == pytest.approx(200, rel=0.02)
    assert frame.at(longitude, latitude) == pytest.approx((160, frame.high / 2), abs=1)
