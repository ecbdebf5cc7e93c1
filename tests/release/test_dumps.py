"""The dumps say in every syntax what the VoID catalogue states, to rdflib and to Oxigraph's own server."""

import gzip
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import pyoxigraph as ox
import pytest
from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.namespace import RDF, VOID

from dorsale.namespaces import DATASET, ID
from dorsale.release import Release, build
from dorsale.release.dumps import SYNTAXES

from .small import small_tree

_OXIGRAPH: Final = Path(sys.executable).with_name("oxigraph")
_COUNTS: Final = ("triples", "entities", "classes", "properties", "distinctSubjects", "distinctObjects")
_UNION: Final = "{ SELECT DISTINCT ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } } }"
"""Each triple once, in whichever graph it stands."""

_OF_RDFLIB: Final = [
    *(("small", syntax) for syntax in SYNTAXES),
    *(("release", one) for one in SYNTAXES if os.environ.get("DORSALE_TEST_LONG") or one.suffix == "ttl"),
]
"""RDFLib reads a small release in every syntax. The record takes it half a minute each: it reads the dump that people
open, or all of them with ``DORSALE_TEST_LONG=1``."""

Counts = dict[str, int]
Triples = set[tuple[Any, Any, Any]]


@pytest.fixture(scope="module")
def catalog(release: Release) -> Graph:
    return _catalog(release)


def _catalog(release: Release) -> Graph:
    return Graph().parse(release.file("catalog.ttl"), format="turtle")


