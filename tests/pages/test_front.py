"""Home, lists, search, downloads, questions, about: what the release holds is what they show."""

import hashlib
import json
import os
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

from dorsale.namespaces import PREFIXES
from dorsale.pages.language import words
from dorsale.pages.views.lists import CLASSES
from dorsale.release import Release

from .conftest import Get
from .reading import read


def _links(main: str) -> list[str]:
    return [link["href"] for link in read(main).one("main").all("a")]


def test_home_counts_and_links_every_kind(get: Get, release: Release) -> None:
    main = read(get("/").text).one("main")
    counts = next(listed for listed in main.all("ul") if listed.get("class") == "counts")
    shown = {link["href"].rpartition("/")[2]: int(link.one("b").text.replace(",", "")) for link in counts.all("a")}
    assert shown == {kind: number for kind, number in release.manifest["things"].items() if kind in CLASSES and number}


def test_home_shows_the_biggest_commitment_first(get: Get) -> None:
    """By their amounts in US dollars; those in other currencies stand among them by the rate of their day."""
    sections = {section.get("aria-labelledby"): section for section in read(get("/").text).one("main").all("section")}
    rows = sections["biggest"].one("tbody").all("tr")
    amounts = [float(row.one("data")["value"]) for row in rows if row.one("data")["value"] and "$" in row.text]
    assert amounts == sorted(amounts, reverse=True)
    assert amounts[0] >= 300e9


def test_home_numbers_lead_to_what_they_count(get: Get) -> None:
    """The firm and announced totals lead to all their commitments, in whose pages the sources stand."""
    for standing in ("firm", "announced"):
        link = next(one for one in read(get("/").text).one("main").all("a") if f"standing={standing}" in one["href"])
        total = link.one("data")["value"]
        main = read(get(link["href"]).text).one("main")
        assert total in [one["value"] for one in main.all("table")[0].all("data")]
        assert "#commitment-" in main.all("table")[1].all("td")[1].one("a")["href"]


@pytest.mark.parametrize("standing", ["firm", "announced", "intended", "reported"])
def test_commitments_are_listed_once_by_amount(get: Get, graph: ox.Store, standing: str) -> None:
    query = f"""PREFIX dor: <{PREFIXES["dor"]}> SELECT DISTINCT ?c WHERE {{
      ?c dor:countedAs <{PREFIXES["standing"]}{standing}> ; dor:amountUSD ?amount }}"""
    found = graph.query(query)
    assert isinstance(found, ox.QuerySolutions)
    expected = len(list(found))
    listed: list[str] = []
    number = 1
    while (answer := get(f"/commitments?standing={standing}&page={number}")).status_code == 200:
        rows = read(answer.text).one("main").all("table")[1].one("tbody").all("tr")
        listed += [row.all("td")[1].one("a")["href"] for row in rows]
        number += 1
    assert len(listed) == len(set(listed)) == expected
    assert get("/commitments?standing=sure").status_code == 404


@pytest.mark.parametrize("kind", CLASSES)
def test_each_list_holds_every_thing_of_its_kind_once(get: Get, release: Release, kind: str) -> None:
    expected = release.manifest["things"].get(kind, 0)
    found: list[str] = []
    page = 0
    while page * 100 < expected or page == 0:
        page += 1
        rows = read(get(f"/list/{kind}?page={page}").text).one("main").all("tbody")
        found += [row.all("th")[0].one("a")["href"] for body in rows for row in body.all("tr")]
    assert len(found) == len(set(found)) == expected
    assert get(f"/list/{kind}?page={page + 1}").status_code == 404


def test_deals_stand_by_date_and_organizations_by_name(get: Get) -> None:
    dates = [time["datetime"] for time in read(get("/list/deal").text).one("main").all("time")]
    assert dates == sorted(dates, reverse=True)
    names: list[str] = []
    while (answer := get(f"/fr/list/organization?page={len(names) // 100 + 1}")).status_code == 200:
        rows = read(answer.text).one("main").one("tbody").all("tr")
        names += [row.all("th")[0].text.strip() for row in rows]
    assert names.index("Société Générale") < names.index("SoftBank Group")


