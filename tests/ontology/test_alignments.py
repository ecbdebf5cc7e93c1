"""The mapping sets of the ontology: as SSSOM wants them, and with names on the other side that are there."""

import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from rdflib.namespace import ORG, PROV, SDO, DefinedNamespace

from dorsale.checks.alignments import mapping_sets
from dorsale.tables.sssom import MappingSet, read_mappings

ROOT: Final = Path(__file__).parents[2]
SETS: Final = {path.name.removesuffix(".sssom.tsv"): read_mappings(path) for path in mapping_sets(ROOT)}
CLOSED: Final[dict[str, tuple[str, type[DefinedNamespace]]]] = {
    "schema-org": ("schema", SDO),
    "prov-o": ("prov", PROV),
    "org": ("w3org", ORG),
}
"""Vocabularies of which rdflib has every name."""

FORMS: Final = {
    "fibo": r"https://spec\.edmcouncil\.org/fibo/ontology/[A-Z]{2,4}/\w+/\w+/[A-Za-z]+",
    "gist": r"https://w3id\.org/semanticarts/ns/ontology/gist/[A-Za-z]+",
    "wikidata": r"http://www\.wikidata\.org/(entity/Q|prop/direct/P)[1-9][0-9]*",
}


@cache
def schema() -> dict[str, Any]:
    """The schema of SSSOM as its authors publish it, in LinkML; their Python is not needed to read it."""
    package = importlib.util.find_spec("sssom_schema")
    assert package is not None
    assert package.submodule_search_locations
    path = Path(package.submodule_search_locations[0]) / "schema" / "sssom_schema.yaml"
    read: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return read


def breaches(kind: str, said: dict[str, str]) -> Iterator[str]:
    """What an object of a class of the schema has that it must not, or lacks."""
    described = schema()["classes"][kind]
    slots = {name: dict(schema()["slots"][name]) for name in described["slots"]}
    for name, usage in (described.get("slot_usage") or {}).items():
        slots[name] |= usage
    yield from (f"{name}: no slot of a {kind}" for name in said.keys() - slots.keys())
    for name, slot in slots.items():
        value = said.get(name, "")
        if not value:
            if slot.get("required"):
                yield f"{name} is missing"
            continue
        forms = {
            "uri": r"https?://\S+",
            "date": r"\d{4}-\d\d-\d\d",
            "double": r"0(\.\d+)?|1(\.0+)?",
            "EntityReference": r"[\w.-]+:\S+",
        }
        wanted = forms.get(slot.get("range", "string"))
        enum = schema()["enums"].get(slot.get("range"))
        if enum and value not in enum["permissible_values"]:
            yield f"{name}: {value} is not in the list"
        for pattern in (wanted, slot.get("pattern")):
            if pattern and not re.fullmatch(pattern.strip("^$"), value):
                yield f"{name}: {value} does not fit {pattern}"


def columns(path: Path) -> list[str]:
    return next(line for line in path.read_text(encoding="utf-8").splitlines() if line[0] != "#").split("\t")


@pytest.mark.parametrize("path", [*mapping_sets(ROOT), *sorted((ROOT / "mappings").rglob("*.sssom.tsv"))], ids=str)
def test_every_set_keeps_to_the_schema_of_sssom(path: Path) -> None:
    mappings = read_mappings(path)
    head = {key: value for key, value in mappings.head.items() if key != "curie_map"}
    assert list(breaches("mapping set", head)) == []
    for row in mappings.rows:
        said = {column: row[column] for column in columns(path)}
        assert [f"{row.line}: {breach}" for breach in breaches("mapping", said)] == []


def test_the_schema_refuses_what_is_wrong() -> None:
    good = {"subject_id": "dor:Deal", "predicate_id": "skos:closeMatch", "object_id": "schema:Offer"}
    good["mapping_justification"] = "semapv:ManualMappingCuration"
    assert list(breaches("mapping", good)) == []
    for slot, value in (
        ("mapping_justification", ""),
        ("mapping_justification", "semapv:Guess"),
        ("predicate_modifier", "not"),
        ("confidence", "2"),
        ("object_id", "Offer"),
        ("colour", "red"),
    ):
        assert list(breaches("mapping", good | {slot: value})), slot
    assert list(breaches("mapping set", {"mapping_set_id": "https://example.org/x"})) == ["license is missing"]


def test_there_are_the_six_sets() -> None:
    assert set(SETS) == {*CLOSED, *FORMS}
    assert len({row["subject_id"] for mappings in SETS.values() for row in mappings.rows}) > 100


@pytest.mark.parametrize("name", CLOSED)
def test_names_of_closed_vocabularies_are_there(name: str) -> None:
    prefix, namespace = CLOSED[name]
    assert SETS[name].prefixes[prefix] == str(namespace)
    assert [row["object_id"] for row in SETS[name].rows if SETS[name].expand(row["object_id"]) not in namespace] == []


@pytest.mark.parametrize("name", FORMS)
def test_names_of_open_vocabularies_have_their_form(name: str) -> None:
    rows = SETS[name].rows
    assert [r["object_id"] for r in rows if not re.fullmatch(FORMS[name], SETS[name].expand(r["object_id"]))] == []


@pytest.mark.parametrize("mappings", SETS.values(), ids=SETS)
def test_every_prefix_is_used_and_every_row_complete(mappings: MappingSet) -> None:
    used = {row[key].partition(":")[0] for row in mappings.rows for key in ("subject_id", "predicate_id", "object_id")}
    assert set(mappings.prefixes) == used | {"semapv"}
    assert [row.line for row in mappings.rows if not row["subject_label"] or not row["object_label"]] == []
