"""What a release says: the graphs read from Turtle and derived from it, and the fingerprint that names them."""

import hashlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from dorsale.derive import apply_rules, label_small_nodes, read_rules
from dorsale.namespaces import GRAPH
from dorsale.release.dumps import canonical_quads, sorted_triples
from dorsale.release.links import read_links

__all__ = ["Graphs", "fingerprint", "graph", "read_graphs", "read_shapes", "read_turtle"]

Graphs = dict[str, list[ox.Quad]]


def read_graphs(root: Path) -> Graphs:
    """The graphs of the dumps by short name: ``data``, ``ontology``, ``inferred`` and ``links``, canonical and sorted.

    Raises :class:`dorsale.derive.RuleError` when a rule cannot be run, ``SyntaxError`` for what is not Turtle and
    :class:`dorsale.tables.TableError` for what is no mapping set.
    """
    ontology = root / "ontology"
    modules = [ontology / "dorsale.ttl", *ontology.glob("modules/*.ttl"), *ontology.glob("vocabulary/*.ttl")]
    said = {"data": read_turtle((root / "data").rglob("*.ttl")), "ontology": read_turtle(modules)}
    store = ox.Store()
    for triples in said.values():
        store.extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    inferred = apply_rules(store, read_rules(ontology / "rules")) + label_small_nodes(store)
    links = read_links(root, said["data"])
    return {name: graph(name, triples) for name, triples in {**said, "inferred": inferred, "links": links}.items()}


def read_shapes(root: Path) -> list[ox.Triple]:
    """The SHACL shapes of all modules as one graph, in N-Triples order."""
    return sorted_triples(graph("shapes", read_turtle((root / "ontology" / "shapes").glob("*.ttl"))))


def read_turtle(paths: Iterable[Path]) -> list[ox.Triple]:
    """The triples of several Turtle files."""
    return [
        ox.Triple(quad.subject, quad.predicate, quad.object)
        for path in sorted(paths)
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    ]


def graph(name: str, triples: Iterable[ox.Triple]) -> list[ox.Quad]:
    """The triples as the named graph ``/graph/NAME``, canonical and sorted."""
    iri = ox.NamedNode(GRAPH + name)
    return canonical_quads(ox.Quad(triple.subject, triple.predicate, triple.object, iri) for triple in triples)


def fingerprint(graphs: Graphs, *more: bytes) -> str:
    """Twelve digits that change with the content, with the code that writes it and with the libraries used."""
    digest = hashlib.sha256(f"pyoxigraph {ox.__version__}, sqlite {sqlite3.sqlite_version}".encode())
    package = Path(__file__).parents[1]
    for path in sorted([*package.glob("derive/*.py"), *package.glob("release/*.py")]):
        digest.update(path.read_bytes())
    for part in more:
        digest.update(part)
    for quads in graphs.values():
        for quad in quads:
            digest.update(f"{quad}\n".encode())
    return digest.hexdigest()[:12]
