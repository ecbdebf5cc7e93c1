"""The property graph of a release for Neo4j: CSV files for ``neo4j-admin database import``, and a script in Cypher.

Headers are those of Neo4j's import (Operations Manual, "CSV header format"): ``iri:ID``, ``:LABEL``, ``:START_ID``,
``:TYPE``, ``:END_ID``, and ``name:type`` for properties; lists have ``;`` between their members. Every node has the
label ``Thing`` beside its own, so that one index finds both ends of a relationship.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Final

from dorsale.exchange.cypher import ALL, BETWEEN, CypherScript, header
from dorsale.exchange.network import IRI, Relationship, properties, relationships, things
from dorsale.exchange.tables import Cell, Table, Tables

__all__ = ["write_neo4j"]

_SHELL: Final = """\
#!/bin/sh
# Fills a new, empty database of Neo4j 5.26 or newer. Run it in this folder, with the name of the database.
exec neo4j-admin database import full --id-type=string \\
"""


def write_neo4j(tables: Tables, folder: Path) -> None:
    """Write ``nodes/TABLE.csv``, ``relationships/TYPE.csv``, ``import.sh`` and ``import.cypher``."""
    for name in ("nodes", "relationships"):
        (folder / name).mkdir()
    script = CypherScript(tables.release.version)
    shell = [_SHELL]
    for table in tables.tables:
        if table.node:
            second = _write_nodes(table, folder / "nodes" / f"{table.name}.csv")
            script.nodes(table, second)
            shell.append(f"  --nodes=nodes/{table.name}.csv \\\n")
    relations = {table.relation[1]: table for table in tables.tables if table.relation}
    grouped: defaultdict[str, list[Relationship]] = defaultdict(list)
    for one in relationships(tables):
        grouped[one.type].append(one)
    for kind, members in sorted(grouped.items()):
        relation = relations.get(kind)
        _write_relationships(members, relation, folder / "relationships" / f"{kind}.csv")
        script.relationships(kind, relation)
        shell.append(f"  --relationships=relationships/{kind}.csv \\\n")
    shell.append('  "${1:-neo4j}"\n')
    (folder / "import.cypher").write_text(script.text(), encoding="utf-8")
    (folder / "import.sh").write_text("".join(shell), encoding="utf-8")


def _write_nodes(table: Table, path: Path) -> list[str]:
    """Write the nodes of a table and return the second labels that they have, in order."""
    fields = properties(table)
    second = set[str]()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([f"{IRI}:ID", ":LABEL", *map(header, fields)])
        for node in things(table):
            second.update(node.labels[1:])
            labels = BETWEEN.join((*node.labels, ALL))
            writer.writerow([node.iri, labels, *(_written(node.properties[field.name]) for field in fields)])
    return sorted(second)


def _write_relationships(members: Iterable[Relationship], relation: Table | None, path: Path) -> None:
    fields = properties(relation) if relation else []
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([":START_ID", ":END_ID", ":TYPE", *map(header, fields)])
        for one in members:
            writer.writerow([one.start, one.end, one.type, *(_written(one.properties[field.name]) for field in fields)])


def _written(value: Cell) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case list():
            return BETWEEN.join(value)
        case date():
            return value.isoformat()
        case _:
            return str(value)
