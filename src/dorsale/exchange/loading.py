"""A release in Python, in the form that the rest of a program works with."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, overload

import pyoxigraph as ox

from dorsale.exchange.database import database
from dorsale.exchange.graphml import network
from dorsale.exchange.libraries import library
from dorsale.exchange.tables import Tables
from dorsale.release import Release
from dorsale.settings import Settings

if TYPE_CHECKING:
    import duckdb
    import networkx as nx
    import pandas as pd
    import rdflib

__all__ = ["load"]

Form: TypeAlias = Literal["duckdb", "networkx", "pandas", "pyoxigraph", "rdflib"]
Where: TypeAlias = Release | Path | str | None


@overload
def load(what: Literal["rdflib"], release: Where = None) -> "rdflib.Dataset": ...
@overload
def load(what: Literal["pyoxigraph"], release: Where = None) -> ox.Store: ...
@overload
def load(what: Literal["pandas"], release: Where = None) -> "dict[str, pd.DataFrame]": ...
@overload
def load(what: Literal["duckdb"], release: Where = None) -> "duckdb.DuckDBPyConnection": ...
@overload
def load(what: Literal["networkx"], release: Where = None) -> "nx.MultiDiGraph[str]": ...


def load(what: Form = "rdflib", release: Where = None) -> Any:
    """A release of Dorsale, whole and in memory.

    ``what`` is one of

    - ``"rdflib"``: an :class:`rdflib.Dataset` with the named graphs, whose default graph is their union;
    - ``"pyoxigraph"``: a :class:`pyoxigraph.Store` with the named graphs; query it with ``use_default_graph_as_union``;
    - ``"pandas"``: a dictionary of data frames by the name of their table, with the dtypes of their columns;
    - ``"duckdb"``: a connection to a database in memory that holds the tables, with comments that say what they mean;
    - ``"networkx"``: a :class:`networkx.MultiDiGraph` of all things and what ties them.

    ``release`` is an opened release, the folder of one, or a folder of releases, of which the current one is taken;
    without it, the current one of the folder in the settings (``DORSALE_RELEASES``).

    Raises ``ValueError`` for another ``what``, :class:`dorsale.exchange.MissingLibraryError` where its library is not
    installed and :class:`dorsale.release.ReleaseError` where there is no whole release, or one without the tables.
    """
    if what not in _FORMS:
        raise ValueError(f"what is one of {', '.join(sorted(_FORMS))}, not {what!r}")
    return _FORMS[what](_open(release))


def _open(where: Where) -> Release:
    if isinstance(where, Release):
        return where
    folder = Settings().releases if where is None else Path(where)
    current = folder / "current"
    return Release.open(current if current.exists() else folder)


def _rdflib(release: Release) -> "rdflib.Dataset":
    import rdflib

    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(release.store, format="nquads")
    return dataset


def _pyoxigraph(release: Release) -> ox.Store:
    store = ox.Store()
    store.bulk_load(path=str(release.store), format=ox.RdfFormat.N_QUADS)
    return store


def _pandas(release: Release) -> "dict[str, pd.DataFrame]":
    pandas = library("pandas")
    dtypes = {"integer": "Int64", "decimal": "float64", "boolean": "boolean", "day": "datetime64[s]"}
    frames = {}
    for table in Tables.of(release).tables:
        rows = list(table.rows())
        frames[table.name] = pandas.DataFrame(
            {
                field.name: pandas.Series(
                    [row[field.name] for row in rows],
                    dtype=object if field.many else dtypes.get(field.kind, "string"),
                )
                for field in table.fields
            }
        )
    return frames


_FORMS: Final[Mapping[str, Callable[[Release], Any]]] = {
    "duckdb": lambda release: database(Tables.of(release)),
    "networkx": lambda release: network(Tables.of(release)),
    "pandas": _pandas,
    "pyoxigraph": _pyoxigraph,
    "rdflib": _rdflib,
}
