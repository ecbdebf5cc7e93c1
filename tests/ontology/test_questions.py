"""The competency questions: each has the answer that was checked by hand, on a fixed sample and on the real data."""

import re
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest
from tests.rows import answer

from dorsale.derive import analyse, apply_rules, read_rules
from dorsale.namespaces import PREFIXES, shorten
from dorsale.release.questions import QuestionError, questions_triples, read_questions

_FOLDER: Final = Path(__file__).parents[2] / "ontology" / "questions"
QUESTIONS: Final = {question.slug: question for question in read_questions(_FOLDER)}


@pytest.fixture(scope="module")
def sample(root: Path) -> ox.Store:
    """The ontology, some forty deals with all that they touch as they stood on 27 November 2026, and what follows."""
    store = ox.Store()
    ontology = root / "ontology"
    terms = [ontology / "dorsale.ttl", *ontology.glob("modules/*.ttl"), *ontology.glob("vocabulary/*.ttl")]
    for path in [*terms, Path(__file__).with_name("sample.ttl")]:
        store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
    apply_rules(store, read_rules(ontology / "rules"))
    analyse(store, "2026-11-27")
    return store


@pytest.mark.parametrize("slug", QUESTIONS)
def test_the_answer_on_the_sample_is_the_checked_one(slug: str, sample: ox.Store) -> None:
    columns, rows = answer(sample, QUESTIONS[slug].query)
    expected = QUESTIONS[slug].expected
    assert columns == expected["columns"]
    assert rows == expected["small"]


@pytest.mark.parametrize("slug", QUESTIONS)
def test_the_answer_on_the_real_data_is_within_bounds(slug: str, graph: ox.Store) -> None:
    """And what was checked by hand is among its rows, in this order."""
    _, rows = answer(graph, QUESTIONS[slug].query)
    real = QUESTIONS[slug].expected["real"]
    assert real["least"] <= len(rows) <= real["most"]
    checked = real.get("rows", [])
    assert [row for row in rows if row in checked] == checked


def test_the_questions_are_many_and_of_every_kind() -> None:
    """At least sixty; each keyword that a kind of question is known by is there."""
    assert len(QUESTIONS) >= 60
    keywords = {word for question in QUESTIONS.values() for word in question.keywords["en"]}
    assert keywords >= {
        "actors", "circles", "claims", "compute", "conflicts", "deals", "documents", "figures", "hardware", "history",
        "identity", "licence", "models", "money", "none", "ownership", "platforms", "power", "provenance", "reuse",
        "roles", "sites", "sources", "state", "supply", "terms", "totals", "translation", "versions",
    }  # fmt: skip


def test_every_term_is_used_by_a_question(root: Path) -> None:
    """No class and no property of the ontology is an orphan."""
    terms = ox.Store()
    for path in (root / "ontology" / "modules").glob("*.ttl"):
        terms.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
    found = terms.query(
        """SELECT DISTINCT ?term { VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty } ?term a ?kind
        FILTER (STRSTARTS(STR(?term), STR(dor:))) FILTER NOT EXISTS { ?term owl:deprecated true } }""",
        prefixes=PREFIXES,
    )
    assert isinstance(found, ox.QuerySolutions)
    used = set().union(*(question.terms for question in QUESTIONS.values()))
    assert sorted(shorten(row["term"].value) for row in found if row["term"].value not in used) == []


@pytest.mark.parametrize("slug", [slug for slug, question in QUESTIONS.items() if question.parameters])
def test_a_parameter_can_be_another_value(slug: str, graph: ox.Store) -> None:
    """With a thing that does not exist in its place, the question has another answer and no error."""
    question = QUESTIONS[slug]
    _, rows = answer(graph, question.query)
    for parameter in question.parameters:
        written = f"VALUES ?{parameter.name} {{ {parameter.default} }}"
        none = re.sub(r"\"[^\"]*\"", '"0001-01-01"', parameter.default)
        none = none if none != parameter.default else "<urn:x-nobody>"
        _, others = answer(graph, question.query.replace(written, f"VALUES ?{parameter.name} {{ {none} }}"))
        assert others != rows


def test_the_questions_are_shacl_executables() -> None:
    """In the form of SIB's sparql-examples, with the query as it is."""
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in questions_triples(QUESTIONS.values()))
    found = store.query(
        """SELECT ?question ?query { ?question a sh:SPARQLExecutable , sh:SPARQLSelectExecutable ; sh:select ?query ;
        schema:target ?endpoint ; rdfs:comment ?english , ?french ; schema:keywords ?word ; dct:references ?term
        FILTER (LANG(?english) = "en" && LANG(?french) = "fr") }""",
        prefixes=PREFIXES,
    )
    assert isinstance(found, ox.QuerySolutions)
    assert {row["query"].value for row in found} == {question.query for question in QUESTIONS.values()}


@pytest.mark.parametrize(
    ("head", "answer", "message"),
    [
        ("# title-en: a\n# title-fr: b\n", "{}", "meaning-en"),
        (
            "# title-en: a\n# title-fr: b\n# meaning-en: a\n# meaning-fr: b\n# keywords-en: a\n# keywords-fr: b\n",
            None,
            "json",
        ),
        (
            "# title-en: a\n# title-fr: b\n# meaning-en: a\n# meaning-fr: b\n# keywords-en: a\n# keywords-fr: b\n"
            "# parameter who: who | qui\n",
            "{}",
            "VALUES",
        ),
    ],
)
def test_a_question_without_a_part_is_refused(head: str, answer: str | None, message: str, tmp_path: Path) -> None:
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "question.rq").write_text(head + "SELECT * { ?s ?p ?o }", encoding="utf-8")
    if answer:
        (folder / "expected.json").write_text(answer, encoding="utf-8")
    with pytest.raises(QuestionError, match=message):
        read_questions(tmp_path)


@pytest.mark.parametrize("slug", QUESTIONS)
def test_the_order_of_rows_leaves_nothing_to_chance(slug: str) -> None:
    """Each question sorts its rows, and no row comes twice."""
    assert "ORDER BY" in QUESTIONS[slug].query
    rows = [tuple(row) for row in QUESTIONS[slug].expected["small"]]
    assert len(rows) == len(set(rows))


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
