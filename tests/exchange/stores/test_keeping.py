"""What stores keep: what is written, what is compared, and how it is found out."""

import pytest

from dorsale.exchange.stores.keeping import PROBES, Keeping

XSD = "http://www.w3.org/2001/XMLSchema#"
WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"
GEOMETRY = "http://www.openlinksw.com/schemas/virtrdf#Geometry"


def _said(text: str, kind: str) -> str:
    return f'<http://e/s> <http://e/p> "{text}"^^<{kind if ":" in kind else XSD + kind}>'


SAME = [
    ("numbers", _said("1.50", "decimal"), _said("1.5", "decimal")),
    ("numbers", _said("10", "decimal"), _said("10.0", "decimal")),
    ("numbers", _said("123456789012345678.5", "decimal"), _said("123456789012345678.50", "decimal")),
    ("numbers", _said("007", "integer"), _said("7", "integer")),
    ("numbers", _said("-0.0", "decimal"), _said("0", "decimal")),
    ("numbers", _said("1E0", "double"), _said("1.0", "double")),
    ("numbers", _said("1", "boolean"), _said("true", "boolean")),
    ("numbers", _said("2025-11-03T10:00:00.50Z", "dateTime"), _said("2025-11-03T10:00:00.500Z", "dateTime")),
    ("numbers", _said("2025-11-03T10:00:00.0", "dateTime"), _said("2025-11-03T10:00:00", "dateTime")),
    ("wholes", _said("7", "nonNegativeInteger"), _said("7", "integer")),
    ("kinds", _said("7", "integer"), _said("7", "decimal")),
    ("points", _said("POINT (-1.123456 2.4)", WKT), _said("POINT(-1.1234560012817 2.4000000953674)", GEOMETRY)),
]
OTHER = [
    (_said("1.50", "decimal"), _said("1.51", "decimal")),
    (_said("7", "integer"), _said("8", "integer")),
    (_said("POINT (1 2)", WKT), _said("POINT (1 2.0001)", WKT)),
    (_said("2025", "gYear"), _said("2026", "gYear")),
    (_said("2025-11-03", "date"), _said("2025-11-03Z", "date")),
    (_said("2025-11-03T10:00:10", "dateTime"), _said("2025-11-03T10:00:01", "dateTime")),
    ('<http://e/s> <http://e/p> "7"', _said("7", "integer")),
    ('<http://e/s> <http://e/p> "x"@en', '<http://e/s> <http://e/p> "x"@fr'),
]


@pytest.mark.parametrize(("loses", "one", "other"), SAME)
def test_what_cannot_be_told_apart_is_the_same(loses: str, one: str, other: str) -> None:
    keeping = Keeping.losing([loses])
    assert keeping.compared(one) == keeping.compared(other)
    assert Keeping().compared(one) != Keeping().compared(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_all_else_is_told_apart(one: str, other: str) -> None:
    for keeping in (Keeping(), Keeping.losing(PROBES)):
        assert keeping.compared(one) != keeping.compared(other)


def test_tags_of_languages_have_no_case() -> None:
    assert Keeping().compared('<s> <p> "X"@fr-CA') == '<s> <p> "X"@fr-ca'


def test_an_exact_store_gets_what_is_there() -> None:
    statements = [_said("P15Y", "duration"), _said("8", "decimal"), _said("8", "integer")]
    assert Keeping().kept(statements) == statements


def test_durations_become_text_and_equal_values_one() -> None:
    statements = [_said("P15Y", "duration"), _said("8", "decimal"), _said("8", "integer"), _said("2025-01-01", "date")]
    written = Keeping.losing(PROBES).kept([*statements, _said("2025", "gYear"), _said("1", "boolean")])
    assert written == ['<http://e/s> <http://e/p> "P15Y"', statements[1], statements[3], _said("1", "boolean")]


def test_it_is_found_by_what_comes_back() -> None:
    every = [literal for literals in PROBES.values() for literal in literals]
    assert Keeping.of(every) == Keeping()
    assert Keeping.of(every[1:]).loses == ["numbers"]
    assert Keeping.of([]).loses == list(PROBES)
    assert Keeping.losing([*PROBES, "what a later version writes"]) == Keeping.of([])
