"""With the keyboard alone: Tab goes through every sort of page, the focus can be seen, nothing holds it."""

import os
from typing import Final

import pyoxigraph as ox
import pytest

from dorsale.namespaces import KINDS

from .browsing import NARROW, Witness
from .sorts import EXAMPLES, FRAMED, STATUS, things

_LONG: Final = bool(os.environ.get("DORSALE_TEST_LONG"))
_PATHS: Final = [
    path
    for route, paths in EXAMPLES.items()
    for path in (paths if _LONG or route in ("/query", "/picture/{name}") else paths[:2])
]
"""Of routes whose examples differ only in what they say, the first two (with ``DORSALE_TEST_LONG=1`` all)."""

_FIRST: Final = 120 if _LONG else 40
"""So many of the places that Tab reaches are walked one by one; on a longer page the walk goes on at its end."""
_LAST: Final = 10


@pytest.fixture(scope="module")
def documents(graph: ox.Store) -> dict[str, str]:
    """A document of each kind of thing that is neither long nor short."""
    return {kind: middle for kind, (_, middle) in things(graph).items()}


@pytest.mark.browser
@pytest.mark.parametrize("path", _PATHS)
def test_page(same_witness: Witness, path: str) -> None:
    same_witness.open(path, status=STATUS.get(path, 200))
    _walk(same_witness, fewest=1 if path in FRAMED else 6)


@pytest.mark.browser
@pytest.mark.parametrize("kind", KINDS.values())
def test_document(same_witness: Witness, documents: dict[str, str], kind: str) -> None:
    same_witness.open(documents[kind])
    _walk(same_witness)


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/", "/fr/doc/organization/openai", "/query"])
def test_the_first_stop_skips_to_the_content(same_witness: Witness, path: str) -> None:
    """The link is out of sight until it has the focus, and what follows it then stands in the content."""
    same_witness.open(path)
    same_witness.look(width=NARROW, scheme="light")
    skip = same_witness.page.locator("a.skip")
    assert _bottom(skip.bounding_box()) <= 0
    assert same_witness.tab() == (0, "")
    assert _bottom(skip.bounding_box()) > 0
    same_witness.page.keyboard.press("Enter")
    same_witness.tab()
    assert same_witness.page.evaluate("document.querySelector('main').contains(document.activeElement)")


def _walk(witness: Witness, *, fewest: int = 6) -> None:
    """From the start to the end of the page, past a few of like neighbours, and at its end a step back."""
    witness.thin()
    number = witness.reachable()
    assert number >= fewest
    places = range(min(number, _FIRST))
    told = [witness.tab() for _ in places]
    assert [at for at, _ in told] == list(places)
    assert [missed for _, missed in told if missed] == []
    if number > _FIRST:
        start = max(number - _LAST, _FIRST)
        witness.page.evaluate("(at) => window.reached[at - 1].focus()", start)
        told = [witness.tab() for _ in range(start, number)]
        assert [at for at, _ in told] == list(range(start, number))
        assert [missed for _, missed in told if missed] == []
    after, _ = witness.tab()
    assert after in (-1, 0), "the focus does not leave the page"
    if after == -1:
        assert witness.tab(back=True)[0] == number - 1


def _bottom(box: object) -> float:
    assert isinstance(box, dict)
    return float(box["y"] + box["height"])
