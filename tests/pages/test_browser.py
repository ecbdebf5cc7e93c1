"""Every sort of page in a real browser, in both languages: silent, usable by all, everything in its place."""

import os
from typing import Final

import pyoxigraph as ox
import pytest

from dorsale.derive.wording import LANGUAGES, Language
from dorsale.namespaces import KINDS

from .browsing import NARROW, WIDE, Scheme, Witness
from .sorts import EXAMPLES, STATUS, UNSEEN, routes, segments, things

LONG: Final = bool(os.environ.get("DORSALE_TEST_LONG"))
_PATHS: Final = [path for paths in EXAMPLES.values() for path in paths]
_PAGES: Final = [
    (path, language, LONG or number > 0 or language == LANGUAGES[turn % 2])
    for turn, paths in enumerate(EXAMPLES.values())
    for number, path in enumerate(paths)
    for language in (LANGUAGES if LONG or not number else (LANGUAGES[number % 2],))
]
"""The first example of each route in both languages, the others in one (with ``DORSALE_TEST_LONG=1`` in both)."""
_LOOKS: Final[dict[Language, tuple[tuple[int, Scheme], ...]]] = {
    "en": ((WIDE, "light"), (NARROW, "dark")),
    "fr": ((NARROW, "dark"), (WIDE, "light")),
}
"""How a page is looked at in each language: first folded, then unfolded. Axe's rules are asked of the second look alone
(with ``DORSALE_TEST_LONG=1`` of both), and of what is looked at in both languages those on contrast in one of them, by
turns: they take a second for some 600 elements, and colours are the same in every language."""


_TABLES: Final = (
    "/stream",
    "/releases",
    "/report",
    "/downloads",
    "/dataset/current",
    "/tables",
    "/list/source?page=2",
    "/alignments/fibo",
    "/ontology",
)
"""Pages whose tables and drawings are wider than a phone until they get another form there."""


def test_every_route_has_an_example() -> None:
    assert routes() == set(EXAMPLES) | UNSEEN
    assert set(STATUS) <= set(_PATHS)


def test_every_kind_of_document_has_an_example(graph: ox.Store) -> None:
    shown = {path[1:].partition("/")[0].partition("?")[0] for path in _PATHS}
    assert segments(graph) <= shown | {"id", "dumps", "sparql", "graph-store", "sssom", "logo.svg"}


@pytest.fixture(scope="module")
def documents(graph: ox.Store) -> dict[str, str]:
    """The longest document of each kind of thing."""
    return {kind: most for kind, (most, _) in things(graph).items()}


@pytest.mark.browser
@pytest.mark.parametrize(("path", "language", "colours"), _PAGES)
def test_page(same_witness: Witness, path: str, language: Language, *, colours: bool) -> None:
    same_witness.open(f"/{language}{path}", status=STATUS.get(path, 200))
    faults = _faults(same_witness, language, colours=colours)
    assert not faults, "\n".join(faults)


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("turn", "kind"), list(enumerate(KINDS.values())))
def test_document(same_witness: Witness, documents: dict[str, str], turn: int, kind: str, language: Language) -> None:
    same_witness.open(f"/{language}{documents[kind]}")
    faults = _faults(same_witness, language, colours=LONG or language == LANGUAGES[turn % 2])
    assert not faults, "\n".join(faults)


@pytest.mark.browser
@pytest.mark.parametrize("path", _TABLES)
def test_a_phone_shows_tables_and_drawings_whole(same_witness: Witness, path: str) -> None:
    """In the language with the longer words, folded and unfolded parts alike."""
    same_witness.open(f"/fr{path}")
    same_witness.look(width=NARROW, scheme="light")
    same_witness.unfold()
    wider = "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.ariaLabel ?? one.className)"
    assert same_witness.page.eval_on_selector_all(".scroll", wider) == []
    assert same_witness.page.locator(".scroll table, .drawn.narrow svg").filter(visible=True).count() > 0


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/", "/search?q=nvidia", "/list/deal", "/picture/flows", "/query"])
def test_paper_gets_tables_but_no_forms(same_witness: Witness, path: str) -> None:
    """A sheet of A4 is as wide as a large phone; of forms only the query itself is printed, dark is nothing."""
    same_witness.open(path)
    same_witness.look(width=700, scheme="dark")
    page = same_witness.page
    page.emulate_media(media="print")
    try:
        shown = "all => all.filter(one => one.checkVisibility()).map(one => one.className)"
        assert page.eval_on_selector_all("form", shown) == (["query"] if path == "/query" else [])
        displays = "all => [...new Set(all.map(one => getComputedStyle(one).display))]"
        assert page.eval_on_selector_all("main table", displays) in (["table"], [])
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    finally:
        page.emulate_media(media="screen")


@pytest.mark.browser
def test_the_browser_sees_what_the_server_sent(same_witness: Witness) -> None:
    same_witness.open("/fr/doc/organization/openai")
    assert same_witness.page.locator("html").get_attribute("lang") == "fr"
    assert same_witness.page.locator("h1").all_inner_texts() == ["OpenAI"]


@pytest.mark.browser
def test_a_thinned_page_breaks_the_same_rules(same_witness: Witness) -> None:
    same_witness.open("/about")
    same_witness.look(width=WIDE, scheme="light")
    same_witness.page.evaluate("""document.querySelector("main").innerHTML = "<h1>Many</h1><ul>"
        + "<li>fine</li>".repeat(20) + "<li class='pale'><font color='#eeeeee'>pale</font></li>".repeat(20)
        + "<li><img src='/logo.svg'></li>".repeat(20) + "</ul>" """)
    same_witness.thin()
    assert same_witness.page.locator("main li").count() == 12
    assert {rule.split()[1] for rule in same_witness.broken_rules()} == {"color-contrast", "image-alt"}


def _faults(witness: Witness, language: Language, *, colours: bool) -> list[str]:
    """What is wrong with the page in any look of ``language``, each with the look; contrast where ``colours``."""
    found: list[str] = []
    for number, (width, scheme) in enumerate(_LOOKS[language]):
        witness.unfold(again=number == 0)
        witness.look(width=width, scheme=scheme)
        found += [f"{width} px, {scheme}: {fault}" for fault in witness.misplaced()]
    witness.thin()
    for number, (width, scheme) in enumerate(_LOOKS[language]):
        if number or LONG:
            witness.unfold(again=number == 0)
            witness.look(width=width, scheme=scheme)
            found += [f"{width} px, {scheme}: {fault}" for fault in witness.broken_rules(colours=colours)]
    return found
