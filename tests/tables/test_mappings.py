"""The reviewed tables of the import speak of things that are there, by the names that they have now."""

from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest

from dorsale.namespaces import CONCEPT_SCHEMES, ID, PREFIXES, VOCABULARY
from dorsale.tables.reading import Row, read_table
from dorsale.tables.tidy import measured
from dorsale.tables.ties import Ties

_PREDICATES: Final = {"skos:exactMatch", "skos:broadMatch", "skos:relatedMatch"}


@pytest.fixture(scope="module")
def matches(root: Path) -> list[Row]:
    path = root / "mappings" / "epoch" / "matches.sssom.tsv"
    return list(read_table(path, ["object_label", "mapping_justification"], delimiter="\t", comment="#"))


@pytest.fixture(scope="module")
def labels(root: Path) -> dict[str, str]:
    """The English label of each curated thing."""
    found = {}
    for path in (path for path in (root / "data").rglob("*.ttl") if "imported" not in path.parts):
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            said = quad.object
            if (
                isinstance(quad.subject, ox.NamedNode)
                and quad.predicate.value == PREFIXES["rdfs"] + "label"
                and isinstance(said, ox.Literal)
                and said.language == "en"
            ):
                found[quad.subject.value] = said.value
    return found


def test_every_tie_leads_to_a_thing_by_its_name(matches: list[Row], labels: dict[str, str]) -> None:
    told = {row["object_id"].replace("dorsale:", ID): row["object_label"] for row in matches}
    assert {iri: label for iri, label in told.items() if labels.get(iri) != label} == {}


def test_every_tie_is_made_by_a_person_and_only_once(matches: list[Row]) -> None:
    assert {row["mapping_justification"] for row in matches} == {"semapv:ManualMappingCuration"}
    assert {row["predicate_id"] for row in matches} == _PREDICATES
    rows = [
        tuple(row[column] for column in ("subject_source", "subject_label", "predicate_id", "object_id"))
        for row in matches
    ]
    assert len(rows) == len(set(rows))
    said = [row for row in matches if row["predicate_id"] == "skos:exactMatch" and not row.get("predicate_modifier")]
    exact = [(row["subject_source"], row["subject_label"]) for row in said]
    assert len(exact) == len(set(exact))


def test_every_measure_and_function_is_a_concept(root: Path) -> None:
    known = set()
    for scheme in ("measure", "function", "country", "counted", "unit"):
        assert scheme in CONCEPT_SCHEMES or scheme == "unit"
        for quad in ox.parse(path=root / "ontology" / "vocabulary" / f"{scheme}.ttl", format=ox.RdfFormat.TURTLE):
            known.add(str(quad.subject).strip("<>"))
    columns = [one for table in measured(root / "mappings" / "epoch" / "figures.tsv").values() for one in table]
    assert [one.measure for one in columns if f"{VOCABULARY}measure/{one.measure}" not in known] == []
    names = list(read_table(root / "mappings" / "epoch" / "names.tsv", ["function", "country"], delimiter="\t"))
    assert [
        row["function"] for row in names if row["function"] and f"{VOCABULARY}function/{row['function']}" not in known
    ] == []
    assert [
        row["country"] for row in names if row["country"] and f"{VOCABULARY}country/{row['country']}" not in known
    ] == []
    assert Ties(root / "mappings" / "epoch").exact("organizations", "OpenAI") == f"{ID}organization/openai"
