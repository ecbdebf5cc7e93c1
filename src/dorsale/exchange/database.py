"""The tables of a release for DuckDB: what reads a CSV file with its types, and a database in memory."""

from typing import TYPE_CHECKING, Final

from dorsale.exchange.libraries import library
from dorsale.exchange.tables import Field, Table, Tables

if TYPE_CHECKING:
    import duckdb

__all__ = ["database", "select", "text"]

_TYPES: Final = {"integer": "BIGINT", "decimal": "DOUBLE", "boolean": "BOOLEAN", "day": "DATE"}
_LONGEST_LINE: Final = 10_000_000


def database(tables: Tables) -> "duckdb.DuckDBPyConnection":
    """A connection to a database in memory with the tables, each with comments that say what it and its columns mean.

    Raises :class:`dorsale.exchange.MissingLibraryError` without DuckDB.
    """
    connection: duckdb.DuckDBPyConnection = library("duckdb").connect()
    for table in tables.tables:
        connection.execute(f'CREATE TABLE "{table.name}" AS {select(table)}')
        connection.execute(f'COMMENT ON TABLE "{table.name}" IS {text(table.meaning["en"])}')
        for field in table.fields:
            connection.execute(f'COMMENT ON COLUMN "{table.name}"."{field.name}" IS {text(field.meaning["en"])}')
    return connection


def select(table: Table) -> str:
    """The query for the rows of a table: lists are lists of texts, and dates as exact as their source are texts."""
    columns = ", ".join(f"\"{field.name}\": 'VARCHAR'" for field in table.fields)
    cells = ", ".join(f'{_cell(field)} AS "{field.name}"' for field in table.fields)
    options = (
        f"header = true, delim = ',', quote = '\"', escape = '\"', auto_detect = false, "
        f"max_line_size = {_LONGEST_LINE}, columns = {{{columns}}}"
    )
    return f"SELECT {cells} FROM read_csv({text(str(table.path))}, {options})"  # noqa: S608 - all of it is ours


def text(value: str) -> str:
    """A text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def _cell(field: Field) -> str:
    if field.many:
        return f"coalesce(string_split(\"{field.name}\", ' '), CAST([] AS VARCHAR[]))"
    return f'CAST("{field.name}" AS {_TYPES[field.kind]})' if field.kind in _TYPES else f'"{field.name}"'
