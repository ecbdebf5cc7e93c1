"""The tables of a release: their queries give what their heads promise, on a small graph and on the real one."""

import csv
import json
import re
import zipfile
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
import pytest
from frictionless import validate

from dorsale.namespaces import ID, PREFIXES, TERM
from dorsale.release import Release
from dorsale.release.tabular import TabularError, as_csv, fill, read_tables

PREFIX: Final = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
HEAD: Final = """\
# title-en: Deals
# title-fr: Accords
# meaning-en: What was announced.
# meaning-fr: Ce qui a été annoncé.
# key: deal
"""
DEAL: Final = "# column deal (required iri): The deal. | L’accord.\n"
ANNOUNCED: Final = "# column announced (date): When. | Quand.\n"
SOURCES: Final = "# column sources (iris of deals as dor:statedIn): Who says so. | Qui le dit.\n"
SELECT: Final = "SELECT ?deal ?announced { ?deal dor:announced ?announced }\n"

TYPES: Final = {
    "organizations": "dor:Organization",
    "people": "dor:Person",
    "deals": "dor:Deal",
    "commitments": "dor:Commitment",
    "participations": "dor:Participation",
    "events": "dor:DealEvent",
    "states": "dor:State",
    "estimates": "dor:Estimate",
    "sites": "dor:Site",
    "clusters": "dor:Cluster",
    "hardware": "dor:HardwareModel",
    "models": "dor:Model",
    "platforms": "dor:Platform",
    "availabilities": "dor:Availability",
    "programmes": "dor:Programme",
    "stakes": "dor:Stake",
    "claims": "dor:Claim",
    "sources": "dor:Source",
    "publishers": "dor:Publisher",
    "dependences": "dor:Dependence",
    "circles": "dor:Circle",
    "circle_steps": "dor:CircleLink",
    "concentrations": "dor:Concentration",
    "counterparty_shares": "dor:CounterpartyShare",
}
"""Tables with a row for each instance of a class."""

COUNTS: Final = {
    **{table: f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?x a {kind} }}" for table, kind in TYPES.items()},
    "figures": "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x a dor:Figure MINUS { ?x a dor:Estimate } }",
    "site_power": "SELECT (COUNT(DISTINCT ?f) AS ?n) { ?x a dor:Site ; dor:figure ?f ."
    " ?f dor:measure/dor:quantityKind quantity-kind:power }",
    "parties": "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?x ?role ?who { ?x a dor:Commitment ; ?role ?who ."
    " FILTER (?role NOT IN (dor:provider, dor:recipient, dor:paidBy, dor:paidTo))"
    " FILTER (?role = dor:target || EXISTS { ?who a dor:Organization }) } }",
    "ties": "SELECT (COUNT(*) AS ?n) { ?x a dor:Organization . ?y a dor:Organization . { ?x dor:suppliesTo ?y } UNION"
    " { ?x dor:paysTo ?y } UNION { ?x dor:financedBy ?y } UNION { ?x dor:dependsOn ?y } }",
    "flows": "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?x ?y ?s {"
    " ?c dor:paidBy ?x ; dor:paidTo ?y ; dor:countedAs ?s } }",
    "concepts": "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x skos:inScheme ?scheme }",
}
"""How many rows a table has, asked another way than by its own query."""


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ask(graph: ox.Store, query: str) -> list[list[str]]:
    found = graph.query(PREFIX + query)
    assert isinstance(found, ox.QuerySolutions)
    return [["" if term is None else str(getattr(term, "value", "")) for term in solution] for solution in found]


@pytest.fixture(scope="module")
def folder(release: Release) -> Path:
    return release.path / "tables"


