"""The marker as it is written (:mod:`dorsale.engine.remote.marker` says what stands in it).

Every step is ordered so that a store which runs the operations of one request one by one, and is killed between them,
is read rightly by who comes next: the marker falls behind what was done, it never runs ahead.
"""

from collections.abc import Iterable
from dataclasses import replace

from dorsale.engine.remote.marker import Marker, marker_query, read_marker
from dorsale.exchange.stores.store import Store

__all__ = ["MarkerGraph"]


class MarkerGraph:
    """The marker of one store, in the graph named so."""

    def __init__(self, store: Store, graph: str) -> None:
        self._store = store
        self.graph = graph
        self.marker = Marker()

    def read(self) -> Marker:
        """Read it from the store."""
        self.marker = read_marker(self.graph, self._store.select(marker_query(self.graph)))
        return self.marker

    def begin(self, target: str, graphs: Iterable[str], *, loses: Iterable[str], from_nothing: bool) -> None:
        """Say that the work begins; ``from_nothing`` when the graphs are to be emptied first."""
        ours = self.marker.graphs | set(graphs)
        new = replace(self.marker, targets=frozenset({target}), done=0, graphs=ours, loses=frozenset(loses))
        new = replace(new, releases=frozenset()) if from_nothing else new
        come = self._come(target=[target], graph=sorted(ours), loses=sorted(new.loses))
        first = [self._gone("done"), *([self._gone("release")] if from_nothing else []), self._gone("loses")]
        self._write(new, [*first, come, self._gone("target", target)])

    def finish(self, release: str) -> None:
        """Say that the graphs hold this release."""
        new = replace(self.marker, releases=frozenset({release}), targets=frozenset(), done=0)
        come = self._come(release=[release])
        steps = [come, self._gone("release", release), self._gone("done"), self._gone("target")]
        self._write(new, steps)

    def progress(self, done: int) -> str:
        """The update that says how many changes are done, to be run after them."""
        self.marker = replace(self.marker, done=done)
        return f"{self._gone('done')} ;\n{self._come(done=[str(done)])}"

    def statements(self) -> list[str]:
        """What the marker says now, as N-Triples without the full stop."""
        marker = self.marker
        done = {str(marker.done)} - {"0"}
        literals = {"release": marker.releases, "target": marker.targets, "done": done, "loses": marker.loses}
        found = [self._said(name, f'"{one}"') for name, values in literals.items() for one in sorted(values)]
        return found + [self._said("graph", f"<{graph}>") for graph in sorted(marker.graphs)]

    def _write(self, new: Marker, steps: list[str]) -> None:
        self.marker = new
        if self._store.update is None:
            self._store.replace(self.graph, self.statements())
        else:
            self._store.write(" ;\n".join(steps))

    def _said(self, name: str, value: str) -> str:
        return f"<{self.graph}> <{self.graph}#{name}> {value}"

    def _come(self, **values: list[str]) -> str:
        said = [
            self._said(name, f"<{one}>" if name == "graph" else f'"{one}"')
            for name, members in values.items()
            for one in members
        ]
        return f"INSERT DATA {{ GRAPH <{self.graph}> {{ {' . '.join(said)} }} }}"

    def _gone(self, name: str, but: str | None = None) -> str:
        pattern = f"GRAPH <{self.graph}> {{ {self._said(name, '?x')} }}"
        rest = f' FILTER (str(?x) != "{but}")' if but else ""
        return f"DELETE {{ {pattern} }} WHERE {{ {pattern}{rest} }}"
