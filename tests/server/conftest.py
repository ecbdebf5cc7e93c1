"""A real server in a process of its own, on a free port, over the release of the run."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeAlias

import httpx
import pytest

_ADDRESS = re.compile(r"serving (http://\S+)/ ")


Serve: TypeAlias = Callable[..., AbstractContextManager[tuple[str, "subprocess.Popen[str]"]]]


@pytest.fixture(scope="session")
def serve() -> Serve:
    """A function that runs a server over a folder of releases, for as long as its context lasts."""
    return _running


@contextmanager
def _running(releases: Path, **settings: object) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """A server over ``releases`` and its address; ``settings`` are names of the settings."""
    environment = {**os.environ, **{f"DORSALE_{name.upper()}": str(value) for name, value in settings.items()}}
    command = [sys.executable, "-m", "dorsale", "serve", "--releases", str(releases), "--port", "0"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert server.stdout is not None
    assert server.stderr is not None
    try:
        line = server.stdout.readline()
        found = _ADDRESS.match(line)
        assert found, line + server.stderr.read()
        yield found[1], server
    finally:
        server.terminate()
        try:
            server.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.communicate()


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
