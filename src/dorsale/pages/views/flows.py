"""Commitments as rows of a table: what an organization gives and takes, and the biggest commitments of all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from dorsale.engine.interface import Engine
from dorsale.engine.rows import Value
from dorsale.namespaces import GRAPH
from dorsale.pages.asking import select
from dorsale.pages.reader import Reader, Shown, slug_of
from dorsale.pages.views.parts import State

__all__ = ["FLOW", "Flow", "Row", "biggest_rows", "flows", "iris_in", "organization_rows"]

Row = dict[str, Value]

FLOW: Final = f"""
  GRAPH <{GRAPH}data> {{ ?c a ?kind }}
  ?deal dor:commitment ?c .
  OPTIONAL {{ ?deal dor:announced ?date }}
  OPTIONAL {{ ?c dor:provider ?giver }} OPTIONAL {{ ?c dor:recipient ?taker }}
  OPTIONAL {{ ?c dor:firmness ?firmness }} OPTIONAL {{ ?c dor:life ?life }} OPTIONAL {{ ?c dor:delivery ?delivery }}
  OPTIONAL {{ ?c dor:figure ?f . ?f dor:measure measure:total-commitment ; dor:rank rank:preferred .
    OPTIONAL {{ ?f dor:unit ?unit }} OPTIONAL {{ ?f dor:qualifier ?qualifier }}
    OPTIONAL {{ ?f dor:value ?value }} OPTIONAL {{ ?f dor:minimum ?minimum ; dor:maximum ?maximum }} }}
  OPTIONAL {{ ?c dor:upperUSD ?usd }}"""
"""What a row says of the commitment ``?c``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One commitment in a table. ``share`` is its size beside the biggest of the table, in per cent."""

    anchor: str
    deal: Shown
    kind: Shown
    givers: list[Shown]
    takers: list[Shown]
    amount: str
    machine: str
    date: Shown | None
    states: list[State]
    share: float = 0.0


async def organization_rows(engine: Engine, iri: str) -> list[Row]:
    """The commitments in which an organization or a company below it gives or takes, the biggest first."""
    return await select(
        engine,
        f"""SELECT * WHERE {{ {{ SELECT DISTINCT ?c WHERE {{
          ?company dor:subsidiaryOf* <{iri}> . ?c dor:provider|dor:recipient ?company }} }}
        {FLOW} }} ORDER BY DESC(?usd) DESC(STR(?date)) ?deal ?c ?giver ?taker""",
    )


async def biggest_rows(
    engine: Engine, limit: int, *, sure: Sequence[str] = ("firm", "announced"), offset: int = 0
) -> list[Row]:
    """The commitments that count as one of ``sure``, each once, the biggest amount in US dollars first."""
    standings = " ".join(f"standing:{one}" for one in sure)
    return await select(
        engine,
        f"""SELECT * WHERE {{ {{ SELECT ?c (MAX(?amount) AS ?usd) WHERE {{
          VALUES ?sure {{ {standings} }} ?c dor:countedAs ?sure ; dor:amountUSD ?amount .
        }} GROUP BY ?c ORDER BY DESC(?usd) ?c LIMIT {limit} OFFSET {offset} }}
        {FLOW} }} ORDER BY DESC(?usd) ?c ?giver ?taker""",
    )


def iris_in(found: Iterable[Row]) -> set[str]:
    """Every IRI in the rows, so that their labels can be asked for."""
    return {value.value for row in found for value in row.values() if value.kind == "uri"}


def flows(reader: Reader, found: Iterable[Row]) -> list[Flow]:
    """The rows, one a commitment, in their order."""
    grouped: dict[str, list[Row]] = {}
    for row in found:
        grouped.setdefault(row["c"].value, []).append(row)
    biggest = max((float(rows[0]["usd"].value) for rows in grouped.values() if "usd" in rows[0]), default=0.0)
    return [_flow(reader, iri, rows, biggest) for iri, rows in grouped.items()]


def _flow(reader: Reader, iri: str, rows: list[Row], biggest: float) -> Flow:
    row = rows[0]
    numbers = [row[key].value for key in ("value", "minimum", "maximum") if key in row]
    usd = row.get("usd")
    return Flow(
        anchor=slug_of(iri),
        deal=reader.thing(row["deal"].value),
        kind=reader.thing(row["kind"].value),
        givers=[reader.thing(who) for who in _column(rows, "giver")],
        takers=[reader.thing(who) for who in _column(rows, "taker")],
        amount=reader.said(
            numbers,
            unit=row["unit"].value if "unit" in row else "",
            qualifier=slug_of(row["qualifier"].value) if "qualifier" in row else "exact",
        )
        if numbers
        else "",
        machine=numbers[0] if len(numbers) == 1 else "",
        date=reader.value(row["date"]) if "date" in row else None,
        states=[
            State(axis=axis, value=reader.thing(row[axis].value), slug=slug_of(row[axis].value))
            for axis in ("firmness", "life", "delivery")
            if axis in row
        ],
        share=100 * float(usd.value) / biggest if usd and biggest else 0.0,
    )


def _column(rows: list[Row], key: str) -> list[str]:
    return list(dict.fromkeys(row[key].value for row in rows if key in row))
