"""A real server on the real release, asked over HTTP."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeAlias

import httpx
import pytest

Serve: TypeAlias = Callable[..., AbstractContextManager[tuple[str, "subprocess.Popen[str]"]]]


@pytest.fixture(scope="session")
def client(releases: Path, serve: Serve) -> Iterator[httpx.Client]:
    """A client of a server on the release of the run, that follows no redirect."""
    with (
        serve(releases) as (address, _),
        httpx.Client(base_url=address, trust_env=False, timeout=60, headers={"accept-language": "en"}) as client,
    ):
        yield client
