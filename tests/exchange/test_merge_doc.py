"""What ``docs/merge.md`` tells is what happens: the list, its matches, and the overlay made of them.

Its question is asked in ``tests/server/test_private.py``, of the server that runs there.
"""

import csv
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from dorsale.cli import main
from dorsale.namespaces import ID

DOCS: Final = Path(__file__).parents[2] / "docs"
TEXT: Final = (DOCS / "merge.md").read_text("utf-8")
MERGE: Final = DOCS / "examples" / "merge"


def table(head: str) -> list[list[str]]:
    """The cells of a table of the page, by the beginning of its head."""
    (rows,) = re.findall(rf"^ *\| {head} .*\n *\| ---.*\n((?: *\|.*\n)+)", TEXT, re.MULTILINE)
    return [[cell.strip() for cell in row.strip().strip("|").split("|")] for row in rows.splitlines()]


@pytest.fixture(scope="module")
def matched(releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The list with what its rows mean."""
    out = tmp_path_factory.mktemp("matched") / "matched.csv"
    command = ["match", str(MERGE / "suppliers.csv"), "--out", str(out), "--releases", str(releases)]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 0
    assert result.stderr.splitlines()[-1] in TEXT
    return out


def test_the_list_means_whom_the_page_says(matched: Path) -> None:
    with matched.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    slugs = [row["dorsale_iri"].removeprefix(f"{ID}organization/") for row in rows]
    found = [[row["Supplier"], slug, row["dorsale_reason"]] for row, slug in zip(rows, slugs, strict=True)]
    assert found == table(r"supplier \| meant")


def test_the_script_makes_the_contracts_of_it(matched: Path) -> None:
    script = [sys.executable, str(MERGE / "contracts.py")]
    done = subprocess.run(script, input=matched.read_text("utf-8"), capture_output=True, check=True, text=True)
    assert done.stdout == (MERGE / "halvorsen" / "contracts.ttl").read_text("utf-8")


def test_every_file_of_the_example_is_linked_and_every_finding_has_its_line() -> None:
    for path in (path for path in MERGE.rglob("*") if path.suffix in (".ttl", ".py", ".rq")):
        name = path.relative_to(DOCS).as_posix()
        assert f"({name})" in TEXT or name.endswith("contracts.ttl")
    (line,) = re.findall(r"halvorsen/contracts\.ttl:(\d+): error: deal:private\.v-1043", TEXT)
    assert (MERGE / "halvorsen" / "contracts.ttl").read_text("utf-8").splitlines()[int(line) - 1].startswith("deal:")


def test_every_setting_that_the_page_names_is_one() -> None:
    from dorsale.settings import Settings

    named = {name.lower() for name in re.findall(r"DORSALE_([A-Z_]+)", TEXT)}
    assert {"tell_agents", "expose_private", "public_url"} == named & Settings.model_fields.keys() == named
