"""The competency questions: each answers on the real data, and its answer is the one that was checked by hand."""

import re
from itertools import chain
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest

from dorsale.derive import apply_rules, read_rules
from dorsale.namespaces import PREFIXES, shorten
from dorsale.release.questions import read_questions

_FOLDER: Final = Path(__file__).parents[2] / "ontology" / "questions"
QUESTIONS: Final = {question.slug: question for question in read_questions(_FOLDER)}


@pytest.fixture(scope="module")
def graph(root: Path) -> ox.Store:
    """Ontology, vocabulary and data, and what follows from them."""
    store = ox.Store()
    ontology = root / "ontology"
    files = chain(ontology.glob("modules/*.ttl"), ontology.glob("vocabulary/*.ttl"), (root / "data").rglob("*.ttl"))
    for path in [ontology / "dorsale.ttl", *files]:
        store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
    apply_rules(store, read_rules(ontology / "rules"))
    return store


@pytest.mark.parametrize("slug", QUESTIONS)
def test_the_answer_is_the_checked_one(slug: str, graph: ox.Store) -> None:
    """What was checked by hand is there, in this order; a question about what grows may have ``others`` between."""
    columns, rows = _answer(graph, QUESTIONS[slug].query)
    expected = QUESTIONS[slug].expected
    assert columns == expected["columns"]
    checked = [row for row in rows if row in expected["rows"]] if expected.get("others") else rows
    assert checked == expected["rows"]


@pytest.mark.parametrize("slug", QUESTIONS)
def test_the_order_of_rows_leaves_nothing_to_chance(slug: str) -> None:
    """Each question sorts its rows, and no row comes twice."""
    assert "ORDER BY" in QUESTIONS[slug].query
    rows = [tuple(row) for row in QUESTIONS[slug].expected["rows"]]
    assert len(rows) == len(set(rows)) > 0


@pytest.mark.parametrize("slug", QUESTIONS)
def test_a_question_declares_the_prefixes_it_uses(slug: str) -> None:
    """With the namespaces of our table, so that the query runs anywhere."""
    query = QUESTIONS[slug].query
    declared = dict(re.findall(r"PREFIX ([\w-]*): <([^>]*)>", query))
    assert {prefix: PREFIXES[prefix] for prefix in declared} == declared
    body = re.sub(r"PREFIX [^\n]*|\"[^\"]*\"", "", query)
    assert set(re.findall(r"(?<![\w?<:/])([\w-]+):(?=[\w])", body)) == set(declared)


@pytest.mark.parametrize("slug", QUESTIONS)
def test_a_question_is_asked_in_both_languages(slug: str) -> None:
    question = QUESTIONS[slug]
    for texts in (question.title, question.meaning):
        assert texts["en"] != texts["fr"]
    assert question.title["en"].endswith("?")
    assert question.title["fr"].endswith(" ?")
    assert all(meaning.endswith(".") for meaning in question.meaning.values())


def test_the_questions_ask_about_every_kind_of_thing() -> None:
    """Deals, actors, figures, claims, sources, infrastructure: each has a question that needs it."""
    queries = " ".join(question.query for question in QUESTIONS.values())
    for term in (
        "Deal",
        "ComputeSupply",
        "holder",
        "claimedIn",
        "sourceKind",
        "disagreesWith",
        "offers",
        "Site",
        "part",
    ):
        assert re.search(rf"dor:{term}\b", queries), term


def _answer(graph: ox.Store, query: str) -> tuple[list[str], list[list[str | None]]]:
    solutions = graph.query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    columns = [variable.value for variable in solutions.variables]
    return columns, [[_cell(solution[column]) for column in columns] for solution in solutions]


def _cell(term: object) -> str | None:
    if isinstance(term, ox.NamedNode):
        return shorten(term.value)
    return term.value if isinstance(term, ox.Literal) else None
