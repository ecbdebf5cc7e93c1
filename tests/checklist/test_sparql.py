"""P, D and G: the SPARQL protocol, the service description and the Graph Store protocol, one test a line."""

import csv
import hashlib
import io
import socket
from typing import Final
from xml.etree import ElementTree as ET

import httpx
import pyoxigraph as ox
import pytest

from dorsale.namespaces import GRAPH, ID

from .conftest import Asked, Read, Select

SELECT: Final = "SELECT ?o { <https://w3id.org/dorsale/id/organization/openai> a ?o } ORDER BY ?o"
NOTHING: Final = "SELECT ?x { ?x ?x ?x }"
CONSTRUCT: Final = f"CONSTRUCT WHERE {{ <{ID}organization/openai> a ?o }}"
DIRECT: Final = {"content-type": "application/sparql-query"}
UPDATE: Final = "INSERT DATA { <urn:a> <urn:b> <urn:c> }"
RESULTS: Final = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv")
TSV: Final = "text/tab-separated-values"
GRAPHS: Final = (
    "text/turtle",
    "application/n-triples",
    "application/rdf+xml",
    "application/ld+json",
    "application/trig",
    "application/n-quads",
)
SD: Final = "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> "


@pytest.fixture(scope="module")
def description(read: Read) -> Asked:
    return read("/sparql")


def state(client: httpx.Client) -> str:
    """The SHA-256 of a graph, and the number of all triples."""
    graph = client.get("/graph-store", params={"graph": f"{GRAPH}questions"}, headers={"accept": GRAPHS[1]})
    count = client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "format": "csv"})
    return hashlib.sha256(graph.content).hexdigest() + count.text


def test_p1_query_by_get(client: httpx.Client) -> None:
    assert client.get("/sparql", params={"query": SELECT}).status_code == 200


def test_p2_query_by_form(client: httpx.Client) -> None:
    answer = client.post("/sparql", data={"query": SELECT})
    assert answer.content == client.get("/sparql", params={"query": SELECT}).content


def test_p3_query_by_direct_post_with_a_dataset_in_the_address(client: httpx.Client) -> None:
    def count(graph: str) -> str:
        return client.post(
            "/sparql",
            params={"default-graph-uri": f"{GRAPH}{graph}", "format": "csv"},
            content="SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
            headers=DIRECT,
        ).text

    assert count("data") != count("questions") != "n\r\n0\r\n"


def test_p4_other_methods_are_not_allowed(client: httpx.Client) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        answer = client.request(method, "/sparql", content=SELECT, headers=DIRECT)
        assert (answer.status_code, "GET" in answer.headers["allow"]) == (405, True)


def test_p5_two_queries_are_one_too_many(client: httpx.Client) -> None:
    assert client.get("/sparql", params=[("query", SELECT), ("query", "ASK {}")]).status_code == 400


def test_p6_a_wrong_or_missing_media_type_is_refused(client: httpx.Client) -> None:
    for headers in ({"content-type": "text/plain"}, {}):
        assert client.post("/sparql", content=SELECT, headers=headers).status_code in (400, 415)


def test_p7_utf_16_is_refused(client: httpx.Client) -> None:
    assert 400 <= client.post("/sparql", content=SELECT.encode("utf-16"), headers=DIRECT).status_code < 500


def test_p8_bad_syntax_is_placed(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "SELECT *\n{ ?s ?p "})
    assert (answer.status_code, answer.json()["line"], answer.json()["column"] > 0) == (400, 2, True)


def test_p9_no_update_is_executed(client: httpx.Client) -> None:
    before = state(client)
    sparql_update = {"content-type": "application/sparql-update"}
    answers = (
        client.post("/sparql", data={"update": UPDATE}),
        client.post("/sparql", content=UPDATE, headers=sparql_update),
        client.get("/sparql", params={"update": UPDATE}),
        client.post("/sparql", params={"update": UPDATE}, content=SELECT, headers=DIRECT),
    )
    assert [answer.status_code for answer in answers] == [403] * 4
    assert state(client) == before


