"""What the variables of a query are called: by the terms that they stand beside, else by the words of their own names.

``?amountUSD`` as the value of ``dor:amountUSD`` is “amount in US dollars”; ``?c`` of the class ``dor:Deal`` is “deal”;
``?roleOfOne`` is “role of one”. No two variables get the same name.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from dorsale.namespaces import PREFIXES, TERM
from dorsale.pages.names import Lexicon, Names
from dorsale.pages.querying.explaining import syntax as s

__all__ = ["Naming", "iris_of", "triples_of", "variables_of"]

_TYPE: Final = PREFIXES["rdf"] + "type"
_HUMPS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\dA-Za-z_]+")
_OPEN_FRENCH: Final = ("par", "à", "de", "du", "le", "sur", "dans", "avec", "que", "comme", "depuis")
_OPEN: Final = frozenset((*_OPEN_FRENCH, "by", "of", "to", "on", "in", "at", "with", "than", "from", "as", "since"))
"""A label that ends with one of these is no name of a thing: ``secured by``."""

_OPAQUE: Final = 2
"""Names of so many letters say nothing."""


class Naming:
    """The names of the variables of one query in one language."""

    def __init__(
        self,
        query: s.Query,
        names: Names,
        lexicon: Lexicon,
        *,
        dated: frozenset[str] = frozenset(),
        given: Mapping[str, str] | None = None,
        type_: str = "",
    ) -> None:
        self._names = names
        self._lexicon = lexicon
        self._type = type_
        self._classes: dict[str, list[str]] = defaultdict(list)
        self._properties: dict[str, list[str]] = defaultdict(list)
        for triple in triples_of(query):
            self._note(triple)
        mentioned = dict.fromkeys(variables_of(query))
        self._dated = frozenset(name for name, found in self._properties.items() if set(found) & dated)
        self._texts = self._unique({name: self._best(name, given or {}) for name in mentioned})

    def __call__(self, name: str) -> str:
        """What ``?name`` is called."""
        return self._texts.get(name) or _words(name)

    def is_date(self, name: str) -> bool:
        """Whether a variable is the value of a property of which the release holds dates."""
        return name in self._dated

    def same(self, name: str, iri: str) -> bool:
        """Whether a variable is called as a term is."""
        return self(name) == self._text(iri)

    def _note(self, triple: s.Triple) -> None:
        path, subject, object_ = triple.path, triple.subject, triple.object
        while isinstance(path, s.Inverse):
            path, subject, object_ = path.path, object_, subject
        if isinstance(path, s.Sequence):
            path = path.parts[-1]
        if not isinstance(path, s.Iri):
            return
        if path.value == _TYPE and isinstance(subject, s.Variable | s.Blank) and isinstance(object_, s.Iri):
            self._classes[subject.name].append(object_.value)
        elif isinstance(object_, s.Variable | s.Blank):
            self._properties[object_.name].append(path.value)

    def _best(self, name: str, given: Mapping[str, str]) -> str:
        if name in given:
            return given[name]
        beside = [*self._classes[name], *self._properties[name]]
        own = next((iri for iri in beside if self._is_short_for(name, iri)), None)
        if own is not None:
            return self._text(own)
        foreign = self._names.language != "en"
        if not foreign and len(name) > _OPAQUE:
            return _words(name)
        kin = [iri for iri in self._namesakes(name) if self._is_kin(name, iri)] if foreign else []
        alone = list(dict.fromkeys(self._classes[name] or self._properties[name]))
        nouns = [iri for iri in alone if self._text(iri).rpartition(" ")[2] not in _OPEN] if len(alone) == 1 else []
        namesakes = self._namesakes(name) if foreign and not nouns and len(alone) < 2 else []
        return next((self._text(iri) for iri in (*kin, *nouns, *namesakes)), _words(name))

    def _namesakes(self, name: str) -> list[str]:
        """The property and the class of our ontology that are called like a variable."""
        return [iri for iri in (TERM + name, TERM + name[:1].upper() + name[1:]) if self._lexicon.named(iri)]

    def _is_kin(self, name: str, iri: str) -> bool:
        """Whether a property is a kind of one that the variable stands beside."""
        above = self._lexicon.statements.iris(iri, "rdfs:subPropertyOf")
        return any(one in above for one in self._properties[name])

    def _is_short_for(self, name: str, iri: str) -> bool:
        if iri == _TYPE:
            return name.lower() in ("kind", "type", "class")
        local = _local(iri).lower()
        return local == name.lower() or (len(name) > _OPAQUE and local.startswith(name.lower()) and name.islower())

    def _text(self, iri: str) -> str:
        return self._type if iri == _TYPE else self._names(iri).text

    def _unique(self, texts: dict[str, str]) -> dict[str, str]:
        sharing: dict[str, list[str]] = defaultdict(list)
        for name, text in texts.items():
            sharing[text].append(name)
        found = {}
        for text, sharers in sharing.items():
            first = next((name for name in sharers if _words(name) == text), sharers[0])
            for name in sharers:
                found[name] = text if name == first else f"{text} ({_words(name)})"
        return found


def triples_of(part: object) -> Iterator[s.Triple]:
    """Every triple in a query or a part of one, those of EXISTS included, in order."""
    waiting = [part]
    while waiting:
        one = waiting.pop()
        if isinstance(one, s.Triple):
            yield one
        else:
            waiting.extend(reversed(list(_children(one))))


def iris_of(part: object) -> Iterator[str]:
    """Every IRI that a query mentions, datatypes left out."""
    waiting = [part]
    while waiting:
        one = waiting.pop()
        if isinstance(one, s.Iri):
            yield one.value
        else:
            waiting.extend(reversed(list(_children(one))))


def variables_of(part: object) -> Iterator[str]:
    """The name of every variable in a query or a part of one, as often as it stands there, in order."""
    waiting = [part]
    while waiting:
        one = waiting.pop()
        if isinstance(one, s.Variable):
            yield one.name
        else:
            waiting.extend(reversed(list(_children(one))))


def _children(one: object) -> Iterator[object]:
    if isinstance(one, tuple):
        yield from one
    elif hasattr(one, "__dataclass_fields__"):
        yield from (getattr(one, name) for name in one.__dataclass_fields__)


def _local(iri: str) -> str:
    return re.split(r"[#/]", iri)[-1]


def _words(name: str) -> str:
    """The words of a name in humps: ``roleOfOne`` is ``role of one``, ``amountUSD`` ``amount USD``."""
    found = [word if word.isupper() and len(word) > 1 else word.lower() for word in _HUMPS.findall(name)]
    return " ".join(found) or name
