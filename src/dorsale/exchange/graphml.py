"""The property graph of a release for NetworkX and, through it, in GraphML."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx

from dorsale.exchange.network import relationships, things
from dorsale.exchange.tables import Cell, Tables

__all__ = ["network", "write_graphml"]


def network(tables: Tables) -> "nx.MultiDiGraph[str]":
    """The graph: its nodes are IRIs with ``kind``, ``label`` and their properties, edges have their ``type``."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name="Dorsale", version=tables.release.version)
    for table in tables.tables:
        for node in things(table):
            said = _told(node.properties)
            label = said.get("label_en", re.split(r"[/#]", node.iri)[-1])
            graph.add_node(node.iri, **{**said, "kind": node.labels[-1], "group": node.labels[0], "label": label})
    for one in relationships(tables):
        graph.add_edge(one.start, one.end, type=one.type, **_told(one.properties))
    return graph


def write_graphml(tables: Tables, folder: Path) -> None:
    """Write ``dorsale.graphml`` (GraphML 1.0); lists are texts with blanks between their members."""
    nx.write_graphml(network(tables), folder / "dorsale.graphml", encoding="utf-8", infer_numeric_types=True)


def _told(properties: dict[str, Cell]) -> dict[str, Any]:
    """The properties that have a value, in types that GraphML knows."""
    return {
        name: " ".join(value) if isinstance(value, list) else value.isoformat() if isinstance(value, date) else value
        for name, value in properties.items()
        if value not in (None, [])
    }
