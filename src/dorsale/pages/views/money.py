"""Money that is promised: sums of commitments in US dollars that count nothing twice and open into their parts.

A commitment counts by ``dor:countedAs``, between its lower and its upper bound. One that several pay together, or that
several receive together, is nobody's alone: where the sum is that of one of them, its amount is left out, and the sum
says how many were.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from dorsale.namespaces import PREFIXES
from dorsale.pages.reader import Reader, Shown, slug_of
from dorsale.pages.values import rounded
from dorsale.pages.views.flows import Row

__all__ = ["STANDINGS", "Line", "Part", "Sum", "add_up", "column", "dollars", "money_lines", "standing"]

STANDINGS: Final = ("firm", "announced", "intended", "reported")
"""How sure a commitment is, the surest first; what is over counts in no sum."""

_STANDING: Final = PREFIXES["standing"]
_USD: Final = PREFIXES["cur"] + "USD"


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


def standing(reader: Reader, slug: str) -> Shown:
    """A standing by its name."""
    return reader.thing(_STANDING + slug)


def column(rows: Iterable[Row], key: str) -> list[str]:
    """The values of one variable, each once, in their order."""
    return list(dict.fromkeys(row[key].value for row in rows if key in row))


def dollars(reader: Reader, amount: Decimal) -> str:
    """A computed amount of US dollars, in as many digits as one can mean."""
    return reader.amount(str(rounded(amount)), _USD)


def add_up(reader: Reader, parts: list[Part]) -> Sum | None:
    """The sum of ``parts``, the biggest first; ``None`` where there are none."""
    if not parts:
        return None
    low = sum((part.low or Decimal() for part in parts if not part.joint), Decimal())
    high = sum((part.high or Decimal() for part in parts if not part.joint), Decimal())
    unknown = sum(1 for part in parts if part.high is None)
    text = ""
    if high:
        above = dollars(reader, high)
        below = dollars(reader, low)
        text = above if above == below else reader.words("money.range", low=below, high=above)
        if not low:
            text = reader.words("money.most", high=above)
    return Sum(
        text=text,
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
            label=standing(reader, sure),
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
