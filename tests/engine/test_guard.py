"""What is refused before the parser sees it, and that nothing else is."""

from typing import Any

import pyoxigraph
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dorsale.engine import QueryRefused, QuerySyntaxError, QueryTooDeep, QueryTooLong, ServiceRefused, UpdateRefused
from dorsale.engine.guard import Inspection, inspect

# Port 9 is never called: the engine's HTTP client refuses it by itself, with words that tell us that it was asked.
TARGET = "<http://127.0.0.1:9/>"
PROLOGUE = "PREFIX ex:<http://127.0.0.1:9/> PREFIX serviceex:<http://127.0.0.1:9/> PREFIX :<http://127.0.0.1:9/>\n"


def look(text: str, max_bytes: int = 65_536) -> Inspection:
    return inspect(text, max_bytes=max_bytes)


SERVICES = [
    f"SELECT * {{ SERVICE {TARGET} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ service {TARGET}{{}} }}",
    f"SELECT*{{SERVICE{TARGET}{{}}}}",
    f"SELECT * {{ SERVICE SILENT {TARGET} {{}} }}",
    f"SELECT * {{ SERVICESILENT{TARGET} {{}} }}",
    f"SELECT * {{ SeRvIcE # SERVICE\n {TARGET} # {{\n {{}} }}",
    f"ASK {{ FILTER EXISTS {{ SERVICE {TARGET} {{}} }} }}",
    f"SELECT * {{ {{ SELECT * {{ SERVICE {TARGET} {{}} }} }} }}",
    "SELECT * { SERVICE ?endpoint { } }",
    PROLOGUE + "SELECT * { SERVICE ex:a { } }",
    PROLOGUE + "SELECT * { SERVICEex:a { } }",
    PROLOGUE + "SELECT * { ?s ?p trueSERVICEex:a { } }",
    PROLOGUE + "SELECT * { ?s ?p true SERVICE:a { } }",
    PROLOGUE + "SELECT * { ex:s ex:p ex:graph . SERVICEex:a { } }",
    f"SELECT * {{ ?s ?p trueSERVICE{TARGET}{{}} }}",
    f"SELECT * {{ ?s ?p 1SERVICE{TARGET}{{}} }}",
    f'SELECT * {{ ?s ?p "a"@en.SERVICE{TARGET}{{}} }}',
    f"SELECT * {{ ?s ?p _:b.SERVICE{TARGET}{{}} }}",
    f"SELECT * {{ #\rSERVICE{TARGET}{{}} }}",
    "SELECT * { SERVICE <http://127.0.0.1:9/\\u0061> {} }",
    f'SELECT * {{ FILTER(1<2#>"""\n) SERVICE {TARGET} {{}} #"""\n }}',
    f"SELECT * {{ FILTER('x'<'a>') SERVICE {TARGET} {{}} FILTER('x'<'b'&&'c'>'d') }}",
]

HARMLESS = [
    "SELECT ?service { ?service ?p ?o }",
    "SELECT ?service ?x { ?service ?p ?x }",
    "SELECT * { ?s ?p 'SERVICE <http://example.org/> { }' }",
    "SELECT * { ?s ?p '''it is a \"SERVICE <x> {'''@en }",
    "SELECT * { ?s <http://example.org/service> ?o }",
    "SELECT * { ?s ?p ?o } # SERVICE <http://example.org/> { }",
    "PREFIX service: <http://example.org/> SELECT * { ?s service:service ?o . GRAPH service:g { ?s ?p ?o } }",
    "PREFIX s: <http://example.org/> SELECT * { ?s s:SERVICE ?o . { ?o s:p 1 } }",
    "PREFIX service: <http://example.org/> SELECT * FROM NAMED service:g { ?s ?p ?o }",
    "SELECT * { VALUES (?a ?b) { (<http://e/#a> <http://e/#b>) } # SERVICE <x> {\n }",
    "SELECT * { ?s ?p ?o FILTER(?o < 3 && ?o > 1) }",
]


@pytest.mark.parametrize("text", SERVICES)
def test_service_is_refused_in_every_spelling(text: str) -> None:
    with pytest.raises(ServiceRefused) as refusal:
        look(text)
    assert refusal.value.line >= 1


