"""Which names are written beside the marks of a picture: those that touch no name of a more important mark."""

from collections.abc import Iterable
from typing import Final

from dorsale.pages.pictures.text import shortened
from dorsale.pages.pictures.text import width as width_of

__all__ = ["anchor_of", "legible", "short"]

_SIZE: Final = 12.0
_HEIGHT: Final = 14.0
_LONGEST: Final = 220.0


def short(text: str) -> str:
    """A name in the length that a picture has room for."""
    return shortened(text, _LONGEST, _SIZE)


def anchor_of(x: float, width: float) -> str:
    """On which side of its mark a name stands: ``start`` to the right, ``end`` to the left near the right edge."""
    return "end" if x > width * 0.72 else "start"


def legible(marks: Iterable[tuple[float, float, str]], *, width: float, gap: float = 8.0) -> list[bool]:
    """For each mark (place and name, the most important first), whether its name has room; sizes in pixels of 12."""
    taken: list[tuple[float, float, float, float]] = []
    found = []
    for x, y, text in marks:
        wide = width_of(short(text), _SIZE)
        left = x - gap - wide if anchor_of(x, width) == "end" else x + gap
        box = (left, y - _HEIGHT / 2, left + wide, y + _HEIGHT / 2)
        free = bool(text) and not any(_touch(box, other) for other in taken)
        found.append(free)
        if free:
            taken.append(box)
    return found


def _touch(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
