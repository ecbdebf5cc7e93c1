"""Who relies on whom, for what, and on which grounds."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from dorsale.pages.reader import Reader, Shown, slug_of
from dorsale.pages.views.flows import Row
from dorsale.pages.views.money import STANDINGS, Part, Sum, add_up, column

__all__ = ["Reliance", "reliances"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliance:
    """One other party, what passes between the two, the sums by standing, and the deals or things that it rests on."""

    who: Shown
    resources: list[Shown]
    sums: list[Sum | None]
    grounds: list[Shown]

    @property
    def size(self) -> Decimal:
        """The money in it."""
        return sum((one.size for one in self.sums if one), Decimal())


def reliances(reader: Reader, rows: Iterable[Row], way: str, *, group: frozenset[str] = frozenset()) -> list[Reliance]:
    """Those on whom the thing ``relies``, or who are ``relied`` on it, the most money first.

    ``group`` are the companies that count as one; an amount that others give or take too is nobody's alone.
    """
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        if row["way"].value == way and row["who"].value not in group:
            grouped.setdefault(row["who"].value, []).append(row)
    found = [_reliance(reader, who, members, group) for who, members in grouped.items()]
    return sorted(found, key=lambda one: (-one.size, -len(one.grounds), one.who.order))


def _reliance(reader: Reader, who: str, rows: list[Row], group: frozenset[str]) -> Reliance:
    by_ground: dict[str, list[Row]] = {}
    for row in rows:
        if "ground" in row:
            by_ground.setdefault(row["ground"].value, []).append(row)
    parts: dict[str, list[Part]] = {}
    for ground, members in by_ground.items():
        row = members[0]
        if "standing" not in row or "deal" not in row:
            continue
        high = Decimal(row["high"].value) if "high" in row else None
        sides = [set(column(members, side)) - group - {who} for side in ("provider", "recipient")]
        parts.setdefault(slug_of(row["standing"].value), []).append(
            Part(
                deal=reader.thing(row["deal"].value),
                anchor=slug_of(ground),
                amount="",
                joint=any(sides),
                low=high,
                high=high,
            )
        )
    return Reliance(
        who=reader.thing(who),
        resources=reader.things(column(rows, "resource")),
        sums=[add_up(reader, parts.get(sure, [])) for sure in STANDINGS[:2]],
        grounds=reader.things(column(rows, "deal") or list(by_ground)),
    )
