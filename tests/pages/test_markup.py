"""Every sort of page in both languages: sound HTML, usable without sight, nothing from elsewhere, French typography."""

import json
import re
from itertools import pairwise
from urllib.parse import urlsplit

import pytest

from .conftest import Get
from .reading import Element, json_ld, read

PATHS = (
    "/",
    "/list/deal",
    "/list/organization",
    "/list/source?page=2",
    "/search",
    "/search?q=openai&kind=deal",
    "/search?q=%22%3E%3Cscript%3E",
    "/downloads",
    "/questions",
    "/about",
    "/report",
    "/query",
    "/query?query=SELECT%20*%20%7B%3Fs%20a%20%3Chttps%3A%2F%2Fw3id.org%2Fdorsale%2Fontology%23Deal%3E%3B%3Fp%20%3Fo%7D",
    "/query?query=ASK%20%7B%7D",
    "/query?query=SELECT",
    "/pictures",
    "/picture/flows",
    "/picture/flows?purpose=compute&year=2025",
    "/picture/flows?organization=openai",
    "/picture/flows?year=1950",
    "/picture/circles",
    "/picture/timeline",
    "/picture/timeline?year=1950",
    "/picture/capacity",
    "/picture/capacity?country=FR",
    "/picture/map",
    "/picture/flows?purpose=gold",
    "/query?query=DESCRIBE%20%3Chttps%3A%2F%2Fw3id.org%2Fdorsale%2Fid%2Fdeal%2F2025-11-03-openai-aws%3E",
    "/ontology",
    "/ontology/deals",
    "/shapes",
    "/catalog",
    "/dataset",
    "/graph/inferred",
    "/vocabulary/measure",
    "/vocabulary/function/cloud-provider",
    "/doc/deal/2025-11-03-openai-aws",
    "/doc/organization/openai",
    "/doc/organization/openai?page=2",
    "/doc/organization/nvidia",
    "/commitments",
    "/method",
    "/changes",
    "/cite",
    "/cite?of=%2Fdoc%2Fdeal%2F2025-11-03-openai-aws",
    "/commitments?standing=announced&page=2",
    "/doc/site/abilene-stargate",
    "/doc/hardware/nvidia-gb200",
    "/doc/platform/amazon-bedrock",
    "/doc/source/epoch-ai-data-centers-2026-09",
    "/doc/figure/site-abilene-stargate-running",
    "/doc/publisher/frenchweb",
    "/doc/deal/nothing",
    "/problem/timeout",
)
_LABELLED = ("input", "select", "textarea")
_CODE = ("code", "pre", "script", "style", "textarea", "title")
_QUOTED = ("web", "address", "results")
"""Addresses, and what the graph holds literally."""
_PLAIN_SPACE = re.compile(r"\S [;:!?»](?:\s|$)|« |\d %")
_STRAIGHT = re.compile(r"[a-zà-ÿ]'[a-zà-ÿ]", re.IGNORECASE)


@pytest.fixture(params=["en", "fr"])
def language(request: pytest.FixtureRequest) -> str:
    """Each language of the pages."""
    return str(request.param)


@pytest.fixture(params=PATHS)
def page(request: pytest.FixtureRequest, get: Get, language: str) -> Element:
    """Each page as a strict reader reads it."""
    return read(get(f"/{language}{request.param}").text)


def test_page(page: Element, language: str) -> None:
    assert page["lang"] == language
    assert len(page.one("head").one("title").text.strip()) > 3
    assert page.one("main").one("h1").text.strip()
    _headings_in_order(page)
    _usable(page)
    _nothing_from_elsewhere(page)
    _nothing_runs(page)
    _switch(page, language)
    if language == "fr":
        _set_as_french(page)