@pytest.mark.parametrize(
    ("language", "text", "kind", "first"),
    [
        ("en", "NVDA", "", "/doc/organization/nvidia"),
        ("en", "AWS", "", "/doc/organization/aws"),
        ("en", "amazon web services", "", "/doc/organization/aws"),
        ("fr", "centre de données", "", "/fr/vocabulary/counted/data-centre"),
        ("fr", "CENTRE DE DONNEES", "", "/fr/vocabulary/counted/data-centre"),
        ("fr", "societe generale", "", "/fr/doc/organization/societe-generale"),
        ("en", "openai aws", "deal", "/doc/deal/2025-11-03-openai-aws"),
        ("en", "openai", "organization", "/doc/organization/openai"),
    ],
)
def test_search(get: Get, language: str, text: str, kind: str, first: str) -> None:
    prefix = "/fr" if language == "fr" else ""
    main = read(get(f"{prefix}/search?{urlencode({'q': text, 'kind': kind})}").text).one("main")
    hits = [link["href"] for link in main.one("ol").all("a")]
    assert first in hits[:3]
    assert main.one("input")["value"] == text


@pytest.mark.parametrize("text", ["", " ", "zzzzqqq", '"', "*", "a" * 5000, "AND OR NOT", "é" * 300, "%00"])
def test_search_finds_nothing_quietly(get: Get, text: str) -> None:
    answer = get(f"/search?{urlencode({'q': text})}")
    assert answer.status_code == 200
    assert read(answer.text).one("main").one("h1").text == words("en")("search.title")


def test_downloads_are_the_dumps_with_their_checksums(get: Get, release: Release) -> None:
    main = read(get("/downloads").text).one("main")
    rows = main.one("tbody").all("tr")
    assert len(rows) == len(release.dumps) == 6
    for row, dump in zip(rows, release.dumps, strict=True):
        assert row.one("code").text == dump.sha256
        body = get(row.one("a")["href"], accept="*/*").content
        assert hashlib.sha256(body).hexdigest() == dump.sha256
    assert all(get(link, accept="*/*").status_code == 200 for link in _links(get("/downloads").text) if link[0] == "/")


def test_each_question_has_its_answer(get: Get, release: Release) -> None:
    """Title and meaning in both languages, and a link that runs it as it stands, of every other in each."""
    questions = json.loads(release.file("questions.json").read_text(encoding="utf-8"))
    assert questions
    for turn, language in enumerate(("en", "fr")):
        main = read(get(f"/{language}/questions").text).one("main")
        sections = {section["id"]: section for section in main.all("article")}
        assert set(sections) == {question["slug"] for question in questions}
        assert all(one["query"] in sections[one["slug"]].one("pre").text for one in questions)
        for question in questions[turn::2]:
            section = sections[question["slug"]]
            answer = get(section.all("a")[0]["href"])
            assert answer.status_code == 200
            rows = read(answer.text).one("main").one("tbody").all("tr")
            assert rows or "none" in question["keywords"]["en"], question["slug"]
            form = read(get(section.all("a")[1]["href"]).text).one("main")
            assert form.one("textarea").text.strip() == question["query"].strip()


def test_about_leads_to_everything_for_programs(get: Get) -> None:
    for language in ("en", "fr"):
        page = get(f"/{language}/about").text
        targets = {link.removeprefix(f"/{language}") for link in _links(page)}
        assert targets >= {"/downloads", "/query", "/ontology", "/shapes", "/dataset"}
        assert all(get(link).status_code == 200 for link in _links(page))


@pytest.mark.parametrize(
    "path", ["/", "/list/organization", "/doc/deal/2025-11-03-openai-aws", "/doc/organization/openai", "/catalog"]
)
def test_every_inner_link_arrives(get: Get, path: str) -> None:
    """Of more than a hundred links every ninth (all with ``DORSALE_TEST_LONG=1``)."""
    page = read(get(path).text)
    targets = sorted({link["href"].partition("#")[0] for link in page.all("a", "link") if link["href"].startswith("/")})
    assert targets
    asked = targets[:: 9 if len(targets) > 100 and not os.environ.get("DORSALE_TEST_LONG") else 1]
    broken = [target for target in asked if get(target, accept="text/html, */*;q=0.5").status_code != 200]
    assert broken == []
