"""The SPARQL 1.1 Protocol over HTTP: the three ways of asking, datasets, formats, refusals, validators, limits."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus

import httpx
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsale.namespaces import GRAPH
from dorsale.release import Release
from dorsale.server.asked import DIRECT, FORM, lone_query

DEAL = "https://w3id.org/dorsale/id/deal/2025-11-03-openai-aws"
SELECT = f"SELECT ?label {{ <{DEAL}> <http://www.w3.org/2000/01/rdf-schema#label> ?label }} ORDER BY ?label"
ASK = f"ASK {{ <{DEAL}> ?p ?o }}"
CONSTRUCT = f"CONSTRUCT {{ <{DEAL}> ?p ?o }} WHERE {{ <{DEAL}> ?p ?o }}"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"
UPDATE = "INSERT DATA { <urn:a> <urn:b> <urn:c> }"


def number(response: httpx.Response) -> int:
    assert response.status_code == 200, response.text
    return int(response.json()["results"]["bindings"][0]["n"]["value"])


def ask(client: httpx.Client, query: str, accept: str | None = None, **parameters: str) -> httpx.Response:
    headers = {"accept": accept} if accept else {}
    return client.get("/sparql", params={"query": query, **parameters}, headers=headers)


def test_three_ways_of_asking_give_the_same_bytes(client: httpx.Client) -> None:
    by_get = ask(client, SELECT)
    by_form = client.post("/sparql", data={"query": SELECT})
    direct = client.post("/sparql", content=SELECT, headers={"content-type": f"{DIRECT}; charset=UTF-8"})
    assert by_get.status_code == by_form.status_code == direct.status_code == 200
    assert by_get.content == by_form.content == direct.content
    texts = [row["label"]["value"] for row in by_get.json()["results"]["bindings"]]
    assert texts == ["OpenAI and AWS: seven years of compute", "OpenAI et AWS : sept ans de puissance de calcul"]


@given(st.text(alphabet="ab %+=&;?_.\t\r\né~-zZ0fF3D") | st.binary().map(lambda some: some.decode("latin-1")))
def test_a_lone_query_is_read_as_any_other(text: str) -> None:
    for encoded in (text, quote(text), quote_plus(text)):
        address = f"query={encoded}".encode()
        found = lone_query(address)
        assert found is None or [("query", found)] == parse_qsl(address.decode(), keep_blank_values=True)
    assert "&" in text or lone_query(f"query={quote(text)}".encode()) == text


def test_the_short_way_is_as_the_long_one(client: httpx.Client) -> None:
    """A number of its own sends a request the long way; the second time, the answer is remembered."""
    own = {"x-request-id", "date"}
    for query in (
        SELECT,
        ASK,
        CONSTRUCT,
        COUNT,
        "SELECT (RAND() AS ?x) {}",
        "SELEKT",
        "SELECT * { SERVICE <urn:a> {} }",
    ):
        for accept in (None, "", "text/csv", "application/json", "application/xml;q=0.5", "image/png"):
            headers = {} if accept is None else {"accept": accept}
            ways: list[tuple[dict[str, Any], dict[str, str]]] = [
                ({"method": "GET", "params": {"query": query}}, {}),
                ({"method": "POST", "data": {"query": query}}, {}),
                ({"method": "POST", "content": query}, {"content-type": DIRECT}),
            ]
            for way, kind in ways:
                sent = {**headers, **kind}
                long = client.request(url="/sparql", headers={**sent, "x-request-id": "12345678"}, **way)
                for _ in range(2):
                    short = client.request(url="/sparql", headers=sent, **way)
                    assert short.status_code == long.status_code
                    if short.status_code != 200:
                        assert short.json()["type"] == long.json()["type"]
                    elif "RAND" not in query:
                        told, expected = (
                            {name: value for name, value in one.headers.items() if name not in own}
                            for one in (short, long)
                        )
                        assert told == expected
                        assert short.content == long.content


@pytest.mark.parametrize("media_type", [FORM, DIRECT])
def test_a_body_in_pieces_or_not_alone_is_read_whole(client: httpx.Client, media_type: str) -> None:
    """Of what took the short way first nothing is lost on the long one."""
    body = (f"query={quote(SELECT)}" if media_type == FORM else SELECT).encode()
    expected = ask(client, SELECT).content
    sent = {"content-type": media_type}
    for pieces in ([body[:20], body[20:]], [body, b""], [b"", body]):
        assert client.post("/sparql", content=iter(pieces), headers=sent).content == expected
    assert client.post("/sparql", content=body, headers={**sent, "origin": "https://a.example"}).content == expected
    long_query = SELECT + "#" + "x" * 60_000
    long_body = (f"query={quote(long_query)}" if media_type == FORM else long_query).encode()
    assert client.post("/sparql", content=long_body, headers=sent).content == expected
    if media_type == FORM:
        assert client.post("/sparql", content=body + b"&format=csv", headers=sent).text.startswith("label")
        assert client.post("/sparql", content=b"a=b", headers=sent).status_code == 400
    assert client.post("/sparql", content=b"", headers=sent).status_code == 400
    assert (
        client.post("/sparql", content=b"\xff" if media_type == DIRECT else b"query=%ff", headers=sent).status_code
        == 400
    )


def test_datasets_of_the_protocol(client: httpx.Client, release: Release) -> None:
    quads = list(ox.parse(path=release.store, format=ox.RdfFormat.N_QUADS))
    merged = {(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads}
    data, ontology = GRAPH + "data", GRAPH + "ontology"
    sizes = {name: sum(str(quad.graph_name) == f"<{name}>" for quad in quads) for name in (data, ontology)}
    in_graphs = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert number(ask(client, COUNT)) == len(merged)
    assert number(client.get("/sparql", params={"query": COUNT, "default-graph-uri": data})) == sizes[data]
    assert number(client.post("/sparql", data={"query": COUNT, "default-graph-uri": data})) == sizes[data]
    named = {"query": in_graphs, "named-graph-uri": ontology}
    assert number(client.get("/sparql", params=named)) == sizes[ontology]
    both = {"named-graph-uri": ontology, "default-graph-uri": data}
    direct = {"content-type": DIRECT}
    assert number(client.post("/sparql", params=both, content=COUNT, headers=direct)) == sizes[data]
    assert number(client.post("/sparql", params=both, content=in_graphs, headers=direct)) == sizes[ontology]
    contrary = COUNT.replace("{", f"FROM <{ontology}> {{")
    assert number(client.get("/sparql", params={"query": contrary})) == sizes[ontology]
    assert number(client.get("/sparql", params={"query": contrary, "default-graph-uri": data})) == sizes[data]


JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        (SELECT, None, JSON),
        (SELECT, "*/*", JSON),
        (SELECT, JSON, JSON),
        (SELECT, "application/json", "application/json"),
        (SELECT, XML, XML),
        (SELECT, "application/xml", "application/xml"),
        (SELECT, "text/csv", "text/csv"),
        (SELECT, "text/tab-separated-values", "text/tab-separated-values"),
        (SELECT, "text/csv;q=0.5, application/sparql-results+xml;q=0.9", XML),
        (SELECT, f"{JSON};q=0, */*", XML),
        (SELECT, "application/*", JSON),
        (SELECT, "text/turtle, text/csv;q=0.1", "text/csv"),
        # as rdflib's SPARQLStore, Jena, Comunica and a browser's script send it
        (SELECT, f"{XML}, application/rdf+xml;q=0.9, */*;q=0.1", XML),
        (SELECT, f"{JSON}, {XML};q=0.9, text/tab-separated-values;q=0.7, text/csv;q=0.5, application/json;q=0.2", JSON),
        (SELECT, f"application/n-quads, application/trig;q=0.95, {JSON};q=0.8", JSON),
        (ASK, None, JSON),
        (ASK, XML, XML),
        (ASK, "text/csv, application/json;q=0.1", "application/json"),
        (CONSTRUCT, None, "text/turtle"),
        (CONSTRUCT, "text/turtle", "text/turtle"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        (CONSTRUCT, "application/trig", "application/trig"),
        (CONSTRUCT, "application/n-quads", "application/n-quads"),
        (CONSTRUCT, f"{JSON}, application/rdf+xml;q=0.3, text/turtle;q=0.2", "application/rdf+xml"),
        (f"DESCRIBE <{DEAL}>", "application/ld+json, */*;q=0.1", "application/ld+json"),
    ],
)
def test_formats(client: httpx.Client, query: str, accept: str | None, media_type: str) -> None:
    client.headers.pop("accept")
    response = ask(client, query, accept)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].partition(";")[0] == media_type
    assert "accept" in [part.strip().lower() for part in response.headers["vary"].split(",")]
    assert _size(response.content, media_type, query) == {SELECT: 2, ASK: 1}.get(query, 17)


def _size(body: bytes, media_type: str, query: str) -> int:
    """How many rows or triples a body holds, as somebody else's parser reads it."""
    if media_type.endswith("json") and "ld+json" not in media_type:
        found = json.loads(body)
        return int(found["boolean"]) if query == ASK else len(found["results"]["bindings"])
    if media_type.endswith("xml") and "rdf" not in media_type:
        space = "{http://www.w3.org/2005/sparql-results#}"
        tree = ET.fromstring(body)
        return tree.findtext(f"{space}boolean") == "true" if query == ASK else len(tree.findall(f".//{space}result"))
    if media_type in ("text/csv", "text/tab-separated-values"):
        return len(list(csv.reader(io.StringIO(body.decode()), delimiter="," if "csv" in media_type else "\t"))) - 1
    return len({str(quad) for quad in ox.parse(body, format=ox.RdfFormat.from_media_type(media_type))})


