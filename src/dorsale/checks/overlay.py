"""Is an overlay right? Somebody's own Turtle, checked together with the record by the same shapes and queries.

An overlay lies outside the tree, in a folder of any layout: ``ontology/`` in it holds terms of its own,
``ontology/vocabulary/`` concepts and ``ontology/shapes/`` shapes, and whatever else is Turtle says something of things.
It may describe things of its own, and add to what the record says of others.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import Final

import pyoxigraph as ox

from dorsale.checks import shacl
from dorsale.checks.child import ask_shacl
from dorsale.checks.engines import QUICK, SH
from dorsale.checks.errors import CheckError
from dorsale.checks.finding import Failure, Finding, Report
from dorsale.checks.hygiene import check_hygiene
from dorsale.checks.identifiers import check_identifiers
from dorsale.checks.layout import check_turtle
from dorsale.checks.messages import finding
from dorsale.namespaces import BASE, ID, KINDS, OWN, PREFIXES, SLUG, TERM, VOCABULARY
from dorsale.turtle import SourceFile, Tree, read_tree

__all__ = ["check_overlay", "read_overlay", "targeting"]

_SLUG: Final = re.compile(SLUG)
_TYPE: Final = PREFIXES["rdf"] + "type"
_SUBCLASS: Final = PREFIXES["rdfs"] + "subClassOf"
_CLOSED: Final = f"<{SH}ClosedConstraintComponent>"
_TARGET_NODE: Final = ox.NamedNode(SH + "targetNode")
_LONGEST_PATH: Final = 2


def read_overlay(folder: Path) -> Tree:
    """All Turtle files of an overlay, whatever their folder. Broken files raise nothing: see :func:`read_tree`."""
    return read_tree(folder, parts=(".",))


def check_overlay(record: Tree, overlays: Sequence[Tree]) -> Report:
    """What is not right in overlays, each read by :func:`read_overlay`, together with the whole tree of the record.

    The record is taken to be right: hints about it are left out. That a file is not in canonical form is no finding.
    """
    started = perf_counter()
    own = [file for overlay in overlays for file in overlay.files]
    problems = [one for overlay in overlays for one in overlay.problems]
    findings: list[Finding] = []
    failures: list[Failure] = []
    times: dict[str, float] = {}
    if problems:
        broken = (file for file in own if file.problem)
        findings += (one for file in broken for one in check_turtle(Tree(record.root, [file])))
        times["all"] = perf_counter() - started
        return Report(findings=tuple(findings), files=len(own), times=times)
    root = record.root
    whole = Tree(root, [*own, *record.files], by_path=False)
    mine = {file.path for file in own}
    checks: dict[str, Callable[[], Iterator[Finding]]] = {
        "names": lambda: _check_names(own, record),
        "identifiers": lambda: check_identifiers(Tree(root, own)),
        "hygiene": lambda: check_hygiene(whole),
        "shacl": lambda: _check_shapes(whole, own),
    }
    for name, run in checks.items():
        begun = perf_counter()
        try:
            findings += (one for one in run() if one.path in mine or one.severity != "info")
        except CheckError as error:
            failures.append(Failure(name, {"en": str(error), "fr": str(error)}))
        times[name] = perf_counter() - begun
    times["all"] = perf_counter() - started
    by_order = {one.order: one for one in findings}
    return Report(
        findings=tuple(by_order[order] for order in sorted(by_order)),
        failures=tuple(failures),
        files=len(own),
        triples=sum(len(file.triples) for file in own),
        times=times,
    )


def _check_shapes(whole: Tree, own: Sequence[SourceFile]) -> Iterator[Finding]:
    """The results of the shapes; that a closed shape does not know a term which an overlay declares is none."""
    data, _ = shacl.graphs(whole)
    triples = [triple for file in own for triple in file.triples]
    shapes = targeting(whole.triples("shapes"), list(whole.triples("data", "vocabulary", "ontology")), triples)
    declared = {f"<{subject}>" for file in own if file.part != "data" for subject in file.subjects}
    found = ask_shacl(QUICK, data, ox.serialize(shapes, format=ox.RdfFormat.N_TRIPLES) or b"")
    kept = [one for one in found if one.component != _CLOSED or one.path not in declared]
    return shacl.as_findings(whole, {QUICK: kept})


def targeting(
    shapes: Iterable[ox.Triple], data: Sequence[ox.Triple], added: Iterable[ox.Triple]
) -> Iterator[ox.Triple]:
    """``shapes`` that look only at nodes for which the ``added`` triples, a part of ``data``, may make a difference.

    These are the nodes at either end of an added triple, and those from which two steps lead to its subject: a path in
    the shapes has no more (SHACL, 2.3.1). Instead of classes and properties, each shape names its nodes.
    """
    ends = {(triple.subject, triple.object) for triple in added}
    subjects: set[object] = {subject for subject, _ in ends}
    nodes = subjects | {value for _, value in ends if isinstance(value, ox.NamedNode)}
    near = subjects
    for _ in range(_LONGEST_PATH):
        near = {triple.subject for triple in data if triple.object in near}
        nodes |= near
    targets = _Targets(data, nodes)
    for triple in shapes:
        found = targets.of(triple.predicate.value, triple.object)
        if found is None:
            yield triple
        else:
            yield from (ox.Triple(triple.subject, _TARGET_NODE, node) for node in found)


class _Targets:
    """The nodes among some that target declarations find (SHACL, 2.1.3)."""

    def __init__(self, data: Sequence[ox.Triple], nodes: set[object]) -> None:
        self._of_class: defaultdict[object, set[ox.NamedNode]] = defaultdict(set)
        self._subjects_of: defaultdict[object, set[ox.NamedNode]] = defaultdict(set)
        self._objects_of: defaultdict[object, set[ox.NamedNode]] = defaultdict(set)
        self._below: defaultdict[object, set[object]] = defaultdict(set)
        for triple in data:
            subject, value = triple.subject, triple.object
            if triple.predicate.value == _SUBCLASS:
                self._below[value].add(subject)
            if isinstance(subject, ox.NamedNode) and subject in nodes:
                self._subjects_of[triple.predicate].add(subject)
                if triple.predicate.value == _TYPE:
                    self._of_class[value].add(subject)
            if isinstance(value, ox.NamedNode) and value in nodes:
                self._objects_of[triple.predicate].add(value)

    def of(self, declaration: str, value: object) -> set[ox.NamedNode] | None:
        """The nodes that a declaration finds; None where it is no target declaration, or names a node."""
        if declaration == SH + "targetSubjectsOf":
            return self._subjects_of[value]
        if declaration == SH + "targetObjectsOf":
            return self._objects_of[value]
        if declaration != SH + "targetClass":
            return None
        found, waiting, seen = set[ox.NamedNode](), [value], set[object]()
        while waiting:
            kind = waiting.pop()
            if kind not in seen:
                seen.add(kind)
                found |= self._of_class[kind]
                waiting += self._below[kind]
        return found


def _check_names(own: Sequence[SourceFile], record: Tree) -> Iterator[Finding]:
    """Nodes without a name, and names in our namespace that are neither the record's nor marked as one's own.

    What is of a class of ours has such a name, too: rules make names of names.
    """
    for file in own:
        if file.part == "data":
            yield from (finding("blank-node", file.path, line) for line in file.blank_lines())
        typed = {
            triple.subject.value
            for triple in file.triples
            if isinstance(triple.subject, ox.NamedNode)
            and triple.predicate.value == _TYPE
            and isinstance(triple.object, ox.NamedNode)
            and triple.object.value.startswith(TERM)
        }
        for subject in sorted(file.subjects):
            ours = subject.startswith(BASE) or subject in typed
            if ours and not _is_own(subject) and not _is_thing(subject, record):
                yield finding("not-private", file.path, file.line(subject), subject=subject, prefix=OWN)


def _is_own(iri: str) -> bool:
    """Whether an IRI of our namespace is marked as somebody's own: a thing of a known kind, or a concept."""
    space = ID if iri.startswith(ID) else VOCABULARY
    kind, _, name = iri.removeprefix(space).partition("/")
    known = kind in KINDS.values() if space == ID else iri.startswith(VOCABULARY)
    return known and name.startswith(OWN) and _SLUG.fullmatch(name) is not None


def _is_thing(iri: str, record: Tree) -> bool:
    return iri.startswith(ID) and any(file.part == "data" for file in record.described.get(iri, ()))
