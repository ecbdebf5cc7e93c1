"""Circles of money: who finances whom and is paid back by purchases, directly or through others."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

import networkx as nx
import pyoxigraph as ox

from dorsale.derive.findings import Findings, dor, slug
from dorsale.derive.flows import STANDINGS, Flow, faces
from dorsale.namespaces import PREFIXES

__all__ = ["find_circles"]

_LONGEST: Final = 4
_POSITION: Final = ox.NamedNode(PREFIXES["schema"] + "position")


def find_circles(flows: Sequence[Flow], findings: Findings) -> None:
    """Add every circle of up to four groups in ``flows`` to ``findings``, with its steps.

    A circle needs a step that gives capital or shares and another that is a purchase or a payment. Each circle begins
    at the group whose name comes first; its standing is that of its loosest step, and a step is as sure as the surest
    commitment in it.
    """
    between: defaultdict[tuple[str, str], list[Flow]] = defaultdict(list)
    for flow in flows:
        between[flow.payer, flow.payee].append(flow)
    face = faces(flows)
    for groups in _rings(between):
        steps = [between[pair] for pair in _pairs(groups)]
        if _closes(steps):
            _describe(groups, steps, face, findings)


def _rings(between: Iterable[tuple[str, str]]) -> list[list[str]]:
    rings = nx.simple_cycles(nx.DiGraph(sorted(between)), length_bound=_LONGEST)
    return sorted(ring[ring.index(min(ring)) :] + ring[: ring.index(min(ring))] for ring in rings)


def _pairs(ring: list[str]) -> Iterator[tuple[str, str]]:
    return zip(ring, [*ring[1:], ring[0]], strict=True)


def _closes(steps: list[list[Flow]]) -> bool:
    giving = {place for place, step in enumerate(steps) if any(flow.gives for flow in step)}
    buying = {place for place, step in enumerate(steps) if any(not flow.gives for flow in step)}
    return any(one != other for one in giving for other in buying)


def _describe(groups: list[str], steps: list[list[Flow]], face: dict[str, str], findings: Findings) -> None:
    name = "--".join(slug(face[group]) for group in groups)
    circle = findings.thing("circle", name, "Circle")
    findings.computed(circle, "circuit")
    sureness = [max(STANDINGS.index(flow.standing) for flow in step) for step in steps]
    findings.say(circle, dor("standing"), ox.NamedNode(STANDINGS[min(sureness)]))
    through = {party for step in steps for flow in step for party in (flow.payer, flow.payee)}
    through |= {party for step in steps for flow in step for party in flow.payers | flow.payees}
    findings.say(circle, dor("passesThrough"), *(ox.NamedNode(party) for party in sorted(through)))
    for place, ((giver, taker), step) in enumerate(zip(_pairs(groups), steps, strict=True), 1):
        node = findings.thing("step", f"{name}--{place}", "CircleLink")
        findings.say(circle, dor("step"), node)
        findings.say(node, _POSITION, findings.number(place))
        findings.say(node, dor("from"), ox.NamedNode(face[giver]))
        findings.say(node, dor("to"), ox.NamedNode(face[taker]))
        findings.say(node, dor("standing"), ox.NamedNode(STANDINGS[sureness[place - 1]]))
        resources = {resource for flow in step for resource in flow.resources}
        findings.say(node, dor("resource"), *(ox.NamedNode(resource) for resource in sorted(resources)))
        findings.say(node, dor("restsOn"), *(ox.NamedNode(one) for one in sorted({flow.commitment for flow in step})))
        known = {flow.commitment: flow.amount for flow in step if flow.amount is not None}
        if known:
            total = sum(known.values(), Decimal())
            findings.estimate(node, "counted-amount", total, "cur:USD", method="sum-of-links", rests_on=known)
