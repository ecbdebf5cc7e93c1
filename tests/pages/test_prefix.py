"""Below a path of another host: every address that pages and answers give begins there."""

import re
from urllib.parse import urlsplit

import httpx
import pytest

from .reading import json_ld, read

_BASE = "https://example.org/dorsale"
_INNER = re.compile(r"^/dorsale(/|$)")


@pytest.mark.parametrize("language", ["", "/fr"])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/list/source",
        "/search?q=openai",
        "/downloads",
        "/questions",
        "/about",
        "/report",
        "/pictures",
        "/picture/flows?year=2025",
        "/query?query=SELECT%20*%20%7B%3Fs%20a%20%3Fo%7D%20LIMIT%205",
        "/query?query=SELECT",
        "/ontology",
        "/shapes",
        "/catalog",
        "/dataset",
        "/doc/deal/2025-11-03-openai-aws",
        "/doc/organization/openai?page=2",
        "/doc/deal/none",
        "/problem/syntax",
    ],
)
def test_every_address_of_a_page(prefixed: httpx.Client, language: str, path: str) -> None:
    answer = prefixed.get(language + path, headers={"accept": "text/html", "accept-language": "en"})
    page = read(answer.text)
    told = [(element.tag, element.get(name)) for element in page.walk() for name in ("href", "src", "action")]
    inner = [address for tag, address in told if address.startswith("/")]
    assert len(inner) > 10
    assert [address for address in inner if not _INNER.match(address)] == []
    assert [address for _, address in told if "127.0.0.1" in address] == []
    alternates = [link["href"] for link in page.all("link") if link.get("hreflang")]
    assert [address for address in alternates if not address.startswith(f"{_BASE}/")] == []
    assert "127.0.0.1" not in str(answer.headers)


@pytest.mark.parametrize(
    ("path", "accept", "location"),
    [
        ("/id/organization/openai", "text/html", "/dorsale/doc/organization/openai"),
        ("/id/organization/openai", "text/turtle", "/dorsale/doc/organization/openai"),
        ("/fr/id/organization/openai", "text/html", "/dorsale/fr/doc/organization/openai"),
        ("/", "text/turtle", "/dorsale/dataset"),
        ("/fr", "text/html", "/dorsale/fr/"),
        ("/graph/catalog", "text/html", "/dorsale/catalog"),
        ("/.well-known/void", "text/turtle", "/dorsale/dataset"),
    ],
)
def test_every_redirect(prefixed: httpx.Client, path: str, accept: str, location: str) -> None:
    assert prefixed.get(path, headers={"accept": accept}).headers["location"] == location


def test_static_files_and_dumps_are_where_the_pages_say(prefixed: httpx.Client) -> None:
    """The proxy takes the prefix away again."""
    page = read(prefixed.get("/downloads").text)
    told = [link["href"] for link in page.all("link") if link["rel"] in ("stylesheet", "icon")]
    told += [image["src"] for image in page.all("img")]
    told += [link["href"] for link in page.all("a") if "/dumps/" in link["href"]]
    assert len(told) >= 10
    for address in told:
        assert prefixed.get(address.removeprefix("/dorsale")).status_code == 200, address


def test_links_in_headers(prefixed: httpx.Client) -> None:
    for accept in ("text/html", "text/turtle"):
        answer = prefixed.get("/doc/organization/openai", headers={"accept": accept})
        assert answer.headers["content-location"].startswith("/dorsale/doc/organization/openai.")
        targets = re.findall(r"<([^>]*)>", answer.headers["link"])
        inner = [target for target in targets if not urlsplit(target).netloc]
        assert inner
        assert [target for target in inner if not _INNER.match(target)] == []


def test_json_ld_names_the_public_address(prefixed: httpx.Client) -> None:
    data = json_ld(read(prefixed.get("/fr/doc/organization/openai").text))
    assert f'"@id": "{_BASE}/fr/doc/organization/openai"' in data
