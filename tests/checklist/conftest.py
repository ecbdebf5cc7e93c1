"""One server for the whole checklist, over the release of the run and an earlier one beside it."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import httpx
import pyoxigraph as ox
import pytest
from tests.conftest import Serve

from dorsale.release import Release
from dorsale.release.stream import STREAM

EARLIER = "0.0.9-000000000000"
"""The version of the release that came before."""


@pytest.fixture(scope="session")
def shelf(releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of releases with the one of the run, and one before it: the same bytes under another version."""
    out = tmp_path_factory.mktemp("shelf")
    current = (releases / "current").resolve()
    manifest = json.loads((current / "manifest.json").read_text(encoding="utf-8"))
    earlier = json.loads(json.dumps(manifest).replace(manifest["version"], EARLIER))
    for old, new, folder in (
        *((entry["path"], entry["path"], manifest["version"]) for entry in manifest["files"]),
        *((one["path"], two["path"], EARLIER) for one, two in zip(manifest["files"], earlier["files"], strict=True)),
    ):
        (out / folder / new).parent.mkdir(parents=True, exist_ok=True)
        os.link(current / old, out / folder / new)
    for told in (manifest, earlier):
        (out / told["version"] / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    changes = {"from": EARLIER, "to": manifest["version"], "kinds": {}}
    (out / "changes").mkdir()
    (out / "changes" / f"{manifest['version']}.json").write_text(json.dumps(changes), encoding="utf-8")
    (out / "current").symlink_to(manifest["version"])
    os.link(releases / STREAM, out / STREAM)
    return out


@pytest.fixture(scope="session")
def address(shelf: Path, serve: Serve) -> Iterator[str]:
    """The address of a server with a short time limit and a small result limit."""
    with serve(shelf, query_seconds=3, result_bytes=10_000_000) as (found, _):
        yield found


@pytest.fixture(scope="session")
def client(address: str) -> Iterator[httpx.Client]:
    """A client of that server that follows no redirect and reads English."""
    with httpx.Client(
        base_url=address, trust_env=False, timeout=60, headers={"accept-language": "en", "accept": "*/*"}
    ) as found:
        yield found


@pytest.fixture(scope="session")
def version(release: Release) -> str:
    """The version that is served."""
    return release.version


@dataclass(frozen=True)
class Asked:
    """A graph that was read from an answer, with a short way to ask it."""

    store: ox.Store

    def rows(self, query: str) -> list[tuple[str, ...]]:
        """The rows of a SELECT query as texts, empty where a variable is unbound."""
        found = self.store.query(query)
        assert isinstance(found, ox.QuerySolutions)
        return [tuple("" if term is None else term.value for term in row) for row in found]

    def holds(self, query: str) -> bool:
        """What an ASK query yields."""
        return bool(self.store.query(query))


Read: TypeAlias = Callable[..., Asked]


@pytest.fixture(scope="session")
def read(client: httpx.Client) -> Read:
    """Reads the Turtle at an address, redirects followed."""

    def get(path: str, accept: str = "text/turtle", **headers: str) -> Asked:
        answer = client.get(path, headers={"accept": accept, **headers}, follow_redirects=True)
        assert answer.status_code == 200, answer.text
        store = ox.Store()
        store.load(answer.content, format=ox.RdfFormat.from_media_type(accept), base_iri=str(answer.url))
        return Asked(store)

    return get


@pytest.fixture(scope="session")
def catalogue(read: Read) -> Asked:
    """The catalogue, as it is served."""
    return read("/catalog")


Select: TypeAlias = Callable[..., list[dict[str, str]]]


@pytest.fixture(scope="session")
def select(client: httpx.Client) -> Select:
    """Asks the endpoint: the rows of a SELECT query."""

    def ask(query: str, **parameters: str) -> list[dict[str, str]]:
        answer = client.get("/sparql", params={"query": query, **parameters}, headers={"accept": "application/json"})
        assert answer.status_code == 200, answer.text
        return [{name: value["value"] for name, value in row.items()} for row in answer.json()["results"]["bindings"]]

    return ask
