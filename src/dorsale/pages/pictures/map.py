"""Where the sites are: each as large as its power, and of another shape where it runs, is planned, or has no figure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from dorsale.engine.rows import Value, rows
from dorsale.pages import asking, values
from dorsale.pages.pictures.asked import Asked
from dorsale.pages.pictures.drawing import Cell, Choice, Column, Drawing, Filter
from dorsale.pages.pictures.legend import Entry, legend
from dorsale.pages.pictures.stored import stored
from dorsale.pages.pictures.svg import Element, add, drawing, label, number
from dorsale.pages.pictures.text import shortened, width
from dorsale.pages.pictures.world import REGIONS, Frame, draw_land
from dorsale.pages.reader import Reader, Shown
from dorsale.pages.render import Context
from dorsale.pages.statements import Statements

__all__ = ["Map"]

_SHOWN: Final = 120
_NAMED: Final = {1040.0: 24, 380.0: 8}
"""How many sites are tried for a label, by the width of the map."""
_STATES: Final = ("running", "planned", "unknown")


@dataclass(frozen=True, slots=True)
class _Site:
    iri: str
    country: str
    place: tuple[float, float] | None
    running: Decimal
    planned: Decimal

    @property
    def most(self) -> Decimal:
        return max(self.running, self.planned)

    @property
    def state(self) -> str:
        return "running" if self.running else "planned" if self.planned else "unknown"


class Map:
    """The picture ``map``."""

    name: Final = "map"
    filters: Final = ("region",)

    async def draw(self, context: Context, asked: Asked) -> Drawing:
        """The sites of the world or of one region; of the world, the table has those without a known place too."""
        region = asked.one_of("region", REGIONS) or "world"
        query = stored(self.name)
        every = sorted(map(_site, await rows(context.engine, query)), key=lambda one: (-one.most, one.iri))
        frame = Frame(region, 1040.0)
        sites = [one for one in every if (frame.holds(*one.place) if one.place else region == "world")]
        named = {iri for one in sites for iri in (one.iri, one.country) if iri}
        reader = await context.reader(Statements(), await asking.labels(context.engine, named))
        words = context.words
        title = words("pictures.map.title")
        if region != "world":
            title = words("pictures.of", title=title, what=words(f"pictures.region.{region}"))
        sketch = _Sketch(reader, sites, title, page=asked.address(f"/picture/{self.name}"))
        wide, outlined = sketch.drawn(frame, identity="map")
        narrow, _ = sketch.drawn(Frame(region, 380.0), identity="map-narrow")
        language, drawn = context.place.language, sum(one.place is not None for one in sites)
        notes = [
            words(
                "pictures.map.drawn",
                number=values.grouped(drawn, language),
                total=values.grouped(len(every), language),
                unknown=values.grouped(sum(one.place is None for one in every), language),
            )
        ]
        return Drawing(
            title=title,
            wide=wide,
            narrow=narrow,
            columns=[
                Column(key=key, label=words(f"pictures.column.{key}"), amount=key in ("running-mw", "planned-mw"))
                for key in ("site", "country", "state", "running-mw", "planned-mw", "point")
            ],
            rows=[_row(reader, one) for one in sites],
            shown=_SHOWN,
            query=query,
            filters=(
                Filter(
                    name="region",
                    choices=[Choice(value=one, text=words(f"pictures.region.{one}")) for one in REGIONS],
                    chosen=region,
                    needed=True,
                ),
            ),
            notes=notes if outlined else [*notes, words("pictures.map.no-outline")],
        )


class _Sketch:
    """Draws sites, the greatest first, so that small ones lie on top; the greatest get their name where it has room."""

    def __init__(self, reader: Reader, sites: Sequence[_Site], title: str, *, page: str) -> None:
        self._reader = reader
        self._words = reader.words
        self._sites = sites
        self._title = title
        self._page = page

    def drawn(self, frame: Frame, *, identity: str) -> tuple[Element, bool]:
        """The map, and whether it has an outline."""
        told = self._words(
            "pictures.map.description",
            sites=sum(one.place is not None for one in self._sites),
            names=", ".join(f"{self._reader.names(one.iri).text} ({self._power(one)})" for one in self._sites[:3]),
        )
        picture = drawing((frame.wide, 0), identity=identity, title=self._title, description=told)
        entries = [
            Entry(
                text=self._words(f"pictures.map.{state}"),
                swatch=lambda group, x, base, state=state: add(  # type: ignore[misc]
                    group, "path", d=_shape(state, x + 6, base - 4, 5.5), class_=f"site {state}"
                ),
            )
            for state in _STATES
        ]
        top = legend(picture, entries, wide=frame.wide) + 6
        body = add(picture, "g", transform=f"translate(0 {number(top)})")
        outlined = draw_land(body, frame)
        placed = [(place, one) for place, one in enumerate(self._sites, 1) if one.place is not None]
        scale = frame.wide / 1040 * 0.12 + 0.1
        spots = []
        for row, one in placed:
            x, y = frame.at(*(one.place or (0, 0)))
            radius = max(2.6, scale * math.sqrt(float(one.most)))
            spots.append((row, one, x, y, radius))
            parent = add(body, "a", href=f"{self._page}#row-{row}") if row <= _NAMED[frame.wide] else body
            mark = add(parent, "path", d=_shape(one.state, x, y, radius), class_=f"site {one.state}")
            add(mark, "title", f"{self._reader.names(one.iri).text}: {self._power(one)}")
        taken: list[tuple[float, float, float, float]] = []
        for _, one, x, y, radius in spots[: _NAMED[frame.wide]]:
            self._name(body, one, (x, y, radius), frame, taken)
        picture.attrib["viewBox"] = f"0 0 {number(frame.wide)} {number(top + frame.high)}"
        return picture, outlined

    def _name(
        self,
        body: Element,
        one: _Site,
        spot: tuple[float, float, float],
        frame: Frame,
        taken: list[tuple[float, float, float, float]],
    ) -> None:
        x, y, radius = spot
        size, room = (11.0, 170.0) if frame.wide > 400 else (10.0, 120.0)
        text = shortened(self._reader.names(one.iri).text, room, size)
        long = width(text, size)
        for anchor, left in (("start", x + radius + 3), ("end", x - radius - 3 - long)):
            box = (left, y + 4 - size, left + long, y + 4 + 0.3 * size)
            free = all(
                min(box[2], other[2]) <= max(box[0], other[0]) or min(box[3], other[3]) <= max(box[1], other[1])
                for other in taken
            )
            if free and left >= 0 and box[1] >= 0 and box[2] <= frame.wide and box[3] <= frame.high:
                taken.append(box)
                edge = left if anchor == "start" else left + long
                whole = self._reader.names(one.iri).text
                label(body, whole, edge, y + 4, room=room, size=size, anchor=anchor, look="halo")
                return

    def _power(self, one: _Site) -> str:
        return values.power(one.most, self._reader.place.language) if one.most else self._words("pictures.map.unknown")


def _shape(state: str, x: float, y: float, radius: float) -> str:
    """A disc for what runs, a diamond for what is planned, a square for what has no figure."""
    at, size = f"{number(x)} {number(y)}", number(radius)
    if state == "running":
        return (
            f"M{at}m-{size} 0a{size} {size} 0 1 0 {number(2 * radius)} 0a{size} {size} 0 1 0 -{number(2 * radius)} 0z"
        )
    if state == "planned":
        return f"M{at}m0 -{size}l{size} {size}l-{size} {size}l-{size} -{size}z"
    side = number(1.6 * radius)
    return f"M{number(x - 0.8 * radius)} {number(y - 0.8 * radius)}h{side}v{side}h-{side}z"


def _site(row: Mapping[str, Value]) -> _Site:
    found = values.point(row["point"].value) if "point" in row else None
    return _Site(
        iri=row["site"].value,
        country=row["country"].value if "country" in row else "",
        place=(float(found[0]), float(found[1])) if found else None,
        running=Decimal(row["running"].value) if "running" in row else Decimal(0),
        planned=Decimal(row["planned"].value) if "planned" in row else Decimal(0),
    )


def _row(reader: Reader, one: _Site) -> list[Cell]:
    point = f"{one.place[1]:.3f}, {one.place[0]:.3f}" if one.place else ""
    return [
        Cell(shown=[reader.thing(one.iri)], data=one.iri),
        Cell(shown=[reader.thing(one.country)] if one.country else [], data=one.country),
        Cell(shown=[Shown(text=reader.words(f"pictures.map.{one.state}"))], data=one.state),
        *(_megawatts(reader, value) for value in (one.running, one.planned)),
        Cell(shown=[Shown(text=point)] if point else [], data=point),
    ]


def _megawatts(reader: Reader, value: Decimal) -> Cell:
    if not value:
        return Cell(shown=[], data="")
    shown = Shown(text=values.power(value, reader.place.language), look="number", machine=f"{value:f}")
    return Cell(shown=[shown], data=f"{value:f}")
