"""What the analysis writes: triples about circles, concentrations and estimates, named alike, in one place."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

import pyoxigraph as ox

from dorsale.namespaces import ID, PREFIXES, VOCABULARY

__all__ = ["Findings", "concept", "dor", "slug"]

_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")
_XSD: Final = PREFIXES["xsd"]


def dor(name: str) -> ox.NamedNode:
    """A term of the ontology."""
    return ox.NamedNode(PREFIXES["dor"] + name)


def concept(scheme: str, name: str) -> ox.NamedNode:
    """A concept of one of the vocabulary's schemes."""
    return ox.NamedNode(f"{VOCABULARY}{scheme}/{name}")


def slug(iri: str) -> str:
    """The last part of the IRI of a thing or concept."""
    return iri.rsplit("/", 1)[-1]


class Findings:
    """A growing list of triples, all of which hold on ``day`` (``YYYY-MM-DD``)."""

    def __init__(self, day: str) -> None:
        self.triples: list[ox.Triple] = []
        self._day = ox.Literal(day, datatype=ox.NamedNode(_XSD + "date"))

    def thing(self, kind: str, name: str, *classes: str) -> ox.NamedNode:
        """A new thing ``/id/KIND/NAME`` of these classes of the ontology."""
        node = ox.NamedNode(f"{ID}{kind}/{name}")
        for each in classes:
            self.say(node, _TYPE, dor(each))
        return node

    def say(self, subject: ox.NamedNode, predicate: ox.NamedNode, *objects: ox.NamedNode | ox.Literal) -> None:
        """One triple for each object."""
        self.triples += [ox.Triple(subject, predicate, one) for one in objects]

    def number(self, value: int) -> ox.Literal:
        """An xsd:integer."""
        return ox.Literal(str(value), datatype=ox.NamedNode(_XSD + "integer"))

    def computed(self, node: ox.NamedNode, method: str) -> None:
        """Say by which method, and for which day, something was computed."""
        self.say(node, dor("method"), concept("method", method))
        self.say(node, dor("asOf"), self._day)

    def estimate(
        self,
        about: ox.NamedNode,
        measure: str,
        value: Decimal,
        unit: str,
        *,
        method: str,
        rests_on: Iterable[str] = (),
        year: int | None = None,
    ) -> ox.NamedNode:
        """A number about a thing; ``unit`` is a prefixed name, ``year`` the calendar year that it is for."""
        name = "--".join([*about.value.removeprefix(ID).split("/"), measure, *([str(year)] if year else [])])
        node = self.thing("estimate", name, "Estimate", "Figure")
        prefix, _, local = unit.partition(":")
        self.say(about, dor("estimate"), node)
        self.say(node, dor("measure"), concept("measure", measure))
        self.say(node, dor("value"), ox.Literal(f"{value.normalize():f}", datatype=ox.NamedNode(_XSD + "decimal")))
        self.say(node, dor("unit"), ox.NamedNode(PREFIXES[prefix] + local))
        self.say(node, dor("qualifier"), concept("qualifier", "computed"))
        self.say(node, dor("rank"), concept("rank", "normal"))
        self.say(node, dor("restsOn"), *(ox.NamedNode(iri) for iri in sorted(rests_on)))
        self.computed(node, method)
        if year:
            named = ox.Literal(str(year), datatype=ox.NamedNode(_XSD + "gYear"))
            self.say(node, dor("start"), named)
            self.say(node, dor("end"), named)
        return node
