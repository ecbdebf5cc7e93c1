"""Room for labels on a drawing: a label is put only where no mark and no other label stands."""

from collections.abc import Iterable
from typing import Final, TypeAlias

from dorsale.pages.pictures.svg import Element, label
from dorsale.pages.pictures.text import shortened, width

__all__ = ["Box", "Rooms"]

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and foot."""

_BETWEEN: Final = 3.0


class Rooms:
    """What is taken of a drawing of ``size`` (width, height)."""

    def __init__(self, size: tuple[float, float], taken: Iterable[Box] = ()) -> None:
        self._size = size
        self._taken = list(taken)

    def take(self, box: Box) -> bool:
        """Take the room of ``box`` where it is free and inside. Returns whether it was."""
        left, top, right, foot = box
        if left < 0 or top < 0 or right > self._size[0] or foot > self._size[1]:
            return False
        for one in self._taken:
            if right > one[0] and one[2] > left and foot > one[1] and one[3] > top:
                return False
        self._taken.append(box)
        return True

    def beside(
        self,
        parent: Element,
        text: str,
        spot: tuple[float, float, float],
        *,
        room: float,
        size: float,
        look: str = "halo",
    ) -> bool:
        """Write ``text`` by the mark at ``spot`` (centre and radius), on any side of it. Returns whether it fits."""
        x, y, radius = spot
        long = width(shortened(text, room, size), size)
        middle = min(max(x - long / 2, 0), self._size[0] - long)
        for left, base, anchor in (
            (x + radius + _BETWEEN, y + 0.35 * size, "start"),
            (x - radius - _BETWEEN - long, y + 0.35 * size, "end"),
            (middle, y - radius - _BETWEEN - 1, "start"),
            (middle, y + radius + size, "start"),
        ):
            if self.take((left, base - 0.75 * size, left + long, base + 0.25 * size)):
                edge = left + long if anchor == "end" else left
                label(parent, text, edge, base, room=room, size=size, anchor=anchor, look=look)
                return True
        return False
