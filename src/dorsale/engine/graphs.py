"""The graphs that are asked, in memory or on disk: each under its name, and all of them merged as the default graph."""

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeAlias, cast

import pyoxigraph as ox

__all__ = ["Found", "Graphs", "Source", "TooMany"]

Found: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


class TooMany(Exception):  # noqa: N818 - it says what is the case
    """There is more than should be held in memory."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """What an engine loads: RDF files, the version by which answers name them, and how the default graph is made.

    With ``union`` the default graph holds everything; without it only what the files put there.
    """

    version: str
    files: tuple[Path, ...]
    union: bool = True


class Graphs:
    """An RDF dataset to ask.

    The library's own union of graphs would give a triple that stands in two of them twice, and counts would be wrong:
    so the merge is stored (docs/decisions/0004-default-graph.md).
    """

    def __init__(self, store: ox.Store, *, on_disk: bool = False) -> None:
        self._store = store
        self.on_disk = on_disk

    @classmethod
    def read(cls, files: Iterable[Path], *, union: bool = True, most: int | None = None) -> "Graphs":
        """The dataset of RDF files, in memory.

        Raises :class:`TooMany` above ``most`` triples, and what parsing raises.
        """
        store = ox.Store()
        store.bulk_extend(_quads(files, union=union, most=most))
        return cls(store)

    @classmethod
    def write(cls, files: Iterable[Path], folder: Path, *, union: bool = True) -> None:
        """Put the dataset of RDF files on disk, for :meth:`open`."""
        store = ox.Store(folder)
        store.bulk_extend(_quads(files, union=union, most=None))
        store.flush()

    @classmethod
    def open(cls, folder: Path) -> "Graphs":
        """The dataset that :meth:`write` has put into ``folder``; any number of processes may open it."""
        return cls(ox.Store.read_only(str(folder)), on_disk=True)

    def query(self, text: str, *, base: str, default_graphs: list[str] | None, named_graphs: list[str] | None) -> Found:
        """Run a query over the dataset that is named, else over the one of its FROM clauses, else over everything.

        Raises ``SyntaxError`` or ``ValueError`` for what is no query, ``RuntimeError`` or ``OSError`` where running
        it fails.
        """
        if default_graphs is None and named_graphs is None:
            return self._store.query(text, base_iri=base)
        return self._store.query(
            text,
            base_iri=base,
            default_graph=[ox.NamedNode(iri) for iri in default_graphs or ()],
            named_graphs=[ox.NamedNode(iri) for iri in named_graphs or ()],
        )


def _quads(files: Iterable[Path], *, union: bool, most: int | None) -> Iterator[ox.Quad]:
    read = 0
    for path in files:
        for quad in _parse(path):
            read += 1
            if most is not None and read > most:
                raise TooMany(f"more than {most} triples")
            yield quad
            if union and not isinstance(quad.graph_name, ox.DefaultGraph):
                yield ox.Quad(quad.subject, quad.predicate, quad.object)


def _parse(path: Path) -> Iterator[ox.Quad]:
    """The quads of a file, by its suffix; ``.gz`` after it is read through."""
    packed = path.suffix == ".gz"
    form = ox.RdfFormat.from_extension(Path(path.stem if packed else path.name).suffix.lstrip("."))
    if form is None:
        raise ValueError(f"{path}: no RDF syntax has this suffix")
    base = path.absolute().as_uri()
    if packed:
        with gzip.open(path) as file:
            yield from ox.parse(cast("IO[bytes]", file), form, base_iri=base, rename_blank_nodes=True)
    else:
        yield from ox.parse(path=path, format=form, base_iri=base, rename_blank_nodes=True)
