"""The rules of OWL 2 RL give the closure that owlrl gives."""

from pathlib import Path
from typing import Final

import owlrl
import pyoxigraph as ox
import pytest
import rdflib

from dorsale.derive import Rule, apply_rules, read_rules
from dorsale.namespaces import BASE, GRAPH, PREFIXES
from dorsale.release import Release

_RDF_TYPE: Final = PREFIXES["rdf"] + "type"
_LANGUAGE: Final = (PREFIXES["owl"], PREFIXES["rdfs"], PREFIXES["rdf"], PREFIXES["xsd"])

_EVERY_AXIOM: Final = """
@prefix : <http://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:Dog a owl:Class ; rdfs:subClassOf :Mammal . :Mammal a owl:Class ; rdfs:subClassOf :Animal . :Animal a owl:Class .
:Hound a owl:Class ; owl:equivalentClass :Dog . :Barker a owl:Class . :Person a owl:Class .
:Stray a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :home ; owl:hasValue :street ] .
:home a owl:ObjectProperty . :owns a owl:ObjectProperty ; rdfs:domain :Person ; rdfs:range :Animal .
:walks a owl:ObjectProperty ; rdfs:subPropertyOf :owns . :leads a owl:ObjectProperty ; rdfs:subPropertyOf :walks .
:keeps a owl:ObjectProperty ; owl:equivalentProperty :owns . :ownedBy a owl:ObjectProperty ; owl:inverseOf :owns .
:knows a owl:ObjectProperty , owl:SymmetricProperty . :above a owl:ObjectProperty , owl:TransitiveProperty .
:uncle a owl:ObjectProperty ; owl:propertyChainAxiom ( :parent :brother ) .
:parent a owl:ObjectProperty . :brother a owl:ObjectProperty .
:rex a :Hound , :Stray . :ann :leads :rex ; :knows :bob ; :parent :eva . :eva :brother :tom . :ivo :keeps :tim .
:a :above :b . :b :above :c . :c :above :d . :max :ownedBy :zoe .
"""


@pytest.fixture(scope="module")
def owl_rules(root: Path) -> list[Rule]:
    """The rules whose comment names the rules of OWL 2 RL that they stand for."""
    found = [rule for rule in read_rules(root / "ontology" / "rules") if "# OWL 2 RL:" in rule.query]
    assert len(found) == 8
    return found


def test_every_kind_of_axiom_gives_what_owlrl_gives(owl_rules: list[Rule]) -> None:
    ours, theirs = _closures(_EVERY_AXIOM, ("http://example.org/",), owl_rules)
    assert ours == theirs
    assert len(ours) > 20


def test_real_data_gives_what_owlrl_gives(root: Path, owl_rules: list[Rule]) -> None:
    """On deals with every class of commitment, and the whole ontology without its texts."""
    ours, theirs = _closures(_sample(root), (BASE, PREFIXES["cur"], PREFIXES["unit"]), owl_rules)
    assert ours == theirs
    assert len(ours) > 500


def test_all_that_is_derived_is_closed(release: Release, owl_rules: list[Rule]) -> None:
    """What the other rules and the analysis add calls for nothing more; from alignments nothing follows."""
    own = {ox.NamedNode(GRAPH + name) for name in ("data", "ontology", "inferred", "analysis")}
    store = ox.Store()
    quads = ox.parse(path=str(release.path / "store.nq"), format=ox.RdfFormat.N_QUADS)
    store.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads if quad.graph_name in own)
    assert apply_rules(store, owl_rules) == []


def _sample(root: Path) -> str:
    """A few deals of each class of commitment, the organizations in them and the axioms, as N-Triples."""
    ontology = root / "ontology"
    paths = [ontology / "dorsale.ttl", *ontology.glob("modules/*.ttl")]
    seen: set[str] = set()
    for path in sorted((root / "data" / "deals").rglob("*.ttl")):
        kinds = {word for word in path.read_text(encoding="utf-8").split() if word.startswith("dor:")}
        if kinds - seen:
            seen |= kinds
            paths.append(path)
    paths += [root / "data" / "organizations" / f"{name}.ttl" for name in ("aws", "google-cloud", "google", "openai")]
    return "\n".join(
        f"{triple} ."
        for path in paths
        for triple in _read(path)
        if not (isinstance(triple.object, ox.Literal) and triple.object.language)
    )


def _read(path: Path) -> list[ox.Triple]:
    parsed = ox.parse(path=path, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    return [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in parsed]


def _quads(text: str) -> list[ox.Quad]:
    return list(ox.parse(text, format=ox.RdfFormat.TURTLE))


def _closures(text: str, bases: tuple[str, ...], rules: list[Rule]) -> tuple[set[str], set[str]]:
    """What ours and owlrl derive about the things under ``bases``, the language's own classes left out."""
    quads = _quads(text)
    store = ox.Store()
    store.extend(quads)
    said = {f"{quad.subject} {quad.predicate} {quad.object}" for quad in quads}
    graph = rdflib.Graph().parse(data=text, format="turtle")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    theirs = {
        f"<{subject}> <{predicate}> <{thing}>"
        for subject, predicate, thing in (map(str, triple) for triple in graph if _of_iris(triple))
        if subject.startswith(bases)
        and not thing.startswith(_LANGUAGE)
        and (predicate == _RDF_TYPE or not predicate.startswith(_LANGUAGE))
    }
    added = apply_rules(store, rules)
    ours = {f"{t.subject} {t.predicate} {t.object}" for t in added if isinstance(t.object, ox.NamedNode)}
    return ours, theirs - said


def _of_iris(triple: tuple[rdflib.term.Node, ...]) -> bool:
    return all(isinstance(term, rdflib.URIRef) for term in triple)
