"""Places for a network: nodes push each other away, ties pull, and boxes that lie on each other move apart.

The forces are those of ForceAtlas2 (Jacomy, Venturini, Heymann, Bastian 2014), where a node pushes by its number of
ties, so that hubs stand apart with their own around them. Only sums, products, quotients and square roots are taken,
which IEEE 754 rounds alike on every machine, and the first places come from a seeded generator: the same network gives
the same places, to the bit.
"""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["Box", "Frame", "place"]

_SEED: Final = 11
_ROUNDS: Final = 300
_REPULSION: Final = 1.0
_GRAVITY: Final = 0.9
_PASSES: Final = 250
_LEAST_GAP: Final = 2.0
_CALM: Final = 0.02
_REFRESHED: Final = 10
"""After how many passes the neighbours are looked for anew."""
_NEAR: Final = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A picture of ``wide`` by ``high``, of which a ``margin`` stays empty."""

    wide: float
    high: float
    margin: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """The room that a node needs around its centre: ``wide`` and ``high`` in all, its label included."""

    wide: float
    high: float


def place(
    boxes: Mapping[str, Box], ties: Mapping[tuple[str, str], float], frame: Frame
) -> dict[str, tuple[float, float]]:
    """A place in ``frame`` for each node of ``boxes``; ``ties`` between them have a weight, and no direction."""
    names = sorted(boxes)
    number = {name: at for at, name in enumerate(names)}
    pulls = [(number[one], number[other], weight) for (one, other), weight in sorted(ties.items())]
    if not names:
        return {}
    x, y = _settled(len(names), pulls, frame.wide / frame.high)
    x, y = _fitted(x, frame.wide, frame.margin), _fitted(y, frame.high, frame.margin)
    _part([boxes[name] for name in names], x, y, frame)
    return {name: (round(x[at], 1), round(y[at], 1)) for at, name in enumerate(names)}


def _settled(count: int, pulls: Sequence[tuple[int, int, float]], shape: float) -> tuple[list[float], list[float]]:
    """Where the forces come to rest, in a plane that is ``shape`` times as wide as it is high."""
    chance = random.Random(_SEED)  # noqa: S311 - first places, not secrets
    span = math.sqrt(count) * 4
    x = [(chance.random() - 0.5) * span for _ in range(count)]
    y = [(chance.random() - 0.5) * span for _ in range(count)]
    mass = [1.0] * count
    for one, other, _ in pulls:
        mass[one] += 1
        mass[other] += 1
    for round_ in range(_ROUNDS):
        left = 1 - round_ / _ROUNDS
        heat = span * 0.08 * left * left + 0.01
        across, down = [0.0] * count, [0.0] * count
        for one in range(count):
            its_x, its_y, its_mass = x[one], y[one], mass[one]
            push_x = push_y = 0.0
            for other in range(one):
                dx, dy = its_x - x[other], its_y - y[other]
                force = _REPULSION * its_mass * mass[other] / (dx * dx + dy * dy + 0.05)
                dx *= force
                dy *= force
                push_x += dx
                push_y += dy
                across[other] -= dx
                down[other] -= dy
            across[one] += push_x
            down[one] += push_y
        for one, other, weight in pulls:
            dx, dy = x[one] - x[other], y[one] - y[other]
            across[one] -= dx * weight
            down[one] -= dy * weight
            across[other] += dx * weight
            down[other] += dy * weight
        for one in range(count):
            away = math.sqrt(x[one] * x[one] + y[one] * y[one]) + 0.001
            force = _GRAVITY * mass[one] / away
            step_x = across[one] - x[one] * force
            step_y = down[one] - y[one] * force * shape
            length = math.sqrt(step_x * step_x + step_y * step_y) + 1e-9
            scale = min(heat, length / mass[one]) / length
            x[one] += step_x * scale
            y[one] += step_y * scale
    return x, y


def _fitted(line: list[float], room: float, margin: float) -> list[float]:
    """Stretched to the room, half by distance and half by order, so that crowds get room and outliers take little."""
    if len(line) == 1:
        return [room / 2]
    low, high = min(line), max(line)
    span = high - low or 1.0
    order = {at: rank for rank, at in enumerate(sorted(range(len(line)), key=lambda at: (line[at], at)))}
    last = len(line) - 1
    shares = [0.5 * (one - low) / span + 0.5 * order[at] / last for at, one in enumerate(line)]
    return [margin + share * (room - 2 * margin) for share in shares]


def _part(boxes: Sequence[Box], x: list[float], y: list[float], frame: Frame) -> None:
    """Move boxes that lie on each other apart, along the way that is shorter, and keep all within the frame.

    Where there are few of them, they keep some distance besides.
    """
    gap = max(_LEAST_GAP, math.sqrt(frame.wide * frame.high / len(boxes)) / 4 - 17)
    near: list[tuple[int, int, float, float]] = []
    for pass_ in range(_PASSES):
        if pass_ % _REFRESHED == 0:
            near = _neighbours(boxes, x, y, gap)
        moved = 0.0
        for one, other, wide, high in near:
            over_x, over_y = wide - abs(x[one] - x[other]), high - abs(y[one] - y[other])
            if over_x <= 0 or over_y <= 0:
                continue
            moved = max(moved, min(over_x, over_y))
            line, over = (x, over_x) if over_x < 2 * over_y else (y, over_y)
            half = (over if line[one] >= line[other] else -over) / 2
            line[one] += half
            line[other] -= half
        for at, its in enumerate(boxes):
            x[at] = min(max(x[at], its.wide / 2), frame.wide - its.wide / 2)
            y[at] = min(max(y[at], its.high / 2), frame.high - its.high / 2)
        if moved < _CALM and pass_ % _REFRESHED == 0:
            return


def _neighbours(
    boxes: Sequence[Box], x: Sequence[float], y: Sequence[float], gap: float
) -> list[tuple[int, int, float, float]]:
    """The pairs of boxes that may meet within a few passes, with the distances at which they do."""
    found = []
    for one, its in enumerate(boxes):
        for other in range(one):
            high = (its.high + boxes[other].high) / 2 + gap
            if abs(y[one] - y[other]) < high + _NEAR:
                wide = (its.wide + boxes[other].wide) / 2 + gap
                if abs(x[one] - x[other]) < wide + _NEAR:
                    found.append((one, other, wide, high))
    return found
