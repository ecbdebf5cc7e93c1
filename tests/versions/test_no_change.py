"""What says the same in other words is no change, and what follows anyway may be written or not."""

import pytest
from tests.versions.conftest import Write

from dorsale.versions import compare

SAME: dict[str, tuple[list[tuple[str, str]], str]] = {
    "nothing": ([], ""),
    "said again": ([], "dor:Rent rdfs:subClassOf dor:Commitment . dor:Loan owl:disjointWith dor:Lease , dor:Rent ."),
    "follows anyway": (
        [],
        "dor:lender rdfs:domain dor:Commitment ; rdfs:range dor:Organization ; rdfs:range schema:Organization .",
    ),
    "inverse the other way round": (
        [("dor:hasPart a owl:ObjectProperty ; owl:inverseOf dor:partOf", "dor:hasPart a owl:ObjectProperty")],
        "dor:partOf owl:inverseOf dor:hasPart .",
    ),
    "disjointness as a list": (
        [(" ; owl:disjointWith dor:Loan", "")],
        "[] a owl:AllDisjointClasses ; owl:members ( dor:Loan dor:Lease ) .",
    ),
    "weaker union": ([], "dor:Rent rdfs:subClassOf [ a owl:Class ; owl:unionOf ( dor:Loan dor:Commitment ) ] ."),
    "below everything": ([], "dor:Loan rdfs:subClassOf owl:Thing . dor:partOf rdfs:domain owl:Thing ."),
    "labelled blank node": (
        [
            (
                "[ a owl:Restriction ; owl:onProperty dor:resource ; owl:hasValue resource:capital ] .",
                "_:zz . _:zz owl:hasValue resource:capital ; owl:onProperty dor:resource ; a owl:Restriction .",
            )
        ],
        "",
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_what_says_the_same_is_no_change(write: Write, name: str) -> None:
    replace, more = SAME[name]
    old, new = write("old"), write("new", *replace, more=more)
    for found in (compare(old, new), compare(new, old)):
        assert found.changes == (), found.as_text()
        assert found.fits


REDUNDANT = {
    "range by the inverse": ("dor:partOf rdfs:domain dor:Deal .", "dor:hasPart rdfs:range dor:Deal ."),
    "domain by the inverse": ("dor:partOf rdfs:range dor:Deal .", "dor:hasPart rdfs:domain dor:Deal ."),
    "inverse below the inverse": (
        "dor:hasChild rdfs:subPropertyOf dor:hasPart ; owl:inverseOf dor:childOf .",
        "dor:childOf rdfs:subPropertyOf dor:partOf .",
    ),
    "transitivity of the inverse": ("", "dor:hasPart a owl:TransitiveProperty ."),
    "transitivity as a chain": ("", "dor:partOf owl:propertyChainAxiom ( dor:partOf dor:partOf ) ."),
    "transitivity by a chain": (
        "dor:lender owl:propertyChainAxiom ( dor:lender dor:lender ) .",
        "dor:lender a owl:TransitiveProperty .",
    ),
    "chain of the property above": (
        "dor:lender owl:propertyChainAxiom ( dor:share dor:lender ) .",
        "dor:provider owl:propertyChainAxiom ( dor:share dor:lender ) .",
    ),
    "its own inverse": ("dor:partner owl:inverseOf dor:partner .", "dor:partner a owl:SymmetricProperty ."),
    "symmetric": ("dor:partner a owl:SymmetricProperty .", "dor:partner owl:inverseOf dor:partner ."),
    "irreflexive": ("dor:amends a owl:AsymmetricProperty .", "dor:amends a owl:IrreflexiveProperty ."),
    "functional below": ("dor:provider a owl:FunctionalProperty .", "dor:lender a owl:FunctionalProperty ."),
    "functional inverse": ("dor:partOf a owl:FunctionalProperty .", "dor:hasPart a owl:InverseFunctionalProperty ."),
    "key below": ("dor:Commitment owl:hasKey ( dor:share ) .", "dor:Rent owl:hasKey ( dor:share ) ."),
    "equivalence": (
        "dor:Deal owl:equivalentClass dor:Pledge .",
        "dor:Deal rdfs:subClassOf dor:Pledge . dor:Pledge rdfs:subClassOf dor:Deal .",
    ),
    "equivalent properties": ("dor:lender owl:equivalentProperty dor:by .", "dor:by rdfs:subPropertyOf dor:provider ."),
    "restriction of the class above": (
        "dor:Vow rdfs:subClassOf dor:Pledge .",
        "dor:Vow rdfs:subClassOf [ owl:onProperty dor:resource ; owl:hasValue resource:capital ; a owl:Restriction ] .",
    ),
    "member of an intersection": (
        "dor:Vow rdfs:subClassOf [ owl:intersectionOf ( dor:Pledge dor:Loan ) ] .",
        "dor:Vow rdfs:subClassOf dor:Loan , [ owl:intersectionOf ( dor:Loan dor:Pledge ) ] .",
    ),
    "what both members of a union are": (
        "dor:by rdfs:range [ owl:unionOf ( dor:Loan dor:Lease ) ] .",
        "dor:by rdfs:range dor:Commitment .",
    ),
    "below a union": (
        "[ owl:unionOf ( dor:Deal dor:Vow ) ] rdfs:subClassOf dor:Loan .",
        "dor:Vow rdfs:subClassOf dor:Loan .",
    ),
    "disjoint union": (
        "dor:Deal owl:disjointUnionOf ( dor:Loan dor:Rent ) .",
        "dor:Loan rdfs:subClassOf dor:Deal . dor:Loan owl:disjointWith dor:Rent .",
    ),
    "disjoint properties below": (
        "dor:provider owl:propertyDisjointWith dor:by .",
        "dor:by owl:propertyDisjointWith dor:lender .",
    ),
}


@pytest.mark.parametrize("name", REDUNDANT)
def test_what_follows_anyway_may_be_written_or_not(write: Write, name: str) -> None:
    common, redundant = REDUNDANT[name]
    without, both, alone = (
        write("without", more=common),
        write("with", more=common + redundant),
        write("alone", more=redundant),
    )
    for found in (compare(without, both), compare(both, without)):
        assert found.changes == (), found.as_text()
    if common:
        assert compare(write("none"), alone).changes
