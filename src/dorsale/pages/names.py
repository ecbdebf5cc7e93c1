"""What things are called: labels of terms, concepts and things in the reader's language, with visible fall-backs."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from dorsale.derive.wording import Language
from dorsale.namespaces import BASE, PREFIXES, shorten
from dorsale.pages.language import words
from dorsale.pages.statements import Statements
from dorsale.pages.typography import typeset

__all__ = ["Lexicon", "Name", "Names"]

_DUMPS: Final = BASE + "dumps/"
_LABELS: Final = ("skos:prefLabel", "rdfs:label", "dct:title")


@dataclass(frozen=True, slots=True)
class Name:
    """A text that names something, in ``language`` (empty: none); ``found`` is false where nothing names it."""

    text: str
    language: str
    found: bool = True


class Lexicon:
    """The words and the hierarchy of ontology and vocabulary, read once a release."""

    def __init__(self, statements: Statements) -> None:
        self.statements = statements
        self._under: dict[str, frozenset[str]] = {}

    def under(self, term: str) -> frozenset[str]:
        """The term (a prefixed name) and all its subproperties or subclasses."""
        if term not in self._under:
            prefix, _, local = term.partition(":")
            found, waiting = set[str](), [PREFIXES[prefix] + local]
            while waiting:
                iri = waiting.pop()
                if iri not in found:
                    found.add(iri)
                    waiting += self.statements.subjects("rdfs:subPropertyOf", iri)
                    waiting += self.statements.subjects("rdfs:subClassOf", iri)
            self._under[term] = frozenset(found)
        return self._under[term]

    def named(self, iri: str) -> bool:
        """Whether ontology or vocabularies have a label for ``iri``."""
        return any(self.statements.objects(iri, predicate) for predicate in _LABELS)


class Names:
    """Labels in the order: the reader's language, the other language, no language, our word for a term of others.

    Where nothing names an IRI, it stands there in short.
    """

    def __init__(self, language: Language, *sources: Statements) -> None:
        self.language = language
        self._sources = sources
        self._known: dict[str, Name] = {}

    def __call__(self, iri: str) -> Name:
        """What ``iri`` is called."""
        if iri not in self._known:
            self._known[iri] = self._best(iri, _LABELS) or self._unlabelled(iri)
        return self._known[iri]

    def definition(self, iri: str) -> Name | None:
        """What defines ``iri``, in one sentence."""
        return self._best(iri, ("skos:definition", "dct:description"))

    def plural(self, iri: str) -> Name:
        """The label for several of them; the label itself where nobody wrote a plural."""
        return self._best(iri, ("dor:pluralLabel",)) or self(iri)

    def notation(self, iri: str) -> str | None:
        """The symbol or code of a unit or concept."""
        return next((found for source in self._sources if (found := source.first(iri, "skos:notation"))), None)

    def _unlabelled(self, iri: str) -> Name:
        if iri.startswith(_DUMPS):
            return Name(iri.removeprefix(_DUMPS), "")
        short = shorten(iri)
        ours = words(self.language).get(f"term.{short}")
        return Name(ours, self.language) if ours else Name(short.strip("<>").removeprefix("wd:"), "", found=False)

    def _best(self, iri: str, predicates: Iterable[str]) -> Name | None:
        texts: dict[str, str] = {}
        for source in self._sources:
            for value in source.objects(iri, *predicates):
                if value.kind == "literal":
                    texts.setdefault(value.language or "", value.value)
        for language in (self.language, "en", "fr", ""):
            if language in texts:
                return Name(typeset(texts[language], language), language)
        return next((Name(text, language) for language, text in texts.items()), None)
