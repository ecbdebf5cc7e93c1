"""Search over labels and aliases in both languages: an SQLite file with a prefix index and a trigram index.

Accents and case are folded. Answers are ordered by how exact the match is, then by how much of the graph points at the
thing (a stored popularity), never by a rank that has to be computed over all matches.
"""

import sqlite3
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from dorsale.namespaces import ID, PREFIXES, TERM, VOCABULARY

__all__ = ["Hit", "Search", "fold", "write_index"]

_NAMES: Final = {
    PREFIXES["rdfs"] + "label": 0,
    PREFIXES["skos"] + "prefLabel": 0,
    PREFIXES["skos"] + "altLabel": 1,
    TERM + "legalName": 1,
    TERM + "ticker": 1,
    TERM + "lei": 2,
    TERM + "cik": 2,
}
"""Property → how far a name is from the label."""

_SMALL: Final = {"figure", "event", "commitment", "participation", "listing", "availability", "stake", "period"}
_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae"})
"""What NFKD leaves whole and many keyboards lack."""

_SCHEMA: Final = """
PRAGMA page_size = 4096;
CREATE TABLE thing (id INTEGER PRIMARY KEY, iri TEXT UNIQUE, kind TEXT, en TEXT, fr TEXT, popularity INTEGER);
CREATE TABLE name (id INTEGER PRIMARY KEY, thing INTEGER, distance INTEGER, text TEXT, folded TEXT);
CREATE INDEX name_thing ON name (thing);
CREATE VIRTUAL TABLE word USING fts5 (folded, content=name, content_rowid=id, tokenize='unicode61', prefix='1 2 3');
CREATE VIRTUAL TABLE part USING fts5 (folded, content=name, content_rowid=id, tokenize='trigram');
"""

_FINISH: Final = """
INSERT INTO word (word) VALUES ('rebuild');
INSERT INTO word (word) VALUES ('optimize');
INSERT INTO part (part) VALUES ('rebuild');
INSERT INTO part (part) VALUES ('optimize');
VACUUM;
"""

_FIND: Final = """
SELECT thing.iri, thing.kind, thing.en, thing.fr, name.text,
       MIN((name.folded <> :folded) * 10 + name.distance) AS far
FROM {index} JOIN name ON name.id = {index}.rowid JOIN thing ON thing.id = name.thing
WHERE {index} MATCH :match AND (:kind IS NULL OR thing.kind = :kind)
GROUP BY thing.id ORDER BY far >= 10, thing.popularity DESC, far, LENGTH(name.folded), thing.iri LIMIT :limit
"""


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One thing found: its label in the language asked for, and the name that matched."""

    iri: str
    kind: str
    label: str
    matched: str


class Search:
    """The search index of one release; may be used from several threads, one call at a time each."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True, check_same_thread=False)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def find(self, text: str, *, language: str = "en", limit: int = 20, kind: str | None = None) -> list[Hit]:
        """Things with a name in which every word of ``text`` begins a word, else in which every word stands anywhere.

        ``kind`` limits to one kind (``organization``, ``deal``, ``concept``, ``term`` …).
        """
        words = fold(text).split()
        if not words:
            return []
        values: dict[str, str | int | None] = {"folded": " ".join(words), "limit": limit, "kind": kind}
        hits = self._match("word", {**values, "match": " ".join(f'"{word}"*' for word in words)}, language)
        if len(hits) < limit and all(len(word) >= 3 for word in words):
            known = {hit.iri for hit in hits}
            inside = self._match("part", {**values, "match": " ".join(f'"{word}"' for word in words)}, language)
            hits += [hit for hit in inside if hit.iri not in known]
        return hits[:limit]

    def _match(self, index: str, values: dict[str, str | int | None], language: str) -> list[Hit]:
        return [
            Hit(iri=iri, kind=kind, label=french if language == "fr" else english, matched=matched)
            for iri, kind, english, french, matched, _ in self._database.execute(_FIND.format(index=index), values)
        ]


def fold(text: str) -> str:
    """``text`` without case, accents, ligatures and punctuation, its words separated by single blanks."""
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_LIGATURES)
    kept = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


def write_index(path: Path, quads: Iterable[ox.Quad]) -> None:
    """Write the search index of a dataset; the same quads give the same bytes (with one version of SQLite)."""
    names: defaultdict[str, set[tuple[int, str, str]]] = defaultdict(set)
    popularity: Counter[str] = Counter()
    listed_by: dict[str, str] = {}
    for quad in quads:
        subject, value = quad.subject, quad.object
        if not isinstance(subject, ox.NamedNode):
            continue
        if isinstance(value, ox.NamedNode):
            popularity[value.value] += 1
            if quad.predicate.value == TERM + "listing":
                listed_by[value.value] = subject.value
        elif isinstance(value, ox.Literal) and quad.predicate.value in _NAMES:
            names[subject.value].add((_NAMES[quad.predicate.value], value.language or "", value.value))
    for listing, owner in listed_by.items():
        names[owner] |= {(1, "", text) for _, language, text in names[listing] if not language}
    _write(path, sorted(_things(names, popularity)))


_Thing = tuple[str, str, str, str, int, list[tuple[int, str]]]


def _things(names: dict[str, set[tuple[int, str, str]]], popularity: Counter[str]) -> Iterator[_Thing]:
    for iri, texts in names.items():
        kind = _kind(iri)
        labels = {language: text for distance, language, text in sorted(texts, reverse=True) if distance == 0}
        if kind and labels:
            english = labels.get("en") or next(iter(labels.values()))
            distinct = sorted({(distance, text) for distance, _, text in texts})
            yield iri, kind, english, labels.get("fr", english), popularity[iri], distinct


def _kind(iri: str) -> str | None:
    if iri.startswith(ID):
        kind = iri.removeprefix(ID).partition("/")[0]
        return None if kind in _SMALL else kind
    if iri.startswith(VOCABULARY):
        return "concept"
    return "term" if iri.startswith(TERM) else None


def _write(path: Path, things: list[_Thing]) -> None:
    database = sqlite3.connect(path)
    try:
        database.executescript(_SCHEMA)
        for number, (iri, kind, english, french, popularity, names) in enumerate(things, 1):
            database.execute("INSERT INTO thing VALUES (?,?,?,?,?,?)", (number, iri, kind, english, french, popularity))
            database.executemany(
                "INSERT INTO name (thing, distance, text, folded) VALUES (?,?,?,?)",
                ((number, distance, text, fold(text)) for distance, text in names),
            )
        database.executescript(_FINISH)
    finally:
        database.close()
