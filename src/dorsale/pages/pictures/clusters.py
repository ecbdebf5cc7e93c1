"""Marks on a map that would lie on each other, drawn as one: what is left keeps apart at the scale of the map."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

__all__ = ["Cluster", "Mark", "clustered"]

Key = TypeVar("Key")

_COUNTED: Final = 8.0
"""The least radius of a mark that holds a number."""
_APART: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark(Generic[Key]):
    """Something at a place, as a disc of ``radius``."""

    key: Key
    x: float
    y: float
    radius: float


@dataclass(slots=True)
class Cluster(Generic[Key]):
    """A mark and those that would lie on it; it stands where the greatest of them stands."""

    first: Mark[Key]
    others: list[Mark[Key]] = field(default_factory=list)

    @property
    def radius(self) -> float:
        """Its radius: that of the greatest, or what a number needs."""
        return max(self.first.radius, _COUNTED) if self.others else self.first.radius

    @property
    def keys(self) -> list[Key]:
        """All that it stands for, the greatest first."""
        return [self.first.key, *(one.key for one in self.others)]


def clustered(marks: Iterable[Mark[Key]]) -> list[Cluster[Key]]:
    """The ``marks``, given from the greatest to the least, as clusters of which no two touch.

    Each joins the nearest greater one that it would touch, else it begins a cluster of its own. A cluster that grows
    for its number takes in what it then touches.
    """
    clusters: list[Cluster[Key]] = []
    for mark in marks:
        near = min(clusters, key=lambda one: _gap(one, mark), default=None)
        if near is None or _gap(near, mark) >= _APART:
            clusters.append(Cluster(mark))
            continue
        near.others.append(mark)
        while (pair := _touched(clusters, near)) is not None:
            near, taken = pair
            near.others += [taken.first, *taken.others]
            clusters.remove(taken)
    return clusters


def _gap(one: Cluster[Key], mark: Mark[Key]) -> float:
    return math.hypot(one.first.x - mark.x, one.first.y - mark.y) - one.radius - mark.radius


def _touched(clusters: list[Cluster[Key]], grown: Cluster[Key]) -> tuple[Cluster[Key], Cluster[Key]] | None:
    """The cluster that has grown and one that it touches, the greater first."""
    for one in clusters:
        if one is not grown:
            gap = math.hypot(one.first.x - grown.first.x, one.first.y - grown.first.y) - one.radius - grown.radius
            if gap < 0:
                first, second = sorted((one, grown), key=clusters.index)
                return first, second
    return None
