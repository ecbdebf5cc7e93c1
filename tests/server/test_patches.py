"""Patches between kept releases over HTTP: applied to the one they give the other; what is not kept is told."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from dorsale.release import Release
from dorsale.release.patch import FORMS, patch
from dorsale.server.patches import Patches


def _loaded(release: Release) -> ox.Store:
    store = ox.Store()
    store.bulk_extend(ox.parse(path=str(release.store), format=ox.RdfFormat.N_QUADS))
    return store


def test_an_update_makes_the_old_release_new(kept: httpx.Client, shelf: Path) -> None:
    old, new = Release.open(shelf / "0.0.1-old"), Release.open(shelf / "current")
    found = kept.get(f"/changes/{old.version}/{new.version}.ru")
    assert (found.status_code, found.headers["content-type"]) == (200, "application/sparql-update")
    assert found.text == "".join(patch(old, new, "sparql-update"))
    assert len(found.content) < new.store.stat().st_size / 4
    store = _loaded(old)
    store.update(found.text)
    assert set(store) == set(_loaded(new))


@pytest.mark.parametrize("form", FORMS)
def test_the_form_is_negotiated(kept: httpx.Client, shelf: Path, form: str) -> None:
    new = Release.open(shelf / "current")
    found = kept.get("/changes/0.0.1-old/current", headers={"accept": FORMS[form]})
    assert (found.status_code, found.headers["content-type"]) == (200, FORMS[form])
    assert found.headers["vary"].lower().startswith("accept")
    assert found.headers["cache-control"] == "public, max-age=60"
    assert f"0.0.1-old..{new.version}.{form}" in found.headers["etag"]
    suffix = {"rdf-patch": "rdfp", "sparql-update": "ru"}[form]
    fixed = kept.get(f"/changes/0.0.1-old/{new.version}.{suffix}")
    assert fixed.content == found.content
    assert "immutable" in fixed.headers["cache-control"]
    again = kept.get(f"/changes/0.0.1-old/{new.version}.{suffix}", headers={"if-none-match": fixed.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_of_changes_leads_to_the_patch(kept: httpx.Client, language: str) -> None:
    page = kept.get(f"/{language}/changes", headers={"accept": "text/html"}).text
    links = re.findall(r'href="(/changes/0\.0\.1-old/[^"]+\.(?:rdfp|ru))"', page)
    assert len(links) == 2
    assert {kept.head(link).headers["content-type"] for link in links} == set(FORMS.values())


@pytest.mark.parametrize("version", ["9.9.9", "..", "current", "changes", "0.0.1-old%2F", "%2e%2e", "a" * 200])
def test_what_is_not_kept(kept: httpx.Client, version: str) -> None:
    found = kept.get(f"/changes/{version}/current", headers={"accept-language": "fr"})
    assert found.status_code == 404
    if version == "9.9.9":
        assert "0.0.1-old" in found.json()["detail"]
        assert found.json()["detail"].startswith("Aucune version")


def test_no_other_form(kept: httpx.Client) -> None:
    found = kept.get("/changes/0.0.1-old/current", headers={"accept": "text/csv"})
    assert (found.status_code, found.json()["type"].rpartition("/")[2]) == (406, "not-acceptable")


def test_many_at_once_wait_for_one_or_are_told_to(kept: httpx.Client) -> None:
    def ask(_: int) -> tuple[int, str | None]:
        with kept.stream("GET", "/changes/nothing/0.0.1-old.ru", headers={"accept": "text/html"}) as answer:
            return answer.status_code, answer.headers.get("retry-after")

    with ThreadPoolExecutor(40) as pool:
        found = set(pool.map(ask, range(40)))
    assert found == {(200, None), (503, "10")}
    assert ask(0) == (200, None)


def test_the_folder_goes_with_the_server() -> None:
    patches = Patches()
    patches.close()
    patches.close()
