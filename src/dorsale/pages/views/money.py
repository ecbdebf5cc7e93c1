"""Money that is promised: sums of commitments in US dollars that count nothing twice and open into their parts.

A commitment counts by ``dor:countedAs``, between its lower and its upper bound. One that several pay together, or that
several receive together, is nobody's alone: where the sum is that of one of them, its amount is left out, and the sum
says how many were.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from dorsale.engine.interface import Engine
from dorsale.namespaces import PREFIXES
from dorsale.pages.asking import select
from dorsale.pages.reader import Reader, Shown, slug_of
from dorsale.pages.values import compact, rounded
from dorsale.pages.views.flows import Row

__all__ = [
    "STANDINGS",
    "Line",
    "Part",
    "Sum",
    "Total",
    "Way",
    "add_up",
    "column",
    "dollars",
    "money_lines",
    "payment_rows",
    "span",
    "total_rows",
    "totals",
    "ways",
]

STANDINGS: Final = ("firm", "announced", "intended", "reported")
"""How sure a commitment is, the surest first; what is over counts in no sum."""

_STANDING: Final = PREFIXES["standing"]
_USD: Final = PREFIXES["cur"] + "USD"
_TOTALS: Final = """SELECT ?standing (COUNT(DISTINCT ?c) AS ?count) (COUNT(?upper) AS ?known)
  (SUM(COALESCE(?lower, 0)) AS ?low) (SUM(COALESCE(?upper, 0)) AS ?high) WHERE {
  ?c dor:countedAs ?standing OPTIONAL { ?c dor:lowerUSD ?lower } OPTIONAL { ?c dor:upperUSD ?upper }
} GROUP BY ?standing"""
_PAYMENTS: Final = """SELECT ?c ?high ?payer ?payee ?payerTop ?payeeTop WHERE {
  VALUES ?sure { standing:firm standing:announced }
  ?c dor:countedAs ?sure ; dor:upperUSD ?high ; dor:paidBy ?payer ; dor:paidTo ?payee .
  OPTIONAL { ?payer dor:ultimateParent ?payerTop } OPTIONAL { ?payee dor:ultimateParent ?payeeTop } } ORDER BY ?c"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One commitment of a sum: its deal and its upper bound; ``joint`` where that is not one party's alone."""

    deal: Shown
    anchor: str
    amount: str
    joint: bool = False
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Several commitments added up. ``text`` is empty where no amount is known."""

    text: str
    machine: str
    parts: list[Part]
    unknown: int
    joint: int

    @property
    def size(self) -> Decimal:
        """What the sum is sorted by."""
        return Decimal(self.machine or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a table of sums, ``None`` where nothing is to be added."""

    label: Shown
    sums: list[Sum | None] = field(default_factory=list)


