"""Writing the search index: names, what a thing has to do with, how much it weighs, and the words that can be meant.

The weight of a thing is settled here, once a release: what kind of thing readers look for, how much of the graph points
at it, and for a deal how much money it moves. Rows stand in the order of their weight, so that whoever reads the first
rows of an answer has read the weightiest ones.
"""

import math
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from dorsale.namespaces import ID, PREFIXES, TERM, VOCABULARY
from dorsale.release.known import SCHEMA as KNOWN
from dorsale.release.known import write_known
from dorsale.release.search import SMALL_WORDS, fold

__all__ = ["SCHEMA", "write_index"]

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

_KINDS: Final = {
    "organization": (3.0, ""),
    "programme": (3.0, "programme program project projet"),
    "hardware": (2.0, "chip accelerator puce accélérateur"),
    "platform": (2.0, "platform cloud plateforme"),
    "deal": (1.5, "deal agreement contract accord contrat marché"),
    "site": (1.5, "site campus data center data centre centre de données datacenter"),
    "cluster": (1.2, "cluster supercomputer grappe supercalculateur"),
    "model": (1.2, "model modèle"),
    "person": (1.5, ""),
    "concept": (0.5, ""),
    "term": (0.0, ""),
    "publisher": (-0.5, ""),
    "claim": (-1.0, ""),
    "question": (-1.5, ""),
    "agent": (-1.5, ""),
    "concentration": (-2.0, ""),
    "circle": (-2.0, ""),
    "source": (-2.5, ""),
}
"""Kind → how much readers look for it, and what they call it. Any other kind of thing is no find of its own."""

_CALLED: Final = frozenset({"concept", "term", "publisher", "claim", "question", "agent", "source"})
"""Kinds that go by their names alone."""

_RELATED: Final = frozenset(
    TERM + name
    for name in (
        *("provider", "recipient", "participant", "operatedBy", "ownedBy", "usedBy", "designedBy", "developedBy"),
        *("affiliation", "function", "country", "partOf", "resource", "sitedAt", "venture", "target", "memberOfGroup"),
    )
)
"""From a thing to others whose names readers add to find it."""

_PARTS: Final = frozenset({TERM + "commitment", TERM + "participation"})
_DATES: Final = frozenset({TERM + "announced", TERM + "released"})
_LOCALITY: Final = TERM + "locality"
_AMOUNT: Final = TERM + "amountUSD"
_MOST_RELATED: Final = 60

SCHEMA: Final = f"""
PRAGMA page_size = 4096;
CREATE TABLE thing (id INTEGER PRIMARY KEY, iri TEXT UNIQUE, kind TEXT, en TEXT, fr TEXT, weight REAL);
CREATE TABLE name (id INTEGER PRIMARY KEY, thing INTEGER, distance INTEGER, text TEXT, folded TEXT, joined TEXT);
CREATE INDEX name_joined ON name (joined, thing);
CREATE TABLE context (id INTEGER PRIMARY KEY, folded TEXT);
CREATE TABLE spelling (word TEXT PRIMARY KEY, weight REAL) WITHOUT ROWID;
CREATE TABLE calling (word TEXT, kind TEXT);
CREATE VIRTUAL TABLE word USING fts5 (folded, content=name, content_rowid=id, tokenize='unicode61', prefix='1 2 3');
CREATE VIRTUAL TABLE part USING fts5 (folded, content=name, content_rowid=id, tokenize='trigram');
CREATE VIRTUAL TABLE about USING fts5 (folded, content=context, content_rowid=id, tokenize='unicode61', prefix='2 3');
{KNOWN}"""
"""The form of the index; a release whose index has another form is another release."""

_FINISH: Final = "".join(
    f"INSERT INTO {table} ({table}) VALUES ('{command}');"  # noqa: S608 - only constants of this module
    for table in ("word", "part", "about")
    for command in ("rebuild", "optimize")
)


@dataclass
class _Found:
    """What the quads say that the index is about."""

    names: defaultdict[str, set[tuple[int, str, str]]] = field(default_factory=lambda: defaultdict(set))
    links: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    parts: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    extra: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    dollars: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    pointed_at: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, order=True)
class _Entry:
    """One thing as it is written; the weightiest comes first."""

    less: float
    iri: str
    kind: str
    en: str
    fr: str
    names: tuple[tuple[int, str], ...]
    context: str


def write_index(path: Path, quads: Iterable[ox.Quad]) -> None:
    """Write the search index of a dataset; the same quads give the same bytes (with one version of SQLite)."""
    every = list(quads)
    _write(path, sorted(_entries(_read(every))), every)


