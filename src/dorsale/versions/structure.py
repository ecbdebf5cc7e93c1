"""What an expression without a name says, whatever its label is and in whatever order it is written.

A blank node becomes a `Node`, the set of what is said of it, and a list becomes a tuple; so two restrictions are equal
when they have the same structure (OWL 2 Structural Specification, section 2). The members of lists whose order means
nothing are sorted.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import pyoxigraph as ox

from dorsale.namespaces import PREFIXES, shorten

__all__ = ["CircleError", "Node", "Structures", "Value", "names", "show"]

_OWL: Final = PREFIXES["owl"]
_RDF: Final = PREFIXES["rdf"]
_ORDERED: Final = _OWL + "propertyChainAxiom"
_NIL: Final = _RDF + "nil"
_WORDS: Final = {
    "someValuesFrom": "some",
    "allValuesFrom": "only",
    "hasValue": "value",
    "hasSelf": "self",
    "minCardinality": "min",
    "maxCardinality": "max",
    "cardinality": "exactly",
    "minQualifiedCardinality": "min",
    "maxQualifiedCardinality": "max",
    "qualifiedCardinality": "exactly",
}
_JOINED: Final = {"intersectionOf": " and ", "unionOf": " or ", "oneOf": ", "}


class CircleError(Exception):
    """Blank nodes that lead back to themselves, or a list without an end: no structure of OWL."""


@dataclass(frozen=True, slots=True)
class Node:
    """What is said of a blank node: pairs of predicate and value, sorted."""

    said: tuple[tuple[str, "Value"], ...]

    def get(self, name: str) -> "Value | None":
        """The value of an OWL property, None where it has none."""
        return next((value for predicate, value in self.said if predicate == _OWL + name), None)


Value: TypeAlias = ox.NamedNode | ox.Literal | Node | tuple["Value", ...]
"""A name, a literal, an expression or a list."""


class Structures:
    """The triples of a graph by subject, with blank nodes read as what they say."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._by_subject: dict[object, list[tuple[str, object]]] = {}
        used: set[object] = set()
        for triple in triples:
            self._by_subject.setdefault(triple.subject, []).append((triple.predicate.value, triple.object))
            if isinstance(triple.object, ox.BlankNode):
                used.add(triple.object)
        self._roots = [node for node in self._by_subject if isinstance(node, ox.BlankNode) and node not in used]
        self._refuse_islands()

    def _refuse_islands(self) -> None:
        """Circles of blank nodes to which no name leads are in no structure, and would never be compared."""
        ahead = [node for node in self._by_subject if isinstance(node, ox.NamedNode)] + self._roots
        reached = set(ahead)
        while ahead:
            values = {value for _, value in self._by_subject.get(ahead.pop(), ()) if isinstance(value, ox.BlankNode)}
            ahead += values - reached
            reached |= values
        for node in self._by_subject.keys() - reached:
            raise CircleError(str(node))

    def named(self) -> Iterator[tuple[str, str, Value]]:
        """Each statement about a name: the name, the predicate and the value."""
        for subject, said in self._by_subject.items():
            if isinstance(subject, ox.NamedNode):
                for predicate, value in said:
                    yield subject.value, predicate, self._value(predicate, value, ())

    def nameless(self) -> Iterator[tuple[Node, str, Value]]:
        """Each statement about an expression that is itself the subject of an axiom, as of a general inclusion."""
        for subject, said in self._by_subject.items():
            if isinstance(subject, ox.BlankNode):
                for predicate, value in said:
                    if predicate in _AXIOMS:
                        yield self._node(subject, ()), predicate, self._value(predicate, value, ())

    def roots(self) -> Iterator[Node]:
        """The blank nodes to which nothing points and of which no axiom is said: they are axioms themselves."""
        for root in self._roots:
            if not any(predicate in _AXIOMS for predicate, _ in self._by_subject[root]):
                yield self._node(root, ())

    def _value(self, predicate: str, value: object, above: tuple[object, ...]) -> Value:
        if isinstance(value, ox.BlankNode) or (isinstance(value, ox.NamedNode) and value.value == _NIL):
            members = self._list(value)
            if members is None:
                return self._node(value, above)
            items = [self._value("", member, (*above, value)) for member in members]
            return tuple(items if predicate == _ORDERED else sorted(set(items), key=_order))
        if isinstance(value, ox.NamedNode | ox.Literal):
            return value
        raise CircleError(str(value))  # a triple as a term, which the tree refuses

    def _node(self, node: object, above: tuple[object, ...]) -> Node:
        if node in above:
            raise CircleError(str(node))
        said = (
            (predicate, self._value(predicate, value, (*above, node)))
            for predicate, value in self._by_subject.get(node, ())
            if predicate not in _AXIOMS
        )
        return Node(tuple(sorted(set(said), key=lambda pair: (pair[0], _order(pair[1])))))

    def _list(self, node: object) -> list[object] | None:
        """The members of the list that starts at ``node``; None where none does."""
        members: list[object] = []
        seen = set()
        while not (isinstance(node, ox.NamedNode) and node.value == _NIL):
            said = dict(self._by_subject.get(node, ()))
            if _RDF + "first" not in said:
                return None
            if node in seen or _RDF + "rest" not in said:
                raise CircleError(str(node))
            seen.add(node)
            members.append(said[_RDF + "first"])
            node = said[_RDF + "rest"]
        return members


_AXIOMS: Final = frozenset({PREFIXES["rdfs"] + "subClassOf", _OWL + "equivalentClass", _OWL + "disjointWith"})
"""What is said of an expression as of a class, and is no part of it."""


def _order(value: Value) -> str:
    return repr(value) if isinstance(value, tuple) else str(value)


def names(value: Value) -> Iterator[str]:
    """Every IRI in a structure, but those of RDF and OWL themselves."""
    if isinstance(value, ox.NamedNode):
        if not value.value.startswith((_OWL, _RDF)):
            yield value.value
    elif isinstance(value, Node):
        for _, inner in value.said:
            yield from names(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from names(inner)


def show(value: Value) -> str:
    """A structure as people read it, expressions in the manner of the Manchester Syntax."""
    if isinstance(value, ox.NamedNode):
        return shorten(value.value)
    if isinstance(value, ox.Literal):
        return f'"{value.value}"@{value.language}' if value.language else value.value
    if not isinstance(value, Node):
        return f"({' '.join(map(show, value))})"
    prop = value.get("onProperty")
    for predicate, inner in value.said:
        name = predicate.removeprefix(_OWL)
        if prop is not None and name in _WORDS:
            filler = value.get("onClass") or value.get("onDataRange")
            return " ".join([show(prop), _WORDS[name], show(inner), *([show(filler)] if filler else [])])
        if name in _JOINED and isinstance(inner, tuple):
            members = _JOINED[name].join(map(show, inner))
            return f"{{{members}}}" if name == "oneOf" else f"({members})"
        if name == "complementOf":
            return f"not {show(inner)}"
        if name == "inverseOf":
            return f"inverse {show(inner)}"
    return f"[{' ; '.join(f'{shorten(predicate)} {show(inner)}' for predicate, inner in value.said)}]"
