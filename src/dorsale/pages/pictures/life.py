"""The life of a deal as a line: what happened on each date, from left to right, on as many lines as it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from dorsale.pages.pictures.svg import Element, add, drawing, label, number

__all__ = ["Station", "draw_life"]

_LEAST: Final = 124.0
"""The room of a date."""
_MOST: Final = 260.0
"""The room of a date on average, where there are few."""
_DOT: Final = 5.0
_HIGH: Final = 76.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """One date: as it is written, its first day, what happened, where that is told, and whether it ended the deal."""

    day: date
    date: str
    text: str
    href: str
    ends: bool = False


def draw_life(stations: Sequence[Station], *, title: str, description: str, wide: float, identity: str) -> Element:
    """The ``stations`` in their order, ``wide`` units wide at most; gaps grow with the time between them."""
    row = int(wide // _LEAST)
    lines = [stations[start : start + row] for start in range(0, len(stations), row)]
    picture = drawing((wide, len(lines) * _HIGH), identity=identity, title=title, description=description)
    for line, found in enumerate(lines):
        y = line * _HIGH + 12
        places = _places(found, min(wide, _MOST * len(found)) if len(lines) == 1 else wide)
        end = wide if line < len(lines) - 1 else places[-1]
        add(picture, "path", d=f"M{number(0 if line else places[0])} {number(y)}H{number(end)}", class_="life")
        for place, (one, x) in enumerate(zip(found, places, strict=True)):
            room = (places[place + 1] if place + 1 < len(found) else wide) - x - 2
            _station(picture, one, x, y, room=min(room, _MOST))
    return picture


def _places(found: Sequence[Station], wide: float) -> list[float]:
    """Where the stations of a line stand: apart by the least room, and more where more time lies between."""
    days = [one.day.toordinal() for one in found]
    span, rest = max(days[-1] - days[0], 1), wide - _LEAST * len(found)
    return [_DOT + 1 + _LEAST * place + rest * (day - days[0]) / span for place, day in enumerate(days)]


def _station(picture: Element, one: Station, x: float, y: float, *, room: float) -> None:
    holder = add(picture, "a", href=one.href, class_="mark")
    add(holder, "circle", cx=x, cy=y, r=_DOT, class_="station ends" if one.ends else "station")
    label(holder, one.date, x - _DOT, y + 24, room=room, size=11.5, look="soft")
    label(holder, one.text, x - _DOT, y + 39, room=room, size=12.5, look="name strong", lines=2)
