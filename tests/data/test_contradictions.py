"""Where sources contradict each other, each side stands with its own source: the list of cases, walked one by one."""

from collections import defaultdict
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest

from dorsale.namespaces import PREFIXES
from dorsale.tables.reading import read_table

_DOR: Final = PREFIXES["dor"]
_STATING: Final = {_DOR + "statedIn", _DOR + "claimedIn"}
_TELLING: Final = {_DOR + name for name in ("note", "disagreesWith", "contradictedBy", "supportedBy")}
_CASES: Final = list(
    read_table(Path(__file__).with_name("contradictions.tsv"), ["id", "about", "nodes"], delimiter="\t")
)
_HELD: Final = [row for row in _CASES if row["nodes"]]


@pytest.fixture(scope="module")
def said(root: Path) -> dict[str, set[str]]:
    """The predicates by which each node of the data speaks; those that tie two sides count for both."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path in sorted((root / "data").rglob("*.ttl")):
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            found[str(quad.subject).strip("<>")].add(quad.predicate.value)
            if quad.predicate.value in _TELLING and isinstance(quad.object, ox.NamedNode):
                found[quad.object.value].add(quad.predicate.value)
    return found


def test_a_case_that_is_left_out_says_why() -> None:
    assert len(_HELD) >= 110
    assert [row["id"] for row in _CASES if not row["nodes"] and "left out: " not in row["about"]] == []
    assert len({row["id"] for row in _CASES}) == len(_CASES)


@pytest.mark.parametrize("case", [row["id"] for row in _HELD])
def test_both_sides_stand_with_their_sources_and_a_reason(case: str, said: dict[str, set[str]]) -> None:
    (row,) = (row for row in _HELD if row["id"] == case)
    nodes = [_expand(name) for name in row["nodes"].split()]
    assert len(set(nodes)) >= 2, row["about"]
    assert [node for node in nodes if node not in said] == []
    assert [node for node in nodes if not said[node] & _STATING] == []
    assert any(said[node] & _TELLING for node in nodes), row["about"]


def _expand(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local
