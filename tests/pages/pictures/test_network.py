"""The network of dependence: hubs can be found, every mark leads to its deals, and all forms say the same."""

import csv
import io
import json
import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree import ElementTree as ET

import networkx as nx
import pytest

from dorsale.namespaces import PREFIXES
from dorsale.pages.pictures.network.marks import outline, wedge

from ..conftest import Get
from ..reading import read
from .looking import drawings, overlaps

_ASKED = (
    "",
    "?resource=chips",
    "?standing=reported",
    "?year=2026&resource=compute",
    "?organization=openai",
    "?organization=aws&resource=power",
)
_HUBS = ("NVIDIA", "OpenAI", "Microsoft", "Google", "TSMC", "Oracle", "Anthropic", "SoftBank Group")


def _json(get: Get, query: str) -> dict[str, Any]:
    told: dict[str, Any] = get(f"/en/picture/network.json{query}", accept="application/json").json()
    return told


@pytest.mark.parametrize("query", _ASKED)
def test_the_edges_are_the_rows_of_the_query_beside_the_picture(get: Get, query: str) -> None:
    page = read(get(f"/en/picture/network{query}").text)
    link = next(one["href"] for one in page.one("main").all("a") if one["href"].startswith("/en/query?query="))
    asked = parse_qs(urlsplit(link).query)["query"][0]
    found = get(f"/sparql?{urlencode({'query': asked})}", accept="application/sparql-results+json").json()
    rows = {
        tuple(
            row.get(f"{side}Head", row[side])["value"] if side in ("dependent", "support") else row[side]["value"]
            for side in ("dependent", "support", "resource", "standing", "ground")
        )
        for row in found["results"]["bindings"]
    }
    told = _json(get, query)
    group = {node["id"]: node["group"] for node in told["nodes"]}
    standing = PREFIXES["standing"]
    edges = {
        (group[edge["source"]], group[edge["target"]], edge["resource"], standing + edge["standing"], ground)
        for edge in told["edges"]
        for ground in edge["grounds"]
    }
    focus = parse_qs(query[1:]).get("organization")
    if focus:
        own = group[f"{PREFIXES['org']}{focus[0]}"]
        rows = {row for row in rows if own in row[:2]}  # a ground may tie others besides
    assert edges == rows
    assert len(edges) >= 3


def test_hubs_are_named_in_large_letters(get: Get) -> None:
    wide, narrow = drawings(get("/en/picture/network").text)
    for svg, most in ((wide, 30), (narrow, 20)):
        strong = {text.text for text in svg.iter("text") if "strong" in text.get("class", "")}
        named = {text.text for text in svg.iter("text") if "name" in text.get("class", "")}
        assert len(strong) <= most
        assert set(_HUBS[:4]) <= strong
        assert set(_HUBS) <= named
        assert overlaps(svg) == []
    groups = [one for one in wide.iter("a") if "who" in one.get("class", "")]
    labelled = [one for one in groups if one.find("text") is not None]
    assert len(groups) > 120
    assert len(labelled) > 0.95 * len(groups)


@pytest.mark.parametrize("query", ["", "?resource=compute", "?organization=nvidia&steps=2"])
def test_every_mark_leads_to_its_deals_and_sources(get: Get, query: str) -> None:
    text = get(f"/en/picture/network{query}").text
    wide = drawings(text)[0]
    ties = [one for one in wide.iter("a") if "tie " in one.get("class", "")]
    assert len(ties) > 40
    pages: dict[str, Any] = {f"/en/picture/network{query}": read(text)}
    for tie in ties:
        href = tie.attrib["href"]
        if href.startswith(("/en/doc/deal/", "/en/doc/hardware/")):
            continue
        path, _, anchor = href.partition("#")
        if path not in pages:
            pages[path] = read(get(path).text)
        row = next(one for one in pages[path].all("tr") if one.get("id") == anchor)
        cells = row.all("th", "td")
        told = tie.findtext("title") or ""
        assert told.startswith(f"{cells[0].text.strip()} relies on {cells[1].text.strip()}: {cells[2].text.strip()}")
        assert [link for link in cells[6].all("a") if "/doc/deal/" in link["href"] or "/doc/hardware/" in link["href"]]
        assert [link for link in cells[7].all("a") if "/doc/source/" in link["href"]]


