"""An edition taken apart: its terms and concepts, what is entailed of terms, and what is said of everything."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from dorsale.namespaces import BASE, PREFIXES
from dorsale.versions.axioms import CHARACTERISTICS, KINDS_OF_TERM, STRUCTURAL, Axiom, axioms
from dorsale.versions.closure import closure
from dorsale.versions.structure import Node, Structures, Value

__all__ = ["DEPRECATED", "REPLACED_BY", "TYPE", "State", "is_own"]

TYPE: Final = PREFIXES["rdf"] + "type"
DEPRECATED: Final = PREFIXES["owl"] + "deprecated"
REPLACED_BY: Final = PREFIXES["dct"] + "isReplacedBy"
_CONCEPTS: Final = frozenset(PREFIXES["skos"] + name for name in ("Concept", "ConceptScheme"))
_PROPERTIES: Final = frozenset(PREFIXES["owl"] + name for name in ("ObjectProperty", "DatatypeProperty"))
_ANNOTATION: Final = PREFIXES["owl"] + "AnnotationProperty"
_OWL_ONTOLOGY: Final = PREFIXES["owl"] + "Ontology"
_TRUE: Final = ox.Literal("true", datatype=ox.NamedNode(PREFIXES["xsd"] + "boolean"))
_BUILT_IN: Final = frozenset(
    [
        *(PREFIXES["rdfs"] + name for name in ("label", "comment", "seeAlso", "isDefinedBy")),
        *(PREFIXES["owl"] + name for name in ("deprecated", "versionInfo", "priorVersion", "versionIRI", "imports")),
        *(PREFIXES["owl"] + name for name in ("backwardCompatibleWith", "incompatibleWith")),
    ]
)


def is_own(iri: str) -> bool:
    """Whether the name is Dorsale's to give and to take back."""
    return iri.startswith(BASE)


class State:
    """What an edition says, with blank nodes read by their structure.

    Raises:
        CircleError: blank nodes lead back to themselves.
    """

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        triples = list(triples)
        structures = Structures(triples)
        self.said = axioms(structures)
        self.kinds: dict[str, set[str]] = defaultdict(set)
        self.concepts: set[str] = set()
        self.headers: set[str] = set()
        self.statements: dict[str, set[tuple[str, Value]]] = defaultdict(set)
        self.names = {
            term.value for t in triples for term in (t.subject, t.predicate, t.object) if isinstance(term, ox.NamedNode)
        }
        for subject, predicate, value in structures.named():
            self._sort(subject, predicate, value)
        self.loose = set(structures.roots())

    def _sort(self, subject: str, predicate: str, value: Value) -> None:
        kind = value.value if predicate == TYPE and isinstance(value, ox.NamedNode) else ""
        if kind in KINDS_OF_TERM:
            self.kinds[subject].add(kind)
        elif kind not in CHARACTERISTICS and predicate not in STRUCTURAL:
            self.statements[subject].add((predicate, value))
            if kind in _CONCEPTS:
                self.concepts.add(subject)
            elif kind == _OWL_ONTOLOGY:
                self.headers.add(subject)

    @cached_property
    def entailed(self) -> set[Axiom]:
        """The axioms and what follows from them."""
        return closure(self.said)

    @property
    def described(self) -> set[str]:
        """The terms and the concepts."""
        return {*self.kinds, *self.concepts}

    def is_annotation(self, predicate: str) -> bool:
        """Whether a statement with it lets nothing follow (OWL 2 Structural Specification, section 10).

        What is declared nowhere is not: better a version too many than an inference that nobody was told of.
        """
        kinds = self.kinds.get(predicate, set())
        return predicate in _BUILT_IN or (_ANNOTATION in kinds and not kinds & _PROPERTIES)

    def values(self, subject: str, predicate: str) -> set[Value]:
        """What is said of ``subject`` by ``predicate``."""
        return {value for other, value in self.statements.get(subject, ()) if other == predicate}

    def is_deprecated(self, subject: str) -> bool:
        """Whether it says ``owl:deprecated true``."""
        return _TRUE in self.values(subject, DEPRECATED)

    def replacement(self, subject: str) -> str | None:
        """The name by which it is replaced, the first where it has several."""
        found = (value.value for value in self.values(subject, REPLACED_BY) if isinstance(value, ox.NamedNode))
        return min(found, default=None)


def fires(value: Value, known: set[str]) -> bool:
    """Whether data that use only ``known`` names can make an expression true of something.

    On the side of yes: only conjunctions and fillers are looked into.
    """
    if isinstance(value, ox.NamedNode):
        return value.value in known or value.value.startswith((PREFIXES["owl"], PREFIXES["rdf"], PREFIXES["rdfs"]))
    if isinstance(value, ox.Literal):
        return True
    if isinstance(value, Node):
        needed = [inner for predicate, inner in value.said if predicate in _NEEDED]
        either = [inner for predicate, inner in value.said if predicate in _EITHER]
        return all(fires(one, known) for one in needed) and all(
            any(fires(one, known) for one in inner) for inner in either if isinstance(inner, tuple)
        )
    return all(fires(one, known) for one in value)


_NEEDED: Final = frozenset(
    PREFIXES["owl"] + name
    for name in ("onProperty", "someValuesFrom", "hasValue", "onClass", "intersectionOf", "inverseOf")
)
_EITHER: Final = frozenset(PREFIXES["owl"] + name for name in ("unionOf", "oneOf"))
