"""What a graph says of each thing: its statements with the nodes without a name that hang on it.

A node without a name belongs to the thing that leads to it. What hangs on nothing (axioms over several classes) is the
description of one thing more, ``GRAPH#nameless``. Labels are made anew within each description (RDF Dataset
Canonicalization 1.0), so a description that says the same has the same bytes in every release.
"""

import hashlib
import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pyoxigraph as ox

from dorsale.release.dumps import canonical_quads
from dorsale.release.folder import ReleaseError
from dorsale.release.patch import Section, groups

__all__ = ["NAMELESS", "Description", "descriptions"]

NAMELESS: Final = "#nameless"
"""What follows the name of a graph in the name of what no thing leads to."""

_BLANK: Final = b"_:"


class Description(NamedTuple):
    """A thing by its IRI, the lines of N-Quads that describe it, in their order, and bytes that change with them.

    A thing that is gone has neither.
    """

    thing: str
    lines: list[bytes]
    digest: bytes | None


def descriptions(path: Path, graph: str, section: Section) -> Iterator[Description]:
    """The descriptions in one graph of a release's N-Quads, in the order of the file.

    Raises :class:`ReleaseError` where two things lead to the same node without a name, so that neither owns it.
    """
    inner = _inner(path, graph, section)
    owned = set[bytes]()
    for subject, lines in groups(path, graph, section):
        if subject.startswith(_BLANK):
            continue
        reached, own = _reached(lines, inner) if inner is not None else (set[bytes](), lines)
        if not owned.isdisjoint(reached):
            raise ReleaseError(f"{path}: two things lead to the same blank node of {graph}, one is {subject.decode()}")
        owned |= reached
        yield _description(subject[1:-2].decode(), _canonical(own) if reached else own)
    left = [line for label, lines in sorted((inner or {}).items()) if label not in owned for line in lines]
    if left:
        yield _description(graph + NAMELESS, _canonical(left))


def _description(thing: str, lines: list[bytes]) -> Description:
    return Description(thing, lines, hashlib.blake2b(b"".join(lines), digest_size=16).digest())


def _inner(path: Path, graph: str, section: Section) -> dict[bytes, list[bytes]] | None:
    """The lines about each node without a name; ``None`` for a graph without such nodes, which is seen at once."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        first = whole[section.start : section.start + len(_BLANK)] == _BLANK
        if not first and all(whole.find(before + _BLANK, section.start, section.end) < 0 for before in (b"\n", b"> ")):
            return None
    return {subject[:-1]: lines for subject, lines in groups(path, graph, section) if subject.startswith(_BLANK)}


def _reached(lines: list[bytes], inner: dict[bytes, list[bytes]]) -> tuple[set[bytes], list[bytes]]:
    """The blank nodes to which the lines lead, at last, and the lines with those about these nodes."""
    reached, own, waiting = set[bytes](), list(lines), list(lines)
    while waiting:
        line = waiting.pop()
        if _BLANK not in line:
            continue
        value = line.split(b" ", 2)[2]
        label = value[: value.index(b" ")]
        if value.startswith(_BLANK) and label not in reached:
            reached.add(label)
            own += inner.get(label, [])
            waiting += inner.get(label, [])
    return reached, own


def _canonical(lines: list[bytes]) -> list[bytes]:
    quads = ox.parse(b"".join(lines), format=ox.RdfFormat.N_QUADS)
    return [f"{quad} .\n".encode() for quad in canonical_quads(quads)]
