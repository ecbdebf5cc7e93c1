"""Power over time as SVG: areas of what runs, paler ones of what is to come, and bars of what else is stated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal
from typing import Final

from dorsale.namespaces import PREFIXES
from dorsale.pages import values
from dorsale.pages.pictures.axes import Days, draw_years, ticks
from dorsale.pages.pictures.legend import Entry, legend
from dorsale.pages.pictures.power import Course, Power, PowerFigure
from dorsale.pages.pictures.svg import Element, add, drawing, label, number
from dorsale.pages.pictures.text import width
from dorsale.pages.reader import Reader

__all__ = ["CapacitySketch", "Layer", "hedge"]

_MEASURE: Final = PREFIXES["measure"]
_SMALL: Final = 10.5
_HEDGES: Final = ("stated", "target", "ceiling")
_CEILINGS: Final = ("up-to", "between")
_DIGITS: Final = Context(prec=3)
_FOOT: Final = 24.0
_VISIBLE: Final = Decimal("0.01")
"""The share of the greatest sum below which the beginning of a course is left out of the drawing."""
_BAR: Final = 12.0
_ROW: Final = 38.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One layer of the areas: its name, its look, where it leads, and how it goes."""

    text: str
    look: str
    href: str
    course: Course


def hedge(qualifier: str) -> str:
    """How a figure is meant: ``target``, ``ceiling``, or simply ``stated``."""
    return "target" if qualifier == "target" else "ceiling" if qualifier in _CEILINGS else "stated"


