"""Following over HTTP: patches between kept releases, and the event streams by which others rebuild the graph.

One server over two releases serves both; what is not kept, and what is gone, is told.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import httpx
import pyoxigraph as ox
import pytest

from dorsale.namespaces import BASE, GRAPH, ID
from dorsale.release import Release
from dorsale.release.patch import FORMS, patch
from dorsale.release.stream import STREAM
from dorsale.server.patches import Patches

from .conftest import GONE
from .replaying import LDES, RDF, TREE, Replay, replay

DCT: Final = "http://purl.org/dc/terms/"
SHACL: Final = "http://www.w3.org/ns/shacl#"
AS: Final = "https://www.w3.org/ns/activitystreams#"
GRAPHS: Final = ("analysis", "catalog", "data", "inferred", "links", "ontology", "questions")


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


@pytest.fixture(scope="module")
def replays(kept: httpx.Client) -> dict[str, Replay]:
    """Every stream, read by the client that knows nothing but the specification."""
    return {graph: replay(kept, f"/stream/{graph}") for graph in GRAPHS}


@pytest.fixture(scope="module")
def root(kept: httpx.Client) -> list[ox.Triple]:
    """What the root of the stream of what is said tells."""
    found = kept.get("/stream/data", headers={"accept": "text/turtle"})
    assert (found.status_code, found.headers["content-type"]) == (200, "text/turtle; charset=utf-8")
    quads = ox.parse(found.content, format=ox.RdfFormat.TURTLE, base_iri=str(found.url))
    return [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads]


def _values(said: list[ox.Triple], subject: str, predicate: str) -> list[str]:
    return [_text(one.object) for one in said if _text(one.subject) == subject and one.predicate.value == predicate]


def _text(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    assert not isinstance(term, ox.Triple)
    return term.value


def _canonical(quads: list[ox.Quad]) -> set[ox.Quad]:
    """The canonical dataset (RDFC-1.0). Only statements with blank nodes need to be made canonical."""
    blank = {quad for quad in quads if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)}
    dataset = ox.Dataset(blank)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return (set(quads) - blank) | set(dataset)


def test_the_replay_is_the_current_release(replays: dict[str, Replay], shelf: Path) -> None:
    replayed = [
        ox.Quad(one.subject, one.predicate, one.object, ox.NamedNode(GRAPH + graph))
        for graph, found in replays.items()
        for one in found.triples()
    ]
    current = list(ox.parse(path=str(Release.open(shelf / "current").store), format=ox.RdfFormat.N_QUADS))
    assert len(replayed) == len(current)
    assert _canonical(replayed) == _canonical(current)


def test_every_version_is_met_once(replays: dict[str, Replay]) -> None:
    for found in replays.values():
        names = [one.iri for one in found.members]
        assert len(names) == len(set(names))
        moments = {(one.thing, one.at) for one in found.members}
        assert len(moments) == len(names)


def test_the_streams_hold_what_came_changed_and_went(replays: dict[str, Replay]) -> None:
    types = {one.type for one in replays["data"].members}
    assert types == {AS + way for way in ("Create", "Update", "Delete")}
    went = {one.thing for one in replays["data"].members if one.type == AS + "Delete"}
    assert went == {ID + one for one in GONE}


def test_every_page_but_the_root_is_closed(replays: dict[str, Replay]) -> None:
    for found in replays.values():
        assert found.immutable == set(found.pages[1:])
        assert len(found.pages) > 1


def test_the_root_says_what_a_client_has_to_know(root: list[ox.Triple], kept: httpx.Client) -> None:
    stream, here = f"{BASE}stream/data", f"{kept.base_url}/stream/data".replace("//stream", "/stream")
    assert _values(root, stream, RDF + "type") == [LDES + "EventStream"]
    assert _values(root, stream, TREE + "view") == [here]
    assert _values(root, stream, LDES + "timestampPath") == [DCT + "created"]
    assert _values(root, stream, LDES + "versionOfPath") == [DCT + "isVersionOf"]
    assert _values(root, stream, LDES + "versionDeleteObject") == [AS + "Delete"]
    (shape,) = _values(root, stream, TREE + "shape")
    assert _values(root, shape, RDF + "type") == [SHACL + "NodeShape"]
    assert len(_values(root, shape, SHACL + "property")) == 3
    (policy,) = _values(root, here, LDES + "retentionPolicy")
    (since,) = _values(root, policy, LDES + "startingFrom")
    assert re.fullmatch(r"\d{4}(-\d\d){2}T(\d\d:){2}\d\dZ", since)
    assert _values(root, f"{GRAPH}data", LDES + "versionMaterializationOf") == [stream]


def test_relations_hold_for_the_members_behind_them(root: list[ox.Triple], replays: dict[str, Replay]) -> None:
    """Between the lower and the upper bound, both included, lies the moment of each member of the page."""
    bounds: dict[str, dict[str, str]] = {}
    for relation in root:
        if relation.predicate.value == TREE + "node":
            (kind,) = _values(root, _text(relation.subject), RDF + "type")
            (bound,) = _values(root, _text(relation.subject), TREE + "value")
            bounds.setdefault(_text(relation.object), {})[kind.removeprefix(TREE)] = bound
    assert list(bounds) == replays["data"].pages[1:]
    for one in replays["data"].members:
        page = one.iri.partition("#")[0].removeprefix(f"{BASE}stream/data/")
        (found,) = (bound for address, bound in bounds.items() if address.endswith(f"/{page}"))
        assert found["GreaterThanOrEqualToRelation"] <= one.at <= found["LessThanOrEqualToRelation"]


@pytest.mark.parametrize("form", ["application/ld+json", "application/trig"])
def test_a_page_says_the_same_in_both_forms_and_again(
    kept: httpx.Client, replays: dict[str, Replay], form: str
) -> None:
    page = replays["ontology"].pages[1]
    found = kept.get(page, headers={"accept": form})
    assert found.headers["content-type"] == form
    assert found.headers["vary"].lower().startswith("accept")
    assert found.headers["cache-control"] == "public, max-age=31536000, immutable"
    suffix = {"application/ld+json": "jsonld", "application/trig": "trig"}[form]
    assert kept.get(f"{page}.{suffix}").headers["content-type"] == form
    again = kept.get(page, headers={"accept": form})
    assert (again.content, again.headers["etag"]) == (found.content, found.headers["etag"])
    unchanged = kept.get(page, headers={"accept": form, "if-none-match": found.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    syntax = {"application/ld+json": ox.RdfFormat.JSON_LD, "application/trig": ox.RdfFormat.TRIG}[form]
    members = [q for q in ox.parse(found.content, format=syntax, base_iri=page) if q.predicate.value == TREE + "member"]
    assert 0 < len(members) <= 500


def test_the_root_may_change_and_has_a_validator(kept: httpx.Client) -> None:
    found = kept.get("/stream/data")
    assert (found.headers["content-type"], found.headers["cache-control"]) == ("application/trig", "public, max-age=60")
    assert kept.get("/stream/data", headers={"if-none-match": found.headers["etag"]}).status_code == 304
    assert kept.get("/stream/data.jsonld").json()


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/stream/data", "text/html", 303),
        ("/stream/data.html", "*/*", 303),
        ("/stream/nothing", "*/*", 404),
        ("/stream/data", "image/png", 406),
        ("/stream/data.rdf", "*/*", 404),
        ("/stream/data/20000101T000000Z/1", "*/*", 410),
        ("/stream/data/30000101T000000Z/1", "*/*", 404),
        ("/stream/data/20000101T000000Z/x", "*/*", 410),
        ("/stream/data/%27/1", "*/*", 410),
    ],
)
def test_what_there_is_not(kept: httpx.Client, path: str, accept: str, status: int) -> None:
    assert kept.get(path, headers={"accept": accept}).status_code == status


@pytest.mark.parametrize("number", ["0", "99999", "-1", "1e3", "9" * 400, "1.ttl"])
def test_no_such_page(kept: httpx.Client, replays: dict[str, Replay], number: str) -> None:
    page = replays["data"].pages[1].rpartition("/")[0]
    assert kept.get(f"{page}/{number}").status_code == 404


def test_a_thing_that_is_gone_says_what_it_was(kept: httpx.Client) -> None:
    found = kept.get(f"/id/{GONE[0]}", headers={"accept": "text/html", "accept-language": "fr"}, follow_redirects=True)
    assert found.status_code == 410
    assert "Jadis" in found.text
    assert 'href="/doc/organization/openai"' in found.text
    assert f'href="/history/{GONE[0]}"' in found.text
    assert "max-age" not in found.headers.get("cache-control", "")
    rdf = kept.get(f"/doc/{GONE[0]}", headers={"accept": "text/turtle"})
    assert (rdf.status_code, rdf.headers["content-type"]) == (410, "text/turtle; charset=utf-8")
    said = [ox.Triple(*list(quad)[:3]) for quad in ox.parse(rdf.content, format=ox.RdfFormat.TURTLE)]
    assert _values(said, ID + GONE[0], "http://www.w3.org/2002/07/owl#deprecated") == ["true"]
    assert _values(said, ID + GONE[0], DCT + "isReplacedBy") == [f"{ID}organization/openai"]
    assert _values(said, ID + GONE[0], RDF + "type") == ["https://w3id.org/dorsale/ontology#Organization"]
    lost = kept.get(f"/en/doc/{GONE[1]}", headers={"accept": "text/html"})
    assert (lost.status_code, "Lost" in lost.text, "replaced" in lost.text) == (410, True, False)


@pytest.mark.parametrize(
    "path", ["/doc/organization/never", "/id/organization/never", "/doc/organization/openai?page=99"]
)
def test_what_never_was_is_unknown(kept: httpx.Client, path: str) -> None:
    assert kept.get(path, headers={"accept": "text/html"}).status_code == 404


def test_the_history_of_a_thing(kept: httpx.Client) -> None:
    document = kept.get("/doc/organization/openai", headers={"accept": "text/html", "accept-language": "en"})
    assert '</history/organization/openai>; rel="version-history"' in document.headers["link"]
    assert 'href="/history/organization/openai"' in document.text
    page = kept.get("/en/history/organization/openai", headers={"accept": "text/html"})
    assert page.status_code == 200
    rows = re.findall(r'<th scope="row">.*?</th><td>(gone|new)</td><td>(.*?)</td>', page.text)
    assert ("gone", "OpenAl") in rows
    assert ("new", "OpenAI") in rows
    assert "0.0.1-old" in page.text
    rdf = kept.get("/history/organization/openai.ttl")
    said = [ox.Triple(*list(quad)[:3]) for quad in ox.parse(rdf.content, format=ox.RdfFormat.TURTLE)]
    versions = _values(said, f"{ID}organization/openai", DCT + "hasVersion")
    types = [_values(said, one, RDF + "type")[0].removeprefix(AS) for one in versions if "/stream/data/" in one]
    assert sorted(types) == ["Create", "Update"]
    (later,) = (one for one in versions if "/stream/data/" in one and _values(said, one, DCT + "replaces"))
    (earlier,) = _values(said, later, DCT + "replaces")
    assert _values(said, earlier, "http://www.w3.org/ns/dcat#version") == ["0.0.1-old"]


def test_a_version_stands_where_its_name_leads(kept: httpx.Client) -> None:
    rdf = kept.get("/history/organization/openai.ttl")
    said = [ox.Triple(*list(quad)[:3]) for quad in ox.parse(rdf.content, format=ox.RdfFormat.TURTLE)]
    for version in _values(said, f"{ID}organization/openai", DCT + "hasVersion"):
        page = kept.get(f"/{version.removeprefix(BASE).partition('#')[0]}")
        assert f"tree:member <{version}>" in page.text


@pytest.mark.parametrize(
    "path", ["/history/organization/never", "/history/organization", "/history/organization/openai?page=9"]
)
def test_no_history(kept: httpx.Client, path: str) -> None:
    assert kept.get(path, headers={"accept": "text/html"}).status_code == 404


def test_a_folder_without_streams(shelf: Path, kept: httpx.Client) -> None:
    """Last of all, since it takes the file away for a moment."""
    file = shelf / STREAM
    file.rename(shelf / "away")
    try:
        assert kept.get("/stream", headers={"accept": "text/html"}).status_code == 200
        assert kept.get("/stream/data").status_code == 404
        assert kept.get(f"/doc/{GONE[1]}", headers={"accept": "text/csv"}).status_code == 406
        assert kept.get("/doc/deal/2025-11-03-openai-aws.ttl").headers["link"].count("version-history") == 0
        assert kept.get("/history/organization/aws").status_code == 404
    finally:
        (shelf / "away").rename(file)
