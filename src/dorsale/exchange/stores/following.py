"""A store that follows the releases: loaded once, then brought on by patches, compared, and mended where it differs.

Whatever happens in between, the next run ends the same. Work that is under way stands in the marker; what it does may
be done twice, and it ends before anything else begins.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dorsale.exchange.stores.comparing import Compared, Portion, compare, portions
from dorsale.exchange.stores.errors import Foreign, Unknown
from dorsale.exchange.stores.keeping import Keeping
from dorsale.exchange.stores.marker import MarkerGraph
from dorsale.exchange.stores.opening import probe
from dorsale.exchange.stores.store import Store
from dorsale.exchange.stores.writing import write, write_all
from dorsale.namespaces import GRAPH
from dorsale.release import Release, ReleaseError
from dorsale.release.patch import Change, Section, changes, sections

__all__ = ["Follower"]

_MARKER: Final = "sync"
_TELL: Final = 25_000
"""Changes after which something is said."""


@dataclass(frozen=True, kw_only=True)
class Follower:
    """A store and the folder of releases that it follows.

    The graphs of the releases are those of the store with ``prefix`` in place of ours; the marker is ``prefix`` + sync.
    ``say`` is told what happens.
    """

    store: Store
    releases: Path
    prefix: str = GRAPH
    say: Callable[[str], None] = lambda _: None

    @staticmethod
    def marker_of(prefix: str) -> str:
        """The IRI of the graph in which the marker stands."""
        return prefix + _MARKER

    def push(self, release: Release, *, replace: bool = False) -> None:
        """Load a release, whatever the store held of an older one.

        Raises :class:`Foreign` for a graph of our name that we have not written, unless ``replace`` allows to empty it.
        """
        marker = self._marker()
        graphs = [self._named(graph) for graph in sections(release.store)]
        self._refuse_foreign(graphs, marker, replace=replace)
        keeping = probe(self.store, marker.graph)
        marker.begin(release.version, graphs, loses=keeping.loses, from_nothing=True)
        self._finish(marker)

    def sync(self, *, replace: bool = False) -> Release:
        """Bring the store to the newest release, by patches where it holds an older one, and give that release.

        Raises :class:`Unknown` when it holds one that is not kept, :class:`Foreign` as :meth:`push` does.
        """
        newest = Release.open(self.releases / "current")
        marker = self._marker()
        if marker.marker.target is None and marker.marker.release is None:
            self.push(newest, replace=replace)
            return newest
        self._finish(marker)
        held = marker.marker.release
        if held != newest.version:
            self.say(f"from {held} to {newest.version}")
            old = self.kept(held or "")
            graphs = {self._named(graph) for one in (old, newest) for graph in sections(one.store)}
            self._refuse_foreign(graphs, marker, replace=replace)
            marker.begin(newest.version, graphs, loses=marker.marker.loses, from_nothing=False)
            self._finish(marker)
        return newest

    def verify(self, release: Release) -> list[Compared]:
        """Compare every graph of ours in the store with a release, those included that it should no longer hold."""
        return list(self._compared(release))

    def held(self) -> str | None:
        """The version of the release that the store holds whole; None while work is under way, or without a marker."""
        marker = self._marker().marker
        return marker.release if marker.target is None else None

    def kept(self, version: str) -> Release:
        """A release by its version. Raises :class:`Unknown` where it is not kept."""
        try:
            return Release.open(self.releases / version)
        except ReleaseError as error:
            raise Unknown(
                f"the store holds {version}, or was being brought to it, and {self.releases} does not keep it; "
                "--repair brings the store to the newest release without it"
            ) from error

    def repair(self, release: Release) -> list[Compared]:
        """Mend every graph that differs from a release, and compare again.

        First subject by subject, so that what is right stays; a graph with something about other subjects is emptied
        and loaded anew.
        """
        marker = self._marker()
        of = sections(release.store)
        keeping = probe(self.store, marker.graph)
        marker.begin(release.version, map(self._named, of), loses=keeping.loses, from_nothing=True)
        for one in self._compared(release):
            if not one.same:
                self.say(f"mending {one.graph}")
                self._mend(one, release, of.get(GRAPH + one.graph.removeprefix(self.prefix)), keeping)
        marker.finish(release.version)
        return self.verify(release)

    def _mend(self, wrong: Compared, release: Release, section: Section | None, keeping: Keeping) -> None:
        graph, path = GRAPH + wrong.graph.removeprefix(self.prefix), release.store
        if self.store.update is not None:
            found = portions(self.store, path, graph, section, named=wrong.graph, keeping=keeping)
            write_all(self.store, (one for portion in found for one in _differences(portion, wrong.graph, keeping)))
            if compare(self.store, path, graph, section, named=wrong.graph, keeping=keeping).same:
                return
        self.store.clear(wrong.graph)
        whole = (one for one in changes(None, path, kept=keeping.kept) if one.graph == graph)
        write_all(self.store, (one._replace(graph=wrong.graph) for one in whole))

    def _marker(self) -> MarkerGraph:
        marker = MarkerGraph(self.store, self.marker_of(self.prefix))
        marker.read()
        return marker

    def _finish(self, marker: MarkerGraph) -> None:
        """Do what the marker says is under way, from where it stands."""
        said = marker.marker
        if said.target is not None:
            new = self.kept(said.target)
            old = self.kept(said.release) if said.release else None
            if old is None and not said.done:
                for graph in sorted(said.graphs):
                    self.store.clear(graph)
            keeping = Keeping.losing(said.loses)
            found = changes(old.store if old else None, new.store, kept=keeping.kept)
            named = (one._replace(graph=self._named(one.graph)) for one in found)
            told = 0
            for done in write(self.store, marker, named):
                if done - told >= _TELL:
                    self.say(f"{done} changes made")
                    told = done
            marker.finish(new.version)
        elif said.release is not None and not said.tidy:
            marker.finish(said.release)

    def _compared(self, release: Release) -> Iterator[Compared]:
        marker = self._marker().marker
        keeping = Keeping.losing(marker.loses)
        of = sections(release.store)
        gone = sorted(GRAPH + graph.removeprefix(self.prefix) for graph in marker.graphs)
        for graph in dict.fromkeys([*of, *gone]):
            yield compare(self.store, release.store, graph, of.get(graph), named=self._named(graph), keeping=keeping)

    def _refuse_foreign(self, graphs: Iterable[str], marker: MarkerGraph, *, replace: bool) -> None:
        for graph in sorted(set(graphs) - marker.marker.graphs):
            if not replace and (number := self.store.count(graph)):
                raise Foreign(
                    f"the store holds {number} triples in {graph}, and no marker says that they are ours; "
                    "--replace empties it, --graph-prefix gives our graphs other names"
                )

    def _named(self, graph: str) -> str:
        return self.prefix + graph.removeprefix(GRAPH)


def _differences(portion: Portion, graph: str, keeping: Keeping) -> Iterator[Change]:
    """What to do to a store so that it says of some subjects what it should; no update can name a blank node."""
    expected = {keeping.compared(one): one for one in portion.expected}
    found = {keeping.compared(one): one for one in portion.found}
    many = sorted(found.keys() - expected.keys())
    yield from (Change("D", graph, found[one]) for one in many if not found[one].split(" ", 2)[2].startswith("_:"))
    yield from (Change("A", graph, expected[one]) for one in sorted(expected.keys() - found.keys()))
