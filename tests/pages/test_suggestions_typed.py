"""Typing in a search box in a real browser: what is suggested, told and opened, by keyboard and by mouse."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from dorsale.derive.wording import LANGUAGES, Language
from dorsale.pages.language import words

from .browsing import NARROW, WIDE, Scheme, Witness

pytestmark = pytest.mark.browser


@pytest.fixture
def page(witness: Witness) -> Page:
    """The tab of the witness."""
    return witness.page


def _typed(page: Page, text: str) -> Locator:
    """The suggestions after ``text`` was typed in the box of the page."""
    box = page.get_by_role("combobox").first
    box.focus()
    page.keyboard.type(text, delay=20)
    options = page.locator("form[role=search] [role=option]")
    expect(options.first).to_be_visible()
    return options


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/", "/about"])
def test_the_keyboard_opens_a_suggestion(witness: Witness, page: Page, path: str, language: Language) -> None:
    witness.open(f"/{language}{path}")
    options = _typed(page, "openai")
    expect(options.first).to_have_text(f"OpenAI {words(language)('kind.organization')}")
    box = page.get_by_role("combobox").first
    expect(box).to_have_attribute("aria-expanded", "true")
    status = page.locator("form[role=search] [role=status]").first
    expect(status).to_have_text(words(language)("suggest.other").format(number=options.count()))
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/{language}/doc/organization/openai$"))


def test_a_later_list_keeps_what_a_key_chose(witness: Witness, page: Page) -> None:
    witness.open("/about")
    options = _typed(page, "opena")
    with page.expect_response(re.compile(r"q=openai$")):
        page.keyboard.press("i")
        page.keyboard.press("ArrowDown")
    page.wait_for_timeout(300)
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/doc/organization/openai$"))


def test_what_is_typed_can_be_sent_as_it_is(witness: Witness, page: Page) -> None:
    witness.open("/about")
    _typed(page, "openai")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=openai$"))


def test_escape_and_tab_close_the_list(witness: Witness, page: Page) -> None:
    witness.open("/about")
    options = _typed(page, "nvidia")
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("Tab")
    expect(options.first).to_be_hidden()
    expect(page.get_by_role("combobox").first).not_to_be_focused()


def test_a_click_opens_a_suggestion(witness: Witness, page: Page) -> None:
    witness.open("/fr/about")
    _typed(page, "centre de donnees abilene").first.click()
    expect(page).to_have_url(re.compile("/fr/doc/site/abilene-stargate$"))


def test_nothing_found_is_told(witness: Witness, page: Page) -> None:
    witness.open("/about")
    page.get_by_role("combobox").first.focus()
    page.keyboard.type("zzzzqqq", delay=20)
    expect(page.locator("form[role=search] [role=status]").first).to_have_text(words("en")("suggest.none"))
    expect(page.locator("form[role=search] [role=listbox]").first).to_be_hidden()


@pytest.mark.parametrize("path", ["/", "/about"])
@pytest.mark.parametrize(("width", "scheme"), [(NARROW, "dark"), (WIDE, "light"), (NARROW, "light"), (WIDE, "dark")])
def test_an_open_list_is_for_all(witness: Witness, page: Page, path: str, width: int, scheme: Scheme) -> None:
    witness.open(path)
    witness.look(width=width, scheme=scheme)
    options = _typed(page, "stargate")
    listed = page.get_by_role("listbox").first.bounding_box()
    assert listed is not None
    assert listed["x"] >= 0
    assert listed["x"] + listed["width"] <= width
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert witness.broken_rules() == []
