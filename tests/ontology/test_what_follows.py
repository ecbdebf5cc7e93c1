"""What follows from the real record, against tables made by hand from the evidence."""

import csv
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest
from tests.rows import answer

from dorsale.namespaces import PREFIXES
from dorsale.release.questions import Question, read_questions

_HERE: Final = Path(__file__).parent
_QUESTIONS: Final = {one.slug: one for one in read_questions(_HERE.parents[1] / "ontology" / "questions")}


def table(name: str) -> list[dict[str, str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def ask(graph: ox.Store, question: Question, **values: str) -> list[dict[str, str]]:
    """The rows of a question, other values in the place of its parameters."""
    query = question.query
    for parameter in question.parameters:
        if parameter.name in values:
            written = f"VALUES ?{parameter.name} {{ {parameter.default} }}"
            query = query.replace(written, f"VALUES ?{parameter.name} {{ {values[parameter.name]} }}")
    columns, rows = answer(graph, query)
    return [{column: cell for column, cell in zip(columns, row, strict=True) if cell is not None} for row in rows]


def test_openai_owes_each_supplier_what_the_evidence_adds_up_to(graph: ox.Store) -> None:
    """Firm and announced apart, lower and upper bounds apart; suppliers without any known amount are left out."""
    rows = ask(graph, _QUESTIONS["totals-by-supplier"])
    found = {
        (row["supplier"].removeprefix("org:"), row["standing"].removeprefix("standing:")): (row["lower"], row["upper"])
        for row in rows
        if row["upper"] != "0"
    }
    expected = {(row["supplier"], row["standing"]): (row["lower"], row["upper"]) for row in table("openai-totals.tsv")}
    assert found == expected


@pytest.mark.parametrize("day", ["2023-06-30", "2025-01-31", "2025-11-30", "2026-11-27"])
def test_microsoft_and_openai_on_four_days(day: str, graph: ox.Store) -> None:
    """One query with one date: what stood, what was over and what was not yet made."""
    rows = ask(graph, _QUESTIONS["state-of-a-relation-on-a-date"], date=f'"{day}"^^xsd:date')
    found = {row["commitment"].removeprefix("com:"): row["standing"].removeprefix("standing:") for row in rows}
    for row in table("microsoft-openai.tsv"):
        assert found.get(row["commitment"], "-") == row[day], row["commitment"]


def test_circles_of_money_are_explained_link_by_link(graph: ox.Store) -> None:
    """At least five are sure; each step rests on commitments of deals with sources, and each text tells all steps."""
    found = graph.query(
        """SELECT ?circle ?step (COUNT(DISTINCT ?commitment) AS ?commitments) (COUNT(DISTINCT ?source) AS ?sources) {
        ?circle a dor:Circle ; dor:standing ?standing ; dor:step ?step .
        FILTER (?standing IN (standing:firm, standing:announced))
        ?step dor:restsOn ?commitment . ?deal a dor:Deal ; dor:commitment ?commitment .
        ?deal dor:commitment?/(dor:event|dor:figure)?/dor:statedIn ?source } GROUP BY ?circle ?step""",
        prefixes=PREFIXES,
    )
    assert isinstance(found, ox.QuerySolutions)
    steps = [(row["circle"].value, int(row["commitments"].value), int(row["sources"].value)) for row in found]
    assert len({circle for circle, _, _ in steps}) >= 5
    assert all(commitments and sources for _, commitments, sources in steps)
    for language in ("en", "fr"):
        told = graph.query(
            f"""SELECT ?circle (COUNT(?step) AS ?steps) (SAMPLE(?text) AS ?said) {{
            ?circle a dor:Circle ; dor:step ?step ; dct:description ?text FILTER (LANG(?text) = "{language}") }}
            GROUP BY ?circle""",
            prefixes=PREFIXES,
        )
        assert isinstance(told, ox.QuerySolutions)
        texts = {row["circle"].value: (int(row["steps"].value), row["said"].value) for row in told}
        assert {circle for circle, _, _ in steps} <= set(texts)
        assert all(text.count(" [") >= steps_told for steps_told, text in texts.values())


def test_the_known_circles_are_among_them(graph: ox.Store) -> None:
    """NVIDIA invests in OpenAI and sells to it; AMD grants it shares and sells to it; Amazon and Microsoft likewise."""
    rows = ask(graph, _QUESTIONS["circles-through-an-actor"], actor="org:openai")
    assert {row["circle"] for row in rows} >= {
        "circle:nvidia--openai",
        "circle:amd--openai",
        "circle:aws--openai",
        "circle:microsoft--openai",
        "circle:nvidia--openai--oracle",
    }


def test_no_estimate_is_taken_for_a_statement(graph: ox.Store) -> None:
    """What is computed hangs by dor:estimate and names a method; what is stated, by dor:figure, and names a source."""
    for pattern in (
        "?thing dor:figure ?number . ?number a dor:Estimate",
        "?number a dor:Estimate FILTER NOT EXISTS { ?number dor:method/a dor:Method }",
        "?thing dor:figure ?number FILTER NOT EXISTS { ?number dor:statedIn ?source }",
        "?number a dor:Estimate ; dor:statedIn ?source",
    ):
        assert not graph.query(f"ASK {{ {pattern} }}", prefixes=PREFIXES), pattern
