"""The text of a query as it leaves the house: it says the same to every store, whatever else that store understands.

Parsers differ where the standard leaves room: when escapes of characters are read, where a comment ends, what is known
besides SPARQL. What one of them might take for a SERVICE clause or a function of its own does not leave.
"""

import re
from typing import Final

from dorsale.engine.interface import QueryRefused, QuerySyntaxError
from dorsale.engine.lexer import Token, place
from dorsale.engine.remote.words import Words
from dorsale.release.patch import GENID

__all__ = ["BASE_IRI", "canonical"]

BASE_IRI: Final = "https://w3id.org/dorsale/sparql"
"""What relative IRIs are resolved against, as in the embedded engine."""

_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_IN_STRINGS: Final = {'"': r"\"", "'": r"\'", "\\": r"\\", "\n": r"\n", "\r": r"\r"}
_NOT_IN_IRIS: Final = re.compile(r"[\x00-\x20<>\"{}|^`\\]")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_OF_ONE_STORE: Final = re.compile(r"(?:bif|sql|java|js|file):|https?://jena\.(?:apache\.org|hpl\.hp\.com)/ARQ", re.I)
"""Virtuoso reaches SQL and files through functions of such names, Jena loads classes and runs scripts."""

_ABOUT_BLANKS: Final = {
    "ISIRI": ("(", f' && !STRSTARTS(STR({{0}}), "{GENID}"))'),
    "ISURI": ("(", f' && !STRSTARTS(STR({{0}}), "{GENID}"))'),
    "ISBLANK": ("(", f' || (isIRI({{0}}) && STRSTARTS(STR({{0}}), "{GENID}")))'),
}
"""Blank nodes of a release are IRIs in a store, since updates cannot name them (:mod:`dorsale.release.patch`)."""


def canonical(text: str) -> str:
    """``text``, which is SPARQL 1.1 by our own parser, without comments and without escapes of characters.

    Relative IRIs get the base of this endpoint, and the IRIs that stand for blank nodes are none to ``isIRI``.
    Raises :class:`~dorsale.engine.interface.QueryRefused` for names that one store alone gives a meaning.
    """
    words = Words(text)
    before, after = _calls(words)
    pieces: list[str] = []
    position, relative = 0, False
    for index, word in enumerate(words):
        gap = text[position : word.start]
        pieces.append("\n" if "#" in gap else gap)
        pieces.append(before.get(index, ""))
        if word.kind == "iri":
            iri = _iri(text, word)
            relative = relative or not _SCHEME.match(iri, 1)
            pieces.append(iri)
        elif word.kind == "string":
            pieces.append(_string(text, word))
        else:
            pieces.append(text[word.start : word.end])
        pieces.append(after.get(index, ""))
        position = word.end
    return (f"BASE <{BASE_IRI}>\n" if relative else "") + "".join(pieces)


def _iri(text: str, word: Token) -> str:
    iri = _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), text[word.start + 1 : word.end - 1])
    if _NOT_IN_IRIS.search(iri):
        line, column = place(text, word.start)
        raise QuerySyntaxError("no IRI holds such a character", line=line, column=column)
    if _OF_ONE_STORE.match(iri):
        line, column = place(text, word.start)
        raise QueryRefused(f"names that mean something to one store alone are not sent (line {line}, column {column})")
    return f"<{iri}>"


def _string(text: str, word: Token) -> str:
    def character(found: re.Match[str]) -> str:
        if found[3]:
            return found[0]
        code = int(found[1] or found[2], 16)
        if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            line, column = place(text, word.start + found.start())
            raise QuerySyntaxError("no string holds such a character", line=line, column=column)
        return _IN_STRINGS.get(chr(code), chr(code))

    return _ESCAPE.sub(character, text[word.start : word.end])


def _calls(words: Words) -> tuple[dict[int, str], dict[int, str]]:
    """What is put before and after which words: calls about blank nodes know those that are IRIs, and GROUP_CONCAT
    names its separator, which Virtuoso wants where the standard has a default (SPARQL 1.1, 18.5.1.7).
    """
    before: dict[int, str] = {}
    after: dict[int, str] = {}
    for index in range(len(words)):
        name = words.said(index).upper() if words.kind(index) == "word" else ""
        if name not in _ABOUT_BLANKS and name != "GROUP_CONCAT":
            continue
        close = words.closing(index + 1)
        if close is None:
            continue
        if name == "GROUP_CONCAT":
            if not any(words.said(one).upper() == "SEPARATOR" for one in range(index, close)):
                before[close] = before.get(close, "") + '; SEPARATOR = " "'
        else:
            opening, ending = _ABOUT_BLANKS[name]
            before[index] = opening
            after[close] = after.get(close, "") + ending.format(words.between(index + 1, close + 1))
    return before, after
