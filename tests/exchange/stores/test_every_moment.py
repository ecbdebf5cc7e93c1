"""A store that does one request in pieces, a writer killed at every moment there is, and always the same end."""

import contextlib
import random
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from tests.release.small import small_release, thing

from dorsale.exchange.stores import Follower
from dorsale.exchange.stores import writing as writing_module
from dorsale.exchange.stores.store import Store
from dorsale.namespaces import GRAPH
from dorsale.release import Release

from .pieces import Killed, Pieces

_THEIRS = ox.Quad(*(ox.NamedNode(f"http://e/{name}") for name in "spog"))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept")
    nodes = ["_:c14n0 <http://e/p> _:c14n1"]
    for version, numbers in {"a": range(8), "b": range(4, 12), "c": range(2, 10)}.items():
        said = [thing(f"deal/{number}", f'"{number} in {version if number % 2 else "all"}"') for number in numbers]
        small_release(folder, version, {"data": said, version: said[:2], "ontology": nodes})
    return folder


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing_module, "MOST", 3)


def _follower(pieces: Pieces, kept: Path) -> Follower:
    store = Store(pieces.client(), query="http://store.example/query", update="http://store.example/update")
    return Follower(store=store, releases=kept)


def _sync(follower: Follower, version: str) -> None:
    """Bring the store to a version that ``current`` names."""
    (follower.releases / "new").symlink_to(version)
    (follower.releases / "new").replace(follower.releases / "current")
    follower.sync()


def _push(follower: Follower, version: str) -> None:
    follower.push(Release.open(follower.releases / version))


def _repair(follower: Follower, version: str) -> None:
    follower.repair(Release.open(follower.releases / version))


Work = tuple[Callable[[Follower, str], None], str]


def _held(pieces: Pieces) -> set[str]:
    return {str(quad) for quad in pieces.store if f"{GRAPH}sync" not in str(quad.graph_name)}


def _fresh(kept: Path, version: str) -> set[str]:
    pieces = Pieces()
    pieces.store.add(_THEIRS)
    _push(_follower(pieces, kept), version)
    return _held(pieces)


def _until(kept: Path, pieces: Pieces, work: Work, left: int | None) -> int:
    """Work until so many operations are done, or to the end; how many were done."""
    pieces.left, pieces.done = left, 0
    with contextlib.suppress(Killed):
        work[0](_follower(pieces, kept), work[1])
    pieces.left = None
    return pieces.done


def _at_a(kept: Path) -> Pieces:
    pieces = Pieces()
    pieces.store.add(_THEIRS)
    _push(_follower(pieces, kept), "a")
    return pieces


@pytest.mark.parametrize("begun", [_sync, _push, _repair])
@pytest.mark.parametrize("target", ["b", "c"])
def test_killed_once_at_every_moment(kept: Path, begun: Callable[[Follower, str], None], target: str) -> None:
    fresh = _fresh(kept, "c")
    whole = _until(kept, _at_a(kept), (begun, target), None)
    assert whole > 15
    for moment in range(whole):
        pieces = _at_a(kept)
        assert _until(kept, pieces, (begun, target), moment) == moment
        _sync(_follower(pieces, kept), "c")
        assert _held(pieces) == fresh, moment
        assert all(one.same for one in _follower(pieces, kept).verify(Release.open(kept / "c")))


def test_killed_several_times_on_the_way_to_anything(kept: Path) -> None:
    moments = random.Random(3)  # noqa: S311 - no secret
    fresh = {version: _fresh(kept, version) for version in "abc"}
    for round_ in range(40):
        pieces = _at_a(kept)
        for _ in range(4):
            work = moments.choice([_sync, _sync, _sync, _push, _repair]), moments.choice("abc")
            _until(kept, pieces, work, moments.randrange(40))
        version = moments.choice("abc")
        _sync(_follower(pieces, kept), version)
        assert _held(pieces) == fresh[version], round_
        assert _follower(pieces, kept).held() == version


def test_what_is_done_is_not_done_again(kept: Path) -> None:
    whole = _until(kept, _at_a(kept), (_sync, "b"), None)
    pieces = _at_a(kept)
    _until(kept, pieces, (_sync, "b"), whole - 6)
    assert _until(kept, pieces, (_sync, "b"), None) < whole / 2
