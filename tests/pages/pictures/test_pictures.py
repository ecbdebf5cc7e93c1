"""Every picture in every form: sound, legible, light, and the same in the drawing, the table and the CSV."""

import csv
import html
import io
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import httpx
import pytest

from dorsale.pages.pictures.serve import PICTURES
from dorsale.pages.pictures.svg import add, drawing, inline, label, standalone

from ..conftest import Get
from ..reading import read
from .looking import SVG, drawings, overlaps, texts

ASKED = (
    "/picture/flows",
    "/picture/flows?organization=openai",
    "/picture/flows?organization=meta&year=2025",
    "/picture/flows?purpose=energy",
    "/picture/circles",
    "/picture/circles?circle=nvidia--openai--oracle",
    "/picture/circles?organization=amd",
    "/picture/timeline",
    "/picture/timeline?lanes=payer&organization=openai",
    "/picture/timeline?year=2026&standing=firm",
    "/picture/timeline?purpose=energy",
    "/picture/capacity",
    "/picture/capacity?by=country",
    "/picture/capacity?by=region&organization=google",
    "/picture/capacity?organization=openai",
    "/picture/capacity?country=FR",
    "/picture/capacity?region=europe&by=country",
    "/picture/map",
    "/picture/map?region=europe",
    "/picture/map?region=united-states",
    "/picture/network",
    "/picture/network?resource=power",
    "/picture/network?organization=openai",
    "/picture/network?organization=nvidia&steps=2&resource=chips",
    "/picture/network?standing=intended&year=2025",
)
WRONG = (
    "/picture/flows?year=20x5",
    "/picture/flows?year=%2B2025",
    "/picture/flows?purpose=gold",
    "/picture/flows?organization=nobody-knows-it",
    "/picture/circles?circle=nothing",
    "/picture/timeline?lanes=moon",
    "/picture/timeline?standing=maybe",
    "/picture/timeline?year=0",
    "/picture/capacity?by=colour",
    "/picture/capacity?country=XX",
    "/picture/capacity?region=world",
    "/picture/map?region=mars",
    "/picture/network?resource=gold",
    "/picture/network?standing=over",
    "/picture/network?organization=nobody-knows-it",
    "/picture/network?steps=3",
    "/picture/flows?organization=%3E%20%7D",
    "/picture/flows?organization=" + "a" * 5000,
)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("path", ASKED)
def test_texts_stay_inside_and_apart(get: Get, path: str, language: str) -> None:
    wide, narrow = drawings(get(f"/{language}{path}").text)
    for svg in (wide, narrow):
        assert len(texts(svg)) > 5
        assert overlaps(svg) == []
    assert float(narrow.attrib["viewBox"].split()[2]) <= 390


@pytest.mark.parametrize("path", ASKED)
def test_a_drawing_has_a_name_and_a_description(get: Get, path: str) -> None:
    page = read(get(path).text)
    for svg in (one for one in page.all("svg") if one.get("class") == "picture"):
        assert svg["role"] == ("group" if svg.all("a") else "img")
        by_id = {element["id"]: element for element in svg.walk() if element.get("id")}
        assert by_id[svg["aria-labelledby"]].text == page.one("h1").text
        assert len(by_id[svg["aria-describedby"]].text) > 40


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("path", ASKED)
def test_csv_is_the_table(get: Get, path: str, language: str) -> None:
    page = read(get(f"/{language}{path}").text)
    stem, _, query = path.partition("?")
    answer = get(f"/{language}{stem}.csv?{query}", accept="*/*")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    head, *rows = csv.reader(io.StringIO(answer.text))
    table = next(one for one in page.all("table") if one.get("class") == "data")
    shown = [row for row in table.all("tr") if row.get("id").startswith("row-")]
    assert len(head) == len(table.one("thead").all("th"))
    assert len(shown) == min(len(rows), 120) or len(shown) == len(rows)
    for row, told in zip(shown, rows, strict=False):
        cells = row.all("th", "td")
        assert len(cells) == len(told)
        for cell, data in zip(cells, told, strict=True):
            numbers = [one["value"] for one in cell.all("data")]
            assert not numbers or numbers == [data]
            assert bool(cell.text.strip()) == (data != "") or data == "0"


