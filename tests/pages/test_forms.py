"""The forms of a document: a suffix says what Accept says; validators spare the rest; HEAD is GET without a body."""

import httpx
import pyoxigraph as ox
import pytest

from dorsale.pages.documents import FORMATS
from dorsale.pages.rdf import SYNTAX_BY_SUFFIX

PATHS = (
    "/doc/deal/2025-11-03-openai-aws",
    "/doc/organization/openai",
    "/ontology",
    "/shapes",
    "/catalog",
    "/dataset",
    "/vocabulary/measure",
    "/vocabulary/measure/total-commitment",
)
_ALL = (("html", "text/html"), *FORMATS)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("suffix", "media_type"), _ALL)
def test_suffix_equals_accept(client: httpx.Client, path: str, suffix: str, media_type: str) -> None:
    by_suffix = client.get(f"{path}.{suffix}", headers={"accept": "image/png"})
    by_accept = client.get(path, headers={"accept": media_type})
    assert (by_suffix.status_code, by_accept.status_code) == (200, 200)
    assert by_suffix.headers["content-type"] == by_accept.headers["content-type"]
    assert by_suffix.headers["content-type"].partition(";")[0] == media_type
    assert by_accept.headers["content-location"] == f"{path}.{suffix}"
    if suffix != "html":
        assert by_suffix.content == by_accept.content
    else:  # each page names its own address in links, and nothing else differs
        assert by_suffix.text.replace(f"{path}.html", path) == by_accept.text.replace(f"{path}.html", path)


@pytest.mark.parametrize("path", PATHS)
def test_every_syntax_says_the_same(client: httpx.Client, path: str) -> None:
    """All syntaxes hold the same triples, blank nodes aside."""
    graphs = {}
    for suffix, syntax in SYNTAX_BY_SUFFIX.items():
        body = client.get(f"{path}.{suffix}").content
        dataset = ox.Dataset(
            ox.Quad(quad.subject, quad.predicate, quad.object) for quad in ox.parse(body, format=syntax.form)
        )
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        graphs[suffix] = {str(quad) for quad in dataset}
    assert len(graphs["ttl"]) > 5
    assert {suffix: len(graph ^ graphs["ttl"]) for suffix, graph in graphs.items()} == dict.fromkeys(graphs, 0)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "text/html"),
        ("text/turtle;q=0.9, text/html;q=0.8", "text/turtle"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("application/rdf+xml, text/turtle;q=0.5", "application/rdf+xml"),
        ("application/*", "application/n-triples"),
        ("text/html;q=0, application/ld+json", "application/ld+json"),
    ],
)
def test_the_client_s_preference_decides(client: httpx.Client, accept: str, media_type: str) -> None:
    answer = client.get(PATHS[0], headers={"accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == media_type


@pytest.mark.parametrize(
    "path", [*PATHS, "/", "/list/deal", "/downloads", "/about", "/questions", "/report", "/query", "/logo.svg"]
)
@pytest.mark.parametrize("accept", ["text/html, */*;q=0.1", "text/turtle, */*;q=0.1"])
def test_validators(client: httpx.Client, path: str, accept: str) -> None:
    headers = {"accept": accept, "accept-encoding": "identity"}
    first = client.get(path, headers=headers, follow_redirects=True)
    etag, address = first.headers["etag"], str(first.url)
    assert etag.startswith('"')
    for held, status in ((etag, 304), (f"W/{etag}", 304), ('"other", ' + etag, 304), ("*", 304), ('"other"', 200)):
        again = client.get(address, headers={**headers, "if-none-match": held})
        assert (again.status_code, again.headers["etag"]) == (status, etag), held
        if status == 304:
            assert again.content == b""
            assert _vary(again) == _vary(first)
            assert again.headers["cache-control"] == first.headers["cache-control"]


def _vary(answer: httpx.Response) -> set[str]:
    """What the pages say that they depend on; gzip stands around them and speaks for itself."""
    return {name.strip().lower() for name in answer.headers.get("vary", "").split(",")} - {"accept-encoding"}


def test_forms_and_languages_have_validators_of_their_own(client: httpx.Client) -> None:
    asked = [(accept, language) for accept in ("text/html", "text/turtle") for language in ("en", "fr")]
    etags = {
        pair: client.get(PATHS[0], headers={"accept": pair[0], "accept-language": pair[1]}).headers["etag"]
        for pair in asked
    }
    assert etags["text/html", "en"] != etags["text/html", "fr"]
    assert len(set(etags.values())) >= 3


@pytest.mark.parametrize(
    "path", [*PATHS, "/", "/list/deal", "/search?q=openai", "/doc/deal/none", "/id/deal/2025-11-03-openai-aws"]
)
@pytest.mark.parametrize("accept", ["text/html", "text/turtle, text/html;q=0.1"])
def test_head_is_get_without_a_body(client: httpx.Client, path: str, accept: str) -> None:
    headers = {"accept": accept, "accept-encoding": "identity"}
    whole, head = client.get(path, headers=headers), client.head(path, headers=headers)
    passing = {"date", "x-request-id"}
    assert head.content == b""
    assert head.status_code == whole.status_code
    if whole.status_code < 400:
        assert {k: v for k, v in head.headers.items() if k not in passing} == {
            k: v for k, v in whole.headers.items() if k not in passing
        }


def test_long_documents_go_on_on_further_pages(client: httpx.Client) -> None:
    """Following rel=next gives every statement that points at the thing, each once."""
    address, seen, pages = "/doc/organization/openai.ttl", 0, 0
    subjects: set[str] = set()
    while address:
        answer = client.get(address)
        assert answer.status_code == 200
        found = {str(quad.subject) for quad in ox.parse(answer.content, format=ox.RdfFormat.TURTLE)}
        seen, pages, subjects = len(subjects), pages + 1, subjects | found
        assert len(subjects) > seen
        address = answer.links.get("next", {}).get("url", "")
    assert pages >= 2
    html = client.get("/doc/organization/openai?page=2", headers={"accept": "text/html"}).text
    assert 'rel="prev"' in html


def test_documents_link_to_their_forms(client: httpx.Client) -> None:
    answer = client.get(PATHS[0], headers={"accept": "text/html"})
    links = [part.strip() for part in answer.headers["link"].split(", <")]
    for suffix, media_type in FORMATS:
        assert any(f"{PATHS[0]}.{suffix}>" in link and media_type in link for link in links)
    assert any("/id/deal/2025-11-03-openai-aws>" in link and "describes" in link for link in links)


def test_static_files_are_kept_for_good_under_their_digest(client: httpx.Client) -> None:
    page = client.get("/about").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = client.get(address)
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    assert client.get(address.replace("/static/", "/static/0")).status_code == 404
