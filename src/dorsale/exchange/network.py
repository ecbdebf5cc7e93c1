"""The tables of a release as a property graph: nodes with labels, relationships with a type, and properties of both.

Each row of a table of things is a node. A column that names other things is no property of it but a relationship of the
type that the property behind it is called (``dor:statedIn``: ``STATED_IN``), and points the same way as that property.
Tables of relations give relationships whose other columns are their properties.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from dorsale.exchange.tables import Cell, Field, Table, Tables

__all__ = ["IRI", "Node", "Relationship", "properties", "relationships", "things"]

IRI: Final = "iri"
"""The property that holds the IRI of a node."""

_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Node:
    """A thing."""

    iri: str
    labels: tuple[str, ...]
    properties: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Relationship:
    """What ties the thing ``start`` to the thing ``end``."""

    start: str
    type: str
    end: str
    properties: dict[str, Cell]


def things(table: Table) -> Iterator[Node]:
    """The nodes of a table; none where its rows are not things."""
    if not table.node:
        return
    label, *second = table.node
    names = [field.name for field in properties(table)]
    for row in table.rows():
        labels = (label, *(str(row[name]) for name in second))
        yield Node(str(row[table.key[0]]), labels, {name: row[name] for name in names})


def relationships(tables: Tables) -> Iterator[Relationship]:
    """All relationships, in the order of the tables."""
    for table in tables.tables:
        if table.relation:
            yield from _of_rows(table)
        elif table.node:
            yield from _of_columns(table)


def properties(table: Table) -> list[Field]:
    """The columns that are properties of the nodes, or of the relationships, of a table."""
    ends = {*table.relation} if table.relation else {table.key[0]}
    return [field for field in table.fields if not field.link and field.name not in ends]


def _of_rows(table: Table) -> Iterator[Relationship]:
    start, kind, end = table.relation
    names = [field.name for field in properties(table)]
    for row in table.rows():
        named = kind if kind.isupper() else _type(str(row[kind]))
        yield Relationship(str(row[start]), named, str(row[end]), {name: row[name] for name in names})


def _of_columns(table: Table) -> Iterator[Relationship]:
    links = [(field, _type(re.split(r"[/#]", field.link)[-1])) for field in table.fields if field.link]
    for row in table.rows():
        here = str(row[table.key[0]])
        for field, named in links:
            value = row[field.name]
            for there in value if isinstance(value, list) else [value] if value else []:
                start, end = (str(there), here) if field.reverse else (here, str(there))
                yield Relationship(start, named, end, {})


def _type(name: str) -> str:
    """The type of a relationship for the local name of a property: ``statedIn`` gives ``STATED_IN``."""
    return _HUMP.sub("_", name).upper()
