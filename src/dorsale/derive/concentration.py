"""Concentration: how what a group buys, or sells, of one resource spreads over those it deals with."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

import pyoxigraph as ox

from dorsale.derive.findings import Findings, dor, slug
from dorsale.derive.flows import STANDINGS, Flow, faces

__all__ = ["find_concentrations"]

_SURE: Final = STANDINGS[2:]
_TENTH: Final = Decimal("0.1")
_FOUR_PLACES: Final = Decimal("0.0001")


class _Side(NamedTuple):
    own: str
    other: str
    name: str
    classes: tuple[str, str]


_SIDES: Final = (
    _Side("payer", "payee", "suppliers", ("SupplierConcentration", "Concentration")),
    _Side("payee", "payer", "customers", ("CustomerConcentration", "Concentration")),
)


def find_concentrations(flows: Sequence[Flow], findings: Findings) -> None:
    """Add the concentrations of suppliers and of customers, one a group and resource, to ``findings``.

    Purchases that are firm or announced and counted enter with their upper bound in US dollars; a commitment of unknown
    amount, or one in which several share, is only counted. Without any known amount there is no concentration.
    """
    face = faces(flows)
    for side in _SIDES:
        purchases: defaultdict[tuple[str, str], list[Flow]] = defaultdict(list)
        for flow in flows:
            if not flow.gives and flow.counted and flow.standing in _SURE:
                for resource in flow.resources:
                    purchases[getattr(flow, side.own), resource].append(flow)
        for (_, resource), own in sorted(purchases.items()):
            if any(flow.amount for flow in own):
                _describe(side, resource, own, face=face, findings=findings)


def _describe(side: _Side, resource: str, purchases: list[Flow], *, face: dict[str, str], findings: Findings) -> None:
    company = face[getattr(purchases[0], side.own)]
    known = {flow.commitment: flow for flow in purchases if flow.amount}
    amounts: defaultdict[str, Decimal] = defaultdict(Decimal)
    for flow in known.values():
        amounts[getattr(flow, side.other)] += flow.amount or 0
    total = sum(amounts.values(), Decimal())
    name = f"{slug(company)}--{side.name}--{slug(resource)}"
    node = findings.thing("concentration", name, *side.classes)
    findings.computed(node, "share-of-known")
    findings.say(node, dor("concentrationOf"), ox.NamedNode(company))
    findings.say(node, dor("resource"), ox.NamedNode(resource))
    index = sum(((amount / total) ** 2 for amount in amounts.values()), Decimal()).quantize(_FOUR_PLACES)
    findings.estimate(node, "herfindahl-index", index, "unit:UNITLESS", method="herfindahl", rests_on=known)
    findings.estimate(node, "counted-amount", total, "cur:USD", method="share-of-known", rests_on=known)
    unknown = {flow.commitment for flow in purchases} - set(known)
    findings.estimate(
        node,
        "unknown-amount-count",
        Decimal(len(unknown)),
        "counted:commitment",
        method="share-of-known",
        rests_on=unknown,
    )
    for group, amount in sorted(amounts.items()):
        part = findings.thing("share", f"{name}--{slug(face[group])}", "CounterpartyShare")
        own = [flow.commitment for flow in known.values() if getattr(flow, side.other) == group]
        findings.say(node, dor("share"), part)
        findings.say(part, dor("counterparty"), ox.NamedNode(face[group]))
        findings.say(part, dor("restsOn"), *(ox.NamedNode(one) for one in sorted(own)))
        percent = (100 * amount / total).quantize(_TENTH)
        findings.estimate(part, "counterparty-share", percent, "unit:PERCENT", method="share-of-known", rests_on=own)
        findings.estimate(part, "counted-amount", amount, "cur:USD", method="share-of-known", rests_on=own)
