"""The description of the interface is true: a real server answers as ``/openapi.json`` says, whatever it is asked."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi import checks

from dorsale.server.openapi import paths

DOCUMENT: Final = paths(pages=True)
OPERATIONS: Final = [(method, path) for path, methods in DOCUMENT.items() for method in methods]
EXAMPLES: Final = 80 if os.environ.get("DORSALE_TEST_LONG") else 30
CHECKS: Final = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
BUSY: Final = {503, 504}


@schemathesis.serializer("application/sparql-query")
def _as_it_is(_: schemathesis.SerializationContext, value: object) -> bytes:
    return str(value).encode("utf-8", "surrogatepass")


@pytest.fixture(scope="module")
def described(address: str) -> Any:
    return schemathesis.openapi.from_url(f"{address}/openapi.json")


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        yield session


def test_it_is_served(client: httpx.Client) -> None:
    found = client.get("/openapi.json")
    assert found.headers["content-type"] == "application/json"
    document = found.json()
    assert document["openapi"] == "3.1.0"
    assert document["servers"] == [{"url": "/"}]
    assert document["paths"] == DOCUMENT


def test_every_address_of_the_documentation_is_described(root: Path) -> None:
    rows = (root / "docs" / "http.md").read_text("utf-8").partition("## SPARQL")[0].splitlines()
    told = {
        part.strip(" `").partition("?")[0]
        for row in rows
        if row.startswith("| `/")
        for part in row.split("|")[1].split(",")
    }
    first = {path.split("/")[1].partition(".")[0] for path in DOCUMENT}
    assert {address.split("/")[1].partition(".")[0] for address in told} <= first


@pytest.mark.parametrize("path", DOCUMENT)
def test_every_media_type_is_really_there(path: str, client: httpx.Client) -> None:
    operation = DOCUMENT[path]["get"]
    address, parameters = path, {}
    for one in operation.get("parameters", ()):
        if one["in"] == "path":
            address = address.replace(f"{{{one['name']}}}", one["example"])
        elif one.get("required"):
            parameters[one["name"]] = one["example"]
    offered = operation["responses"].get("200", {}).get("content", {})
    if not offered:
        assert client.get(address).status_code == 303
    for media_type in offered:
        if path == "/sparql":
            parameters = {"query": "DESCRIBE <urn:x>" if _is_rdf(media_type) else "SELECT * {}"}
        if "{suffix}" in path or (path.startswith("/dumps") and media_type != "text/plain"):
            continue  # where the address decides, and not Accept
        found = client.get(address, params=parameters, headers={"accept": media_type}, follow_redirects=True)
        assert (found.status_code, found.headers["content-type"].partition(";")[0]) == (200, media_type)


def _is_rdf(media_type: str) -> bool:
    return any(word in media_type for word in ("turtle", "triples", "quads", "trig", "rdf+", "ld+"))


def _can_be_wrong(method: str, path: str) -> bool:
    """Whether something may be sent that is not described: where any text is a value, nothing is wrong."""
    operation = DOCUMENT[path][method]
    return "requestBody" in operation or any(
        one["schema"] != {"type": "string"} for one in operation.get("parameters", ())
    )


RIGHT, WRONG = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE
CASES: Final = [
    *(pytest.param(*operation, RIGHT, id=" ".join(operation)) for operation in OPERATIONS),
    *(pytest.param(*one, WRONG, id=f"wrong {' '.join(one)}") for one in OPERATIONS if _can_be_wrong(*one)),
]


@pytest.mark.parametrize(("method", "path", "mode"), CASES)
def test_answers_are_those_that_are_described(
    method: str, path: str, mode: schemathesis.GenerationMode, described: Any, session: requests.Session
) -> None:
    operation = described[path][method.upper()]

    @given(case=operation.as_strategy(mode))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: schemathesis.Case[Any]) -> None:
        response = case.call_and_validate(session=session, checks=CHECKS, allow_redirects=False)
        assert response.status_code < 500 or response.status_code in BUSY

    ask()
