"""Pictures inside pages about something else: drawn only where there is something to draw, and leading to more."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsale.pages.pictures.life import Station, draw_life

from ..conftest import Get
from ..reading import read
from .looking import drawings, overlaps


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("path", "whole"),
    [
        ("/", "/picture/flows"),
        ("/doc/organization/openai", "/picture/flows?organization=openai"),
        ("/doc/organization/coreweave", "/picture/flows?organization=coreweave"),
    ],
)
def test_an_embedded_picture_is_that_of_its_page(get: Get, path: str, whole: str, language: str) -> None:
    page = get(f"/{language}{path}").text
    figure = next(one for one in read(page).all("figure") if one.get("class") == "drawing")
    assert figure.one("figcaption").all("a")[-1]["href"] == f"/{language}{whole}"
    there = get(f"/{language}{whole}").text
    for here, full in zip(drawings(page)[:2], drawings(there), strict=True):
        assert overlaps(here) == []
        assert [one.text for one in here.iter()] == [one.text for one in full.iter()]
        assert [one.get("href") for one in here.iter()] == [one.get("href") for one in full.iter()]
    assert "picture.css" in page
    ids = [one["id"] for one in read(page).walk() if one.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", ["/doc/organization/epoch-ai", "/doc/organization/openai?page=2", "/doc/site"])
def test_where_nothing_flows_nothing_is_drawn(get: Get, path: str) -> None:
    page = get(path).text
    assert drawings(page) == []
    assert "picture.css" not in page


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("/doc/site/abilene-stargate", 4),
        ("/doc/site/new-albany-google", 2),
        ("/doc/site/fouju-campus-ia", 2),
        ("/doc/deal/2025-09-22-nvidia-openai", 2),
        ("/doc/organization/openai", 5),
        ("/doc/organization/coreweave", 2),
    ],
)
def test_every_picture_in_a_page_is_legible_and_named(get: Get, path: str, number: int, language: str) -> None:
    html = get(f"/{language}{path}").text
    found = drawings(html)
    assert len(found) == number
    for svg in found:
        assert overlaps(svg) == []
        assert len(svg.findtext("title") or "") > 5
        assert len(svg.findtext("desc") or "") > 20
    page = read(html)
    ids = [one["id"] for one in page.walk() if one.get("id")]
    assert len(ids) == len(set(ids))
    anchors = {
        link["href"] for figure in page.all("figure") for link in figure.all("a") if link["href"].startswith("#")
    }
    assert {anchor.removeprefix("#") for anchor in anchors} <= set(ids)


def test_the_power_of_a_site_is_what_its_figures_say(get: Get) -> None:
    wide, narrow, *_ = drawings(get("/en/doc/site/abilene-stargate").text)
    for svg in (wide, narrow):
        marks = {link.get("href"): link.findtext("title") for link in svg.iter("a")}
        assert marks["/en/doc/figure/site-abilene-stargate-running"] == "24 September 2026: 421\u00a0MW"
        assert marks["/en/doc/figure/site-abilene-stargate-planned"] == "18 March 2025: 1.2\u00a0GW"
        places = {link.get("href"): link.find("circle") for link in svg.iter("a")}
        running = places["/en/doc/figure/site-abilene-stargate-running"]
        planned = places["/en/doc/figure/site-abilene-stargate-planned-it"]
        assert running is not None
        assert planned is not None
        assert float(running.attrib["cx"]) < float(planned.attrib["cx"])
        assert float(running.attrib["cy"]) > float(planned.attrib["cy"])
        assert "filled" in running.attrib["class"]
        assert "hollow" in planned.attrib["class"]


def test_the_life_of_a_deal_ends_where_it_ended(get: Get) -> None:
    wide, _ = drawings(get("/en/doc/deal/2025-09-22-nvidia-openai").text)
    looks = [circle.attrib["class"] for circle in wide.iter("circle")]
    assert looks[0] == "station"
    assert looks[-1] == "station ends"


@given(
    gaps=st.lists(st.integers(1, 2000), min_size=1, max_size=20),
    wide=st.sampled_from([380.0, 1040.0]),
    text=st.sampled_from(["announced", "announced, signed with a way out, delivery started"]),
)
def test_dates_of_a_life_keep_apart(gaps: list[int], wide: float, text: str) -> None:
    day, stations = date(2020, 1, 1), []
    for gap in gaps:
        day += timedelta(days=gap)
        stations.append(Station(day=day, date="22 September 2025", text=text, href="#x"))
    svg = draw_life(stations, title="t", description="d", wide=wide, identity="x")
    assert overlaps(svg) == []
    assert len(list(svg.iter("circle"))) == len(gaps)
