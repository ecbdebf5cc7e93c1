"""From one release to another as RDF Patch or SPARQL Update: what to take away and what to add, and nothing else.

Both files of N-Quads are sorted within each graph, so they are read side by side, one subject at a time; memory is that
of a subject, whatever the size of the releases. Blank nodes become IRIs (RDF 1.1 Concepts, 3.5), which an update can
name; they stand in the graph of the ontology alone.
"""

import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, TypeAlias

from dorsale.namespaces import BASE, DATASET, GRAPH
from dorsale.release.folder import Release, ReleaseError

__all__ = [
    "FORMS",
    "GENID",
    "MOST",
    "Change",
    "Group",
    "Kept",
    "Section",
    "changes",
    "groups",
    "patch",
    "patch_id",
    "sections",
    "sparql_update",
    "statement_in_sparql",
    "statements",
]

FORMS: Final = {"rdf-patch": "application/rdf-patch", "sparql-update": "application/sparql-update"}
"""The forms of a patch and their media types."""

GENID: Final = BASE + ".well-known/genid/"
"""What stands before the name of a graph and a label, in place of a blank node."""

MOST: Final = 1000
"""Statements in one operation of an update: more than twice as many are too many for some stores."""

Group: TypeAlias = tuple[bytes, list[bytes]]
"""A subject and the lines about it in one graph, in their order."""

Kept: TypeAlias = Callable[[list[str]], list[str]]
"""What a store keeps of the statements of a subject in a graph."""

_READ: Final = 1 << 20
_ESCAPE: Final = re.compile(r"\\(?:\\([uU])|.)")


class Section(NamedTuple):
    """Where the statements of a graph stand in a file of N-Quads: from the first byte to the one after the last."""

    start: int
    end: int


class Change(NamedTuple):
    """One statement to take away (``D``) or to add (``A``), in the graph named so."""

    way: str
    graph: str
    statement: str


def sections(path: Path) -> dict[str, Section]:
    """The graphs of a release's N-Quads by IRI, each with its place.

    Raises :class:`ReleaseError` where a graph does not stand in one piece.
    """
    found: dict[str, Section] = {}
    start = 0
    with path.open("rb") as lines:
        for name, members in groupby(lines, key=_graph_of):
            graph = name.decode()
            if graph in found:
                raise ReleaseError(f"{path}: the graph {graph} does not stand in one piece")
            end = start + sum(map(len, members))
            found[graph] = Section(start, end)
            start = end
    return found


def groups(path: Path, graph: str, section: Section | None) -> Iterator[Group]:
    """The statements of one graph by subject, in the order of the file; none where there is no section.

    Raises :class:`ReleaseError` where the file is not sorted.
    """
    if section is None:
        return
    before = b""
    with path.open("rb") as file:
        file.seek(section.start)
        for subject, members in groupby(_lines(file, section), key=_subject_of):
            if subject <= before:
                raise ReleaseError(f"{path}: {subject.decode()} of {graph} does not stand in its order")
            yield subject, list(members)
            before = subject


def statements(lines: list[bytes], graph: str) -> list[str]:
    """Lines of a graph as N-Triples without the full stop, with IRIs in place of blank nodes."""
    end = -len(graph.encode()) - 6
    return [_named(line[:end].decode(), graph) for line in lines]


def changes(old: Path | None, new: Path, *, kept: Kept = list) -> Iterator[Change]:
    """What to do to get from one file of N-Quads to the other; without ``old``, from nothing.

    ``kept`` tells what becomes of the statements where the changes are meant for. Graphs come in the order of their
    names, subjects in theirs, and what goes before what comes.
    """
    before = sections(old) if old else {}
    after = sections(new)
    for graph in sorted(before.keys() | after.keys()):
        ours = groups(new, graph, after.get(graph))
        theirs = groups(old, graph, before.get(graph)) if old else iter(())
        for gone, come in _paired(theirs, ours):
            if gone == come:
                continue
            before_it, after_it = (kept(statements(lines, graph)) for lines in (gone, come))
            yield from (Change("D", graph, one) for one in before_it if one not in after_it)
            yield from (Change("A", graph, one) for one in after_it if one not in before_it)


def patch(old: Release | None, new: Release, form: str) -> Iterator[str]:
    """The patch from one release to another, line by line; ``form`` is one of :data:`FORMS`.

    Raises :class:`ReleaseError` when a file is not as a build writes it.
    """
    found = changes(old.store if old else None, new.store)
    return _rdf_patch(found, old, new) if form == "rdf-patch" else _update(found, old, new)


