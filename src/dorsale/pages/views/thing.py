"""The page of any thing: what it is, what is said of it, what it is made of, what points at it, and who says so."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from dorsale.namespaces import DATASET, GRAPH, PREFIXES, VOCABULARY
from dorsale.pages.reader import Figure, Reader, Shown, kind_of, slug_of
from dorsale.pages.statements import DERIVED, Statements, is_private, name
from dorsale.pages.views.asked import Asked
from dorsale.pages.views.commitments import Commitment, commitment
from dorsale.pages.views.evidence import (
    Publication,
    Stated,
    Ties,
    deal_ties,
    publications,
    same_measure,
    stated_figures,
)
from dorsale.pages.views.flows import Flow, Row, flows
from dorsale.pages.views.organizations import Organization, organization
from dorsale.pages.views.parts import (
    Event,
    Fact,
    FigureGroup,
    Sources,
    State,
    events,
    facts,
    figure_groups,
    states,
)
from dorsale.pages.views.placed import ELSEWHERE, GLANCE, IN_FIGURE, PARENTS, POINTING_ELSEWHERE, TOLD_ELSEWHERE
from dorsale.pages.views.works import Work, work

__all__ = ["Incoming", "Line", "Participation", "Stake", "ThingPage", "concepts", "thing_page"]

_DEBT: Final = frozenset({"Loan", "Guarantee"})
_WORKS: Final = frozenset({"site", "cluster", "hardware", "model", "platform", "programme"})
_STATING: Final = frozenset({name("dor:statedIn"), name("dor:claimedIn")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """Who else takes part, and as what."""

    who: Shown
    part: Shown | None
    notes: list[Shown]
    sources: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stake:
    """A stake held in an organization."""

    page: Shown
    holder: Shown
    instrument: Shown | None
    when: Shown | None
    groups: list[FigureGroup]
    sources: list[str]
    notes: list[Shown]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """The things that point at this one by one property."""

    label: Shown
    things: list[Shown]

    @property
    def derived(self) -> bool:
        """Whether all of them follow by rule only."""
        return all(thing.derived for thing in self.things)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One statement as the graph holds it."""

    label: Shown
    value: Shown
    graphs: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingPage:
    """Everything that the page of a thing shows."""

    iri: str
    kind: str
    title: Shown
    classes: list[Shown]
    parents: list[Shown]
    replaced_by: list[Shown]
    states: list[State]
    notes: list[Shown]
    facts: list[Fact]
    groups: list[FigureGroup]
    commitments: list[Commitment]
    events: list[Event]
    participations: list[Participation]
    stakes: list[Stake]
    original: Shown | None
    incoming: list[Incoming]
    lines: list[Line]
    sources: Sources
    own_sources: list[str]
    page: int = 1
    more: bool = False
    figure: FigureGroup | None = None
    own: Commitment | None = None
    gives: list[Flow] = field(default_factory=list)
    takes: list[Flow] = field(default_factory=list)
    claims: list["Claim"] = field(default_factory=list)
    concepts: list["Concept"] = field(default_factory=list)
    glance: list[Fact] = field(default_factory=list)
    debts: list[Flow] = field(default_factory=list)
    organization: Organization | None = None
    work: Work | None = None
    ties: Ties | None = None
    publications: list[Publication] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    rivals: list[tuple[Figure, bool]] = field(default_factory=list)
    resting: list[Shown] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Somebody's claim, and what the thing has to do with it: about it, attributed to it, supported by it …"""

    page: Shown
    relations: list[str]
    kind: Shown | None
    who: list[Shown]
    source: Shown | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One concept of a scheme."""

    page: Shown
    definition: Shown | None
    notation: str


def thing_page(
    reader: Reader,
    iri: str,
    incoming: Statements,
    *,
    page: int = 1,
    more: bool = False,
    rows: Sequence[Row] = (),
    claims: Sequence[Row] = (),
    asked: Asked | None = None,
) -> ThingPage:
    """The page of ``iri`` from its statements (those of the reader) and the statements that point at it.

    ``rows`` are the commitments of an organization, ``claims`` the claims that have to do with the thing, ``asked``
    what a page of its kind asks besides.
    """
    of = reader.statements
    kind = kind_of(iri) or _kind_of_others(of, iri)
    parts = of.iris(iri, "dor:commitment")
    url = of.first(iri, "dor:url")
    asked = asked or {}
    own = organization(reader, iri, asked) if kind == "organization" and asked else None
    table = flows(reader, rows)
    ours = own.group if own else frozenset({iri})
    debts = [flow for flow in table if slug_of(flow.kind.iri) in _DEBT]
    other = [flow for flow in table if flow not in debts]
    replaced = of.iris(iri, "dct:isReplacedBy")
    above = {name(prefixed) for prefixed in (*PARENTS, "void:exampleResource")}
    if claims:
        above |= {row["relation"].value for row in claims}
    above |= {name(prefixed) for prefixed in POINTING_ELSEWHERE.get(kind, ())}
    if rows:
        sides = ("dor:provider", "dor:recipient")
        above |= {name("dor:paidBy"), name("dor:paidTo")}.union(*(reader.lexicon.under(side) for side in sides))
    return ThingPage(
        iri=iri,
        kind=kind,
        title=reader.thing(iri),
        classes=list({one.text: one for one in map(reader.thing, of.types(iri))}.values()),
        parents=_parents(reader, iri, incoming),
        replaced_by=reader.things(replaced),
        states=states(reader, iri),
        notes=reader.texts(of.objects(iri, "dor:note")) if kind not in {"figure", "commitment"} else [],
        glance=_glance(reader, iri, kind),
        facts=_facts(reader, iri, kind),
        groups=figure_groups(reader, iri) if kind not in {"figure", "commitment"} else [],
        commitments=[commitment(reader, part) for part in sorted(parts)],
        events=events(reader, [iri, *sorted(parts)]),
        participations=_participations(reader, [iri, *parts]),
        stakes=_stakes(reader, iri),
        original=reader.web(url) if url else None,
        incoming=_stated(reader, incoming) if kind == "source" else _incoming(reader, iri, incoming, above),
        lines=_lines(reader, iri),
        sources=Sources(reader),
        own_sources=of.iris(iri, "dor:statedIn", "dor:claimedIn"),
        page=page,
        more=more,
        figure=_figure(reader, iri) if kind == "figure" else None,
        own=commitment(reader, iri) if kind == "commitment" else None,
        gives=[flow for flow in other if any(who.iri in ours for who in flow.givers)],
        takes=[flow for flow in other if any(who.iri in ours for who in flow.takers)],
        debts=debts,
        claims=_claims(reader, claims),
        concepts=concepts(reader, iri),
        organization=own,
        work=work(reader, iri, kind, asked) if kind in _WORKS else None,
        ties=deal_ties(reader, asked) if kind == "deal" and asked else None,
        publications=publications(reader, asked) if "published" in asked else [],
        stated=stated_figures(reader, incoming) if kind == "source" else [],
        rivals=same_measure(reader, asked) if "figures" in asked else [],
        resting=reader.things(row["finding"].value for row in asked.get("resting", [])),
    )


def _kind_of_others(statements: Statements, iri: str) -> str:
    if iri == DATASET:
        return "dataset"
    if iri.startswith(VOCABULARY):
        return "concept" if statements.iris(iri, "skos:inScheme") else "scheme"
    return "other"


def _facts(reader: Reader, iri: str, kind: str) -> list[Fact]:
    """What is stated of the thing itself, but for what its page shows in a place of its own."""
    if kind == "commitment":
        return []
    apart = ELSEWHERE + GLANCE.get(kind, ()) + TOLD_ELSEWHERE.get(kind, ())
    if kind == "figure":
        apart += IN_FIGURE
    if kind == "source":
        apart += ("dor:url",)
    return facts(reader, iri, without=apart)


def _glance(reader: Reader, iri: str, kind: str) -> list[Fact]:
    """The few facts that say what the thing is."""
    order = [name(prefixed) for prefixed in GLANCE.get(kind, ())]
    kept = [fact for fact in facts(reader, iri) if fact.label.iri in order]
    return sorted(kept, key=lambda fact: order.index(fact.label.iri))


def _figure(reader: Reader, iri: str) -> FigureGroup:
    one = reader.figure(iri)
    return FigureGroup(measure=one.measure, figures=[one], conflict=one.disagrees)


def _parents(reader: Reader, iri: str, incoming: Statements) -> list[Shown]:
    """What a small node belongs to."""
    found = [parent for predicate in PARENTS for parent in incoming.subjects(predicate, iri)]
    return [reader.thing(parent) for parent in dict.fromkeys(found)]


def _participations(reader: Reader, owners: list[str]) -> list[Participation]:
    of = reader.statements
    found: dict[str, Participation] = {}
    for owner in owners:
        for iri in of.iris(owner, "dor:participation"):
            who, part = of.first(iri, "dor:participant"), of.first(iri, "dor:part")
            found[iri] = Participation(
                who=reader.thing(who or iri),
                part=reader.thing(part) if part else None,
                notes=reader.texts(of.objects(iri, "dor:note")),
                sources=of.iris(iri, "dor:statedIn"),
            )
    return sorted(found.values(), key=lambda one: one.who.order)


def _stakes(reader: Reader, iri: str) -> list[Stake]:
    of = reader.statements
    found = []
    for stake in of.subjects("dor:heldIn", iri):
        holder, instrument = of.first(stake, "dor:holder"), of.first(stake, "dor:instrument")
        when = next(iter(of.objects(stake, "dor:asOf")), None)
        found.append(
            Stake(
                page=reader.thing(stake),
                holder=reader.thing(holder or stake),
                instrument=reader.thing(instrument) if instrument else None,
                when=reader.value(when) if when else None,
                groups=figure_groups(reader, stake),
                sources=of.iris(stake, "dor:statedIn"),
                notes=reader.texts(of.objects(stake, "dor:note")),
            )
        )
    return sorted(found, key=lambda one: (one.holder.order, one.when.machine if one.when else ""))


def _incoming(reader: Reader, iri: str, incoming: Statements, shown_above: set[str]) -> list[Incoming]:
    """Links from things that are not part of this page already, by property, but for those in ``shown_above``."""
    own = _own(reader.statements, iri)
    groups: dict[str, list[Shown]] = {}
    for one in incoming:
        if one.subject in own or one.subject == iri or one.predicate in shown_above:
            continue
        shown = reader.thing(one.subject, derived=one.graph in DERIVED)
        if is_private(one.graph):
            shown = replace(shown, private=True)
        known = groups.setdefault(one.predicate, [])
        if all(other.iri != shown.iri for other in known):
            known.append(shown)
    return sorted(
        (
            Incoming(label=reader.inverse(predicate), things=sorted(things, key=lambda shown: shown.order))
            for predicate, things in groups.items()
        ),
        key=lambda group: (group.derived, group.label.order),
    )


def _stated(reader: Reader, incoming: Statements) -> list[Incoming]:
    """What a source states, by the kind of thing."""
    groups: dict[str, list[Shown]] = {}
    for one in incoming:
        if one.predicate not in _STATING:
            continue
        if kind_of(one.subject) == "figure" and reader.statements.subjects("dor:figure", one.subject):
            continue
        groups.setdefault(kind_of(one.subject) or "other", []).append(reader.thing(one.subject))
    return [
        Incoming(
            label=Shown(text=reader.words.get(f"kinds.{kind}") or kind),
            things=sorted(dict.fromkeys(things), key=lambda shown: shown.order),
        )
        for kind, things in sorted(groups.items(), key=lambda item: (item[0] != "claim", item[0]))
    ]


def _claims(reader: Reader, rows: Sequence[Row]) -> list[Claim]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["claim"].value, []).append(row)
    found = []
    for iri, members in grouped.items():
        row = members[0]
        who = dict.fromkeys(member["who"].value for member in members if "who" in member)
        found.append(
            Claim(
                page=reader.thing(iri),
                relations=sorted({slug_of(member["relation"].value) for member in members}),
                kind=reader.thing(row["type"].value) if "type" in row else None,
                who=[reader.thing(one) for one in who],
                source=reader.thing(row["source"].value) if "source" in row else None,
            )
        )
    return sorted(found, key=lambda claim: (claim.relations, claim.page.order))


def concepts(reader: Reader, scheme: str) -> list[Concept]:
    """The concepts of a scheme, in its own order where it has one."""
    of = reader.lexicon.statements
    found = []
    for iri in of.subjects("skos:inScheme", scheme):
        definition = reader.names.definition(iri)
        concept = Concept(
            page=reader.thing(iri),
            definition=Shown(text=definition.text, language=reader.other(definition.language)) if definition else None,
            notation=reader.names.notation(iri) or "",
        )
        found.append((int(of.first(iri, "schema:position") or 0), concept.page.order, concept))
    return [concept for *_, concept in sorted(found, key=lambda one: one[:2])]


def _own(statements: Statements, iri: str) -> set[str]:
    """The small nodes that are only this thing's own."""
    forward = ("dor:commitment", "dor:event", "dor:participation", "dor:figure", "dor:listing")
    found, waiting = set[str](), [iri]
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += statements.iris(node, *forward)
            waiting += statements.subjects("dor:heldIn", node) + statements.subjects("dor:offers", node)
    return found - {iri}


def _lines(reader: Reader, iri: str) -> list[Line]:
    lines: dict[tuple[str, str, str], Line] = {}
    for predicate, found in reader.statements.of(iri).items():
        for one in found:
            key = (predicate, one.object.value, one.object.language or "")
            if key in lines:
                lines[key].graphs.append(one.graph.removeprefix(GRAPH))
            else:
                lines[key] = Line(
                    label=reader.thing(predicate),
                    value=reader.value(one.object),
                    graphs=[one.graph.removeprefix(GRAPH)],
                )
    first = (PREFIXES["rdf"] + "type", name("rdfs:label"), name("skos:prefLabel"))
    order = {predicate: position for position, predicate in enumerate(first)}
    return sorted(
        lines.values(),
        key=lambda line: (order.get(line.label.iri, len(order)), line.label.order, line.value.text),
    )
