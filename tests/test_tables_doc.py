"""docs/tables.md: its examples run on the real release and find something, and it lists every table and column."""

import re
from pathlib import Path
from typing import Any

import duckdb
import ocg
import pytest

from dorsale.exchange.export import FORMATS, export
from dorsale.release import Release
from dorsale.release.tabledocs import tables_markdown
from dorsale.release.tabular import read_tables


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "tables.md").read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)


def test_every_table_and_column_is_listed_with_its_meaning(page: str, root: Path) -> None:
    assert page.endswith(tables_markdown(read_tables(root / "ontology" / "tables")))
    assert [form for form in FORMATS if f"--format {form}" not in page] == ["csv"]


def test_the_queries_for_duckdb_have_answers(
    page: str, release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(release, tmp_path / "export", form="parquet")
    monkeypatch.chdir(tmp_path)
    found = [duckdb.sql(query).fetchall() for query in blocks(page, "sql")]
    assert [len(rows) for rows in found] == [5, 5, 7]
    running, promised, kinds = found
    assert running[0][0] == "US"
    assert all(row[2] > 1 for row in promised)
    statements = duckdb.sql("SELECT sum(len(sources)) FROM 'export/figures.parquet'").fetchall()
    assert sum(row[1] for row in kinds) == statements[0][0]


def test_the_python_runs(page: str, releases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DORSALE_RELEASES", str(releases))
    names: dict[str, Any] = {}
    for code in blocks(page, "python"):
        exec(code, names)  # noqa: S102
    assert len(names["largest"]) == 5
    assert names["largest"]["value_usd"].is_monotonic_decreasing
    assert len(names["disputed"]) > 100
    assert sum(row[1] for row in names["by_year"].fetchall()) == len(names["tables"]["deals"])
    assert names["most"].startswith("https://w3id.org/dorsale/id/organization/")
    assert len(names["store"]) > 100_000


def test_the_cypher_is_cypher(page: str) -> None:
    (query,) = blocks(page, "cypher")
    assert ocg.Graph().execute(query) == []
