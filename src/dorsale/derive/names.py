"""Who is called what, in each language."""

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from dorsale.derive.wording import Language
from dorsale.namespaces import PREFIXES

__all__ = ["Names"]

_RDFS_LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")
_PREF_LABEL = ox.NamedNode(PREFIXES["skos"] + "prefLabel")
_PLURAL_LABEL = ox.NamedNode(PREFIXES["dor"] + "pluralLabel")


class Names:
    """Who is called what: the labels of every labelled node, by IRI and language."""

    def __init__(self, store: ox.Store) -> None:
        self._names: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self._plurals: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for table, predicate in (
            (self._names, _PREF_LABEL),
            (self._names, _RDFS_LABEL),
            (self._plurals, _PLURAL_LABEL),
        ):
            for quad in store.quads_for_pattern(None, predicate, None, None):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                    table[quad.subject.value].setdefault(quad.object.language or "", quad.object.value)

    def __contains__(self, iri: str) -> bool:
        return iri in self._names

    def add(self, iri: str, labels: dict[Language, str]) -> None:
        """Name ``iri``."""
        self._names[iri] |= {str(language): text for language, text in labels.items()}

    def of(self, iri: str, language: Language) -> str:
        """The label of ``iri``; without one, the last part of the IRI."""
        return self._names.get(iri, {}).get(language) or iri.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1]

    def all_of(self, iris: Iterable[str], language: Language) -> str:
        """The labels of several things, once each, in alphabetical order."""
        return ", ".join(sorted({self.of(iri, language) for iri in iris}))

    def plural(self, iri: str, language: Language) -> str:
        """What several of a counted thing are called."""
        return self._plurals.get(iri, {}).get(language) or self.of(iri, language)
