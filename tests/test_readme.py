"""The README: its queries give the answers that stand below them, and what it points at exists."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from dorsale.engine.graphs import Graphs
from dorsale.release import Release

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```sparql\n(.*?)```\s+```csv\n(.*?)```", README, re.DOTALL)


@pytest.fixture(scope="module")
def graphs(release: Release) -> Graphs:
    return Graphs.read([release.store])


def test_there_are_three_examples() -> None:
    assert len(EXAMPLES) == README.count("```sparql") == 3


@pytest.mark.parametrize(("query", "answer"), EXAMPLES)
def test_the_answers_are_real(query: str, answer: str, graphs: Graphs) -> None:
    found = graphs.query(query, base="urn:readme", default_graphs=None, named_graphs=None)
    assert isinstance(found, ox.QuerySolutions)
    assert (found.serialize(format=ox.QueryResultsFormat.CSV) or b"").decode().replace("\r\n", "\n") == answer


def test_links_lead_to_files(root: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert [link for link in links if not (root / link).exists()] == []


def test_make_knows_what_the_readme_tells(root: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"make ([a-z]+)", README)) <= targets
