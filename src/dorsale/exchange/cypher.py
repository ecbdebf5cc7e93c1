"""A Cypher script that reads the CSV files made for Neo4j with ``LOAD CSV``, where ``neo4j-admin`` can't be run."""

from collections.abc import Iterable
from typing import Final

from dorsale.exchange.network import IRI, properties
from dorsale.exchange.tables import Field, Table

__all__ = ["ALL", "BETWEEN", "CypherScript", "header"]

ALL: Final = "Thing"
"""The label of every node."""
BETWEEN: Final = ";"
"""What stands between the members of a list."""

_TYPES: Final = {"integer": "long", "decimal": "double", "boolean": "boolean", "day": "date"}
_CONVERSIONS: Final = {"integer": "toInteger", "decimal": "toFloat", "boolean": "toBoolean", "day": "date"}
_BATCH: Final = 2000


def header(field: Field) -> str:
    """The head of a column, with its type in Neo4j's words."""
    return f"{field.name}:{_TYPES.get(field.kind, 'string')}{'[]' if field.many else ''}"


class CypherScript:
    """A script that grows by tables of nodes, then by types of relationships; it may be run again."""

    def __init__(self, version: str) -> None:
        self._parts = [
            f"// Dorsale {version} into a database of Neo4j 5.26 or newer, with the folders nodes and relationships\n"
            "// in its import folder: cypher-shell --file import.cypher\n\n"
            f"CREATE CONSTRAINT thing_iri IF NOT EXISTS FOR (thing:{ALL}) REQUIRE thing.iri IS UNIQUE;\n"
        ]

    def nodes(self, table: Table, second: Iterable[str]) -> None:
        """Add the nodes of a table, some of which have second labels, as the property of that name says."""
        label, *by = table.node
        sets = "".join(f",\n    {_assigned('node', field)}" for field in properties(table))
        self._parts.append(
            f"LOAD CSV WITH HEADERS FROM 'file:///nodes/{table.name}.csv' AS row\n"
            f"CALL (row) {{\n"
            f"  MERGE (node:{ALL} {{iri: row.`{IRI}:ID`}})\n"
            f"  SET node:{label}{sets}\n"
            f"}} IN TRANSACTIONS OF {_BATCH} ROWS;\n"
        )
        self._parts += [f"MATCH (node:{label} {{{by[0]}: '{name}'}}) SET node:{name};\n" for name in second]

    def relationships(self, kind: str, relation: Table | None) -> None:
        """Add the relationships of a type; those of a relation have properties, of which some are part of its key."""
        fields = properties(relation) if relation else []
        key = ", ".join(
            f"`{field.name}`: {_read(field)}" for field in fields if relation and field.name in relation.key
        )
        sets = ", ".join(_assigned("tie", field) for field in fields if relation and field.name not in relation.key)
        self._parts.append(
            f"LOAD CSV WITH HEADERS FROM 'file:///relationships/{kind}.csv' AS row\n"
            f"CALL (row) {{\n"
            f"  MATCH (start:{ALL} {{iri: row.`:START_ID`}})\n"
            f"  MATCH (end:{ALL} {{iri: row.`:END_ID`}})\n"
            f"  MERGE (start)-[tie:{kind}{f' {{{key}}}' if key else ''}]->(end)\n"
            f"{f'  SET {sets}' + chr(10) if sets else ''}"
            f"}} IN TRANSACTIONS OF {_BATCH} ROWS;\n"
        )

    def text(self) -> str:
        """The whole script."""
        return "\n".join(self._parts)


def _assigned(variable: str, field: Field) -> str:
    return f"{variable}.`{field.name}` = {_read(field)}"


def _read(field: Field) -> str:
    cell = f"row.`{header(field)}`"
    if field.many:
        return f"split({cell}, '{BETWEEN}')"
    return f"{_CONVERSIONS[field.kind]}({cell})" if field.kind in _CONVERSIONS else cell
