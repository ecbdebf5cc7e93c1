"""The rules, on inputs of a few lines: what they derive, and what they do not."""

import re
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest

from dorsale.derive import Rule, apply_rules, read_rules
from dorsale.namespaces import PREFIXES

_HEAD: Final = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())

_OURS: Final = PREFIXES["dor"].removesuffix("ontology#")

_THINGS: Final = ("deal:d", "com:c")
_PARTIES: Final = "com:c a dor:ComputeSupply ; dor:supplier org:a ; dor:customer org:b ."
_DEAL: Final = "deal:d a dor:Deal ; dor:commitment com:c . "

CASES: Final = {
    "parties of a supply": (
        _PARTIES,
        "dor:provider dor:recipient dor:paidBy dor:paidTo",
        "com:c dor:provider org:a ; dor:recipient org:b ; dor:paidBy org:b ; dor:paidTo org:a .",
    ),
    "parties of a financing": (
        "com:c a dor:Loan ; dor:lender org:a , org:x ; dor:borrower org:b .",
        "dor:provider dor:recipient dor:paidBy dor:paidTo",
        "com:c dor:provider org:a , org:x ; dor:recipient org:b ; dor:paidBy org:a , org:x ; dor:paidTo org:b .",
    ),
    "parties of a payment": (
        "com:c a dor:RevenueShare ; dor:payer org:a ; dor:payee org:b .",
        "dor:provider dor:recipient dor:paidBy dor:paidTo",
        "com:c dor:provider org:a ; dor:recipient org:b ; dor:paidBy org:a ; dor:paidTo org:b .",
    ),
    "no money moves by a guarantee": (
        "com:c a dor:Guarantee ; dor:guarantor org:a ; dor:beneficiary org:b ; dor:obligor org:x .",
        "dor:provider dor:recipient dor:paidBy dor:paidTo",
        "com:c dor:provider org:a ; dor:recipient org:b .",
    ),
    "one party unknown": (
        "com:c a dor:EnergySupply ; dor:supplier org:a .",
        "dor:provider dor:paidBy dor:paidTo dor:suppliesTo dor:paysTo",
        "com:c dor:provider org:a ; dor:paidTo org:a .",
    ),
    "broader classes": (
        "com:c a dor:Loan .",
        "rdf:type",
        "com:c a dor:FinancingCommitment , dor:Commitment .",
    ),
    "implied resource": (
        "com:c a dor:ComputeSupply ; dor:resource resource:space . com:h a dor:HardwareSupply .",
        "dor:resource",
        "com:c dor:resource resource:compute .",
    ),
    "label of a concept": (
        'function:x skos:prefLabel "x"@en , "y"@fr .',
        "rdfs:label",
        'function:x rdfs:label "x"@en , "y"@fr .',
    ),
    "group": (
        "org:a dor:subsidiaryOf org:b . org:b dor:subsidiaryOf org:c .",
        "dor:memberOfGroup",
        "org:a dor:memberOfGroup org:b , org:c . org:b dor:memberOfGroup org:c .",
    ),
    "disagreement goes both ways": (
        "fig:a dor:disagreesWith fig:b .",
        "dor:disagreesWith",
        "fig:b dor:disagreesWith fig:a .",
    ),
    "offered on": (
        """avail:a dor:offers model:m ; dor:onPlatform platform:p ; dor:releaseState release-state:preview .
        avail:b dor:offers model:m ; dor:onPlatform platform:q .
        avail:c dor:offers model:m ; dor:onPlatform platform:r ; dor:releaseState release-state:announced .
        avail:d dor:offers model:m ; dor:onPlatform platform:s ; dor:releaseState release-state:general-availability .
        avail:e dor:offers model:m ; dor:onPlatform platform:s ; dor:releaseState release-state:retired .""",
        "dor:offeredOn",
        "model:m dor:offeredOn platform:p , platform:q .",
    ),
    "first and last days": (
        """ev:day dor:date "2024-02-29"^^xsd:date . ev:leap dor:date "2024-02"^^xsd:gYearMonth .
        ev:month dor:date "2025-02"^^xsd:gYearMonth . ev:century dor:date "1900-02"^^xsd:gYearMonth .
        ev:april dor:date "2025-04"^^xsd:gYearMonth . ev:year dor:date "2025"^^xsd:gYear .""",
        "dor:firstDay dor:lastDay",
        """ev:day dor:firstDay "2024-02-29"^^xsd:date ; dor:lastDay "2024-02-29"^^xsd:date .
        ev:leap dor:firstDay "2024-02-01"^^xsd:date ; dor:lastDay "2024-02-29"^^xsd:date .
        ev:month dor:firstDay "2025-02-01"^^xsd:date ; dor:lastDay "2025-02-28"^^xsd:date .
        ev:century dor:firstDay "1900-02-01"^^xsd:date ; dor:lastDay "1900-02-28"^^xsd:date .
        ev:april dor:firstDay "2025-04-01"^^xsd:date ; dor:lastDay "2025-04-30"^^xsd:date .
        ev:year dor:firstDay "2025-01-01"^^xsd:date ; dor:lastDay "2025-12-31"^^xsd:date .""",
    ),
    "amount in US dollars": (
        """deal:d dor:commitment com:c , com:e . com:c dor:figure fig:a , fig:b , fig:c . com:e dor:figure fig:e .
        fig:e dor:asOf "2025-11-02"^^xsd:date .
        fig:a dor:measure measure:total-commitment ; dor:rank rank:preferred ; dor:unit cur:USD ; dor:value 38 .
        fig:b dor:measure measure:total-commitment ; dor:rank rank:normal ; dor:unit cur:USD ; dor:value 40 .
        fig:c dor:measure measure:monthly-fee ; dor:rank rank:preferred ; dor:unit cur:USD ; dor:value 2 .
        fig:e dor:measure measure:total-commitment ; dor:rank rank:preferred ; dor:unit cur:EUR ; dor:value 7 .""",
        "dor:amountUSD",
        'com:c dor:amountUSD 38 . com:e dor:amountUSD "8"^^xsd:decimal .',
    ),
}

