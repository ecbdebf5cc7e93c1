"""The answers of queries to a store in memory, as tests compare them."""

import pyoxigraph as ox

from dorsale.namespaces import PREFIXES, shorten

__all__ = ["answer", "select"]

Row = list[str | None]


def answer(store: ox.Store, query: str) -> tuple[list[str], list[Row]]:
    """The columns and rows of a SELECT query: names shortened, literals by their lexical form, ``None`` for nothing."""
    solutions = store.query(query, prefixes=PREFIXES)
    assert isinstance(solutions, ox.QuerySolutions)
    columns = [variable.value for variable in solutions.variables]
    return columns, [[_cell(solution[column]) for column in columns] for solution in solutions]


def select(store: ox.Store, columns: str, pattern: str) -> list[Row]:
    """The distinct rows of a graph pattern, sorted."""
    wanted = " ".join(f"?{name}" for name in columns.split())
    return answer(store, f"SELECT DISTINCT {wanted} {{ {pattern} }} ORDER BY {wanted}")[1]


def _cell(term: object) -> str | None:
    if isinstance(term, ox.NamedNode):
        return shorten(term.value)
    return term.value if isinstance(term, ox.Literal) else None
