"""The documentation lists what there is, and the rooms import one way."""

import ast
import re
from pathlib import Path

import pytest

from dorsale.checks import CHECKS
from dorsale.pages.language import words

ROOMS = ("turtle", "tables", "checks", "derive", "versions", "release", "engine", "pages", "server", "exchange")


def test_every_page_is_listed(root: Path) -> None:
    docs = root / "docs"
    linked = set(re.findall(r"\]\(([^)#:]+)\)", (docs / "README.md").read_text(encoding="utf-8")))
    assert {page.name for page in docs.glob("*.md")} - {"README.md"} <= linked
    decisions = set(re.findall(r"\]\(([^)]+)\)", (docs / "decisions" / "README.md").read_text(encoding="utf-8")))
    assert {page.name for page in (docs / "decisions").glob("0*.md")} == decisions


def test_every_kind_of_problem_is_described(root: Path) -> None:
    described = (root / "docs" / "http.md").read_text(encoding="utf-8")
    keys = words("en").keys()
    kinds = {key.removeprefix("failure.") for key in keys if key.startswith("failure.")} - {"place"}
    assert sorted(kind for kind in kinds if f"`{kind}`" not in described) == []


def test_every_check_is_described(root: Path) -> None:
    described = (root / "docs" / "checks.md").read_text(encoding="utf-8")
    assert [name for name in CHECKS if f"| `{name}` |" not in described] == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_those_before_it(room: str, root: Path) -> None:
    later = ROOMS[ROOMS.index(room) + 1 :]
    found = []
    for path in sorted((root / "src" / "dorsale" / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            found += [
                f"{path.name}: {name}" for name in names if name.startswith(tuple(f"dorsale.{one}" for one in later))
            ]
    assert found == []
