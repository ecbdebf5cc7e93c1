"""The site in front of other stores: the protocol, the pages and the questions are those of the embedded engine.

What a store answers otherwise is listed here, with the reason, and a difference that is gone fails as one that comes.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import pyoxigraph as ox
import pytest
from tests.conftest import Serve
from tests.server.test_sparql import (
    SELECT,
    test_a_browser_gets_pages,
    test_a_problem_says_where_and_speaks_the_readers_language,
    test_compressed_and_plain_have_validators_of_their_own,
    test_datasets_of_the_protocol,
    test_formats,
    test_nothing_found_is_valid_in_every_format,
    test_service_description,
    test_validators,
    test_what_is_refused,
)

from dorsale.exchange.stores import Address, Target, push
from dorsale.exchange.stores.keeping import PROBES, Keeping
from dorsale.namespaces import GRAPH
from dorsale.release import Release

from .conftest import Running
from .sampled import sampled

__all__ = [
    "test_a_browser_gets_pages",
    "test_a_problem_says_where_and_speaks_the_readers_language",
    "test_compressed_and_plain_have_validators_of_their_own",
    "test_datasets_of_the_protocol",
    "test_formats",
    "test_nothing_found_is_valid_in_every_format",
    "test_service_description",
    "test_validators",
    "test_what_is_refused",
]

STORES: Final = ["oxigraph", pytest.param("virtuoso", marks=pytest.mark.virtuoso)]

KEPT_OTHERWISE: Final = {
    "oxigraph": ("numbers", "wholes"),
    "virtuoso": ("numbers", "wholes", "kinds", "durations", "points"),
}
"""What each store does not keep as it is given (docs/stores.md)."""

_PATH = "a path with + or * finds one row where there are several"
_LANGUAGE = "a FILTER in an OPTIONAL does not see a variable of VALUES beside it"
_NUMBER = "true and false, and whole parts of a division, come as whole numbers"
QUESTIONS_THAT_DIFFER: Final[dict[str, dict[str, str]]] = {
    "oxigraph": {},
    "virtuoso": {
        "chains-of-security": _PATH,
        "conflicting-figures": "CONCAT takes what is unbound for an empty text",
        "contents-of-a-deal": _PATH,
        "disputes-settled": _LANGUAGE,
        "electricity-bought-by-a-group": _PATH,
        "instalments-of-a-round": _LANGUAGE,
        "investors-in-a-company": _NUMBER,
        "large-amounts-on-both-scales": _NUMBER,
        "money-behind-suppliers": _NUMBER,
        "promises-of-conduct": _LANGUAGE,
        "promises-that-hang-on-others": _PATH,
        "shares-granted-to-partners": _LANGUAGE,
        "sources-read-since": "a group is given in two rows",
    },
}
"""Questions that a store answers otherwise, with the reason."""

QUESTIONS_BY_PLAN: Final[dict[str, frozenset[str]]] = {
    "oxigraph": frozenset(),
    "virtuoso": frozenset({"between-two-actors"}),
}
"""Questions that one start of a store answers rightly and the next one not, by the plan that it happens to make: about
one start in three, and then each time (a path with ? beside two lists of values)."""

PAGES_THAT_DIFFER: Final[dict[str, list[str]]] = {
    "oxigraph": [],
    "virtuoso": [
        "/doc/deal/2025-11-03-openai-aws",
        "/doc/commitment/2025-11-03-openai-aws",
        "/list/deal",
        "/doc/deal/2025-11-03-openai-aws.ttl",
        "/doc/model/gpt-oss-120b",
    ],
}
"""Pages that are otherwise to the byte: durations are text there, true and false are numbers, and names sort by another
alphabet."""

PAGES: Final = (
    "/",
    "/doc/deal/2025-11-03-openai-aws",
    "/doc/organization/openai",
    "/doc/commitment/2025-11-03-openai-aws",
    "/ontology",
    "/ontology/deals",
    "/vocabulary/measure",
    "/catalog",
    "/list/deal",
    "/commitments",
    "/picture/flows",
    "/picture/circles",
    "/picture/map",
    "/picture/timeline",
    "/picture/capacity",
    "/deals.atom",
    "/doc/deal/2025-11-03-openai-aws.ttl",
    "/doc/organization/openai.jsonld",
    "/ontology.ttl",
    "/doc/figure/site-abilene-stargate-cost-epoch",
    "/doc/hardware/nvidia-gb200",
    "/doc/model/gpt-oss-120b",
    "/doc/source/republicworld-amd-openai",
    "/doc/site/abilene-stargate",
    "/list/organization",
    "/picture/flows?organization=openai",
    "/picture/timeline?organization=openai",
)
"""Pages and documents that ask the engine, each by other queries."""


@pytest.fixture(scope="module")
def shelf(releases: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one release: what the real one says of some forty deals."""
    sample = root / "tests" / "ontology" / "sample.ttl"
    subjects = {str(quad.subject).encode() for quad in ox.parse(path=sample, format=ox.RdfFormat.TURTLE)}
    folder = tmp_path_factory.mktemp("sampled")
    sampled(releases, folder, frozenset(subjects))
    return folder


