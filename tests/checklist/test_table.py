"""The table is whole and true: a test for each line that holds, none for the others, and the page printed from it."""

import ast
import re
from pathlib import Path

from .lines import LINES, table

HERE = Path(__file__).parent


def functions(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]


def test_each_line_that_holds_has_its_test_and_no_other() -> None:
    named = [
        found[1].upper()
        for path in HERE.glob("test_*.py")
        for name in functions(path)
        if (found := re.match(r"test_([a-z]\d+)_", name))
    ]
    assert sorted(named) == sorted(line.id for line in LINES if not line.why)
    assert len({line.id for line in LINES}) == len(LINES)


def test_the_tests_in_depth_are_there() -> None:
    for more in {line.more for line in LINES} - {""}:
        file, _, name = more.partition("::")
        assert not name or name in functions(HERE.parent / file), more
        assert (HERE.parent / file).is_file(), more


def test_the_page_is_the_table(root: Path) -> None:
    assert (root / "docs" / "checklist.md").read_text(encoding="utf-8") == table()


def test_all_musts_hold_and_most_shoulds() -> None:
    held = {level: [not line.why for line in LINES if line.level == level] for level in ("M", "S")}
    assert all(held["M"])
    assert sum(held["S"]) / len(held["S"]) >= 0.85
