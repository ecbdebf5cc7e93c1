"""A private release: the public one as it is, and beside it what overlays say and what follows from it."""

import shutil
import stat
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from tests.laid import OWN, line_of, overlay, small_record
from tests.release.small import small_release

from dorsale.checks.layout import check_layout
from dorsale.cli import main
from dorsale.exchange.stores import Address, Credentials, StoreError, Target, push, sync
from dorsale.namespaces import GRAPH, ID, PREFIXES, PRIVATE, PRIVATE_INFERRED
from dorsale.release import OverlayError, Release, Search, add_overlays
from dorsale.release.content import read_graphs
from dorsale.release.patch import patch
from dorsale.release.shelf import Mixed, Shelf
from dorsale.turtle import read_tree

DEAL: Final = ox.NamedNode(ID + "deal/2026-01-10-maker-cloud")
LIFE: Final = ox.NamedNode(PREFIXES["dor"] + "life")
ENDED: Final = """
deal:2026-01-10-maker-cloud dor:event ev:private.ended .
ev:private.ended a dor:DealEvent ; dor:eventKind event-kind:terminated ; dor:date "2026-09-01"^^xsd:date ;
  dor:statedIn src:private.us .
"""


@pytest.fixture(scope="module")
def tree(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_record(tmp_path_factory.mktemp("record") / "tree", root)


@pytest.fixture(scope="module")
def public(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    graphs = {name: [str(quad.triple) for quad in quads] for name, quads in read_graphs(tree).items()}
    return small_release(tmp_path_factory.mktemp("public"), "0.1.0-small", graphs)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two overlays: what a company buys, and the end of a deal of the record, of which only it knows."""
    folder = tmp_path_factory.mktemp("overlays")
    overlay(folder / "ours", own=OWN)
    overlay(folder / "rumours", deep_ended=ENDED)
    return [folder / "ours", folder / "rumours"]


@pytest.fixture(scope="module")
def private(tree: Path, public: Release, folders: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Release:
    out = tmp_path_factory.mktemp("private") / "releases"
    command = ["build", "--root", str(tree), "--onto", str(public.path), "--private", str(out)]
    result = CliRunner().invoke(main, [*command, *(word for folder in folders for word in ("--with", str(folder)))])
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[-1] == f"for yourself: dorsale serve --releases {out}"
    return Release.open(out / "current")


def graphs_of(path: Path) -> dict[str, set[ox.Triple]]:
    found: dict[str, set[ox.Triple]] = {}
    for quad in ox.parse(path=path, format=ox.RdfFormat.N_QUADS):
        assert isinstance(quad.graph_name, ox.NamedNode)
        found.setdefault(quad.graph_name.value, set()).add(quad.triple)
    return found


def life(path: Path) -> set[tuple[str, str]]:
    """Which graph says what became of the deal."""
    return {
        (graph.removeprefix(GRAPH), str(triple.object).rpartition("/")[2].rstrip(">"))
        for graph, triples in graphs_of(path).items()
        for triple in triples
        if triple.subject == DEAL and triple.predicate == LIFE
    }


def test_every_file_of_the_public_release_is_there_as_it_was(public: Release, private: Release) -> None:
    assert private.store.read_bytes() == public.store.read_bytes()
    assert private.manifest["files"][: len(public.manifest["files"])] == public.manifest["files"]
    assert private.for_everybody().manifest["version"] == public.version
    assert public.for_everybody() is public
    assert list(private.damaged()) == []


def test_each_overlay_has_a_graph_of_its_own_and_what_follows_another(private: Release, public: Release) -> None:
    said, before = graphs_of(private.served), graphs_of(public.store)
    assert said.keys() - before.keys() == {PRIVATE + "ours", PRIVATE + "rumours", PRIVATE_INFERRED}
    assert {name: said[name] for name in before if name != GRAPH + "inferred"} == {
        name: triples for name, triples in before.items() if name != GRAPH + "inferred"
    }
    assert private.private is not None
    assert private.private.overlays == {"ours": PRIVATE + "ours", "rumours": PRIVATE + "rumours"}
    us, cloud = (ox.NamedNode(f"{ID}organization/{name}") for name in ("private.us", "cloud"))
    follows = ox.Triple(cloud, ox.NamedNode(PREFIXES["dor"] + "suppliesTo"), us)
    assert follows in said[PRIVATE_INFERRED]
    assert said[PRIVATE_INFERRED] & before[GRAPH + "inferred"] == set()


def test_what_follows_no_longer_is_left_out(private: Release, public: Release) -> None:
    assert life(public.store) == {("inferred", "open")}
    assert life(private.served) == {("private-inferred", "terminated")}
    assert life(private.store) == {("inferred", "open")}
    assert private.manifest["private"]["withdrawn"] > 0


def test_the_index_finds_ones_own_and_the_public_one_does_not_know_it(private: Release) -> None:
    search = Search(private.index)
    assert [hit.iri for hit in search.find("Ourselves")][:1] == [ID + "organization/private.us"]
    assert ID + "organization/private.us" in private.own
    assert ID + "organization/cloud" not in private.own
    search.close()


def test_nobody_else_may_read_the_folder(private: Release) -> None:
    for folder in (private.path, private.path.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_same_overlays_are_the_same_release(
    private: Release, public: Release, folders: list[Path], tree: Path
) -> None:
    told: list[str] = []
    again = add_overlays(public, folders, private.path.parent, root=tree, say=told.append)
    assert again.version == private.version
    assert [one for one in told if "writing" in one] == []
    listed = sorted(path.relative_to(private.path).as_posix() for path in (private.path / "private").rglob("*.*"))
    assert listed == [
        *("private/inferred.nq", "private/overlays/ours.nq", "private/overlays/rumours.nq"),
        *("private/own.json", "private/search.sqlite", "private/store.nq"),
    ]


def test_patches_know_nothing_of_overlays(private: Release, public: Release) -> None:
    assert not [line for line in patch(public, private, "rdf-patch") if line[0] in "AD"]
    assert "private." not in "".join(patch(None, private, "rdf-patch")).replace(private.version, "")


@pytest.mark.parametrize("verb", [push, sync])
def test_stores_get_nothing_of_it(verb: object, private: Release) -> None:
    target = Target(
        address=Address(to="http://127.0.0.1:9/"),
        releases=private.path.parent,
        credentials=Credentials(user="", password="", token="", insecure=False),
    )
    with pytest.raises(StoreError, match="private releases, which are not pushed"):
        verb(target)  # type: ignore[operator]


def test_a_folder_has_one_sort_of_releases(private: Release, public: Release) -> None:
    with pytest.raises(Mixed, match="has private releases"), Shelf.hold(private.path.parent):
        pass
    current = public.path.parent / "current"
    current.symlink_to(public.version)
    with pytest.raises(Mixed, match="has public releases"), Shelf.hold(public.path.parent, private=True):
        pass
    current.unlink()


def test_what_is_wrong_leaves_everything_as_it_was(
    tree: Path, public: Release, private: Release, tmp_path: Path
) -> None:
    out, before = private.path.parent, (private.path.parent / "current").resolve()

    def refused(*folders: Path, onto: Release = public) -> str:
        with pytest.raises(OverlayError) as caught:
            add_overlays(onto, folders, out, root=tree)
        assert (out / "current").resolve() == before
        return str(caught.value)

    text = OWN.replace("dor:statedIn src:private.us ;\n  dor:function", "dor:function", 1)
    overlay(tmp_path / "wrong", own=text)
    line = line_of(text, "org:private.us")
    assert f"own.ttl:{line}: error: org:private.us: Name at least one source" in refused(tmp_path / "wrong")
    (tmp_path / "empty").mkdir()
    assert "has no Turtle (.ttl) in it" in refused(tmp_path / "empty")
    assert "two overlays of one name" in refused(tmp_path / "wrong", tmp_path / "x" / ".." / "wrong")
    assert "whose name is to be that of a graph" in refused(tmp_path / "a b")
    assert "is private already" in refused(tmp_path / "wrong", onto=private)


def test_a_release_of_other_data_is_refused(
    tree: Path, root: Path, public: Release, folders: list[Path], tmp_path: Path
) -> None:
    other = shutil.copytree(tree, tmp_path / "other", symlinks=True)
    path = other / "data" / "all.ttl"
    path.write_text(path.read_text("utf-8").replace("7000000", "7000001"), "utf-8")
    with pytest.raises(OverlayError, match="was made of other data than those in"):
        add_overlays(public, folders, tmp_path / "out", root=other)
    assert not (tmp_path / "out").exists()


def test_the_record_never_uses_names_of_overlays(tree: Path, tmp_path: Path) -> None:
    shutil.copytree(tree, tmp_path / "tree", symlinks=True)
    path = tmp_path / "tree" / "data" / "all.ttl"
    path.write_text(path.read_text("utf-8").replace("org:maker", "org:private.maker"), "utf-8")
    codes = {one.code for one in check_layout(read_tree(tmp_path / "tree"))}
    assert "private-slug" in codes