@pytest.mark.parametrize("text", HARMLESS)
def test_the_word_service_elsewhere_does_no_harm(text: str) -> None:
    assert look(text).form == "results"
    pyoxigraph.Store().query(text)


PIECES = [
    *("SERVICE", "service", "SILENT", "SERVICEex:a", "serviceex:a", "trueSERVICE", "GRAPH", "OPTIONAL", "FILTER", "."),
    *(TARGET, "ex:a", ":", "?s", "_:b", "{", "}", "{}", "(", ")", "<", ">", "<a>", "1", "true", '"a"', "@en", ";"),
    *("'", '"', "'''", '"""', "#", "\n", "\\'", "\\", " ", "&&", "1<2", ">3", "[]", "a", "^", "/", "|", "EXISTS"),
]
FRAME = PROLOGUE + "SELECT * {{ ?s ?p ?o . {} }}"


def asks_elsewhere(text: str) -> bool:
    store = pyoxigraph.Store()
    node = pyoxigraph.NamedNode("http://e/a")
    store.add(pyoxigraph.Quad(node, node, node))
    try:
        found: Any = store.query(text)
        list(found)
    except SyntaxError:
        return False
    except (OSError, RuntimeError) as error:
        return "not allowed" in str(error) or "service name" in str(error)
    return False


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@settings(max_examples=1500, deadline=None)
@example("FILTER(1<2#>'''\n) SERVICE <http://127.0.0.1:9/> {} #'''\n")
def test_what_the_parser_would_call_is_refused(middle: str) -> None:
    text = FRAME.format(middle)
    try:
        look(text)
    except QueryRefused:
        return
    assert not asks_elsewhere(text)


def judged(text: str) -> str | tuple[str | None, bool]:
    try:
        found = look(text)
    except QueryRefused as refusal:
        return type(refusal).__name__
    return found.form, found.repeatable


PROLOGUES = (
    "",
    PROLOGUE,
    "PREFIX now: <http://e/>",
    "PREFIX a:b <http://e/>",
    "BASE <http://e/>",
    "prefix e:<e>",
    "#\n",
)
OPENINGS = ("SELECT *", "ask", "SELECT(RAND() AS ?x)", "CONSTRUCT", "INSERT DATA", "SELECT:a", "SELECTED", "SELECT")


@given(st.sampled_from(PROLOGUES), st.sampled_from(OPENINGS), st.lists(st.sampled_from([*PIECES, "NOW()"]), max_size=9))
@settings(max_examples=1500, deadline=None)
def test_a_small_query_is_judged_as_a_long_one_of_the_same_words(prologue: str, opening: str, rest: list[str]) -> None:
    text = f"{prologue} {opening} {''.join(rest)}"
    assert judged(text) == judged(" " * 1000 + text)


