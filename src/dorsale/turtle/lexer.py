"""Turtle as a row of tokens with their places (RDF 1.1 Turtle, section 6.5, productions 18 to 172s)."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final, NamedTuple

__all__ = ["Lines", "Token", "TurtleError", "tokenize", "unescape_iri", "unescape_local", "unescape_string"]

_BASE: Final = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F\u2C00-\u2FEF"
    r"\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_CHARS: Final = _BASE + r"_0-9\u00B7\u0300-\u036F\u203F\u2040\-"
_PREFIX: Final = rf"(?:[{_BASE}](?:[{_CHARS}.]*[{_CHARS}])?)?:"
_ESCAPE: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL: Final = rf"(?:[{_BASE}_0-9:]|{_ESCAPE})(?:(?:[{_CHARS}.:]|{_ESCAPE})*(?:[{_CHARS}:]|{_ESCAPE}))?"
_EXPONENT: Final = r"[eE][+-]?[0-9]+"

_TOKENS: Final = (
    ("space", r"[ \t\r\n]+"),
    ("comment", r"#[^\r\n]*"),
    ("iri", r"<[^\x00-\x20<>\"{}|^`]*>"),
    ("name", rf"{_PREFIX}(?:{_LOCAL})?"),
    ("blank", rf"_:[{_BASE}_0-9](?:[{_CHARS}.]*[{_CHARS}])?"),
    ("string", r'"""(?:"{0,2}(?:[^"\\]|\\.))*"""' + r"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''"),
    ("string1", r'"(?:[^"\\\r\n]|\\.)*"' + r"|'(?:[^'\\\r\n]|\\.)*'"),
    ("directive", r"@(?:prefix|base)(?![A-Za-z0-9-])"),
    ("language", r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*"),
    ("double", rf"[+-]?(?:[0-9]+\.[0-9]*{_EXPONENT}|\.[0-9]+{_EXPONENT}|[0-9]+{_EXPONENT})"),
    ("decimal", r"[+-]?[0-9]*\.[0-9]+"),
    ("integer", r"[+-]?[0-9]+"),
    ("word", r"[A-Za-z]+"),
    ("mark", r"\^\^|[.;,()\[\]]"),
)
_ANY: Final = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _TOKENS), re.DOTALL)
_UNICODE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_STRING_ESCAPE: Final = re.compile(r"""\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([tbnrf"'\\]))""")
_SIMPLE: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


class TurtleError(ValueError):
    """The text is not Turtle, or uses what Dorsale does not write (RDF 1.2); ``offset`` says where."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


class Token(NamedTuple):
    """One token: its kind (a name of the table above), its text as written, and where it begins."""

    kind: str
    text: str
    offset: int


class Lines:
    """Line and column (both from 1) of an offset of a text."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def line(self, offset: int) -> int:
        """The line in which ``offset`` lies."""
        return bisect_right(self._starts, offset)

    def column(self, offset: int) -> int:
        """The column at which ``offset`` lies, in characters."""
        return offset - self._starts[self.line(offset) - 1] + 1


def tokenize(text: str) -> Iterator[Token]:
    """The tokens of ``text`` without white space; comments are tokens too.

    Raises:
        TurtleError: where no token of Turtle begins.
    """
    position = 1 if text.startswith("\ufeff") else 0
    end = len(text)
    match_at = _ANY.match
    while position < end:
        match = match_at(text, position)
        if match is None:
            raise TurtleError(f"no Turtle begins with {text[position : position + 10]!r}", position)
        kind = match.lastgroup or ""
        if kind != "space":
            yield Token("string" if kind == "string1" else kind, match.group(), position)
        position = match.end()


def _character(match: re.Match[str]) -> str:
    return chr(int(match.group(1) or match.group(2), 16))


def unescape_iri(text: str) -> str:
    """What an IRIREF without its angle brackets stands for (numeric escapes, section 6.4)."""
    return _UNICODE.sub(_character, text) if "\\" in text else text


def unescape_local(text: str) -> str:
    """What the local part of a prefixed name stands for (reserved character escapes, section 6.4)."""
    return re.sub(r"\\(.)", r"\1", text) if "\\" in text else text


def unescape_string(token: str) -> str:
    """What a string token with its quotes stands for (string and numeric escapes, section 6.4)."""
    body = token[3:-3] if token.startswith(('"""', "'''")) else token[1:-1]
    if "\\" not in body:
        return body
    return _STRING_ESCAPE.sub(lambda match: _SIMPLE[match.group(3)] if match.group(3) else _character(match), body)