def test_p10_the_negative_tests_of_update_are_4xx(client: httpx.Client) -> None:
    """The W3C's seven: by GET, two updates, wrong and no media type, UTF-16, bad syntax, two datasets."""
    form, sent = "application/x-www-form-urlencoded", "application/sparql-update"
    conflict = "INSERT { <urn:a> <urn:b> ?o } USING <urn:g> WHERE { ?s ?p ?o }"
    answers = [
        client.get("/sparql", params={"update": "CLEAR ALL"}),
        client.post("/sparql", content="update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", headers={"content-type": form}),
        client.post("/sparql", content="CLEAR NAMED", headers={"content-type": "text/plain"}),
        client.post("/sparql", content="CLEAR NAMED"),
        client.post(
            "/sparql", content="CLEAR NAMED".encode("utf-16"), headers={"content-type": f"{sent}; charset=utf-16"}
        ),
        client.post("/sparql", content="update=CLEAR%20XYZ", headers={"content-type": form}),
        client.post("/sparql", params={"using-graph-uri": "urn:h"}, content=conflict, headers={"content-type": sent}),
    ]
    assert all(400 <= answer.status_code < 500 for answer in answers), [answer.status_code for answer in answers]


def test_p11_the_dataset_of_the_protocol_wins_over_from(select: Select) -> None:
    count = "SELECT (COUNT(*) AS ?n) {} {{ ?s ?p ?o }}"
    contrary, plain = count.format(f"FROM <{GRAPH}ontology>"), count.format("")
    data = {"default-graph-uri": f"{GRAPH}data"}
    assert select(contrary, **data) == select(plain, **data) != select(contrary)


def test_p12_formats_are_negotiated(client: httpx.Client) -> None:
    def given(query: str, accept: str) -> tuple[int, str]:
        answer = client.get("/sparql", params={"query": query}, headers={"accept": accept})
        return answer.status_code, answer.headers["content-type"].partition(";")[0]

    rdflib = "application/sparql-results+xml, application/rdf+xml;q=0.9, */*;q=0.1"
    jena = (
        "application/sparql-results+json, application/sparql-results+xml;q=0.9, text/csv;q=0.5, application/json;q=0.2"
    )
    comunica = "application/n-quads,application/trig;q=0.95,application/sparql-results+json;q=0.8"
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    wanted = {
        **{(SELECT, one): (200, one) for one in (*RESULTS, TSV)},
        **{("ASK {}", one): (200, one) for one in RESULTS[:2]},
        **{(CONSTRUCT, one): (200, one) for one in GRAPHS},
        (SELECT, "text/csv;q=0.1, application/sparql-results+xml;q=0.2"): (200, RESULTS[1]),
        (SELECT, "text/*"): (200, "text/csv"),
        (SELECT, rdflib): (200, RESULTS[1]),
        (SELECT, jena): (200, RESULTS[0]),
        (SELECT, comunica): (200, RESULTS[0]),
        (SELECT, browser): (200, "text/html"),
        (SELECT, "image/png"): (406, "application/problem+json"),
    }
    assert {key: given(*key) for key in wanted} == wanted


def test_p13_caches_keep_formats_apart(client: httpx.Client) -> None:
    assert "accept" in client.get("/sparql", params={"query": SELECT}).headers["vary"].lower().split(", ")


def test_p14_head_is_get_without_body(client: httpx.Client) -> None:
    get, head = (client.request(method, "/sparql", params={"query": SELECT}) for method in ("GET", "HEAD"))
    assert head.content == b""
    for name in ("content-type", "content-length", "etag", "cache-control", "dorsale-limits"):
        assert head.headers[name] == get.headers[name]


