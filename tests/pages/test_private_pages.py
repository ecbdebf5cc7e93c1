"""A private copy in a real browser: its banner, its marks and the things that only the overlay knows."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.conftest import Serve

from .browsing import NARROW, WIDE, Scheme, Witness, witnessing

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def owner(browser: Browser, private: Path, serve: Serve) -> Iterator[Witness]:
    """Somebody who looks at a private release of one's own."""
    with serve(private) as (address, _), witnessing(browser, address) as witness:
        yield witness


@pytest.mark.parametrize(
    ("path", "width", "scheme"),
    [
        ("/en", NARROW, "dark"),
        ("/fr", WIDE, "light"),
        ("/en/doc/organization/private.halvorsen", WIDE, "dark"),
        ("/fr/doc/deal/private.v-1043", NARROW, "light"),
        ("/fr/doc/organization/coreweave", NARROW, "dark"),
        ("/en/stream", WIDE, "light"),
        ("/fr/releases", NARROW, "light"),
    ],
)
def test_page(owner: Witness, path: str, width: int, scheme: Scheme) -> None:
    owner.open(path)
    owner.look(width=width, scheme=scheme)
    owner.unfold()
    misplaced = owner.misplaced()
    owner.thin()
    assert [*misplaced, *owner.broken_rules(), *owner.complaints()] == []
