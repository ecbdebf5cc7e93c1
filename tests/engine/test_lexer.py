"""The words of a query, and how long it takes to find them."""

import time

import pytest

from dorsale.engine.lexer import place, readings, tokens


def words(text: str) -> list[str]:
    return [text[start:end] for _, start, end in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT*{?s?p?o}", ["SELECT", "*", "{", "?s", "?p", "?o", "}"]),
        ("ex:a.b. :c\\'d _:b.c.", ["ex:a.b", ".", ":c\\'d", "_:b.c", "."]),
        ("<http://e/#a> # <b>\n<c>", ["<http://e/#a>", "<c>"]),
        ("?a<?b && ?c>?d", ["?a", "<", "?b", "&&", "?c", ">", "?d"]),
        ("?a<?b&&?c>?d", ["?a", "<?b&&?c>", "?d"]),
        ("'it\\'s' \"\"\"a\"b\"\"\" '''c''d'''", ["'it\\'s'", '"""a"b"""', "'''c''d'''"]),
        ("1 1.5 .5 1e3 1.e3 1.", ["1", "1.5", ".5", "1e3", "1.e3", "1", "."]),
        ('"a"@en-GB "b"^^x:y', ['"a"', "@en-GB", '"b"', "^^", "x:y"]),
        ("<<( ?s ?p ?o )>> {| |} << >>", ["<<(", "?s", "?p", "?o", ")>>", "{|", "|}", "<<", ">>"]),
        ("'open", ["'", "open"]),
        ("a#c\rb#d", ["a", "b"]),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_both_readings_of_a_less_than_sign_are_followed() -> None:
    text = "1<'a>'"
    assert {text[start:end] for _, start, end in readings(text)} >= {"<'a>", "'a>'"}


def test_place_counts_from_one() -> None:
    assert [place("ab\ncd", position) for position in (0, 1, 3, 4)] == [(1, 1), (1, 2), (2, 1), (2, 2)]


@pytest.mark.parametrize(
    "piece",
    ["a.", "<", "<a#>", "<'>", "'", "'''a", '"""', ":a.", "_:a.", "@a-", "1.", "1e", "#", "service ", "\\", "a.a:"],
)
def test_reading_takes_linear_time(piece: str) -> None:
    text = piece * (65_536 // len(piece))
    before = time.process_time()
    for _ in readings(text):
        pass
    assert time.process_time() - before < 2
