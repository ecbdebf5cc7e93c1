"""Where the sites are: each as large as its power, and of another shape where it runs, is planned, or has no figure."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from dorsale.engine.rows import Value, rows
from dorsale.pages import asking, values
from dorsale.pages.pictures.asked import Asked
from dorsale.pages.pictures.clusters import Cluster, Mark, clustered
from dorsale.pages.pictures.drawing import Cell, Choice, Column, Drawing, Filter, Rows
from dorsale.pages.pictures.legend import Entry, Swatch, legend
from dorsale.pages.pictures.rooms import Box, Rooms
from dorsale.pages.pictures.stored import stored
from dorsale.pages.pictures.svg import Element, add, drawing, label, number
from dorsale.pages.pictures.world import REGIONS, Bounds, Frame, draw_land
from dorsale.pages.reader import Reader, Shown
from dorsale.pages.render import Context
from dorsale.pages.statements import Statements

__all__ = ["Map"]

_SHOWN: Final = 120
_NAMED: Final = {1040.0: 40, 380.0: 14}
"""How many sites are tried for a label, by the width of the map."""
_STATES: Final = ("running", "planned", "unknown")
_FEW: Final = 5
"""For how many sites a mark may stand and still bear the name of the greatest."""
_TOLD: Final = 6
"""How many sites the title of a mark names."""


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
        frame = Frame(REGIONS[region], 1040.0)
        sites = [one for one in every if (frame.holds(*one.place) if one.place else region == "world")]
        named = {iri for one in sites for iri in (one.iri, one.country) if iri}
        reader = await context.reader(Statements(), await asking.labels(context.engine, named))
        words = context.words
        title = words("pictures.map.title")
        if region != "world":
            title = words("pictures.of", title=title, what=words(f"pictures.region.{region}"))
        sketch = _Sketch(reader, sites, title, page=asked.address(f"/picture/{self.name}"), region=region)
        wide, outlined = sketch.drawn(frame, identity="map")
        narrow, _ = sketch.drawn(Frame(REGIONS[region], 380.0), identity="map-narrow")
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
            rows=Rows(sites, lambda one: _row(reader, one)),
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
    """Draws sites, those too near each other to be told apart as one mark; the greatest get a name where it has room.

    A mark leads to the row of its site on ``page``; where it stands for several, to the map of the part of the world
    that shows them closer, or else to the table.
    """

    def __init__(self, reader: Reader, sites: Sequence[_Site], title: str, *, page: str, region: str) -> None:
        self._reader = reader
        self._words = reader.words
        self._sites = sites
        self._title = title
        self._page = page
        self._region = region

    def drawn(self, frame: Frame, *, identity: str) -> tuple[Element, bool]:
        """The map, and whether it has an outline."""
        told = self._words(
            "pictures.map.description",
            sites=sum(one.place is not None for one in self._sites),
            names=", ".join(f"{self._reader.names(one.iri).text} ({self._power(one)})" for one in self._sites[:3]),
        )
        picture = drawing((frame.wide, 0), identity=identity, title=self._title, description=told)
        clusters = clustered(self._marks(frame))
        top = legend(picture, self._legend(clusters), wide=frame.wide) + 6
        body = add(picture, "g", transform=f"translate(0 {number(top)})")
        outlined = draw_land(body, frame, borders=self._region != "world")
        for cluster in clusters:
            self._mark(body, cluster)
        rooms = Rooms((frame.wide, frame.high), map(_around, clusters))
        size, room = (11.0, 170.0) if frame.wide > 400 else (10.0, 120.0)
        for cluster in clusters[: _NAMED[frame.wide]]:
            if len(cluster.keys) <= _FEW:
                name = self._reader.names(cluster.first.key[1].iri).text
                rooms.beside(body, name, (cluster.first.x, cluster.first.y, cluster.radius), room=room, size=size)
        picture.attrib["viewBox"] = f"0 0 {number(frame.wide)} {number(top + frame.high)}"
        return picture, outlined

    def _marks(self, frame: Frame) -> Iterator[Mark[tuple[int, _Site]]]:
        """The sites with a place, the greatest first, with their rows; each wholly inside the map."""
        scale = frame.wide / 1040 * 0.12 + 0.1
        for row, one in enumerate(self._sites, 1):
            if one.place is not None:
                radius = max(3.0, scale * math.sqrt(float(one.most)))
                x, y = frame.at(*one.place)
                edge = radius + 1
                x, y = min(max(x, edge), frame.wide - edge), min(max(y, edge), frame.high - edge)
                yield Mark(key=(row, one), x=x, y=y, radius=radius)

    def _legend(self, clusters: Sequence[Cluster[tuple[int, _Site]]]) -> list[Entry]:
        def swatch(state: str) -> Swatch:
            return lambda group, x, base: add(
                group, "path", d=_shape(state, x + 6, base - 4, 5.5), class_=f"site {state}"
            )

        entries = [Entry(text=self._words(f"pictures.map.{state}"), swatch=swatch(state)) for state in _STATES]
        several = [[site for _, site in one.keys] for one in clusters if one.others]
        partly = any(not sites[0].running and any(one.running for one in sites) for sites in several)
        if several:
            entries.append(Entry(text=self._words("pictures.map.several"), swatch=_numbered("")))
        if partly:
            entries.append(Entry(text=self._words("pictures.map.partly"), swatch=_numbered(" partly")))
        return entries

    def _mark(self, body: Element, cluster: Cluster[tuple[int, _Site]]) -> None:
        first, sites = cluster.first, [one for _, one in cluster.keys]
        holder = add(body, "a", href=self._href(cluster), class_="mark")
        texts = [f"{self._reader.names(one.iri).text}: {self._power(one)}" for one in sites[:_TOLD]]
        if len(sites) > _TOLD:
            texts.append(self._words("pictures.more", number=len(sites) - _TOLD))
        add(holder, "title", "; ".join(texts))
        state = sites[0].state
        partly = " partly" if state != "running" and any(one.running for one in sites) else ""
        add(holder, "path", d=_shape(state, first.x, first.y, cluster.radius), class_=f"site {state}{partly}")
        if cluster.others:
            size = 9.0 if len(sites) < 100 else 7.5
            label(holder, str(len(sites)), first.x, first.y + 3.2, room=30, size=size, anchor="middle", look="count")

    def _href(self, cluster: Cluster[tuple[int, _Site]]) -> str:
        row, first = cluster.first.key
        if cluster.others and self._region == "world" and first.place:
            closer = next(
                (one for one, bounds in REGIONS.items() if one != "world" and _within(bounds, first.place)), ""
            )
            if closer:
                return f"{self._reader.place.href('/picture/map')}?region={closer}"
        return f"{self._page}#row-{row}" if row <= _SHOWN else f"{self._page}#table"

    def _power(self, one: _Site) -> str:
        return values.power(one.most, self._reader.place.language) if one.most else self._words("pictures.map.unknown")


def _within(bounds: Bounds, place: tuple[float, float]) -> bool:
    return Frame(bounds, 1.0).holds(*place)


def _around(one: Cluster[tuple[int, _Site]]) -> Box:
    x, y, radius = one.first.x, one.first.y, one.radius
    return x - radius, y - radius, x + radius, y + radius


def _numbered(look: str) -> Swatch:
    def drawn(group: Element, x: float, base: float) -> None:
        add(group, "path", d=_shape("planned", x + 6, base - 4, 6.5), class_=f"site planned{look}")
        label(group, "2", x + 6, base - 1.2, room=12, size=8, anchor="middle", look="count")

    return drawn


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
