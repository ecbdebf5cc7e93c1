"""Every IRI of the project that the release writes anywhere answers for itself, as a page and as data."""

import asyncio
import os
from collections import defaultdict
from collections.abc import Iterable

import httpx
import pyoxigraph as ox
import pytest

from dorsale.namespaces import BASE, ID
from dorsale.release import Release

from .reading import HtmlError, read

_AT_ONCE = 8
_MOST_OF_A_SORT = 120 if os.environ.get("DORSALE_TEST_LONG") else 15
_NO_DOCUMENT = {"sparql", "stream", "logo.svg"}
"""Names of services and files: they answer for themselves in forms of their own."""


@pytest.fixture(scope="session")
def iris(release: Release) -> list[str]:
    """Every IRI under the project's base in the release: in any place of a statement, datatypes and graphs included."""
    found: set[str] = set()
    for quad in (*ox.parse(path=release.file("store.nq")), *ox.parse(path=release.file("shapes.ttl"))):
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            if isinstance(term, ox.NamedNode):
                found.add(term.value)
            elif isinstance(term, ox.Literal):
                found.add(term.datatype.value)
    return sorted(iri for iri in found if iri.startswith(BASE))


def _by_document(iris: Iterable[str]) -> dict[str, list[str]]:
    """The path of each document with the IRIs that it has to describe."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for iri in iris:
        path = iri.removeprefix(BASE).partition("#")[0]
        if path not in _NO_DOCUMENT and not path.startswith(("dumps/", "sssom/")):
            found[f"/{path}"].append(iri)
    return found


def _some(documents: dict[str, list[str]]) -> dict[str, list[str]]:
    """Of a sort of which there are thousands (figures, events, states), some ten spread evenly, a hundred with
    ``DORSALE_TEST_LONG=1``; of others, all.
    """
    sorts: defaultdict[str, list[str]] = defaultdict(list)
    for path in documents:
        sorts[path.rpartition("/")[0]].append(path)
    kept = (path for paths in sorts.values() for path in paths[:: 1 + len(paths) // _MOST_OF_A_SORT])
    return {path: documents[path] for path in kept}


def _fetch(server: str, paths: Iterable[str], accept: str) -> dict[str, httpx.Response]:
    """The answer at each path, redirects followed, several at a time."""

    async def all_of_them() -> dict[str, httpx.Response]:
        gate = asyncio.Semaphore(_AT_ONCE)
        headers = {"accept": accept, "accept-encoding": "identity"}
        async with httpx.AsyncClient(base_url=server, headers=headers, trust_env=False, timeout=60) as client:

            async def one(path: str) -> tuple[str, httpx.Response]:
                async with gate:
                    return path, await client.get(path, follow_redirects=True)

            return dict(await asyncio.gather(*(one(path) for path in paths)))

    return asyncio.run(all_of_them())


def _way(path: str, answer: httpx.Response) -> str | None:
    """What is wrong with the way to a document: statuses, redirect, and that caches keep its forms apart."""
    if answer.status_code != 200:
        return f"{path}: {answer.status_code}"
    if path.startswith("/id/") and (
        [step.status_code for step in answer.history] != [303] or "/doc/" not in str(answer.url)
    ):
        return f"{path}: no 303 to its document"
    unvaried = [step for step in (*answer.history, answer) if "accept" not in _names_in(step.headers.get("vary", ""))]
    return f"{path}: no Vary: Accept" if unvaried else None


def _names_in(header: str) -> set[str]:
    return {name.strip().lower() for name in header.split(",")}


def test_the_release_names_things_of_every_sort(iris: list[str]) -> None:
    sorts = {iri.removeprefix(BASE).partition("#")[0].partition("/")[0] for iri in iris}
    assert sorts >= {"", "id", "ontology", "vocabulary", "graph", "dataset", "catalog", "shapes"}
    assert len(iris) > 2000


def test_each_iri_answers_with_a_page(server: str, iris: list[str]) -> None:
    documents = _some(_by_document(iris))
    documents = {
        path: named for path, named in documents.items() if not path.startswith("/stream/")
    }  # browsers are led to /stream
    faults = []
    for path, answer in _fetch(server, documents, "text/html").items():
        if fault := _way(path, answer):
            faults.append(fault)
            continue
        try:
            page = read(answer.text)
        except HtmlError as error:
            faults.append(f"{path}: {error}")
            continue
        if not page.one("head").one("title").text.strip():
            faults.append(f"{path}: no title")
        ids = {element["id"] for element in page.walk() if element.get("id")}
        for iri in documents[path]:
            fragment = iri.partition("#")[2]
            if fragment not in ids if fragment else iri.rstrip("#") not in answer.text:
                faults.append(f"{path}: does not show {iri}")
    assert not faults, "\n".join(faults)


def test_each_iri_answers_with_data(server: str, iris: list[str]) -> None:
    documents = _some(_by_document(iris))
    faults = []
    for path, answer in _fetch(server, documents, "text/turtle").items():
        if fault := _way(path, answer):
            faults.append(fault)
            continue
        described = {
            term.value
            for triple in ox.parse(answer.content, format=ox.RdfFormat.TURTLE, base_iri=str(answer.url))
            for term in (triple.subject, triple.predicate, triple.object)
            if isinstance(term, ox.NamedNode)
        }
        faults += [f"{path}: says nothing of {iri}" for iri in documents[path] if iri.rstrip("#") not in described]
    assert not faults, "\n".join(faults)


def test_services_and_files_answer_at_their_iri(client: httpx.Client, iris: list[str]) -> None:
    named = {iri.removeprefix(BASE) for iri in iris} - {path.lstrip("/") for path in _by_document(iris)}
    paths = sorted(path for path in named if "#" not in path)
    assert set(paths) >= _NO_DOCUMENT
    answers = {path: client.get(f"/{path}").status_code for path in paths}
    assert set(answers.values()) == {200}, answers


@pytest.mark.parametrize(
    "path", [f"/id/{'deal/no-such-thing'}", "/id/nothing/at-all", "/doc/deal/no-such-thing", "/vocabulary/none"]
)
@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_what_is_not_there_is_not_found(client: httpx.Client, path: str, accept: str) -> None:
    assert client.get(path, headers={"accept": accept}).status_code == 404


def test_a_thing_leads_to_its_document_in_the_language_of_the_reader(client: httpx.Client) -> None:
    iri = f"{ID}deal/2025-11-03-openai-aws"
    path = "/" + iri.removeprefix(BASE)
    for prefix in ("", "/en", "/fr"):
        answer = client.get(prefix + path)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{prefix}/doc/deal/2025-11-03-openai-aws")
