"""The network for other programs: as JSON with nodes and edges, and as GraphML (http://graphml.graphdrawing.org)."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final
from xml.etree import ElementTree as ET

from dorsale.pages.dependence import Edge, Group
from dorsale.pages.pictures.network.telling import Telling

__all__ = ["as_json", "graph", "graphml"]

_NAMESPACE: Final = "http://graphml.graphdrawing.org/xmlns"
_NODE: Final = {"label": "string", "kind": "string", "ties": "int", "x": "double", "y": "double"}
_EDGE: Final = {
    "resource": "string",
    "standing": "string",
    "since": "string",
    "usd": "double",
    "grounds": "string",
    "deals": "string",
    "sources": "string",
}


def graph(
    telling: Telling,
    edges: Sequence[Edge],
    ties: Mapping[Group, int],
    places: Mapping[Group, tuple[float, float]],
    *,
    about: Mapping[str, str],
) -> dict[str, Any]:
    """The network as nodes and edges, whose ``source`` relies on their ``target``.

    ``usd`` is the most that is stated; ``x`` and ``y`` are there for groups that the picture of all has room for.
    """
    groups = sorted({group for edge in edges for group in (edge.tag.dependent, edge.tag.support)})
    nodes: list[dict[str, Any]] = []
    for group in groups:
        shown = telling.who(group)
        node = {
            "id": shown.iri,
            "group": group,
            "label": shown.text,
            "kind": telling.network.kinds[group],
            "ties": ties.get(group, 0),
        }
        nodes.append(node | dict(zip("xy", places[group], strict=True)) if group in places else node)
    return {**about, "nodes": nodes, "edges": [_edge(telling, edge) for edge in edges]}


def graphml(told: Mapping[str, Any]) -> bytes:
    """What :func:`graph` gives as GraphML; lists are words with blanks between them."""
    root = ET.Element("graphml", {"xmlns": _NAMESPACE})
    for domain, keys in (("node", _NODE), ("edge", _EDGE)):
        for key, kind in keys.items():
            ET.SubElement(root, "key", {"id": f"{domain}-{key}", "for": domain, "attr.name": key, "attr.type": kind})
    inside = ET.SubElement(root, "graph", {"id": "dorsale", "edgedefault": "directed"})
    ET.SubElement(inside, "desc").text = f"{told['title']}. {told['source']}"
    for node in told["nodes"]:
        _data(ET.SubElement(inside, "node", {"id": node["id"]}), "node", _NODE, node)
    for edge in told["edges"]:
        ends = {"source": edge["source"], "target": edge["target"]}
        _data(ET.SubElement(inside, "edge", ends), "edge", _EDGE, edge)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def as_json(told: Mapping[str, Any]) -> bytes:
    """What :func:`graph` gives as JSON."""
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"


def _edge(telling: Telling, edge: Edge) -> dict[str, Any]:
    source, target = (telling.who(group).iri for group in (edge.tag.dependent, edge.tag.support))
    told: dict[str, Any] = {
        "source": source,
        "target": target,
        "resource": edge.tag.resource,
        "standing": edge.tag.standing,
    }
    if edge.since:
        told["since"] = edge.since
    if edge.upper:
        told["usd"] = int(edge.upper) if edge.upper == edge.upper.to_integral_value() else float(edge.upper)
    told["grounds"] = sorted({ground.iri for ground in edge.grounds})
    told["deals"] = sorted({ground.deal for ground in edge.grounds if ground.deal})
    told["sources"] = edge.sources
    return told


def _data(parent: ET.Element, domain: str, keys: Mapping[str, str], told: Mapping[str, Any]) -> None:
    for key in keys:
        if value := told.get(key):
            element = ET.SubElement(parent, "data", {"key": f"{domain}-{key}"})
            element.text = " ".join(value) if isinstance(value, list) else str(value)