@pytest.fixture(scope="module")
def small(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of the ontology and of a little of the data."""
    folder = tmp_path_factory.mktemp("small")
    return build(small_tree(root, folder / "tree", "platforms", "programmes"), folder / "releases", verify=False)


def stated(catalog: Graph, subject: str) -> Counts:
    """What VoID states of a dataset; partitions by the name of their class or property."""
    of = URIRef(subject)
    counts = {name: catalog.value(of, VOID[name]) for name in _COUNTS}
    for link, key, number in (
        (VOID.classPartition, VOID["class"], VOID.entities),
        (VOID.propertyPartition, VOID.property, VOID.triples),
    ):
        for part in catalog.objects(of, link):
            counts[f"{key} {catalog.value(part, key)}"] = catalog.value(part, number)
    return {name: int(number) for name, number in counts.items() if isinstance(number, Literal)}


def counted(triples: Triples) -> Counts:
    """The same, counted."""
    subjects = {s for s, _, _ in triples}
    classes: dict[str, set[Any]] = {}
    properties: Counts = {}
    for s, p, o in triples:
        properties[str(p)] = properties.get(str(p), 0) + 1
        if p == RDF.type:
            classes.setdefault(str(o), set()).add(s)
    return {
        "triples": len(triples),
        "entities": sum(str(subject).startswith(ID) for subject in subjects),
        "classes": len(classes),
        "properties": len(properties),
        "distinctSubjects": len(subjects),
        "distinctObjects": len({o for _, _, o in triples}),
        **{f"{VOID['class']} {name}": len(members) for name, members in classes.items()},
        **{f"{VOID.property} {name}": number for name, number in properties.items()},
    }


@pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")  # of rdflib's own calls
@pytest.mark.parametrize(("of", "syntax"), _OF_RDFLIB, ids=lambda one: getattr(one, "suffix", one))
def test_rdflib_reads_what_the_catalogue_states(of: str, syntax: Any, request: pytest.FixtureRequest) -> None:
    release: Release = request.getfixturevalue(of)
    catalog = _catalog(release)
    (dump,) = (dump for dump in release.dumps if dump.format == syntax.suffix)
    dataset = Dataset()
    (dataset if syntax.has_graphs else dataset.default_graph).parse(
        data=gzip.decompress(dump.path.read_bytes()),
        format={"jsonld": "json-ld", "rdf": "xml", "nq": "nquads"}.get(syntax.suffix, syntax.suffix),
    )
    graphs = {str(graph.identifier): set(graph) for graph in dataset.graphs() if len(graph)}
    union = {triple for triples in graphs.values() for triple in triples}
    assert counted(union) == stated(catalog, DATASET)
    if syntax.has_graphs:
        names = {str(name) for name in catalog.objects(URIRef(DATASET), VOID.subset)}
        assert graphs.keys() == {name for name in names if stated(catalog, name)["triples"]}
        for name, triples in graphs.items():
            wanted, found = stated(catalog, name), counted(triples)
            assert {key: found[key] for key in wanted} == wanted
    else:
        assert graphs.keys() == {str(DATASET_DEFAULT_GRAPH_ID)}


@contextmanager
def served(location: Path) -> Iterator[httpx.Client]:
    """Oxigraph's own server over a store on disk, for as long as the block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    command = [str(_OXIGRAPH), "serve-read-only", "--location", str(location), "--bind", address]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            with httpx.Client(base_url=f"http://{address}", timeout=30, trust_env=False) as client:
                for _ in range(200):
                    try:
                        client.get("/")
                        break
                    except httpx.ConnectError:
                        assert server.poll() is None
                        time.sleep(0.05)
                yield client
        finally:
            server.kill()


def ask(client: httpx.Client, query: str) -> list[list[str]]:
    answer = client.get("/query", params={"query": query}, headers={"Accept": "application/sparql-results+json"})
    answer.raise_for_status()
    names = answer.json()["head"]["vars"]
    return [[row[name]["value"] for name in names] for row in answer.json()["results"]["bindings"]]


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda syntax: syntax.suffix)
def test_oxigraph_serves_what_the_catalogue_states(
    syntax: Any, release: Release, catalog: Graph, tmp_path: Path
) -> None:
    (dump,) = (dump for dump in release.dumps if dump.format == syntax.suffix)
    store = tmp_path / "store"
    subprocess.run(
        [str(_OXIGRAPH), "load", "--location", str(store), "--file", str(dump.path)],
        check=True,
        capture_output=True,
        timeout=60,
    )
    with served(store) as client:
        ((triples, subjects, objects, properties),) = ask(
            client,
            "SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?ss) (COUNT(DISTINCT ?o) AS ?os)"
            f" (COUNT(DISTINCT ?p) AS ?ps) {_UNION}",
        )
        by_class = ask(
            client, f"SELECT ?o (COUNT(DISTINCT ?s) AS ?n) {{ {_UNION} FILTER (?p = <{RDF.type}>) }} GROUP BY ?o"
        )
        ((entities,),) = ask(
            client, f'SELECT (COUNT(DISTINCT ?s) AS ?n) {{ {_UNION} FILTER (STRSTARTS(STR(?s), "{ID}")) }}'
        )
        by_property = ask(client, f"SELECT ?p (COUNT(*) AS ?n) {_UNION} GROUP BY ?p")
        by_graph = ask(client, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    found = {
        "triples": int(triples),
        "entities": int(entities),
        "distinctSubjects": int(subjects),
        "distinctObjects": int(objects),
        "properties": int(properties),
        "classes": len(by_class),
        **{f"{VOID['class']} {name}": int(number) for name, number in by_class},
        **{f"{VOID.property} {name}": int(number) for name, number in by_property},
    }
    assert found == stated(catalog, DATASET)
    subsets = {
        str(name): stated(catalog, str(name))["triples"] for name in catalog.objects(URIRef(DATASET), VOID.subset)
    }
    assert {name: int(number) for name, number in by_graph} == (subsets if syntax.has_graphs else {})


def test_the_checksums_are_those_of_the_files(release: Release) -> None:
    folder = release.path / "dumps"
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder, check=True, capture_output=True)
    listed = (folder / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    assert len(listed) == len(SYNTAXES) + 2 == len(release.downloads) == len(list(folder.iterdir())) - 1


def read(release: Release, syntax: Any) -> tuple[set[ox.Triple], set[ox.Triple]]:
    """The triples of a dump without blank nodes, and those with them under their canonical names (RDFC-1.0)."""
    (dump,) = (dump for dump in release.dumps if dump.format == syntax.suffix)
    quads = ox.parse(gzip.decompress(dump.path.read_bytes()), format=syntax.form, rename_blank_nodes=False)
    triples = {quad.triple for quad in quads}
    blank = {one for one in triples if isinstance(one.subject, ox.BlankNode) or isinstance(one.object, ox.BlankNode)}
    dataset = ox.Dataset(ox.Quad(*one) for one in blank)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return triples - blank, {quad.triple for quad in dataset}


@pytest.fixture(scope="module")
def first(release: Release) -> tuple[set[ox.Triple], set[ox.Triple]]:
    """What the dump in the first of the syntaxes says."""
    return read(release, SYNTAXES[0])


@pytest.mark.parametrize("syntax", SYNTAXES[1:], ids=lambda syntax: syntax.suffix)
def test_every_syntax_holds_the_same_triples(
    syntax: Any, release: Release, first: tuple[set[ox.Triple], set[ox.Triple]]
) -> None:
    assert read(release, syntax) == first
