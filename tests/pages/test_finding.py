"""Suggestions and the description by which browsers ask for them; the box itself is a plain form."""

import json
import xml.etree.ElementTree as ET
from urllib.parse import quote, urlencode, urlsplit

import httpx
import pytest

from dorsale.namespaces import ID
from dorsale.pages.finding import OPENSEARCH, SUGGESTIONS
from dorsale.pages.language import words

from .conftest import Get
from .reading import read

_SPACE = "{http://a9.com/-/spec/opensearch/1.1/}"


def _asked(get: Get, path: str, **parameters: str) -> tuple[httpx.Response, list[dict[str, str]]]:
    """The answer, and its suggestions one by one."""
    answer = get(f"{path}?{urlencode(parameters)}", accept="*/*")
    text, names, abouts, addresses, more = json.loads(answer.text)
    assert text == parameters["q"][:200]
    rows = zip(names, abouts, addresses, *(more[f"dorsale:{key}"] for key in ("kind", "iri", "path")), strict=True)
    keys = ("name", "about", "address", "kind", "iri", "path")
    return answer, [dict(zip(keys, row, strict=True)) for row in rows]


@pytest.mark.parametrize(
    ("path", "language", "prefix"),
    [("/suggest", "", ""), ("/fr/suggest", "", "/fr"), ("/suggest", "fr", "/fr"), ("/fr/suggest", "en", "/en")],
)
def test_suggestions_in_each_language(get: Get, path: str, language: str, prefix: str) -> None:
    answer, found = _asked(get, path, q="centre de donnees abilene", **({"lang": language} if language else {}))
    assert answer.headers["content-type"] == SUGGESTIONS
    assert ("accept-language" in answer.headers.get("vary", "")) == (not prefix)
    french = prefix == "/fr"
    first = found[0]
    assert first["path"] == f"{prefix}/doc/site/abilene-stargate"
    assert first["iri"] == ID + "site/abilene-stargate"
    assert first["name"] == ("Campus Stargate d’Abilene" if french else "Stargate campus at Abilene")
    assert first["about"] == words("fr" if french else "en")("kind.site")
    assert urlsplit(first["address"]).path == first["path"]


def test_the_name_that_was_met_is_told(get: Get) -> None:
    _, found = _asked(get, "/fr/suggest", q="nvda")
    assert (found[0]["name"], found[0]["about"], found[0]["kind"]) == ("NVIDIA", "organisation · NVDA", "organization")


def test_every_suggestion_leads_to_a_page(get: Get) -> None:
    for text in ("openai", "lettre", "h100", "stargate", "commitment", "circle"):
        _, found = _asked(get, "/suggest", q=text)
        assert 1 <= len(found) <= 8
        assert [one["path"] for one in found if get(one["path"]).status_code != 200] == []


@pytest.mark.parametrize("text", ["", " ", '"', "*", "NEAR(", "a" * 5000, "é" * 300, "zzzzqqq", "\x00", "\ud7ff"])
def test_no_text_breaks_suggestions(get: Get, text: str) -> None:
    answer, found = _asked(get, "/suggest", q=text)
    assert answer.status_code == 200
    assert len(found) <= 8


def test_below_a_path_of_another_host(prefixed: httpx.Client) -> None:
    found = prefixed.get("/fr/suggest", params={"q": "nvidia"}).json()
    assert found[3][0] == "https://example.org/dorsale/fr/doc/organization/nvidia"
    assert found[4]["dorsale:path"][0] == "/dorsale/fr/doc/organization/nvidia"
    page = read(prefixed.get("/fr/about").text)
    assert page.one("form")["data-suggest"] == "/dorsale/fr/suggest"
    assert next(link["href"] for link in page.all("link") if link["rel"] == "search") == "/dorsale/fr/opensearch.xml"


@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_a_browser_finds_out_how_to_ask(get: Get, prefix: str) -> None:
    link = next(link for link in read(get(f"{prefix}/").text).all("link") if link["rel"] == "search")
    assert link["type"] == OPENSEARCH
    answer = get(link["href"], accept="*/*")
    assert answer.headers["content-type"] == OPENSEARCH
    description = ET.fromstring(answer.content)
    assert len(description.findtext(f"{_SPACE}ShortName") or "") <= 16
    assert description.findtext(f"{_SPACE}Language") == (prefix[1:] or "en")
    templates = {url.attrib["type"]: url.attrib["template"] for url in description.iter(f"{_SPACE}Url")}
    asked = {
        kind: get(address.replace("{searchTerms}", quote("société générale"))) for kind, address in templates.items()
    }
    assert "Société Générale" in asked["text/html"].text
    assert asked[SUGGESTIONS].json()[1][0] == "Société Générale"


def test_the_box_is_a_plain_form_on_every_page(get: Get) -> None:
    for path in ("/", "/search", "/about", "/nothing-here"):
        form = next(one for one in read(get(path).text).all("form") if one.get("role") == "search")
        assert (form["method"], form["action"], form["data-suggest"]) == ("get", "/search", "/suggest")
        assert form.one("input")["name"] == "q"


def test_a_misspelling_is_told_on_the_page_of_results(get: Get) -> None:
    told = words("en")("search.guessed")
    assert told in read(get("/search?q=antropic").text).one("main").text
    assert told not in read(get("/search?q=anthropic").text).one("main").text
