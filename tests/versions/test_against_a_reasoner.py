"""The verdict against an independent reasoner: it is major exactly where owlrl derives other facts from older data.

Small schemas are drawn at random, changed at random, and asked what follows from data in which each older class has a
member, each pair of older properties meets, and each older property leads to each older class.
"""

import random
from pathlib import Path

import pyoxigraph as ox
import pytest
from owlrl import DeductiveClosure, OWLRL_Semantics
from rdflib import Graph
from tests.versions.conftest import PREFIX_LINES

from dorsale.versions import Level, compare

CLASSES = ("dor:A", "dor:B", "dor:C", "dor:D")
PROPERTIES = ("dor:p", "dor:q", "dor:r")
NEW_CLASSES, NEW_PROPERTIES = ("dor:N", "dor:M"), ("dor:s",)
HEADER = '<https://w3id.org/dorsale/ontology> a owl:Ontology ; owl:versionInfo "1.0.0" .\n'


def axiom(dice: random.Random, classes: tuple[str, ...], properties: tuple[str, ...]) -> str:
    def one(names: tuple[str, ...]) -> str:
        return dice.choice(names)

    forms = [
        f"{one(classes)} rdfs:subClassOf {one(classes)} .",
        f"{one(classes)} owl:equivalentClass {one(classes)} .",
        f"{one(properties)} rdfs:subPropertyOf {one(properties)} .",
        f"{one(properties)} rdfs:domain {one(classes)} .",
        f"{one(properties)} rdfs:range {one(classes)} .",
        f"{one(properties)} owl:inverseOf {one(properties)} .",
        f"{one(properties)} a owl:SymmetricProperty .",
        f"{one(properties)} a owl:TransitiveProperty .",
        f"{one(properties)} owl:propertyChainAxiom ( {one(properties)} {one(properties)} ) .",
        f"{one(classes)} rdfs:subClassOf [ owl:intersectionOf ( {one(classes)} {one(classes)} ) ] .",
        f"[ owl:unionOf ( {one(classes)} {one(classes)} ) ] rdfs:subClassOf {one(classes)} .",
        f"[ owl:onProperty {one(properties)} ; owl:someValuesFrom {one(classes)} ] rdfs:subClassOf {one(classes)} .",
        f"{one(classes)} rdfs:subClassOf [ owl:onProperty {one(properties)} ; owl:hasValue {one(CLASSES)} ] .",
    ]
    return dice.choice(forms)


def schema(classes: tuple[str, ...], properties: tuple[str, ...], axioms: list[str]) -> str:
    declared = [f"{name} a owl:Class ." for name in classes] + [f"{name} a owl:ObjectProperty ." for name in properties]
    return "\n".join([PREFIX_LINES, HEADER, *declared, *axioms])


def data() -> str:
    members = [f"<urn:x:member-{number}> a {name} ." for number, name in enumerate(CLASSES)]
    pairs = [
        f"<urn:x:{one}-{other}-1> {PROPERTIES[one]} <urn:x:{one}-{other}-2> . "
        f"<urn:x:{one}-{other}-2> {PROPERTIES[other]} <urn:x:{one}-{other}-3> ."
        for one in range(len(PROPERTIES))
        for other in range(len(PROPERTIES))
    ]
    reaching = [
        f"<urn:x:{one}-to-{other}> {PROPERTIES[one]} <urn:x:{one}-at-{other}> . <urn:x:{one}-at-{other}> a {name} ."
        for one in range(len(PROPERTIES))
        for other, name in enumerate(CLASSES)
    ]
    return PREFIX_LINES + "\n".join([*members, *pairs, *reaching])


def follows(text: str) -> set[tuple[str, str, str]]:
    """What owlrl says of the individuals in the names of the schema."""
    graph = Graph().parse(data=text + data(), format="turtle")
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    return {
        (str(s), str(p), str(o))
        for s, p, o in graph
        if str(s).startswith("urn:x:")
        and (str(p).startswith("https://w3id.org/") or str(o).startswith("https://w3id.org/"))
    }


@pytest.mark.parametrize("seed", range(30))
def test_major_is_where_other_facts_follow(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)  # noqa: S311
    axioms = [axiom(dice, CLASSES, PROPERTIES) for _ in range(dice.randint(1, 6))]
    changed = [one for one in axioms if dice.random() > 0.2]
    more = dice.random() < 0.5
    classes, properties = (CLASSES + NEW_CLASSES, PROPERTIES + NEW_PROPERTIES) if more else (CLASSES, PROPERTIES)
    changed += [axiom(dice, classes, properties) for _ in range(dice.randint(0, 2))]
    old, new = schema(CLASSES, PROPERTIES, axioms), schema(classes, properties, changed)
    for name, text in (("old.ttl", old), ("new.ttl", new)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert list(ox.parse(text, format=ox.RdfFormat.TURTLE))
    found = compare(tmp_path / "old.ttl", tmp_path / "new.ttl")
    other = follows(old) ^ follows(new)
    assert (found.needed is Level.MAJOR) == bool(other), f"{axioms} → {changed}\n{found.as_text()}\n{sorted(other)[:9]}"
