"""A real server on the real release, and clients that ask it over HTTP."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser
from tests.conftest import Serve

from .browsing import Witness, browsing, witnessing


@pytest.fixture(scope="session")
def server(releases: Path, serve: Serve) -> Iterator[str]:
    """The address of a server on the release of the run."""
    with serve(releases) as (address, _):
        yield address


@pytest.fixture(scope="session")
def client(server: str) -> Iterator[httpx.Client]:
    """A client of that server that follows no redirect by itself."""
    with httpx.Client(base_url=server, trust_env=False, timeout=60) as client:
        yield client


@pytest.fixture(scope="session")
def prefixed(releases: Path, serve: Serve) -> Iterator[httpx.Client]:
    """A client of a server that people reach under https://example.org/dorsale, by a proxy that strips the path."""
    with (
        serve(releases, public_url="https://example.org/dorsale") as (address, _),
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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, closed after each file of tests because of the event loop that it keeps running."""
    with browsing() as browser:
        yield browser


@pytest.fixture
def witness(browser: Browser, server: str) -> Iterator[Witness]:
    """A tab on the server. At the end it must have nothing to complain of: requests elsewhere, errors, breaches."""
    with witnessing(browser, server) as witness:
        yield witness
        assert witness.complaints() == []


@pytest.fixture(scope="module")
def tab(browser: Browser, server: str) -> Iterator[Witness]:
    """One tab for a file of tests, so that what pages share is loaded once."""
    with witnessing(browser, server) as witness:
        yield witness


@pytest.fixture
def same_witness(tab: Witness) -> Iterator[Witness]:
    """A witness who saw the pages of the tests before."""
    yield tab
    assert tab.complaints() == []


@pytest.fixture
def plain_witness(browser: Browser, server: str) -> Iterator[Witness]:
    """The same with JavaScript off."""
    with witnessing(browser, server, script=False) as witness:
        yield witness
        assert witness.complaints() == []