def patch_id(version: str) -> str:
    """The IRI that names the state of a release in the headers of patches (``uuid:``, always the same)."""
    return f"uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{DATASET}/{version}')}"


def sparql_update(found: Iterable[Change], *, most: int = MOST) -> Iterator[str]:
    """Operations of SPARQL Update (``DELETE DATA``, ``INSERT DATA``) of at most so many statements each."""
    for (way, graph), members in groupby(found, key=lambda change: (change.way, change.graph)):
        batch: list[str] = []
        for change in members:
            batch.append(statement_in_sparql(change.statement))
            if len(batch) == most:
                yield _operation(way, graph, batch)
                batch = []
        if batch:
            yield _operation(way, graph, batch)


def statement_in_sparql(statement: str) -> str:
    """A statement of N-Triples as SPARQL reads it.

    SPARQL reads ``\\u`` and ``\\U`` before anything else (19.2), also after a backslash that is itself escaped.
    """
    return _ESCAPE.sub(_escaped, statement) if "\\\\" in statement else statement


def _operation(way: str, graph: str, statements: list[str]) -> str:
    body = " .\n".join(statements)
    return f"{'DELETE' if way == 'D' else 'INSERT'} DATA {{ GRAPH <{graph}> {{\n{body} .\n}} }} ;\n"


def _rdf_patch(found: Iterable[Change], old: Release | None, new: Release) -> Iterator[str]:
    yield f"H id <{patch_id(new.version)}> .\n"
    if old:
        yield f"H prev <{patch_id(old.version)}> .\n"
        yield f'H from "{old.version}" .\n'
    yield f'H to "{new.version}" .\n'
    yield "TX .\n"
    for way, graph, statement in found:
        yield f"{way} {statement} <{graph}> .\n"
    yield "TC .\n"


def _update(found: Iterable[Change], old: Release | None, new: Release) -> Iterator[str]:
    yield f"# from {old.version if old else 'nothing'} to {new.version}\n"
    yield from sparql_update(_gone_first(found))


def _gone_first(found: Iterable[Change]) -> Iterator[Change]:
    """In stretches of some thousand changes, those that take away before those that add, for longer operations.

    A statement is never both taken away and added, so that the order makes no difference to the end.
    """
    for _, stretch in groupby(enumerate(found), key=lambda numbered: numbered[0] // (4 * MOST)):
        members = [change for _, change in stretch]
        yield from sorted(members, key=lambda change: (change.graph, change.way == "A"))


def _paired(old: Iterator[Group], new: Iterator[Group]) -> Iterator[tuple[list[bytes], list[bytes]]]:
    """The lines about each subject in both, subjects in their order; the side that lacks one is empty."""
    one, other = next(old, None), next(new, None)
    while one or other:
        if one and (other is None or one[0] < other[0]):
            yield one[1], []
            one = next(old, None)
        elif other and (one is None or other[0] < one[0]):
            yield [], other[1]
            other = next(new, None)
        elif one and other:
            yield one[1], other[1]
            one, other = next(old, None), next(new, None)


def _lines(file: BinaryIO, section: Section) -> Iterator[bytes]:
    left = section.end - section.start
    while left > 0:
        lines = file.readlines(min(left, _READ))
        for line in lines:
            left -= len(line)
            if left < 0:
                return
            yield line


def _graph_of(line: bytes) -> bytes:
    """The graph of a line that ends with ``<GRAPH> .`` and a line feed."""
    if not line.endswith(b"> .\n"):
        raise ReleaseError(f"not a line of N-Quads with a named graph: {line.decode(errors='replace')[:200]}")
    return line[line.rindex(b"<") + 1 : -4]


def _subject_of(line: bytes) -> bytes:
    return line[: line.index(b" ") + 1]


def _named(statement: str, graph: str) -> str:
    """``statement`` with IRIs for its blank nodes, which stand first or last and never inside a string."""
    if "_:" not in statement:
        return statement
    subject, predicate, value = statement.split(" ", 2)
    return f"{_iri(subject, graph)} {predicate} {_iri(value, graph)}"


def _iri(term: str, graph: str) -> str:
    return f"<{GENID}{graph.removeprefix(GRAPH)}/{term[2:]}>" if term.startswith("_:") else term


def _escaped(found: re.Match[str]) -> str:
    return f"\\\\\\u{ord(found[1]):04X}" if found[1] else found[0]
