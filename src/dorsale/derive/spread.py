"""The yearly parts of a commitment, as if its amount fell evenly on every day of its term."""

from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Final

import pyoxigraph as ox
from rdflib.xsd_datetime import parse_xsd_duration

from dorsale.derive.dates import days_of
from dorsale.derive.findings import Findings
from dorsale.derive.store import select

__all__ = ["spread_over_years"]

_QUERY: Final = """
SELECT ?commitment ?amount ?start ?end ?term {
  ?commitment dor:countedAs ?standing ; dor:upperUSD ?amount ; dor:start ?start .
  OPTIONAL { ?commitment dor:end ?end }
  OPTIONAL { ?commitment dor:term ?term }
  FILTER (BOUND(?end) || BOUND(?term))
}
ORDER BY ?commitment"""


def spread_over_years(store: ox.Store, findings: Findings) -> None:
    """Add to ``findings`` a part for each calendar year of every counted commitment whose amount and term are known.

    The term runs from the first day that the start can mean, for the length that the term gives, or else to the last
    day that the end can mean. The parts are whole dollars and add up to the amount.
    """
    for row in select(store, _QUERY):
        began = days_of(row["start"])
        last = began and _last(began[0], row.get("term"), row.get("end"))
        if began and last and last >= began[0]:
            for year, part in _parts(Decimal(row["amount"]), began[0], last):
                findings.estimate(
                    ox.NamedNode(row["commitment"]),
                    "yearly-part",
                    part,
                    "cur:USD",
                    method="even-spread",
                    rests_on=[row["commitment"]],
                    year=year,
                )


def _last(first: date, term: str | None, end: str | None) -> date | None:
    if term:
        return first + parse_xsd_duration(term) - timedelta(days=1)
    days = days_of(end) if end else None
    return days and days[1]


def _parts(amount: Decimal, first: date, last: date) -> list[tuple[int, Decimal]]:
    days = (last - first).days + 1
    parts = []
    given = Decimal()
    for year in range(first.year, last.year + 1):
        through = min(last, date(year, 12, 31))
        until = (amount * ((through - first).days + 1) / days).quantize(Decimal(1), rounding=ROUND_DOWN)
        until = amount if through == last else until
        parts.append((year, until - given))
        given = until
    return parts