@pytest.mark.parametrize("query", _ASKED)
def test_json_graphml_and_csv_hold_the_same(get: Get, query: str) -> None:
    told = _json(get, query)
    xml = get(f"/en/picture/network.graphml{query}", accept="*/*")
    assert xml.headers["content-type"] == "application/graphml+xml"
    graph = nx.parse_graphml(xml.text, force_multigraph=True)
    assert set(graph) == {node["id"] for node in told["nodes"]}
    assert graph.number_of_edges() == len(told["edges"])
    for node in told["nodes"]:
        assert graph.nodes[node["id"]]["label"] == node["label"]
    rows = list(csv.DictReader(io.StringIO(get(f"/en/picture/network.csv{query}", accept="*/*").text)))
    listed = sorted(
        (row["dependent"], row["support"], row["resource"], row["standing"], row["sources"]) for row in rows
    )
    assert listed == sorted(
        (edge["source"], edge["target"], edge["resource"], edge["standing"], " ".join(edge["sources"]))
        for edge in told["edges"]
    )
    assert all(edge["grounds"] and edge["sources"] for edge in told["edges"])


def test_an_amount_is_that_of_two_alone(get: Get) -> None:
    edges = _json(get, "?organization=openai&resource=compute&standing=firm")["edges"]
    oracle = next(edge for edge in edges if edge["target"].endswith("/oracle"))
    assert oracle["usd"] >= 300_000_000_000
    assert f"{PREFIXES['deal']}2025-07-22-openai-oracle" in oracle["deals"]


def test_a_neighbourhood_holds_its_neighbours_and_nobody_else(get: Get) -> None:
    told = _json(get, "?organization=tsmc")
    assert all(any(end.endswith("/tsmc") for end in (edge["source"], edge["target"])) for edge in told["edges"])
    wide = drawings(get("/en/picture/network?organization=tsmc").text)[0]
    names = {one.get("data-node") for one in wide.iter("a") if one.get("data-node")}
    assert names == {node["id"].rsplit("/", 1)[1] for node in told["nodes"]}
    beyond = {node["id"] for node in _json(get, "?organization=tsmc&steps=2")["nodes"]}
    assert beyond > {node["id"] for node in told["nodes"]}


def test_a_subsidiary_leads_to_its_group(get: Get) -> None:
    assert _json(get, "?organization=google-cloud")["edges"] == _json(get, "?organization=google")["edges"]


def test_the_list_can_have_every_row(get: Get) -> None:
    edges = _json(get, "")["edges"]
    page = read(get("/fr/picture/network?rows=all").text)
    assert len([row for row in page.all("tr") if row.get("id").startswith("row-")]) == len(edges)


def test_other_pictures_are_no_networks(get: Get) -> None:
    for suffix in ("json", "graphml"):
        assert get(f"/picture/flows.{suffix}", accept="*/*").status_code == 404


def test_names_of_others_cannot_break_the_files(get: Get) -> None:
    answer = get("/fr/picture/network.graphml", accept="*/*")
    assert ET.fromstring(answer.content).tag.endswith("graphml")
    assert json.loads(get("/fr/picture/network.json", accept="*/*").text)["title"] == "Qui dépend de qui"


@pytest.mark.parametrize("kind", ["compute", "chips", "power", "space", "capital", "public", "models", "other"])
def test_shapes_are_as_large_as_each_other(kind: str) -> None:
    path = outline(kind, 100, 100, 10)
    numbers = [] if "a" in path else [float(part) for part in re.findall(r"[\d.]+", path)]
    xs, ys = numbers[::2], numbers[1::2]
    area = abs(sum(x * ys[at - 1] - xs[at - 1] * y for at, (x, y) in enumerate(zip(xs, ys, strict=True)))) / 2
    assert not numbers or 240 < area < 340  # a disc of this radius has 314


def test_a_wedge_begins_wide_and_ends_in_a_point_clear_of_its_end() -> None:
    path = wedge((0, 0), (100, 0), wide=8, clear=10, bend=0)
    assert path.startswith("M0 4Q")
    assert "90 0Q" in path
    assert path.endswith("0 -4z")


@pytest.mark.parametrize(("path", "drawn"), [("openai", True), ("google-cloud", True), ("epoch-ai", False)])
def test_the_page_of_a_company_leads_to_its_neighbourhood(get: Get, path: str, drawn: bool) -> None:
    links = {one["href"] for one in read(get(f"/fr/doc/organization/{path}").text).one("main").all("a")}
    there = f"/fr/picture/network?organization={path}"
    assert (there in links) == drawn
    assert len(_json(get, f"?organization={path}")["edges"]) > 3 or not drawn