EVENTS: Final = {
    "announced only": ("announced@2025-11-03", "announced", "open", None, "2025-11-03"),
    "reported only": ("reported@2025-11", "reported", None, None, "2025-11"),
    "a contract stays firm when the press reports it later": (
        "signed@2025-06 reported@2025-09-10",
        "binding",
        "open",
        None,
        "2025-06",
    ),
    "a report that comes true": ("reported@2025-09-10 signed@2025-11", "binding", "open", None, "2025-09-10"),
    "a letter that lapsed": (
        "announced@2025-09-22 letter-of-intent@2025-09-22 superseded@2026-02",
        "letter-of-intent",
        "superseded",
        "none",
        "2025-09-22",
    ),
    "closed, then made public": ("closed@2025-12-01 announced@2026-01-10", "binding", "closed", None, "2026-01-10"),
    "of one day, the later state": ("closed@2025-12-01 amended@2025-12-01", "binding", "closed", None, "2025-12-01"),
    "a month and a day in it": ("closed@2025-12 amended@2025-12-20", "binding", "closed", None, "2025-12-20"),
    "a month and a later day": ("closed@2025-11 amended@2025-12-20", "binding", "amended", None, "2025-11"),
    "a year holds the day of signing": (
        "signed@2025-06-01 terminated@2025",
        "binding",
        "terminated",
        None,
        "2025-06-01",
    ),
    "put on hold and resumed": (
        "signed@2025-01-01 on-hold@2025-03 resumed@2025-05",
        "binding",
        "open",
        None,
        "2025-01-01",
    ),
    "put on hold and announced again": (
        "announced@2025-01-01 on-hold@2025-03 announced@2025-05",
        "announced",
        "on-hold",
        None,
        "2025-01-01",
    ),
    "denied, then signed": ("reported@2025-01 denied@2025-02 signed@2025-06", "binding", "open", "none", "2025-01"),
    "reported, then announced": ("reported@2025-12-17 announced@2026-02-27", "announced", "open", None, "2026-02-27"),
    "signed before it was announced": (
        "signed@2025-10-05 announced@2025-10-06 announced@2025-10",
        "binding",
        "open",
        None,
        "2025-10-06",
    ),
    "early exit": ("announced@2026-05 signed-with-exit@2026-05", "binding-with-exit", "open", None, "2026-05"),
    "delivery advances": (
        "signed@2025-01 delivery-started@2025-06 operating@2026 complete@2027-01",
        "binding",
        "open",
        "complete",
        "2025-01",
    ),
    "approval sets nothing": ("approved@2025-01-01", None, None, None, "2025-01-01"),
}

RELATIONS: Final = {
    "": True,
    "announced@2025-01": True,
    "signed@2025-01": True,
    "signed@2025-01 closed@2025-02": True,
    "signed@2025-01 amended@2025-02": True,
    "signed@2025-01 on-hold@2025-02": True,
    "operating@2025-01": True,
    "reported@2025-01": False,
    "pledged@2025-01": False,
    "letter-of-intent@2025-01": False,
    "reported@2025-01 denied@2025-02": False,
    "announced@2025-01 failed@2025-02": False,
    "announced@2025-01 blocked@2025-02": False,
    "signed@2025-01 terminated@2025-02": False,
    "signed@2025-01 expired@2026-02": False,
    "signed@2025-01 superseded@2026-02": False,
}


