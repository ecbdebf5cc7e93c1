"""What `dorsale export` writes: read back by other programs, it holds what the graph counts."""

import csv
import json
import re
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
import networkx as nx
import ocg
import pandas as pd
import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from dorsale.cli import main
from dorsale.exchange.export import FORMATS, ExportError, export
from dorsale.exchange.libraries import MissingLibraryError
from dorsale.namespaces import PREFIXES
from dorsale.release import Release, ReleaseError

PREFIX: Final = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
LISTED: Final = re.compile(
    r"(iri:ID|:LABEL|:START_ID|:END_ID|:TYPE|[a-z][a-z_]*:(string|long|double|boolean|date)(\[\])?)"
)
STATEMENT: Final = re.compile(
    r"LOAD CSV WITH HEADERS FROM 'file:///([^']+)' AS row\nCALL \(row\) \{\n(.*)\} IN TRANSACTIONS OF \d+ ROWS",
    re.DOTALL,
)
CONSTRAINT: Final = "CREATE CONSTRAINT thing_iri IF NOT EXISTS FOR (thing:Thing) REQUIRE thing.iri IS UNIQUE"
SOME: Final = 4


@pytest.fixture(scope="module")
def exported(release: Release, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The release in every format."""
    folders = {form: tmp_path_factory.mktemp(form) for form in FORMATS}
    for form, folder in folders.items():
        export(release, folder, form=form)
    return folders


@pytest.fixture(scope="module")
def resources(release: Release) -> dict[str, Any]:
    described = json.loads(release.file("tables/datapackage.json").read_text(encoding="utf-8"))
    return {one["name"]: one for one in described["resources"]}


def count(graph: ox.Store, pattern: str) -> int:
    found = graph.query(f"{PREFIX} SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
    assert isinstance(found, ox.QuerySolutions)
    return int(next(found)["n"].value)


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_csv_is_a_copy(exported: dict[str, Path], release: Release) -> None:
    copied = {path.name: path.read_bytes() for path in exported["csv"].iterdir()}
    assert copied == {path.name: path.read_bytes() for path in (release.path / "tables").iterdir()}


def test_parquet_holds_the_rows_and_types_of_every_table(exported: dict[str, Path], resources: dict[str, Any]) -> None:
    kinds = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}
    folder = exported["parquet"]
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert {one["path"] for one in described["resources"]} == {f"{name}.parquet" for name in resources}
    for name, resource in resources.items():
        path = str(folder / f"{name}.parquet")
        relation = duckdb.read_parquet(path)
        assert relation.columns == [field["name"] for field in resource["schema"]["fields"]]
        assert [str(kind) for kind in relation.types] == [
            kinds.get(field["type"], "VARCHAR[]") for field in resource["schema"]["fields"]
        ]
        assert len(relation) == resource["dorsale"]["rows"]
        assert len(pd.read_parquet(path, engine="fastparquet")) == resource["dorsale"]["rows"]
        metadata = duckdb.execute(
            "SELECT decode(value) FROM parquet_kv_metadata(?) WHERE key = 'dorsale'", [path]
        ).fetchall()
        meanings = json.loads(metadata[0][0])
        assert meanings.keys() == set(relation.columns)


def test_parquet_keeps_every_value(exported: dict[str, Path], release: Release) -> None:
    with (release.path / "tables" / "figures.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["figure"]: row for row in csv.DictReader(file)}
    columns = ("value", "as_of", "as_of_first_day", "sources", "disagrees_with")
    figures = duckdb.read_parquet(str(exported["parquet"] / "figures.parquet"))
    for iri, value, as_of, first_day, sources, others in figures.project(", ".join(("figure", *columns))).fetchall():
        row = rows.pop(iri)
        assert (value, as_of or "") == (float(row["value"]) if row["value"] else None, row["as_of"])
        assert (first_day.isoformat() if isinstance(first_day, date) else "") == row["as_of_first_day"]
        assert (sources, others) == (row["sources"].split(), row["disagrees_with"].split())
    assert rows == {}


def test_the_same_release_gives_the_same_parquet(exported: dict[str, Path], release: Release, tmp_path: Path) -> None:
    export(release, tmp_path, form="parquet")
    again = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert again == {path.name: path.read_bytes() for path in exported["parquet"].iterdir()}


def test_the_files_for_neo4j_have_its_headers_and_lose_no_end(exported: dict[str, Path]) -> None:
    folder = exported["neo4j"]
    known = set[str]()
    for path in sorted((folder / "nodes").iterdir()):
        head, *rows = read(path)
        assert head[:2] == ["iri:ID", ":LABEL"]
        assert [name for name in head if not LISTED.fullmatch(name)] == []
        names = {row[0] for row in rows}
        assert len(names) == len(rows)
        assert known.isdisjoint(names)
        assert all(row[1].endswith(";Thing") for row in rows)
        known |= names
    for path in sorted((folder / "relationships").iterdir()):
        head, *rows = read(path)
        assert head[:3] == [":START_ID", ":END_ID", ":TYPE"]
        assert [name for name in head if not LISTED.fullmatch(name)] == []
        assert {row[2] for row in rows} == {path.stem}
        assert {end for row in rows for end in row[:2]} <= known
    script = (folder / "import.sh").read_text(encoding="utf-8")
    files = {str(path.relative_to(folder)) for path in folder.rglob("*.csv")}
    assert set(re.findall(r"--(?:nodes|relationships)=(\S+)", script)) == files


def test_lists_for_neo4j_hold_no_semicolon(release: Release, resources: dict[str, Any]) -> None:
    lists = {
        name: [field["name"] for field in resource["schema"]["fields"] if field["type"] == "list"]
        for name, resource in resources.items()
    }
    for name, columns in lists.items():
        with (release.path / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert [row for row in csv.DictReader(file) if any(";" in row[column] for column in columns)] == []


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        ("PROVIDER", "?x a dor:Commitment ; dor:provider ?y"),
        ("FIGURE", "?x dor:figure ?y"),
        ("EVENT", "?x dor:event ?y"),
        ("SUPPLIER", "?x dor:supplier ?y"),
        ("SUPPLIES_TO", "?x a dor:Organization ; dor:suppliesTo ?y"),
        ("SUBSIDIARY_OF", "?x dor:subsidiaryOf ?y"),
        ("RESTS_ON", "?x dor:restsOn ?y"),
        ("STATED_IN", "?x dor:statedIn ?y . FILTER NOT EXISTS { ?x a dor:Listing }"),
    ],
)
def test_relationships_are_as_many_as_statements(
    kind: str, pattern: str, exported: dict[str, Path], graph: ox.Store
) -> None:
    rows = read(exported["neo4j"] / "relationships" / f"{kind}.csv")[1:]
    assert len(rows) == count(graph, pattern) > 0


def statements(folder: Path) -> list[str]:
    script = re.sub(r"^//.*\n", "", (folder / "import.cypher").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [statement.strip() for statement in script.split(";\n") if statement.strip()]


def test_the_cypher_script_runs_and_makes_what_the_files_say(exported: dict[str, Path]) -> None:
    """Each statement as it stands, on the first rows of its file, which LOAD CSV would read.

    The engine knows the whole of openCypher, of which LOAD CSV, constraints and transactions are no part: their form is
    compared with the one that Neo4j's own parser accepts.
    """
    folder, graph = exported["neo4j"], ocg.Graph()
    first, *others = statements(folder)
    assert first == CONSTRAINT
    ends = {
        name: {end for row in read(path)[1 : SOME + 1] for end in row[:2]}
        for path in (folder / "relationships").iterdir()
        for name in [f"relationships/{path.name}"]
    }
    wanted = {iri for iris in ends.values() for iri in iris}
    made, tied, files = 0, 0, set()
    for statement in others:
        found = STATEMENT.fullmatch(statement)
        if not found:
            assert re.fullmatch(r"MATCH \(node:\w+ \{kind: '(\w+)'\}\) SET node:\1", statement)
            graph.execute(statement)
            continue
        files.add(found[1])
        head, *rows = read(folder / found[1])
        nodes = found[1].startswith("nodes/")
        some = [row for row in rows if row[0] in wanted] if nodes else rows[:SOME]
        made, tied = (made + len(some), tied) if nodes else (made, tied + len(some))
        graph.execute(f"UNWIND {literal([dict(zip(head, row, strict=True)) for row in some])} AS row\n{found[2]}")
    assert files == {str(path.relative_to(folder)) for path in folder.rglob("*.csv")}
    assert graph.execute("MATCH (node:Thing) RETURN count(node) AS n") == [{"n": made}]
    assert graph.execute("MATCH ()-[tie]->() RETURN count(tie) AS n") == [{"n": tied}]
    assert made == len(wanted)
    (figure,) = graph.execute(
        "MATCH (f:Figure) WHERE f.value IS NOT NULL RETURN f.iri AS iri, f.value AS value LIMIT 1"
    )
    (row,) = (row for row in read(folder / "nodes" / "figures.csv") if row[0] == figure["iri"])
    assert figure["value"] == float(row[3])
    (loan,) = graph.execute("MATCH (c:Loan:Commitment)-[:LENDER]->(o:Organization) RETURN c.kind AS kind LIMIT 1")
    assert loan == {"kind": "Loan"}


def literal(rows: list[dict[str, str]]) -> str:
    """Rows as LOAD CSV gives them: texts, and nothing where a cell is empty."""
    texts = ["null" if not cell else json.dumps(cell, ensure_ascii=False) for row in rows for cell in row.values()]
    cells = iter(texts)
    return "[" + ", ".join("{" + ", ".join(f"`{name}`: {next(cells)}" for name in row) + "}" for row in rows) + "]"


def test_networkx_opens_the_graphml(exported: dict[str, Path], resources: dict[str, Any]) -> None:
    graph = nx.read_graphml(exported["graphml"] / "dorsale.graphml")
    folder = exported["neo4j"]
    nodes = sum(len(read(path)) - 1 for path in (folder / "nodes").iterdir())
    ties = sum(len(read(path)) - 1 for path in (folder / "relationships").iterdir())
    assert (graph.is_directed(), graph.is_multigraph()) == (True, True)
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (nodes, ties)
    assert nodes == sum(one["dorsale"]["rows"] for one in resources.values() if "node" in one["dorsale"])
    openai = graph.nodes[f"{PREFIXES['org']}openai"]
    assert (openai["label"], openai["kind"]) == ("OpenAI", "Organization")
    pays = [data for _, _, data in graph.edges(data=True) if data["type"] == "PAYS"]
    assert {type(data["lower_usd"]) for data in pays} == {float}
    assert {type(data["commitments"]) for data in pays} == {int}


def test_a_folder_that_holds_something_is_left_alone(release: Release, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ExportError, match="is not empty"):
        export(release, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_release_without_tables_says_so(release: Release, tmp_path: Path) -> None:
    files = [entry for entry in release.manifest["files"] if not entry["path"].startswith("tables/")]
    older = Release(release.path, {**release.manifest, "files": files})
    with pytest.raises(ReleaseError, match="has no tables"):
        export(older, tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_parquet_without_duckdb_says_what_to_install(
    release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    with pytest.raises(MissingLibraryError, match=re.escape("pip install 'dorsale[tables]'")):
        export(release, tmp_path / "new", form="parquet")
    assert list(tmp_path.iterdir()) == []


def test_the_command_exports_a_release(releases: Path, tmp_path: Path) -> None:
    current = str(releases / "current")
    done = CliRunner().invoke(main, ["export", "--to", str(tmp_path / "out"), current])
    assert (done.exit_code, (tmp_path / "out" / "deals.csv").is_file()) == (0, True)
    again = CliRunner().invoke(main, ["export", "--to", str(tmp_path / "out"), "--format", "graphml", current])
    assert again.exit_code == 1
    assert "is not empty" in again.output
    named = CliRunner().invoke(main, ["export", "--help"])
    assert f"[{'|'.join(FORMATS)}]" in named.output
