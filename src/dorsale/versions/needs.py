"""Which names have to be in the data before a rule can say anything: read off its SPARQL algebra.

A rule that needs a name which nothing used before says nothing about older data.
"""

from functools import reduce
from typing import Any

from rdflib import URIRef
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath
from rdflib.plugins.sparql import prepareQuery

__all__ = ["needs"]


def needs(query: str) -> set[str]:
    """The IRIs without which ``query`` has no solution; none where that cannot be told."""
    try:
        algebra = prepareQuery(query).algebra
    except Exception:  # noqa: BLE001 - pyparsing and rdflib raise what they like
        return set()
    return {str(name) for name in _of(algebra.get("p"))}


def _of(part: Any) -> set[URIRef]:
    """The names that each solution of this part of the algebra (SPARQL 1.1 Query, section 18.2) goes through."""
    match getattr(part, "name", None):
        case "BGP":
            return {name for triple in part.triples for term in triple for name in _of_term(term)}
        case "Join":
            return _of(part.p1) | _of(part.p2)
        case "LeftJoin" | "Minus":
            return _of(part.p1)
        case "Union":
            return _of(part.p1) & _of(part.p2)
        case "Group":  # without GROUP BY, an aggregate of nothing is a solution too
            return _of(part.p) if part.get("expr") else set()
        case "Filter" | "Extend" | "AggregateJoin" | "Project" | "Distinct" | "OrderBy" | "ToMultiSet":
            return _of(part.get("p"))
        case _:
            return set()


def _of_term(term: object) -> set[URIRef]:
    if isinstance(term, URIRef):
        return {term}
    if isinstance(term, SequencePath):
        return set().union(*map(_of_term, term.args))
    if isinstance(term, AlternativePath):
        return reduce(set.intersection, map(_of_term, term.args))
    if isinstance(term, InvPath) or (isinstance(term, MulPath) and not term.zero):
        inner: URIRef | Path = term.arg if isinstance(term, InvPath) else term.path
        return _of_term(inner)
    return set()
