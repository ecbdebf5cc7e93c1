"""Statements as a reader of one language sees them: links, dates, amounts and texts, ready for a template."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlsplit

from dorsale.engine.rows import Value
from dorsale.namespaces import BASE, ID, PREFIXES, VOCABULARY, shorten
from dorsale.pages import values
from dorsale.pages.addresses import Place
from dorsale.pages.language import Words, words
from dorsale.pages.names import Lexicon, Names
from dorsale.pages.statements import Statements
from dorsale.pages.typography import typeset
from dorsale.release.search import fold
from dorsale.release.series import MEDIA_TYPE

__all__ = ["Figure", "Reader", "Shown", "kind_of", "slug_of"]

_XSD: Final = PREFIXES["xsd"]
_DATES: Final = {_XSD + kind for kind in ("date", "gYearMonth", "gYear", "dateTime")}
_NUMBERS: Final = {
    _XSD + kind for kind in ("decimal", "integer", "nonNegativeInteger", "double", "float", "int", "long")
}
_CURRENCY: Final = PREFIXES["cur"]
_PERCENT: Final = PREFIXES["unit"] + "PERCENT"
_UNITLESS: Final = PREFIXES["unit"] + "UNITLESS"
_RANKS: Final = ("preferred", "normal", "deprecated")


def kind_of(iri: str) -> str | None:
    """The kind of thing that an IRI names (``deal``, ``organization`` …); ``None`` where it names no thing of ours."""
    return iri.removeprefix(ID).partition("/")[0] if iri.startswith(ID) else None


def slug_of(iri: str) -> str:
    """The last part of an IRI."""
    return iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One value on a page, its lexical form in ``machine``.

    ``look`` is text, thing, web, time, number, code, blank or missing; ``private`` says that only an overlay tells it.
    """

    text: str
    look: str = "text"
    href: str | None = None
    language: str = ""
    machine: str = ""
    iri: str = ""
    derived: bool = False
    private: bool = False

    @property
    def order(self) -> str:
        """What the text is sorted by: without case and accents."""
        return fold(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure: what it measures, what it says, how it ranks, and who states it."""

    iri: str
    href: str | None
    measure: Shown
    said: Shown
    rank: str
    rank_name: Shown | None
    when: Shown | None
    notes: list[Shown]
    sources: list[str]
    disagrees: bool = False
    others: list[Shown] = field(default_factory=list)


class Reader:
    """Shows statements in the language and at the place of one request."""

    def __init__(
        self,
        place: Place,
        lexicon: Lexicon,
        statements: Statements,
        labels: Statements,
        own: frozenset[str] = frozenset(),
    ) -> None:
        self.place = place
        self._own = own
        self.lexicon = lexicon
        self.statements = statements
        self.words: Words = words(place.language)
        self.names = Names(place.language, labels, statements, lexicon.statements)

    def is_own(self, iri: str) -> bool:
        """Whether only an overlay describes a thing."""
        return iri in self._own

    def thing(self, iri: str, *, derived: bool = False) -> Shown:
        """A thing, concept or term by its name, with the link to its page; a media type by what it registers."""
        name = self.names(iri)
        ours = iri.startswith(BASE)
        return Shown(
            text=iri.removeprefix(MEDIA_TYPE) if iri.startswith(MEDIA_TYPE) else name.text,
            look=("thing" if ours else "web") if name.found or not ours else "missing",
            href=self.place.link(iri),
            language=self.other(name.language),
            iri=iri,
            derived=derived,
            private=iri in self._own,
        )

    def things(self, iris: Iterable[str]) -> list[Shown]:
        """Several things in the order of their names."""
        return sorted((self.thing(iri) for iri in iris), key=lambda shown: shown.order)

    def value(self, value: Value, *, derived: bool = False) -> Shown:
        """Any RDF term."""
        if value.kind == "uri":
            return self.thing(value.value, derived=derived)
        if value.kind == "bnode":
            return Shown(text="[ ]", look="blank", machine=value.value, derived=derived)
        text, language, datatype = value.value, self.place.language, value.datatype or ""
        if datatype in _DATES:
            return Shown(text=values.moment(text, language), look="time", machine=text, derived=derived)
        if datatype == _XSD + "duration":
            return Shown(text=values.duration(text, language), look="time", machine=text, derived=derived)
        if datatype in _NUMBERS and (number := values.decimal(text)) is not None:
            said = values.number(number, language)
            return Shown(text=said, look="number", machine=text, derived=derived)
        if datatype == _XSD + "boolean":
            known = {"true": "value.true", "false": "value.false"}.get(text)
            return Shown(text=self.words(known) if known else text, look="text", machine=text, derived=derived)
        if datatype == PREFIXES["geo"] + "wktLiteral":
            return Shown(text=values.coordinates(text, language), look="text", machine=text, derived=derived)
        if datatype == _XSD + "anyURI" and urlsplit(text).scheme in {"http", "https"}:
            return self.web(text)
        look = "text" if value.language or not datatype or datatype == _XSD + "string" else "code"
        own = value.language or ""
        return Shown(text=typeset(text, own), look=look, language=self.other(own), derived=derived)

    def tongue(self, code: str) -> Shown:
        """A language by its name."""
        return Shown(text=values.language_name(code, self.place.language), machine=code)

    def size(self, digits: str) -> Shown:
        """The size of a file."""
        return Shown(text=values.bytes_(int(digits), self.place.language), look="number", machine=digits)

    def inverse(self, predicate: str) -> Shown:
        """A property seen from what it points at: ``subsidiary of`` is ``subsidiaries`` there."""
        said = self.words.get(f"inverse.{shorten(predicate)}")
        text = said or self.words("thing.through", property=self.names(predicate).text)
        return Shown(text=text, href=self.place.link(predicate), iri=predicate)

    def web(self, url: str, text: str = "") -> Shown:
        """A page of somebody else."""
        return Shown(text=text or url.split("://", 1)[-1].rstrip("/"), look="web", href=url, machine=url)

    def texts(self, found: Iterable[Value]) -> list[Shown]:
        """The literals in the reader's language; where there are none, those in the other one, marked as such."""
        literals = [value for value in found if value.kind == "literal"]
        own = [value for value in literals if value.language in (self.place.language, None, "")]
        return [self.value(value) for value in own or literals]

    def other(self, language: str) -> str:
        """``language`` where it is not that of the page, else nothing: what goes into a ``lang`` attribute."""
        return language if language and language != self.place.language else ""

    def figure(self, iri: str, statements: Statements | None = None) -> Figure:
        """A figure in words, with its measure, rank, date, notes and sources."""
        of = statements or self.statements
        measure, rank = of.first(iri, "dor:measure"), of.first(iri, "dor:rank")
        rank_slug = slug_of(rank) if rank else "normal"
        return Figure(
            iri=iri,
            href=self.place.link(iri),
            measure=self.thing(measure) if measure else Shown(text=self.words("figure.no-measure"), look="missing"),
            said=replace(self._said(iri, of), private=iri in self._own),
            rank=rank_slug if rank_slug in _RANKS else "normal",
            rank_name=self.thing(rank) if rank else None,
            when=self._when(iri, of),
            notes=self.texts(of.objects(iri, "dor:note")),
            sources=of.iris(iri, "dor:statedIn"),
            disagrees=bool(of.iris(iri, "dor:disagreesWith") or of.subjects("dor:disagreesWith", iri)),
        )

    def amount(self, lexical: str, unit: str) -> str:
        """A number with its unit: money, a share, a count or a physical quantity."""
        value = values.decimal(lexical)
        language = self.place.language
        if value is None:
            return lexical
        if unit.startswith(_CURRENCY):
            return values.money(value, unit.removeprefix(_CURRENCY), language)
        if unit == _PERCENT:
            return values.percent(value, language)
        if not unit or unit == _UNITLESS:
            return values.number(value, language)
        symbol = self.names.notation(unit)
        if symbol and not unit.startswith(VOCABULARY):
            return f"{values.number(value, language)}\u00a0{values.symbol(symbol, language)}"
        one = abs(value) < 2 if language == "fr" else value == 1
        return values.count(value, (self.names(unit) if one else self.names.plural(unit)).text, language)

    def said(self, numbers: list[str], *, unit: str, qualifier: str) -> str:
        """One number, or two for a range, with unit and qualifier: ``up to $100 billion``."""
        parts = [self.amount(number, unit) for number in numbers]
        return values.said(parts, qualifier=qualifier, language=self.place.language)

    def _said(self, iri: str, of: Statements) -> Shown:
        unit = of.first(iri, "dor:unit") or ""
        qualifier = slug_of(of.first(iri, "dor:qualifier") or "exact")
        numbers = [text for key in ("dor:value", "dor:minimum", "dor:maximum") if (text := of.first(iri, key))]
        if not numbers:
            in_words = self.texts(of.objects(iri, "dor:valueText"))
            return in_words[0] if in_words else Shown(text=self.words("figure.no-value"), look="missing")
        text = self.said(numbers, unit=unit, qualifier=qualifier)
        return Shown(text=text, look="number", machine=numbers[0] if len(numbers) == 1 else "")

    def _when(self, iri: str, of: Statements) -> Shown | None:
        as_of, start, end = (next(iter(of.objects(iri, key)), None) for key in ("dor:asOf", "dor:start", "dor:end"))
        if start or end:
            first, last = (self.value(value).text if value else "" for value in (start, end))
            key = "when.between" if start and end else "when.since" if start else "when.until"
            return Shown(text=self.words(key, start=first, end=last), look="text")
        return self.value(as_of) if as_of else None
