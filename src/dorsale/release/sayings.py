"""Triples under construction, with the prefixed names of the house's table."""

from collections.abc import Iterable
from typing import TypeAlias

import pyoxigraph as ox

from dorsale.namespaces import PREFIXES

__all__ = ["Sayings", "both", "integer", "iri", "literal", "term"]

_Object: TypeAlias = ox.NamedNode | ox.Literal


class Sayings:
    """A set of triples that grows by what is said."""

    def __init__(self, triples: Iterable[ox.Triple] = ()) -> None:
        self._triples = set(triples)

    def say(self, subject: str, predicate: str, *objects: _Object) -> None:
        """State ``objects`` of ``subject`` (an IRI) by ``predicate`` (a prefixed name)."""
        self._triples |= {ox.Triple(ox.NamedNode(subject), term(predicate), value) for value in objects}

    def triples(self) -> list[ox.Triple]:
        """All of them, in N-Triples order."""
        return sorted(self._triples, key=str)


def term(prefixed: str) -> ox.NamedNode:
    """The IRI of a prefixed name. Raises ``KeyError`` for an unknown prefix."""
    prefix, _, local = prefixed.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def iri(value: str) -> ox.NamedNode:
    """An IRI."""
    return ox.NamedNode(value)


def literal(value: str, language: str | None = None, *, datatype: str = "") -> ox.Literal:
    """A text, in a language where one is named, or a value of a datatype (a prefixed name)."""
    return ox.Literal(value, datatype=term(datatype)) if datatype else ox.Literal(value, language=language)


def both(english: str, french: str) -> tuple[ox.Literal, ox.Literal]:
    """A text in both languages."""
    return ox.Literal(english, language="en"), ox.Literal(french, language="fr")


def integer(value: int | str, datatype: str = "integer") -> ox.Literal:
    """A whole number, of one of XML Schema's integer datatypes."""
    return ox.Literal(str(value), datatype=term(f"xsd:{datatype}"))
