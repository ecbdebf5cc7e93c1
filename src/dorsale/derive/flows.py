"""Who moves money to whom: the commitments between groups of companies, as the analysis reads them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import pyoxigraph as ox

from dorsale.derive.store import select
from dorsale.namespaces import PREFIXES

__all__ = ["STANDINGS", "Flow", "faces", "read_flows"]

STANDINGS: Final = tuple(f"{PREFIXES['standing']}{name}" for name in ("reported", "intended", "announced", "firm"))
"""What a commitment that is not over can stand for, from loose to sure."""

_QUERY: Final = """
SELECT DISTINCT ?commitment ?deal ?payer ?payee ?gives ?resource ?standing ?counted ?amount {
  {
    ?commitment a dor:SupplyCommitment ; dor:recipient ?payer ; dor:provider ?payee .
    FILTER NOT EXISTS { VALUES ?sale { dor:Acquisition dor:Disposal } ?commitment a ?sale }
    BIND (false AS ?gives)
  }
  UNION
  {
    VALUES (?kind ?gives) { (dor:FinancingCommitment true) (dor:WarrantGrant true) (dor:PaymentCommitment false) }
    ?commitment a ?kind ; dor:provider ?payer ; dor:recipient ?payee .
  }
  ?deal dor:commitment ?commitment .
  ?commitment dor:standing ?standing .
  FILTER (?standing != standing:over)
  OPTIONAL { ?commitment dor:resource ?resource }
  OPTIONAL { ?commitment dor:countedAs ?counted }
  OPTIONAL { ?commitment dor:upperUSD ?amount }
}"""
_HEADS: Final = "SELECT ?organization ?head { ?organization dor:ultimateParent ?head }"


@dataclass(frozen=True, kw_only=True)
class Flow:
    """One commitment seen from one group that pays or gives to one group that is paid or given to.

    ``gives`` tells financing and shares from purchases. ``amount`` is the upper bound in US dollars of a commitment
    that is counted and lies between these two groups alone.
    """

    commitment: str
    deal: str
    payer: str
    payee: str
    payers: frozenset[str]
    payees: frozenset[str]
    gives: bool
    resources: frozenset[str]
    standing: str
    counted: bool
    amount: Decimal | None


def read_flows(store: ox.Store) -> list[Flow]:
    """The flows in the default graph of ``store`` between groups that differ, sorted."""
    heads = {row["organization"]: row["head"] for row in select(store, _HEADS)}
    sides: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in select(store, _QUERY):
        sides[row["commitment"]].append(row)
    return sorted(
        (flow for rows in sides.values() for flow in _of_commitment(rows, heads)),
        key=lambda flow: (flow.payer, flow.payee, flow.commitment),
    )


def faces(flows: Iterable[Flow]) -> dict[str, str]:
    """The company that stands for each group: the one that is most often a party."""
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for flow in flows:
        seen[flow.payer].update(flow.payers)
        seen[flow.payee].update(flow.payees)
    return {group: min(counts, key=lambda one: (-counts[one], one)) for group, counts in seen.items()}


def _of_commitment(rows: list[dict[str, str]], heads: dict[str, str]) -> Iterator[Flow]:
    first = rows[0]
    parties: defaultdict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        parties[heads.get(row["payer"], row["payer"]), heads.get(row["payee"], row["payee"])].append(row)
    alone = len(parties) == 1
    amount = Decimal(first["amount"]) if alone and "amount" in first and "counted" in first else None
    for (payer, payee), own in parties.items():
        if payer != payee:
            yield Flow(
                commitment=first["commitment"],
                deal=min(row["deal"] for row in rows),
                payer=payer,
                payee=payee,
                payers=frozenset(row["payer"] for row in own),
                payees=frozenset(row["payee"] for row in own),
                gives=first["gives"] == "true",
                resources=frozenset(row["resource"] for row in rows if "resource" in row),
                standing=first["standing"],
                counted="counted" in first,
                amount=amount,
            )
