"""What a parsed query holds: names in full, escapes read, the places of what has no words."""

import pytest

from dorsale.namespaces import PREFIXES
from dorsale.pages.querying.explaining import syntax as s
from dorsale.pages.querying.explaining.parsing import NotUnderstood, parse

_XSD = PREFIXES["xsd"]


def _objects(query: str) -> list[s.Term]:
    return [one.object for one in parse(query).where.patterns if isinstance(one, s.Triple)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<http://a/b>", s.Iri("http://a/b")),
        ("<b>", s.Iri("https://w3id.org/dorsale/b")),
        ("<http://a/\\u00e9>", s.Iri("http://a/é")),
        ("p:x.y", s.Iri("urn:p#x.y")),
        ("p:a\\,b", s.Iri("urn:p#a,b")),
        ("p:", s.Iri("urn:p#")),
        (":z", s.Iri("urn:empty:z")),
        ("p:a.", s.Iri("urn:p#a")),
        ('"a\\n\\"b\\u0041"', s.Lexical('a\n"bA')),
        ("'a\"b'", s.Lexical('a"b')),
        ('"""a"b\n"""', s.Lexical('a"b\n')),
        ('"a"@en-GB', s.Lexical("a", language="en-GB")),
        ('"1"^^p:t', s.Lexical("1", datatype="urn:p#t")),
        ("-1", s.Lexical("-1", datatype=_XSD + "integer")),
        ("1.5", s.Lexical("1.5", datatype=_XSD + "decimal")),
        ("1e3", s.Lexical("1e3", datatype=_XSD + "double")),
        ("TRUE", s.Lexical("true", datatype=_XSD + "boolean")),
        ("()", s.Iri(PREFIXES["rdf"] + "nil")),
        ("( 1 p:b )", s.Collection((s.Lexical("1", datatype=_XSD + "integer"), s.Iri("urn:p#b")))),
        ("_:b", s.Blank("_:b")),
        ("?ça", s.Variable("ça")),
    ],
)
def test_terms(written: str, expected: s.Term) -> None:
    assert _objects(f"PREFIX p: <urn:p#> prefix : <urn:empty:> SELECT * {{ ?s ?p {written} }}") == [expected]


def test_base_holds_for_what_follows() -> None:
    query = parse("BASE <http://a/b/> PREFIX p: <c#> DESCRIBE <d> p:e <http://f>")
    assert query.described == (s.Iri("http://a/b/d"), s.Iri("http://a/b/c#e"), s.Iri("http://f"))


def test_signs_after_a_term_are_sums() -> None:
    (condition,) = [
        one.condition for one in parse("ASK { FILTER (?x-1*?y > 2) }").where.patterns if isinstance(one, s.Filter)
    ]
    assert isinstance(condition, s.Operation)
    assert condition.signs == (">",)
    left = condition.operands[0]
    assert isinstance(left, s.Operation)
    assert (left.signs, left.code) == (("-",), "?x-1*?y")
    assert isinstance(left.operands[1], s.Operation)
    assert left.operands[1].signs == ("*",)


def test_code_keeps_its_place() -> None:
    (pattern,) = parse("ASK { FILTER (MD5( ?x ) = 'a' ) }").where.patterns
    assert isinstance(pattern, s.Filter)
    assert isinstance(pattern.condition, s.Operation)
    assert isinstance(pattern.condition.operands[0], s.Call)
    assert pattern.condition.operands[0].code == "MD5( ?x )"


def test_parts_of_a_query() -> None:
    query = parse(
        "SELECT DISTINCT ?a (COUNT(DISTINCT *) AS ?n) FROM <urn:g> FROM NAMED <urn:h> WHERE { ?a ?b ?c } "
        "GROUP BY ?a (STR(?b) AS ?t) HAVING (COUNT(*) > 1) ORDER BY DESC(?n) ?a OFFSET 3 LIMIT 2 "
        "VALUES (?a) { (UNDEF) }"
    )
    assert (query.form, query.distinct, query.limit, query.offset) == ("SELECT", True, 2, 3)
    assert query.graphs == ((s.Iri("urn:g"), False), (s.Iri("urn:h"), True))
    assert [column.variable for column in query.columns] == [None, s.Variable("n")]
    assert [column.variable for column in query.grouped] == [None, s.Variable("t")]
    assert [order.descending for order in query.ordered] == [True, False]
    assert query.values == s.Values((s.Variable("a"),), ((None,),))
    assert len(query.having) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SELECT",
        "SELECT ?x { ?x a }",
        "SELECT * { unknown:x ?p ?o }",
        "SELECT * { ?s ?p ?o } trailing",
        "INSERT DATA { <a> <b> <c> }",
        "SELECT * { ?s ?p << ?a ?b ?c >> }",
        'SELECT * { ?s ?p "open }',
        "SELECT * { FILTER ?x }",
        "ASK { " + "?s ?p ?o . " * 2000 + "}",
    ],
)
def test_what_is_not_understood(text: str) -> None:
    with pytest.raises(NotUnderstood):
        parse(text)
