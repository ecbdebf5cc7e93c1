"""Circles, concentrations, bridges and yearly parts, on a few deals made up for the purpose."""

from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest
from tests.rows import select

from dorsale.derive import analyse, apply_rules, label_small_nodes, read_rules
from dorsale.namespaces import PREFIXES

_HEAD: Final = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
_DAY: Final = "2026-11-27"

_ORGANIZATIONS: Final = "".join(
    f'org:{name} a dor:Organization ; rdfs:label "{name.title()}"@en , "{name.title()}"@fr .\n'
    for name in ("chip", "lab", "cloud", "cloud-unit", "power", "bank", "rival", "press")
)


def deal(name: str, kind: str, parties: str, *, amount: int = 0, event: str = "signed", more: str = "") -> str:
    """A deal of one commitment, announced and stated in a source of one publisher."""
    figure = (
        f"com:{name} dor:figure fig:{name} . fig:{name} a dor:Figure ; dor:measure measure:total-commitment ;"
        f" dor:rank rank:preferred ; dor:qualifier qualifier:exact ; dor:value {amount} ; dor:unit cur:USD .\n"
        if amount
        else ""
    )
    return (
        f'deal:{name} a dor:Deal ; rdfs:label "Deal {name}"@en , "Accord {name}"@fr ; dor:commitment com:{name} ;'
        f" dor:event ev:{name} . com:{name} a dor:{kind} ; {parties} {more} .\n"
        f"ev:{name} a dor:DealEvent ; dor:eventKind event-kind:{event} ; dor:statedIn src:page ;"
        f' dor:date "2025-10-06"^^xsd:date .\n{figure}'
    )


_WEB: Final = (
    _ORGANIZATIONS
    + 'src:page a dor:Source ; dct:publisher pub:gazette . pub:gazette rdfs:label "Gazette"@en , "La Gazette"@fr .\n'
    "org:cloud-unit dor:subsidiaryOf org:cloud .\n"
    + deal("a", "EquityInvestment", "dor:investor org:chip ; dor:investee org:lab", amount=30_000_000_000)
    + deal(
        "b",
        "ComputeSupply",
        "dor:supplier org:cloud-unit ; dor:customer org:lab",
        amount=90_000_000_000,
        more='; dor:start "2026-01-01"^^xsd:date ; dor:term "P3Y"^^xsd:duration',
    )
    + deal(
        "c", "HardwareSupply", "dor:supplier org:chip ; dor:customer org:cloud", more="; dor:resource resource:silicon"
    )
    + deal("d", "ComputeSupply", "dor:supplier org:rival ; dor:customer org:lab", amount=10_000_000_000)
    + deal("e", "ComputeSupply", "dor:supplier org:bank ; dor:customer org:lab")
    + deal("f", "EnergySupply", "dor:supplier org:power ; dor:customer org:rival", amount=5, event="reported")
    + deal("g", "Loan", "dor:lender org:bank ; dor:borrower org:power", event="failed")
    + deal("h", "Licence", "dor:licensor org:press ; dor:licensee org:rival")
)


@pytest.fixture(scope="module")
def web(root: Path) -> ox.Store:
    ontology = root / "ontology"
    store = ox.Store()
    for path in [ontology / "dorsale.ttl", *ontology.glob("modules/*.ttl"), *ontology.glob("vocabulary/*.ttl")]:
        store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
    store.load(_HEAD + _WEB, ox.RdfFormat.TURTLE)
    apply_rules(store, read_rules(ontology / "rules"))
    assert analyse(store, _DAY)
    label_small_nodes(store)
    return store


