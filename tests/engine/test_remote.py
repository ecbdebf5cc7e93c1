"""What leaves for a store and what comes back: texts, plans, answers that break off, and stores that misbehave.

The stores here are a server of ours that says what a test tells it to; real ones are asked in tests/exchange/stores.
"""

import asyncio
import io
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest

from dorsale.engine import (
    EngineError,
    EngineFailed,
    Overloaded,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    StoreUnavailable,
)
from dorsale.engine.remote import Credentials, StoreError, answers
from dorsale.engine.remote.connection import Connection, Graphs, Reply
from dorsale.engine.remote.shape import plan
from dorsale.engine.remote.text import canonical
from dorsale.release.patch import GENID

JSON = "application/sparql-results+json"
ONE = b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"literal","value":"1"}}]}}'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT ?s # SERVICE <urn:x> { }\n{ ?s ?p ?o }", "SELECT ?s\n{ ?s ?p ?o }"),
        (r'ASK { ?s ?p "\u0022 } SERVICE <urn:x> { #" }', r'ASK { ?s ?p "\" } SERVICE <urn:x> { #" }'),
        (r"ASK { ?s ?p 'a\u005C\u0027b\u00e9\U0001F600' }", r"ASK { ?s ?p 'a\\\'bé😀' }"),
        (r'ASK { ?s ?p "\\u0022" }', r'ASK { ?s ?p "\\u0022" }'),
        (r"ASK { <http://e/\u00e9> ?p ?o }", "ASK { <http://e/é> ?p ?o }"),
        ("ASK { <a> ?p ?o }", "BASE <https://w3id.org/dorsale/sparql>\nASK { <a> ?p ?o }"),
        (
            "SELECT (GROUP_CONCAT(DISTINCT STR(?o)) AS ?x) { ?s ?p ?o }",
            'SELECT (GROUP_CONCAT(DISTINCT STR(?o); SEPARATOR = " ") AS ?x) { ?s ?p ?o }',
        ),
        ("SELECT (GROUP_CONCAT(?o; separator='') AS ?x) { ?s ?p ?o }",) * 2,
        (
            "ASK { ?s ?p ?o FILTER isIRI(?o) }",
            f'ASK {{ ?s ?p ?o FILTER (isIRI(?o) && !STRSTARTS(STR((?o)), "{GENID}")) }}',
        ),
    ],
)
def test_texts_say_the_same_to_every_store(text: str, expected: str) -> None:
    assert canonical(text) == expected


@pytest.mark.parametrize("iri", ["bif:http_get", "SQL:exec", "java:com.example.Run", "b\\u0069f:exec", "file:///etc"])
def test_functions_of_one_store_do_not_leave(iri: str) -> None:
    for text in (f"SELECT (<{iri}>(?x) AS ?y) {{ }}", f"PREFIX f: <{iri}> SELECT * {{ }}", f"BASE <{iri}> ASK {{ }}"):
        with pytest.raises(QueryRefused, match="one store alone"):
            canonical(text)


@pytest.mark.parametrize("text", [r"ASK { <http://e/\u003E\u0020> ?p ?o }", r'ASK { ?s ?p "\ud800" }'])
def test_escapes_of_what_may_not_stand_there(text: str) -> None:
    with pytest.raises(QuerySyntaxError):
        canonical(text)


@pytest.mark.parametrize(
    ("text", "sent", "default", "named", "limit"),
    [
        ("SELECT * FROM <urn:a> FROM NAMED <urn:b> { } LIMIT 7", "SELECT * { } LIMIT 7", ("urn:a",), ("urn:b",), 7),
        ("SELECT ?s { { SELECT * { } LIMIT 3 } }", "SELECT ?s { { SELECT * { } LIMIT 3 } }", None, None, None),
        ("PREFIX g: <e:> ASK FROM g:\\~x { }", "PREFIX g: <e:> SELECT (1 AS ?any) { } LIMIT 1", ("e:~x",), (), 1),
        ("CONSTRUCT FROM <urn:a> WHERE { ?s ?p ?o }", "SELECT ?s ?p ?o WHERE { ?s ?p ?o }", ("urn:a",), (), None),
        ("CONSTRUCT { ?s <urn:p> 1 } { ?s ?p ?o } LIMIT 2", "SELECT ?s { ?s ?p ?o } LIMIT 2", None, None, 2),
        ("CONSTRUCT { } { ?s ?p ?o }", "SELECT (1 AS ?any) { ?s ?p ?o }", None, None, None),
        ("DESCRIBE ?s <urn:x> { ?s ?p ?o }", "SELECT ?s { ?s ?p ?o }", None, None, None),
        ("DESCRIBE <urn:x>", "", None, None, None),
    ],
)  # fmt: skip
def test_stores_are_asked_for_tables(
    text: str, sent: str, default: tuple[str, ...] | None, named: tuple[str, ...] | None, limit: int | None
) -> None:
    planned = plan(text)
    assert " ".join(planned.text.split()) == sent
    assert planned.limit == limit
    assert (planned.dataset.default_graphs, planned.dataset.named_graphs) == (default, named)


