"""The substance of a deal: who gives what to whom, and which way the money goes."""

from dataclasses import dataclass
from typing import Final

from dorsale.namespaces import PREFIXES
from dorsale.pages.reader import Reader, Shown, slug_of
from dorsale.pages.views.parts import Fact, FigureGroup, State, facts, figure_groups, states

__all__ = ["Commitment", "Party", "commitment"]

_ELSEWHERE: Final = (
    "rdf:type",
    "rdfs:label",
    "dor:figure",
    "dor:event",
    "dor:participation",
    "dor:note",
    "dor:condition",
    "dor:resource",
    "dor:firmness",
    "dor:life",
    "dor:delivery",
    "dor:paidBy",
    "dor:paidTo",
    "dor:amountUSD",
    "dor:lowerUSD",
    "dor:upperUSD",
    "dor:standing",
    "dor:announced",
    "dor:statedIn",
)
"""What a commitment's block shows in its own places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody in a commitment, with the word of the trade for the part."""

    who: Shown
    role: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """One commitment of a deal. ``money`` is with (from giver to taker), against, or none."""

    anchor: str
    page: Shown
    kind: Shown
    givers: list[Party]
    takers: list[Party]
    resources: list[Shown]
    money: str
    amount: str
    states: list[State]
    groups: list[FigureGroup]
    facts: list[Fact]
    notes: list[Shown]
    conditions: list[Shown]
    sources: list[str]


def commitment(reader: Reader, iri: str) -> Commitment:
    """The block of one commitment."""
    of = reader.statements
    givers, giving = _parties(reader, iri, "dor:provider")
    takers, taking = _parties(reader, iri, "dor:recipient")
    kinds = of.types(iri)
    groups = figure_groups(reader, iri)
    return Commitment(
        anchor="commitment-" + slug_of(iri),
        page=reader.thing(iri),
        kind=reader.thing(kinds[0]) if kinds else reader.thing(iri),
        givers=givers,
        takers=takers,
        resources=reader.things(of.iris(iri, "dor:resource")),
        money=_money(reader, iri, {party.who.iri for party in givers}),
        amount=_amount(groups),
        states=states(reader, iri),
        groups=groups,
        facts=facts(reader, iri, without=(*_ELSEWHERE, *giving, *taking, "dor:provider", "dor:recipient")),
        notes=reader.texts(of.objects(iri, "dor:note")),
        conditions=reader.texts(of.objects(iri, "dor:condition")),
        sources=of.iris(iri, "dor:statedIn"),
    )


def _parties(reader: Reader, iri: str, side: str) -> tuple[list[Party], list[str]]:
    """Those on one side, each under the narrowest property that says so, and the prefixed names of those properties."""
    broad = PREFIXES["dor"] + side.partition(":")[2]
    roles: dict[str, str] = {}
    for predicate, found in reader.statements.of(iri).items():
        if predicate in reader.lexicon.under(side):
            for one in found:
                if roles.get(one.object.value, broad) == broad:
                    roles[one.object.value] = predicate
    parties = [Party(who=reader.thing(who), role=reader.thing(role)) for who, role in roles.items()]
    used = ["dor:" + slug_of(role) for role in dict.fromkeys(roles.values())]
    return sorted(parties, key=lambda party: party.who.order), used


def _money(reader: Reader, iri: str, givers: set[str]) -> str:
    payers = set(reader.statements.iris(iri, "dor:paidBy"))
    if not payers and not reader.statements.iris(iri, "dor:paidTo"):
        return "none"
    return "with" if payers & givers else "against"


def _amount(groups: list[FigureGroup]) -> str:
    for group in groups:
        if slug_of(group.measure.iri) == "total-commitment":
            best = group.figures[0]
            return best.said.text if best.rank == "preferred" else ""
    return ""
