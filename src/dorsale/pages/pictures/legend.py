"""The legend of a picture: swatches with their words, in as many lines as its width asks for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from dorsale.pages.pictures.svg import Element, add, label
from dorsale.pages.pictures.text import width

__all__ = ["Entry", "Swatch", "legend"]

Swatch: TypeAlias = Callable[[Element, float, float], object]
"""Draws what stands before a word: the parent, the left edge, and the base of the word's line."""

_SIZE: Final = 12.0
_LINE: Final = 20.0
_SWATCH: Final = 18.0
_BETWEEN: Final = 18.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One word of the legend: ``look`` are the classes of its square, unless ``swatch`` draws something else."""

    text: str
    look: str = ""
    swatch: Swatch | None = None


def legend(parent: Element, entries: Iterable[Entry], *, wide: float) -> float:
    """Draw the legend from the top of the picture down. Returns the height that it takes."""
    group = add(parent, "g", class_="legend")
    x, line = 0.0, 0
    for entry in entries:
        needed = _SWATCH + width(entry.text, _SIZE)
        if x and x + needed > wide:
            x, line = 0.0, line + 1
        base = line * _LINE + 14
        if entry.swatch:
            entry.swatch(group, x, base)
        else:
            add(group, "rect", x=x, y=base - 10, width=12, height=12, class_=entry.look)
        label(group, entry.text, x + _SWATCH, base, room=wide - x - _SWATCH, size=_SIZE)
        x += needed + _BETWEEN
    return (line + 1) * _LINE + 6