def test_a_template_makes_what_the_embedded_library_makes() -> None:
    data = "@prefix e: <http://e/> . e:a e:p e:b, 'x'@en ; e:q 7 . e:b e:p e:c ."
    query = """PREFIX e: <http://e/>
      CONSTRUCT { ?s e:new [ e:of ?o ; e:n -5 ] ; a e:T . ?o e:back ?s . $s e:list (?o "l"@fr) ; e:seven ?q }
      WHERE { ?s e:p ?o OPTIONAL { ?s e:q ?q } }"""
    store = ox.Store()
    store.load(data.encode(), format=ox.RdfFormat.TURTLE)
    planned = plan(canonical(query))
    found = store.query(planned.text)
    assert planned.template is not None
    assert isinstance(found, ox.QuerySolutions)
    whole = store.query(query)
    assert isinstance(whole, ox.QueryTriples)
    made = [ox.Dataset(ox.Quad(*triple) for triple in one) for one in (planned.template.fill(found), whole)]
    for one in made:
        one.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert made[0] == made[1]
    assert len(made[0]) == 29


def test_answers_are_mended_and_counted() -> None:
    rows = [
        {"a": {"type": "uri", "value": f"{GENID}ontology/c14n5"}},
        {"a": {"value": f"{GENID}ontology/c14n6", "type": "uri"}},
        {"a": {"type": "literal", "value": f'"type":"uri","value":"{GENID}ontology/c14n7"}},{{\n'}},
        {"a": {"type": "bnode", "value": "nodeID://b10"}},
        {"a": {"type": "typed-literal", "value": "POINT(1 2)", "datatype": "http://www.openlinksw.com/schemas/virtrdf#Geometry"}},
        {},
    ]  # fmt: skip
    body = json.dumps({"head": {"link": [], "vars": ["a"]}, "results": {"bindings": rows * 3000}}).encode()
    assert answers.count(io.BytesIO(body)) == 18_000
    written = answers.write_rows(io.BytesIO(body), "text/tab-separated-values", most=len(body))
    with written:
        written.seek(0)
        lines = written.read().decode().splitlines()
    assert lines[1:7] == [
        "_:ontology.c14n5",
        "_:ontology.c14n6",
        f'"\\"type\\":\\"uri\\",\\"value\\":\\"{GENID}ontology/c14n7\\"}},{{\\n"',
        "_:b10",
        '"POINT(1 2)"^^<http://www.opengis.net/ont/geosparql#wktLiteral>',
        "",
    ]
    assert lines[1:7] * 3000 == lines[1:]
    with pytest.raises(answers.TooLong):
        answers.write_rows(io.BytesIO(body), "text/csv", most=1000)


@pytest.mark.parametrize("end", [1, 2, 3, 30, 60, 84])
def test_an_answer_that_breaks_off_is_none(end: int) -> None:
    for body in (ONE[:end], ONE[:end] + b"The query was cancelled", ONE + b" Error"):
        with pytest.raises(EngineFailed, match="breaks off"):
            answers.count(io.BytesIO(body))


