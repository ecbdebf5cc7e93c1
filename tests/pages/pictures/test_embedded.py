"""Pictures inside pages about something else: drawn only where money flows, and leading to the whole of them."""

import pytest

from ..conftest import Get
from ..reading import read
from .looking import drawings, overlaps


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("path", "whole"),
    [
        ("/", "/picture/flows"),
        ("/doc/organization/openai", "/picture/flows?organization=openai"),
        ("/doc/organization/coreweave", "/picture/flows?organization=coreweave"),
    ],
)
def test_an_embedded_picture_is_that_of_its_page(get: Get, path: str, whole: str, language: str) -> None:
    page = get(f"/{language}{path}").text
    figure = next(one for one in read(page).all("figure") if one.get("class") == "drawing")
    assert figure.one("figcaption").all("a")[-1]["href"] == f"/{language}{whole}"
    there = get(f"/{language}{whole}").text
    for here, full in zip(drawings(page), drawings(there), strict=True):
        assert overlaps(here) == []
        assert [one.text for one in here.iter()] == [one.text for one in full.iter()]
        assert [one.get("href") for one in here.iter()] == [one.get("href") for one in full.iter()]
    assert "picture.css" in page
    ids = [one["id"] for one in read(page).walk() if one.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", ["/doc/organization/epoch-ai", "/doc/organization/openai?page=2", "/doc/site"])
def test_where_nothing_flows_nothing_is_drawn(get: Get, path: str) -> None:
    page = get(path).text
    assert drawings(page) == []
    assert "picture.css" not in page
