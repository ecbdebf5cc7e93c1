"""The report: what its queries count, on a graph small enough to count by hand and on the real one."""

import json
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from dorsale.cli import main
from dorsale.derive import apply_rules, read_rules
from dorsale.namespaces import PREFIXES
from dorsale.release import Release
from dorsale.release.content import graph, read_turtle, together
from dorsale.release.reports import ReportError, read_reports, report_json

HEAD: Final = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
SAID: Final = """
pub:agency rdfs:label "Agency"@en . pub:paper dor:publishes source-kind:press .
src:filing dct:publisher pub:sec ; dor:sourceKind source-kind:filing ; a dor:Source .
src:page dct:publisher pub:paper ; dor:sourceKind source-kind:press ; a dor:Source .
src:copy dct:publisher pub:site ; dor:sourceKind source-kind:aggregator ; dor:relays pub:paper ; a dor:Source .
src:other dct:publisher pub:site ; dor:sourceKind source-kind:aggregator ; dor:relays pub:agency ; a dor:Source .
deal:small a dor:Deal ; rdfs:label "Small"@en , "Petit"@fr ; dor:event ev:small ; dor:statedIn src:filing .
ev:small dor:eventKind event-kind:announced ; dor:date "2025-01-02"^^xsd:date ; dor:statedIn src:page , src:copy .
deal:large a dor:Deal ; rdfs:label "Large"@en , "Grand"@fr ; dor:commitment com:large .
com:large a dor:Loan ; dor:lender org:a ; dor:borrower org:b ; dor:figure fig:large ; dor:event ev:large .
ev:large dor:eventKind event-kind:signed ; dor:date "2026-03"^^xsd:gYearMonth ; dor:statedIn src:copy .
fig:large a dor:Figure ; dor:measure measure:total-commitment ; dor:value 2000000000 ; dor:unit cur:USD ;
    dor:rank rank:preferred ; dor:statedIn src:copy .
org:a a dor:Organization ; dor:website "https://a.example"^^xsd:anyURI .
org:b a dor:Organization ; rdfs:label "B"@en , "B"@fr .
"""


@pytest.fixture(scope="module")
def tables(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[Any]]]:
    """The rows of each table over the small graph and what follows from it; things by the end of their IRI."""
    path = tmp_path_factory.mktemp("report") / "said.ttl"
    path.write_text(HEAD + SAID, encoding="utf-8")
    ontology = [root / "ontology" / "dorsale.ttl", *(root / "ontology").glob("[mv]*/*.ttl")]
    triples = read_turtle([path, *ontology])
    store = ox.Store()
    store.extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    graphs = {
        "data": graph("data", triples),
        "inferred": graph("inferred", apply_rules(store, read_rules(root / "ontology" / "rules"))),
    }
    found = json.loads(report_json(read_reports(root / "ontology" / "reports"), together(graphs)))
    return {table["slug"]: [[_end(cell) for cell in row] for row in table["rows"]] for table in found}


def _end(cell: Any) -> Any:
    return cell["iri"].replace("#", "/").rpartition("/")[2] if isinstance(cell, dict) else cell


EXPECTED: Final = {
    "deals-by-year": [["2025", 1, 0], ["2026", 1, 1]],
    "commitments-by-kind": [["FinancingCommitment", 1, "2026-03-01"]],
    "strength": [["aggregator", 1, 1], ["filing", 1, 0]],
    "origin-kinds": [["filing", 1, 0], ["press", 1, 1]],
    "origins": [["1", 1, 1], ["2", 1, 0]],
    "large-deals-of-one-origin": [["large", "aggregator", 2000000000]],
    "large-deals-of-weak-sources": [["large", 1, 2000000000]],
    "parties-without-identifier": [["b", 1]],
    "figures": [["total-commitment", 1, 1, 1]],
    "disagreements": [],
}


@pytest.mark.parametrize("slug", EXPECTED)
def test_what_is_counted(slug: str, tables: dict[str, list[list[Any]]]) -> None:
    assert sorted(tables[slug]) == sorted(EXPECTED[slug])


def test_every_table_says_something_of_the_real_graph(release: Release) -> None:
    for table in json.loads(release.file("report.json").read_text(encoding="utf-8")):
        assert table["rows"], table["slug"]
        for text in (table["title"], table["meaning"], *table["columns"]):
            assert text["en"]
            assert text["fr"]


def test_the_command_prints_the_report_in_both_languages(releases: Path) -> None:
    for language, title in (("en", "What the deals rest on"), ("fr", "Sur quoi reposent les accords")):
        found = CliRunner().invoke(main, ["report", "--releases", str(releases), "--lang", language])
        assert found.exit_code == 0
        assert title in found.stdout
    found = CliRunner().invoke(main, ["report", "--releases", str(releases), "--format", "json"])
    assert json.loads(found.stdout)[0]["slug"] == "things"


def test_the_command_without_a_release_says_so(tmp_path: Path) -> None:
    found = CliRunner().invoke(main, ["report", "--releases", str(tmp_path)])
    assert found.exit_code == 1
    assert "Traceback" not in found.output


WRONG: Final = {
    "no title": ("SELECT ?a { ?a ?b ?c }", "lacks # title-en:"),
    "other columns": ("# column b: b | b\nSELECT ?a { ?a ?b ?c }", "selects a, but its head names b"),
    "no query": ("# column b: b | b\nSELECT", "01-x|x:"),
    "no SELECT": ("# column b: b | b\nASK { ?a ?b ?c }", "is a SELECT"),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG)
def test_a_broken_query_is_named(text: str, message: str, tmp_path: Path) -> None:
    head = (
        ""
        if "lacks" in message
        else "".join(f"# {key}-{tongue}: x\n" for key in ("title", "meaning") for tongue in ("en", "fr"))
    )
    (tmp_path / "01-x.rq").write_text(head + text, encoding="utf-8")
    with pytest.raises(ReportError, match=message):
        report_json(read_reports(tmp_path), ox.Store())
