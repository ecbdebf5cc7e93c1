"""The words of a SPARQL query, without its grammar (SPARQL 1.1, 19.8, with the brackets of 1.2).

One thing cannot be told without the grammar: ``?a <?b && ?c> ?d`` may hold an IRI or two comparisons. The lexer takes
the IRI, as the standard's rule of the longest token asks; :func:`readings` also follows the other way, because parsers
that read by grammar do.
"""

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

__all__ = ["Kind", "Token", "place", "readings", "token_at", "tokens"]

Kind = Literal["iri", "string", "variable", "name", "blank", "tag", "number", "word", "sign"]


class Token(NamedTuple):
    """One word of a query: ``text[start:end]``."""

    kind: Kind
    start: int
    end: int


_BASE: Final = (
    "A-Za-zÀ-ÖØ-öø-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff"
    "\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_CHAR: Final = _BASE + "_0-9\u00b7\u0300-\u036f\u203f-\u2040-"
_LOCAL: Final = rf"(?:[{_CHAR}:]|%[0-9A-Fa-f]{{2}}|\\[_~.!$&'()*+,;=/?#@%-])"
_BLANK: Final = re.compile(r"[ \t\r\n]*")
# A prefix may be 128 characters long: without a bound, `a.a.a.…` would cost the square of its length.
_TOKEN: Final = re.compile(
    rf"""
      (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*>)
    | (?P<string>'''(?:'{{0,2}}(?:[^'\\]|\\.))*''' | \"""(?:"{{0,2}}(?:[^"\\]|\\.))*\"""
        | '(?:[^'\\\r\n]|\\.)*' | "(?:[^"\\\r\n]|\\.)*")
    | (?P<variable>[?$][{_BASE}_0-9\u00b7\u0300-\u036f\u203f-\u2040]+)
    | (?P<blank>_:[{_BASE}_0-9](?:[{_CHAR}.]*[{_CHAR}])?)
    | (?P<name>(?:[{_BASE}](?:[{_CHAR}.]{{0,126}}[{_CHAR}])?)?:(?:{_LOCAL}(?:(?:{_LOCAL}|\.)*{_LOCAL})?)?)
    | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?)
    | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+)
    | (?P<word>[A-Za-z_][A-Za-z_0-9]*)
    | (?P<sign><<\(|\)>>|<<|>>|\{{\||\|\}}|\|\||&&|\^\^|!=|<=|>=|.)
    """,
    re.VERBOSE | re.DOTALL,
)


def tokens(text: str) -> Iterator[Token]:
    """The words of ``text`` in order, without blanks and comments; never fails (an odd character is a ``sign``)."""
    position = 0
    while (token := token_at(text, position)) is not None:
        yield token
        position = token.end


def readings(text: str) -> Iterator[Token]:
    """Every word that some reading of ``text`` holds, in no particular order, each once.

    Where ``<`` can open an IRI, both the IRI and the sign are followed. Each place of the text is visited once, so the
    time stays linear.
    """
    waiting, seen = [0], {0}
    while waiting:
        token = token_at(text, waiting.pop())
        if token is None:
            continue
        yield token
        follows = [token.end]
        if token.kind == "iri":
            follows.append(token.start + 1)
        for position in follows:
            if position not in seen:
                seen.add(position)
                waiting.append(position)


def place(text: str, position: int) -> tuple[int, int]:
    """Line and column of ``text[position]``, both from 1."""
    line = text.count("\n", 0, position) + 1
    return line, position - text.rfind("\n", 0, position)


def token_at(text: str, position: int) -> Token | None:
    """The first word at or after ``position``; None where only blanks and comments follow."""
    found = _TOKEN.match(text, _skip(text, position))
    if found is None:
        return None
    kind: Kind = found.lastgroup  # type: ignore[assignment]
    return Token(kind, found.start(), found.end())


def _skip(text: str, position: int) -> int:
    while True:
        blank = _BLANK.match(text, position)
        position = blank.end() if blank else position
        if not text.startswith("#", position):
            return position
        ends = [end for end in (text.find("\n", position), text.find("\r", position)) if end >= 0]
        position = min(ends, default=len(text))
