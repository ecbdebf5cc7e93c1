"""Queries that nobody wrote: whatever the engine or rdflib accepts is told, whole, and nothing is ever raised."""

from contextlib import suppress

import pyoxigraph as ox
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st
from rdflib.plugins.sparql.parser import parseQuery

from dorsale.pages.querying.explaining.parsing import NotUnderstood, parse

from .speaking import complaints, said

_HEAD = """PREFIX dor: <https://w3id.org/dorsale/ontology#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
prefix org: <https://w3id.org/dorsale/id/organization/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""

_VARIABLES = st.sampled_from(("?a", "?b", "?deal", "$amountUSD", "?roleOfOne", "?été"))
_IRIS = st.sampled_from(
    ("dor:Deal", "dor:commitment", "dor:announced", "org:openai", "<relative>", "<urn:x>", "dor:a\\,b", "rdfs:label")
)
_LITERALS = st.sampled_from(
    (
        '"a"',
        "'''it's\n'''",
        '"x"@fr-CA',
        '"2025-01-01"^^xsd:date',
        '"\\u00e9\\t"^^<urn:t>',
        "-5",
        "+1.5",
        "1e3",
        ".5",
        "true",
        "FALSE",
    )
)
_TERMS = st.one_of(_VARIABLES, _IRIS, _LITERALS)


def _bracketed(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return inner.map(lambda text: f"({text})")


_PATHS = st.recursive(
    st.one_of(_IRIS, st.just("a")),
    lambda inner: st.one_of(
        _bracketed(inner).flatmap(lambda path: st.sampled_from([path + sign for sign in ("?", "*", "+")])),
        inner.map(lambda path: f"^({path})"),
        st.tuples(inner, inner).map("/".join),
        _bracketed(st.tuples(inner, inner).map("|".join)),
        st.lists(st.one_of(_IRIS, _IRIS.map(lambda iri: "^" + iri)), max_size=2).map(lambda p: f"!({'|'.join(p)})"),
    ),
    max_leaves=5,
)
_NODES = st.recursive(
    st.one_of(_TERMS, st.sampled_from(("[]", "_:x", "()"))),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda items: f"({' '.join(items)})"),
        st.tuples(_PATHS, inner).map(lambda pair: f"[ {pair[0]} {pair[1]} ]"),
    ),
    max_leaves=4,
)
_TRIPLES = st.tuples(
    st.one_of(_VARIABLES, _IRIS, st.just("[]")),
    st.lists(
        st.tuples(st.one_of(_VARIABLES, _PATHS), st.lists(_NODES, min_size=1, max_size=2).map(" , ".join)).map(
            " ".join
        ),
        min_size=1,
        max_size=3,
    ).map(" ; ".join),
).map(" ".join)


def _expressions(groups: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    functions = st.sampled_from(("STR", "LANG", "BOUND", "UCASE", "YEAR", "isIRI", "MD5"))
    return st.recursive(
        st.one_of(_TERMS, st.tuples(functions, _VARIABLES).map(lambda call: f"{call[0]}({call[1]})"), st.just("NOW()")),
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from(("||", "&&", "=", "!=", "<", ">=", "+", "-", "*", "/")), inner).map(
                lambda parts: f"({' '.join(parts)})"
            ),
            inner.map(lambda one: f"(!{one})"),
            inner.map(lambda one: f"(- {one})"),
            st.tuples(inner, st.lists(inner, max_size=3)).map(lambda two: f"({two[0]} IN ({', '.join(two[1])}))"),
            st.tuples(inner, inner, inner).map(lambda three: f"IF({', '.join(three)})"),
            st.tuples(inner, inner).map(lambda two: f"COALESCE({', '.join(two)})"),
            inner.map(lambda one: f"<urn:f>({one})"),
            st.tuples(st.sampled_from(("EXISTS", "NOT EXISTS")), groups).map(" ".join),
        ),
        max_leaves=5,
    )


def _wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """What may stand in a group, around groups ``inner``."""
    expressions = _expressions(inner)
    return st.one_of(
        inner,
        inner.map(lambda group: f"OPTIONAL {group}"),
        inner.map(lambda group: f"MINUS {group}"),
        st.tuples(inner, inner).map(" UNION ".join),
        st.tuples(st.one_of(_VARIABLES, _IRIS), inner).map(lambda two: f"GRAPH {two[0]} {two[1]}"),
        expressions.map(lambda one: f"FILTER ({one})"),
        st.tuples(expressions, st.just("?bound")).map(lambda two: f"BIND ({two[0]} AS {two[1]})"),
        st.tuples(_VARIABLES, st.lists(st.one_of(_IRIS, _LITERALS, st.just("UNDEF")), max_size=3)).map(
            lambda two: f"VALUES {two[0]} {{ {' '.join(two[1])} }}"
        ),
        inner.map(lambda group: f"{{ SELECT ?deal (COUNT(DISTINCT ?a) AS ?n) WHERE {group} GROUP BY ?deal LIMIT 3 }}"),
    )


_BASIC = st.lists(_TRIPLES, max_size=3).map(lambda triples: f"{{ {' . '.join(triples)} }}")
_GROUPS = st.recursive(
    _BASIC,
    lambda inner: st.lists(st.one_of(_TRIPLES.map(lambda t: t + " ."), _wrapped(inner)), max_size=3).map(
        lambda parts: f"{{ {' '.join(parts)} }}"
    ),
    max_leaves=4,
)
_TAILS = st.sampled_from(
    (
        "",
        "LIMIT 5",
        "OFFSET 1",
        "ORDER BY DESC(?a) ?b",
        "ORDER BY ASC(STR(?a)) LIMIT 0",
        "VALUES ?a { UNDEF org:openai }",
    )
)
_QUERIES = st.tuples(
    st.sampled_from(
        (
            "SELECT * WHERE",
            "SELECT DISTINCT ?a ?deal WHERE",
            "select reduced ?b (STR(?a) AS ?text) where",
            "SELECT ?a FROM <urn:g> FROM NAMED <urn:h>",
            "ASK",
            "DESCRIBE ?a <urn:x>",
            "CONSTRUCT { ?a ?b [] . ?deal dor:note (1 ?a) }",
        )
    ),
    _GROUPS,
    _TAILS,
).map(lambda parts: f"{_HEAD}# a comment ?x\n{parts[0]} {parts[1]} {parts[2]}")


def _accepted_by_the_engine(query: str) -> bool:
    try:
        ox.Store().query(query, base_iri="https://w3id.org/dorsale/sparql")
    except (SyntaxError, ValueError):
        return False
    except RuntimeError:
        return True
    return True


@settings(max_examples=100, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
@given(_QUERIES, st.sampled_from(("en", "fr")))
def test_what_the_engine_accepts_is_told_whole(query: str, language: str) -> None:
    assume(_accepted_by_the_engine(query))
    assert complaints(query, "fr" if language == "fr" else "en") == []


@settings(max_examples=20, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
@given(_QUERIES)
def test_what_rdflib_accepts_is_told(query: str) -> None:
    try:
        parseQuery(query)
    except Exception:  # noqa: BLE001 - it raises what its parser and its actions happen to raise
        assume(False)
    assert said(query, "en")


@settings(max_examples=100, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
@given(st.one_of(st.text(max_size=60), st.text("SELECT{}()?x<>\"'\\.;:|/^a*! \n#@-1", max_size=80)))
def test_any_other_text_is_refused_in_words(text: str) -> None:
    with suppress(NotUnderstood):
        parse(text)


@pytest.mark.parametrize("depth", [5, 60, 99, 150, 20_000])
def test_depth_is_bounded(depth: int) -> None:
    for opened, closed, shape in (
        ("{", "}", "SELECT * %s ?s ?p ?o %s"),
        ("(", ")", "SELECT * { FILTER (%s 1 %s) }"),
        ("!(", ")", "SELECT * { FILTER (%s ?x %s) }"),
        ("(^", ")*", "SELECT * { ?s %s <urn:p> %s ?o }"),
        ("[ <urn:p> ", "]", "SELECT * { ?s ?p %s 1 %s }"),
        ("(", ")", "SELECT * { ?s ?p %s 1 %s }"),
        ("{ SELECT * ", "}", "SELECT * %s { ?s ?p ?o } %s"),
        ("{ ?s ?p ?o FILTER NOT EXISTS ", "}", "SELECT * %s { ?s ?p ?o } %s"),
    ):
        query = shape % (opened * depth, closed * depth)
        if depth < 97:
            assert said(query, "fr")
        elif depth > 101:
            with pytest.raises(NotUnderstood):
                parse(query)
