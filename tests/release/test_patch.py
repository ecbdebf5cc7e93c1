"""Patches from one release to another: applied to the one they give the other, exactly."""

import random
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from rdflib import Dataset

from dorsale.cli import main
from dorsale.namespaces import GRAPH, ID
from dorsale.release import Release, ReleaseError
from dorsale.release.patch import GENID, changes, patch, patch_id, statement_in_sparql

from .small import GRAPHS, LABEL, small_release, thing

_OLD = {
    "data": [thing("deal/a", '"A"@en'), thing("deal/a-b", '"same"'), thing("deal/c", '"C"'), thing("deal/c", '"D"')],
    "ontology": ["_:c14n0 <http://e/p> _:c14n1", '_:c14n1 <http://e/p> "1"'],
    "gone": [thing("deal/a", '"A"@en')],
}
_NEW = {
    "data": [thing("deal/a", '"B"@en'), thing("deal/a-b", '"same"'), thing("deal/c", '"D"'), thing("deal/z", '"Z"')],
    "come": [thing("deal/b", '"un \\"b\\" \\\\u0041 \\n_:c"')],
    "ontology": ["_:c14n0 <http://e/p> _:c14n1", '_:c14n1 <http://e/p> "2"'],
}


@pytest.fixture
def old(tmp_path: Path) -> Release:
    return small_release(tmp_path, "1-a", _OLD)


@pytest.fixture
def new(tmp_path: Path) -> Release:
    return small_release(tmp_path, "1-b", _NEW)


def _quads(release: Release) -> Iterator[ox.Quad]:
    """What a release says, its blank nodes named as in patches."""
    for quad in ox.parse(path=str(release.store), format=ox.RdfFormat.N_QUADS):
        graph = quad.graph_name
        assert isinstance(graph, ox.NamedNode)
        subject, value = quad.subject, quad.object
        if isinstance(subject, ox.BlankNode):
            subject = ox.NamedNode(f"{GENID}{graph.value.removeprefix(GRAPH)}/{subject.value}")
        if isinstance(value, ox.BlankNode):
            value = ox.NamedNode(f"{GENID}{graph.value.removeprefix(GRAPH)}/{value.value}")
        yield ox.Quad(subject, quad.predicate, value, graph)


def _store(release: Release | None) -> ox.Store:
    store = ox.Store()
    if release:
        store.extend(_quads(release))
    return store


def test_a_patch_line_by_line(old: Release, new: Release) -> None:
    data, deal = f"<{GRAPH}data>", f"<{ID}deal/"
    node = f"<{GENID}ontology/c14n1> <http://e/p>"
    assert "".join(patch(old, new, "rdf-patch")).splitlines() == [
        f"H id <{patch_id('1-b')}> .",
        f"H prev <{patch_id('1-a')}> .",
        'H from "1-a" .',
        'H to "1-b" .',
        "TX .",
        f'A {deal}b> {LABEL} "un \\"b\\" \\\\u0041 \\n_:c" <{GRAPH}come> .',
        f'D {deal}a> {LABEL} "A"@en {data} .',
        f'A {deal}a> {LABEL} "B"@en {data} .',
        f'D {deal}c> {LABEL} "C" {data} .',
        f'A {deal}z> {LABEL} "Z" {data} .',
        f'D {deal}a> {LABEL} "A"@en <{GRAPH}gone> .',
        f'D {node} "1" <{GRAPH}ontology> .',
        f'A {node} "2" <{GRAPH}ontology> .',
        "TC .",
    ]


@pytest.mark.filterwarnings("ignore:Dataset\\.:DeprecationWarning")
def test_another_reader_understands_the_patch(old: Release, new: Release) -> None:
    dataset = Dataset()
    dataset.parse(data="".join(patch(None, old, "rdf-patch")), format="patch")
    dataset.parse(data="".join(patch(old, new, "rdf-patch")), format="patch")
    found = ox.parse(dataset.serialize(format="nquads"), format=ox.RdfFormat.N_QUADS)
    assert {str(quad) for quad in found} == {str(quad) for quad in _quads(new)}


@pytest.mark.parametrize("from_nothing", [False, True])
def test_an_update_gives_the_new_release(old: Release, new: Release, from_nothing: bool) -> None:
    store = _store(None if from_nothing else old)
    store.update("".join(patch(None if from_nothing else old, new, "sparql-update")))
    assert set(store) == set(_quads(new))


def test_nothing_changes_from_a_release_to_itself(old: Release) -> None:
    assert list(changes(old.store, old.store)) == []
    assert "".join(patch(old, old, "sparql-update")) == "# from 1-a to 1-a\n"


@settings(max_examples=60, deadline=None)
@given(GRAPHS, GRAPHS)
def test_any_two_releases(
    tmp_path_factory: pytest.TempPathFactory, before: dict[str, frozenset[str]], after: dict[str, frozenset[str]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    old, new = small_release(folder, "old", before), small_release(folder, "new", after)
    store = _store(old)
    store.update("".join(patch(old, new, "sparql-update")))
    assert set(store) == set(_quads(new))
    expected = {str(quad) for quad in _store(old)} ^ {str(quad) for quad in _store(new)}
    assert len(list(changes(old.store, new.store))) == len(expected)


@pytest.mark.parametrize("text", [r"\u0041", r"\\u0041", r"a\U0001F600", "\\", r"\n", 'u"\\u', "\\\\U"])
def test_backslashes_before_u_survive_sparql(text: str) -> None:
    statement = f"<http://e/s> <http://e/p> {ox.Literal(text)}"
    store = ox.Store()
    store.update(f"INSERT DATA {{ {statement_in_sparql(statement)} }}")
    assert [quad.object for quad in store] == [ox.Literal(text)]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("<http://b> <http://p> 'x' .\n", "named graph"),
        ("<http://b> <http://p> <http://o> <g> .\n<http://a> <http://p> <http://o> <g> .\n", "order"),
        ("<http://a> <p> <o> <g> .\n<http://a> <p> <o> <h> .\n<http://b> <p> <o> <g> .\n", "one piece"),
    ],
)
def test_a_file_that_no_build_wrote(tmp_path: Path, lines: str, message: str) -> None:
    (tmp_path / "store.nq").write_text(lines, encoding="utf-8")
    with pytest.raises(ReleaseError, match=message):
        list(changes(None, tmp_path / "store.nq"))


def test_memory_does_not_grow_with_the_release(tmp_path: Path) -> None:
    """Two releases of 4 MB each with many differences are compared in less than 6 MB, as larger ones are."""
    numbers = random.Random(7)  # noqa: S311 - no secret
    texts = [thing(f"deal/{number:06}", f'"{"x" * 100}{numbers.randrange(9)}"') for number in range(20_000)]
    other = [text[:-2] + f'{numbers.randrange(9)}"' for text in texts]
    old, new = small_release(tmp_path, "old", {"data": texts}), small_release(tmp_path, "new", {"data": other})
    del texts, other
    tracemalloc.start()
    try:
        found = sum(len(line) for line in patch(old, new, "sparql-update"))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found > 6_000_000
    assert most < 6_000_000


def test_the_command_line(old: Release, new: Release) -> None:
    for form in ("rdf-patch", "sparql-update"):
        asked = CliRunner().invoke(main, ["diff", str(old.path), str(new.path), "--format", form])
        assert (asked.exit_code, asked.stdout) == (0, "".join(patch(old, new, form)))
    asked = CliRunner().invoke(main, ["diff", str(old.path), str(new.path / "nothing"), "--format", "rdf-patch"])
    assert asked.exit_code == 2
    assert "holds no release" in asked.stderr
