"""Steps that lead back to where they began: a ring where there is room, a chain with a way back where there is not."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dorsale.pages.pictures.svg import Element, add, label, number
from dorsale.pages.reader import Shown

__all__ = ["Step", "draw_chain", "draw_ring"]

_WIDE: Final = 1040.0
_NARROW: Final = 380.0
_CENTRE: Final = (520.0, 262.0)
_RADII: Final = (236.0, 178.0)
_BOX: Final = (178.0, 46.0)
_CLEAR: Final = 10.0
_LINE: Final = 16.0
_SIZES: Final = (15.0, 12.0, 12.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: who gives, what the arrow says (amount, purpose, deal with its date), its look and where it leads."""

    giver: Shown
    lines: Sequence[str]
    look: str
    href: str
    weight: float


def draw_ring(parent: Element, steps: Sequence[Step]) -> float:
    """Draw two to four steps as a ring in the wide shape. Returns the height that it takes."""
    first = math.pi if len(steps) == 2 else -math.pi / 2 if len(steps) == 3 else -3 * math.pi / 4
    angles = [first + 2 * math.pi * place / len(steps) for place in range(len(steps))]
    for angle, step in zip(angles, steps, strict=True):
        _arc(parent, angle, angle + 2 * math.pi / len(steps), step)
    for angle, step in zip(angles, steps, strict=True):
        x, y = _at(angle)
        _box(parent, step.giver, x - _BOX[0] / 2, y - _BOX[1] / 2)
    return _CENTRE[1] * 2


def draw_chain(parent: Element, steps: Sequence[Step]) -> float:
    """Draw steps one under the other in the narrow shape, the last one going back up. Returns the height."""
    left, wide, high = 34.0, _NARROW - 68.0, 40.0
    down = high + 20 + _LINE * 3 + 12
    for place, step in enumerate(steps):
        y = place * down + 2
        holder = add(parent, "a", href=step.href, class_=f"step {step.look}")
        if place < len(steps) - 1:
            path = f"M{number(left + 18)} {number(y + high + 4)}V{number(y + down - 12)}"
            tip, turn = (left + 18, y + down - 4), math.pi / 2
        else:
            back = left - 22
            path = (
                f"M{number(left + 18)} {number(y + high + 4)}v14q0 10 -10 10H{number(back + 10)}q-10 0 -10 -10"
                f"V{number(12 + high / 2)}q0 -10 10 -10H{number(left - 12)}"
            )
            tip, turn = (left - 4, 2 + high / 2), 0.0
        add(holder, "path", d=path, class_="arrow", stroke_width=step.weight)
        _head(holder, tip, turn, step.weight)
        _words(holder, step, left + 40, y + high + 24, room=_NARROW - left - 44, anchor="start")
        _box(parent, step.giver, left, y, wide=wide, high=high)
    return len(steps) * down + 4


def _arc(parent: Element, start: float, end: float, step: Step) -> None:
    """The arrow along the ellipse from one box to the next, and its words outside of its middle."""
    leaves, meets = _clear(start, 1.0), _clear(end, -1.0)
    reach = 0.028 + 0.004 * step.weight
    holder = add(parent, "a", href=step.href, class_=f"step {step.look}")
    (x0, y0), (x1, y1) = _at(leaves), _at(meets - reach)
    large = int(meets - leaves > math.pi)
    radii = " ".join(map(number, _RADII))
    path = f"M{number(x0)} {number(y0)}A{radii} 0 {large} 1 {number(x1)} {number(y1)}"
    add(holder, "path", d=path, class_="arrow", stroke_width=step.weight)
    tip = _at(meets)
    _head(holder, tip, math.atan2(tip[1] - y1, tip[0] - x1), step.weight)
    middle = (start + end) / 2
    x, y = _at(middle)
    high = _LINE * len(step.lines)
    across, down = math.cos(middle), math.sin(middle)
    if abs(across) < 0.3:
        _words(holder, step, x, y - high - 2 if down < 0 else y + 26, room=420, anchor="middle")
    else:
        side = 1 if across > 0 else -1
        at = x + side * (18 + 70 * abs(down))
        room = _WIDE - at if side > 0 else at
        _words(holder, step, at, y - high / 2 + 12, room=room, anchor="start" if side > 0 else "end")


def _words(parent: Element, step: Step, x: float, y: float, *, room: float, anchor: str) -> None:
    for place, (line, size) in enumerate(zip(step.lines, _SIZES, strict=False)):
        look = ("strong halo", "halo", "soft halo")[place]
        label(parent, line, x, y + place * _LINE, room=room, size=size, anchor=anchor, look=look)


def _box(parent: Element, who: Shown, x: float, y: float, *, wide: float = _BOX[0], high: float = _BOX[1]) -> None:
    holder = add(parent, "a", href=who.href, class_="box") if who.href else add(parent, "g", class_="box")
    add(holder, "rect", x=x, y=y, width=wide, height=high, rx=6)
    room, middle = wide - 16, (x + wide / 2, y + high / 2 + 5)
    label(holder, who.text, *middle, room=room, size=15, anchor="middle", look="name strong")


def _head(parent: Element, tip: tuple[float, float], turn: float, weight: float) -> None:
    """The point of an arrow at ``tip``, turned by ``turn`` radians."""
    length, half = 8 + 1.4 * weight, 4 + 0.9 * weight
    base = (tip[0] - length * math.cos(turn), tip[1] - length * math.sin(turn))
    across = (-half * math.sin(turn), half * math.cos(turn))
    corners = [tip, (base[0] + across[0], base[1] + across[1]), (base[0] - across[0], base[1] - across[1])]
    add(parent, "path", d="M" + "L".join(f"{number(x)} {number(y)}" for x, y in corners) + "z", class_="head")


def _at(angle: float) -> tuple[float, float]:
    return _CENTRE[0] + _RADII[0] * math.cos(angle), _CENTRE[1] + _RADII[1] * math.sin(angle)


def _clear(angle: float, way: float) -> float:
    """The angle at which the ellipse is clear of the box that stands at ``angle``, going ``way`` (1 or -1)."""
    x, y = _at(angle)
    turn = angle
    while True:
        turn += way * 0.01
        there = _at(turn)
        if abs(there[0] - x) > _BOX[0] / 2 + _CLEAR or abs(there[1] - y) > _BOX[1] / 2 + _CLEAR:
            return turn
