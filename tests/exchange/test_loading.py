"""`dorsale.load`: each form holds what the graph counts, and says what to install where a library is missing."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pyoxigraph as ox
import pytest
import rdflib
from tests.release.small import small_tree

import dorsale
from dorsale.exchange.libraries import MissingLibraryError
from dorsale.exchange.loading import Form
from dorsale.release import Release, ReleaseError, build

BY_MEASURE = """PREFIX dor: <https://w3id.org/dorsale/ontology#>
SELECT ?measure (COUNT(?figure) AS ?n) {
  ?figure a dor:Figure ; dor:measure ?measure . FILTER NOT EXISTS { ?figure a dor:Estimate }
} GROUP BY ?measure"""


@pytest.fixture(scope="module")
def by_measure(graph: ox.Store) -> dict[str, int]:
    return counted(graph.query(BY_MEASURE))


def counted(rows: Any) -> dict[str, int]:
    return {row["measure"].value.rpartition("/")[2]: int(row["n"].value) for row in rows}


def test_pandas(release: Release, by_measure: dict[str, int]) -> None:
    frames = dorsale.load("pandas", release)
    figures = frames["figures"]
    assert figures.groupby("measure").size().to_dict() == by_measure
    assert {name: str(figures[name].dtype) for name in ("value", "as_of_first_day", "sources")} == {
        "value": "float64",
        "as_of_first_day": "datetime64[s]",
        "sources": "object",
    }
    assert str(frames["deals"]["origin_count"].dtype) == "Int64"
    assert str(frames["models"]["open_weights"].dtype) == "boolean"
    assert figures["sources"].map(len).min() > 0


def test_duckdb(release: Release, by_measure: dict[str, int]) -> None:
    with dorsale.load("duckdb", release) as connection:
        assert dict(connection.sql("SELECT measure, count(*) FROM figures GROUP BY measure").fetchall()) == by_measure
        lost = "SELECT table_name, column_name FROM duckdb_columns() WHERE comment IS NULL AND NOT internal"
        assert connection.sql(lost).fetchall() == []


def test_networkx(release: Release, by_measure: dict[str, int]) -> None:
    graph = dorsale.load("networkx", release)
    assert Counter(data["measure"] for _, data in graph.nodes(data=True) if data["kind"] == "Figure") == by_measure


def test_pyoxigraph(release: Release, by_measure: dict[str, int]) -> None:
    store = dorsale.load("pyoxigraph", release)
    assert counted(store.query(BY_MEASURE, use_default_graph_as_union=True)) == by_measure


@pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")  # of rdflib's own calls
def test_rdflib(root: Path, tmp_path: Path) -> None:
    """Of a small release: RDFLib takes half a minute for the record, which the tests of the dumps have it read."""
    tree = small_tree(root, tmp_path / "tree", "platforms", "deals/2025/2025-11-03-openai-aws.ttl")
    release = build(tree, tmp_path / "releases", verify=False)
    dataset = dorsale.load("rdflib", release)
    lines = release.store.read_bytes().count(b"\n")
    assert isinstance(dataset, rdflib.Dataset)
    assert sum(1 for _ in dataset.quads()) == lines
    deal = rdflib.URIRef("https://w3id.org/dorsale/id/deal/2025-11-03-openai-aws")
    assert (deal, rdflib.RDF.type, rdflib.URIRef("https://w3id.org/dorsale/ontology#Deal")) in dataset


def test_a_release_is_found_by_its_folder_or_that_of_all(releases: Path, release: Release) -> None:
    for where in (releases, str(releases), releases / "current", release.path):
        assert len(dorsale.load("pandas", where)["deals"]) == release.manifest["things"]["deal"]


def test_without_a_folder_the_setting_says_where(releases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DORSALE_RELEASES", str(releases))
    assert "deals" in dorsale.load("pandas")


def test_a_folder_without_a_release_says_so(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="holds no release"):
        dorsale.load("pyoxigraph", tmp_path)


def test_another_form_is_refused(release: Release) -> None:
    with pytest.raises(ValueError, match="what is one of duckdb, networkx, pandas, pyoxigraph, rdflib, not 'excel'"):
        dorsale.load("excel", release)  # type: ignore[call-overload]
    assert sorted(get_args(Form)) == ["duckdb", "networkx", "pandas", "pyoxigraph", "rdflib"]


@pytest.mark.parametrize(("name", "extra"), [("pandas", "pandas"), ("duckdb", "tables")])
def test_a_missing_library_is_named(name: str, extra: str, release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingLibraryError, match=re.escape(f"this needs {name}: pip install 'dorsale[{extra}]'")):
        dorsale.load(name, release)  # type: ignore[call-overload]


def test_the_package_is_imported_without_its_rooms() -> None:
    code = "import sys, dorsale; print([name for name in sys.modules if name.startswith(('dorsale.', 'rdflib'))])"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "[]\n"
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        dorsale.nothing  # noqa: B018
