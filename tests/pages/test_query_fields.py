"""A question with other values: fields take names, short names and IRIs, errors are clear, only terms get inside."""

from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

from dorsale.pages.language import words
from dorsale.pages.site import Question
from dorsale.release import Release

from .conftest import Get
from .reading import Element, read


def _main(get: Get, question: str, *, tongue: str = "en", **values: str) -> Element:
    given = {"question": question, **{f"p-{name}": value for name, value in values.items()}}
    answer = get(f"/{tongue}/query?{urlencode(given)}")
    assert answer.status_code == 200
    return read(answer.text).one("main")


def _query(main: Element) -> str:
    return main.one("textarea").text


def _field(main: Element, name: str) -> Element:
    return next(one for one in main.all("input", "select") if one.get("name") == f"p-{name}")


@pytest.mark.parametrize(
    "entered",
    [
        "Oracle",
        "oracle",
        "org:oracle",
        "https://w3id.org/dorsale/id/organization/oracle",
        "<https://w3id.org/dorsale/id/organization/oracle>",
        "http://127.0.0.1:1/fr/doc/organization/oracle",
        "https://example.org/dorsale/doc/organization/oracle.ttl",
    ],
)
def test_a_thing_may_be_named_in_many_ways(get: Get, entered: str) -> None:
    main = _main(get, "between-two-actors", other=entered)
    assert "VALUES ?other { org:oracle }" in _query(main)
    assert "VALUES ?one { org:nvidia }" in _query(main)
    assert main.one("tbody")


@pytest.mark.parametrize(
    ("entered", "error"),
    [
        ("Nobody of this name", "unknown"),
        ("org:nobody", "unknown"),
        ("https://example.org/x> } INSERT", "unknown"),
        ("} SELECT * { ?s ?p ?o", "several"),
        ("Oracl", "several"),
    ],
)
def test_a_thing_that_is_not_known_is_said_beside_its_field(get: Get, entered: str, error: str) -> None:
    main = _main(get, "between-two-actors", tongue="fr", other=entered)
    field = _field(main, "other")
    assert field["aria-invalid"] == "true"
    told = next(one for one in main.walk() if one.get("id") == field["aria-describedby"])
    assert told.text.startswith(words("fr")(f"query.wrong.{error}"))
    assert field["value"] == entered
    assert main.all("tbody") == []
    assert "VALUES ?other { org:openai }" in _query(main)


def test_what_may_be_meant_is_one_click_away(get: Get) -> None:
    main = _main(get, "between-two-actors", other="Oracl")
    suggested = {one.text: one["value"] for one in main.all("button") if one.get("name") == "p-other"}
    assert suggested["Oracle"] == "org:oracle"


def test_concepts_are_chosen_from_their_scheme_by_name(get: Get) -> None:
    question = _of_sort(get, "country:US")
    main = _main(get, question, tongue="fr", country="country:FR")
    options = {option["value"]: option for option in _field(main, "country").all("option")}
    assert "selected" in options["country:FR"].attributes
    assert options["country:FR"].text == "France"
    assert "VALUES ?country { country:FR }" in _query(main)
    wrong = _main(get, question, country="function:neocloud")
    assert words("en")("query.wrong.concept") in wrong.text


@pytest.mark.parametrize(
    ("default", "entered", "expected"),
    [
        ('"2026-04-01"^^xsd:date', "2024-02-29", '"2024-02-29"^^xsd:date'),
        ('"2026-04-01"^^xsd:date', "2023-02-29", "date"),
        ('"2026-04-01"^^xsd:date', '2024-01-01" } #', "date"),
        ("250000000000", "1 000 000", "1000000"),
        ("250000000000", "12.5", "whole"),
        ("250000000000", "many", "whole"),
        ('"en"', "fr", '"fr"'),
        ('"en"', 'en" } UNION', "language"),
    ],
)
def test_literals_are_typed(get: Get, release: Release, default: str, entered: str, expected: str) -> None:
    question, name = _with_default(release, default)
    main = _main(get, question, **{name: entered})
    if expected.isalpha():
        assert words("en")(f"query.wrong.{expected}") in main.text
        assert f"VALUES ?{name} {{ {default} }}" in _query(main)
    else:
        assert f"VALUES ?{name} {{ {expected} }}" in _query(main)
        assert main.all("table")


def test_every_question_can_be_asked_through_its_form(get: Get, release: Release) -> None:
    """The values that the fields show are values that they take, and give the query as it was written.

    Every other question is asked in each language.
    """
    for turn, language in enumerate(("en", "fr")):
        for question in list(_questions(release))[turn::2]:
            shown = _main(get, question.slug, tongue=language)
            fields = {p["name"]: _field(shown, p["name"]) for p in question.parameters}
            values = {
                name: next(o["value"] for o in field.all("option") if "selected" in o.attributes)
                if field.tag == "select"
                else field["value"]
                for name, field in fields.items()
            }
            assert _query(shown).strip() == question.query.strip()
            asked = _main(get, question.slug, tongue=language, **values)
            assert [one["id"] for one in asked.walk() if one.get("class") == "wrong"] == [], question.slug
            assert _query(asked).strip() == question.query.strip()


def test_filled_queries_are_sparql(get: Get) -> None:
    text = _query(
        _main(
            get,
            "between-two-actors",
            one="Amazon Web Services",
            other="https://w3id.org/dorsale/id/organization/openai",
        )
    )
    assert isinstance(ox.Store().query(text), ox.QuerySolutions)


def test_questions_are_found_by_their_words_in_both_languages(get: Get, release: Release) -> None:
    for text, language in (("circle money", "fr"), ("cercles argent", "en"), ("dépend", "en")):
        main = read(get(f"/{language}/questions?{urlencode({'find': text})}").text).one("main")
        found = [one["id"] for one in main.walk() if "question" in one.get("class").split() and one.get("id")]
        assert 0 < len(found) < 60, text
    nothing = read(get("/en/questions?find=xylophone").text).one("main")
    assert words("en").count("questions.found", 0, number="0", text="xylophone") in nothing.text


def test_an_answer_is_one_link_away_from_its_question(get: Get) -> None:
    main = read(get("/en/questions").text).one("main")
    link = next(one for one in main.all("a") if one.get("class") == "button")
    assert read(get(link["href"]).text).one("main").one("table")


def _questions(release: Release) -> list[Question]:
    from dorsale.pages.site import Site

    return Site(release).questions


def _with_default(release: Release, default: str) -> tuple[str, str]:
    return next((q.slug, p["name"]) for q in _questions(release) for p in q.parameters if p["default"] == default)


def _of_sort(get: Get, default: str) -> str:
    main = read(get("/en/questions").text).one("main")
    for block in main.walk():
        if "question" in block.get("class").split() and f"VALUES ?country {{ {default} }}" in block.text:
            return block["id"]
    raise AssertionError(default)