@pytest.fixture(scope="module")
def release(shelf: Path) -> Release:
    return Release.open(shelf / "current")


@pytest.fixture(scope="module")
def embedded(shelf: Path, serve: Serve) -> Iterator[httpx.Client]:
    """A client of the embedded engine."""
    with serve(shelf) as (found, _), httpx.Client(base_url=found, timeout=60) as client:
        yield client


@pytest.fixture(scope="module", params=STORES)
def store(request: pytest.FixtureRequest, shelf: Path) -> Running:
    """Each of the stores in turn, loaded by ``dorsale push``."""
    found: Running = request.getfixturevalue("fresh_virtuoso" if request.param == "virtuoso" else request.param)
    target = Target(address=Address(to=found.query), releases=shelf, credentials=found.credentials)
    assert push(target, replace=True) == 0
    return found


@pytest.fixture(scope="module")
def address(store: Running, shelf: Path, serve: Serve) -> Iterator[str]:
    """The address of a server in front of the store."""
    with serve(shelf, engine=store.url, query_seconds=30) as (found, _):
        yield found


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60) as found:
        yield found


def _problem(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["type"].rpartition("/")[2]


def _number(client: httpx.Client, query: str, **parameters: str) -> int:
    response = client.get("/sparql", params={"query": query, **parameters})
    assert response.status_code == 200, response.text
    return int(response.json()["results"]["bindings"][0]["n"]["value"])


def test_three_ways_of_asking_give_the_same_bytes(client: httpx.Client, embedded: httpx.Client) -> None:
    """And those of the embedded engine, but for the order of texts in two languages, which Virtuoso has otherwise."""
    query = SELECT.replace("ORDER BY ?label", "ORDER BY LANG(?label)")
    direct = {"content-type": "application/sparql-query"}
    answers = [client.get("/sparql", params={"query": query}), client.post("/sparql", data={"query": query})]
    answers += [one.post("/sparql", content=query, headers=direct) for one in (client, embedded)]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({answer.content for answer in answers}) == 1


def test_the_pages_are_the_same(store: Running, client: httpx.Client, embedded: httpx.Client) -> None:
    """To the byte, but for what a store cannot keep and for the order in which nobody asked for rows."""
    different = []
    for path in PAGES:
        ours, theirs = (_page(one, path) for one in (embedded, client))
        if ours != theirs:
            different.append(path)
    assert different == PAGES_THAT_DIFFER[store.name]


def _page(client: httpx.Client, path: str) -> tuple[int, bytes]:
    response = client.get(path, headers={"accept": "text/html", "accept-language": "en"}, follow_redirects=True)
    host = str(client.base_url).encode()
    body = response.content.replace(host, b"HOST").replace(host.partition(b"//")[2], b"HOST")
    return response.status_code, re.sub(rb"_:[\w.]+", b"_:", body) if path.endswith((".ttl", ".jsonld")) else body


def test_the_questions_have_the_same_answers(
    store: Running, client: httpx.Client, embedded: httpx.Client, release: Release
) -> None:
    """All of them, value by value as the store keeps values."""
    keeping = Keeping.losing(KEPT_OTHERWISE[store.name])
    questions: list[dict[str, Any]] = json.loads(release.file("questions.json").read_text(encoding="utf-8"))
    different = []
    for question in questions:
        answers = [one.post("/sparql", data={"query": question["query"]}) for one in (embedded, client)]
        assert answers[0].status_code == 200
        ours, theirs = (_rows(one, keeping) for one in answers)
        if ours != theirs and question["slug"] not in QUESTIONS_BY_PLAN[store.name]:
            different.append(question["slug"])
    assert different == [*QUESTIONS_THAT_DIFFER[store.name]]


def _rows(response: httpx.Response, keeping: Keeping) -> list[list[str]] | int:
    """The rows without their order, or the status where there are none."""
    if response.status_code != 200:
        return response.status_code
    found = ox.parse_query_results(response.content, ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QuerySolutions)
    return sorted([_value(row[name], keeping) for name in found.variables] for row in found)


def _value(term: object, keeping: Keeping) -> str:
    if term is None:
        return ""
    (kept,) = keeping.kept([f"<urn:x> <urn:x> {term}"])
    return keeping.compared(kept)


def test_what_a_store_keeps_otherwise_is_what_it_says_of_itself(store: Running) -> None:
    marker = f"{GRAPH}sync"
    loses = {row[0] for row in store.rows(f"SELECT ?x {{ GRAPH <{marker}> {{ ?s <{marker}#loses> ?x }} }}")}
    assert loses == set(KEPT_OTHERWISE[store.name]) <= PROBES.keys()


def test_other_graphs_of_the_store_are_not_seen(store: Running, client: httpx.Client) -> None:
    """Asked for rows: of what is empty Virtuoso counts one."""
    store.do('INSERT DATA { GRAPH <urn:secret> { <urn:a> <urn:b> "the wages of the board" } }')
    try:
        for pattern in (
            "{ <urn:a> <urn:b> ?o }",
            "{ GRAPH ?g { <urn:a> <urn:b> ?o } }",
            "{ GRAPH <urn:secret> { ?s ?p ?o } }",
            "{ GRAPH ?g { ?s ?p ?o } FILTER (?g = <urn:secret>) }",
            "{ VALUES ?g { <urn:secret> } GRAPH ?g { ?s ?p ?o } }",
            "{ BIND (<urn:secret> AS ?g) GRAPH ?g { ?s ?p ?o } }",
            'FROM <urn:secret> { ?s ?p "the wages of the board" }',
            "FROM NAMED <urn:secret> { GRAPH <urn:secret> { ?s ?p ?o } }",
            f"{{ GRAPH <{GRAPH}sync> {{ ?s ?p ?o }} }}",
        ):
            asked = {"query": f"SELECT * {pattern} LIMIT 3"}
            assert client.get("/sparql", params=asked).json()["results"]["bindings"] == [], pattern
        named = {"query": "SELECT * { ?s ?p ?o } LIMIT 3", "default-graph-uri": "urn:secret"}
        assert client.get("/sparql", params=named).json()["results"]["bindings"] == []
    finally:
        store.do("CLEAR GRAPH <urn:secret>")


def test_blank_nodes_are_blank_nodes(client: httpx.Client, embedded: httpx.Client) -> None:
    """Though the store holds IRIs in their place."""
    owl = "PREFIX owl: <http://www.w3.org/2002/07/owl#>"
    restrictions = f"{owl} SELECT (COUNT(*) AS ?n) {{ ?r a owl:Restriction FILTER (isBlank(?r) && !isIRI(?r)) }}"
    assert _number(client, restrictions) == _number(embedded, restrictions) > 0
    asked = f"{owl} DESCRIBE ?c {{ ?c <http://www.w3.org/2000/01/rdf-schema#subClassOf> ?r . ?r a owl:Restriction }}"
    graphs = [one.get("/sparql", params={"query": asked, "format": "nt"}) for one in (client, embedded)]
    found = [ox.Dataset(ox.parse(graph.content, format=ox.RdfFormat.N_TRIPLES)) for graph in graphs]
    for one in found:
        one.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert found[0] == found[1]
    assert b"_:" in graphs[0].content
    assert b"genid" not in graphs[0].content


def test_no_part_passes_for_the_whole(store: Running, client: httpx.Client, embedded: httpx.Client) -> None:
    """Virtuoso gives 10,000 rows and says 200; here that is a problem, unless that many were asked for."""
    everything = "SELECT * { ?s ?p ?o }"
    graph = "CONSTRUCT { ?s a ?o } { ?s ?p ?o }"
    cut = store.name == "virtuoso"
    for query in (everything, graph, everything + " LIMIT 10001"):
        response = client.get("/sparql", params={"query": query, "format": "nt" if query == graph else "tsv"})
        if cut:
            assert _problem(response) == (422, "rows")
            assert response.json()["limit"] == 10_000
        else:
            whole = embedded.get("/sparql", params={"query": query, "format": "nt" if query == graph else "tsv"})
            assert response.content.count(b"\n") == whole.content.count(b"\n") > 10_000
    allowed = client.get("/sparql", params={"query": everything + " LIMIT 10000", "format": "tsv"})
    assert allowed.content.count(b"\n") == 10_001


def test_a_store_of_another_release_is_waited_for(store: Running, client: httpx.Client, release: Release) -> None:
    """While a store is written to, or holds what is not kept here, there is no answer; dumps are served all the same.

    It reads its marker again after each answer, so that it notices at once.
    """
    marker = f"{GRAPH}sync"
    under_way = f'GRAPH <{marker}> {{ <{marker}> <{marker}#target> "0.1.0-next" }}'
    store.do(f"INSERT DATA {{ {under_way} }}")
    try:
        asked = {"query": "SELECT (COUNT(?s) AS ?n) { ?s ?p ?o }", "default-graph-uri": f"{GRAPH}links"}
        response = client.get("/sparql", params=asked)
        assert _problem(response) == (503, "store-release")
        assert int(response.headers["retry-after"]) > 0
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json()["ready"]) == (503, False)
        assert ready.json()["store"] == {"state": "changing", "target": "0.1.0-next"}
        page = client.get("/doc/organization/google", headers={"accept": "text/html", "accept-language": "fr"})
        assert page.status_code == 503
        assert "passe à une autre version" in page.text
        assert client.get("/dumps/SHA256SUMS").status_code == 200
    finally:
        store.do(f"DELETE DATA {{ {under_way} }}")
    assert client.get("/readyz").json()["store"] == {"state": "whole", "release": release.version}
    assert client.get("/sparql", params=asked).status_code == 200
