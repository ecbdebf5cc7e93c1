"""The tables in words: the list of tables and columns that the documentation holds."""

from collections.abc import Iterable

from dorsale.release.tabular import Column, Table

__all__ = ["tables_markdown"]


def tables_markdown(tables: Iterable[Table]) -> str:
    """Each table with its columns, their types and what they mean, in Markdown."""
    return "\n".join(line for table in tables for line in _lines(table))


def _lines(table: Table) -> list[str]:
    rows = [f"| `{column.name}` | {_type(column)} | {column.meaning['en']} |" for column in table.columns]
    key = ", ".join(f"`{name}`" for name in table.key)
    return [
        f"### `{table.name}`: {table.title['en']}",
        "",
        f"{table.meaning['en']} A row is named by {key}.",
        "",
        "| column | type | meaning |",
        "| --- | --- | --- |",
        *rows,
        "",
    ]


def _type(column: Column) -> str:
    name = f"list of {column.kind}" if column.many else column.kind
    where = f", of `{column.of}`" if column.of else ""
    return f"{name}{where}{', never empty' if column.required else ''}"
