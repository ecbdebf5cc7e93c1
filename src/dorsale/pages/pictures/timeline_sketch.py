"""Deals over time as SVG: discs in lanes from left to right, or on one line downwards with names beside it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from dorsale.namespaces import PREFIXES
from dorsale.pages import values
from dorsale.pages.pictures.axes import Years
from dorsale.pages.pictures.happened import ENDS, Happened, Happening
from dorsale.pages.pictures.legend import Entry, Swatch, legend
from dorsale.pages.pictures.rooms import Rooms
from dorsale.pages.pictures.svg import Element, add, drawing, label, number
from dorsale.pages.pictures.swarm import Disc, swarmed
from dorsale.pages.reader import Reader

__all__ = ["Lane", "TimelineSketch"]

_STANDING: Final = PREFIXES["standing"]
_WIDE: Final = 1040.0
_NARROW: Final = 380.0
_NAMES: Final = 128.0
"""The width of the names of the lanes."""
_LEAST: Final = 2.2
_LATER: Final = 2.0
_NAMED: Final = 80
_LINKED: Final = 60
_SLOT: Final = 33.0
_BAND: Final = 138.0
"""The width of the discs in the narrow form."""

_Mark = tuple[Happened, Happening]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A lane: its name, where that leads, and its deals, the greatest first."""

    text: str
    href: str | None
    deals: Sequence[Happened]


