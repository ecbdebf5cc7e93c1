"""An answer in other lights: chart, network and map from the server, links to take it away, programs that ask."""

import csv
import io
import subprocess
import sys
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from dorsale.engine.rows import Value
from dorsale.pages.querying import charts, networks
from dorsale.pages.querying.labels import legible
from dorsale.pages.querying.programs import programs
from dorsale.pages.querying.results import Solutions, Table, point_of

from .conftest import Get
from .reading import Element, read

_P = """PREFIX dor: <https://w3id.org/dorsale/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
_SUMS = f"""{_P}SELECT ?who (SUM(?usd) AS ?totalUSD) (COUNT(*) AS ?number) {{
  ?c dor:provider ?who ; dor:amountUSD ?usd }} GROUP BY ?who ORDER BY DESC(?totalUSD) LIMIT 12"""
_DATES = f"""{_P}SELECT ?deal ?announced ?usd {{
  ?deal dor:announced ?announced ; dor:commitment/dor:amountUSD ?usd }} ORDER BY DESC(?usd) LIMIT 30"""
_PAIRS = f"{_P}SELECT ?who ?whom {{ ?who dor:suppliesTo ?whom }} ORDER BY ?who ?whom LIMIT 40"
_GRAPH = f"{_P}CONSTRUCT {{ ?a dor:suppliesTo ?b }} {{ ?a dor:suppliesTo ?b }}"
_SITES = f"{_P}SELECT ?site {{ ?site dor:point ?point }} ORDER BY ?site LIMIT 20"
_POINTS = (
    f"{_P}SELECT ?label ?point {{ ?s dor:point ?point ; rdfs:label ?label FILTER (LANG(?label) = 'en') }} LIMIT 20"
)


def _main(get: Get, text: str, *, language: str = "en", **more: str) -> Element:
    answer = get(f"/{language}/query?{urlencode({'query': text, **more})}")
    assert answer.status_code == 200
    return read(answer.text).one("main")


def _views(main: Element) -> list[str]:
    found = [nav for nav in main.all("nav") if nav.get("class") == "views"]
    return [parse_qs(urlsplit(link["href"]).query)["view"][0] for link in found[0].all("a")] if found else []


@pytest.mark.parametrize(
    ("text", "views"),
    [
        (_SUMS, ["table", "chart"]),
        (_DATES, ["table", "chart"]),
        (_PAIRS, ["table", "graph"]),
        (_GRAPH, ["table", "graph"]),
        (_SITES, ["table", "map"]),
        (_POINTS, ["table", "map"]),
        ("ASK {}", []),
        (f"{_P}SELECT (COUNT(*) AS ?n) {{ ?s a dor:Deal }}", []),
    ],
)
def test_an_answer_offers_the_views_that_it_allows(get: Get, text: str, views: list[str]) -> None:
    assert _views(_main(get, text)) == views


def test_bars_are_as_long_as_their_numbers(get: Get) -> None:
    main = _main(get, _SUMS, view="chart")
    bars = next(one for one in main.all("ul") if one.get("class") == "bars").all("li")
    lengths = [float(bar.one("rect")["width"]) for bar in bars]
    amounts = [float(bar.one("data")["value"]) for bar in bars]
    assert len(bars) == 12
    assert lengths[0] == 100
    assert lengths == pytest.approx([amount / amounts[0] * 100 for amount in amounts], abs=0.01)
    assert bars[0].one("data").text.startswith("$")
    assert bars[0].one("a")["href"].startswith("/en/doc/organization/")


def test_another_column_can_be_drawn(get: Get) -> None:
    main = _main(get, _SUMS, view="chart", column="number")
    bars = next(one for one in main.all("ul") if one.get("class") == "bars").all("li")
    assert all(float(bar.one("data")["value"]) < 1000 for bar in bars)
    columns = next(nav for nav in main.all("nav") if nav.get("class") == "views small").all("a")
    assert [(link.text, link.get("aria-current")) for link in columns] == [("totalUSD", ""), ("number", "true")]


def test_numbers_over_time_are_points(get: Get) -> None:
    main = _main(get, _DATES, language="fr", view="chart")
    plot = next(one for one in main.all("svg") if one.get("class") == "plot")
    points = plot.all("circle")
    rows = main.one("tbody").all("tr")
    assert len(points) == len(rows) == 30
    highest = min(points, key=lambda point: float(point["cy"]))
    assert rows[0].one("a").text in highest.one("title").text
    assert any("milliards" in text.text for text in plot.all("text"))


@pytest.mark.parametrize("text", [_PAIRS, _GRAPH])
def test_pairs_become_a_network_of_links(get: Get, text: str) -> None:
    svg = next(one for one in _main(get, text, view="graph").all("svg") if one.get("class") == "network")
    nodes = svg.all("a")
    assert 5 < len(nodes) <= 60
    assert all(node["href"].startswith("/en/doc/") and node["aria-label"] for node in nodes)
    places = {(node.one("circle")["cx"], node.one("circle")["cy"]) for node in nodes}
    assert len(places) == len(nodes)
    ends = {(line[x], line[y]) for line in svg.all("line") for x, y in (("x1", "y1"), ("x2", "y2"))}
    assert ends
    assert ends <= places


@pytest.mark.parametrize("text", [_SITES, _POINTS])
def test_places_stand_on_the_outline_of_the_world(get: Get, text: str) -> None:
    svg = next(one for one in _main(get, text, view="map").all("svg") if one.get("class") == "map")
    land = next(path for path in svg.all("path") if path.get("class") == "land")
    assert land["d"].count("M") > 3
    _, _, width, height = map(float, svg["viewbox"].split())
    spots = svg.all("circle")
    assert 0 < len(spots) <= 20
    assert all(0 < float(one["cx"]) < width and 0 < float(one["cy"]) < height for one in spots)


def test_a_view_that_does_not_fit_is_a_table(get: Get) -> None:
    main = _main(get, _PAIRS, view="map")
    assert main.all("figure") == []
    assert main.one("tbody").all("tr")


def test_an_answer_can_be_taken_away(get: Get, client: httpx.Client) -> None:
    main = _main(get, _PAIRS)
    links = {link.text: link["href"] for link in main.all("a") if urlsplit(link["href"]).path == "/sparql"}
    assert len(links) == 4
    for media_type, address in links.items():
        assert client.get(address).headers["content-type"].partition(";")[0] == media_type
    share = next(one for one in main.all("code") if one.get("id") == "share")
    assert read(get(share.text).text).one("tbody").text == main.one("tbody").text


def test_sources_stand_beside_what_they_state(get: Get) -> None:
    text = f"{_P}SELECT ?figure {{ <https://w3id.org/dorsale/id/commitment/2025-11-03-openai-aws> dor:figure ?figure }}"
    cells = _main(get, text).one("tbody").all("td")
    stated = [small for cell in cells for small in cell.all("small") if small.get("class") == "stated"]
    assert stated
    assert all(link["href"].startswith("/en/doc/source/") for small in stated for link in small.all("a"))


def test_a_number_has_the_unit_of_the_column_beside_it(get: Get) -> None:
    text = f"""{_P}SELECT ?value ?unit {{
      <https://w3id.org/dorsale/id/commitment/2025-11-03-openai-aws> dor:figure ?f .
      ?f dor:value ?value ; dor:unit ?unit
      FILTER (CONTAINS(STR(?unit), "USD")) }}"""
    cells = [row.all("td")[0] for row in _main(get, text, language="fr").one("tbody").all("tr")]
    assert "38 milliards de dollars" in [cell.text.replace("\u00a0", " ") for cell in cells]


def test_the_python_program_runs(get: Get, server: str) -> None:
    main = _main(get, _PAIRS)
    shown = {pre["aria-label"]: pre.text for pre in main.all("pre") if pre.get("class") == "program"}
    assert set(shown) == {"curl", "Python", "R"}
    assert all(f"{server}/sparql" in text for text in shown.values())
    done = subprocess.run(
        [sys.executable, "-c", shown["Python"]], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.count("'whom':") == 40


@pytest.mark.parametrize("text", [_PAIRS, 'SELECT ("it\'s a \\\\ \\"word\\"" AS ?x) {}', "SELECT (1 AS ?n) { } # é\n"])
def test_the_command_for_curl_runs(server: str, text: str) -> None:
    command = next(one.text for one in programs(f"{server}/sparql", text) if one.name == "curl")
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True, timeout=60)
    assert len(list(csv.DictReader(io.StringIO(done.stdout)))) >= 1


@pytest.mark.parametrize(
    "text", ['SELECT ("a\\\\b \\"c\\"" AS ?x) {}', "SELECT ('é' AS ?n) {}", "SELECT (1 AS ?n)\n{}"]
)
def test_python_asks_exactly_the_query(text: str) -> None:
    program = next(one.text for one in programs("http://example.org/sparql", text) if one.name == "Python")
    names: dict[str, str] = {}
    exec("\n".join(program.partition("QUERY = ")[1:]).partition("\n\nrequest")[0].replace("\n", "", 1), names)  # noqa: S102
    assert names["QUERY"].strip() == text


def test_names_never_touch() -> None:
    marks = [(100.0, 100.0, "one name"), (104.0, 102.0, "another"), (100.0, 130.0, "below"), (900.0, 100.0, "far")]
    assert legible(marks, width=960) == [True, False, True, True]


@pytest.mark.parametrize(
    ("wkt", "place"),
    [
        ("POINT(-99.7 32.4)", (-99.7, 32.4)),
        ("<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POINT (2 48)", (2.0, 48.0)),
        ("LINESTRING(0 0, 1 1)", None),
    ],
)
def test_points_are_read(wkt: str, place: tuple[float, float] | None) -> None:
    assert point_of(Value("literal", wkt, None, "http://www.opengis.net/ont/geosparql#wktLiteral")) == place


def test_a_layout_is_always_the_same_and_leaves_the_least_tied_out() -> None:
    ties = [(f"x:{number}", "", f"x:{number // 2}") for number in range(1, 90)]
    places, left_out = networks.layout(ties)
    assert (len(places), left_out) == (60, 30)
    assert networks.layout(ties)[0] == places
    assert {"x:1", "x:2", "x:3"} <= set(places)
    assert all(0 <= x <= 960 and 0 <= y <= 640 for x, y in places.values())


def test_rows_without_two_things_are_no_network() -> None:
    solutions = Solutions(columns=["a", "n"], rows=[[Value("uri", "x:1"), Value("literal", "2")]], cut=False)
    assert networks.pairs(solutions) == []
    table = Table(columns=["a", "n"], rows=[], amounts=frozenset(), cut=False)
    assert charts.numeric(solutions, table) == []
