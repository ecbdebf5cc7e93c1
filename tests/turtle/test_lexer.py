import pytest

from dorsale.turtle.lexer import Lines, TurtleError, tokenize, unescape_string


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dor:a.", [("name", "dor:a"), ("mark", ".")]),
        ("fig:2025-11-03-x.y .", [("name", "fig:2025-11-03-x.y"), ("mark", ".")]),
        (":a", [("name", ":a")]),
        ("a", [("word", "a")]),
        ("ex:a%20b\\,c", [("name", "ex:a%20b\\,c")]),
        ("_:b1.", [("blank", "_:b1"), ("mark", ".")]),
        ("5.", [("integer", "5"), ("mark", ".")]),
        ("2.50", [("decimal", "2.50")]),
        ("-.5e3", [("double", "-.5e3")]),
        ('"a"@en-GB', [("string", '"a"'), ("language", "@en-GB")]),
        ("@prefix é: <x#y> .", [("directive", "@prefix"), ("name", "é:"), ("iri", "<x#y>"), ("mark", ".")]),
        (
            '"""a "quoted" \n text\\""""^^x:y',
            [("string", '"""a "quoted" \n text\\""""'), ("mark", "^^"), ("name", "x:y")],
        ),
        ("'it' '''it's'''", [("string", "'it'"), ("string", "'''it's'''")]),
        ("( ) # <a>", [("mark", "("), ("mark", ")"), ("comment", "# <a>")]),
        ("<http://x/#a># b", [("iri", "<http://x/#a>"), ("comment", "# b")]),
    ],
)
def test_tokens(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(token.kind, token.text) for token in tokenize(text)] == expected


@pytest.mark.parametrize(("text", "offset"), [("a {", 2), ('"open', 0), ("<a b>", 0), ("x:y << ", 4), ("é", 0)])
def test_no_token(text: str, offset: int) -> None:
    with pytest.raises(TurtleError) as caught:
        list(tokenize(text))
    assert caught.value.offset == offset


@pytest.mark.parametrize(
    ("token", "value"),
    [
        (r'"a\tb\\n\"c\""', 'a\tb\\n"c"'),
        (r'"\u00e9\U0001F600"', "é😀"),
        ('"""a\nb"""', "a\nb"),
        ("''", ""),
        (r'"\\u0041"', r"\u0041"),
    ],
)
def test_unescape(token: str, value: str) -> None:
    assert unescape_string(token) == value


def test_lines_and_columns() -> None:
    lines = Lines("ab\n\ncé\r\nd")
    assert [(lines.line(offset), lines.column(offset)) for offset in (0, 2, 3, 4, 5, 8)] == [
        (1, 1),
        (1, 3),
        (2, 1),
        (3, 1),
        (3, 2),
        (4, 1),
    ]
