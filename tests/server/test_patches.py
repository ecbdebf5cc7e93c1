"""Patches between kept releases over HTTP: applied to the one they give the other; what is not kept is told."""

import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest

from dorsale.release import Release
from dorsale.release.changes import changes_json
from dorsale.release.folder import MANIFEST, sha256
from dorsale.release.patch import FORMS, patch
from dorsale.release.shelf import CHANGES
from dorsale.server.patches import Patches

Serve = Callable[..., AbstractContextManager[tuple[str, Any]]]


@pytest.fixture(scope="module")
def shelf(releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the run and, before it, one that says a little less and a little else."""
    folder = tmp_path_factory.mktemp("shelf") / "kept"
    shutil.copytree(releases, folder, symlinks=True)
    current = Release.open(folder / "current")
    old = folder / "0.0.1-old"
    shutil.copytree(current.path, old)
    lines = current.store.read_text("utf-8").splitlines(keepends=True)
    (old / "store.nq").write_text("".join(lines[:1000] + lines[1100:]).replace("OpenAI", "OpenAl"), "utf-8")
    manifest = (old / MANIFEST).read_text("utf-8").replace(current.version, "0.0.1-old")
    was, now = current.store, old / "store.nq"
    manifest = manifest.replace(str(was.stat().st_size), str(now.stat().st_size)).replace(sha256(was), sha256(now))
    for file in (old / "dumps").iterdir():
        file.rename(file.with_name(file.name.replace(current.version, "0.0.1-old")))
    (old / MANIFEST).write_text(manifest, "utf-8")
    (folder / CHANGES).mkdir(exist_ok=True)
    (folder / CHANGES / f"{current.version}.json").write_bytes(changes_json(Release.open(old), current))
    return folder


@pytest.fixture(scope="module")
def kept(shelf: Path, serve: Serve) -> Iterator[httpx.Client]:
    with serve(shelf) as (address, _), httpx.Client(base_url=address, trust_env=False, timeout=120) as client:
        yield client


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
