"""Any number reaches its source in three clicks from the home page: search, the thing, the original page."""

import random
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox
import pytest

from dorsale.namespaces import BASE, ID, PREFIXES

from .conftest import Get
from .reading import Element, read

_NUMBERS = f"""PREFIX dor: <{PREFIXES["dor"]}> PREFIX rdfs: <{PREFIXES["rdfs"]}>
SELECT DISTINCT ?figure ?value ?thing ?label WHERE {{
  ?thing a ?class ; rdfs:label ?label FILTER (LANG(?label) = "en")
  VALUES ?class {{ dor:Deal dor:Organization dor:Site dor:Cluster dor:HardwareModel dor:Model dor:Platform }}
  ?thing dor:commitment?/dor:figure ?figure . ?figure dor:value ?value ; dor:statedIn ?source
}} ORDER BY ?figure ?thing"""


def _links(main: Element) -> set[str]:
    return {link["href"].partition("#")[0] for link in main.all("a")}


@pytest.fixture(scope="session")
def numbers(graph: ox.Store) -> list[ox.QuerySolution]:
    """Fifty of all numbers that a source states, the same in each run."""
    found = graph.query(_NUMBERS)
    assert isinstance(found, ox.QuerySolutions)
    return random.Random(50).sample(list(found), 50)  # noqa: S311 - the same numbers in each run


def test_fifty_numbers_lead_to_their_sources(get: Get, numbers: list[ox.QuerySolution]) -> None:
    home = read(get("/en/").text).one("main")
    form = home.one("form")
    assert form["action"] == "/en/search"
    lost = []
    for number in numbers:
        thing, figure = number["thing"].value, number["figure"].value
        path = f"/en/doc/{thing.removeprefix(ID)}"
        found = read(get(f"{form['action']}?{urlencode({'q': number['label'].value})}").text).one("main")
        if path not in _links(found):
            lost.append(f"{thing}: not found by its name")
            continue
        page = read(get(path).text).one("main")
        here = f"/en/doc/{figure.removeprefix(ID)}"
        places = (one for link in page.all("a") if link["href"] == here for one in link.above())
        around = next(
            (
                one
                for one in places
                if one.tag in ("dd", "p", "td") and any(other["href"].startswith("#source-") for other in one.all("a"))
            ),
            None,
        )
        if around is None:
            lost.append(f"{figure}: not on {path} with a source")
            continue
        cited = {other["href"][1:] for other in around.all("a") if other["href"].startswith("#source-")}
        listed = [item for item in page.all("li") if item.get("id") in cited]
        outer = [one["href"] for item in listed for one in item.all("a") if urlsplit(one["href"]).netloc]
        if not listed or not outer or any(address.startswith(BASE) for address in outer):
            lost.append(f"{figure}: no source on {path}")
    assert lost == []
