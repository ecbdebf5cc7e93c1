"""The marker: a small graph of ours in a store that says which release it holds and what is being done.

::

    <…/graph/sync>  #release "0.1.0-4f2a…"   what the graphs hold, or held before the work that is under way
                    #target  "0.1.0-9b1c…"   what they shall hold when it is done
                    #done    "3000"          how many changes of it are done, at least
                    #graph   <…/graph/data>  the graphs that we have written
                    #loses   "durations"     what the store does not keep as it is given

It is written by :mod:`dorsale.exchange.stores`, and falls behind what was done: it never runs ahead.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from dorsale.namespaces import GRAPH

__all__ = ["MARKER", "Marker", "marker_query", "read_marker"]

MARKER: Final = GRAPH + "sync"
"""The graph of the marker where our graphs have their own names."""


@dataclass(frozen=True, kw_only=True)
class Marker:
    """What the marker says. Nothing, where there is none."""

    releases: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    done: int = 0
    graphs: frozenset[str] = frozenset()
    loses: frozenset[str] = frozenset()

    @property
    def target(self) -> str | None:
        """The release that is being brought in; None where nothing is under way."""
        under_way = sorted(self.targets - self.releases)
        return under_way[0] if under_way else None

    @property
    def release(self) -> str | None:
        """The release that the graphs hold, or held before what is under way; None where it was none."""
        finished = self.releases & self.targets
        found = sorted(finished or self.releases)
        return found[0] if found else None

    @property
    def tidy(self) -> bool:
        """Whether nothing is left of work that is done."""
        return self.target is not None or not (self.targets or self.done or len(self.releases) > 1)


def marker_query(graph: str) -> str:
    """The query for what the marker in ``graph`` says: rows of ``p`` and ``o``."""
    return f"SELECT ?p ?o WHERE {{ GRAPH <{graph}> {{ <{graph}> ?p ?o }} }}"


def read_marker(graph: str, rows: Iterable[Mapping[str, str]]) -> Marker:
    """The marker, by the answer to :func:`marker_query`."""
    said: dict[str, set[str]] = {}
    for row in rows:
        said.setdefault(row["p"].removeprefix(f"{graph}#"), set()).add(row["o"])
    return Marker(
        releases=frozenset(said.get("release", ())),
        targets=frozenset(said.get("target", ())),
        done=min((int(text) for text in said.get("done", ()) if text.isdecimal()), default=0),
        graphs=frozenset(said.get("graph", ())),
        loses=frozenset(said.get("loses", ())),
    )