def _read(quads: Iterable[ox.Quad]) -> _Found:
    found = _Found()
    listed_by: dict[str, str] = {}
    for quad in quads:
        subject, predicate, value = quad.subject, quad.predicate.value, quad.object
        if not isinstance(subject, ox.NamedNode):
            continue
        if isinstance(value, ox.NamedNode):
            found.pointed_at[value.value] += 1
            if predicate in _RELATED:
                found.links[subject.value].add(value.value)
            elif predicate in _PARTS:
                found.parts[subject.value].add(value.value)
            elif predicate == TERM + "listing":
                listed_by[value.value] = subject.value
        elif isinstance(value, ox.Literal):
            if predicate in _NAMES:
                found.names[subject.value].add((_NAMES[predicate], value.language or "", value.value))
            elif predicate in _DATES:
                found.extra[subject.value].add(value.value[:4])
            elif predicate == _LOCALITY:
                found.extra[subject.value].add(value.value)
            elif predicate == _AMOUNT:
                found.dollars[subject.value] = max(found.dollars[subject.value], float(value.value))
    for listing, owner in listed_by.items():
        found.names[owner] |= {(1, "", text) for _, language, text in found.names[listing] if not language}
    return found


def _entries(found: _Found) -> Iterator[_Entry]:
    for iri, texts in tuple(found.names.items()):  # asking for the name of a thing without one adds it
        kind = _kind(iri)
        labels = {language: text for distance, language, text in sorted(texts, reverse=True) if distance == 0}
        if kind in _KINDS and labels:
            english = labels.get("en") or next(iter(labels.values()))
            yield _Entry(
                less=-_weight(found, iri, kind),
                iri=iri,
                kind=kind,
                en=english,
                fr=labels.get("fr", english),
                names=tuple(sorted({(distance, text) for distance, _, text in texts})),
                context="" if kind in _CALLED else " ".join(sorted(_context(found, iri, kind))),
            )


def _weight(found: _Found, iri: str, kind: str) -> float:
    popular = math.log10(1 + found.pointed_at[iri])
    billions = max((found.dollars[part] for part in found.parts[iri]), default=0.0) / 1e9
    settled = _KINDS[kind][0] + (min(popular, 1.0) if kind in _CALLED else popular) + 0.5 * math.log10(1 + billions)
    return round(settled, 3)


def _context(found: _Found, iri: str, kind: str) -> set[str]:
    """The words of a thing's names, of its kind, dates, place and amounts, and of the names of what it deals with."""
    texts = [_KINDS[kind][1], *(text for _, _, text in found.names[iri]), *found.extra[iri]]
    around = set(found.links[iri])
    for part in found.parts[iri]:
        around |= found.links[part] | {party for other in found.parts[part] for party in found.links[other]}
        if dollars := found.dollars[part]:
            texts.append(f"{dollars / 1e9:.0f} billion milliards" if dollars >= 1e9 else f"{dollars / 1e6:.0f} million")
    for other in sorted(around)[:_MOST_RELATED]:
        for near in {other, *(found.links[other] if other.startswith(PREFIXES["org"]) else ())}:
            if near.startswith(VOCABULARY) and near != other:
                continue  # what a party does and where it sits says little of the deal
            texts += [text for distance, _, text in found.names[near] if distance < 2]
    return {word for text in texts for word in fold(text).split()}


def _kind(iri: str) -> str:
    if iri.startswith(ID):
        return iri.removeprefix(ID).partition("/")[0]
    if iri.startswith(VOCABULARY):
        return "concept"
    return "term" if iri.startswith(TERM) else ""


def _callings() -> Iterator[tuple[str, str]]:
    """The words by which readers ask for a kind, with the kind."""
    for kind, (_, called) in _KINDS.items():
        for word in set(fold(called).split()) - SMALL_WORDS:
            yield word, kind


def _write(path: Path, entries: list[_Entry], quads: list[ox.Quad]) -> None:
    spellings: dict[str, float] = {}
    database = sqlite3.connect(path)
    try:
        database.executescript(SCHEMA)
        for number, one in enumerate(entries, 1):
            database.execute(
                "INSERT INTO thing VALUES (?,?,?,?,?,?)", (number, one.iri, one.kind, one.en, one.fr, -one.less)
            )
            database.execute("INSERT INTO context VALUES (?,?)", (number, one.context))
            for distance, text in one.names:
                folded = fold(text)
                joined = folded.replace(" ", "")
                database.execute(
                    "INSERT INTO name (thing, distance, text, folded, joined) VALUES (?,?,?,?,?)",
                    (number, distance, text, folded, joined),
                )
                if distance < 2 and one.kind != "source":
                    for word in {joined, *folded.split()}:
                        spellings[word] = max(spellings.get(word, -one.less), -one.less)
        database.executemany("INSERT INTO calling VALUES (?,?)", sorted(_callings()))
        database.executemany(
            "INSERT INTO spelling VALUES (?,?)",
            sorted((word, weight) for word, weight in spellings.items() if 4 <= len(word) <= 24 and word.isalpha()),
        )
        write_known(database, {one.iri: number for number, one in enumerate(entries, 1)}, quads)
        database.executescript(f"{_FINISH} VACUUM;")
    finally:
        database.close()
