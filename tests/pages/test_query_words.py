"""A query in words over HTTP: on its own page, as JSON, below the form and on the page of a question."""

from urllib.parse import urlencode

import httpx
import pytest

from dorsale.pages.language import words

from .conftest import Get
from .reading import Element, read

_PREFIX = "PREFIX dor: <https://w3id.org/dorsale/ontology#> PREFIX org: <https://w3id.org/dorsale/id/organization/> "
_QUERY = f"""{_PREFIX}SELECT ?deal ?date {{
  ?deal a dor:Deal ; dor:announced ?date ; dor:commitment ?c . ?c dor:investee org:openai }} ORDER BY DESC(?date)"""
_TEXT = """- Find:
  - every deal, with:
    - commitment – investee: OpenAI
    - known: announced (“date”)
- Show in each row: “deal”, “date”
- Sort by: “date” (newest first)"""
_BEYOND = "SELECT * { ?s ?p <<( <urn:a> <urn:b> <urn:c> )>> }"
"""The engine knows it, SPARQL 1.1 does not."""


def _path(query: str, path: str = "/query/explain", **more: str) -> str:
    return f"{path}?{urlencode({'query': query, **more})}"


def _items(main: Element) -> list[str]:
    return [item.text for item in main.all("li")]


def _told(main: Element) -> Element:
    return next(one for one in main.all("details") if one.get("class") == "told-query")


def test_as_json(client: httpx.Client) -> None:
    found = client.get(_path(_QUERY))
    assert found.headers["content-type"] == "application/json"
    assert found.headers["content-language"] == "en"
    body = found.json()
    assert (body["language"], body["query"], body["text"]) == ("en", _QUERY, _TEXT)
    sort = body["lines"][-1]
    assert sort["text"] == "Sort by: “date” (newest first)"
    assert {"text": "date", "look": "variable", "variable": "?date"} in sort["pieces"]
    nested = body["lines"][0]["lines"][0]["lines"][0]
    assert [piece["iri"].rpartition("/")[2] for piece in nested["pieces"] if "iri" in piece] == [
        "ontology#commitment",
        "ontology#investee",
        "openai",
    ]


def test_the_address_may_name_the_language(client: httpx.Client) -> None:
    body = client.get(_path(_QUERY, lang="fr"), headers={"accept-language": "en"}).json()
    assert body["text"].startswith("- Chercher\u00a0:\n  - chaque accord, avec\u00a0:")
    assert client.get("/fr" + _path(_QUERY)).json()["text"] == body["text"]
    assert client.get(_path(_QUERY), headers={"accept-language": "fr"}).json()["text"] == body["text"]
    assert client.get(_path(_QUERY, lang="de")).status_code == 400


def test_a_client_that_holds_it_gets_304(client: httpx.Client) -> None:
    held = client.get(_path(_QUERY))
    again = client.get(_path(_QUERY), headers={"if-none-match": held.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "accept" in held.headers["vary"]


@pytest.mark.parametrize("path", ["/query/explain", "/fr/query/explain"])
def test_posted(client: httpx.Client, path: str) -> None:
    expected = client.get(_path(_QUERY, path)).json()
    assert client.post(path, data={"query": _QUERY}).json() == expected
    body = client.post(path, content=_QUERY, headers={"content-type": "application/sparql-query"})
    assert body.json() == expected
    assert client.post(path, data={"other": "x"}).status_code == 400
    assert client.post(path, content=b"x", headers={"content-type": "text/plain"}).status_code == 415
    assert client.post(path, data={"query": "#" * 400_000}).status_code == 413


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s a }",
        "SELECT ?s { ?s ?p ?o } GROUP BY ?p",
        "SELECT * { nowhere:x ?p ?o }",
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "ASK { SERVICE <http://a/> { } }",
        "ASK " + "{" * 300 + "}" * 300,
        "ASK { ?s ?p ?o } #" + "x" * 70_000,
        "",
    ],
)
def test_what_the_endpoint_refuses_is_refused_alike(client: httpx.Client, query: str) -> None:
    for short in (True, False) if len(query) < 9_000 else (False,):
        found = [
            client.get(path, params={"query": query}) if short else client.post(path, data={"query": query})
            for path in ("/sparql", "/query/explain")
        ]
        endpoint, explained = ({**one.json(), "request_id": ""} for one in found)
        assert explained == endpoint
        assert found[0].status_code == found[1].status_code >= 400
        assert found[1].headers["content-type"] == "application/problem+json"


def test_one_query_at_a_time(client: httpx.Client) -> None:
    assert client.get("/query/explain").status_code == 400
    assert client.get("/query/explain?query=ASK{}&query=ASK{}").status_code == 400


def test_what_is_not_told_is_said_to_be_so(client: httpx.Client, get: Get) -> None:
    body = client.get(_path(_BEYOND)).json()
    assert (body["lines"], body["text"]) == ([], words("en")("explain.unknown"))
    assert words("fr")("explain.unknown") in read(get("/fr" + _path(_BEYOND)).text).one("main").text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_as_a_page(get: Get, language: str) -> None:
    main = read(get(f"/{language}" + _path(_QUERY)).text).one("main")
    assert main.one("h1").text == words("fr" if language == "fr" else "en")("explain.title")
    links = {link["href"] for link in main.all("a")}
    assert {
        f"/{language}/ontology#Deal",
        f"/{language}/ontology#investee",
        f"/{language}/doc/organization/openai",
    } <= links
    assert main.one("pre").text.strip() == _QUERY
    assert [one["title"] for one in main.all("var")] == ["?date", "?deal", "?date", "?date"]


def test_a_button_tells_without_running(get: Get) -> None:
    main = read(get(_path(_QUERY, "/query", words="1")).text).one("main")
    told = _told(main)
    assert "open" in told.attributes
    assert "every deal, with:" in told.text
    assert main.all("table") == []
    assert main.one("textarea").text.strip() == _QUERY
    assert any(button.get("name") == "words" for button in main.all("button"))


def test_an_answer_has_its_words_folded(get: Get) -> None:
    main = read(get(_path(_QUERY, "/query")).text).one("main")
    assert len(main.all("table")) == 1
    told = _told(main)
    assert "open" not in told.attributes
    assert "every deal, with:" in told.text


def test_what_is_wrong_is_not_told(get: Get) -> None:
    answer = get(_path("SELECT * { ?s a }", "/query", words="1"))
    assert answer.status_code == 400
    assert words("en")("failure.syntax") in answer.text
    assert "told-query" not in answer.text


@pytest.mark.parametrize("path", ["/query?question=totals-by-supplier", "/doc/question/totals-by-supplier"])
def test_a_question_is_told_on_its_pages(get: Get, path: str) -> None:
    english, french = (read(get(f"/{language}{path}").text).one("main") for language in ("en", "fr"))
    assert "“commitments”" not in english.text  # quotation marks come from the style sheet
    assert "Make one row for each: standing, supplier" in _items(english)
    assert "client\u00a0: OpenAI" in _items(french)  # by the name of the parameter
    assert any(item.startswith("Faire une ligne par\u00a0: statut") for item in _items(french))
