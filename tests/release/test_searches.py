"""What readers type and what they mean: ``searches.tsv`` against the search index of the real record."""

import statistics
import time
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

import pytest

from dorsale.namespaces import BASE
from dorsale.release import Release, Search

LIST: Final = Path(__file__).with_name("searches.tsv")
ROWS: Final = [row.split("\t") for row in LIST.read_text("utf-8").splitlines() if row and row[0] != "#"]
SECONDS: Final = 0.02


@pytest.fixture(scope="module")
def search(release: Release) -> Iterator[Search]:
    opened = Search(release.file("search.sqlite"))
    yield opened
    opened.close()


@pytest.mark.parametrize(("language", "places", "text", "meant"), ROWS, ids=[f"{row[0]} {row[2]}" for row in ROWS])
def test_what_is_meant_comes_first(search: Search, language: str, places: str, text: str, meant: str) -> None:
    hits = search.find(text, language=language, limit=8)
    names = [hit.iri.removeprefix(BASE).removeprefix("id/") for hit in hits[: int(places)]]
    assert any(fnmatchcase(name, pattern) for name in names for pattern in meant.split()), names


def test_the_list_is_long_and_in_both_languages() -> None:
    assert {row[0] for row in ROWS} == {"en", "fr"}
    assert sum(row[0] == "fr" for row in ROWS) >= 40
    assert len({row[2] for row in ROWS}) == len(ROWS) >= 200
    assert sum(row[1] != "1" for row in ROWS) / len(ROWS) < 0.05


def test_an_answer_takes_little_time(search: Search) -> None:
    """Counted on the processor, so that a busy machine changes nothing; every beginning of every question."""
    times = []
    for language, _, text, _ in ROWS:
        for end in range(1, len(text) + 1):
            begun = time.thread_time()
            search.find(text[:end], language=language, limit=8)
            times.append(time.thread_time() - begun)
    assert statistics.quantiles(times, n=20)[-1] < SECONDS