def test_p15_scripts_of_any_origin_may_ask_without_credentials(client: httpx.Client) -> None:
    plain = client.options("/sparql")
    asked = {"origin": "https://example.org", "access-control-request-method": "POST"}
    preflight = client.options("/sparql", headers={**asked, "access-control-request-headers": "content-type"})
    assert (plain.status_code, preflight.is_success, preflight.headers["access-control-allow-origin"]) == (
        204,
        True,
        "*",
    )
    assert "access-control-allow-credentials" not in preflight.headers


def test_p16_nothing_found_is_valid_in_each_format(client: httpx.Client) -> None:
    def body(accept: str, query: str = NOTHING) -> str:
        return client.get("/sparql", params={"query": query}, headers={"accept": accept}).text

    assert client.get("/sparql", params={"query": NOTHING}).json()["results"]["bindings"] == []
    assert ET.fromstring(body(RESULTS[1])).find("{*}results") is not None
    assert list(csv.reader(io.StringIO(body("text/csv")))) == [["x"]]
    assert body(TSV) == "?x\n"
    for one in GRAPHS:
        assert not list(ox.parse(body(one, "CONSTRUCT WHERE { ?x ?x ?x }"), ox.RdfFormat.from_media_type(one)))


def test_p17_no_limit_cuts_in_silence(client: httpx.Client) -> None:
    slow = client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"})
    assert (slow.status_code, slow.headers["content-type"]) == (504, "application/problem+json")
    assert int(slow.headers["retry-after"]) > 0
    long = {"query": "SELECT ?s ?p ?o ?s2 { ?s ?p ?o . ?s2 a <https://w3id.org/dorsale/ontology#Deal> }"}
    with (
        client.stream("GET", "/sparql", params=long, headers={"accept": "text/csv"}) as answer,
        pytest.raises(httpx.RemoteProtocolError),
    ):
        answer.read()


def test_p18_no_other_endpoint_is_called(client: httpx.Client) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.3)
        elsewhere = f"<http://127.0.0.1:{listener.getsockname()[1]}/sparql>"
        asked = client.get("/sparql", params={"query": f"SELECT * {{ SERVICE {elsewhere} {{ ?s ?p ?o }} }}"})
        silent = client.get("/sparql", params={"query": f"SELECT * {{ SERVICE SILENT {elsewhere} {{ ?s ?p ?o }} }}"})
        loaded = client.post("/sparql", data={"update": f"LOAD {elsewhere}"})
        assert [answer.status_code for answer in (asked, silent, loaded)] == [403] * 3
        with pytest.raises(TimeoutError):
            listener.accept()


def test_p19_what_sparql_1_2_adds_does_no_harm(client: httpx.Client) -> None:
    told = {"content-type": "application/sparql-query; version=1.2", "accept": f"{RESULTS[0]}; version=1.2"}
    assert client.post("/sparql", content=SELECT, headers=told).status_code == 200
    by_query = client.request("QUERY", "/sparql", content=SELECT, headers=DIRECT)
    assert (by_query.status_code, "POST" in by_query.headers["allow"]) == (405, True)


def test_d1_without_a_query_rdf(client: httpx.Client) -> None:
    assert (
        client.get("/sparql", headers={"accept": "application/rdf+xml"}).headers["content-type"]
        == "application/rdf+xml"
    )


def test_d2_it_names_the_address_that_was_asked(description: Asked, address: str) -> None:
    assert description.holds(f"{SD} ASK {{ ?s a sd:Service ; sd:endpoint <{address}/sparql> }}")


SERVICE_DESCRIPTION: Final = frozenset(
    {"Service", "Dataset", "Graph", "NamedGraph", "endpoint", "supportedLanguage", "feature", "resultFormat"}
    | {"defaultDataset", "defaultGraph", "namedGraph", "name", "graph", "SPARQL11Query", "UnionDefaultGraph"}
)
"""The terms of the vocabulary (Service Description, 3) that a read-only endpoint can need."""


