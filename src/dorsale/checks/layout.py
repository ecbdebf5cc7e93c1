"""Is everything where it belongs? One thing a file, named after it; IRIs of things only; no blank nodes in data."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

import pyoxigraph as ox

from dorsale.checks.finding import Finding, display_path
from dorsale.checks.messages import finding
from dorsale.namespaces import BASE, DATASET, ID, KINDS, OWN, PREFIXES, SLUG, TERM
from dorsale.turtle import SourceFile, Tree, canonical

__all__ = ["check_layout", "check_turtle"]

_FIGURE: Final = TERM + "figure"
_PUBLISHER: Final = PREFIXES["dct"] + "publisher"
_NAME: Final = re.compile(re.escape(ID) + r"([^/]*)/(.*)", re.DOTALL)
_SLUG: Final = re.compile(SLUG)
_OF_THE_DATASET: Final = PurePosixPath("dataset.ttl")
_TABLES: Final = "imported"

_FOLDERS: Final = {
    "organization": "organizations",
    "person": "persons",
    "publisher": "sources",
    "programme": "programmes",
    "site": "sites",
    "cluster": "clusters",
    "hardware": "hardware",
    "model": "models",
    "platform": "platforms",
}
"""Kinds of which each thing has a file of its own, and the folder."""

_POINTED_AT: Final = {
    "listing": TERM + "listing",
    "commitment": TERM + "commitment",
    "event": TERM + "event",
    "participation": TERM + "participation",
    "figure": _FIGURE,
}
"""Kinds that are written in the file of the thing that points at them, and the predicate that does."""

_POINTS_AT: Final = {
    "stake": TERM + "heldIn",
    "availability": TERM + "offers",
    "source": _PUBLISHER,
    "claim": TERM + "claimedIn",
}
"""Kinds whose file is named by the thing at which they point, and the predicate that does."""


def check_turtle(tree: Tree) -> Iterator[Finding]:
    """Files that are not Turtle, and those that are not in canonical form."""
    for file in tree.files:
        if file.problem is not None:
            problem = file.problem
            yield finding("not-turtle", file.path, problem.line, column=problem.column, detail=problem.message)
            continue
        wanted = canonical(file.text, file.path)
        if wanted != file.text:
            yield finding("not-canonical", file.path, _first_difference(file.text, wanted))


def _first_difference(text: str, wanted: str) -> int:
    lines = text.split("\n")
    for number, (line, other) in enumerate(zip(lines, wanted.split("\n"), strict=False), 1):
        if line != other:
            return number
    return min(len(lines), wanted.count("\n") + 1)


def check_layout(tree: Tree) -> Iterator[Finding]:
    """Names and places of what ``data/`` describes; concepts that two files of the vocabulary describe."""
    return _Layout(tree).findings()


class _Layout:
    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._data = [file for file in tree.files if file.part == "data"]
        self._from: dict[tuple[str, str], list[str]] = {}  # predicate and object → subjects
        self._to: dict[tuple[str, str], list[str]] = {}  # subject and predicate → objects
        predicates = {*_POINTED_AT.values(), *_POINTS_AT.values()}
        for file in self._data:
            for triple in file.triples:
                predicate = triple.predicate.value
                if predicate in predicates and isinstance(triple.subject, ox.NamedNode):
                    subject, value = triple.subject.value, str(triple.object).strip("<>")
                    self._from.setdefault((predicate, value), []).append(subject)
                    self._to.setdefault((subject, predicate), []).append(value)

    def findings(self) -> Iterator[Finding]:
        for file in self._data:
            yield from (finding("blank-node", file.path, line) for line in file.blank_lines())
            for subject in sorted(file.subjects):
                yield from self._subject(file, subject)
        for subject, files in self._tree.described.items():
            first, *others = [file for file in files if file.part == "vocabulary"] or [files[0]]
            for file in others:
                yield _twice(file, subject, first)

    def _subject(self, file: SourceFile, subject: str) -> Iterator[Finding]:
        name = _NAME.fullmatch(subject)
        if name is None:
            if not (subject == DATASET or (subject.startswith(BASE) and self._within(file) == _OF_THE_DATASET)):
                yield finding("foreign-subject", file.path, file.line(subject), subject=subject)
            return
        kind, slug = name.groups()
        if kind not in KINDS.values():
            yield finding("unknown-kind", file.path, file.line(subject), subject=subject, kind=kind)
            return
        if not _SLUG.fullmatch(slug):
            yield finding("bad-slug", file.path, file.line(subject), subject=subject)
            return
        if slug.startswith(OWN):
            yield finding("private-slug", file.path, file.line(subject), subject=subject, prefix=OWN)
        if not self._only_measured(file, subject):
            yield from self._place(file, subject, self._places(subject, kind, slug))

    def _only_measured(self, file: SourceFile, subject: str) -> bool:
        """Whether a table adds figures to a thing that has its own file, and nothing else."""
        if self._within(file).parts[0] != _TABLES or len(self._tree.described[subject]) == 1:
            return False
        said = (triple.predicate.value for triple in file.triples if str(triple.subject) == f"<{subject}>")
        return all(predicate == _FIGURE for predicate in said)

    def _place(self, file: SourceFile, subject: str, places: list[PurePosixPath]) -> Iterator[Finding]:
        files = [
            other
            for other in self._tree.described[subject]
            if other.part == "data" and (other is file or not self._only_measured(other, subject))
        ]
        right = next((other for other in files if self._within(other) in places), files[0])
        if file is not right:
            yield _twice(file, subject, right)
        elif places and self._within(file) not in places and self._within(file).parts[0] != _TABLES:
            place = f"data/{places[0]}"
            yield finding("wrong-file", file.path, file.line(subject), subject=subject, wanted=place)

    def _places(self, subject: str, kind: str, slug: str) -> list[PurePosixPath]:
        """Where a thing may be described, below ``data/``; empty where nothing says."""
        if kind in _FOLDERS:
            return [PurePosixPath(_FOLDERS[kind], f"{slug}.ttl")]
        if kind == "deal":
            return [PurePosixPath("deals", slug[:4], f"{slug}.ttl")]
        if kind in _POINTED_AT:
            owners = self._from.get((_POINTED_AT[kind], subject), [])
            files = [f for owner in owners for f in self._tree.described.get(owner, ()) if f.part == "data"]
            return [self._within(f) for f in files]
        if kind in _POINTS_AT:
            owners = self._to.get((subject, _POINTS_AT[kind]), [])
            names = [match for match in map(_NAME.fullmatch, owners) if match]
            if kind == "claim":
                return [PurePosixPath("claims", f"{name[2]}.ttl") for name in names]
            return [PurePosixPath(_FOLDERS[name[1]], f"{name[2]}.ttl") for name in names if name[1] in _FOLDERS]
        return [_OF_THE_DATASET]

    def _within(self, file: SourceFile) -> PurePosixPath:
        data = self._tree.root / "data"
        return PurePosixPath(file.path.relative_to(data).as_posix() if file.path.is_relative_to(data) else file.path)


def _twice(file: SourceFile, subject: str, other: SourceFile) -> Finding:
    place = f"{display_path(other.path)}:{other.line(subject)}"
    return finding("two-files", file.path, file.line(subject), subject=subject, other=place)