ANALYSED: Final = (
    "concentrationOf",
    "counterparty",
    "estimate",
    "from",
    "method",
    "passesThrough",
    "share",
    "step",
    "to",
)
"""What no rule derives and :mod:`dorsale.derive.analysis` writes."""


@pytest.fixture(scope="module")
def rules(root: Path) -> list[Rule]:
    return read_rules(root / "ontology" / "rules")


@pytest.fixture(scope="module")
def terms(root: Path) -> list[ox.Quad]:
    """The ontology and the vocabulary."""
    ontology = root / "ontology"
    paths = [ontology / "dorsale.ttl", *ontology.glob("modules/*.ttl"), *ontology.glob("vocabulary/*.ttl")]
    return [quad for path in paths for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)]


@pytest.mark.parametrize("name", CASES)
def test_what_follows(name: str, rules: list[Rule], terms: list[ox.Quad]) -> None:
    said, predicates, expected = CASES[name]
    assert _derived(said, predicates, rules, terms) == _triples(expected)


@pytest.mark.parametrize("name", EVENTS)
def test_states_of_a_deal_and_its_commitment(name: str, rules: list[Rule], terms: list[ox.Quad]) -> None:
    events, firmness, life, delivery, announced = EVENTS[name]
    said = _DEAL + _PARTIES + _events("deal:d", events)
    found = _derived(said, "dor:firmness dor:life dor:delivery dor:announced", rules, terms)
    states = {"firmness": firmness, "life": life, "delivery": delivery}
    lines = [
        *(f"{thing} dor:{kind} {kind}:{state} ." for kind, state in states.items() if state for thing in _THINGS),
        *(f"{thing} dor:announced {_date(announced)} ." for thing in _THINGS),
    ]
    assert found == _triples(" ".join(lines))


def test_states_of_commitments_that_differ(rules: list[Rule], terms: list[ox.Quad]) -> None:
    """A commitment has its own events and those of its deal; the deal falls back on its own."""
    said = (
        "deal:d a dor:Deal ; dor:commitment com:c , com:e . com:c a dor:Loan . com:e a dor:Loan ."
        + _events("deal:d", "announced@2025-01-21")
        + _events("com:c", "reported@2025-01-22 terminated@2025-06")
    )
    assert _derived(said, "dor:firmness dor:life", rules, terms) == _triples(
        """com:c dor:firmness firmness:reported ; dor:life life:terminated .
        com:e dor:firmness firmness:announced ; dor:life life:open .
        deal:d dor:firmness firmness:announced ; dor:life life:open ."""
    )


def test_a_deal_has_the_state_that_its_commitments_share(rules: list[Rule], terms: list[ox.Quad]) -> None:
    said = (
        "deal:d a dor:Deal ; dor:commitment com:c , com:e . com:c a dor:Loan . com:e a dor:Loan ."
        + _events("deal:d", "announced@2025-01-21")
        + _events("com:c", "closed@2025-06")
        + _events("com:e", "closed@2025-07")
    )
    assert _triples("deal:d dor:firmness firmness:binding ; dor:life life:closed .") <= _derived(
        said, "dor:firmness dor:life", rules, terms
    )


def test_a_commitment_announced_apart_has_its_own_date(rules: list[Rule], terms: list[ox.Quad]) -> None:
    said = (
        "deal:d a dor:Deal ; dor:commitment com:c , com:e . com:c a dor:Loan . com:e a dor:Loan ."
        + _events("deal:d", "announced@2025-12-11")
        + _events("com:c", "announced@2025-09-04")
        + _events("com:e", "signed@2025-08")
    )
    assert _derived(said, "dor:announced", rules, terms) == _triples(
        """deal:d dor:announced "2025-12-11"^^xsd:date . com:e dor:announced "2025-12-11"^^xsd:date .
        com:c dor:announced "2025-09-04"^^xsd:date ."""
    )


def test_a_pledge_is_at_least_pledged(rules: list[Rule], terms: list[ox.Quad]) -> None:
    said = _DEAL + "com:c a dor:Pledge ; dor:pledger org:a ." + _events("deal:d", "announced@2025-01-21")
    assert _triples("com:c dor:firmness firmness:pledged .") == _derived(said, "dor:firmness", rules, terms) - _triples(
        "deal:d dor:firmness firmness:pledged ."
    )