def _standing(reader: Reader, slug: str) -> Shown:
    """A standing by its name."""
    return reader.thing(_STANDING + slug)


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """All commitments of one standing, each once."""

    slug: str
    label: Shown
    text: str
    short: str
    machine: str
    count: int
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The money that goes from one group to another; ``share`` is its size beside the biggest way, in per cent."""

    payer: Shown
    payee: Shown
    text: str
    machine: str
    count: int
    share: float


async def total_rows(engine: Engine) -> list[Row]:
    """Number and bounds of all commitments by standing, for :func:`totals`."""
    return await select(engine, _TOTALS)


async def payment_rows(engine: Engine) -> list[Row]:
    """Who pays whom by firm and announced commitments, for :func:`ways`."""
    return await select(engine, _PAYMENTS)


def totals(reader: Reader, rows: Iterable[Row]) -> list[Total]:
    """The totals, the surest first."""
    found = {slug_of(row["standing"].value): row for row in rows if "standing" in row}
    return [
        Total(
            slug=sure,
            label=_standing(reader, sure),
            text=span(reader, Decimal(found[sure]["low"].value), Decimal(found[sure]["high"].value)),
            short=_compact_span(reader, Decimal(found[sure]["low"].value), Decimal(found[sure]["high"].value)),
            machine=found[sure]["high"].value,
            count=int(found[sure]["count"].value),
            unknown=int(found[sure]["count"].value) - int(found[sure]["known"].value),
        )
        for sure in STANDINGS
        if sure in found
    ]


def ways(reader: Reader, rows: Iterable[Row], most: int) -> list[Way]:
    """Between which groups the most money is to pass, each shown by the company that is a party most often.

    What several pay or receive together is left out, and so is what stays within a group.
    """
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["c"].value, []).append(row)
    faces: Counter[tuple[str, str]] = Counter()
    sums: dict[tuple[str, str], list[Decimal]] = {}
    for members in grouped.values():
        sides = []
        for side in ("payer", "payee"):
            tops = {row.get(f"{side}Top", row[side]).value for row in members}
            faces.update({(row.get(f"{side}Top", row[side]).value, row[side].value) for row in members})
            sides.append(tops)
        if all(len(tops) == 1 for tops in sides) and sides[0] != sides[1]:
            pair = (sides[0].pop(), sides[1].pop())
            sums.setdefault(pair, []).append(Decimal(members[0]["high"].value))
    face = {top: company for (top, company), _ in reversed(faces.most_common())}
    biggest = sorted(sums.items(), key=lambda item: (-sum(item[1]), item[0]))[:most]
    return [
        Way(
            payer=reader.thing(face[payer]),
            payee=reader.thing(face[payee]),
            text=dollars(reader, sum(amounts, Decimal())),
            machine=f"{sum(amounts, Decimal()):f}",
            count=len(amounts),
            share=float(100 * sum(amounts) / sum(biggest[0][1])),
        )
        for (payer, payee), amounts in biggest
    ]


def column(rows: Iterable[Row], key: str) -> list[str]:
    """The values of one variable, each once, in their order."""
    return list(dict.fromkeys(row[key].value for row in rows if key in row))


def dollars(reader: Reader, amount: Decimal) -> str:
    """A computed amount of US dollars, in as many digits as one can mean."""
    return reader.amount(str(rounded(amount)), _USD)


def span(reader: Reader, low: Decimal, high: Decimal) -> str:
    """From what is promised at least to what is promised at most; empty where no amount is known."""
    if not high:
        return ""
    below, above = dollars(reader, low), dollars(reader, high)
    if not low:
        return reader.words("money.most", high=above)
    return above if above == below else reader.words("money.range", low=below, high=above)


def _compact_span(reader: Reader, low: Decimal, high: Decimal) -> str:
    """The same in signs, for large type: ``$2.2tn to $2.39tn``, ``2 200 à 2 390 Md $``."""
    below, above = (compact(value, reader.place.language) for value in (low, high))
    return above if not low or above == below else reader.words("money.compact-range", low=below, high=above)


def add_up(reader: Reader, parts: list[Part]) -> Sum | None:
    """The sum of ``parts``, the biggest first; ``None`` where there are none."""
    if not parts:
        return None
    low = sum((part.low or Decimal() for part in parts if not part.joint), Decimal())
    high = sum((part.high or Decimal() for part in parts if not part.joint), Decimal())
    unknown = sum(1 for part in parts if part.high is None)
    return Sum(
        text=span(reader, low, high),
        machine=f"{high:f}" if high else "",
        parts=sorted(parts, key=lambda part: (-(part.high or 0), part.deal.order)),
        unknown=unknown,
        joint=sum(1 for part in parts if part.joint and part.high is not None),
    )


def money_lines(reader: Reader, rows: Iterable[Row], group: set[str]) -> tuple[list[Line], list[Line]]:
    """What the companies in ``group`` pay and are paid: by standing, and the firm and announced by resource.

    Each line of the first table has the sums paid and received; each of the second has paid firm, paid announced,
    received firm, received announced. What they pay one another is left out.
    """
    held: dict[tuple[str, str], list[tuple[Part, list[str]]]] = {}
    grouped: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        grouped.setdefault((slug_of(row["way"].value), row["c"].value), []).append(row)
    for (way, iri), members in grouped.items():
        payers, payees = set(column(members, "payer")), set(column(members, "payee"))
        counted = members[0].get("standing")
        if counted is None or (payers | payees) <= group:
            continue
        ours = (payers if way == "paidBy" else payees) - group
        part = _part(reader, iri, members[0], joint=bool(ours))
        held.setdefault((way, slug_of(counted.value)), []).append((part, column(members, "resource")))
    ways = ("paidBy", "paidTo")
    totals = [
        Line(
            label=_standing(reader, sure),
            sums=[add_up(reader, [part for part, _ in held.get((way, sure), [])]) for way in ways],
        )
        for sure in STANDINGS
    ]
    names = {resource for kept in held.values() for _, resources in kept for resource in resources}
    by_resource = [
        Line(
            label=reader.thing(resource),
            sums=[
                add_up(reader, [part for part, given in held.get((way, sure), []) if resource in given])
                for way in ways
                for sure in STANDINGS[:2]
            ],
        )
        for resource in names
    ]
    return _filled(totals), sorted(_filled(by_resource), key=_size)


def _part(reader: Reader, iri: str, row: Row, *, joint: bool) -> Part:
    low, high = (Decimal(row[key].value) if key in row else None for key in ("low", "high"))
    return Part(
        deal=reader.thing(row["deal"].value),
        anchor=slug_of(iri),
        amount=dollars(reader, high) if high else "",
        joint=joint,
        low=low,
        high=high,
    )


def _filled(lines: list[Line]) -> list[Line]:
    return [line for line in lines if any(line.sums)]


def _size(line: Line) -> tuple[Decimal, str]:
    return -sum((one.size for one in line.sums if one), Decimal()), line.label.order
