"""Words with places for terms, variables and values: what one line of an explanation is made of."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from dorsale.derive.wording import Language
from dorsale.namespaces import BASE, PREFIXES
from dorsale.pages import values
from dorsale.pages.language import words
from dorsale.pages.names import Names
from dorsale.pages.querying.explaining import syntax as s

__all__ = ["Draft", "Line", "Look", "Piece", "Pieces", "Voice", "colon", "joined"]

Look = Literal["text", "term", "variable", "value", "code"]

_PLACE: Final = re.compile(r"\{(\w+)\}")
_XSD: Final = PREFIXES["xsd"]
_DATES: Final = {_XSD + kind for kind in ("date", "gYearMonth", "gYear", "dateTime")}
_NUMBERS: Final = {_XSD + kind for kind in ("decimal", "integer", "double", "float", "int", "long")}
_LONGEST: Final = 200
_QUOTES: Final[dict[Language, str]] = {"en": "“{}”", "fr": "«\u00a0{}\u00a0»"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: plain, or the name of a term (with its ``iri``), a variable, a value, or code."""

    text: str
    look: Look = "text"
    iri: str = ""
    language: str = ""
    """The language of a name, where it is not that of the reader."""
    code: str = ""
    """A variable as it stands in the query."""


Pieces: TypeAlias = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a nested list."""

    pieces: Pieces
    lines: tuple["Line", ...] = ()


@dataclass(slots=True)
class Draft:
    """A line that still grows; ``kind`` tells which ones may take more in.

    ``suffix`` ends it where lines stand below it; ``link`` joins a single one to it, by its ``short`` form.
    """

    pieces: Pieces
    drafts: list["Draft"] = field(default_factory=list)
    kind: str = ""
    suffix: Pieces = ()
    link: Pieces = ()
    short: Pieces = ()

    def line(self) -> Line:
        """As it stands now."""
        lines = tuple(draft.line() for draft in self.drafts)
        if len(lines) == 1 and self.link and not self.drafts[0].drafts:
            only = self.drafts[0].short or (lines[0].pieces if self.drafts[0].kind == "row" else ())
            if only:
                return Line((*self.pieces, *self.link, *only))
        return Line((*self.pieces, *(self.suffix if lines else ())), lines)


class Voice:
    """Says words of the catalogue, terms and literals in one language."""

    def __init__(self, names: Names) -> None:
        self.language: Language = names.language
        self.names = names
        self._words = words(names.language)

    def say(self, key: str, /, **places: str | Pieces) -> Pieces:
        """The words of ``explain.KEY`` with their places filled."""
        found: list[Piece] = []
        for number, part in enumerate(_PLACE.split(self._words(f"explain.{key}"))):
            if number % 2 == 0:
                found += [Piece(part)] if part else []
            else:
                value = places[part]
                found += [Piece(value)] if isinstance(value, str) else value
        return tuple(found)

    def plain(self, key: str) -> str:
        """The words of ``explain.KEY``, which have no places."""
        return self._words(f"explain.{key}")

    def places(self, key: str) -> frozenset[str] | None:
        """The places in the words of ``explain.KEY``; ``None`` where the catalogue has no such words."""
        found = self._words.get(f"explain.{key}")
        return None if found is None else frozenset(_PLACE.findall(found))

    def counted(self, key: str, number: int) -> Pieces:
        """The words of ``explain.KEY`` that go with ``number``, the number in its place."""
        return (Piece(self._words.count(f"explain.{key}", number, number=values.grouped(number, self.language))),)

    def quoted(self, text: str) -> str:
        """``text`` between the quotation marks of the language."""
        return _QUOTES[self.language].format(text)

    def term(self, iri: str) -> Pieces:
        """What an IRI is called."""
        if iri == PREFIXES["rdf"] + "type":
            return self.say("type")
        if iri == PREFIXES["rdf"] + "nil":
            return self.say("nothing")
        name = self.names(iri)
        if not name.found:
            return (Piece(name.text, "term" if iri.startswith(BASE) else "code", iri),)
        other = name.language if name.language not in ("", self.language) else ""
        return (Piece(name.text, "term", iri, other),)

    def literal(self, one: s.Lexical) -> Pieces:
        """A literal as people of the language write it."""
        if one.datatype in _DATES:
            return (Piece(values.moment(one.text, self.language), "value"),)
        if one.datatype in _NUMBERS and (number := values.decimal(one.text)) is not None and len(one.text) < 40:
            return (Piece(values.number(number, self.language), "value"),)
        if one.datatype == _XSD + "boolean" and one.text in ("true", "false"):
            return self.say("true" if one.text == "true" else "false")
        if one.datatype == _XSD + "duration":
            return (Piece(values.duration(one.text, self.language), "value"),)
        shown = one.text if len(one.text) <= _LONGEST else one.text[:_LONGEST] + "…"
        quoted: Pieces = (Piece(self.quoted(shown), "value"),)
        if one.language and one.language.partition("-")[0].lower() != self.language:
            return self.say("in-language", text=quoted, language=values.language_name(one.language, self.language))
        return quoted

    def is_date(self, one: s.Lexical) -> bool:
        """Whether a literal is a day, month, year or moment."""
        return one.datatype in _DATES

    def is_number(self, one: s.Lexical) -> bool:
        """Whether a literal is a number."""
        return one.datatype in _NUMBERS

    def code(self, text: str) -> Pieces:
        """What has no words, as it stands in the query."""
        return self.say("code", code=self.bare(text))

    def bare(self, text: str) -> Pieces:
        """Code as it stands, its blanks put together."""
        flat = " ".join(text.split())
        return (Piece(flat if len(flat) <= _LONGEST else flat[:_LONGEST] + "…", "code"),)

    def text(self, pieces: Iterable[Piece]) -> str:
        """Pieces as plain text: variables between quotation marks."""
        return "".join(self.quoted(one.text) if one.look == "variable" else one.text for one in pieces)


def joined(parts: Sequence[Pieces], between: str = ", ") -> Pieces:
    """Parts with commas, or something else, between them."""
    found: list[Piece] = []
    for number, part in enumerate(parts):
        found += [Piece(between)] if number else []
        found += part
    return tuple(found)


def colon(left: Pieces, right: Pieces, *, language: Language) -> Pieces:
    """``left: right``."""
    return (*left, Piece("\u00a0: " if language == "fr" else ": "), *right)
