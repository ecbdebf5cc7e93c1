"""Lists: the latest events, and all things of one kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Final

from dorsale.derive.wording import Language
from dorsale.engine.interface import Engine
from dorsale.pages.asking import select
from dorsale.pages.reader import Reader, Shown
from dorsale.pages.views.flows import Row

__all__ = ["CLASSES", "Entry", "Happening", "event_rows", "happenings", "list_rows", "listing"]

CLASSES: Final = {
    "deal": "dor:Deal",
    "organization": "dor:Organization",
    "programme": "dor:Programme",
    "claim": "dor:Claim",
    "source": "dor:Source",
    "site": "dor:Site",
    "cluster": "dor:Cluster",
    "hardware": "dor:HardwareModel",
    "model": "dor:Model",
    "platform": "dor:Platform",
    "person": "dor:Person",
    "publisher": "dor:Publisher",
}
"""The kinds of things that have a list of their own, with the class of each."""

_DETAILS: Final = {
    "deal": "OPTIONAL { ?thing dor:announced ?date } OPTIONAL { ?thing dor:life ?detail }",
    "organization": "OPTIONAL { ?thing dor:function ?detail } OPTIONAL { ?thing dor:country ?place }",
    "claim": "OPTIONAL { ?thing dor:attributedTo ?detail }",
    "source": "OPTIONAL { ?thing dor:date ?date } OPTIONAL { ?thing dor:sourceKind ?detail }",
    "site": "OPTIONAL { ?thing dor:operatedBy|dor:ownedBy ?detail } OPTIONAL { ?thing dor:country ?place }",
    "cluster": "OPTIONAL { ?thing dor:operatedBy|dor:ownedBy ?detail }",
    "hardware": "OPTIONAL { ?thing dor:designedBy ?detail } OPTIONAL { ?thing dor:released ?date }",
    "model": "OPTIONAL { ?thing dor:developedBy ?detail } OPTIONAL { ?thing dor:released ?date }",
    "platform": "OPTIONAL { ?thing dor:operatedBy ?detail }",
    "person": "OPTIONAL { ?thing dor:affiliation ?detail }",
}
_BY_DATE: Final = {"deal", "source"}
_ACCENTS: Final = {"a": "àâä", "c": "ç", "e": "éèêë", "i": "îï", "o": "ôöøō", "u": "ùûü"}
_UNACCENTED: Final = reduce(
    lambda text, pair: f'REPLACE({text}, "[{pair[1]}]", "{pair[0]}")', _ACCENTS.items(), "LCASE(STR(?label))"
)
"""A label in SPARQL as a reader looks it up: without case and accents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event with the deal that it belongs to."""

    date: Shown
    kind: Shown
    deal: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing of a list."""

    thing: Shown
    date: Shown | None
    details: list[Shown]
    places: list[Shown]


async def event_rows(engine: Engine, limit: int) -> list[Row]:
    """The latest events of deals and their commitments, the latest first."""
    return await select(
        engine,
        f"""SELECT ?event ?deal ?kind ?date WHERE {{
          ?deal a dor:Deal ; dor:commitment?/dor:event ?event .
          ?event dor:eventKind ?kind ; dor:date ?date ; dor:firstDay ?day .
        }} ORDER BY DESC(?day) DESC(STR(?date)) ?deal ?event LIMIT {limit}""",
    )


def happenings(reader: Reader, rows: Iterable[Row]) -> list[Happening]:
    """The rows of :func:`event_rows` as a reader sees them, one an event."""
    once = {row["event"].value: row for row in rows}
    return [
        Happening(
            date=reader.value(row["date"]),
            kind=reader.thing(row["kind"].value),
            deal=reader.thing(row["deal"].value),
        )
        for row in once.values()
    ]


async def list_rows(engine: Engine, kind: str, language: Language, page: int, size: int) -> list[Row]:
    """The things of one page of a list and one more, where there is one; several rows a thing with several details."""
    order = "DESC(?when) ?name ?thing" if kind in _BY_DATE else "?order ?thing"
    when = {"deal": "dor:announced", "source": "dor:date"}.get(kind, "dor:date")
    return await select(
        engine,
        f"""SELECT * WHERE {{ {{ SELECT ?thing (SAMPLE(?label) AS ?name)
            (SAMPLE({_UNACCENTED}) AS ?order) (MAX(STR(?day)) AS ?when) WHERE {{
            ?thing a {CLASSES[kind]} .
            OPTIONAL {{ ?thing rdfs:label ?label FILTER (LANG(?label) = "{language}") }}
            OPTIONAL {{ ?thing {when} ?day }}
          }} GROUP BY ?thing ORDER BY {order} LIMIT {size + 1} OFFSET {(page - 1) * size} }}
          {_DETAILS.get(kind, "")} }} ORDER BY {order} ?detail ?place""",
    )


def listing(reader: Reader, rows: Iterable[Row]) -> list[Entry]:
    """The rows of :func:`list_rows`, one entry a thing."""
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["thing"].value, []).append(row)
    return [
        Entry(
            thing=reader.thing(iri),
            date=reader.value(members[0]["date"]) if "date" in members[0] else None,
            details=[reader.thing(one) for one in _column(members, "detail")],
            places=[reader.thing(one) for one in _column(members, "place")],
        )
        for iri, members in grouped.items()
    ]


def _column(rows: list[Row], key: str) -> list[str]:
    return list(dict.fromkeys(row[key].value for row in rows if key in row))
