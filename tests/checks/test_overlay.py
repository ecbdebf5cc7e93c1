"""Overlays are checked with the record by the same shapes and queries, and each finding has its file and line."""

from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest
from tests.laid import OWN, line_of, overlay, small_record

from dorsale.checks import Report
from dorsale.checks.engines import SH, run_pyshifty
from dorsale.checks.overlay import check_overlay, read_overlay, targeting
from dorsale.namespaces import PREFIXES
from dorsale.turtle import Tree, read_tree

TERMS: Final = """
us:floor a owl:DatatypeProperty ; rdfs:label "floor"@en , "étage"@fr .
us:Room a owl:Class ; rdfs:label "room"@en , "salle"@fr .
"""
USES: Final = """
org:private.us us:floor 3 .
org:cloud us:floor 4 .
<https://us.example/rooms/1> a us:Room ; rdfs:label "Room 1" .
"""
FAULTY: Final = """
org:acme a dor:Organization ; rdfs:label "Acme"@en , "Acme"@fr ; dor:function function:chip-designer ;
  dor:statedIn src:private.us .
<https://us.example/id/organization/foreign> a dor:Organization ; rdfs:label "Foreign"@en , "Étranger"@fr ;
  dor:function function:chip-designer ; dor:statedIn src:private.us .
org:private.sourceless a dor:Organization ; rdfs:label "Sourceless"@en , "Sans source"@fr ;
  dor:function function:chip-designer .
org:private.wrong-lei a dor:Organization ; rdfs:label "Wrong"@en , "Faux"@fr ; dor:function function:chip-designer ;
  dor:statedIn src:private.us ; dor:lei "549300S4KLFTLO7GSQ81" .
org:cloud us:undeclared "x" .
com:2026-01-10-maker-cloud dor:figure fig:private.second .
fig:private.second a dor:Figure ; dor:measure measure:total-commitment ; dor:value 8000000 ; dor:unit cur:USD ;
  dor:qualifier qualifier:exact ; dor:rank rank:preferred ; dor:statedIn src:private.us .
[] rdfs:label "nameless" .
"""
SHAPE: Final = """
us:HasFloor a sh:NodeShape ; sh:targetClass dor:Organization ; sh:property us:HasFloor-floor .
us:HasFloor-floor a sh:PropertyShape ; sh:path us:floor ; sh:maxInclusive 3 ;
  sh:message "We have three floors."@en , "Nous avons trois étages."@fr .
"""


@pytest.fixture(scope="module")
def record(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Tree:
    return read_tree(small_record(tmp_path_factory.mktemp("record") / "tree", root))


def told(report: Report, folder: Path) -> set[tuple[str, int, str]]:
    assert report.failures == ()
    places = [one.path.relative_to(folder) if one.path.is_relative_to(folder) else one.path for one in report.findings]
    return {(place.as_posix(), one.line, one.code) for place, one in zip(places, report.findings, strict=True)}


def test_what_is_right_has_no_findings_in_whatever_layout(record: Tree, tmp_path: Path) -> None:
    one = overlay(tmp_path / "one", deep_er_own=OWN, uses=USES, ontology_terms=TERMS)
    other = overlay(
        tmp_path / "other",
        x='org:private.other a dor:Organization ; rdfs:label "Other"@en , "Autre"@fr ; dor:statedIn src:private.us ;'
        " dor:function function:software-company .",
    )
    report = check_overlay(record, [one, other])
    assert (report.findings, report.failures, report.exit_status, report.files) == ((), (), 0, 4)


def test_every_fault_is_found_in_its_file_and_line(record: Tree, tmp_path: Path) -> None:
    """Those of its own shapes, too."""
    files = {"own": OWN, "faulty": FAULTY, "uses": USES, "ontology_terms": TERMS, "ontology_shapes_floors": SHAPE}
    report = check_overlay(record, [overlay(tmp_path, **files)])
    lines = {
        words: line_of(FAULTY, words)
        for words in (
            "org:acme",
            "<https://us.example/id",
            "org:private.sourceless",
            "dor:lei",
            "us:und",
            "[]",
        )
    }
    found = told(report, tmp_path)
    assert {
        ("faulty.ttl", lines["org:acme"], "not-private"),
        ("faulty.ttl", lines["<https://us.example/id"], "not-private"),
        ("faulty.ttl", lines["org:private.sourceless"], "dorsh:statedIn-required"),
        ("faulty.ttl", lines["dor:lei"], "bad-lei"),
        ("faulty.ttl", lines["us:und"], "dorsh:Organization"),
        ("faulty.ttl", lines["[]"], "blank-node"),
    } <= found
    assert any(code == "figure-preferred-twice" for _, _, code in found)
    assert "own.ttl" not in {name for name, _, _ in found}
    (floors,) = (one for one in report.findings if one.path.name == "uses.ttl")
    assert floors.line == line_of(USES, "org:cloud us:floor")
    assert "We have three floors" in floors.message["en"]
    assert "Nous avons trois étages" in floors.message["fr"]


def test_what_is_not_turtle_is_said_before_anything_else(record: Tree, tmp_path: Path) -> None:
    text = OWN + "\norg:private.us dor:function .\n"
    report = check_overlay(record, [overlay(tmp_path, own=text, faulty=FAULTY)])
    assert told(report, tmp_path) == {("own.ttl", line_of(text, "dor:function ."), "not-turtle")}


def test_no_shape_looks_further_than_two_steps(record: Tree) -> None:
    """What `targeting` counts on; a longer path has to lengthen its reach."""
    shapes = list(record.triples("shapes"))
    rest, nil = (ox.NamedNode(PREFIXES["rdf"] + name) for name in ("rest", "nil"))
    following = {str(triple.subject): str(triple.object) for triple in shapes if triple.predicate == rest}
    for triple in shapes:
        if triple.predicate.value == SH + "path" and str(triple.object) in following:
            steps, node = 1, following[str(triple.object)]
            while node != str(nil):
                steps, node = steps + 1, following[node]
            assert steps <= 2, triple
    repeated = {SH + "zeroOrMorePath", SH + "oneOrMorePath", SH + "sparql", SH + "target"}
    assert not [triple for triple in shapes if triple.predicate.value in repeated]


def test_looking_at_few_nodes_finds_what_looking_at_all_finds(record: Tree, tmp_path: Path) -> None:
    added = list(overlay(tmp_path, own=OWN, faulty=FAULTY).triples())
    data = [*record.triples("data", "vocabulary", "ontology"), *added]
    shapes = list(record.triples("shapes"))

    def results(looking: list[ox.Triple]) -> list[tuple[str, ...]]:
        bodies = (ox.serialize(one, format=ox.RdfFormat.N_TRIPLES) or b"" for one in (data, looking))
        return [tuple(one) for one in run_pyshifty(*bodies)]

    few = list(targeting(shapes, data, added))
    everything = results(shapes)
    assert len(everything) == 3
    assert results(few) == everything
    assert sum(triple.predicate.value == SH + "targetNode" for triple in few) < 500


def test_an_overlay_is_read_whole(tmp_path: Path) -> None:
    tree = overlay(tmp_path, a=OWN, b_c=USES, ontology_d=TERMS, ontology_vocabulary_e="", ontology_shapes_f="")
    assert [file.part for file in tree.files] == ["data", "data", "ontology", "shapes", "vocabulary"]
    assert read_overlay(tmp_path / "nothing").files == ()
