"""The parts that pages share: figures by measure, events in time, states, facts, numbered sources."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from dorsale.engine.rows import Value
from dorsale.pages.reader import Figure, Reader, Shown, slug_of
from dorsale.pages.statements import DERIVED, is_private, name

__all__ = [
    "Event",
    "Fact",
    "FigureGroup",
    "Source",
    "Sources",
    "State",
    "events",
    "facts",
    "figure_groups",
    "sources_of",
    "states",
]

_SAID_BY: Final = {name("dct:language"): Reader.tongue, name("dcat:byteSize"): Reader.size}
"""Properties whose literals are said in a way of their own."""

_FOR_SORTING: Final = ("dor:firstDay", "dor:lastDay")
"""What only repeats a date in a form that sorts."""

_RANK_ORDER: Final = {"preferred": 0, "normal": 1, "deprecated": 2}
_STATES: Final = ("firmness", "life", "delivery")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A property and what it says; ``derived`` where all of it follows by rule."""

    label: Shown
    values: list[Shown]
    derived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureGroup:
    """All figures of one measure; ``conflict`` where sources disagree."""

    measure: Shown
    figures: list[Figure]
    conflict: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to a deal or to one of its commitments (``of``)."""

    anchor: str
    date: Shown
    kind: Shown
    of: Shown | None
    notes: list[Shown]
    sources: list[str]
    href: str | None
    sort: str


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One of the three states of a deal or commitment: how firm, what became of it, how far delivered."""

    axis: str
    value: Shown
    slug: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source as the foot of a page lists it, under its number."""

    number: int
    page: Shown
    original: Shown | None
    publisher: Shown | None
    kind: Shown | None
    date: Shown | None
    language: str
    relays: list[Shown] = field(default_factory=list)


class Sources:
    """The sources of a page, numbered in the order in which they are first cited."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._numbers: dict[str, int] = {}

    def cite(self, iris: Iterable[str]) -> list[tuple[int, str]]:
        """The numbers under which the page cites ``iris``, each with the publisher's name."""
        cited = []
        for iri in iris:
            number = self._numbers.setdefault(iri, len(self._numbers) + 1)
            publisher = self._reader.statements.first(iri, "dct:publisher")
            cited.append((number, self._reader.names(publisher or iri).text))
        return cited

    def listed(self) -> list[Source]:
        """Every source cited so far."""
        return [self._source(iri, number) for iri, number in self._numbers.items()]

    def _source(self, iri: str, number: int) -> Source:
        reader, of = self._reader, self._reader.statements
        url, publisher, kind = (of.first(iri, key) for key in ("dor:url", "dct:publisher", "dor:sourceKind"))
        date = next(iter(of.objects(iri, "dor:date")), None)
        return Source(
            number=number,
            page=reader.thing(iri),
            original=reader.web(url) if url else None,
            publisher=reader.thing(publisher) if publisher else None,
            kind=reader.thing(kind) if kind else None,
            date=reader.value(date) if date else None,
            language=of.first(iri, "dct:language") or "",
            relays=[reader.thing(origin) for origin in of.iris(iri, "dor:relays")],
        )


def sources_of(reader: Reader, *iris: str) -> list[str]:
    """The sources that state any of the nodes."""
    found = (source for iri in iris for source in reader.statements.iris(iri, "dor:statedIn", "dor:claimedIn"))
    return list(dict.fromkeys(found))


def figure_groups(reader: Reader, owner: str) -> list[FigureGroup]:
    """The figures of ``owner`` by measure, the preferred first, the others by day."""
    groups: dict[str, list[Figure]] = {}
    for iri in reader.statements.iris(owner, "dor:figure"):
        figure = reader.figure(iri)
        groups.setdefault(figure.measure.iri, []).append(figure)
    return [
        FigureGroup(
            measure=figures[0].measure,
            figures=sorted(figures, key=_place),
            conflict=len(figures) > 1 and any(figure.disagrees for figure in figures),
        )
        for figures in sorted(groups.values(), key=_weight)
    ]


def _place(figure: Figure) -> tuple[int, str, str]:
    """The preferred figure first, then the undated, then by day."""
    return _RANK_ORDER[figure.rank], figure.when.machine if figure.when else "", figure.said.text


