"""Overlays are checked with the record by the same shapes and queries, and each finding has its file and line."""

import shutil
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest

from dorsale.checks import Finding, shacl
from dorsale.checks.engines import SH, run_pyshifty
from dorsale.checks.overlay import check_overlay, read_overlay, targeting
from dorsale.namespaces import PREFIXES
from dorsale.turtle import Tree, read_tree

PREFIXED: Final = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in PREFIXES.items())
SOURCE: Final = """
pub:private.us a dor:Publisher ; rdfs:label "Us"@en , "Nous"@fr .
src:private.us a dor:Source ; dor:url "https://us.example/register"^^xsd:anyURI ; dct:publisher pub:private.us ;
  dct:language "en" ; dor:sourceKind source-kind:dataset ; dor:lastSeen "2026-11-20"^^xsd:date .
"""
NOKIA: Final = ("organizations/nokia.ttl", "deals/2025/2025-10-28-nvidia-nokia.ttl", "organizations/nvidia.ttl")


@pytest.fixture(scope="module")
def record(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """The real ontology with a few files of the real data."""
    small = tmp_path_factory.mktemp("record")
    (small / "ontology").symlink_to(root / "ontology")
    for name in (*NOKIA, "dataset.ttl"):
        (small / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / "data" / name, small / "data" / name)
    return read_tree(small)


def laid(folder: Path, files: dict[str, str]) -> Tree:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(PREFIXED + text, encoding="utf-8")
    return read_overlay(folder)


def line(files: dict[str, str], name: str, words: str) -> int:
    text = PREFIXED + files[name]
    return text[: text.index(words)].count("\n") + 1


def found(findings: tuple[Finding, ...], folder: Path) -> set[tuple[str, int, str]]:
    return {(one.path.relative_to(folder).as_posix(), one.line, one.code) for one in findings if one.severity != "info"}


GOOD: Final = {
    "deep/er/us.ttl": SOURCE
    + """
org:private.us a dor:Organization ; rdfs:label "Us"@en , "Nous"@fr ; dor:function function:software-company ;
  dor:statedIn src:private.us ; us:floor 3 .
org:nokia us:rating "A" .
<https://us.example/id/room/1> a us:Room ; rdfs:label "Room 1" .
""".replace("us:", "<https://us.example/terms#").replace("floor", "floor>").replace("rating", "rating>").replace(
        "a <https://us.example/terms#Room", "a <https://us.example/terms#Room>"
    ),
    "ontology/terms.ttl": """
<https://us.example/terms#floor> a owl:DatatypeProperty ; rdfs:label "floor"@en , "étage"@fr .
<https://us.example/terms#rating> a owl:DatatypeProperty ; rdfs:label "rating"@en , "note"@fr .
<https://us.example/terms#Room> a owl:Class ; rdfs:label "room"@en , "salle"@fr .
""",
}