class CapacitySketch:
    """Draws layers over time and, below, the sums of what else is stated, measure by measure."""

    def __init__(self, reader: Reader, power: Power, layers: Sequence[Layer], title: str) -> None:
        self._reader = reader
        self._words = reader.words
        self._power = power
        self._layers = layers
        self._title = title
        self._sums = power.sums()

    def drawn(self, *, wide: float, identity: str) -> Element:
        """The picture, ``wide`` units wide."""
        now = sum((one.course.now for one in self._layers), Decimal())
        then = sum((one.course.then for one in self._layers), Decimal())
        told = self._words(
            "pictures.capacity.description",
            now=self._said(now),
            then=self._said(then),
            parts="; ".join(
                f"{one.text} {self._said(one.course.now)}, {self._said(one.course.then)}" for one in self._layers
            ),
        )
        linked = bool(self._layers)
        picture = drawing((wide, 0), identity=identity, title=self._title, description=told, linked=linked)
        top = 0.0
        if self._layers:
            top = self._areas(picture, wide)
        if self._sums:
            top = self._bars(picture, top, wide)
        picture.attrib["viewBox"] = f"0 0 {number(wide)} {number(top)}"
        return picture

    def _said(self, megawatts: Decimal) -> str:
        return values.power(_DIGITS.plus(megawatts), self._reader.place.language)

    def _areas(self, picture: Element, wide: float) -> float:
        """The areas; returns the height down to their foot."""
        entries = [Entry(text=one.text, look=f"area {one.look}") for one in self._layers]
        if any(one.course.comes for one in self._layers):
            entries.append(Entry(text=self._words("pictures.capacity.comes"), look="area hue-rest coming"))
        top = legend(picture, entries, wide=wide)
        head = self._words("pictures.capacity.axis")
        label(picture, head, 0, top + 14, room=wide, size=_SMALL, look="soft")
        high = 330.0 if wide > 400 else 250.0
        box = (46.0, top + 40, wide - 4, top + 40 + high)
        days = self._days(box)
        most = max(float(sum(value for _, value in found)) for found in self._stacks(days))
        scale = ticks(most, 6)
        for tick in scale:
            y = box[3] - (box[3] - box[1]) * tick / (scale[-1] or 1)
            add(picture, "path", d=f"M{number(box[0])} {number(y)}H{number(box[2])}", class_="grid")
            text = self._said(Decimal(str(tick))) if tick else "0"
            label(picture, text, box[0] - 5, y + 4, room=box[0] - 5, size=_SMALL, anchor="end", look="soft")
        draw_years(picture, days, top=box[1], foot=box[3])
        self._layered(picture, days, box, scale[-1] or 1)
        if self._power.counted:
            self._today(picture, days, box)
        return box[3] + _FOOT

    def _days(self, box: tuple[float, float, float, float]) -> Days:
        known = [day for one in self._layers for day, _ in (*one.course.runs, *one.course.comes)]
        most = sum((max(one.course.now, one.course.then) for one in self._layers), Decimal())
        large = [day for day in known if sum(_value(one.course, day) for one in self._layers) > most * _VISIBLE]
        first, last = min(large), max([*known, self._power.counted or date.min])
        more = timedelta(days=max(30, (last - first).days // 24))
        return Days(first=date(first.year, 1, 1), last=last + more, left=box[0], right=box[2])

    def _changes(self) -> list[date]:
        return sorted({day for one in self._layers for day, _ in (*one.course.runs, *one.course.comes)})

    def _stacks(self, days: Days) -> list[list[tuple[date, Decimal]]]:
        """For each day of change what each layer has from then on."""
        shown = [days.first, *(day for day in self._changes() if day > days.first), days.last]
        return [[(day, _value(one.course, day)) for one in self._layers] for day in shown]

    def _layered(self, picture: Element, days: Days, box: tuple[float, float, float, float], most: float) -> None:
        stacks = self._stacks(days)
        cut = self._power.counted or days.last
        unit = (box[3] - box[1]) / most
        floor = [0.0] * len(stacks)
        for place, layer in enumerate(self._layers):
            roof = [below + float(stack[place][1]) for below, stack in zip(floor, stacks, strict=True)]
            holder = add(picture, "a", href=layer.href, class_=f"area {layer.look}") if layer.href else picture
            added = False
            for coming in (False, True):
                span = [
                    (days.at(stack[0][0]), low, up)
                    for stack, low, up in zip(stacks, floor, roof, strict=True)
                    if (stack[0][0] > cut) == coming
                ]
                left, right = (days.at(cut), days.right) if coming else (box[0], days.at(cut))
                if coming:
                    before = [
                        (low, up) for stack, low, up in zip(stacks, floor, roof, strict=True) if stack[0][0] <= cut
                    ]
                    span = [(left, *before[-1]), *span] if before else span
                path = _steps(span, right, foot=box[3], unit=unit)
                if path:
                    look = "coming" if coming else "now"
                    add(holder, "path", d=path, class_=look if layer.href else f"area {layer.look} {look}")
                    added = True
            if added and layer.href:
                add(
                    holder,
                    "title",
                    self._words(
                        "pictures.capacity.layer",
                        name=layer.text,
                        now=self._said(layer.course.now),
                        then=self._said(layer.course.then),
                    ),
                )
            floor = roof

    def _today(self, picture: Element, days: Days, box: tuple[float, float, float, float]) -> None:
        counted = self._power.counted or date.min
        x = days.at(counted)
        add(picture, "path", d=f"M{number(x)} {number(box[1] - 3)}V{number(box[3])}", class_="today")
        said = values.moment(counted.isoformat(), self._reader.place.language)
        text = self._words("pictures.capacity.counted", date=said)
        half = width(text, _SMALL) / 2
        middle = max(min(x, box[2] - half), box[0] + half)
        label(picture, text, middle, box[1] - 7, room=2 * half + 1, size=_SMALL, anchor="middle")

    def _bars(self, picture: Element, top: float, wide: float) -> float:
        """One bar a measure; returns the height down to the last."""
        words = self._words
        head = words("pictures.capacity.besides" if self._layers else "pictures.capacity.only")
        lines = label(picture, head, 0, top + 26, room=wide, size=13, look="strong", lines=2)
        top += 30 + 16 * max(len(lines.findall("tspan")) - 1, 0)
        entries = [
            Entry(text=words(f"pictures.capacity.hedge.{one}"), look=f"stated {one}")
            for one in _HEDGES
            if any(hedge(qualifier) == one for found in self._sums.values() for qualifier in found)
        ]
        body = add(picture, "g", transform=f"translate(0 {number(top)})")
        top += legend(body, entries, wide=wide)
        most = max(_total(found) for found in self._sums.values())
        for measure, found in self._sums.items():
            figures = [one for listed in found.values() for one in listed]
            text = words.count(
                "pictures.capacity.sum",
                len(figures),
                measure=self._reader.names(_MEASURE + measure).text,
                power=self._said(_total(found)),
                number=len(figures),
            )
            label(picture, text, 0, top + 13, room=wide, size=12)
            x = 0.0
            for one in _HEDGES:
                value = _total({key: listed for key, listed in found.items() if hedge(key) == one})
                if value:
                    long = float(value / most) * wide
                    bar = add(picture, "rect", x=x, y=top + 18, width=max(long, 1), height=_BAR, class_=f"stated {one}")
                    add(bar, "title", f"{words(f'pictures.capacity.hedge.{one}')}: {self._said(value)}")
                    x += long
            top += _ROW
        return top


def _value(course: Course, day: date) -> Decimal:
    found = Decimal(0)
    for when, value in (*course.runs, *course.comes):
        if when <= day:
            found = value
    return found


def _steps(span: Sequence[tuple[float, float, float]], right: float, *, foot: float, unit: float) -> str:
    """The outline of a layer in steps: ``span`` has where each step begins, and its lower and upper amount."""
    if not span or all(up - low < 1e-9 for _, low, up in span):
        return ""
    upper = [(x, number(foot - up * unit)) for x, _, up in span]
    lower = [(x, number(foot - low * unit)) for x, low, _ in span]
    path = f"M{number(upper[0][0])} {upper[0][1]}"
    for place, (x, y) in enumerate(upper[1:], 1):
        if y != upper[place - 1][1]:
            path += f"H{number(x)}V{y}"
    path += f"H{number(right)}V{lower[-1][1]}"
    for place in range(len(lower) - 1, 0, -1):
        if lower[place][1] != lower[place - 1][1]:
            path += f"H{number(lower[place][0])}V{lower[place - 1][1]}"
    return f"{path}H{number(lower[0][0])}Z"


def _total(found: Mapping[str, Sequence[PowerFigure]]) -> Decimal:
    return sum((one.megawatts for listed in found.values() for one in listed), Decimal())
