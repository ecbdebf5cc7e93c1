"""Deals as they happened: the rows of ``timeline.rq`` gathered by deal, with its greatest commitment and its events."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from dorsale.engine.rows import Value
from dorsale.pages.pictures.power import first_day
from dorsale.pages.reader import slug_of

__all__ = ["ENDS", "STANDINGS", "Happened", "Happening", "happened"]

STANDINGS: Final = ("firm", "announced", "intended", "reported", "over")
"""How sure a commitment is, the surest first."""

ENDS: Final = frozenset({"superseded", "terminated", "expired", "failed", "blocked", "on-hold", "denied"})
"""The events that end or halt a deal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event, on its first day; ``told`` is the date as the source writes it."""

    iri: str
    kind: str
    told: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """A deal: what its greatest commitment is for and amounts to, how sure its surest is, and what happened when."""

    deal: str
    purpose: str
    standing: str
    upper: Decimal
    payers: tuple[str, ...]
    payees: tuple[str, ...]
    events: tuple[Happening, ...]

    @property
    def day(self) -> date:
        """The first day on which something happened."""
        return self.events[0].day


def happened(rows: Iterable[Mapping[str, Value]]) -> list[Happened]:
    """The deals of the rows, those with the greatest commitments first; commitments of a deal are not added."""
    by_deal: dict[str, list[Mapping[str, Value]]] = {}
    for row in rows:
        by_deal.setdefault(row["deal"].value, []).append(row)
    found = [_deal(deal, listed) for deal, listed in by_deal.items()]
    return sorted((one for one in found if one), key=lambda one: (-one.upper, one.day, one.deal))


def _deal(deal: str, rows: list[Mapping[str, Value]]) -> Happened | None:
    events = {}
    for row in rows:
        day = first_day(row["date"].value)
        if day:
            kind = slug_of(row["kind"].value)
            events[row["event"].value] = Happening(iri=row["event"].value, kind=kind, told=row["date"].value, day=day)
    if not events:
        return None
    greatest = max(rows, key=lambda row: (_upper(row), row["commitment"].value))
    return Happened(
        deal=deal,
        purpose=greatest["purpose"].value,
        standing=min((slug_of(row["standing"].value) for row in rows), key=STANDINGS.index),
        upper=_upper(greatest),
        payers=_parties(rows, "payers"),
        payees=_parties(rows, "payees"),
        events=tuple(sorted(events.values(), key=lambda one: (one.day, one.told, one.iri))),
    )


def _upper(row: Mapping[str, Value]) -> Decimal:
    return Decimal(row["upper"].value) if "upper" in row else Decimal(0)


def _parties(rows: Iterable[Mapping[str, Value]], side: str) -> tuple[str, ...]:
    return tuple(sorted({iri for row in rows if side in row for iri in row[side].value.split()}))