class _Saying(BaseHTTPRequestHandler):
    """Finds the endpoint, then says what ``server.said`` says."""

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        if "<urn:x>" in sent["query"][0]:
            self._answer(200, {}, b'{"head":{"vars":[]},"results":{"bindings":[]}}')
            return
        self.server.sent = (sent, self.headers.get("authorization"))  # type: ignore[attr-defined]
        status, headers, body = self.server.said  # type: ignore[attr-defined]
        if body is None:
            self.server.left.wait(20)  # type: ignore[attr-defined]
            self.close_connection = True
        else:
            self._answer(status, headers, body)

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {"content-type": JSON, "content-length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is that of the library
        pass


@pytest.fixture(scope="module")
def saying() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Saying) as found:
        found.left = threading.Event()  # type: ignore[attr-defined]
        thread = threading.Thread(target=found.serve_forever)
        thread.start()
        yield found
        found.left.set()  # type: ignore[attr-defined]
        found.shutdown()
        thread.join()


def _ask(server: ThreadingHTTPServer, *, who: Credentials | None = None, parameters: str = "", **more: Any) -> Reply:
    async def ask() -> Reply:
        url = f"http://127.0.0.1:{server.server_port}/"
        connection = Connection(url, who or Credentials(), places=2, parameters=parameters)
        try:
            limits = {"seconds": 5.0, "most": 1000, **more}
            return await connection.ask("SELECT * { }", Graphs(default=["urn:d"], named=["urn:n", "urn:m"]), **limits)
        finally:
            await connection.close()

    return asyncio.run(ask())


def test_the_dataset_and_the_parameters_go_with_the_query(saying: ThreadingHTTPServer) -> None:
    saying.said = (200, {}, ONE)  # type: ignore[attr-defined]
    who = Credentials(token="t0ken")  # noqa: S106
    reply = _ask(saying, who=who, parameters="timeout={milliseconds}&infer=false&s={seconds}", seconds=20.5)
    with reply.body:
        assert (reply.size, reply.media_type) == (len(ONE), JSON)
    sent, authorization = saying.sent  # type: ignore[attr-defined]
    assert authorization == "Bearer t0ken"
    assert sent == {
        "query": ["SELECT * { }"], "default-graph-uri": ["urn:d"], "named-graph-uri": ["urn:n", "urn:m"],
        "timeout": ["20500"], "infer": ["false"], "s": ["20"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "error", "message"),
    [
        ((400, {}, b"Error SP030: no\nline\n\nSPARQL query:\nSELECT secret"), QueryRefused, "Error SP030: no line$"),
        ((500, {}, b"Virtuoso S1T00 Error SR171: Transaction timed out"), QueryTimeout, "5 s"),
        ((500, {}, b"out of something"), EngineFailed, "out of something"),
        ((504, {}, b""), QueryTimeout, "5 s"),
        ((503, {"retry-after": "17"}, b""), Overloaded, "17 s"),
        ((200, {"x-sql-state": "S1TAT"}, ONE), QueryTimeout, "5 s"),
        ((206, {}, ONE), EngineFailed, "fails"),
        ((302, {"location": "http://192.0.2.1/"}, b""), StoreUnavailable, "cannot be reached"),
        ((401, {"www-authenticate": "Basic realm=store"}, b""), StoreUnavailable, "cannot be reached"),
        ((404, {}, b""), StoreUnavailable, "cannot be reached"),
        ((200, {}, ONE * 100), QueryTooLarge, "1000 bytes"),
        ((200, {"content-length": "2000"}, ONE), StoreUnavailable, "cannot be reached"),
    ],
)
def test_what_stores_say_has_a_meaning(
    saying: ThreadingHTTPServer, said: tuple[int, dict[str, str], bytes], error: type[EngineError], message: str
) -> None:
    saying.said = said  # type: ignore[attr-defined]
    with pytest.raises(error, match=message) as raised:
        _ask(saying, who=Credentials(user="dba", password="s3cret"))  # noqa: S106
    assert "s3cret" not in f"{raised.value!r} {vars(raised.value)}"


def test_a_store_that_does_not_answer_in_time_is_left(saying: ThreadingHTTPServer) -> None:
    saying.said = (200, {}, None)  # type: ignore[attr-defined]
    with pytest.raises(QueryTimeout):
        _ask(saying, seconds=0.3)


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: Connection("ftp://127.0.0.1/", Credentials(), places=1), "http://"),
        (lambda: Connection("http://dba:s3cret@127.0.0.1/", Credentials(), places=1), "DORSALE_STORE_PASSWORD"),
    ],
)
def test_an_address_is_one(make: Callable[[], Connection], error: str) -> None:
    with pytest.raises(StoreError, match=error) as raised:
        make()
    assert "s3cret" not in str(raised.value)