def _weight(figures: Sequence[Figure]) -> tuple[bool, str]:
    return slug_of(figures[0].measure.iri) != "total-commitment", figures[0].measure.order


def events(reader: Reader, owners: Sequence[str]) -> list[Event]:
    """The events of a deal and its commitments, the oldest first."""
    found: dict[str, Event] = {}
    for position, owner in enumerate(owners):
        for iri in reader.statements.iris(owner, "dor:event"):
            if iri not in found:
                found[iri] = _event(reader, iri, owner if position else None)
    return sorted(found.values(), key=lambda event: event.sort)


def _event(reader: Reader, iri: str, of: str | None) -> Event:
    at = reader.statements
    date = next(iter(at.objects(iri, "dor:date")), None)
    kind = at.first(iri, "dor:eventKind")
    return Event(
        anchor="event-" + slug_of(iri),
        date=reader.value(date) if date else Shown(text=reader.words("event.undated"), look="missing"),
        kind=replace(reader.thing(kind or iri), private=reader.thing(iri).private),
        of=reader.thing(of) if of else None,
        notes=reader.texts(at.objects(iri, "dor:note")),
        sources=at.iris(iri, "dor:statedIn"),
        href=reader.place.link(iri),
        sort=at.first(iri, "dor:lastDay") or (date.value if date else ""),
    )


def states(reader: Reader, iri: str) -> list[State]:
    """The present states of a deal or commitment, as derived from its events."""
    found = []
    for axis in _STATES:
        for value in reader.statements.iris(iri, f"dor:{axis}"):
            found.append(State(axis=axis, value=reader.thing(value, derived=True), slug=slug_of(value)))
    return found


def facts(reader: Reader, iri: str, *, without: Iterable[str] = ()) -> list[Fact]:
    """Everything stated about ``iri``, by property, but for the prefixed properties ``without``.

    What was said comes first, then what only follows from it; a value that is both counts as said. A part that is named
    after the whole, such as “OpenAI and AWS — signed”, goes by the rest of its name; a text of several lines is as many
    values.
    """
    own_name = f"{reader.thing(iri).text} — "
    skipped = {name(prefixed) for prefixed in (*without, *_FOR_SORTING)}
    said: list[Fact] = []
    derived: list[Fact] = []
    for predicate, found in reader.statements.of(iri).items():
        if predicate in skipped:
            continue
        secret = set[Value]() if reader.is_own(iri) else {one.object for one in found}
        secret -= {one.object for one in found if not is_private(one.graph)}
        spoken = {one.object for one in found if one.graph not in DERIVED}
        values = list(dict.fromkeys(one.object for one in found))
        texts = [value for value in values if value.kind == "literal" and value.language]
        kept = [value for value in values if value not in texts]
        say = _SAID_BY.get(predicate)
        shown = [
            say(reader, value.value)
            if say and value.kind == "literal"
            else _marked(reader.value(value, derived=value not in spoken), private=value in secret)
            for value in kept
        ] + [replace(one, text=line) for one in reader.texts(texts) for line in one.text.splitlines()]
        shown = [replace(one, text=one.text.removeprefix(own_name)) for one in shown]
        all_derived = not spoken
        fact = Fact(
            label=reader.thing(predicate),
            values=sorted(shown, key=lambda one: (one.derived, one.machine, one.order)),
            derived=all_derived,
        )
        (derived if all_derived else said).append(fact)
    return sorted(said, key=_property_order) + sorted(derived, key=_property_order)


def _marked(shown: Shown, *, private: bool) -> Shown:
    return replace(shown, private=True) if private else shown


_FIRST: Final = [
    name(prefixed)
    for prefixed in (
        "skos:altLabel",
        "skos:definition",
        "skos:example",
        "skos:scopeNote",
        "dor:url",
        "dct:publisher",
        "dor:date",
        "dor:claimedIn",
        "dor:attributedTo",
        "dor:about",
        "dor:claimType",
        "dor:claimTopic",
        "dor:legalName",
        "dor:function",
        "dor:subsidiaryOf",
        "dor:country",
        "dor:locality",
        "dor:founded",
        "dor:website",
    )
]


def _property_order(fact: Fact) -> tuple[int, str]:
    position = _FIRST.index(fact.label.iri) if fact.label.iri in _FIRST else len(_FIRST)
    return position, fact.label.order