@pytest.mark.parametrize("path", ASKED)
def test_the_image_stands_alone(get: Get, path: str) -> None:
    stem, _, query = path.partition("?")
    answer = get(f"/fr{stem}.svg?{query}", accept="image/*")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "'sha256-" in answer.headers["content-security-policy"]
    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    assert len(answer.content) < (200_000 if "network" in path else 80_000)
    svg = ET.fromstring(answer.content)
    assert svg.tag == f"{SVG}svg"
    assert overlaps(svg) == []
    assert any(box.text.startswith("Dorsale, version ") and "CC BY 4.0" in box.text for box in texts(svg))
    assert "prefers-color-scheme: dark" in (svg.findtext(f"{SVG}style") or "")
    links = [link.attrib["href"] for link in svg.iter(f"{SVG}a")]
    assert [link for link in links if urlsplit(link).scheme != "http"] == []


@pytest.mark.parametrize("path", ASKED)
def test_the_query_behind_it_runs(get: Get, path: str) -> None:
    page = read(get(path).text)
    links = [one["href"] for one in page.one("main").all("a")]
    link = next(one for one in links if one.startswith("/query?query="))
    assert "SELECT" in parse_qs(urlsplit(link).query)["query"][0]
    assert read(get(link).text).all("table")


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("path", WRONG)
def test_a_wrong_filter_is_a_clear_refusal(get: Get, path: str, language: str) -> None:
    answer = get(f"/{language}{path}")
    name, value = path.partition("?")[2].split("=", 1)
    assert answer.status_code == 400
    said = read(answer.text).one("main").text
    assert name in said
    assert html.unescape(httpx.QueryParams(f"v={value}")["v"])[:40] in said
    for suffix in ("svg", "csv"):
        stem, _, query = path.partition("?")
        assert get(f"{stem}.{suffix}?{query}", accept="*/*").status_code == 400


def test_an_unknown_picture_is_not_found(get: Get) -> None:
    for path in ("/picture/nothing", "/picture/nothing.svg", "/picture/nothing.csv"):
        assert get(path).status_code == 404


def test_the_index_names_every_picture_with_its_image(get: Get) -> None:
    page = read(get("/fr/pictures").text)
    assert [image["src"] for image in page.all("img") if "/picture/" in image["src"]] == [
        f"/fr/picture/{name}.svg" for name in PICTURES
    ]
    for name in PICTURES:
        assert get(f"/fr/picture/{name}").status_code == 200


def test_what_to_embed_is_markup_that_embeds(get: Get) -> None:
    page = read(get("/fr/picture/flows?organization=openai&year=2025").text)
    section = next(one for one in page.all("section") if one.get("aria-labelledby") == "embed")
    embedded = read(f"<!doctype html>\n<html>{section.one('code').text}</html>")
    image = embedded.one("img")
    assert image["alt"] == page.one("h1").text
    assert get(urlsplit(image["src"]).path + "?" + urlsplit(image["src"]).query, accept="*/*").status_code == 200
    assert urlsplit(embedded.one("a")["href"]).path == "/fr/picture/flows"


def test_hostile_texts_stay_texts() -> None:
    hostile = '<script>alert("1")</script> & \x00\x1b ]]> "quoted"'
    svg = drawing((300, 100), identity="x", title=hostile, description=hostile)
    label(add(svg, "a", href='/doc/"><b>'), hostile, 10, 20, room=60)
    label(svg, hostile, 10, 40, room=280, lines=2)
    for text in (str(inline(svg)), standalone(svg, title=hostile, source=hostile, origin="http://x").decode()):
        read_back = ET.fromstring(text.encode())
        assert [one for one in read_back.iter() if one.tag.removeprefix(SVG) in ("script", "b")] == []
        assert "\ufffd" in text
        assert "\x00" not in text


def test_a_cut_label_keeps_its_whole_text_as_title() -> None:
    svg = drawing((300, 100), identity="x", title="t", description="d")
    text = label(svg, "A name that is far too long for its place", 0, 20, room=80)
    assert text[0].tag == "title"
    assert text[0].text == "A name that is far too long for its place"
    assert (text[0].tail or "").endswith("…")
