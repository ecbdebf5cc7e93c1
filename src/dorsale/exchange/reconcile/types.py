"""Types and properties of the service: which kinds of things can be matched, and which of their values fetched."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from dorsale.namespaces import ID, TERM
from dorsale.pages.language import words
from dorsale.pages.names import Names
from dorsale.pages.views.lists import CLASSES
from dorsale.release.search import fold

__all__ = [
    "MATCHED",
    "PROPERTIES",
    "TYPES",
    "Property",
    "begins",
    "entity_id",
    "iri_of_entity",
    "kind_of_type",
    "of_kind",
    "property_name",
    "type_of",
    "type_of_kind",
]

TYPES: Final = {
    kind: CLASSES[kind].removeprefix("dor:")
    for kind in ("organization", "deal", "site", "hardware", "model", "cluster", "platform", "programme", "person")
}
"""Kind of thing → the identifier of its type: the local name of its class; the ontology is the schema space."""

Form = Literal["text", "thing", "concept", "number", "date"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A property whose values can be fetched.

    ``pattern`` is SPARQL that binds ``?v`` for ``?s``; ``words`` is the key of its name where the ontology has none.
    """

    id: str
    kinds: tuple[str, ...]
    pattern: str
    form: Form = "text"
    words: str = ""


def _own(local: str, *kinds: str, form: Form = "text") -> Property:
    """A property of the ontology."""
    return Property(id=local, kinds=kinds, pattern=f"?s dor:{local} ?v", form=form)


def _sum(name: str, way: str) -> Property:
    """What is promised to or by an organization alone, firm and announced, added up by upper bounds."""
    pattern = f"""{{ SELECT ?s (SUM(?high) AS ?v) WHERE {{
      VALUES ?sure {{ standing:firm standing:announced }}
      ?c dor:{way} ?s ; dor:countedAs ?sure ; dor:upperUSD ?high .
      FILTER NOT EXISTS {{ ?c dor:{way} ?other FILTER (?other != ?s) }} }} GROUP BY ?s }}"""
    return Property(
        id=name, kinds=("organization",), pattern=pattern, form="number", words=f"reconcile.property.{name}"
    )


PROPERTIES: Final = {
    one.id: one
    for one in (
        _own("country", "organization", "site", form="concept"),
        _own("function", "organization", form="concept"),
        _own("legalName", "organization"),
        _own("lei", "organization"),
        _own("cik", "organization"),
        Property(
            id="wikidata",
            kinds=("organization",),
            pattern='?s dor:wikidata ?item BIND (REPLACE(STR(?item), "^.*/", "") AS ?v)',
        ),
        Property(
            id="ticker",
            kinds=("organization",),
            pattern="?s dor:listing ?l . ?l dor:ticker ?t OPTIONAL { ?l dor:exchange ?e } "
            'BIND (CONCAT(COALESCE(?e, ""), ":", ?t) AS ?v)',
        ),
        _own("website", "organization", "platform"),
        _own("locality", "organization", "site"),
        _own("founded", "organization", form="date"),
        _own("subsidiaryOf", "organization", form="thing"),
        _own("ultimateParent", "organization", form="thing"),
        _sum("promised-by", "paidBy"),
        _sum("promised-to", "paidTo"),
        _own("announced", "deal", form="date"),
        Property(
            id="party",
            kinds=("deal",),
            pattern="?s dor:commitment ?c . ?c dor:provider|dor:recipient ?v",
            form="thing",
            words="reconcile.property.party",
        ),
        Property(
            id="amountUSD",
            kinds=("deal",),
            pattern="{ SELECT ?s (SUM(?high) AS ?v) WHERE "
            "{ ?s dor:commitment ?c . ?c dor:countedAs ?sure ; dor:upperUSD ?high } GROUP BY ?s }",
            form="number",
            words="reconcile.property.amount",
        ),
        _own("life", "deal", form="concept"),
        _own("operatedBy", "site", "cluster", "platform", form="thing"),
        _own("ownedBy", "site", "cluster", form="thing"),
        _own("usedBy", "site", "cluster", form="thing"),
        _own("point", "site"),
        _own("designedBy", "hardware", form="thing"),
        _own("fabricatedBy", "hardware", form="thing"),
        _own("developedBy", "model", form="thing"),
        _own("released", "hardware", "model", form="date"),
        _own("affiliation", "person", form="thing"),
    )
}
"""Identifier → property."""

MATCHED: Final = ("country", "lei", "cik", "wikidata", "website", "ticker")
"""Properties by which queries may be made more exact."""


def kind_of_type(identifier: str) -> str | None:
    """The kind of things of a type, which may be named by the IRI of its class."""
    local = identifier.removeprefix(TERM)
    return next((kind for kind, type_ in TYPES.items() if type_ == local), None)


def type_of_kind(kind: str, names: Names) -> dict[str, str]:
    """A type as the API writes it."""
    return {"id": TYPES[kind], "name": names(TERM + TYPES[kind]).text}


def type_of(iri: str) -> str | None:
    """The kind of a thing that the service knows."""
    kind = iri.removeprefix(ID).partition("/")[0] if iri.startswith(ID) else ""
    return kind if kind in TYPES else None


def entity_id(iri: str) -> str:
    """The identifier of a thing: its IRI without the identifier space."""
    return iri.removeprefix(ID)


def iri_of_entity(identifier: str) -> str | None:
    """The IRI of an identifier of the service, which may itself be an IRI; None for what can't be one."""
    iri = identifier if identifier.startswith(ID) else ID + identifier
    return iri if type_of(iri) else None


def property_name(one: Property, names: Names) -> str:
    """What a property is called."""
    return words(names.language)(one.words) if one.words else names(TERM + one.id).text


def begins(prefix: str, *texts: str) -> bool:
    """Whether every word of a folded prefix begins a word of one of the texts, or the prefix begins one of them."""
    said = " " + fold(" ".join(texts))
    return all(f" {word}" in said for word in fold(prefix).split()) or any(
        text.lower().startswith(prefix.strip().lower()) for text in texts
    )


def of_kind(kind: str | None) -> Iterable[Property]:
    """The properties of a kind; all of them for None."""
    return (one for one in PROPERTIES.values() if kind is None or kind in one.kinds)
