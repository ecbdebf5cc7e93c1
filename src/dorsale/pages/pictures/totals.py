"""The commitments that are counted, added up by who pays whom for what, how sure it is, each of them once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, NamedTuple, TypeAlias

from dorsale.engine.rows import Value
from dorsale.pages.reader import slug_of

__all__ = ["NOBODY", "SEVERAL", "Flow", "Tag", "Totals", "Who", "totals"]

SEVERAL: Final = "several"
NOBODY: Final = "nobody"

Who: TypeAlias = str
"""The IRI of the company at the head of a group, or :data:`SEVERAL`, or :data:`NOBODY`."""


class Tag(NamedTuple):
    """What tells a flow from every other."""

    giver: Who
    taker: Who
    purpose: str
    standing: str


@dataclass(slots=True, kw_only=True)
class Flow:
    """All counted commitments of one purpose and standing between two groups, with the sums of their bounds."""

    giver: Who
    taker: Who
    purpose: str
    standing: str
    commitments: int = 0
    unknown: int = 0
    lower: Decimal = Decimal(0)
    upper: Decimal = Decimal(0)
    deals: set[str] = field(default_factory=set)

    @property
    def tag(self) -> Tag:
        """What tells the flow from every other."""
        return Tag(self.giver, self.taker, self.purpose, self.standing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The flows, the greatest first; the company that stands for each group; and the commitments left out.

    ``inside`` counts those between companies of one group.
    """

    flows: Sequence[Flow]
    faces: Mapping[str, str]
    inside: int

    @property
    def unknown(self) -> int:
        """How many commitments have no amount, and so no width."""
        return sum(flow.unknown for flow in self.flows)


def totals(rows: Iterable[Mapping[str, Value]]) -> Totals:
    """The rows of ``flows.rq`` added up, each commitment once.

    Where several groups pay or are paid together the money is nobody's alone, so it goes to "several"; a side without
    a party goes to "nobody". Companies of one group count as one, shown by the one that is a party most often.
    """
    commitments: dict[str, list[Mapping[str, Value]]] = {}
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        commitments.setdefault(row["commitment"].value, []).append(row)
    flows: dict[Tag, Flow] = {}
    inside = 0
    for found in commitments.values():
        sides = [_groups(found, side, seen) for side in ("payer", "payee")]
        giver, taker = (NOBODY if not side else next(iter(side)) if len(side) == 1 else SEVERAL for side in sides)
        first = found[0]
        if giver == taker != SEVERAL:
            inside += giver != NOBODY
            continue
        flow = Flow(giver=giver, taker=taker, purpose=first["purpose"].value, standing=slug_of(first["standing"].value))
        flow = flows.setdefault(flow.tag, flow)
        flow.commitments += 1
        flow.deals |= {row["deal"].value for row in found}
        flow.unknown += "upper" not in first
        flow.upper += Decimal(first["upper"].value) if "upper" in first else 0
        flow.lower += Decimal(first["lower"].value) if "lower" in first else 0
    faces = {group: min(counts, key=lambda one: (-counts[one], one)) for group, counts in seen.items()}
    ordered = sorted(flows.values(), key=lambda flow: (-flow.upper, -flow.commitments, flow.tag))
    return Totals(flows=ordered, faces=faces, inside=inside)


def _groups(rows: Sequence[Mapping[str, Value]], side: str, seen: Mapping[str, Counter[str]]) -> set[str]:
    groups = set()
    for party, head in {(row[side].value, row.get(f"{side}Head", row[side]).value) for row in rows if side in row}:
        groups.add(head)
        seen[head][party] += 1
    return groups
