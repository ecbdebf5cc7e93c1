"""The things of one kind that a release knows, held so that a name finds them: by equal keys, and by near words."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from dorsale.exchange.match.names import Name, is_telling, spelled

__all__ = ["KEYS", "SCHEMES", "Known", "Thing", "kinds"]

SCHEMES: Final = ("lei", "cik", "wikidata", "website", "ticker")
"""The identifiers by which things are known, in the order in which they are told."""

KEYS: Final = ("whole", "core", "plain", "trunk", "ordered")
"""The keys of a name by which it may equal another, the strictest first: attributes of :class:`Name`."""

_LONG: Final = 7
"""A word of so many letters may have two slips, a shorter one one."""

_MANY: Final = 60
"""A word that more names have finds none."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of the record with what tells it from others."""

    iri: str
    kind: str
    en: str
    fr: str
    weight: float
    names: tuple[tuple[str, Name, bool], ...]
    """Text, what it is taken apart, and whether it is a label."""
    identifiers: tuple[tuple[str, str], ...]
    countries: frozenset[str]

    def label(self, language: str) -> str:
        """The label in a language."""
        return self.fr if language == "fr" else self.en

    def values(self, scheme: str) -> list[str]:
        """The identifiers of one scheme."""
        return [value for one, value in self.identifiers if one == scheme]


@dataclass(slots=True)
class Known:
    """The things of one kind, of one release."""

    things: list[Thing]
    words_of_language: dict[str, bool]
    """Words of English and French near the names → whether they are ordinary."""
    _keys: dict[str, dict[str, list[tuple[Thing, bool]]]] = field(default_factory=dict)
    _identified: dict[tuple[str, str], list[Thing]] = field(default_factory=dict)
    _holding: dict[str, list[tuple[Thing, Name]]] = field(default_factory=dict)
    _vocabulary: list[str] = field(default_factory=list)
    _by_iri: dict[str, Thing] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path, kind: str) -> "Known":
        """The things of ``kind`` from the search index of a release."""
        database = sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)
        try:
            return cls(list(_things(database, kind)), _language(database))._indexed()
        finally:
            database.close()

    def equal(self, key: str, name: Name) -> list[tuple[Thing, bool]]:
        """The things with a name that has the same ``key``; whether it is a label."""
        return self._keys[key].get(getattr(name, key), [])

    def identified(self, scheme: str, value: str) -> list[Thing]:
        """The things with an identifier; a web address is met by its host, or by a host below that one."""
        if scheme != "website":
            return self._identified.get((scheme, value), [])
        host = value
        while "." in host:
            if found := self._identified.get((scheme, host)):
                return found
            host = host.partition(".")[2]
        return []

    def near(self, name: Name, *, misspelled: bool) -> Iterator[tuple[Thing, Name]]:
        """Things with a name that shares a word with ``name``, each with that name; no word that very many share.

        ``misspelled`` says that a word which no name has may be one that a name has.
        """
        found = dict[int, tuple[Thing, Name]]()
        for word in sorted(set(name.words), key=lambda one: len(self._holding.get(one, ()))):
            for own in self._like(word) if misspelled else (word,):
                holding = self._holding.get(own, ())
                if len(holding) <= _MANY:
                    found.update((id(named), (thing, named)) for thing, named in holding)
        yield from found.values()

    def thing(self, iri: str) -> Thing | None:
        """The thing of an IRI."""
        return self._by_iri.get(iri)

    def knows(self, word: str) -> bool:
        """Whether a word stands in any name."""
        return word in self._holding

    def _like(self, word: str) -> Iterable[str]:
        if word in self._holding:
            return (word,)
        if len(word) < 4 or word[0] == "@":
            return ()
        slips = 1 if len(word) < _LONG else 2
        close = process.extract(word, self._vocabulary, scorer=OSA.distance, score_cutoff=slips, limit=8)
        return [own for own, *_ in close]

    def _indexed(self) -> "Known":
        keys = {key: defaultdict[str, dict[int, tuple[Thing, bool]]](dict) for key in KEYS}
        identified, holding = defaultdict(list), defaultdict(list)
        for number, thing in enumerate(self.things):
            for one in thing.identifiers:
                identified[one].append(thing)
            for _, name, is_label in thing.names:
                for key in KEYS:
                    if key in ("whole", "core") or len(name.words) > 1 or is_telling(name.words):
                        held = keys[key][getattr(name, key)].get(number)
                        keys[key][getattr(name, key)][number] = (thing, is_label or bool(held and held[1]))
                for word in set(name.words):
                    holding[word].append((thing, name))
        self._keys = {key: {value: [*several.values()] for value, several in by.items()} for key, by in keys.items()}
        self._identified, self._holding, self._vocabulary = dict(identified), dict(holding), [*holding]
        self._by_iri = {thing.iri: thing for thing in self.things}
        return self


def kinds(path: Path) -> list[str]:
    """The kinds of things that the search index of a release has."""
    database = sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)
    try:
        return [kind for (kind,) in database.execute("SELECT DISTINCT kind FROM thing ORDER BY kind")]
    finally:
        database.close()


def _language(database: sqlite3.Connection) -> dict[str, bool]:
    return {word: bool(ordinary) for word, ordinary in database.execute("SELECT word, ordinary FROM language")}


def _things(database: sqlite3.Connection, kind: str) -> Iterator[Thing]:
    names, identifiers, countries = defaultdict(list), defaultdict(list), defaultdict(set)
    of_kind = "JOIN thing ON thing.id = thing WHERE thing.kind = ?"
    for thing, text, distance in database.execute(
        f"SELECT thing, text, distance FROM name {of_kind} AND distance < 2 ORDER BY name.id",  # noqa: S608 - constants
        [kind],
    ):
        names[thing].append((text, distance == 0))
    for thing, scheme, value in database.execute(
        f"SELECT thing, scheme, value FROM identifier {of_kind}",  # noqa: S608
        [kind],
    ):
        identifiers[thing].append((scheme, value))
    for thing, country in database.execute(f"SELECT thing, country FROM located {of_kind}", [kind]):  # noqa: S608
        countries[thing].add(country)
    for number, iri, en, fr, weight in database.execute(
        "SELECT id, iri, en, fr, weight FROM thing WHERE kind = ? ORDER BY id", [kind]
    ):
        tickers = {value.rpartition(":")[2] for scheme, value in identifiers[number] if scheme == "ticker"}
        yield Thing(
            iri=iri,
            kind=kind,
            en=en,
            fr=fr,
            weight=weight,
            names=tuple(
                (text, spelled(text), is_label) for text, is_label in names[number] if is_label or text not in tickers
            ),
            identifiers=tuple(identifiers[number]),
            countries=frozenset(countries[number]),
        )
