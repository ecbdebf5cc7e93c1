"""Discs along a line, each as near to the line as it may lie without touching another."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

__all__ = ["Disc", "swarmed"]

Key = TypeVar("Key")

_APART: Final = 0.6
_CELL: Final = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Disc(Generic[Key]):
    """A disc: ``along`` the line where its date is, ``off`` it by as much as it had to give way."""

    key: Key
    along: float
    off: float
    radius: float


def swarmed(marks: Iterable[tuple[Key, float, float]], *, most: float = math.inf) -> list[Disc[Key]]:
    """Place ``marks`` (key, place along the line, radius), the first ones nearest to the line; no two touch.

    Where ``most`` (how far from the line the edge of a disc may lie) leaves no room, a disc slides along the line by as
    little as it can.
    """
    grid: dict[int, list[Disc[Key]]] = {}
    found: list[Disc[Key]] = []
    for key, along, radius in marks:
        shift, step = 0.0, 0
        while (off := _off(grid, along + shift, radius, most)) is None:
            step += 1
            shift = (step + 1) // 2 * 2.0 * (1 if step % 2 else -1)
        disc = Disc(key=key, along=along + shift, off=off, radius=radius)
        found.append(disc)
        for cell in range(int((disc.along - radius) // _CELL), int((disc.along + radius) // _CELL) + 1):
            grid.setdefault(cell, []).append(disc)
    return found


def _off(grid: dict[int, list[Disc[Key]]], along: float, radius: float, most: float) -> float | None:
    """How far from the line a disc may lie nearest; ``None`` where there is no room."""
    barred: list[tuple[float, float]] = []
    seen = set[int]()
    for cell in range(int((along - radius) // _CELL), int((along + radius) // _CELL) + 1):
        for one in grid.get(cell, ()):
            reach = one.radius + radius + _APART
            if id(one) in seen or abs(one.along - along) >= reach:
                continue
            seen.add(id(one))
            half = math.sqrt(reach * reach - (one.along - along) ** 2)
            barred.append((one.off - half, one.off + half))
    free = [0.0, *(edge for pair in barred for edge in pair)]
    free = [off for off in free if abs(off) + radius <= most or (off == 0.0 and radius > most)]
    free = [off for off in free if not any(low + 1e-9 < off < high - 1e-9 for low, high in barred)]
    return min(free, key=lambda off: (abs(off), off), default=None)
