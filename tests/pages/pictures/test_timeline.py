"""Deals over time: every event of the graph is there once, discs keep apart, and time only goes forward."""

import csv
import io
import math
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dorsale.namespaces import PREFIXES
from dorsale.pages.pictures.axes import Years
from dorsale.pages.pictures.happened import STANDINGS, Happened, happened
from dorsale.pages.pictures.rooms import Rooms
from dorsale.pages.pictures.stored import stored
from dorsale.pages.pictures.svg import drawing
from dorsale.pages.pictures.swarm import swarmed

from ..conftest import Get
from ..reading import read
from .looking import drawings, overlaps, texts
from .test_capacity import rows

_EVENTS = f"""PREFIX dor: <{PREFIXES["dor"]}> PREFIX standing: <{PREFIXES["standing"]}>
SELECT (COUNT(DISTINCT ?event) AS ?events) (COUNT(DISTINCT ?deal) AS ?deals) {{
  ?deal a dor:Deal ; dor:commitment?/dor:event ?event }}"""


@pytest.fixture(scope="module")
def deals(graph: ox.Store) -> list[Happened]:
    """The deals of the real graph."""
    return happened(rows(graph, stored("timeline")))


def test_every_event_of_every_deal_is_there(graph: ox.Store, deals: list[Happened]) -> None:
    told = rows(graph, _EVENTS)[0]
    assert len(deals) == int(told["deals"].value) > 500
    assert sum(len(one.events) for one in deals) == int(told["events"].value)
    assert all(one.day <= other.day for deal in deals for one, other in pairwise(deal.events))


def test_a_deal_is_as_large_as_its_greatest_commitment(deals: list[Happened]) -> None:
    found = {one.deal.rsplit("/", 1)[1]: one for one in deals}
    oracle = found["2025-07-22-openai-oracle"]
    assert oracle.upper == Decimal(300_000_000_000)
    assert (oracle.purpose, oracle.standing) == ("compute", "firm")
    assert {one.standing for one in deals} <= set(STANDINGS)


@settings(deadline=None)
@given(
    marks=st.lists(st.tuples(st.floats(0, 200), st.floats(1, 20)), min_size=1, max_size=60),
    most=st.sampled_from([math.inf, 40.0]),
)
def test_discs_keep_apart(marks: list[tuple[float, float]], most: float) -> None:
    found = swarmed([(place, along, radius) for place, (along, radius) in enumerate(marks)], most=most)
    assert [disc.key for disc in found] == list(range(len(marks)))
    for place, one in enumerate(found):
        assert abs(one.off) + one.radius <= max(most, one.radius) + 1e-6
        if most == math.inf:
            assert one.along == marks[place][0]
        for other in found[:place]:
            assert math.hypot(one.along - other.along, one.off - other.off) >= one.radius + other.radius - 1e-6


@given(days=st.lists(st.dates(date(2019, 1, 1), date(2030, 12, 31)), min_size=1, max_size=50))
def test_years_follow_each_other(days: list[date]) -> None:
    axis = Years(days, left=10, right=500)
    placed = [axis.at(day) for day in sorted(days)]
    assert placed == sorted(placed)
    assert 10 <= placed[0] <= placed[-1] <= 500
    spans = list(axis.spans.values())
    assert all(start + long == pytest.approx(following) for (start, long), (following, _) in pairwise(spans))
    assert spans[-1][0] + spans[-1][1] == pytest.approx(500)


def test_labels_take_only_free_room() -> None:
    svg = drawing((200, 60), identity="x", title="t", description="d")
    rooms = Rooms((200, 60), [(60, 0, 200, 60)])
    assert rooms.beside(svg, "left", (50, 30, 5), room=40, size=10)
    assert not rooms.beside(svg, "does not fit anywhere", (50, 30, 5), room=190, size=10)
    assert [box.text for box in texts(svg)] == ["left"]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("lanes", ["purpose", "payer", "payee"])
def test_each_lane_and_its_names_keep_apart(get: Get, lanes: str, language: str) -> None:
    wide, narrow = drawings(get(f"/{language}/picture/timeline?lanes={lanes}").text)
    for svg in (wide, narrow):
        assert overlaps(svg) == []
        circles = list(svg.iter("circle"))
        assert 30 < len(circles) <= 60
        for place, one in enumerate(circles):
            for other in circles[:place]:
                apart = math.hypot(*(float(one.attrib[at]) - float(other.attrib[at]) for at in ("cx", "cy")))
                assert apart >= float(one.attrib["r"]) + float(other.attrib["r"]) - 0.3


def test_filters_keep_what_they_name(get: Get) -> None:
    def told(query: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(get(f"/picture/timeline.csv?{query}", accept="text/csv").text)))

    every = told("")
    energy, late, loose = told("purpose=energy"), told("year=2026"), told("standing=intended")
    assert {row["purpose"] for row in energy} == {"energy"}
    assert {row["day"][:4] for row in late} == {"2026"}
    assert {row["standing"] for row in loose} == {"intended"}
    assert all(0 < len(some) < len(every) for some in (energy, late, loose))
    coreweave = told("organization=coreweave")
    assert any(row["deal"].endswith("openai-coreweave") for row in coreweave)


def test_a_deal_is_a_click_away(get: Get) -> None:
    page = get("/en/picture/timeline").text
    links = {link.get("href") for svg in drawings(page) for link in svg.iter("a")}
    assert "/en/doc/deal/2025-07-22-openai-oracle" in links
    rows_ = [row for row in read(page).all("tr") if row.get("id").startswith("row-")]
    assert all(any("/doc/deal/" in link["href"] for link in row.all("a")) for row in rows_)
