"""A real server on the real release, asked over HTTP."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.conftest import Serve


@pytest.fixture(scope="session")
def client(releases: Path, serve: Serve) -> Iterator[httpx.Client]:
    """A client of a server on the release of the run, that follows no redirect."""
    with (
        serve(releases) as (address, _),
        httpx.Client(base_url=address, trust_env=False, timeout=60, headers={"accept-language": "en"}) as client,
    ):
        yield client
