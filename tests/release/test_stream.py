"""The event streams: replayed they give what the last release says, and what was written is never written again."""

import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dorsale.namespaces import BASE, GRAPH, ID
from dorsale.release import Release, ReleaseError
from dorsale.release.patch import sections
from dorsale.release.shelf import Shelf
from dorsale.release.stream import STREAM, Stream, StreamError, growing, literal, stream_iri
from dorsale.release.stream.describing import NAMELESS, descriptions

from .small import GRAPHS, small_release, thing

AS = "https://www.w3.org/ns/activitystreams#"
DCT = "http://purl.org/dc/terms/"
TREE = "https://w3id.org/tree#"
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)

_FIRST = {
    "data": [thing("deal/a", '"A"@en'), thing("deal/a-b", '"same"'), thing("deal/c", '"C"'), thing("deal/c", '"D"')],
    "gone": [thing("deal/a", '"A"@en')],
    "ontology": [
        f"<{BASE}ontology#A> <http://e/sub> _:c14n0",
        '_:c14n0 <http://e/p> "1"',
        "_:c14n1 <http://e/members> _:c14n2",
        f"_:c14n2 <http://e/first> <{BASE}ontology#A>",
    ],
}
_SECOND = {
    "data": [thing("deal/a", '"B"@en'), thing("deal/a-b", '"same"'), thing("deal/z", '"un \\"z\\" \\\\u0041 _:c"')],
    "ontology": [
        f"<{BASE}ontology#A> <http://e/sub> _:c14n2",
        '_:c14n2 <http://e/p> "1"',
        "_:c14n0 <http://e/members> _:c14n1",
        f"_:c14n1 <http://e/first> <{BASE}ontology#B>",
    ],
}
_BY_NAME = {"1-a": _FIRST, "1-b": _SECOND}


