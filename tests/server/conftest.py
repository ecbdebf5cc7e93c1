"""A server with small limits over the release of the run."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeAlias

import httpx
import pytest

Serve: TypeAlias = Callable[..., AbstractContextManager[tuple[str, "subprocess.Popen[str]"]]]


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
