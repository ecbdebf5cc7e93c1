"""Power over time: the areas are the sums of the graph on each day, and nothing that differs in kind is added."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dorsale.engine.rows import Value
from dorsale.namespaces import PREFIXES
from dorsale.pages.pictures.axes import Days, ticks
from dorsale.pages.pictures.capacity import COUNTRY_REGIONS
from dorsale.pages.pictures.power import COMES, RUNS, Power, PowerFigure, first_day, power_figures
from dorsale.pages.pictures.stored import stored

from ..conftest import Get
from ..reading import read

_HEAD = "".join(f"PREFIX {one}: <{PREFIXES[one]}>\n" for one in ("dor", "measure", "qualifier", "rank", "unit", "site"))
_RUNNING = f"""{_HEAD}SELECT (SUM(?value) AS ?sum) (COUNT(DISTINCT ?site) AS ?sites) {{
  ?site a dor:Site ; dor:figure ?figure .
  ?figure dor:measure measure:critical-it-power ; dor:qualifier qualifier:about ; dor:rank rank:preferred ;
    dor:unit unit:MegaW ; dor:value ?value ; dor:asOf ?day }}"""
_PLANNED = f"""{_HEAD}SELECT ?site ?value ?unit {{
  ?site a dor:Site ; dor:figure ?figure .
  ?figure dor:measure measure:planned-power ; dor:rank rank:preferred ; dor:unit ?unit .
  {{ ?figure dor:value ?value }} UNION {{ ?figure dor:maximum ?value }} }}"""


def rows(graph: ox.Store, text: str) -> list[dict[str, Value]]:
    """The solutions of a query as the pages get them."""
    found = graph.query(text)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [
        {
            name: Value("uri" if isinstance(term, ox.NamedNode) else "literal", term.value)
            for name in names
            if isinstance(term := solution[name], ox.NamedNode | ox.Literal)
        }
        for solution in found
    ]


@pytest.fixture(scope="module")
def power(graph: ox.Store) -> Power:
    """The power of all sites of the real graph."""
    return Power(power_figures(rows(graph, stored("capacity"))))


def test_what_runs_is_the_sum_of_the_preferred_estimates(graph: ox.Store, power: Power) -> None:
    told = rows(graph, _RUNNING)[0]
    assert len(power.runs) == int(told["sites"].value) > 60
    for key in (lambda one: one.country, lambda one: one.region, lambda one: one.site):
        assert sum(course.now for course in power.courses(key).values()) == Decimal(told["sum"].value)
    assert power.counted == max(one.first for one in power.of(RUNS) if one.first)


def test_what_else_is_planned_counts_each_site_once(graph: ox.Store, power: Power) -> None:
    found = rows(graph, _PLANNED)
    expected = sum(Decimal(row["value"].value) * (1000 if row["unit"].value.endswith("GigaW") else 1) for row in found)
    figures = [one for listed in power.sums()["planned-power"].values() for one in listed]
    assert sum(one.megawatts for one in figures) == expected
    assert len({one.site for one in figures}) == len(figures)
    assert "about" not in power.sums()["campus-power"]


def test_projections_lie_after_the_last_estimate(power: Power) -> None:
    assert power.counted
    assert len(power.comes) > 20
    assert all(one.first and one.first > power.counted for one in power.of(COMES))
    assert all(one.first and one.first <= power.counted for one in power.of(RUNS))
    assert {one.measure for state in (RUNS, COMES) for one in power.of(state)} == {"critical-it-power"}


def test_every_country_of_a_site_is_in_a_part_of_the_world(power: Power) -> None:
    assert {one.region for one in power.figures} <= set(COUNTRY_REGIONS)


def test_question_and_map_know_the_same_sites_to_run(graph: ox.Store, power: Power, root: Path) -> None:
    running = {site: found[-1].megawatts for site, found in power.runs.items() if found[-1].megawatts}
    on_map = {
        row["site"].value: Decimal(row["running"].value)
        for row in rows(graph, stored("map"))
        if Decimal(row["running"].value)
    }
    assert on_map == running
    text = (root / "ontology/questions/planned-against-running-power/question.rq").read_text(encoding="utf-8")
    asked = {row["site"].value: Decimal(row["running"].value) for row in rows(graph, text)}
    assert len(asked) > 30
    assert {site: value for site, value in asked.items() if value} == {
        site: running[site] for site in asked if site in running
    }


@st.composite
def _figures(draw: st.DrawFn) -> list[PowerFigure]:
    found = []
    for place in range(draw(st.integers(1, 30))):
        comes = draw(st.booleans())
        day = date(2025, 1, 1) + timedelta(days=draw(st.integers(0, 300)) + (400 if comes else 0))
        found.append(
            PowerFigure(
                iri=str(place),
                site=draw(st.sampled_from("abcdef")),
                country="x",
                region="",
                holders=(),
                measure="critical-it-power",
                qualifier="target" if comes else "about",
                preferred=draw(st.booleans()),
                day=day.isoformat(),
                megawatts=Decimal(draw(st.integers(0, 2000))),
                sources=(),
            )
        )
    return found


@settings(deadline=None)
@given(figures=_figures())
def test_a_sum_over_time_is_that_of_the_latest_figures(figures: list[PowerFigure]) -> None:
    power = Power(figures)
    if power.counted is None:
        assert power.courses(lambda one: one.country) == {}
        return
    course = power.courses(lambda one: one.country)["x"]
    by_site: defaultdict[str, list[PowerFigure]] = defaultdict(list)
    for one in figures:
        by_site[one.site].append(one)
    for day, value in (*course.runs, *course.comes):
        expected = Decimal(0)
        for listed in by_site.values():
            upto = [one for one in listed if one.first and one.first <= day]
            if upto:
                last = max(one.first for one in upto if one.first)
                same = [one for one in upto if one.first == last]
                expected += max(same, key=lambda one: (one.preferred, one.iri)).megawatts
        assert value == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2025", date(2025, 1, 1)), ("2025-11", date(2025, 11, 1)), ("2025-11-03", date(2025, 11, 3)), ("", None)],
)
def test_the_first_day_of_a_date(text: str, expected: date | None) -> None:
    assert first_day(text) == expected


@given(most=st.floats(0.1, 1e6), steps=st.integers(2, 9))
def test_ticks_are_even_and_reach_the_top(most: float, steps: int) -> None:
    found = ticks(most, steps)
    assert found[0] == 0
    assert found[-1] >= most * 0.999
    assert len(found) <= steps * 3
    assert all(abs((b - a) - found[1]) < 1e-6 * found[-1] for a, b in pairwise(found))


def test_days_keep_to_their_ends() -> None:
    days = Days(first=date(2024, 1, 1), last=date(2025, 1, 1), left=10, right=110)
    assert days.at(date(2020, 1, 1)) == 10
    assert days.at(date(2030, 1, 1)) == 110
    assert days.years == [(2024, 10, 110), (2025, 110, 110)]


def _figures_of(text: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(io.StringIO(text))


def test_a_figure_is_a_click_from_its_sources(get: Get) -> None:
    page = read(get("/en/picture/capacity").text)
    shown = [row for row in page.all("tr") if row.get("id").startswith("row-")]
    for row in shown:
        links = [link["href"] for link in row.all("a")]
        assert any(link.startswith("/en/doc/source/") for link in links)
        assert any(link.startswith("/en/doc/figure/") for link in links)


def test_filters_keep_what_they_name(get: Get) -> None:
    france = list(_figures_of(get("/picture/capacity.csv?country=FR", accept="text/csv").text))
    assert france
    assert {row["country"].rsplit("/", 1)[1] for row in france} == {"FR"}
    europe = list(_figures_of(get("/picture/capacity.csv?region=europe", accept="text/csv").text))
    assert {row["site"] for row in france} < {row["site"] for row in europe}
    openai = list(_figures_of(get("/picture/capacity.csv?organization=openai", accept="text/csv").text))
    assert any(row["site"].endswith("/abilene-stargate") for row in openai)
