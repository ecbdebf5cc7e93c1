"""Deals over time: when each was announced, how large it is, what became of it."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import pyoxigraph as ox

from dorsale.engine.rows import rows
from dorsale.namespaces import PREFIXES
from dorsale.pages import asking, values
from dorsale.pages.language import Words
from dorsale.pages.pictures.asked import Asked
from dorsale.pages.pictures.drawing import Cell, Choice, Column, Drawing, Filter, Rows
from dorsale.pages.pictures.flow_sketch import PURPOSES
from dorsale.pages.pictures.happened import STANDINGS, Happened, Happening, happened
from dorsale.pages.pictures.stored import stored
from dorsale.pages.pictures.svg import Element, drawing
from dorsale.pages.pictures.timeline_sketch import Lane, TimelineSketch
from dorsale.pages.pictures.totals import NOBODY, SEVERAL
from dorsale.pages.reader import Reader, Shown, slug_of
from dorsale.pages.render import Context
from dorsale.pages.statements import Statements

__all__ = ["Timeline"]

_KINDS: Final = (*PURPOSES, "pledge", "conduct")
_BY: Final[Mapping[str, Callable[[Happened], str]]] = {
    "purpose": lambda one: one.purpose,
    "payer": lambda one: _alone(one.payers),
    "payee": lambda one: _alone(one.payees),
}
_REST: Final = "rest"
_LANES: Final = 9
_SHOWN: Final = 120
_STANDING: Final = PREFIXES["standing"]
_EVENT: Final = PREFIXES["event-kind"]


class Timeline:
    """The picture ``timeline``."""

    name: Final = "timeline"
    filters: Final = ("lanes", "organization", "year", "purpose", "standing")

    async def draw(self, context: Context, asked: Asked) -> Drawing:
        """The events of all deals, or of those of one group, year, purpose or standing."""
        lanes = asked.one_of("lanes", _BY) or "purpose"
        year, purpose = asked.year(), asked.one_of("purpose", _KINDS)
        standing, organization = asked.one_of("standing", STANDINGS), await asked.thing("organization")
        query = stored(
            "timeline",
            year=ox.Literal(year) if year else None,
            purpose=ox.Literal(purpose) if purpose else None,
            standing=ox.NamedNode(_STANDING + standing) if standing else None,
            organization=ox.NamedNode(organization) if organization else None,
        )
        found, parties, years = await asyncio.gather(
            rows(context.engine, query),
            rows(context.engine, stored("flows-parties")),
            rows(context.engine, stored("timeline-years")),
        )
        deals = happened(found)
        listed = {row["organization"].value for row in parties if "organization" in row}
        listed |= {organization} if organization else set()
        who = {iri for one in deals for iri in (*one.payers, *one.payees)}
        labels = await asking.labels(context.engine, {one.deal for one in deals} | who | listed)
        reader = await context.reader(Statements(), labels)
        words = context.words
        about = [
            reader.names(organization).text if organization else "",
            words(f"pictures.purpose.{purpose}") if purpose else "",
            reader.names(_STANDING + standing).text if standing else "",
            year or "",
        ]
        title = words("pictures.timeline.title")
        if any(about):
            title = words("pictures.of", title=title, what=", ".join(part for part in about if part))
        wide, narrow = _drawn(reader, deals, lanes, title)
        return Drawing(
            title=title,
            wide=wide,
            narrow=narrow,
            columns=[
                Column(key=key, label=words(f"pictures.column.{key}"), amount=key == "at-most")
                for key in ("day", "deal", "event", "purpose", "standing", "at-most", "payers", "payees")
            ],
            rows=Rows(_events(deals), lambda pair: _row(reader, *pair)),
            shown=_SHOWN,
            query=query,
            filters=_filters(reader, {row["year"].value for row in years}, listed, lanes, asked),
            notes=_notes(words, deals),
        )


def _drawn(reader: Reader, deals: Sequence[Happened], by: str, title: str) -> tuple[Element, Element]:
    if not deals:
        empty = drawing((0, 0), identity="timeline", title=title, description=title)
        return empty, empty
    sketch = TimelineSketch(reader, _lanes(reader, deals, by), title)
    return sketch.wide(identity="timeline"), sketch.narrow(identity="timeline-narrow")


def _lanes(reader: Reader, deals: Sequence[Happened], by: str) -> list[Lane]:
    """The lanes in the order of the purposes, or of the organizations with most deals, the others together."""
    key, address = _BY[by], reader.place.href("/picture/timeline")
    counts = Counter(key(one) for one in deals)
    if by == "purpose":
        return [
            Lane(
                text=reader.words(f"pictures.purpose.{one}"),
                href=f"{address}?purpose={one}",
                deals=[deal for deal in deals if key(deal) == one],
            )
            for one in _KINDS
            if counts[one]
        ]
    ranked = [one for one, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])) if one.startswith("http")]
    kept = ranked[:_LANES]
    lanes = [
        Lane(
            text=reader.names(one).text,
            href=f"{address}?organization={slug_of(one)}",
            deals=[deal for deal in deals if key(deal) == one],
        )
        for one in kept
    ]
    rest = {SEVERAL: [SEVERAL], NOBODY: [NOBODY], _REST: ranked[_LANES:]}
    for name, members in rest.items():
        inside = [deal for deal in deals if key(deal) in members]
        if inside:
            lanes.append(Lane(text=reader.words(f"pictures.flows.{name}"), href=None, deals=inside))
    return lanes


def _alone(parties: Sequence[str]) -> str:
    return NOBODY if not parties else parties[0] if len(parties) == 1 else SEVERAL


def _events(deals: Sequence[Happened]) -> list[tuple[Happened, Happening]]:
    """Every event, the latest first; of one day, those of the greatest deals first."""
    found = [(one, event) for one in deals for event in one.events]
    return sorted(found, key=lambda pair: -pair[1].day.toordinal())


def _filters(reader: Reader, years: set[str], listed: set[str], lanes: str, asked: Asked) -> list[Filter]:
    words, chosen = reader.words, dict(asked.key)
    return [
        Filter(
            name="lanes",
            choices=[Choice(value=one, text=words(f"pictures.lanes.{one}")) for one in _BY],
            chosen=lanes,
            needed=True,
        ),
        Filter(
            name="organization",
            choices=[Choice(value=slug_of(one.iri), text=one.text) for one in reader.things(listed)],
            chosen=chosen.get("organization", ""),
        ),
        Filter(
            name="year",
            choices=[Choice(value=one, text=one) for one in sorted(years, reverse=True)],
            chosen=chosen.get("year", ""),
        ),
        Filter(
            name="purpose",
            choices=[Choice(value=one, text=words(f"pictures.purpose.{one}")) for one in _KINDS],
            chosen=chosen.get("purpose", ""),
        ),
        Filter(
            name="standing",
            choices=[Choice(value=one, text=reader.names(_STANDING + one).text) for one in STANDINGS],
            chosen=chosen.get("standing", ""),
        ),
    ]


def _row(reader: Reader, one: Happened, event: Happening) -> list[Cell]:
    language = reader.place.language
    money = values.money(one.upper, "USD", language) if one.upper else ""
    told = Shown(text=values.moment(event.told, language), look="time", machine=event.told)
    amount = f"{one.upper:f}" if one.upper else ""
    return [
        Cell(shown=[told], data=event.told),
        Cell(shown=[reader.thing(one.deal)], data=one.deal),
        Cell(shown=[reader.thing(_EVENT + event.kind)], data=event.kind),
        Cell(shown=[Shown(text=reader.words(f"pictures.purpose.{one.purpose}"))], data=one.purpose),
        Cell(shown=[Shown(text=reader.names(_STANDING + one.standing).text)], data=one.standing),
        Cell(shown=[Shown(text=money, look="number", machine=amount)] if money else [], data=amount),
        *(Cell(shown=[reader.thing(who) for who in side], data=" ".join(side)) for side in (one.payers, one.payees)),
    ]


def _notes(words: Words, deals: Sequence[Happened]) -> list[str]:
    unknown = sum(not one.upper for one in deals)
    found = [
        words.count(
            "pictures.timeline.count", len(deals), number=len(deals), events=sum(len(one.events) for one in deals)
        )
    ]
    if unknown:
        found.append(words.count("pictures.timeline.small", unknown, number=unknown))
    return found if deals else []
