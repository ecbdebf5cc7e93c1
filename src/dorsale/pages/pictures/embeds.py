"""The pictures that stand inside pages about one thing: its money, its circles, its power, its place, its life."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Final

from dorsale.pages import values
from dorsale.pages.pictures.circles import Circles
from dorsale.pages.pictures.drawing import Embedded
from dorsale.pages.pictures.flows import Flows
from dorsale.pages.pictures.happened import ENDS
from dorsale.pages.pictures.life import Station, draw_life
from dorsale.pages.pictures.power import first_day
from dorsale.pages.pictures.rooms import Rooms
from dorsale.pages.pictures.site_power import draw_site_power, figures_of
from dorsale.pages.pictures.svg import Element, add, drawing, inline, number
from dorsale.pages.pictures.world import REGIONS, Frame, around, draw_land
from dorsale.pages.reader import Reader, Shown, slug_of
from dorsale.pages.render import Context

__all__ = ["asked_of", "life_of", "site_pictures"]

_FEW: Final = 2
_SIDE: Final = 680.0
"""The width of a picture that has another beside it, which has the rest."""
_REST: Final = 340.0
_NARROW: Final = 380.0


async def asked_of(context: Context, iri: str, kind: str | None) -> dict[str, Embedded]:
    """The pictures of an organization, which ask the engine: its money and its circles."""
    if kind != "organization":
        return {}
    asked: dict[str, Awaitable[Embedded | None]] = {
        "flows": Flows().embed(context, iri),
        "circles": Circles().embed(context, iri),
    }
    drawn = await asyncio.gather(*asked.values())
    return {name: one for name, one in zip(asked, drawn, strict=True) if one}


def site_pictures(reader: Reader, iri: str) -> dict[str, Embedded]:
    """The pictures of a site from what is stated of it: its power over time, and where it is."""
    return {key: one for key, one in (("power", _power(reader, iri)), ("place", _place(reader, iri))) if one}


def life_of(reader: Reader, events: Sequence[tuple[Shown, Shown, str]]) -> dict[str, Embedded]:
    """The life of a deal from its events (date, kind, address); nothing where all happened on one date."""
    by_date: dict[str, list[tuple[Shown, Shown, str]]] = {}
    for date, kind, href in events:
        by_date.setdefault(date.machine, []).append((date, kind, href))
    stations = [
        Station(
            day=day,
            date=listed[0][0].text,
            text=", ".join(dict.fromkeys(kind.text for _, kind, _ in listed)),
            href=listed[0][2],
            ends=any(slug_of(kind.iri) in ENDS for _, kind, _ in listed),
        )
        for date, listed in by_date.items()
        if (day := first_day(date))
    ]
    stations.sort(key=lambda one: one.day)
    if len(stations) < _FEW:
        return {}
    title = reader.words("pictures.life.title")
    told = "; ".join(f"{one.date}{reader.words('site.colon')} {one.text}" for one in stations)
    wide, narrow = (
        draw_life(stations, title=title, description=told, wide=wide, identity=identity)
        for wide, identity in ((1040.0, "life"), (_NARROW, "life-narrow"))
    )
    return {"life": _embedded(title, wide, narrow)}


def _power(reader: Reader, iri: str) -> Embedded | None:
    figures = figures_of(reader, iri)
    dated = [one for one in figures if one.first]
    if len(dated) < _FEW:
        return None
    words, title = reader.words, reader.words("pictures.site.title")
    wide, narrow = (
        draw_site_power(reader, dated, title=title, wide=wide, identity=identity)
        for wide, identity in ((_SIDE, "power"), (_NARROW, "power-narrow"))
    )
    undated = len(figures) - len(dated)
    country = reader.statements.first(iri, "dor:country")
    query = f"?by=site&country={slug_of(country)}" if country else ""
    return _embedded(
        title,
        wide,
        narrow,
        href=f"{reader.place.href('/picture/capacity')}{query}",
        more=words("pictures.site.more"),
        notes=[
            words("pictures.site.note"),
            *([words.count("pictures.site.undated", undated, number=undated)] if undated else []),
        ],
    )


def _place(reader: Reader, iri: str) -> Embedded | None:
    wkt = reader.statements.first(iri, "dor:point")
    place = values.point(wkt) if wkt else None
    if not place:
        return None
    longitude, latitude = float(place[0]), float(place[1])
    words, title = reader.words, reader.words("pictures.place.title")
    precision = reader.statements.first(iri, "dor:pointPrecision")
    wide, narrow = (
        _map(reader, iri, (longitude, latitude), wide=wide, title=title, identity=identity)
        for wide, identity in ((_REST, "place"), (_NARROW, "place-narrow"))
    )
    region = next((one for one, bounds in list(REGIONS.items())[1:] if Frame(bounds, 1).holds(longitude, latitude)), "")
    return _embedded(
        title,
        wide,
        narrow,
        href=reader.place.href("/picture/map") + (f"?region={region}" if region else ""),
        more=words("pictures.place.more"),
        notes=[words("pictures.place.note", precision=reader.names(precision).text)] if precision else [],
    )


def _map(reader: Reader, iri: str, place: tuple[float, float], *, wide: float, title: str, identity: str) -> Element:
    frame = Frame(around(*place, across=26, shape=1.45), wide)
    name = reader.names(iri).text
    town = reader.statements.first(iri, "dor:locality") or name
    coordinates = values.coordinates(f"POINT ({place[0]} {place[1]})", reader.place.language)
    picture = drawing(
        (wide, frame.high), identity=identity, title=title, description=f"{name}, {coordinates}", linked=False
    )
    add(picture, "rect", width=wide, height=frame.high, class_="sea")
    draw_land(picture, frame, borders=True)
    x, y = frame.at(*place)
    add(picture, "path", d=f"M{number(x)} {number(y)}m-6 0a6 6 0 1 0 12 0a6 6 0 1 0 -12 0z", class_="site running")
    add(picture, "path", d=f"M{number(x)} {number(y)}h0", class_="dots here", stroke_width=3)
    Rooms((wide, frame.high)).beside(picture, town, (x, y, 7), room=wide / 2 - 16, size=12, look="halo strong")
    return picture


def _embedded(
    title: str, wide: Element, narrow: Element, *, href: str = "", more: str = "", notes: Sequence[str] = ()
) -> Embedded:
    return Embedded(title=title, wide=inline(wide), narrow=inline(narrow), href=href, more=more, notes=notes)
