"""The power of sites over time: which figures say what runs, which what is to come, and how they add up by day.

A site runs with the power that the latest estimate gives for its computers (critical IT power, "about", with a day).
A target for the same measure with a day after the last of those estimates is a projection. Every other preferred
figure says what is planned, bound or stated; figures of different measures are never added.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from dorsale.engine.rows import Value
from dorsale.pages.reader import slug_of

__all__ = ["COMES", "MEASURES", "RUNS", "STATED", "Course", "Power", "PowerFigure", "first_day", "power_figures"]

RUNS: Final = "runs"
COMES: Final = "comes"
STATED: Final = "stated"
MEASURES: Final = ("critical-it-power", "campus-power", "planned-power", "contracted-power", "utility-power")
"""The measures of what a site has or is to have, by slug."""
_OF_COMPUTERS: Final = MEASURES[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerFigure:
    """One figure of the power of a site, in megawatts; ``day`` as its source writes it, empty where there is none."""

    iri: str
    site: str
    country: str
    region: str
    holders: tuple[str, ...]
    measure: str
    qualifier: str
    preferred: bool
    day: str
    megawatts: Decimal
    sources: tuple[str, ...]

    @property
    def first(self) -> date | None:
        """The first day of its date."""
        return first_day(self.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How a sum goes: each day on which it changes with the value from then on; what ``comes`` follows what ``runs``.

    The first point of ``comes`` is what runs on the day of the last estimate, so that both meet.
    """

    runs: Sequence[tuple[date, Decimal]]
    comes: Sequence[tuple[date, Decimal]]

    @property
    def now(self) -> Decimal:
        """What runs by the last estimate."""
        return self.runs[-1][1] if self.runs else Decimal(0)

    @property
    def then(self) -> Decimal:
        """What is to run by the last projection."""
        return self.comes[-1][1] if self.comes else self.now


class Power:
    """The figures of some sites, told apart. ``counted`` is the day of the last estimate, where there is one."""

    def __init__(self, figures: Iterable[PowerFigure], *, counted: date | None = None) -> None:
        self.figures = list(figures)
        estimates = [one for one in self.figures if _is_estimate(one)]
        self.counted = counted or max((one.first for one in estimates if one.first), default=None)
        self.states = {one.iri: self._state(one) for one in self.figures}
        self.runs = self._by_site(RUNS)
        self.comes = self._by_site(COMES)
        self.stated = [one for one in self.figures if self.states[one.iri] == STATED]

    def of(self, state: str) -> list[PowerFigure]:
        """The figures that say what runs, what comes, or what else is stated."""
        return [one for one in self.figures if self.states[one.iri] == state]

    def courses(self, key: Callable[[PowerFigure], str]) -> dict[str, Course]:
        """The sums over time by ``key``; each site counts once on each day."""
        changes: defaultdict[str, dict[str, list[tuple[date, Decimal]]]] = defaultdict(lambda: {RUNS: [], COMES: []})
        for site in dict.fromkeys([*self.runs, *self.comes]):
            value = Decimal(0)
            for state, found in ((RUNS, self.runs.get(site, [])), (COMES, self.comes.get(site, []))):
                for one in found:
                    changes[key(one)][state].append((one.first or date.min, one.megawatts - value))
                    value = one.megawatts
        return {name: self._course(found) for name, found in changes.items()}

    def sums(self) -> dict[str, dict[str, list[PowerFigure]]]:
        """What else is stated, by measure and qualifier: one figure a site and measure."""
        found: dict[str, dict[str, list[PowerFigure]]] = {}
        for measure in MEASURES:
            for one in self.stated:
                if one.measure == measure:
                    found.setdefault(measure, {}).setdefault(one.qualifier, []).append(one)
        return found

    def _course(self, changes: Mapping[str, Sequence[tuple[date, Decimal]]]) -> Course:
        runs = _added(changes[RUNS], Decimal(0))
        now = runs[-1][1] if runs else Decimal(0)
        comes = _added(changes[COMES], now)
        return Course(runs=runs, comes=[(self.counted or comes[0][0], now), *comes] if comes else [])

    def _by_site(self, state: str) -> dict[str, list[PowerFigure]]:
        """By site, one figure a day, in order."""
        found: dict[str, dict[date, PowerFigure]] = {}
        for one in sorted(self.of(state), key=lambda one: (one.preferred, one.iri)):
            if one.first:
                found.setdefault(one.site, {})[one.first] = one
        return {site: [days[day] for day in sorted(days)] for site, days in found.items()}

    def _state(self, one: PowerFigure) -> str:
        if _is_estimate(one):
            return RUNS
        day = one.first
        if one.measure == _OF_COMPUTERS and one.qualifier == "target" and day and self.counted and day > self.counted:
            return COMES
        return STATED if one.preferred and not (one.measure == "campus-power" and one.qualifier == "about") else ""


def power_figures(rows: Iterable[Mapping[str, Value]]) -> list[PowerFigure]:
    """The rows of ``capacity.rq``."""
    return [
        PowerFigure(
            iri=row["figure"].value,
            site=row["site"].value,
            country=row["country"].value,
            region=row["region"].value if "region" in row else "",
            holders=tuple(sorted(row["holders"].value.split())) if "holders" in row else (),
            measure=slug_of(row["measure"].value),
            qualifier=slug_of(row["qualifier"].value),
            preferred=slug_of(row["rank"].value) == "preferred",
            day=row["day"].value if "day" in row else "",
            megawatts=Decimal(row["megawatts"].value),
            sources=tuple(sorted(row["sources"].value.split())),
        )
        for row in rows
    ]


def first_day(lexical: str) -> date | None:
    """The first day of a day, month or year; ``None`` where ``lexical`` is none."""
    try:
        return date.fromisoformat(f"{lexical}-01-01"[:10] if len(lexical) in (4, 7) else lexical)
    except ValueError:
        return None


def _is_estimate(one: PowerFigure) -> bool:
    return one.measure == _OF_COMPUTERS and one.qualifier == "about" and one.first is not None


def _added(changes: Sequence[tuple[date, Decimal]], value: Decimal) -> list[tuple[date, Decimal]]:
    by_day: defaultdict[date, Decimal] = defaultdict(Decimal)
    for day, change in changes:
        by_day[day] += change
    found = []
    for day in sorted(by_day):
        value += by_day[day]
        found.append((day, value))
    return found
