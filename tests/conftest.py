"""What all rooms share: the real tree, one release built of it for the whole run, and real servers over releases."""

import fcntl
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox
import pytest

from dorsale.release import Release, add_overlays, build

ROOT = Path(__file__).parents[1]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files that need no release second: one process builds it for the first file, the other has its own to do."""
    waiting = {item.path for item in items if "releases" in getattr(item, "fixturenames", ())}
    items[:] = sorted(items, key=lambda item: (item.path != items[0].path, item.path in waiting))


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder that holds ontology/ and data/."""
    return ROOT


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of releases with one release of the real tree (the tree is checked by a test of its own).

    Whichever process of the run comes first builds it; the others wait. Nothing may be changed in it.
    """
    own = tmp_path_factory.getbasetemp()
    out = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "releases"
    out.mkdir(exist_ok=True)
    with out.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (out / "current").exists():
            build(ROOT, out, verify=False)
    return out


@pytest.fixture(scope="session")
def release(releases: Path) -> Release:
    """The release in the folder of releases."""
    return Release.open(releases / "current")


@pytest.fixture(scope="session")
def graph(release: Release) -> ox.Store:
    """All that the release says, in one default graph."""
    store = ox.Store()
    quads = ox.parse(path=str(release.path / "store.nq"), format=ox.RdfFormat.N_QUADS)
    store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    return store


@pytest.fixture(scope="session")
def private(releases: Path) -> Path:
    """A folder of private releases: that release with the overlay of docs/merge.md. Nothing may be changed in it."""
    out = releases.parent / "private"
    with out.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (out / "current").exists():
            overlay = ROOT / "docs" / "examples" / "merge" / "halvorsen"
            add_overlays(Release.open(releases / "current"), [overlay], out, root=ROOT)
    return out


_ADDRESS = re.compile(r"serving (http://\S+)/ ")


Serve: TypeAlias = Callable[..., AbstractContextManager[tuple[str, "subprocess.Popen[str]"]]]


@pytest.fixture(scope="session")
def serve() -> Serve:
    """A function that runs a server over a folder of releases, for as long as its context lasts."""
    return _running


@contextmanager
def _running(
    releases: Path,
    *,
    data: Path | None = None,
    log: Path | None = None,
    python: str = sys.executable,
    **settings: object,
) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """A server over ``releases``, or over one file of ``data``, and its address.

    ``settings`` are names of the settings, ``log`` gets what it says, ``python`` runs it.
    """
    environment = {**os.environ, **{f"DORSALE_{name.upper()}": str(value) for name, value in settings.items()}}
    of = ["--data", str(data)] if data else ["--releases", str(releases)]
    command = [python, "-m", "dorsale", "serve", *of, "--port", "0"]
    with log.open("w+") if log else tempfile.TemporaryFile("w+") as said:
        server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=said, text=True)
        assert server.stdout is not None
        try:
            line = server.stdout.readline()
            found = _ADDRESS.match(line)
            said.seek(0)
            assert found, line + said.read()
            yield found[1], server
        finally:
            server.terminate()
            try:
                server.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.communicate()
