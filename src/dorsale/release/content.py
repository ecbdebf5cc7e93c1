"""What a release says: the graphs read from Turtle and derived from it, and the fingerprint that names them."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from dorsale.derive import analyse, apply_rules, label_small_nodes, read_rules
from dorsale.namespaces import DATASET, GRAPH, PREFIXES, TERM
from dorsale.release.dumps import canonical_quads, sorted_triples
from dorsale.release.identities import IdentitySet, identity_sets
from dorsale.release.links import read_links

__all__ = [
    "ContentError",
    "Graphs",
    "apart",
    "fingerprint",
    "graph",
    "identities",
    "modules_json",
    "read_graphs",
    "read_shapes",
    "read_turtle",
    "together",
]

Graphs = dict[str, list[ox.Quad]]


class ContentError(Exception):
    """The data lack what every release has to say."""


def read_graphs(root: Path) -> Graphs:
    """The graphs of the dumps by short name, each canonical and sorted.

    ``data`` and ``ontology`` are read, ``inferred`` follows by rules, ``analysis`` is computed from all three for the
    day on which the dataset was last modified, ``links`` leads elsewhere. Labels of small nodes stand with the nodes.

    Raises :class:`ContentError` without a date of the data, :class:`dorsale.derive.RuleError` when a rule cannot be
    run, ``SyntaxError`` for what is not Turtle and :class:`dorsale.tables.TableError` for what is no mapping set.
    """
    ontology = root / "ontology"
    modules = [ontology / "dorsale.ttl", *ontology.glob("modules/*.ttl"), *ontology.glob("vocabulary/*.ttl")]
    said = {"data": read_turtle((root / "data").rglob("*.ttl")), "ontology": read_turtle(modules)}
    day = _modified(said["data"])
    links = read_links(root, identity_sets(said["data"], day))
    store = ox.Store()
    for triples in said.values():
        store.extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    inferred = apply_rules(store, read_rules(ontology / "rules"))
    analysis = analyse(store, day)
    computed = {triple.subject for triple in analysis if triple.predicate.value == PREFIXES["rdf"] + "type"}
    for label in label_small_nodes(store):
        (analysis if label.subject in computed else inferred).append(label)
    whole = {**said, "inferred": inferred, "analysis": analysis, "links": links}
    return {name: graph(name, triples) for name, triples in whole.items()}


def identities(data: Iterable[ox.Quad]) -> list[IdentitySet]:
    """The identities that the graph ``data`` states. Raises :class:`ContentError` without a date of the data."""
    triples = [quad.triple for quad in data]
    return identity_sets(triples, _modified(triples))


def _modified(data: list[ox.Triple]) -> str:
    """The day on which the dataset says that it was last modified.

    Raises :class:`ContentError` when it does not say.
    """
    dataset, modified = ox.NamedNode(DATASET), ox.NamedNode(PREFIXES["dct"] + "modified")
    days = [
        t.object.value
        for t in data
        if t.subject == dataset and t.predicate == modified and isinstance(t.object, ox.Literal)
    ]
    if not days:
        raise ContentError(f"<{DATASET}> does not say when it was last modified (dct:modified, in data/dataset.ttl)")
    return days[0]


def read_shapes(root: Path) -> list[ox.Triple]:
    """The SHACL shapes of all modules as one graph, in N-Triples order."""
    return sorted_triples(graph("shapes", read_turtle((root / "ontology" / "shapes").glob("*.ttl"))))


def modules_json(root: Path) -> bytes:
    """Which classes each module of the ontology defines, by IRI: one graph holds them all, so that it cannot say."""
    told = dict[str, list[str]]()
    for path in sorted((root / "ontology" / "modules").glob("*.ttl")):
        found: dict[str, list[str]] = {"Ontology": [], "Class": []}
        for triple in read_turtle([path]):
            kind = triple.object.value.removeprefix(PREFIXES["owl"]) if isinstance(triple.object, ox.NamedNode) else ""
            typed = triple.predicate.value == PREFIXES["rdf"] + "type" and kind in found
            if typed and isinstance(triple.subject, ox.NamedNode):
                found[kind].append(triple.subject.value)
        for module in found["Ontology"]:
            told[module] = sorted({iri for iri in found["Class"] if iri.startswith(TERM)})
    return json.dumps(told, indent=1).encode()


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


def apart(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """The quads without those whose statement an earlier graph has made.

    So engines that only put graphs side by side count every statement once, as those do that merge them
    (docs/decisions/0018-gateway.md).
    """
    said: dict[ox.Triple, ox.Quad] = {}
    for quad in quads:
        said.setdefault(quad.triple, quad)
    return list(said.values())


def together(graphs: Graphs) -> ox.Store:
    """A store that holds all graphs in its default graph."""
    store = ox.Store()
    for quads in graphs.values():
        store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    return store


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
