"""A real server on the real release, and clients that ask it over HTTP."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

_STOP_SECONDS = 20


@contextmanager
def _serving(releases: Path, **settings: str) -> Iterator[str]:
    """The address of a server of its own process, which has stopped when the context is left."""
    code = "from dorsale.cli import main; main()"
    command = [sys.executable, "-c", code, "serve", "--releases", str(releases), "--host", "127.0.0.1", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **settings})
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        address = re.search(r"http://[^ /]+", said)
        assert address, f"the server did not start: {said!r}"
        yield address[0]
    finally:
        process.terminate()
        process.wait(_STOP_SECONDS)
        assert process.stdout is not None
        process.stdout.close()


@pytest.fixture(scope="session")
def server(releases: Path) -> Iterator[str]:
    """The address of a server on the release of the run."""
    with _serving(releases) as address:
        yield address


@pytest.fixture(scope="session")
def client(server: str) -> Iterator[httpx.Client]:
    """A client of that server that follows no redirect by itself."""
    with httpx.Client(base_url=server, trust_env=False, timeout=60) as client:
        yield client


@pytest.fixture(scope="session")
def prefixed(releases: Path) -> Iterator[httpx.Client]:
    """A client of a server that people reach under https://example.org/dorsale, by a proxy that strips the path."""
    with (
        _serving(releases, DORSALE_PUBLIC_URL="https://example.org/dorsale") as address,
        httpx.Client(base_url=address, trust_env=False, timeout=60) as client,
    ):
        yield client


Get = Callable[..., httpx.Response]


@pytest.fixture
def get(client: httpx.Client) -> Get:
    """Ask for a path as a browser does, redirects followed."""

    def ask(path: str, *, accept: str = "text/html", language: str = "en") -> httpx.Response:
        headers = {"accept": accept, "accept-language": language}
        return client.get(path, headers=headers, follow_redirects=True)

    return ask
