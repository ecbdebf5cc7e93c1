"""The graph that derivation works on, the default graph of an in-memory store: asking it, and adding to it."""

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from dorsale.namespaces import PREFIXES

__all__ = ["add", "select"]


def select(store: ox.Store, query: str) -> Iterator[dict[str, str]]:
    """The rows of a SELECT query: by column, the IRI or lexical form of what is bound. Prefixes need no declaration."""
    solutions = store.query(query, prefixes=PREFIXES)
    assert isinstance(solutions, ox.QuerySolutions)  # noqa: S101 - only constants of this room are asked
    columns = [variable.value for variable in solutions.variables]
    for solution in solutions:
        bound = ((column, solution[column]) for column in columns)
        yield {
            column: term.value for column, term in bound if isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal)
        }


def add(store: ox.Store, triples: Iterable[ox.Triple]) -> None:
    """Put triples into the default graph."""
    store.extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
