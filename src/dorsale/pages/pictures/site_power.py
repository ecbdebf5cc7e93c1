"""The power of one site over time: estimates and what is stated as filled marks, targets as hollow ones, by measure."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final

from dorsale.namespaces import PREFIXES
from dorsale.pages import values
from dorsale.pages.pictures.axes import Days, draw_years, ticks
from dorsale.pages.pictures.capacity_sketch import hedge
from dorsale.pages.pictures.legend import Entry, legend
from dorsale.pages.pictures.power import MEASURES, PowerFigure
from dorsale.pages.pictures.rooms import Box, Rooms
from dorsale.pages.pictures.svg import Element, add, drawing, label, number
from dorsale.pages.pictures.text import width
from dorsale.pages.reader import Reader, slug_of
from dorsale.pages.statements import name
from dorsale.pages.values import decimal

__all__ = ["draw_site_power", "figures_of"]

_MEASURE: Final = PREFIXES["measure"]
_UNITS: Final = {name("unit:MegaW"): Decimal(1), name("unit:GigaW"): Decimal(1000)}
_RADIUS: Final = 4.0
_SMALL: Final = 10.5
_HIGH: Final = 210.0
_LOOKS: Final = {one: f"hue-{place}" for place, one in enumerate(MEASURES, 1)}
_COURSES: Final = MEASURES[:2]
"""The measures of which figures by day are one course; for the others a later figure need not follow an earlier one."""


def figures_of(reader: Reader, site: str) -> list[PowerFigure]:
    """The figures of power of ``site`` that have a number and are not deprecated, by day."""
    of, found = reader.statements, []
    for iri in of.iris(site, "dor:figure"):
        measure, unit = slug_of(of.first(iri, "dor:measure") or ""), of.first(iri, "dor:unit") or ""
        value = decimal(of.first(iri, "dor:value", "dor:maximum") or "")
        rank = slug_of(of.first(iri, "dor:rank") or "")
        if measure in MEASURES and unit in _UNITS and value is not None and rank != "deprecated":
            found.append(
                PowerFigure(
                    iri=iri,
                    site=site,
                    country="",
                    region="",
                    holders=(),
                    measure=measure,
                    qualifier=slug_of(of.first(iri, "dor:qualifier") or "exact"),
                    preferred=rank == "preferred",
                    day=of.first(iri, "dor:asOf") or "",
                    megawatts=value * _UNITS[unit],
                    sources=tuple(of.iris(iri, "dor:statedIn")),
                )
            )
    return sorted(found, key=lambda one: (one.day, one.measure, one.megawatts, one.iri))


def draw_site_power(
    reader: Reader, figures: Sequence[PowerFigure], *, title: str, wide: float, identity: str
) -> Element:
    """The dated ones of ``figures`` as marks that lead to them; there has to be one."""
    words, language = reader.words, reader.place.language
    dated = [(one.first, one) for one in figures if one.first]
    told = words(
        "pictures.site.description",
        figures="; ".join(
            f"{values.moment(one.day, language)}{words('site.colon')} {_said(reader, one)}, "
            f"{reader.names(_MEASURE + one.measure).text}, {words(f'pictures.capacity.hedge.{hedge(one.qualifier)}')}"
            for _, one in dated
        ),
    )
    picture = drawing((wide, 0), identity=identity, title=title, description=told)
    present = [one for one in MEASURES if any(figure.measure == one for _, figure in dated)]
    entries = [Entry(text=reader.names(_MEASURE + one).text, look=f"area {_LOOKS[one]}") for one in present]
    entries.append(Entry(text=words("pictures.site.hollow"), look="hollow"))
    top = legend(picture, entries, wide=wide) + 14
    scale = ticks(max(float(one.megawatts) for _, one in dated), 4)
    most = scale[-1] or 1.0
    named = {tick: values.power(Decimal(str(tick)), language) if tick else "0" for tick in scale}
    left = max(width(text, _SMALL) for text in named.values()) + 7
    box = (left, top, wide - 8, top + _HIGH)
    days = _days([day for day, _ in dated], box)

    def at(day: date, one: PowerFigure) -> tuple[float, float]:
        return days.at(day), box[3] - _HIGH * float(one.megawatts) / most

    for tick in scale:
        y = box[3] - _HIGH * tick / most
        add(picture, "path", d=f"M{number(box[0])} {number(y)}H{number(box[2])}", class_="grid")
        label(picture, named[tick], left - 5, y + 4, room=left - 5, size=_SMALL, anchor="end", look="soft")
    draw_years(picture, days, top=box[1], foot=box[3])
    lines: list[Box] = []
    for measure in _COURSES:
        points = [(*at(day, one), one.qualifier) for day, one in dated if one.measure == measure]
        lines += _course(picture, points, measure)
    spots = [(*at(day, one), one) for day, one in dated]
    for x, y, one in spots:
        holder = add(picture, "a", href=reader.place.link(one.iri), class_="mark")
        add(holder, "title", f"{values.moment(one.day, language)}{words('site.colon')} {_said(reader, one)}")
        look = "hollow" if hedge(one.qualifier) != "stated" else "filled"
        add(holder, "circle", cx=x, cy=y, r=_RADIUS, class_=f"{look} {_LOOKS[one.measure]}")
    rooms = Rooms((wide, box[3]), [*lines, *((x - 4, y - 4, x + 4, y + 4) for x, y, _ in spots)])
    for x, y, one in sorted(spots, key=lambda spot: (not spot[2].preferred, -spot[2].megawatts)):
        rooms.beside(picture, _said(reader, one), (x, y, _RADIUS), room=90, size=_SMALL)
    picture.attrib["viewBox"] = f"0 0 {number(wide)} {number(box[3] + 24)}"
    return picture


def _days(known: Sequence[date], box: tuple[float, float, float, float]) -> Days:
    first, last = min(known), max(known)
    margin = timedelta(days=max(20, (last - first).days // 16))
    return Days(first=first - margin, last=last + margin, left=box[0], right=box[2])


def _course(picture: Element, points: Sequence[tuple[float, float, str]], measure: str) -> list[Box]:
    """Steps through the estimates; from the last of them a broken line on to the targets after it.

    Returns the room that the lines take.
    """
    runs = [(x, y) for x, y, qualifier in points if qualifier == "about"]
    ahead = [(x, y) for x, y, qualifier in points if qualifier == "target" and runs and x > runs[-1][0]]
    taken: list[Box] = []
    for stops, look in ((runs, "line"), ([*runs[-1:], *ahead], "line coming")):
        if len(stops) > 1:
            path = f"M{number(stops[0][0])} {number(stops[0][1])}"
            for (x, y), (on, to) in pairwise(stops):
                path += f"H{number(on)}V{number(to)}"
                taken += [(x, y - 1, on, y + 1), (on - 1, min(y, to), on + 1, max(y, to))]
            add(picture, "path", d=path, class_=f"{look} {_LOOKS[measure]}")
    return taken


def _said(reader: Reader, one: PowerFigure) -> str:
    return values.power(one.megawatts, reader.place.language)
