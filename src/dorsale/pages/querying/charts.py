"""Rows as a picture of one number: bars beside names, or points over time. Made by the server, in numbers of a viewBox.

The first column of numbers is drawn, unless the address names another one, against the first column of dates, else
against the first column of anything that has a name.
"""

import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from dorsale.derive.wording import day
from dorsale.pages import values
from dorsale.pages.querying.results import Cell, Solutions, Table, moment_of, number_of
from dorsale.pages.reader import Reader, Shown

__all__ = ["Bar", "Bars", "Line", "Point", "Tick", "chart_of", "numeric"]

_MOST_BARS: Final = 40
_WIDTH, _HEIGHT = 720.0, 320.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 92.0, 24.0, 16.0, 34.0
_MOST_TICKS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One row: what it is called, the number in words, where its bar begins and how long it is (0 to 100)."""

    label: Shown
    said: Shown
    start: float
    length: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """A number for each name, at most 40, in the order of the rows."""

    value: str
    against: str
    bars: list[Bar]
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One row over time; ``title`` says it in words."""

    x: float
    y: float
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A mark on an axis, at its place along the axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Numbers over time: points, joined by ``path`` where no two stand on the same day."""

    value: str
    against: str
    points: list[Point]
    path: str
    x: list[Tick]
    y: list[Tick]
    left_out: int = 0
    width: float = _WIDTH
    height: float = _HEIGHT
    left: float = _LEFT
    right: float = _WIDTH - _RIGHT
    top: float = _TOP
    bottom: float = _HEIGHT - _BOTTOM


def numeric(solutions: Solutions, table: Table) -> list[int]:
    """The columns that can be drawn, if there is a column to draw them against."""
    if len(solutions.rows) < 2 or len(table.amounts) == len(solutions.columns):
        return []
    return sorted(table.amounts)


def chart_of(solutions: Solutions, table: Table, reader: Reader, *, column: str = "") -> Bars | Line | None:
    """The picture of the column named ``column``, else of the first that can be drawn; ``None`` where none can."""
    drawable = numeric(solutions, table)
    if not drawable:
        return None
    number = next((one for one in drawable if solutions.columns[one] == column), drawable[0])
    others = [one for one in range(len(solutions.columns)) if one not in table.amounts and solutions.column(one)]
    if not others:
        return None
    dated = [one for one in others if all(moment_of(value) for value in solutions.column(one))]
    named = [one for one in others if one not in dated]
    if dated:
        found = _line(solutions, table, reader, number=number, dates=dated[0], named=named)
        if found:
            return found
    return _bars(solutions, table, number, (named or dated)[0])


def _bars(solutions: Solutions, table: Table, number: int, against: int) -> Bars | None:
    kept = [
        (label, cell, amount)
        for row, shown in zip(solutions.rows, table.rows, strict=True)
        if (value := row[number]) and (amount := number_of(value)) is not None
        if (cell := shown[number]) and (label := shown[against])
    ]
    if len(kept) < 2:
        return None
    low = min(Decimal(0), *(amount for _, _, amount in kept[:_MOST_BARS]))
    high = max(Decimal(0), *(amount for _, _, amount in kept[:_MOST_BARS]))
    span = high - low or Decimal(1)
    bars = [
        Bar(
            label=label.shown,
            said=cell.shown,
            start=float((min(amount, Decimal(0)) - low) / span * 100),
            length=float(abs(amount) / span * 100),
        )
        for label, cell, amount in kept[:_MOST_BARS]
    ]
    names = solutions.columns
    return Bars(value=names[number], against=names[against], bars=bars, left_out=len(kept) - len(bars))


def _line(
    solutions: Solutions, table: Table, reader: Reader, *, number: int, dates: int, named: list[int]
) -> Line | None:
    kept = sorted(
        (
            (moment, amount, _title(shown, number, dates, named))
            for row, shown in zip(solutions.rows, table.rows, strict=True)
            if (value := row[number]) and (amount := number_of(value)) is not None
            if (when := row[dates]) and (moment := _day(when.value)) is not None
        ),
        key=lambda one: one[0],
    )
    if len({moment for moment, _, _ in kept}) < 2:
        return None
    first, last = kept[0][0], kept[-1][0]
    steps = _steps(min(amount for _, amount, _ in kept), max(amount for _, amount, _ in kept))
    low, high = steps[0], steps[-1]

    def across(moment: int) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (moment - first) / (last - first)

    def up(amount: Decimal) -> float:
        return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * float((amount - low) / (high - low))

    points = [Point(x=across(moment), y=up(amount), title=title) for moment, amount, title in kept]
    joined = len({moment for moment, _, _ in kept}) == len(kept)
    return Line(
        value=solutions.columns[number],
        against=solutions.columns[dates],
        points=points,
        path="M" + "L".join(f"{point.x:.1f},{point.y:.1f}" for point in points) if joined else "",
        x=[Tick(at=across(moment), label=label) for moment, label in _calendar(first, last, reader)],
        y=[Tick(at=up(step), label=_axis(step, reader)) for step in steps],
    )


def _title(row: list[Cell | None], number: int, dates: int, named: list[int]) -> str:
    parts = [cell.shown.text for column in (*named[:1], dates, number) if (cell := row[column])]
    return " · ".join(parts)


def _day(lexical: str) -> int | None:
    """A date, month or year as a number of days; a month and a year begin with their first day."""
    parts = lexical.partition("T")[0].removesuffix("Z").split("-")
    try:
        year, month, of_month = [*map(int, parts), 1, 1][:3]
        return date(year, month, of_month).toordinal()
    except ValueError:
        return None


def _steps(low: Decimal, high: Decimal) -> list[Decimal]:
    """Round values from the one below ``low`` (zero where it is near) to the one above ``high``."""
    if low > 0 and low < high * Decimal("0.6"):
        low = Decimal(0)
    span = float(high - low) or abs(float(high)) or 1.0
    rough = span / (_MOST_TICKS - 1)
    size = Decimal(10) ** math.floor(math.log10(rough))
    step = next((size * factor for factor in (1, 2, 5) if float(size * factor) >= rough), size * 10)
    start = (low / step).to_integral_value(rounding="ROUND_FLOOR") * step
    found = [start]
    while found[-1] < high or len(found) < 2:
        found.append(found[-1] + step)
    return found


def _calendar(first: int, last: int, reader: Reader) -> list[tuple[int, str]]:
    """Beginnings of years, or where the time is short, first and last day."""
    years = range(date.fromordinal(first).year + 1, date.fromordinal(last).year + 1)
    if len(years) < 2:
        return [(moment, day(date.fromordinal(moment).isoformat(), reader.place.language)) for moment in (first, last)]
    every = -(-len(years) // 8)
    return [(date(year, 1, 1).toordinal(), str(year)) for year in years[::every]]


def _axis(step: Decimal, reader: Reader) -> str:
    return values.number(step, reader.place.language)
