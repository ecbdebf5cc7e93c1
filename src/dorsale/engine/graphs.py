"""The graphs of a release in memory, each under its name and all of them merged as the default graph."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox

__all__ = ["Found", "Graphs"]

Found: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


class Graphs:
    """An RDF dataset to ask.

    The default graph holds the merge of the named graphs. The library's own union would give a triple that stands in
    two graphs twice, and counts would be wrong.
    """

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self._store = ox.Store()
        named = list(quads)
        self._store.bulk_extend(named)
        self._store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in named)

    @classmethod
    def read(cls, path: Path) -> "Graphs":
        """The dataset of an N-Quads file."""
        return cls(ox.parse(path=path, format=ox.RdfFormat.N_QUADS))

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