def _grown(folder: Path, releases: Sequence[tuple[str, Mapping[str, Sequence[str]]]]) -> None:
    for version, graphs in releases:
        release = (
            Release.open(folder / version) if (folder / version).exists() else small_release(folder, version, graphs)
        )
        growing.grow(folder / STREAM, release, now=NOON)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two releases and their streams."""
    _grown(tmp_path, [("1-a", _FIRST), ("1-b", _SECOND)])
    return tmp_path


def _members(folder: Path) -> Iterator[tuple[str, str, str, str, list[ox.Triple]]]:
    """Graph, thing, way, moment and statements of each version, read as any client does."""
    with Stream.open(folder) as stream:
        assert stream is not None
        for graph in stream.graphs():
            for page in stream.pages(graph):
                body = stream.body(graph, page.at, page.number)
                assert body is not None
                quads = list(ox.parse(body, format=ox.RdfFormat.TRIG, base_iri="http://here/", rename_blank_nodes=True))
                said = {(str(q.subject.value), q.predicate.value): q.object for q in quads if not _named(q)}
                names = [q.object.value for q in quads if q.predicate.value == TREE + "member"]
                for name in names:
                    payload = [
                        ox.Triple(q.subject, q.predicate, q.object) for q in quads if q.graph_name == ox.NamedNode(name)
                    ]
                    way = said[name, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"].value.removeprefix(AS)
                    yield graph, said[name, DCT + "isVersionOf"].value, way, said[name, DCT + "created"].value, payload


def _named(quad: ox.Quad) -> bool:
    return isinstance(quad.graph_name, ox.NamedNode)


def _replayed(folder: Path) -> ox.Dataset:
    held: dict[tuple[str, str], list[ox.Triple]] = {}
    for graph, one, way, _, payload in _members(folder):
        assert bool(payload) == (way != "Delete")
        assert ((graph, one) in held) == (way != "Create")
        held[graph, one] = payload
        if way == "Delete":
            del held[graph, one]
    return _canonical(
        ox.Quad(said.subject, said.predicate, said.object, ox.NamedNode(GRAPH + graph))
        for (graph, _), payload in held.items()
        for said in payload
    )


def _canonical(quads: Iterator[ox.Quad]) -> ox.Dataset:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def _of(release: Path) -> ox.Dataset:
    return _canonical(ox.parse(path=str(release / "store.nq"), format=ox.RdfFormat.N_QUADS))


def test_each_version_once_and_in_its_order(folder: Path) -> None:
    found = [(graph, one.removeprefix(BASE), way, at) for graph, one, way, at, _ in _members(folder)]
    first, second = "2026-11-27T12:00:00Z", "2026-11-27T12:00:01Z"
    assert found == [
        ("data", "id/deal/a-b", "Create", first),
        ("data", "id/deal/a", "Create", first),
        ("data", "id/deal/c", "Create", first),
        ("data", "id/deal/a", "Update", second),
        ("data", "id/deal/z", "Create", second),
        ("data", "id/deal/c", "Delete", second),
        ("gone", "id/deal/a", "Create", first),
        ("gone", "id/deal/a", "Delete", second),
        ("ontology", "ontology#A", "Create", first),
        ("ontology", f"graph/ontology{NAMELESS}", "Create", first),
        ("ontology", f"graph/ontology{NAMELESS}", "Update", second),
    ]


def test_a_replay_gives_the_last_release(folder: Path) -> None:
    assert _replayed(folder) == _of(folder / "1-b")


def test_older_releases_are_not_needed(folder: Path) -> None:
    shutil.rmtree(folder / "1-a")
    shutil.rmtree(folder / "1-b")
    _grown(folder, [("1-c", _FIRST)])
    assert _replayed(folder) == _of(folder / "1-c")


def test_what_was_written_stays_as_it_was(folder: Path) -> None:
    def bodies() -> dict[tuple[str, str, int], bytes | None]:
        with Stream.open(folder) as stream:
            assert stream is not None
            pages = [(graph, page.at, page.number) for graph in stream.graphs() for page in stream.pages(graph)]
            return {page: stream.body(*page) for page in pages}

    before = bodies()
    _grown(folder, [("1-a", _FIRST), ("1-b", _SECOND), ("1-c", {"data": [thing("deal/n", '"N"')]})])
    after = bodies()
    assert len(after) > len(before)
    assert {page: after[page] for page in before} == before


def test_the_same_release_again_adds_nothing(folder: Path) -> None:
    assert not growing.grow(folder / STREAM, Release.open(folder / "1-b"))
    with Stream.open(folder) as stream:
        assert stream is not None
        assert [(literal(at), version) for at, version in stream.entries()] == [
            ("2026-11-27T12:00:00Z", "1-a"),
            ("2026-11-27T12:00:01Z", "1-b"),
        ]


def test_pages_are_full_and_no_larger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growing, "A_PAGE", 3)
    _grown(tmp_path, [("1", {"data": [thing(f"deal/{number}", '"x"') for number in range(8)]})])
    with Stream.open(tmp_path) as stream:
        assert stream is not None
        assert [(one.number, one.created) for one in stream.pages("data")] == [(1, 3), (2, 3), (3, 2)]
    assert _replayed(tmp_path) == _of(tmp_path / "1")


def test_the_versions_of_a_thing(folder: Path) -> None:
    with Stream.open(folder) as stream:
        assert stream is not None
        found = stream.versions(ID + "deal/a")
        assert [(one.graph, one.way) for one in found] == [
            ("data", "Create"),
            ("gone", "Create"),
            ("data", "Update"),
            ("gone", "Delete"),
        ]
        assert found[2].iri == f"{stream_iri('data')}/20261127T120001Z/1#id/deal/a"
        quads = list(ox.parse(stream.text(found[2]), format=ox.RdfFormat.TRIG, base_iri="http://here/"))
        assert [quad.object.value for quad in quads if _named(quad)] == ["B"]
        assert stream.versions(ID + "deal/none") == []
        assert stream.body("data", "20261127T120001Z", 9) is None


def test_no_streams(tmp_path: Path) -> None:
    with Stream.open(tmp_path) as stream:
        assert stream is None


@pytest.mark.parametrize("body", [b"no database at all, but long enough to be read as one" * 30, None])
def test_a_file_of_another_kind(tmp_path: Path, body: bytes | None) -> None:
    release = small_release(tmp_path, "1-a", _FIRST)
    if body:
        (tmp_path / STREAM).write_bytes(body)
    else:
        connection = sqlite3.connect(tmp_path / STREAM)
        connection.execute("CREATE TABLE other (x)")
        connection.close()
    with pytest.raises(StreamError, match=STREAM), Stream.open(tmp_path):
        pass
    with pytest.raises(StreamError, match=STREAM):
        growing.grow(tmp_path / STREAM, release)


def test_a_node_that_two_things_lead_to(tmp_path: Path) -> None:
    lines = [f"<{ID}deal/a> <http://e/p> _:c14n0", f"<{ID}deal/b> <http://e/p> _:c14n0", '_:c14n0 <http://e/p> "1"']
    release = small_release(tmp_path, "1", {"data": lines})
    with pytest.raises(ReleaseError, match="two things"):
        list(descriptions(release.store, GRAPH + "data", sections(release.store)[GRAPH + "data"]))


def test_a_change_that_fails_leaves_the_file(folder: Path) -> None:
    before = (folder / STREAM).read_bytes()

    def fail(draft: Path) -> bool:
        draft.write_bytes(b"half")
        raise ReleaseError("in the middle")

    with pytest.raises(ReleaseError, match="in the middle"), Shelf.hold(folder) as shelf:
        shelf.renew(STREAM, fail)
    assert (folder / STREAM).read_bytes() == before
    with Shelf.hold(folder) as shelf:
        shelf.renew(STREAM, lambda draft: growing.grow(draft, Release.open(folder / "1-a")))
    assert _replayed(folder) == _of(folder / "1-a")
    assert sorted(path.name for path in folder.iterdir()) == [".lock", "1-a", "1-b", STREAM]


@pytest.mark.parametrize("name", ["deal/é", "deal/a b".replace(" ", "%20"), "deal/a#b", "deal/a?b"])
def test_the_name_of_a_version_is_an_iri_with_one_fragment(tmp_path: Path, name: str) -> None:
    _grown(tmp_path, [("1", {"data": [thing(name, '"x"')]})])
    ((_, one, _, _, _),) = _members(tmp_path)
    assert one == ID + name
    with Stream.open(tmp_path) as stream:
        assert stream is not None
        (version,) = stream.versions(one)
    assert version.iri.count("#") == 1


@settings(max_examples=40, deadline=None)
@given(st.lists(GRAPHS, min_size=1, max_size=5))
def test_any_releases(tmp_path_factory: pytest.TempPathFactory, said: list[dict[str, frozenset[str]]]) -> None:
    folder = tmp_path_factory.mktemp("any")
    _grown(
        folder,
        [(f"1-{number}", {name: sorted(one) for name, one in graphs.items()}) for number, graphs in enumerate(said)],
    )
    assert _replayed(folder) == _of(folder / f"1-{len(said) - 1}")