@given(
    st.lists(st.sampled_from(PIECES), max_size=6).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=6).map("".join),
)
@settings(max_examples=1500, deadline=None)
def test_a_service_clause_anywhere_is_refused(before: str, after: str) -> None:
    text = FRAME.format(f"{before} SERVICE {TARGET} {{}} {after}")
    if asks_elsewhere(text):
        with pytest.raises(ServiceRefused):
            look(text)


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "PREFIX ex: <http://e/> DELETE WHERE { ?s ?p ?o }",
        "# a comment\nLOAD <http://127.0.0.1:9/>",
        "BASE <http://e/> clear all",
        "WITH <http://e/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        *(f"{verb} SILENT GRAPH <http://e/>" for verb in ("CREATE", "DROP", "COPY", "MOVE", "ADD")),
    ],
)
def test_updates_are_refused(text: str) -> None:
    with pytest.raises(UpdateRefused):
        look(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { FILTER(" + "(" * 1000 + "1" + ")" * 1000 + ") }",
        "SELECT * { FILTER(" + "!" * 1000 + "true) }",
        "SELECT * { FILTER(" + "! " * 1000 + "true) }",
        "SELECT * " + "{" * 1000 + "}" * 1000,
        "SELECT * {" + "FILTER NOT EXISTS {" * 300 + "}" * 300 + "}",
        "SELECT * {" + "{ SELECT * {" * 300 + "}}" * 300 + "}",
        "SELECT * {" + "OPTIONAL {" * 300 + "}" * 300 + "}",
        "SELECT * {" + "{} UNION " * 2000 + "{} }",
        "SELECT * { FILTER(" + "1||" * 2000 + "1) }",
        "SELECT * { FILTER(" + "1+" * 2000 + "1) }",
        "SELECT * { FILTER(" + "1-" * 2000 + "1) }",
        "SELECT * { ?s " + "<p:>/" * 2000 + "<p:> ?o }",
        "SELECT * { ?s " + "^(" * 300 + "<p:>" + ")" * 300 + " ?o }",
        "SELECT * {" + "?a <p:> ?b . " * 2000 + "}",
        "SELECT * { ?s <p:> " + "?o ," * 2000 + " ?o }",
        "SELECT * {" + "[<p:> " * 300 + "1" + "]" * 300 + "}",
        "SELECT * {" + "(" * 300 + ")" * 300 + " ?p ?o }",
        "SELECT * {" + "<<( ?s <p:> " * 300 + "1" + ")>>" * 300 + " ?p ?o }",
    ],
)
def test_depth_and_chains_are_refused(text: str) -> None:
    with pytest.raises(QueryTooDeep) as refusal:
        look(text)
    assert refusal.value.line == 1
    assert refusal.value.limit in (200, 1000)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { VALUES ?x {" + " <http://e/x>" * 1500 + "} }",
        "SELECT * { VALUES (?x ?y) {" + " (1 -2)" * 1500 + "} }",
        "SELECT * { VALUES ?x {" + " -1" * 1500 + "} }",
        "SELECT * { FILTER(?x IN (" + "1," * 900 + "1)) }",
        "SELECT * {" + "?a <p:> ?b . " * 900 + "}",
        "SELECT * { FILTER(" + "(" * 150 + "1" + ")" * 150 + ") }",
    ],
)
def test_long_lists_pass(text: str) -> None:
    look(text)


def test_length_is_counted_in_bytes() -> None:
    assert look("ASK {} # é", max_bytes=11).form == "boolean"
    with pytest.raises(QueryTooLong) as refusal:
        look("ASK {} # é", max_bytes=10)
    assert refusal.value.limit == 10


@pytest.mark.parametrize(("text", "column"), [("ASK { ?s ?p 'a\0' }", 15), ("ASK {} # \ud800", 10)])
def test_characters_that_are_none(text: str, column: int) -> None:
    with pytest.raises(QuerySyntaxError) as refusal:
        look(text)
    assert (refusal.value.line, refusal.value.column) == (1, column)


@pytest.mark.parametrize(
    ("text", "form", "repeatable"),
    [
        ("SELECT * { ?s ?p ?o }", "results", True),
        ("# c\nBASE <http://e/> PREFIX ex: <x#> select*{}", "results", True),
        ("ASK {}", "boolean", True),
        ("DESCRIBE <http://e/>", "graph", True),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "graph", True),
        ("CONSTRUCT { _:b ?p ?o } WHERE { ?s ?p ?o }", "graph", False),
        ("CONSTRUCT { [] ?p ?o } WHERE { ?s ?p ?o }", "graph", False),
        ("SELECT (rand() AS ?x) {}", "results", False),
        ("SELECT * { FILTER(NOW() > ?x) }", "results", False),
        ("SELECT * { ?s ?p 'NOW()' }", "results", True),
        ("SELECT (BNODE() AS ?x) {}", "results", False),
        ("", None, True),
        ("SELEKT", None, True),
    ],
)
def test_inspection(text: str, form: str | None, repeatable: bool) -> None:
    found = look(text)
    assert (found.form, found.repeatable) == (form, repeatable)


def test_prefixes_are_those_that_are_absolute() -> None:
    found = look("PREFIX : <http://e/> PREFIX ex: <http://e/x#> PREFIX rel: <#> DESCRIBE ex:a")
    assert found.prefixes == {"": "http://e/", "ex": "http://e/x#"}
