"""Can older data follow? Each deprecated term that is replaced has queries that find its use and that mend it.

A migration is two files in ``ontology/migrations/``: ``NN-OLD-to-NEW.detect.rq``, a SELECT of ``?subject`` that finds
data in the old words, and ``NN-OLD-to-NEW.ru``, an update that leaves nothing for it to find. The head of both says, in
comments, ``old`` and ``new`` (prefixed names), ``since`` (the version that deprecated the old name), ``title-en`` and
``title-fr``. Migrations are run in the order of their names and stay when the old name is removed. Each one is tried on
a small sample of the old use.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from dorsale.checks.finding import Finding
from dorsale.checks.messages import finding
from dorsale.namespaces import PREFIXES, TERM, shorten
from dorsale.turtle import Location, Tree

__all__ = ["check_migrations"]

_NAME: Final = re.compile(r"(\d\d-[A-Za-z0-9.-]+-to-[A-Za-z0-9.-]+)\.(detect\.rq|ru)")
_SUFFIXES: Final = ("detect.rq", "ru")
_HEAD: Final = re.compile(r"^#\s*(old|new|since|title-en|title-fr):\s*(\S.*?)\s*$", re.MULTILINE)
_WANTED: Final = ("old", "new", "since", "title-en", "title-fr")
_VERSION: Final = re.compile(r"\d+\.\d+\.\d+")
_DEPRECATED: Final = PREFIXES["owl"] + "deprecated"
_REPLACED_BY: Final = PREFIXES["dct"] + "isReplacedBy"
_TRUE: Final = ox.Literal("true", datatype=ox.NamedNode(PREFIXES["xsd"] + "boolean"))
_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")
_PLACE: Final = re.compile(r"error at (\d+):\d+: ")
_README: Final = "README.md"
_SAMPLE: Final = "https://example.org/"


@dataclass(frozen=True, slots=True)
class _Query:
    """One of the two files of a migration; ``old`` and ``new`` are IRIs."""

    path: Path
    stem: str
    kind: str
    old: str
    new: str
    text: str


def check_migrations(tree: Tree) -> Iterator[Finding]:
    """What is wrong with the migrations, and the deprecated terms that lack one."""
    queries: dict[str, dict[str, _Query]] = {}
    for path in sorted((tree.root / "ontology" / "migrations").glob("*")):
        if path.name == _README:
            continue
        read = _read(path)
        if isinstance(read, Finding):
            yield read
        else:
            queries.setdefault(read.stem, {})[read.kind] = read
    steps: dict[str, set[str]] = {}
    for stem, pair in queries.items():
        first = next(iter(pair.values()))
        steps.setdefault(first.old, set()).add(first.new)
        yield from _alone(stem, pair)
        later = {one.old for other, files in queries.items() if other > stem for one in files.values()}
        yield from _against_the_ontology(tree, first, later)
        yield from _tried(pair)
    yield from _missing(tree, steps)


def _read(path: Path) -> _Query | Finding:
    name = _NAME.fullmatch(path.name)
    if name is None:
        return finding("migration-name", path, 1, wanted="NN-OLD-to-NEW.detect.rq, NN-OLD-to-NEW.ru")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return finding("migration-query", path, 1, detail="UTF-8")
    head = dict(_HEAD.findall(text))
    lacking = [f"# {key}:" for key in _WANTED if key not in head]
    if lacking:
        return finding("migration-head", path, 1, lacking=", ".join(lacking))
    names = [_expand(head["old"]), _expand(head["new"])]
    if None in names or not _VERSION.fullmatch(head["since"]):
        wrong = [f"# {key}: {head[key]}" for key in ("old", "new") if _expand(head[key]) is None]
        wrong += [f"# since: {head['since']}"] if not _VERSION.fullmatch(head["since"]) else []
        return finding("migration-head-wrong", path, 1, wrong=", ".join(wrong))
    local = [head[key].partition(":")[2] for key in ("old", "new")]
    wanted = f"{name[1][:2]}-{local[0]}-to-{local[1]}"
    if name[1] != wanted:
        return finding("migration-name", path, 1, wanted=f"{wanted}.{name[2]}")
    return _Query(path, wanted, name[2], str(names[0]), str(names[1]), text)


def _expand(prefixed: str) -> str | None:
    prefix, _, local = prefixed.partition(":")
    return PREFIXES[prefix] + local if prefix in PREFIXES and local else None


def _alone(stem: str, pair: dict[str, _Query]) -> Iterator[Finding]:
    first = next(iter(pair.values()))
    for kind in _SUFFIXES:
        if kind not in pair:
            yield finding("migration-alone", first.path, 1, other=f"{stem}.{kind}")


def _against_the_ontology(tree: Tree, query: _Query, later: set[str]) -> Iterator[Finding]:
    """``later`` are the old names of the migrations that are run after this one."""
    if _described(tree, query.old) and not _is_deprecated(tree, query.old):
        yield finding("migration-of-a-term-in-use", query.path, 1, subject=query.old)
    if query.new not in later and (not _described(tree, query.new) or _is_deprecated(tree, query.new)):
        yield finding("migration-to-nowhere", query.path, 1, subject=query.new)


def _described(tree: Tree, iri: str) -> bool:
    return any(file.part in ("ontology", "vocabulary") for file in tree.described.get(iri, ()))


def _is_deprecated(tree: Tree, iri: str) -> bool:
    said = (iri, _DEPRECATED, _TRUE)
    return any(
        (triple.subject.value, triple.predicate.value, triple.object) == said
        for file in tree.described.get(iri, ())
        for triple in file.triples
        if isinstance(triple.subject, ox.NamedNode)
    )


def _tried(pair: dict[str, _Query]) -> Iterator[Finding]:
    """Does the one find a sample of the old use, and does the other leave none, but the new name in its place?"""
    detect, update = (pair.get(kind) for kind in _SUFFIXES)
    store = ox.Store()
    store.extend(_sample(next(iter(pair.values())).old))
    if detect is not None:
        found = _ask(store, detect)
        if isinstance(found, Finding):
            yield found
            return
        if not found:
            yield finding("migration-misses-use", detect.path, 1, subject=detect.old)
    if update is not None:
        try:
            store.update(update.text)
        except SyntaxError as error:
            yield _broken(update, error)
            return
        names = {term for quad in store for term in (quad.subject, quad.predicate, quad.object)}
        rest = _ask(store, detect) if detect is not None else []
        if rest or ox.NamedNode(update.old) in names or ox.NamedNode(update.new) not in names:
            places = {"subject": update.old, "replacement": shorten(update.new)}
            yield finding("migration-leaves-use", update.path, 1, **places)


def _sample(iri: str) -> list[ox.Quad]:
    """The old name as data use it: a class as type, a property with a thing and with a literal, a concept as value."""
    old, one, other = ox.NamedNode(iri), ox.NamedNode(_SAMPLE + "one"), ox.NamedNode(_SAMPLE + "other")
    if not iri.startswith(TERM):
        return [ox.Quad(one, ox.NamedNode(_SAMPLE + "of"), old)]
    if iri.removeprefix(TERM)[:1].isupper():
        return [ox.Quad(one, _TYPE, old)]
    return [ox.Quad(one, old, other), ox.Quad(other, old, ox.Literal("1"))]


def _ask(store: ox.Store, query: _Query) -> list[ox.QuerySolution] | Finding:
    try:
        found = store.query(query.text)
    except SyntaxError as error:
        return _broken(query, error)
    if not isinstance(found, ox.QuerySolutions) or "subject" not in {name.value for name in found.variables}:
        return finding("migration-query", query.path, 1, detail="SELECT ?subject …")
    return list(found)


def _broken(query: _Query, error: SyntaxError) -> Finding:
    place = _PLACE.match(error.msg)
    return finding("migration-query", query.path, int(place[1]) if place else 1, detail=error.msg)


def _missing(tree: Tree, steps: dict[str, set[str]]) -> Iterator[Finding]:
    for triple in tree.triples("ontology", "vocabulary"):
        old, new = triple.subject, triple.object
        if (
            triple.predicate.value != _REPLACED_BY
            or not isinstance(old, ox.NamedNode)
            or not isinstance(new, ox.NamedNode)
        ):
            continue
        if _is_deprecated(tree, old.value) and new.value not in _reached(old.value, steps):
            place = tree.locate(old.value, _REPLACED_BY, new) or Location(tree.root, 1)
            yield finding("migration-missing", *place, subject=old.value, replacement=shorten(new.value))


def _reached(start: str, steps: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    ahead = [start]
    while ahead:
        ahead = [name for one in ahead for name in steps.get(one, ()) if name not in reached]
        reached.update(ahead)
    return reached
