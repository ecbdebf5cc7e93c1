"""Problems: each kind has a page and a JSON form at its IRI, in both languages; a wrong address has a page."""

import httpx
import pytest

from dorsale.engine import interface
from dorsale.namespaces import BASE
from dorsale.pages.failures import failure_of
from dorsale.pages.language import words

from .conftest import Get
from .reading import read

KINDS = sorted(
    parts[1]
    for key in words("en").keys()  # noqa: SIM118 - a catalogue is no dictionary
    if (parts := key.split("."))[0] == "failure" and parts[1] != "place"
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_kind_is_explained(client: httpx.Client, kind: str, language: str) -> None:
    headers = {"accept-language": language}
    page = client.get(f"/problem/{kind}", headers={**headers, "accept": "text/html"})
    data = client.get(f"/problem/{kind}", headers={**headers, "accept": "application/json"})
    assert (page.status_code, data.status_code) == (200, 200)
    told = data.json()
    assert told["type"] == f"{BASE}problem/{kind}"
    for answer in (page, data):
        assert answer.headers["content-language"] == language
        assert {"accept", "accept-language"} <= set(answer.headers["vary"].replace(" ", "").split(","))
    text = read(page.text).one("main").text
    assert [told[key] in text for key in ("title", "description", "remedy")] == [True, True, True]


def test_each_error_of_an_engine_is_a_kind() -> None:
    made = {
        interface.QuerySyntaxError("x"),
        interface.QueryTooLong(limit=1),
        interface.QueryTooDeep(limit=1, line=1, column=1),
        interface.ServiceRefused(line=1, column=1),
        interface.UpdateRefused(),
        interface.QueryRefused(),
        interface.NotAcceptable("graph"),
        interface.QueryTimeout(seconds=1),
        interface.QueryTooLarge(limit=1),
        interface.OutOfMemory(limit=1),
        interface.Overloaded(retry_after=1),
        interface.EngineFailed(),
    }
    kinds = {failure_of(error)[1] for error in made}
    assert len(kinds) == len(made)
    assert kinds <= set(KINDS)


@pytest.mark.parametrize(
    ("path", "accept", "status", "kind"),
    [
        ("/nothing-here", "text/html", 404, "not-found"),
        ("/problem/nothing", "text/html", 404, "not-found"),
        ("/problem/place", "text/html", 404, "not-found"),
        ("/doc/deal/none", "text/html", 404, "not-found"),
        ("/doc/deal/none.html", "text/html", 404, "not-found"),
        ("/list/unicorn", "text/html", 404, "not-found"),
        ("/list/deal?page=0", "text/html", 404, "not-found"),
        ("/list/deal?page=999", "text/html", 404, "not-found"),
        ("/list/deal?page=x", "text/html", 404, "not-found"),
        (f"/list/deal?page={'1' * 5000}", "text/html", 404, "not-found"),
        ("/doc/organization/openai?page=99", "text/html", 404, "not-found"),
        ("/doc/organization/openai?page=-1", "text/html", 404, "not-found"),
        ("/ontology?page=2", "text/html", 404, "not-found"),
        ("/static/000000000000/site.css", "text/html", 404, "not-found"),
        ("/doc/deal/2025-11-03-openai-aws", "image/png", 406, "not-acceptable"),
        ("/problem/syntax", "image/png", 406, "not-acceptable"),
        ("/ontology", "application/pdf, image/*;q=0.5", 406, "not-acceptable"),
    ],
)
def test_what_cannot_be_shown_is_a_problem(
    client: httpx.Client, path: str, accept: str, status: int, kind: str
) -> None:
    told = client.get(path, headers={"accept": accept if status == 406 else "*/*"})
    assert (told.status_code, told.headers["content-type"]) == (status, "application/problem+json")
    assert told.json()["type"] == f"{BASE}problem/{kind}"
    if accept == "text/html":
        page = client.get(path, headers={"accept": accept, "accept-language": "fr"})
        assert page.status_code == status
        main = read(page.text).one("main")
        assert main.one("h1").text == words("fr")(f"failure.{kind}")
        assert f"/problem/{kind}" in [link["href"] for link in main.all("a")]


def test_the_page_of_a_problem_has_the_number_of_the_request(get: Get) -> None:
    page = get("/fr/nothing-here")
    assert page.headers["x-request-id"] in read(page.text).one("main").text