@pytest.mark.parametrize("query", ["SELECT ?x { ?x ?x ?x }", "ASK { ?x ?x ?x }", "CONSTRUCT WHERE { ?x ?x ?x }"])
@pytest.mark.parametrize("short", ["json", "xml", "csv", "tsv", "ttl", "nt", "rdf", "jsonld", "trig", "nq"])
def test_nothing_found_is_valid_in_every_format(client: httpx.Client, query: str, short: str) -> None:
    response = ask(client, query, format=short)
    graph = short in ("ttl", "nt", "rdf", "jsonld", "trig", "nq")
    fits = query.startswith("CONSTRUCT") == graph and not (query.startswith("ASK") and short in ("csv", "tsv"))
    assert response.status_code == (200 if fits else 406), response.text
    if fits:
        media_type = response.headers["content-type"].partition(";")[0]
        assert _size(response.content, media_type, ASK if query.startswith("ASK") else query) == 0


@pytest.mark.parametrize(
    ("method", "options", "status", "kind"),
    [
        ("GET", {"params": [("query", SELECT), ("query", ASK)]}, 400, "request"),
        ("GET", {"params": {"query": SELECT}, "headers": {"accept": "image/png"}}, 406, "not-acceptable"),
        ("GET", {"params": {"query": ASK}, "headers": {"accept": "text/csv"}}, 406, "not-acceptable"),
        ("GET", {"params": {"query": SELECT, "format": "yaml"}}, 400, "request"),
        ("GET", {"params": {"query": "SELECT *\n{ ?s ?p "}}, 400, "syntax"),
        ("GET", {"params": {"query": ""}}, 400, "syntax"),
        ("GET", {"params": {"query": UPDATE}}, 403, "update"),
        ("GET", {"params": {"update": UPDATE}}, 403, "update"),
        ("GET", {"path": "/sparql?query=%ff%fe"}, 400, "request"),
        ("GET", {"params": {"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}}, 403, "service"),
        ("GET", {"params": {"query": SELECT, "default-graph-uri": "no iri"}}, 400, "syntax"),
        ("POST", {"data": {"update": UPDATE}}, 403, "update"),
        ("POST", {"content": UPDATE, "headers": {"content-type": "application/sparql-update"}}, 403, "update"),
        ("POST", {"content": SELECT, "headers": {"content-type": "text/plain"}}, 415, "media-type"),
        ("POST", {"content": SELECT}, 415, "media-type"),
        ("POST", {"content": SELECT.encode("utf-16"), "headers": {"content-type": DIRECT}}, 400, "request"),
        ("POST", {"content": b"", "headers": {"content-type": f"{DIRECT}; charset=utf-16"}}, 415, "media-type"),
        ("POST", {"data": {"q": SELECT}}, 400, "request"),
        ("POST", {"data": {"query": SELECT + " " * 70_000}}, 413, "long"),
        ("POST", {"data": {"query": SELECT + " " * 300_000}}, 413, "long"),
        ("POST", {"params": {"query": ASK}, "content": SELECT, "headers": {"content-type": DIRECT}}, 400, "request"),
        ("PUT", {"content": SELECT, "headers": {"content-type": DIRECT}}, 405, "method"),
        ("DELETE", {}, 405, "method"),
        ("PATCH", {"content": SELECT}, 405, "method"),
    ],
)
def test_what_is_refused(client: httpx.Client, method: str, options: dict[str, object], status: int, kind: str) -> None:
    before = number(ask(client, COUNT))
    path = str(options.get("path", "/sparql"))
    sent = {name: value for name, value in options.items() if name != "path"}
    response = client.request(method, path, **sent)  # type: ignore[arg-type]
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["type"] == f"https://w3id.org/dorsale/problem/{kind}"
    assert problem["status"] == status
    assert problem["title"]
    if status == 405:
        assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD", "POST", "OPTIONS"}
    assert number(ask(client, COUNT)) == before


def test_a_problem_says_where_and_speaks_the_readers_language(client: httpx.Client) -> None:
    response = client.get(
        "/sparql", params={"query": "SELECT *\n{ ?s ?p ?o "}, headers={"accept-language": "fr-CA, en;q=0.5"}
    )
    problem = response.json()
    assert (problem["line"], problem["column"]) == (2, 12)
    assert problem["title"] == "La requête n’est pas du SPARQL valide"
    service = {"query": "ASK {\n SERVICE <urn:x> { } }"}
    refused = client.get("/sparql", params=service, headers={"accept-language": "fr"}).json()["detail"]
    assert refused == "Ligne 2, colonne 2\u00a0: ce point d’accès n’en appelle aucun autre."
    assert response.headers["content-language"] == "fr"
    assert problem["request_id"] == response.headers["x-request-id"]


def test_limits_are_told_before_the_first_byte_or_break_the_body(client: httpx.Client) -> None:
    slow = ask(client, ENDLESS)
    assert slow.status_code == 504
    assert slow.json()["seconds"] == 2
    assert int(slow.headers["retry-after"]) > 0
    hungry = ask(client, "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?d ?f")
    assert (hungry.status_code, hungry.json()["type"].rpartition("/")[2]) in ((503, "memory"), (504, "timeout"))
    with client.stream("GET", "/sparql", params={"query": "SELECT * { ?s ?p ?o }"}) as long:
        assert long.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            long.read()
    assert number(ask(client, COUNT)) > 0


def test_validators(client: httpx.Client) -> None:
    first = ask(client, SELECT)
    etag = first.headers["etag"]
    assert not etag.startswith("W/")
    again = client.get("/sparql", params={"query": SELECT}, headers={"if-none-match": etag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert ask(client, SELECT, "text/csv").headers["etag"] != etag
    other = client.get("/sparql", params={"query": SELECT}, headers={"if-none-match": '"another"'})
    assert other.status_code == 200


def test_compressed_and_plain_have_validators_of_their_own(client: httpx.Client) -> None:
    query = {"query": f"SELECT ?p ?o {{ <{DEAL}> ?p ?o }} ORDER BY ?p ?o"}
    packed = client.get("/sparql", params=query, headers={"accept-encoding": "gzip"})
    plain = client.get("/sparql", params=query, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]
    assert "accept-encoding" in packed.headers["vary"].lower()
    held = {"if-none-match": packed.headers["etag"], "accept-encoding": "gzip"}
    again = client.get("/sparql", params=query, headers=held)
    assert (again.status_code, again.headers["etag"]) == (304, packed.headers["etag"])


@pytest.mark.parametrize("path", ["/sparql?query=ASK%7B%7D", "/sparql", "/", "/doc/deal/2025-11-03-openai-aws"])
def test_head_is_get_without_body(client: httpx.Client, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    for name in ("content-type", "etag", "vary", "content-length"):
        assert head.headers.get(name) == got.headers.get(name), name


def test_options_and_cors(client: httpx.Client) -> None:
    plain = client.options("/sparql")
    assert plain.status_code == 204
    assert "POST" in plain.headers["allow"]
    wish = {"origin": "https://example.org", "access-control-request-method": "POST"}
    preflight = client.options("/sparql", headers={**wish, "access-control-request-headers": "content-type"})
    assert preflight.status_code in (200, 204)
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "access-control-allow-credentials" not in preflight.headers
    for path in ("/sparql?query=ASK%7B%7D", "/doc/deal/2025-11-03-openai-aws.ttl", "/sparql?query=nonsense"):
        answer = client.get(path, headers={"origin": "https://example.org"})
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "ETag" in answer.headers["access-control-expose-headers"]


def test_a_browser_gets_pages(client: httpx.Client) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
    for parameters in ({}, {"query": SELECT}, {"query": "SELECT"}):
        response = client.get("/sparql", params=parameters, headers={"accept": browser})
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert response.status_code == (400 if parameters.get("query") == "SELECT" else 200)


@pytest.mark.parametrize("accept", [None, "*/*", "text/turtle", "application/rdf+xml", "application/ld+json"])
def test_service_description(client: httpx.Client, address: str, accept: str | None) -> None:
    client.headers.pop("accept")
    response = client.get("/sparql", headers={"accept": accept} if accept else {})
    media_type = response.headers["content-type"].partition(";")[0]
    assert media_type == (accept if accept and accept != "*/*" else "text/turtle")
    store = ox.Store()
    store.load(response.content, format=ox.RdfFormat.from_media_type(media_type))
    head = "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> PREFIX void: <http://rdfs.org/ns/void#> "
    assert store.query(
        f"{head} ASK {{ ?s a sd:Service ; sd:endpoint <{address}/sparql> ; sd:feature sd:UnionDefaultGraph }}"
    )
    found = store.query(f"{head} SELECT ?name ?n {{ ?g sd:name ?name ; sd:graph/void:triples ?n }}")
    assert isinstance(found, ox.QuerySolutions)
    counts = {row["name"].value: int(row["n"].value) for row in found}
    graphs = {name.rpartition("/")[2] for name in counts}
    assert graphs == {"analysis", "catalog", "data", "inferred", "links", "ontology", "questions"}
    for name, stated in counts.items():
        assert number(client.get("/sparql", params={"query": COUNT, "default-graph-uri": name})) == stated
    default = store.query(f"{head} SELECT ?n {{ ?d sd:defaultGraph/void:triples ?n }}")
    assert isinstance(default, ox.QuerySolutions)
    assert [int(row["n"].value) for row in default] == [number(ask(client, COUNT))]
    formats = store.query(f"{head} SELECT ?f {{ ?s sd:resultFormat ?f }}")
    assert isinstance(formats, ox.QuerySolutions)
    assert len(list(formats)) == 10