@pytest.fixture(scope="module")
def described(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return found


def small(*lines: str) -> ox.Store:
    store = ox.Store()
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    store.load(head + "\n".join(lines), format=ox.RdfFormat.TURTLE)
    return store


def write(folder: Path, text: str) -> Path:
    (folder / "deals.rq").write_text(text, encoding="utf-8")
    return folder


def test_a_date_is_followed_by_the_days_that_it_may_mean(tmp_path: Path) -> None:
    tables = read_tables(write(tmp_path, HEAD + DEAL + ANNOUNCED + PREFIX + SELECT))
    store = small(
        'deal:c dor:announced "2024"^^xsd:gYear .',
        'deal:a dor:announced "2025-02"^^xsd:gYearMonth .',
        'deal:b dor:announced "2025-11-03"^^xsd:date .',
    )
    (filled,) = fill(tables, store)
    deal = PREFIXES["deal"]
    assert as_csv(filled).decode().splitlines() == [
        "deal,announced,announced_first_day,announced_last_day",
        f"{deal}a,2025-02,2025-02-01,2025-02-28",
        f"{deal}b,2025-11-03,2025-11-03,2025-11-03",
        f"{deal}c,2024,2024-01-01,2024-12-31",
    ]


def test_a_list_is_sorted_and_has_no_member_twice(tmp_path: Path) -> None:
    query = (
        'SELECT ?deal (GROUP_CONCAT(STR(?one); SEPARATOR = " ") AS ?sources) { ?deal dor:statedIn ?one } GROUP BY ?deal'
    )
    tables = read_tables(write(tmp_path, HEAD + DEAL + SOURCES + PREFIX + query))
    (filled,) = fill(tables, small("deal:a dor:statedIn src:b , src:a , src:c ."))
    assert filled.rows == [(f"{PREFIXES['deal']}a", " ".join(f"{PREFIXES['src']}{name}" for name in "abc"))]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD.replace("# title-fr: Accords\n", "") + DEAL, "lacks # title-fr:"),
        (HEAD + "# column deal (iri): No French.\n", "names a column twice, or none: deal"),
        (HEAD + DEAL + "# column x (number): X. | X.\n", "x: no type: number"),
        (HEAD + DEAL + DEAL, "names a column twice"),
        (HEAD + DEAL + "# column x (iri of nothing): X. | X.\n", "x is of nothing, which is no table"),
    ],
)
def test_an_incomplete_head_is_refused(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(TabularError, match=re.escape(message)):
        read_tables(write(tmp_path, text + PREFIX + SELECT))


@pytest.mark.parametrize(
    ("head", "query", "message"),
    [
        (DEAL, SELECT, "selects deal, announced, but its head names deal"),
        (DEAL + ANNOUNCED, "ASK {}", "a table is a SELECT"),
        (DEAL + ANNOUNCED, "SELECT ?deal {", "deals.rq: error at"),
        (DEAL + ANNOUNCED, SELECT, "two rows of https://w3id.org/dorsale/id/deal/a"),
        (DEAL + ANNOUNCED, "SELECT ?deal ?announced { BIND (1 AS ?announced) }", "has no deal"),
        (
            DEAL + ANNOUNCED,
            'SELECT ?deal ?announced { ?deal a dor:Deal BIND ("May" AS ?announced) }',
            "is no date: May",
        ),
    ],
)
def test_a_query_that_breaks_its_promise_is_refused(head: str, query: str, message: str, tmp_path: Path) -> None:
    tables = read_tables(write(tmp_path, HEAD + head + PREFIX + query))
    store = small('deal:a a dor:Deal ; dor:announced "2024"^^xsd:gYear , "2025"^^xsd:gYear .')
    with pytest.raises(TabularError, match=re.escape(message)):
        fill(tables, store)


def test_every_table_has_the_rows_that_the_graph_counts(folder: Path, graph: ox.Store) -> None:
    tables = {path.stem for path in folder.glob("*.csv")}
    assert tables == {*COUNTS, "names"}
    counted = {table: int(ask(graph, query)[0][0]) for table, query in COUNTS.items()}
    assert {table: len(rows_of(folder, table)) for table in COUNTS} == counted
    assert min(counted.values()) > 0


def test_every_name_is_in_the_table_of_names(folder: Path, graph: ox.Store) -> None:
    listed = {(row["thing"], row["language"], row["name"]) for row in rows_of(folder, "names")}
    classes = "dor:Organization dor:Person dor:Publisher dor:Site dor:Cluster dor:HardwareModel dor:Model dor:Platform"
    query = (
        f"SELECT ?x (LANG(?name) AS ?language) ?name {{ VALUES ?class {{ {classes} dor:Programme }}"
        " ?x a ?class ; rdfs:label|skos:altLabel ?name }"
    )
    assert listed == {(iri, language, name) for iri, language, name in ask(graph, query)}


def test_every_kind_of_thing_has_a_table(release: Release, folder: Path) -> None:
    """All but those that are columns of another table, or are about the dataset itself."""
    listed = {
        row[name] for path in folder.glob("*.csv") for row in rows_of(folder, path.stem) for name in list(row)[:1]
    }
    kinds = {iri.removeprefix(ID).partition("/")[0] for iri in listed}
    assert release.manifest["things"].keys() - kinds == {"agent", "period", "question", "listing"}


def test_every_property_of_things_is_in_some_table(root: Path, graph: ox.Store) -> None:
    """All but those that other columns say: the days that a date may mean, and the members of a group."""
    query = f"SELECT DISTINCT ?p {{ ?x ?p ?y FILTER (STRSTARTS(STR(?x), '{ID}') && STRSTARTS(STR(?p), '{TERM}')) }}"
    said = {f"dor:{iri.removeprefix(TERM)}" for (iri,) in ask(graph, query)}
    used = {
        name
        for table in read_tables(root / "ontology" / "tables")
        for name in re.findall(r"dor:\w+", re.sub(r"^#.*", "", table.query, flags=re.MULTILINE))
    }
    assert said - used <= {"dor:firstDay", "dor:lastDay", "dor:memberOfGroup"}


def test_the_figures_are_those_of_the_graph(folder: Path, graph: ox.Store) -> None:
    query = """SELECT ?f (STR(?v) AS ?value) (STR(?u) AS ?unit) ?measure ?qualifier ?rank {
      ?f a dor:Figure ; dor:measure ?measure ; dor:qualifier ?qualifier ; dor:rank ?rank .
      OPTIONAL { ?f dor:value ?v } OPTIONAL { ?f dor:unit ?u } MINUS { ?f a dor:Estimate } }"""
    told = {row[0]: (row[1], row[2], *(cell.rpartition("/")[2] for cell in row[3:])) for row in ask(graph, query)}
    rows = rows_of(folder, "figures")
    assert {
        row["figure"]: (row["value"], row["unit"], row["measure"], row["qualifier"], row["rank"]) for row in rows
    } == told
    sources = sorted(ask(graph, "SELECT ?f ?s { ?f a dor:Figure ; dor:statedIn ?s }"))
    assert sorted([row["figure"], source] for row in rows for source in row["sources"].split()) == sources


def test_sums_of_money_count_nothing_twice(folder: Path, graph: ox.Store) -> None:
    rows = rows_of(folder, "flows")
    alone = """{ SELECT ?c { ?c dor:paidBy ?x ; dor:paidTo ?y } GROUP BY ?c HAVING (COUNT(*) = 1) }"""
    query = f"SELECT ?s (SUM(?low) AS ?sum) {{ {alone} ?c dor:countedAs ?s ; dor:lowerUSD ?low }} GROUP BY ?s"
    summed: dict[str, float] = {}
    for row in rows:
        summed[row["counted_as"]] = summed.get(row["counted_as"], 0) + float(row["lower_usd"])
        assert int(row["commitments"]) >= int(row["shared"]) + int(row["without_lower"])
    told = {iri.rpartition("/")[2]: float(total) for iri, total in ask(graph, query)}
    assert {name: total for name, total in summed.items() if total} == told


def test_power_is_in_megawatts(folder: Path, graph: ox.Store) -> None:
    units = dict(ask(graph, "SELECT ?f ?u { ?s a dor:Site ; dor:figure ?f . ?f dor:unit ?u }"))
    values = dict(ask(graph, "SELECT ?f ?v { ?s a dor:Site ; dor:figure ?f . ?f dor:value ?v }"))
    factors = {"GigaW": 1000.0, "MegaW": 1.0, "KiloW": 0.001, "W": 0.000001}
    rows = [row for row in rows_of(folder, "site_power") if row["megawatts"]]
    assert len(rows) > 500
    for row in rows:
        expected = float(values[row["figure"]]) * factors[units[row["figure"]].rpartition("/")[2]]
        assert float(row["megawatts"]) == pytest.approx(expected)


def test_frictionless_finds_the_package_valid(folder: Path) -> None:
    report = validate(str(folder / "datapackage.json"))
    assert report.errors == []
    assert [(task.name, error.message) for task in report.tasks for error in task.errors] == []
    assert len(report.tasks) == len(list(folder.glob("*.csv")))


def test_every_column_says_in_both_languages_what_it_means(described: dict[str, Any], root: Path) -> None:
    fields = [field for resource in described["resources"] for field in resource["schema"]["fields"]]
    texts = [text for field in fields for text in (field["description"], field["dorsale"]["meaning"])]
    texts += [text for one in described["resources"] for text in (one["description"], one["dorsale"]["meaning"])]
    assert [text for text in texts if not re.search(r"\w.*(?:\.|…)$", text) or "'" in text] == []
    assert [field["name"] for field in fields if field["description"] == field["dorsale"]["meaning"]] == []


def test_codes_are_concepts_of_their_scheme(described: dict[str, Any], folder: Path) -> None:
    known = {(row["scheme"], row["code"]) for row in rows_of(folder, "concepts")}
    unknown = set()
    for resource in described["resources"]:
        rows = rows_of(folder, resource["name"])
        for field in resource["schema"]["fields"]:
            scheme = field["dorsale"].get("scheme", "").rpartition("/")[2]
            if scheme:
                unknown |= {(scheme, code) for row in rows for code in row[field["name"]].split()} - known
    assert unknown == set()


def test_lists_of_things_name_rows_of_their_table(described: dict[str, Any], folder: Path) -> None:
    keys = {one["name"]: one["schema"]["primaryKey"][0] for one in described["resources"]}
    known = {name: {row[key] for row in rows_of(folder, name)} for name, key in keys.items()}
    lost = set()
    for resource in described["resources"]:
        rows = rows_of(folder, resource["name"])
        for field in resource["schema"]["fields"]:
            if table := field["dorsale"].get("table"):
                lost |= {(field["name"], iri) for row in rows for iri in row[field["name"]].split()} - {
                    (field["name"], iri) for iri in known[table]
                }
    assert lost == set()


def test_the_archive_holds_the_same_files(release: Release, folder: Path, described: dict[str, Any]) -> None:
    (bundle,) = release.bundles
    with zipfile.ZipFile(bundle.path) as archive:
        assert archive.testzip() is None
        held = {name: archive.read(name) for name in archive.namelist()}
    assert held == {path.name: path.read_bytes() for path in folder.iterdir()}
    assert bundle.tables == len(described["resources"]) == len(held) - 1
    assert bundle.rows == sum(one["dorsale"]["rows"] for one in described["resources"])
    assert described["version"] == release.version
