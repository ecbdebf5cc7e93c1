"""The graph ``links`` says what the mapping sets say, describes them, and names things as registers do."""

import shutil
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import VOID

from dorsale.checks.alignments import mapping_sets
from dorsale.namespaces import BASE, DATASET, GRAPH, PREFIXES
from dorsale.release import BuildError, Release, build
from dorsale.release.identities import REGISTERS, Register
from dorsale.release.links import read_links
from dorsale.tables import TableError
from dorsale.tables.sssom import read_mappings

LINKS: Final = ox.NamedNode(GRAPH + "links")
HEAD: Final = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in ("dor", "schema", "void", "dct", "skos"))


@pytest.fixture(scope="module")
def store(release: Release) -> ox.Store:
    store = ox.Store()
    store.bulk_load(path=release.file("store.nq"), format=ox.RdfFormat.N_QUADS)
    return store


def pairs(store: ox.Store, query: str) -> set[tuple[str, ...]]:
    found = store.query(HEAD + query)
    assert isinstance(found, ox.QuerySolutions)
    return {tuple(value.value for value in row) for row in found}


def test_every_row_is_a_triple_and_no_denial_is(root: Path, store: ox.Store) -> None:
    """In the graph of links, or in that of the ontology where it makes the statement itself."""
    denied = 0
    for path in mapping_sets(root):
        mappings = read_mappings(path)
        for row in mappings.rows:
            subject, predicate, value = (
                ox.NamedNode(mappings.expand(row[key])) for key in ("subject_id", "predicate_id", "object_id")
            )
            stated = any(store.quads_for_pattern(subject, predicate, value, None))
            assert stated != (row.get("predicate_modifier") == "Not"), (path.name, row.line)
            denied += not stated
    assert denied >= 3


def test_every_set_is_a_linkset_with_its_size_licence_ends_and_file(release: Release, store: ox.Store) -> None:
    described = pairs(
        store,
        f"""SELECT ?set ?triples ?licence ?from ?to ?file {{ GRAPH <{GRAPH}links> {{
        ?set a void:Linkset ; void:triples ?triples ;
        dct:license ?licence ; void:subjectsTarget ?from ; void:objectsTarget ?to ; void:dataDump ?file }} }}""",
    )
    wanted = set()
    for path in sorted((release.path / "sssom").iterdir()):
        mappings = read_mappings(path)
        said = sum(not row.get("predicate_modifier") for row in mappings.rows)
        head = mappings.head
        of = GRAPH + ("data" if path.name.startswith("identities-") else "ontology")
        file = f"{BASE}sssom/{path.name}"
        wanted.add((head["mapping_set_id"], str(said), head["license"], of, head["object_source"], file))
    assert described == wanted


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.name)
def test_the_identifiers_of_the_data_are_identities(register: Register, store: ox.Store) -> None:
    space = register.namespace
    said = pairs(store, f"SELECT ?s ?o {{ GRAPH <{GRAPH}data> {{ ?s <{register.property}> ?o }} }}")
    same = pairs(
        store,
        f"""SELECT ?s ?o {{ GRAPH <{GRAPH}links> {{ ?s schema:sameAs ?o FILTER STRSTARTS(STR(?o), "{space}") }} }}""",
    )
    assert len(said) > 50
    assert same == {(ours, space + theirs.removeprefix(space)) for ours, theirs in said}


def test_our_word_for_that_of_others_is_found_without_naming_a_graph(store: ox.Store) -> None:
    guaranty = "https://spec.edmcouncil.org/fibo/ontology/FBC/DebtAndEquities/Guaranty/Guaranty"
    assert pairs(store, f"SELECT ?ours {{ GRAPH ?g {{ ?ours skos:closeMatch <{guaranty}> }} }}") == {
        (PREFIXES["dor"] + "Guarantee",)
    }


def test_catalogue_manifest_and_dumps_have_the_graph(release: Release) -> None:
    catalog = Graph().parse(release.file("catalog.ttl"), format="turtle")
    links = URIRef(GRAPH + "links")
    assert (URIRef(DATASET), VOID.subset, links) in catalog
    number = release.manifest["graphs"][str(links)]["triples"]
    assert str(catalog.value(links, VOID.triples)) == str(number)
    assert number > 300


def test_a_broken_set_stops_the_build_where_it_is_broken(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "ontology", tmp_path / "ontology")
    path = tmp_path / "ontology" / "alignments" / "org.sssom.tsv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("object_id\t", "object\t"), encoding="utf-8")
    line = next(number for number, row in enumerate(text.splitlines(), 1) if row[0] != "#")
    (tmp_path / "data").mkdir()
    shutil.copy(root / "data" / "dataset.ttl", tmp_path / "data")
    with pytest.raises(BuildError, match=rf"org\.sssom\.tsv:{line}: lacks the columns object_id"):
        build(tmp_path, tmp_path / "releases", verify=False)


def test_data_without_a_date_stop_the_build(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "ontology", tmp_path / "ontology")
    (tmp_path / "data").mkdir()
    with pytest.raises(BuildError, match=r"does not say when it was last modified .*data/dataset\.ttl"):
        build(tmp_path, tmp_path / "releases", verify=False)


def test_a_prefix_that_nothing_explains_is_named_with_its_line(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ontology" / "alignments"
    folder.mkdir(parents=True)
    text = (root / "ontology" / "alignments" / "org.sssom.tsv").read_text(encoding="utf-8")
    (folder / "org.sssom.tsv").write_text(text.replace("#   w3org:", "#   other:"), encoding="utf-8")
    line = next(number for number, row in enumerate(text.splitlines(), 1) if row[0] != "#") + 1
    with pytest.raises(TableError, match=rf"org\.sssom\.tsv:{line}: curie_map lacks the prefix 'w3org'"):
        read_links(tmp_path, ())


def test_only_what_the_data_says_is_an_identity(root: Path) -> None:
    same = ox.NamedNode(PREFIXES["schema"] + "sameAs")
    assert [triple for triple in read_links(root, ()) if triple.predicate == same] == []