def test_d3_it_keeps_to_the_vocabulary(description: Asked) -> None:
    space = "http://www.w3.org/ns/sparql-service-description#"
    terms = {term.value for quad in description.store for term in (quad.predicate, quad.object)}
    assert {term.removeprefix(space) for term in terms if term.startswith(space)} <= SERVICE_DESCRIPTION


def test_d4_it_lists_the_formats_that_are_there(description: Asked, client: httpx.Client) -> None:
    formats = {"JSON", "XML", "CSV", "TSV"}
    syntaxes = {"Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads"}
    wanted = {f"SPARQL_Results_{one}" for one in formats} | syntaxes
    told = {
        row[0].removeprefix("http://www.w3.org/ns/formats/")
        for row in description.rows(f"{SD} SELECT ?f {{ ?s sd:resultFormat ?f }}")
    }
    assert told == wanted
    assert len(wanted) == len(RESULTS) + 1 + len(GRAPHS)
    assert description.rows(f"{SD} SELECT ?l {{ ?s sd:supportedLanguage ?l }}") == [(f"{SD[12:-2]}SPARQL11Query",)]
    assert not description.holds(f"{SD} ASK {{ ?s sd:inputFormat ?f }}")


def test_d5_it_counts_each_graph(description: Asked, select: Select) -> None:
    void = f"{SD} PREFIX void: <http://rdfs.org/ns/void#> "
    rows = description.rows(f"{void} SELECT ?name ?n {{ ?g sd:name ?name ; sd:graph/void:triples ?n }}")
    told: dict[str, str] = {row[0]: row[1] for row in rows}
    counted = select("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    assert told == {row["g"]: row["n"] for row in counted}
    default = description.rows(f"{void} SELECT ?n {{ ?d sd:defaultGraph/void:triples ?n }}")
    assert default == [(select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0]["n"],)]


def test_d6_it_claims_no_feature_that_is_not_there(description: Asked, select: Select) -> None:
    assert description.rows(f"{SD} SELECT ?f {{ ?s sd:feature ?f }}") == [(f"{SD[12:-2]}UnionDefaultGraph",)]
    assert select(f"SELECT ?g {{ GRAPH ?g {{ <{ID}organization/openai> a ?c }} }}")
    assert select(f"SELECT ?c {{ <{ID}organization/openai> a ?c }}")


def test_d7_people_get_the_editor(client: httpx.Client) -> None:
    answer = client.get("/sparql", headers={"accept": "text/html"})
    assert answer.headers["content-type"].startswith("text/html")
    assert "<textarea" in answer.text


def test_g1_graphs_are_read_whole(client: httpx.Client, select: Select) -> None:
    name = f"{GRAPH}questions"
    (row,) = select(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{name}> {{ ?s ?p ?o }} }}")
    for media_type in GRAPHS:
        answer = client.get("/graph-store", params={"graph": name}, headers={"accept": media_type})
        assert answer.headers["content-type"].partition(";")[0] == media_type
        assert len(set(ox.parse(answer.content, ox.RdfFormat.from_media_type(media_type)))) == int(row["n"])
    head = client.head("/graph-store", params={"graph": name}, headers={"accept": GRAPHS[0]})
    assert (head.status_code, head.content, head.headers["etag"][:1]) == (200, b"", '"')
    assert httpx.head(
        f"{client.base_url}/graph-store?default", headers={"accept": GRAPHS[1]}, trust_env=False
    ).is_success
    assert client.get("/graph-store", params={"graph": "urn:none"}).status_code == 404
    assert client.get("/graph-store?graph=").status_code == 400
    assert client.get("/graph-store").headers["location"].endswith("/catalog")
    assert client.get("/graph-store?default", headers={"accept": "text/csv"}).status_code == 406


def test_g2_graphs_are_not_written(client: httpx.Client) -> None:
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        answer = client.request(method, "/graph-store?default", content="<urn:a> <urn:b> <urn:c> .")
        assert (answer.status_code, "GET" in answer.headers["allow"]) == (405, True)
