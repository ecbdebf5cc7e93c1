"""A server with small limits over the release of the run, and one over two releases."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.conftest import Serve

from dorsale.namespaces import GRAPH, ID
from dorsale.release import Release
from dorsale.release.changes import changes_json
from dorsale.release.folder import MANIFEST, sha256
from dorsale.release.shelf import CHANGES
from dorsale.release.stream import STREAM, grow


@pytest.fixture(scope="session")
def address(releases: Path, serve: Serve) -> Iterator[str]:
    """The address of a server with a short time limit and a small result limit."""
    with serve(releases, query_seconds=2, result_bytes=4_000_000, query_memory=300_000_000) as (found, _):
        yield found


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    """A client of that server that follows no redirect."""
    with httpx.Client(base_url=address, timeout=30) as found:
        yield found


GONE = ("organization/aa-gone", "organization/aa-gone-for-good")
"""Things of the older of the two releases; the first has a successor."""


@pytest.fixture(scope="session")
def shelf(releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the run and, before it, one that says a little less, a little else and what is gone."""
    folder = tmp_path_factory.mktemp("shelf") / "kept"
    shutil.copytree(releases, folder, symlinks=True)
    current = Release.open(folder / "current")
    old = folder / "0.0.1-old"
    shutil.copytree(current.path, old)
    lines = current.store.read_text("utf-8").splitlines(keepends=True)
    kept = "".join(lines[:1000] + lines[1100:]).replace("OpenAI", "OpenAl").splitlines(keepends=True)
    place = next(number for number, line in enumerate(kept) if line > f"<{ID}organization/aa" and "/data> ." in line)
    (old / "store.nq").write_text("".join([*kept[:place], *_gone(), *kept[place:]]), "utf-8")
    manifest = (old / MANIFEST).read_text("utf-8").replace(current.version, "0.0.1-old")
    was, now = current.store, old / "store.nq"
    manifest = manifest.replace(str(was.stat().st_size), str(now.stat().st_size)).replace(sha256(was), sha256(now))
    for file in (old / "dumps").iterdir():
        file.rename(file.with_name(file.name.replace(current.version, "0.0.1-old")))
    (old / MANIFEST).write_text(manifest, "utf-8")
    (folder / CHANGES).mkdir(exist_ok=True)
    (folder / CHANGES / f"{current.version}.json").write_bytes(changes_json(Release.open(old), current))
    (folder / STREAM).unlink()
    for release in (Release.open(old), current):
        grow(folder / STREAM, release)
    return folder


def _gone() -> list[str]:
    successor, good = (f"<{ID}{one}>" for one in GONE)
    said = {
        successor: (
            f"<http://purl.org/dc/terms/isReplacedBy> <{ID}organization/openai>",
            "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/dorsale/ontology#Organization>",
            '<http://www.w3.org/2000/01/rdf-schema#label> "Bygone"@en',
            '<http://www.w3.org/2000/01/rdf-schema#label> "Jadis"@fr',
        ),
        good: ('<http://www.w3.org/2000/01/rdf-schema#label> "Lost"@en',),
    }
    lines = [f"{thing} {one} <{GRAPH}data> .\n" for thing, rest in said.items() for one in rest]
    return sorted(lines, key=lambda line: line.partition(" ")[0] + " ")


@pytest.fixture(scope="session")
def kept(shelf: Path, serve: Serve) -> Iterator[httpx.Client]:
    """A client of a server over both releases."""
    with serve(shelf) as (address, _), httpx.Client(base_url=address, trust_env=False, timeout=120) as client:
        yield client
