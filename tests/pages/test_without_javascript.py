"""What people come for, done in a real browser with JavaScript off, by what they see and click."""

import csv
import hashlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dorsale.release import Release

from .browsing import Witness

pytestmark = pytest.mark.browser

_DEAL = "/doc/deal/2025-11-03-openai-aws"
_QUERY = "PREFIX dor: <https://w3id.org/dorsale/ontology#> SELECT ?deal { ?deal a dor:Deal } ORDER BY ?deal LIMIT 7"


@pytest.fixture
def page(plain_witness: Witness) -> Page:
    """A tab in which no script of a page runs."""
    return plain_witness.page


@pytest.mark.parametrize("language", ["en", "fr"])
def test_search_and_open(plain_witness: Witness, page: Page, language: str) -> None:
    plain_witness.open(f"/{language}/")
    page.locator("main input[type=search]").fill("openai")
    page.locator("main form[role=search] button").click()
    page.locator("main").get_by_role("link", name="OpenAI", exact=True).first.click()
    expect(page).to_have_url(re.compile(f"/{language}/doc/organization/openai$"))
    expect(page.locator("h1")).to_have_text("OpenAI")


def test_search_from_any_page(plain_witness: Witness, page: Page) -> None:
    plain_witness.open("/about")
    page.locator("header input[type=search]").fill("stargate")
    page.keyboard.press("Enter")
    expect(page.locator(".hits").get_by_role("link", name="Stargate").first).to_be_visible()


def test_from_a_number_to_its_source(plain_witness: Witness, page: Page) -> None:
    """By the mark beside it to the list of sources, to the source's page, to the document itself; or by the number."""
    plain_witness.open(_DEAL)
    figure = page.locator(".figure", has_text="38").first
    figure.locator(".cites a").first.click()
    source = page.locator("li:target")
    address = source.locator("a.web").get_attribute("href")
    source.locator("a").first.click()
    expect(page.locator(".original a")).to_have_attribute("href", str(address))
    assert str(address).startswith("https://")
    page.go_back()
    page.locator(".figure .said a", has_text="38").first.click()
    expect(page).to_have_url(re.compile("/doc/figure/"))
    expect(page.locator("#sources ~ ol a.web").first).to_have_attribute("href", str(address))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_run_a_query(plain_witness: Witness, page: Page, language: str) -> None:
    plain_witness.open(f"/{language}/query")
    page.locator("textarea").fill(_QUERY)
    page.locator("form.query button[type=submit]:not([name])").click()
    expect(page.locator("table.results tbody tr")).to_have_count(7)
    page.locator("table.results tbody a").first.click()
    expect(page).to_have_url(re.compile(f"/{language}/doc/deal/"))


def test_run_a_stored_question(plain_witness: Witness, page: Page) -> None:
    plain_witness.open("/questions")
    page.locator(".question .actions a.button").first.click()
    expect(page.locator("table.results tbody tr").first).to_be_visible()


def test_change_a_stored_question_and_run_it(plain_witness: Witness, page: Page) -> None:
    plain_witness.open("/questions")
    page.locator(".question .actions a:not(.button)").first.click()
    text = page.locator("textarea").input_value()
    page.locator("textarea").fill(re.sub(r"\s+LIMIT \d+\s*$", "", text) + "\nLIMIT 2")
    page.locator("form.query button[type=submit]:not([name])").click()
    expect(page.locator("table.results tbody tr")).to_have_count(2)


def test_download_results(plain_witness: Witness, page: Page, tmp_path: Path) -> None:
    plain_witness.open("/query")
    page.locator("textarea").fill(_QUERY)
    page.locator("form.query select").select_option("csv")
    with page.expect_download() as begun:
        page.locator("form.query button[type=submit]:not([name])").click()
    begun.value.save_as(tmp_path / "results.csv")
    with (tmp_path / "results.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert (rows[0], len(rows)) == (["deal"], 8)


def test_change_the_language(plain_witness: Witness, page: Page) -> None:
    """On the same page, and for those that follow."""
    plain_witness.open(_DEAL)
    page.locator(".languages a").click()
    expect(page.locator("h1")).to_have_text("OpenAI et AWS : sept ans de puissance de calcul")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.locator(".menu a").first.click()
    expect(page).to_have_url(re.compile("/fr/list/deal$"))
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_download_a_dump(plain_witness: Witness, page: Page, release: Release, tmp_path: Path) -> None:
    plain_witness.open("/downloads")
    dump = next(one for one in release.dumps if one.name.endswith(".nq.gz"))
    with page.expect_download() as begun:
        page.get_by_role("link", name=dump.name).click()
    begun.value.save_as(tmp_path / dump.name)
    assert hashlib.sha256((tmp_path / dump.name).read_bytes()).hexdigest() == dump.sha256
