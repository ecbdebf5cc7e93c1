"""What the axioms of a schema entail about one another: the schema rules of OWL 2 RL, run to a fixpoint.

After table 9 of OWL 2 Web Ontology Language Profiles (section 4.3), with what follows for inverses, characteristics
and disjointness. Expressions are compared by structure only: it is not asked which restriction entails which.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from dorsale.versions.axioms import Axiom, statement
from dorsale.versions.structure import Node, Value

__all__ = ["closure", "holds"]

_INHERITED: Final = ("functional", "inversefunctional", "asymmetric", "irreflexive")
"""Characteristics that a property has from the one above it."""


class _Table:
    """Axioms by kind and subject, and by kind and value."""

    def __init__(self, found: Iterable[Axiom]) -> None:
        self.up: dict[tuple[str, Value], set[Value]] = defaultdict(set)
        self.down: dict[tuple[str, Value], set[Value]] = defaultdict(set)
        for kind, subject, value in found:
            self.up[kind, subject].add(value)
            self.down[kind, value].add(subject)


def closure(said: Iterable[Axiom]) -> set[Axiom]:
    """The axioms and all that follows from them by the rules."""
    known = set(said)
    fresh = known
    while fresh:
        table = _Table(known)
        fresh = {
            axiom
            for found in known
            for axiom in _follow(found, table)
            if axiom not in known and (axiom.subject != axiom.value or axiom.kind == "inverse")
        }
        known = known | fresh
    return known


def holds(axiom: Axiom, known: set[Axiom]) -> bool:
    """Whether it is among them, or they say it of a member of its union, or of all members of its intersection."""
    if axiom in known:
        return True
    either, each = members(axiom.value, "unionOf"), members(axiom.value, "intersectionOf")
    if axiom.kind not in ("subclass", "domain", "range"):
        return False
    return any(holds(axiom._replace(value=one), known) for one in either) or (
        bool(each) and all(holds(axiom._replace(value=one), known) for one in each)
    )


def members(value: Value, name: str) -> tuple[Value, ...]:
    """The members of a union or an intersection (``name``), none where ``value`` is no such thing."""
    found = value.get(name) if isinstance(value, Node) else None
    return found if isinstance(found, tuple) else ()


def _follow(axiom: Axiom, table: _Table) -> Iterator[Axiom]:
    kind, subject, value = axiom
    above = table.up["subclass", value]
    if kind == "subclass":
        yield from (statement(kind, subject, higher) for higher in above)
        yield from (statement(kind, one, value) for one in members(subject, "unionOf"))
    if kind in ("subclass", "domain", "range"):
        yield from (statement(kind, subject, one) for one in members(value, "intersectionOf"))
        union = members(value, "unionOf")
        if union:
            common = set.intersection(*({one, *table.up["subclass", one]} for one in union))
            yield from (statement(kind, subject, one) for one in common)
    if kind in ("domain", "range"):
        yield from (statement(kind, subject, higher) for higher in above)
        yield from (statement(kind, lower, value) for lower in table.down["subproperty", subject])
        other = "range" if kind == "domain" else "domain"
        yield from (statement(other, inverse, value) for inverse in table.up["inverse", subject])
    if kind == "subproperty":
        yield from (statement(kind, subject, higher) for higher in table.up[kind, value])
        for inverse in table.up["inverse", subject]:
            yield from (statement(kind, inverse, one) for one in table.up["inverse", value])
    if kind == "inverse":
        yield statement(kind, value, subject)
        if subject == value:
            yield statement("symmetric", subject)
    if kind == "symmetric":
        yield statement("inverse", subject, subject)
    if kind == "asymmetric":
        yield statement("irreflexive", subject)
    if kind in _INHERITED:
        yield from (statement(kind, lower) for lower in table.down["subproperty", subject])
    if kind in ("functional", "inversefunctional"):
        other = "functional" if kind == "inversefunctional" else "inversefunctional"
        yield from (statement(other, inverse) for inverse in table.up["inverse", subject])
    if kind in ("transitive", "asymmetric", "irreflexive", "reflexive"):
        yield from (statement(kind, inverse) for inverse in table.up["inverse", subject])
    if kind == "transitive":
        yield statement("chain", subject, (subject, subject))
    if kind == "chain":
        yield from (statement(kind, higher, value) for higher in table.up["subproperty", subject])
        if value == (subject, subject):
            yield statement("transitive", subject)
    if kind == "key":
        yield from (statement(kind, lower, value) for lower in table.down["subclass", subject])
    if kind in ("disjoint", "disjoint-properties"):
        yield statement(kind, value, subject)
        order = "subclass" if kind == "disjoint" else "subproperty"
        yield from (statement(kind, lower, value) for lower in table.down[order, subject])
