"""The page of the tables: each table with its columns and what they mean, in the language of the page."""

import json

import pytest

from dorsale.pages.typography import typeset
from dorsale.release import Release

from .conftest import Get
from .reading import read


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_table_and_column_is_explained(language: str, get: Get, release: Release) -> None:
    described = json.loads(release.file("tables/datapackage.json").read_text(encoding="utf-8"))
    sections = {one["id"]: one for one in read(get(f"/{language}/tables").text).one("main").all("section")}
    assert list(sections) == [one["name"] for one in described["resources"]]
    for resource in described["resources"]:
        section = sections[resource["name"]]
        title = resource["title"] if language == "en" else resource["dorsale"]["title"]
        assert section.one("h2").text == typeset(title, language)
        rows = [row.all("td")[-1].text for row in section.one("tbody").all("tr")]
        fields = resource["schema"]["fields"]
        meanings = [field["description"] if language == "en" else field["dorsale"]["meaning"] for field in fields]
        assert rows == [typeset(meaning, language) for meaning in meanings]
        (link,) = (link["href"] for link in section.all("a") if link["href"].endswith(".csv"))
        head = get(link, accept="text/csv").text.partition("\n")[0]
        assert head.split(",") == [field["name"] for field in fields]


def test_downloads_lead_to_the_tables(get: Get, release: Release) -> None:
    links = [link["href"] for link in read(get("/downloads").text).one("main").all("a")]
    (bundle,) = release.bundles
    assert [link for link in links if link.endswith(("/tables", bundle.name))] == [
        f"/dumps/{bundle.name}",
        "/tables",
    ]
