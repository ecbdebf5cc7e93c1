"""The axioms of a schema: what a statement about a term, or an axiom of several members, lets follow about data."""

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final, NamedTuple

import pyoxigraph as ox

from dorsale.namespaces import PREFIXES
from dorsale.versions.structure import Node, Structures, Value

__all__ = ["CHARACTERISTICS", "KINDS_OF_TERM", "STRUCTURAL", "Axiom", "axioms", "statement"]

_OWL: Final = PREFIXES["owl"]
_RDF: Final = PREFIXES["rdf"]
_RDFS: Final = PREFIXES["rdfs"]
_TYPE: Final = _RDF + "type"

KINDS_OF_TERM: Final = (
    _OWL + "Class",
    _OWL + "ObjectProperty",
    _OWL + "DatatypeProperty",
    _OWL + "AnnotationProperty",
    _RDFS + "Datatype",
)
"""What a term may be declared as."""

CHARACTERISTICS: Final = {
    _OWL + name: name.removesuffix("Property").lower()
    for name in (
        "FunctionalProperty",
        "InverseFunctionalProperty",
        "TransitiveProperty",
        "SymmetricProperty",
        "AsymmetricProperty",
        "ReflexiveProperty",
        "IrreflexiveProperty",
    )
}
"""Types of properties that are axioms, and the kind of the axiom."""

_SIMPLE: Final = {
    _RDFS + "subClassOf": "subclass",
    _RDFS + "subPropertyOf": "subproperty",
    _RDFS + "domain": "domain",
    _RDFS + "range": "range",
    _OWL + "disjointWith": "disjoint",
    _OWL + "propertyDisjointWith": "disjoint-properties",
    _OWL + "inverseOf": "inverse",
    _OWL + "propertyChainAxiom": "chain",
    _OWL + "hasKey": "key",
}
_BOTH_WAYS: Final = {_OWL + "equivalentClass": "subclass", _OWL + "equivalentProperty": "subproperty"}
_EXPRESSIONS: Final = frozenset(_OWL + name for name in ("unionOf", "intersectionOf", "oneOf", "complementOf"))
_DISJOINT_UNION: Final = _OWL + "disjointUnionOf"
_SEVERAL: Final = {_OWL + "AllDisjointClasses": "disjoint", _OWL + "AllDisjointProperties": "disjoint-properties"}

STRUCTURAL: Final = frozenset({*_SIMPLE, *_BOTH_WAYS, *_EXPRESSIONS, _DISJOINT_UNION})
"""Predicates of which a statement is an axiom; with the types of `CHARACTERISTICS`, all that the closure reads."""

_NOTHING: Final = ox.NamedNode(_OWL + "Nothing")
_EVERYTHING: Final = frozenset({_OWL + "Thing", _RDFS + "Resource", _RDFS + "Literal"})


class Axiom(NamedTuple):
    """One axiom: its kind, and what it relates; ``value`` is `owl:Nothing` where the kind says all."""

    kind: str
    subject: Value
    value: Value


def statement(kind: str, subject: Value, value: Value = _NOTHING) -> Axiom:
    """An axiom."""
    return Axiom(kind, subject, value)


def axioms(structures: Structures) -> set[Axiom]:
    """Those that are written; what says nothing (below owl:Thing, below itself) is left out."""
    found: set[Axiom] = set()
    for subject, predicate, value in structures.named():
        found.update(_of(ox.NamedNode(subject), predicate, value))
    for node, predicate, value in structures.nameless():
        found.update(_of(node, predicate, value))
    for root in structures.roots():
        found.update(_of_several(root))
    return {axiom for axiom in found if axiom.subject != axiom.value or axiom.kind == "inverse"} - {
        axiom for axiom in found if isinstance(axiom.value, ox.NamedNode) and axiom.value.value in _EVERYTHING
    }


def _of(subject: Value, predicate: str, value: Value) -> Iterator[Axiom]:
    if predicate == _TYPE and isinstance(value, ox.NamedNode) and value.value in CHARACTERISTICS:
        yield statement(CHARACTERISTICS[value.value], subject)
    elif predicate in _SIMPLE:
        yield statement(_SIMPLE[predicate], subject, value)
    elif predicate in _BOTH_WAYS:
        yield statement(_BOTH_WAYS[predicate], subject, value)
        yield statement(_BOTH_WAYS[predicate], value, subject)
    elif predicate in _EXPRESSIONS:
        same = Node(((predicate, value),))
        yield statement("subclass", subject, same)
        yield statement("subclass", same, subject)
    elif predicate == _DISJOINT_UNION and isinstance(value, tuple):
        yield from _of(subject, _OWL + "unionOf", value)
        yield from _pairs("disjoint", value)


def _of_several(root: Node) -> Iterator[Axiom]:
    said = dict(root.said)
    kind, members = said.get(_TYPE), said.get(_OWL + "members")
    if isinstance(kind, ox.NamedNode) and kind.value in _SEVERAL and isinstance(members, tuple):
        yield from _pairs(_SEVERAL[kind.value], members)


def _pairs(kind: str, members: Iterable[Value]) -> Iterator[Axiom]:
    return (statement(kind, one, other) for one, other in combinations(members, 2))
