"""The query form: a table with links, yes or no, a graph, an error with its place, and each format."""

from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

from dorsale.engine.interface import GRAPH_FORMATS, RESULTS_FORMATS
from dorsale.pages.language import words

from .conftest import Get
from .reading import Element, read

_DEALS = """PREFIX dor: <https://w3id.org/dorsale/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?deal ?label ?date ?none WHERE {
  ?deal a dor:Deal ; rdfs:label ?label ; dor:announced ?date FILTER (LANG(?label) = "fr") } ORDER BY ?deal"""
_DEAL = "DESCRIBE <https://w3id.org/dorsale/id/deal/2025-11-03-openai-aws>"


def _path(text: str, **more: str) -> str:
    return f"/query?{urlencode({'query': text, **more})}"


def _main(get: Get, path: str) -> Element:
    answer = get(path)
    assert answer.status_code == 200
    return read(answer.text).one("main")


def test_rows_become_a_table_with_links(get: Get) -> None:
    main = _main(get, "/fr" + _path(_DEALS))
    table = main.one("table")
    assert [head.text for head in table.one("thead").all("th")] == ["deal", "label", "date", "none"]
    rows = table.one("tbody").all("tr")
    aws = next(row for row in rows if "deal:2025-11-03-openai-aws" in row.text)
    link, label, date, none = aws.all("td")
    assert link.one("a")["href"] == "/fr/doc/deal/2025-11-03-openai-aws"
    assert link.one("a").text == "OpenAI et AWS\u00a0: sept ans de puissance de calcul"
    assert (label.one("span").text, label.one("span")["lang"]) == (
        "OpenAI et AWS : sept ans de puissance de calcul",
        "fr",
    )
    assert (date.one("time")["datetime"], date.text) == ("2025-11-03", "3 novembre 2025")
    assert none.text == ""
    assert main.one("textarea").text.strip() == _DEALS


def test_many_rows_are_cut_and_the_page_says_so(get: Get) -> None:
    main = _main(get, _path("SELECT ?s WHERE { ?s ?p ?o }"))
    assert len(main.one("tbody").all("tr")) == 1000
    assert words("en")("query.cut", number="1,000") in main.text


@pytest.mark.parametrize(
    ("query", "language", "expected"), [("ASK {}", "en", "yes"), ("ASK { FILTER(false) }", "fr", "non")]
)
def test_a_question_of_yes_or_no(get: Get, query: str, language: str, expected: str) -> None:
    main = _main(get, f"/{language}" + _path(query))
    assert expected in [paragraph.text for paragraph in main.all("p")]


def test_a_graph_is_shown_as_turtle(get: Get) -> None:
    shown = _main(get, _path(_DEAL)).all("pre")[0].text
    assert len(list(ox.parse(shown, format=ox.RdfFormat.TURTLE))) > 5


@pytest.mark.parametrize(
    ("query", "status", "kind", "place"),
    [
        ("SELECT ?x\nWHERE { ?x a }", 400, "syntax", "Ligne 2, colonne"),
        ("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", 403, "service", "Ligne 1, colonne 12."),
        ("INSERT DATA { <a:b> <a:b> 1 }", 403, "update", ""),
        ("SELECT * {" + "{" * 600 + "}" * 600 + "}", 400, "deep", "Ligne 1, colonne"),
    ],
)
def test_an_error_says_what_and_where(get: Get, query: str, status: int, kind: str, place: str) -> None:
    answer = get("/fr" + _path(query))
    assert answer.status_code == status
    main = read(answer.text).one("main")
    failure = next(section for section in main.all("section") if section.get("role") == "alert")
    assert failure.one("h2").text == words("fr")(f"failure.{kind}")
    assert place in failure.text
    assert f"/fr/problem/{kind}" in [link["href"] for link in failure.all("a")]
    assert main.one("textarea").text.strip() == query


@pytest.mark.parametrize("name", RESULTS_FORMATS)
def test_rows_come_in_each_format(get: Get, name: str) -> None:
    answer = get(_path(_DEALS, format=name))
    form = ox.QueryResultsFormat.from_media_type(RESULTS_FORMATS[name])
    assert answer.headers["content-type"].partition(";")[0] == RESULTS_FORMATS[name]
    assert form is not None
    if name == "csv":
        assert answer.text.startswith("deal,label,date,none")
    else:
        solutions = ox.parse_query_results(answer.content, format=form)
        assert isinstance(solutions, ox.QuerySolutions)
        assert len(list(solutions)) > 40


@pytest.mark.parametrize("name", GRAPH_FORMATS)
def test_a_graph_comes_in_each_format(get: Get, name: str) -> None:
    answer = get(_path(_DEAL, format=name))
    form = ox.RdfFormat.from_media_type(GRAPH_FORMATS[name])
    assert answer.headers["content-type"].partition(";")[0] == GRAPH_FORMATS[name]
    assert form is not None
    assert len(list(ox.parse(answer.content, format=form))) > 5


def test_the_form_offers_every_format_and_an_example_that_answers(get: Get) -> None:
    main = _main(get, "/query")
    assert [option["value"] for option in main.all("option")] == ["table", *RESULTS_FORMATS, *GRAPH_FORMATS]
    assert _main(get, _path(main.one("textarea").text)).one("tbody").all("tr")


def test_the_form_has_its_module(get: Get) -> None:
    modules = [script["src"] for script in read(get("/query").text).all("script") if script.get("type") == "module"]
    assert [module.rpartition("/")[2] for module in modules] == ["suggest.js", "query.js", "copy.js"]
    assert get(modules[1], accept="*/*").headers["content-type"] == "text/javascript; charset=utf-8"


@pytest.mark.parametrize(("language", "label"), [("en", "deal"), ("fr", "accord")])
def test_the_terms_are_there_for_editors_with_names_in_each_language(get: Get, language: str, label: str) -> None:
    answer = get(f"/query/terms.{language}.json", accept="*/*")
    assert answer.headers["etag"]
    found = answer.json()
    terms = {short: (kind, name) for short, kind, name, _ in found["terms"]}
    assert found["prefixes"]["dor"] == "https://w3id.org/dorsale/ontology#"
    assert terms["dor:Deal"] == ("class", label)
    assert terms["dor:announced"][0] == "property"
    assert terms["function:neocloud"][0] == "concept"
    assert get("/query/terms.de.json", accept="*/*").status_code == 404
