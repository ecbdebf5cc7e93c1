"""What tells a thing from its namesakes, for the search index: identifiers, countries, words that only look like it.

Names alone decide little: there are many banks called Fidelity. An identifier decides; a country may speak against; and
a word of the English or French language is more likely that word than the misspelling of a name (``Equinox`` is no
``Equinix``), which is settled here once a release, from word lists that only the build has to load.
"""

import gzip
import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from typing import Final
from urllib.parse import urlsplit

import pyoxigraph as ox
from rapidfuzz import process
from rapidfuzz.distance import OSA

from dorsale.namespaces import PREFIXES, TERM, VOCABULARY

__all__ = ["SCHEMA", "host_of", "write_known"]

SCHEMA: Final = """
CREATE TABLE identifier (scheme TEXT, value TEXT, thing INTEGER);
CREATE TABLE located (thing INTEGER, country TEXT);
CREATE TABLE language (word TEXT PRIMARY KEY, ordinary INTEGER) WITHOUT ROWID;
"""
"""``ticker`` is written EXCHANGE:TICKER, ``website`` is a host without ``www``. ``language`` has words of English and
French that are words of names, or within two slips of one; ``ordinary`` ones are common beside the name."""

_PLAIN: Final = {TERM + "lei": "lei", TERM + "cik": "cik"}
_COUNTRY: Final = VOCABULARY + "country/"
_SHORTEST: Final = 4
_LONG: Final = 7
"""Words of so many letters may be two slips from another, shorter ones one."""
_COMMON: Final = {"en": 200, "fr": 0}
"""How often a word has to occur in the list of a language to be ordinary. The English list has known names in it, each
with a small number."""


def host_of(address: str) -> str:
    """The host of a web address, with or without its scheme, in small letters and without ``www``."""
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def write_known(database: sqlite3.Connection, numbers: Mapping[str, int], quads: Iterable[ox.Quad]) -> None:
    """Fill the tables of :data:`SCHEMA` for the things of an index, whose ``numbers`` are given by IRI."""
    identifiers, countries = _read(quads)
    database.executemany(
        "INSERT INTO identifier VALUES (?,?,?)",
        sorted((*one, numbers[iri]) for iri, several in identifiers.items() if iri in numbers for one in several),
    )
    database.executemany(
        "INSERT INTO located VALUES (?,?)",
        sorted((numbers[iri], code) for iri, codes in countries.items() if iri in numbers for code in codes),
    )
    names = database.execute(
        "SELECT DISTINCT folded FROM name JOIN thing ON thing.id = name.thing "
        "WHERE thing.kind = 'organization' AND distance < 2"
    )
    spelled = sorted({word for (folded,) in names for word in folded.split() if len(word) >= _SHORTEST})
    database.executemany("INSERT INTO language VALUES (?,?)", sorted(_mistakable(spelled)))


def _read(quads: Iterable[ox.Quad]) -> tuple[dict[str, set[tuple[str, str]]], dict[str, set[str]]]:
    identifiers: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    countries: defaultdict[str, set[str]] = defaultdict(set)
    listed: dict[str, dict[str, str]] = defaultdict(dict)
    owners: dict[str, str] = {}
    for quad in quads:
        subject, predicate, value = str(quad.subject).strip("<>"), quad.predicate.value, quad.object
        if not isinstance(value, ox.NamedNode | ox.Literal):
            continue
        if predicate in _PLAIN:
            identifiers[subject].add((_PLAIN[predicate], value.value))
        elif predicate == TERM + "wikidata":
            identifiers[subject].add(("wikidata", value.value.removeprefix(PREFIXES["wd"])))
        elif predicate == TERM + "website" and (host := host_of(value.value)):
            identifiers[subject].add(("website", host))
        elif predicate == TERM + "country":
            countries[subject].add(value.value.removeprefix(_COUNTRY))
        elif predicate == TERM + "listing":
            owners[value.value] = subject
        elif predicate in (TERM + "ticker", TERM + "exchange"):
            listed[subject][predicate] = value.value
    for listing, owner in owners.items():
        if ticker := listed[listing].get(TERM + "ticker"):
            exchange = listed[listing].get(TERM + "exchange", "")
            identifiers[owner].add(("ticker", f"{exchange}:{ticker}"))
    return identifiers, countries


def _mistakable(spelled: list[str]) -> Iterator[tuple[str, int]]:
    """The words of the two languages that are one of ``spelled`` or nearly so, each with whether it is ordinary."""
    languages = {language: _words(language) for language in _COMMON}
    near = defaultdict[tuple[str, int], list[str]](list)
    for word in {word for words in languages.values() for word in words}:
        near[word[0], len(word)].append(word)
    found = set[str]()
    for name in spelled:
        slips = 1 if len(name) < _LONG else 2
        for length in range(len(name) - slips, len(name) + slips + 1):
            among = near.get((name[0], length), ())
            close = process.extract(name, among, scorer=OSA.distance, score_cutoff=slips, limit=None)
            found.update(word for word, *_ in close)
    for word in found:
        yield word, int(any(words.get(word, -1) > _COMMON[language] for language, words in languages.items()))


def _words(language: str) -> dict[str, int]:
    """The word list of a language that pyspellchecker carries: word → how often it occurs."""
    file = resources.files("spellchecker") / "resources" / f"{language}.json.gz"
    listed: dict[str, int] = json.loads(gzip.decompress(file.read_bytes()))
    return {word: often for word, often in listed.items() if re.fullmatch("[a-z]+", word)}