def _headings_in_order(page: Element) -> None:
    levels = [int(heading.tag[1]) for heading in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert all(following <= level + 1 for level, following in pairwise(levels)), levels


def _usable(page: Element) -> None:
    """Controls and images have names, tables captions and heads, and what is referred to by id is there."""
    labels = {label["for"] for label in page.all("label")}
    controls = [one for one in page.all(*_LABELLED) if one.get("type") not in ("hidden", "submit")]
    assert {control["id"] for control in controls} <= labels
    assert all("alt" in image.attributes for image in page.all("img"))
    assert all(button.text.strip() for button in page.all("button"))
    assert all(link.text.strip() or link.get("aria-label") for link in page.all("a")), "a link without a name"
    for table in page.all("table"):
        assert table.one("caption").text.strip()
        assert all(head["scope"] == "col" for head in table.one("thead").all("th"))
    ids = {element["id"] for element in page.walk() if element.get("id")}
    named_by = {name for element in page.walk() for name in element.get("aria-labelledby").split()}
    inside = {link["href"][1:] for link in page.all("a") if link["href"].startswith("#")}
    assert named_by | labels | inside <= ids
    for region in page.all("section", "nav"):
        assert region.get("aria-labelledby") or region.get("aria-label")


def _nothing_from_elsewhere(page: Element) -> None:
    """Only links that a reader follows may lead to another host."""
    loaded = [
        element[name] for element in page.walk() for name in ("src", "srcset", "poster", "data") if element.get(name)
    ]
    loaded += [form["action"] for form in page.all("form")]
    loaded += [link["href"] for link in page.all("link") if link["rel"] in ("stylesheet", "icon", "preload")]
    assert loaded
    assert [address for address in loaded if urlsplit(address).netloc or not address.startswith("/")] == []
    assert page.all("iframe", "object", "embed", "base") == []


def _nothing_runs(page: Element) -> None:
    """No script in the page, no handler, no style of its own: what the Content-Security-Policy would refuse."""
    for script in page.all("script"):
        assert script.get("type") in {"application/ld+json", "application/json"} or (
            script.get("type") == "module" and script.get("src") and not script.text
        )
    names = {name for element in page.walk() for name in element.attributes}
    assert [name for name in names if name.startswith("on") or name == "style"] == []
    assert page.all("style") == []
    assert [link["href"] for link in page.all("a") if urlsplit(link["href"]).scheme not in ("", "http", "https")] == []


def _switch(page: Element, language: str) -> None:
    """The page in the other language is one visible link away."""
    other = {"en": "fr", "fr": "en"}[language]
    switch = next(nav for nav in page.all("nav") if "languages" in nav.get("class"))
    assert [link["hreflang"] for link in switch.all("a")] == [other]
    assert urlsplit(switch.one("a")["href"]).path.startswith(f"/{other}/")


def _set_as_french(page: Element) -> None:
    """No plain space before a high sign or inside guillemets, and no typewriter's apostrophe, in any French text."""
    for text in _french(page):
        assert not _PLAIN_SPACE.search(text), text
        assert not _STRAIGHT.search(text), text


def _french(element: Element) -> list[str]:
    if element.tag in _CODE or element.get("lang") not in ("", "fr") or element.get("class") in _QUOTED:
        return []
    found: list[str] = []
    for child in element.children:
        found += [child] if isinstance(child, str) else _french(child)
    return found


@pytest.mark.parametrize(
    "path", [path for path in PATHS if not path.startswith(("/query?", "/doc/deal/nothing")) and "gold" not in path]
)
def test_alternates_name_both_languages(get: Get, path: str) -> None:
    page = read(get(path).text)
    found = {link["hreflang"]: link["href"] for link in page.all("link") if link.get("hreflang")}
    assert set(found) == {"en", "fr", "x-default"}
    for language, address in found.items():
        parts = urlsplit(address)
        assert parts.scheme == "http"
        expected = "" if language == "x-default" else language
        again = read(get(parts.path + (f"?{parts.query}" if parts.query else "")).text)
        assert again["lang"] == (expected or "en")


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [("fr", "fr"), ("fr-CA,en;q=0.5", "fr"), ("en-GB, fr;q=0.9", "en"), ("de", "en"), ("fr;q=0, en", "en"), ("", "en")],
)
def test_the_reader_s_language_decides_where_the_address_does_not(get: Get, accepted: str, expected: str) -> None:
    for path in ("/", "/list/deal", "/doc/organization/openai"):
        answer = get(path, language=accepted)
        assert read(answer.text)["lang"] == answer.headers["content-language"] == expected
        assert "accept-language" in answer.headers["vary"]
        assert get(f"/fr{path}", language=accepted).headers["content-language"] == "fr"


@pytest.mark.parametrize("path", ["/", "/doc/deal/2025-11-03-openai-aws", "/doc/deal/none", "/query", "/query?query=S"])
def test_a_browser_is_told_to_run_and_load_nothing_else(get: Get, path: str) -> None:
    """Scripts are allowed where the page has a module of ours, and nowhere else."""
    page = get(path)
    headers = page.headers
    policy = dict(directive.strip().split(" ", 1) for directive in headers["content-security-policy"].split(";"))
    modules = [script["src"] for script in read(page.text).all("script") if script.get("src")]
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == ("'self'" if modules else "'none'")
    assert {policy[name] for name in ("style-src", "img-src", "form-action")} == {"'self'"}
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [
        ("/fr/doc/organization/openai", "Organization", "OpenAI"),
        ("/en/doc/deal/2025-11-03-openai-aws", "Thing", "OpenAI and AWS: seven years of compute"),
        ("/fr/vocabulary/function/cloud-provider", "DefinedTerm", "fournisseur de cloud"),
        ("/fr/vocabulary/measure", "DefinedTermSet", "Mesures"),
    ],
)
def test_json_ld_names_the_thing(get: Get, path: str, kind: str, name: str) -> None:
    page = read(get(path).text)
    data = json.loads(json_ld(page))
    about = data["about"]
    assert (data["@context"], about["@type"], about["name"]) == ("https://schema.org", kind, name)
    assert about["@id"].replace("/id/", "/doc/").endswith(path[3:])
    assert name in page.one("head").one("title").text


def test_json_ld_of_home_is_the_dataset_with_its_dumps(get: Get) -> None:
    data = json.loads(json_ld(read(get("/").text)))
    assert data["@type"] == "Dataset"
    assert len(data["distribution"]) == 8
    for dump in data["distribution"]:
        assert get(urlsplit(dump["contentUrl"]).path, accept="*/*").headers["content-length"] == dump["contentSize"]


def test_what_a_reader_typed_stays_text(get: Get) -> None:
    """Neither the search box nor the query box can be made to hold a tag."""
    typed = "%3C/textarea%3E%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
    for path in (f"/search?q={typed}", f"/query?query={typed}", f"/{typed}", f"/list/{typed}", f"/problem/{typed}"):
        page = read(get(path).text)
        assert [script.get("type") for script in page.all("script") if not script.get("type")] == []