def test_the_one_circle_is_found_with_its_steps(web: ox.Store) -> None:
    """The subsidiary counts as its group, which is shown by the company that is a party most often."""
    assert select(web, "circle standing", "?circle a dor:Circle ; dor:standing ?standing") == [
        ["circle:chip--lab--cloud", "standing:firm"]
    ]
    assert select(web, "one", "circle:chip--lab--cloud dor:passesThrough ?one") == [
        ["org:chip"],
        ["org:cloud"],
        ["org:cloud-unit"],
        ["org:lab"],
    ]
    assert select(
        web,
        "place from to resource why",
        "circle:chip--lab--cloud dor:step ?s . ?s schema:position ?place ; dor:from ?from ; dor:to ?to ; "
        "dor:resource ?resource ; dor:restsOn ?why",
    ) == [
        ["1", "org:chip", "org:lab", "resource:capital", "com:a"],
        ["2", "org:lab", "org:cloud", "resource:compute", "com:b"],
        ["3", "org:cloud", "org:chip", "resource:silicon", "com:c"],
    ]
    assert select(web, "sum", "step:chip--lab--cloud--2 dor:estimate/dor:value ?sum") == [["90000000000"]]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "Chip finances Lab [30 billion USD, firm]: “Deal a”, 6 October 2025, stated by Gazette.\n"
            "Lab pays Cloud (compute) [90 billion USD, firm]: “Deal b”, 6 October 2025, stated by Gazette.\n"
            "Cloud pays Chip (silicon) [no amount known for it alone, firm]: “Deal c”, 6 October 2025, "
            "stated by Gazette.",
        ),
        (
            "fr",
            "Chip finance Lab [30 milliards USD, ferme]\u00a0: «\u00a0Accord a\u00a0», 6 octobre 2025, "
            "selon La Gazette.\nLab paie Cloud (puissance de calcul) [90 milliards USD, ferme]\u00a0: "
            "«\u00a0Accord b\u00a0», 6 octobre 2025, selon La Gazette.\nCloud paie Chip (silicium) "
            "[montant propre inconnu, ferme]\u00a0: «\u00a0Accord c\u00a0», 6 octobre 2025, selon La Gazette.",
        ),
    ],
)
def test_a_circle_tells_itself(language: str, text: str, web: ox.Store) -> None:
    told = select(web, "text", f'circle:chip--lab--cloud dct:description ?text FILTER (LANG(?text) = "{language}")')
    assert told == [[text]]


def test_concentration_of_suppliers_and_customers(web: ox.Store) -> None:
    """90 and 10 of the known 100; the purchase without an amount is counted as such, the reported one stays out."""
    assert select(
        web,
        "side measure value unit",
        "?side a dor:Concentration ; dor:concentrationOf org:lab ; dor:estimate ?e . "
        "?e dor:measure ?measure ; dor:value ?value ; dor:unit ?unit",
    ) == [
        ["concentration:lab--suppliers--compute", "measure:counted-amount", "100000000000", "cur:USD"],
        ["concentration:lab--suppliers--compute", "measure:herfindahl-index", "0.82", "unit:UNITLESS"],
        ["concentration:lab--suppliers--compute", "measure:unknown-amount-count", "1", "counted:commitment"],
    ]
    assert select(
        web,
        "who percent why",
        "concentration:lab--suppliers--compute dor:share ?s . ?s dor:counterparty ?who ; dor:restsOn ?why ; "
        "dor:estimate ?e . ?e dor:measure measure:counterparty-share ; dor:value ?percent",
    ) == [["org:cloud", "90", "com:b"], ["org:rival", "10", "com:d"]]
    assert select(web, "of", "?c a dor:CustomerConcentration ; dor:concentrationOf ?of") == [
        ["org:cloud"],
        ["org:rival"],
    ]


def test_bridges(web: ox.Store) -> None:
    """Chip holds up lab and cloud; bank, rival and press hang on lab alone, press on rival."""
    pattern = "?of dor:estimate ?e . ?e dor:measure measure:{} ; dor:value ?n ; dor:method method:{}"
    assert select(web, "of n", pattern.format("dependent-count", "reach")) == [
        ["org:bank", "1"],
        ["org:chip", "2"],
        ["org:cloud", "1"],
        ["org:press", "2"],
        ["org:rival", "1"],
    ]
    assert select(web, "of n", pattern.format("cut-off-count", "articulation")) == [
        ["org:lab", "3"],
        ["org:rival", "1"],
    ]


def test_yearly_parts_add_up(web: ox.Store) -> None:
    """Three years of 1,096 days, one of them a leap year."""
    parts = select(
        web,
        "year value",
        "com:b dor:estimate ?e . ?e dor:measure measure:yearly-part ; dor:start ?year ; dor:value ?value",
    )
    assert parts == [["2026", "29972627737"], ["2027", "29972627737"], ["2028", "30054744526"]]
    assert sum(int(value or 0) for _, value in parts) == 90_000_000_000


def test_every_finding_is_named_in_both_languages_and_says_how_it_was_made(web: ox.Store) -> None:
    kinds = "VALUES ?kind { dor:Circle dor:CircleLink dor:Concentration dor:CounterpartyShare dor:Estimate }"
    everything = select(web, "x", f"{kinds} ?x a ?kind")
    for language in ("en", "fr"):
        named = select(web, "x", f'{kinds} ?x a ?kind ; rdfs:label ?l FILTER (LANG(?l) = "{language}")')
        assert named == everything
    made = f'VALUES ?kind {{ dor:Circle dor:Concentration dor:Estimate }} ?x a ?kind ; dor:asOf "{_DAY}"^^xsd:date'
    assert select(web, "x", f"{made} ; dor:method/a dor:Method") == select(web, "x", made)
