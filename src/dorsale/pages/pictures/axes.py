"""Axes: round steps for a scale of amounts, and days and years along a line."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from dorsale.pages.pictures.svg import Element, add, label, number
from dorsale.pages.pictures.text import width

__all__ = ["Days", "Years", "draw_years", "ticks"]

_STEPS: Final = (1, 2, 2.5, 5, 10)
_SIZE: Final = 10.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days from ``first`` to ``last`` laid out from ``left`` to ``right`` (or from the top down)."""

    first: date
    last: date
    left: float
    right: float

    def at(self, day: date) -> float:
        """Where a day stands; one outside stands at the edge."""
        share = (day.toordinal() - self.first.toordinal()) / max(self.last.toordinal() - self.first.toordinal(), 1)
        return self.left + min(max(share, 0), 1) * (self.right - self.left)

    @property
    def years(self) -> list[tuple[int, float, float]]:
        """The years that lie between its ends at least in part, with where that part begins and ends."""
        return [
            (year, self.at(max(date(year, 1, 1), self.first)), self.at(min(date(year + 1, 1, 1), self.last)))
            for year in range(self.first.year, self.last.year + 1)
        ]


class Years:
    """The years with ``days`` in them and those between, each the wider the more days it has (by the square root)."""

    def __init__(self, days: Iterable[date], *, left: float, right: float) -> None:
        """Lay the years out from ``left`` to ``right`` (or from the top down). Raises ``ValueError`` without a day."""
        counts = Counter(day.year for day in days)
        years = range(min(counts), max(counts) + 1)
        weights = {year: math.sqrt(max(counts[year], 1)) for year in years}
        unit, at = (right - left) / sum(weights.values()), left
        self._spans: dict[int, tuple[float, float]] = {}
        for year in years:
            self._spans[year] = (at, weights[year] * unit)
            at += weights[year] * unit

    def at(self, day: date) -> float:
        """Where a day of one of the years stands. Raises ``KeyError`` for a day of another year."""
        start, long = self._spans[day.year]
        first = date(day.year, 1, 1).toordinal()
        return start + long * (day.toordinal() - first) / (date(day.year + 1, 1, 1).toordinal() - first)

    @property
    def spans(self) -> Mapping[int, tuple[float, float]]:
        """Where each year begins, and how long it is."""
        return self._spans


def ticks(most: float, steps: int) -> list[float]:
    """From nought up to at least ``most`` in about ``steps`` round steps."""
    if most <= 0:
        return [0.0]
    rough = most / steps
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(one * power for one in _STEPS if one * power >= rough * 0.999)
    return [step * place for place in range(math.ceil(most / step - 1e-9) + 1)]


def draw_years(parent: Element, days: Days, *, top: float, foot: float) -> None:
    """A line from ``top`` to ``foot`` where each year begins, and the number of each below its middle where it fits."""
    for year, left, right in days.years:
        if left > days.left:
            add(parent, "path", d=f"M{number(left)} {number(top)}V{number(foot + 4)}", class_="grid")
        if right - left >= width(str(year), _SIZE) + 4:
            middle = (left + right) / 2
            label(parent, str(year), middle, foot + 17, room=right - left, size=_SIZE, anchor="middle", look="soft")