class TimelineSketch:
    """Draws the deals of some lanes: as large as their greatest commitment where they begin, small where they go on."""

    def __init__(self, reader: Reader, lanes: Sequence[Lane], title: str) -> None:
        self._reader = reader
        self._words = reader.words
        self._lanes = lanes
        self._title = title
        every = [one for lane in lanes for one in lane.deals]
        self._greatest = sorted(every, key=lambda one: (-one.upper, one.day, one.deal))
        self._linked = {one.deal for one in self._greatest[:_LINKED]}

    def wide(self, *, identity: str) -> Element:
        """The lanes one under the other, time from left to right."""
        picture = self._begun(_WIDE, identity)
        top = legend(picture, self._legend(), wide=_WIDE) + 20
        axis = Years(self._days(), left=_NAMES + 14, right=_WIDE - 14)
        body = add(picture, "g", transform=f"translate(0 {number(top)})")
        grid = add(body, "g")
        rooms_taken, spots, y = [], list[tuple[Disc[_Mark], float]](), 4.0
        for lane in self._lanes:
            discs = swarmed(_marks(lane.deals, axis, 22.0))
            up = max(17.0, max(disc.radius - disc.off for disc in discs) + 3)
            down = max(17.0, max(disc.radius + disc.off for disc in discs) + 3)
            add(grid, "path", d=f"M0 {number(y + up + down)}H{number(_WIDE)}", class_="grid")
            spots += [(disc, y + up) for disc in discs]
            holder = add(body, "a", href=lane.href) if lane.href else body
            head = label(holder, lane.text, 0, y + up + 4, room=_NAMES, size=12, look="name strong", lines=2)
            if len(head):
                head.attrib["y"] = number(y + up - 3)
            rooms_taken.append((0.0, y, _NAMES, y + up + down))
            y += up + down
        for year, (x, long) in axis.spans.items():
            add(grid, "path", d=f"M{number(x)} 0V{number(y)}", class_="grid")
            if long > 30:
                label(grid, str(year), x + long / 2, -6, room=long, size=10.5, anchor="middle", look="soft")
        self._discs(body, [(disc, disc.along, line + disc.off) for disc, line in spots])
        boxes = [_box(disc.along, line + disc.off, disc.radius) for disc, line in spots]
        rooms = Rooms((_WIDE, y), [*rooms_taken, *boxes])
        named = {one.deal: place for place, one in enumerate(self._greatest[:_NAMED])}
        first = [
            (disc, line) for disc, line in spots if disc.key[0].deal in named and disc.key[1] is disc.key[0].events[0]
        ]
        for disc, line in sorted(first, key=lambda pair: named[pair[0].key[0].deal]):
            name = self._reader.names(disc.key[0].deal).text
            rooms.beside(body, name, (disc.along, line + disc.off, disc.radius), room=190, size=10.5)
        picture.attrib["viewBox"] = f"0 0 {number(_WIDE)} {number(top + y + 4)}"
        return picture

    def narrow(self, *, identity: str) -> Element:
        """Time from the top down, all lanes on one line; the greatest deals with their names beside it."""
        picture = self._begun(_NARROW, identity)
        top = legend(picture, self._legend(), wide=_NARROW) + 10
        days = self._days()
        high = min(1700.0, max(240.0, 30.0 * math.sqrt(len(days)) * 1.6))
        axis = Years(days, left=12, right=high - 12)
        body = add(picture, "g", transform=f"translate(0 {number(top)})")
        left = 34.0
        for year, (y, long) in axis.spans.items():
            add(body, "path", d=f"M0 {number(y)}H{number(left + _BAND)}", class_="grid")
            if long > 14:
                label(body, str(year), 0, y + 12, room=left, size=10.5, look="soft")
        half = _BAND / 2
        ordered = _marks(self._greatest, axis, 15.0)
        discs = [(disc, left + half + disc.off, disc.along) for disc in swarmed(ordered, most=half)]
        self._discs(body, discs)
        first = [one for one in discs if one[0].key[1] is one[0].key[0].events[0]]
        foot = self._beside(body, first, left + _BAND + 14, high)
        foot = max(foot, *(y + disc.radius + 4 for disc, _, y in discs))
        picture.attrib["viewBox"] = f"0 0 {number(_NARROW)} {number(top + foot)}"
        return picture

    def _begun(self, wide: float, identity: str) -> Element:
        told = self._words(
            "pictures.timeline.description",
            deals=len(self._greatest),
            lanes=", ".join(f"{lane.text} ({len(lane.deals)})" for lane in self._lanes),
            names="; ".join(f"{self._reader.names(one.deal).text} ({self._amount(one)})" for one in self._greatest[:5]),
        )
        return drawing((wide, 0), identity=identity, title=self._title, description=told)

    def _days(self) -> list[date]:
        return [event.day for one in self._greatest for event in one.events]

    def _amount(self, one: Happened) -> str:
        if not one.upper:
            return self._words("pictures.timeline.unknown")
        return values.compact(one.upper, self._reader.place.language)

    def _legend(self) -> list[Entry]:
        purposes = dict.fromkeys(one.purpose for one in self._greatest)
        entries = [Entry(text=self._words(f"pictures.purpose.{one}"), look=f"deal p-{one}") for one in purposes]
        standings = {one.standing for one in self._greatest}
        if standings - {"firm"}:
            entries.append(Entry(text=self._words("pictures.timeline.loose"), look="deal p-any loose"))
        later = {event.kind in ENDS for one in self._greatest for event in one.events[1:]}
        for ends in sorted(later):
            key = "ends" if ends else "later"
            entries.append(Entry(text=self._words(f"pictures.timeline.{key}"), swatch=_small(ends=ends)))
        return entries

    def _discs(self, body: Element, placed: Sequence[tuple[Disc[_Mark], float, float]]) -> None:
        """The discs: the greatest deals as links, the others of one look and size as one path of round dots."""
        dots: dict[tuple[str, float], list[str]] = {}
        for disc, x, y in placed:
            deal, event = disc.key
            look = f"deal p-{deal.purpose}" + ("" if deal.standing == "firm" else " loose")
            if event is not deal.events[0]:
                look = "later ends" if event.kind in ENDS else "later"
            elif deal.deal in self._linked:
                self._link(body, deal, (x, y, disc.radius), look)
                continue
            dots.setdefault((look, round(2 * disc.radius, 1)), []).append(f"M{number(x)} {number(y)}h0")
        for (look, across), path in dots.items():
            add(body, "path", d="".join(path), class_=f"dots {look}", stroke_width=across)

    def _link(self, body: Element, deal: Happened, spot: tuple[float, float, float], look: str) -> None:
        x, y, radius = spot
        name = self._reader.thing(deal.deal)
        holder = add(body, "a", href=name.href, class_="mark")
        add(
            holder,
            "title",
            self._words(
                "pictures.timeline.mark",
                date=values.moment(deal.events[0].told, self._reader.place.language),
                name=name.text,
                amount=self._amount(deal),
                standing=self._reader.names(_STANDING + deal.standing).text,
            ),
        )
        add(holder, "circle", cx=x, cy=y, r=radius, class_=look)

    def _beside(
        self, body: Element, placed: Sequence[tuple[Disc[_Mark], float, float]], left: float, high: float
    ) -> float:
        """The greatest deals of each stretch of time, as date and amount over their names, with a line to each disc.

        Returns how far down they reach.
        """
        slots = int(high // _SLOT)
        rank = {one.deal: place for place, one in enumerate(self._greatest)}
        chosen: dict[int, tuple[Disc[_Mark], float, float]] = {}
        for one in sorted(placed, key=lambda one: rank[one[0].key[0].deal]):
            slot = min(int(one[2] // _SLOT), slots - 1)
            free = next((near for near in (slot, slot + 1, slot - 1) if 0 <= near < slots and near not in chosen), None)
            if free is not None:
                chosen[free] = one
        in_order = sorted(chosen.values(), key=lambda one: one[2])
        for slot, (disc, x, y) in zip(sorted(chosen), in_order, strict=True):
            deal = disc.key[0]
            base = slot * _SLOT + 12
            edge = x + disc.radius
            path = f"M{number(edge)} {number(y)}H{number(max(edge, left - 12))}L{number(left - 3)} {number(base)}"
            add(body, "path", d=path, class_="lead")
            name = self._reader.thing(deal.deal)
            holder = add(body, "a", href=name.href) if name.href else body
            said = values.moment(deal.events[0].told, self._reader.place.language)
            head = f"{said} · {self._amount(deal)}"
            label(holder, head, left, base, room=_NARROW - left, size=10.5, look="soft")
            label(holder, name.text, left, base + 13, room=_NARROW - left, size=11, look="name")
        return (max(chosen) + 1) * _SLOT


def _marks(deals: Sequence[Happened], axis: Years, most: float) -> list[tuple[_Mark, float, float]]:
    """The events of deals with their place and radius: the greatest deals first, then what came later to each."""
    first = [((one, one.events[0]), axis.at(one.day), _radius(one, most)) for one in deals]
    later = [((one, event), axis.at(event.day), _LATER) for one in deals for event in one.events if event.day > one.day]
    return [*first, *later]


def _radius(one: Happened, most: float) -> float:
    """The area says the amount: 500 billion dollars have the greatest radius."""
    return min(max(_LEAST, most * math.sqrt(float(one.upper) / 5e11)), most * 1.3)


def _box(x: float, y: float, radius: float) -> tuple[float, float, float, float]:
    return x - radius, y - radius, x + radius, y + radius


def _small(*, ends: bool) -> Swatch:
    look = "dots later ends" if ends else "dots later"
    return lambda group, x, base: add(
        group, "path", d=f"M{number(x + 6)} {number(base - 4)}h0", class_=look, stroke_width=6
    )