@pytest.mark.parametrize("events", RELATIONS)
def test_only_what_stands_makes_relations(events: str, rules: list[Rule], terms: list[ox.Quad]) -> None:
    supply = _DEAL + _PARTIES + _events("deal:d", events)
    found = _derived(supply, "dor:suppliesTo dor:dependsOn dor:paysTo dor:financedBy", rules, terms)
    relations = "org:a dor:suppliesTo org:b . org:b dor:dependsOn org:a ; dor:paysTo org:a ."
    assert found == (_triples(relations) if RELATIONS[events] else set())
    financing = (
        _DEAL + "com:c a dor:EquityInvestment ; dor:investor org:a ; dor:investee org:b ." + _events("deal:d", events)
    )
    found = _derived(financing, "dor:suppliesTo dor:dependsOn dor:paysTo dor:financedBy", rules, terms)
    relations = "org:b dor:financedBy org:a ; dor:dependsOn org:a . org:a dor:paysTo org:b ."
    assert found == (_triples(relations) if RELATIONS[events] else set())


@pytest.mark.parametrize(
    "sale",
    [
        "com:c a dor:Acquisition ; dor:seller org:a ; dor:acquirer org:b .",
        "com:c a dor:Disposal ; dor:seller org:a ; dor:buyer org:b .",
    ],
)
def test_a_sale_makes_nobody_a_supplier(sale: str, rules: list[Rule], terms: list[ox.Quad]) -> None:
    found = _derived(_DEAL + sale, "dor:suppliesTo dor:dependsOn dor:paysTo", rules, terms)
    assert found == _triples("org:b dor:paysTo org:a .")


def test_nothing_follows_for_a_party_on_both_sides(rules: list[Rule], terms: list[ox.Quad]) -> None:
    said = "com:c a dor:JointVentureContribution ; dor:contributor org:a ; dor:venture org:a ."
    assert _derived(said, "dor:financedBy dor:paysTo dor:dependsOn", rules, terms) == set()


def test_each_rule_derives_what_its_head_says(rules: list[Rule]) -> None:
    """A rule of OWL, whose property the ontology chooses, says rdf:Property."""
    for rule in rules:
        template = rule.query[rule.query.index("CONSTRUCT") : rule.query.index("WHERE")]
        written = set(re.findall(r"(?:dor|rdfs):\w+", template)) | ({"rdf:type"} if " a " in template else set())
        open_ended = re.search(r"\?\w+ \?\w+ \?\w+", template) is not None
        said = set(rule.derives.split())
        assert written - {"dor:State", "dor:Dependence"} <= said, rule.name
        assert open_ended or said <= written, rule.name
        assert ("rdf:Property" in said) <= open_ended, rule.name


def test_every_derived_property_has_a_rule(rules: list[Rule], terms: list[ox.Quad]) -> None:
    """Or a narrower property, or is what a module of the analysis writes."""
    dor, rdfs = PREFIXES["dor"], PREFIXES["rdfs"]
    marked = {
        quad.subject.value.replace(dor, "dor:")
        for quad in terms
        if quad.predicate.value == dor + "derived" and isinstance(quad.subject, ox.NamedNode)
    }
    broader = {
        quad.object.value.replace(dor, "dor:")
        for quad in terms
        if quad.predicate.value == rdfs + "subPropertyOf" and isinstance(quad.object, ox.NamedNode)
    }
    ruled = {name for rule in rules for name in rule.derives.split()}
    analysed = {f"dor:{name}" for name in ANALYSED}
    assert marked - ruled - broader == analysed
    assert ruled - marked == {"rdf:type", "rdf:Property", "rdfs:label", "dor:resource"}


def _derived(said: str, predicates: str, rules: list[Rule], terms: list[ox.Quad]) -> set[ox.Triple]:
    """What the rules derive about the things of ``said`` with one of the predicates."""
    own = _triples(said)
    store = ox.Store()
    store.extend(terms)
    store.extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in own)
    about = {term for triple in own for term in (triple.subject, triple.object)}
    wanted = {PREFIXES[prefix] + name for prefix, name in (each.split(":") for each in predicates.split())}
    found = {t for t in apply_rules(store, rules) if t.subject in about and t.predicate.value in wanted}
    return {t for t in found if not isinstance(t.object, ox.NamedNode) or t.object.value.startswith(_OURS)}


def _triples(turtle: str) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(input=_HEAD + turtle, format=ox.RdfFormat.TURTLE)}


def _events(thing: str, events: str) -> str:
    """Events as Turtle: ``kind@date`` each."""
    lines = []
    for number, (kind, date) in enumerate((each.split("@") for each in events.split()), start=1):
        node = f"ev:{thing.replace(':', '-')}-{number}"
        lines.append(f"{thing} dor:event {node} . {node} dor:eventKind event-kind:{kind} ; dor:date {_date(date)} .")
    return "\n".join(lines)


def _date(date: str) -> str:
    kinds = {4: "gYear", 7: "gYearMonth", 10: "date"}
    return f'"{date}"^^xsd:{kinds[len(date)]}'
