"""A path of alternatives and the UNION that stands for it find the same.

How often they find it is not compared: by the standard each way of a path that leads there counts, Oxigraph counts one.
"""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsale.engine.remote.alternatives import spelled_out

DATA = """@prefix : <urn:> .
:a :p :b , :c ; :q :b ; :r 1 , "x"@en .  :b :p :c ; :r "x"@en ; :q :d .  :c :q :a ; :p "x"@en .  :d :r 1 ; :p :a .
:e :q :e .
"""


@pytest.fixture(scope="module")
def store() -> ox.Store:
    store = ox.Store()
    store.load(DATA, format=ox.RdfFormat.TURTLE)
    return store


def _rows(store: ox.Store, query: str) -> set[frozenset[tuple[str, str]]]:
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    return {frozenset((one.value, str(row[one])) for one in found.variables) for row in found}


SPELLED = {
    "one of two": "?s :p|:q ?o",
    "in a list": "?s :r ?n ; :p|:q ?o ; :p ?m .",
    "first and last": "?s :p|:q ?o ; :r|:q ?n .",
    "two objects": "?s :p|:q :b , ?o .",
    "no variable": ":a :p|:q :b . ?s :r ?n",
    "one variable twice": "?s :p|:q ?s",
    "sequences": "?s :p/:q|^:q|:p+/:r ?o .",
    "with what is not": "?s !:p|!^:q ?o",
    "a literal": '?s :p|:r "x"@en',
    "a number": "?s :p|:r 1 .",
    "what follows": "?s :p|:q ?o FILTER (?o != :c) OPTIONAL { ?o :r ?n }",
    "in an OPTIONAL": "?s :r ?n OPTIONAL { ?s :p|:q ?o FILTER (?o != :c) }",
    "in MINUS": "?s :p ?o MINUS { ?o :q|:r ?n }",
    "in EXISTS": "?s :p ?o FILTER EXISTS { ?o :p|:q ?n }",
    "in a BIND": "?s :p ?o BIND (EXISTS { ?o :q|:r 1 } AS ?x)",
    "beside values": "VALUES ?o { :b :c } ?s :p|:q ?o",
    "in a query of its own": "{ SELECT ?s (COUNT(?o) AS ?n) { ?s :p|:r ?o } GROUP BY ?s } ?s :p|:r ?m",
    "values at its end": "{ SELECT ?s { ?s :p|:q ?o } VALUES ?s { :a :b } } ?s :r|:q ?m",
    "comparisons": "?s :p|:q ?o ; :r ?n FILTER (?n < 2 && ?n > 0)",
}


@pytest.mark.parametrize("pattern", SPELLED.values(), ids=SPELLED)
def test_it_is_a_union_and_says_the_same(store: ox.Store, pattern: str) -> None:
    query = f"PREFIX : <urn:> SELECT * {{ {pattern} }}"
    written = spelled_out(query)
    assert "|" not in written
    assert _rows(store, written) == _rows(store, query) != set()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s (<urn:p>|<urn:q>)+ ?o . ?o <urn:p>/(<urn:q>|<urn:r>) ?n }",
        "SELECT * { [] <urn:p>|<urn:q> ?o }",
        "SELECT * { ?s <urn:p>|<urn:q> [ <urn:r> 1 ] ; <urn:r> +1 , +2 }",
        "SELECT * { _:b <urn:p>|<urn:q> ?o }",
        "SELECT * { ?s <urn:p> ?o FILTER (STR(?a<?b)&&?c>?d) ?o <urn:p>|<urn:q> ?n }",
        "SELECT * { ?s " + "|".join(f"<urn:{number}>" for number in range(9)) + " ?o }",
        "DESCRIBE <urn:a>",
        "CONSTRUCT { ?s <urn:p> ?o } WHERE { ?s <urn:p> ?o ; <urn:q> 1 , +2 ; }",
    ],
)
def test_what_cannot_or_need_not_be_written_anew_stays(query: str) -> None:
    assert spelled_out(query) == query


def test_each_way_counts_as_the_standard_has_it(store: ox.Store) -> None:
    found = store.query(spelled_out("SELECT ?s { ?s <urn:p>|<urn:q> <urn:b> }"))
    assert isinstance(found, ox.QuerySolutions)
    assert [row["s"].value for row in found] == ["urn:a", "urn:a"]


def test_every_query_of_the_tree_stays_sparql(root: Path) -> None:
    spelled = 0
    for path in sorted((root / "ontology" / "questions").rglob("*.rq")):
        query = path.read_text("utf-8")
        written = spelled_out(re.sub(r"(?m)^\s*#.*$", "", query))
        spelled += written.count("UNION") - query.count("UNION")
        ox.Store().query(written)
    assert spelled > 5


_TERMS = st.sampled_from(["?s", "?o", ":a", ":b", "1"])
_WAYS = st.lists(st.sampled_from([":p", ":q", "^:r", ":p/:q", "!:p", "(:p|:q)", ":r?"]), min_size=1, max_size=3)
_PAIRS = st.builds(
    lambda ways, objects: f"{'|'.join(ways)} {' , '.join(objects)}", _WAYS, st.lists(_TERMS, min_size=1, max_size=2)
)
_STATEMENTS = st.builds(
    lambda subject, pairs: f"{subject} {' ; '.join(pairs)}",
    st.sampled_from(["?s", "?o", ":a"]),
    st.lists(_PAIRS, min_size=1, max_size=3),
)


@given(statements=st.lists(_STATEMENTS, min_size=1, max_size=3), optional=st.booleans())
def test_of_any_statements(store: ox.Store, statements: list[str], *, optional: bool) -> None:
    pattern = " . ".join(statements)
    pattern = f"?s :p ?o OPTIONAL {{ {pattern} }}" if optional else pattern
    query = f"PREFIX : <urn:> SELECT * {{ {pattern} }}"
    assert _rows(store, spelled_out(query)) == _rows(store, query)
