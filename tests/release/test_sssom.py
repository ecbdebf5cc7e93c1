"""The mapping sets of a release: whole, readable by others, about what is there, and loaded as they are written."""

import io
import zipfile
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest
from tests.ontology.test_alignments import breaches, columns

from dorsale.checks.alignments import JUSTIFICATIONS, mapping_sets
from dorsale.namespaces import GRAPH, ID, PREFIXES, TERM
from dorsale.release import Release
from dorsale.release.identities import REGISTERS, identity_sets
from dorsale.tables.sssom import COLUMNS, MappingSet, read_mappings

NAMES: Final = ("fibo", "gist", "org", "prov-o", "schema-org", "wikidata", *(one.name for one in REGISTERS))
LINKS: Final = ox.NamedNode(GRAPH + "links")


@pytest.fixture(scope="module", params=NAMES)
def mappings(request: pytest.FixtureRequest, release: Release) -> MappingSet:
    return read_mappings(release.file(f"sssom/{request.param}.sssom.tsv"))


@pytest.fixture(scope="module")
def dataset(release: Release) -> ox.Store:
    store = ox.Store()
    store.bulk_load(path=str(release.store), format=ox.RdfFormat.N_QUADS)
    return store


def test_there_are_these_sets(release: Release) -> None:
    assert sorted(path.name for path in (release.path / "sssom").iterdir()) == sorted(
        f"{one}.sssom.tsv" for one in NAMES
    )


def test_the_head_says_which_set_it_is(mappings: MappingSet) -> None:
    name = mappings.path.name.removesuffix(".sssom.tsv")
    assert mappings.head["mapping_set_id"] == f"https://w3id.org/dorsale/alignments/{name}"


def test_the_head_says_the_licence(mappings: MappingSet) -> None:
    assert mappings.head["license"] == "https://creativecommons.org/licenses/by/4.0/"


def test_every_row_has_what_a_mapping_needs(mappings: MappingSet) -> None:
    assert [row.line for row in mappings.rows if not all(row[column] for column in COLUMNS)] == []


def test_every_justification_is_one_of_semapv(mappings: MappingSet) -> None:
    assert {mappings.expand(row["mapping_justification"]) for row in mappings.rows} <= JUSTIFICATIONS


def test_every_prefix_expands(mappings: MappingSet) -> None:
    for row in mappings.rows:
        for column in (*COLUMNS, *(["author_id"] if row.get("author_id") else [])):
            assert ox.NamedNode(mappings.expand(row[column]))


def test_every_subject_is_in_the_graph(mappings: MappingSet, dataset: ox.Store) -> None:
    subjects = {mappings.expand(row["subject_id"]) for row in mappings.rows}
    assert [
        one for one in subjects if next(dataset.quads_for_pattern(ox.NamedNode(one), None, None), None) is None
    ] == []


def test_identities_say_their_author_and_how_sure_they_are(mappings: MappingSet) -> None:
    if mappings.path.name.startswith("identities-"):
        assert {mappings.expand(row["author_id"]) for row in mappings.rows} == {ID + "agent/dorsale-project"}
        assert {row["confidence"] for row in mappings.rows} == {"1.0"}


def test_the_rows_are_triples_of_the_graph_of_links(mappings: MappingSet, dataset: ox.Store) -> None:
    """Or of the ontology, where it makes the statement itself: no two graphs share one."""
    for row in mappings.rows:
        subject, predicate, value = (ox.NamedNode(mappings.expand(row[column])) for column in COLUMNS[:3])
        found = {quad.graph_name for quad in dataset.quads_for_pattern(subject, predicate, value, None)}
        assert found <= {LINKS, ox.NamedNode(GRAPH + "ontology")}, row.line
        assert bool(found) is not bool(row.get("predicate_modifier")), row.line


def test_the_set_keeps_to_the_schema_of_sssom(mappings: MappingSet) -> None:
    head = {key: value for key, value in mappings.head.items() if key != "curie_map"}
    assert list(breaches("mapping set", head)) == []
    named = columns(mappings.path)
    assert [one for row in mappings.rows for one in breaches("mapping", {name: row[name] for name in named})] == []


def test_alignments_are_published_as_they_were_written(root: Path, release: Release) -> None:
    for path in mapping_sets(root):
        assert release.file(f"sssom/{path.name}").read_bytes() == path.read_bytes()


def test_the_archive_holds_all_sets_and_counts_them(release: Release) -> None:
    (archive,) = release.mappings
    files = {path.name: path.read_bytes() for path in (release.path / "sssom").iterdir()}
    with zipfile.ZipFile(io.BytesIO(archive.path.read_bytes())) as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == files
    assert archive.sets == len(files)
    assert archive.mappings == sum(len(read_mappings(release.path / "sssom" / name).rows) for name in files)


def test_a_label_with_a_tab_or_without_english_breaks_no_row(tmp_path: Path) -> None:
    label, lei = ox.NamedNode(PREFIXES["rdfs"] + "label"), ox.NamedNode(TERM + "lei")
    one, other = (ox.NamedNode(f"{ID}organization/{name}") for name in ("one", "other"))
    said = [
        ox.Triple(one, lei, ox.Literal("529900T8BM49AURSDO55")),
        ox.Triple(one, label, ox.Literal('A\tB "C"', language="en")),
        ox.Triple(other, lei, ox.Literal("529900T8BM49AURSDO55")),
        ox.Triple(other, label, ox.Literal("Autre", language="fr")),
        ox.Triple(ox.NamedNode("https://example.org/x"), lei, ox.Literal("529900T8BM49AURSDO55")),
    ]
    (found,) = identity_sets(said, "2026-11-27")
    path = tmp_path / "x.sssom.tsv"
    path.write_bytes(found.tsv())
    rows = read_mappings(path).rows
    assert [(row["subject_id"], row["subject_label"]) for row in rows] == [
        ("dorsale:organization/one", 'A B "C"'),
        ("dorsale:organization/other", ""),
    ]
