"""Power over time: what runs by estimates, what is projected, and what else is planned, bound or stated."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

import pyoxigraph as ox

from dorsale.engine.rows import rows
from dorsale.namespaces import PREFIXES
from dorsale.pages import asking, values
from dorsale.pages.pictures.asked import Asked
from dorsale.pages.pictures.capacity_sketch import CapacitySketch, Layer
from dorsale.pages.pictures.drawing import Cell, Choice, Column, Drawing, Filter, Rows
from dorsale.pages.pictures.power import COMES, RUNS, STATED, Power, PowerFigure, first_day, power_figures
from dorsale.pages.pictures.stored import stored
from dorsale.pages.pictures.totals import NOBODY, SEVERAL
from dorsale.pages.reader import Reader, Shown, slug_of
from dorsale.pages.render import Context
from dorsale.pages.statements import Statements

__all__ = ["COUNTRY_REGIONS", "Capacity"]

COUNTRY_REGIONS: Final = (
    "north-america",
    "europe",
    "asia",
    "middle-east",
    "latin-america",
    "africa",
    "oceania",
)
"""The parts of the world into which ``capacity.rq`` sorts countries."""

_BY: Final = ("operator", "country", "region", "site")
_REST: Final = "rest"
_NAMED: Final = 7
_SHOWN: Final = 120
_COUNTRY: Final = PREFIXES["country"]
_MEASURE: Final = PREFIXES["measure"]
_QUALIFIER: Final = PREFIXES["qualifier"]
_BOUND: Final = ("contracted-power", "utility-power")


class Capacity:
    """The picture ``capacity``."""

    name: Final = "capacity"
    filters: Final = ("by", "region", "country", "organization")

    async def draw(self, context: Context, asked: Asked) -> Drawing:
        """The sums over all sites, or over those of a region or country or with a part of one organization."""
        by, region = asked.one_of("by", _BY), asked.one_of("region", COUNTRY_REGIONS)
        organization = await asked.thing("organization")
        choices = await rows(context.engine, stored("capacity-choices"))
        listed = {row["organization"].value for row in choices if "organization" in row}
        countries = {row["country"].value for row in choices if "country" in row}
        country = asked.one_of("country", {slug_of(one) for one in countries})
        query = stored(
            "capacity",
            region=ox.Literal(region) if region else None,
            country=ox.NamedNode(_COUNTRY + country) if country else None,
            organization=ox.NamedNode(organization) if organization else None,
        )
        found, last = await asyncio.gather(
            rows(context.engine, query), rows(context.engine, stored("capacity-counted"))
        )
        counted = first_day(last[0]["day"].value) if last else None
        power = Power(power_figures(found), counted=counted)
        listed |= {organization} if organization else set()
        named = {iri for one in power.figures for iri in (one.site, *one.holders)}
        table = _table(power)
        sources = {iri for one in table[:_SHOWN] for iri in one.sources}
        labels = await asking.labels(context.engine, named | listed | sources)
        reader = await context.reader(Statements(), labels)
        words = context.words
        about = [
            reader.names(organization).text if organization else "",
            reader.names(_COUNTRY + country).text if country else "",
            words(f"pictures.part.{region}") if region else "",
        ]
        title = words("pictures.capacity.title")
        if any(about):
            title = words("pictures.of", title=title, what=", ".join(part for part in about if part))
        page = asked.address(f"/picture/{self.name}")
        split = by or ("site" if organization or country else "operator")
        sketch = CapacitySketch(reader, power, _Layers(reader, power, split, page).found(), title)
        return Drawing(
            title=title,
            wide=sketch.drawn(wide=1040.0, identity="capacity"),
            narrow=sketch.drawn(wide=380.0, identity="capacity-narrow"),
            columns=[
                Column(key=key, label=words(f"pictures.column.{key}"), amount=key == "power-mw")
                for key in ("site", "country", "held-by", "says", "measure", "meant", "day", "power-mw", "sources")
            ],
            rows=Rows(table, lambda one: _row(reader, power, one)),
            shown=_SHOWN,
            query=query,
            filters=(
                Filter(
                    name="by",
                    choices=[Choice(value=one, text=words(f"pictures.by.{one}")) for one in _BY],
                    chosen=split,
                    needed=True,
                ),
                Filter(
                    name="region",
                    choices=[Choice(value=one, text=words(f"pictures.part.{one}")) for one in COUNTRY_REGIONS],
                    chosen=region or "",
                ),
                Filter(
                    name="country",
                    choices=[Choice(value=slug_of(one.iri), text=one.text) for one in reader.things(countries)],
                    chosen=country or "",
                ),
                Filter(
                    name="organization",
                    choices=[Choice(value=slug_of(one.iri), text=one.text) for one in reader.things(listed)],
                    chosen=slug_of(organization) if organization else "",
                ),
            ),
            notes=_notes(reader, power),
        )


class _Layers:
    """The layers of the areas, the greatest first, the smaller ones together."""

    def __init__(self, reader: Reader, power: Power, by: str, page: str) -> None:
        self._reader = reader
        self._words = reader.words
        self._power = power
        self._by = by
        self._page = page

    def found(self) -> list[Layer]:
        """At most so many layers as have a colour of their own, and one for the rest."""
        key = _KEYS[self._by]
        whole = self._power.courses(key)
        ranked = sorted(whole, key=lambda one: (one in (SEVERAL, NOBODY), -whole[one].then, -whole[one].now, one))
        ranked = [one for one in ranked if whole[one].then or whole[one].now]
        kept = ranked if len(ranked) <= _NAMED + 1 else ranked[:_NAMED]
        merged = len(ranked) - len(kept)
        courses = self._power.courses(lambda one: name if (name := key(one)) in kept else _REST)
        found = [
            Layer(text=self._name(one), look=f"hue-{place}", href=self._href(one), course=courses[one])
            for place, one in enumerate(kept, 1)
        ]
        if merged:
            text = self._words("pictures.capacity.rest", number=merged)
            found.append(Layer(text=text, look="hue-rest", href=f"{self._page}#table", course=courses[_REST]))
        return found

    def _name(self, key: str) -> str:
        if key in (SEVERAL, NOBODY):
            return self._words(f"pictures.capacity.{key}")
        if self._by == "region":
            return self._words(f"pictures.part.{key}") if key else self._words("pictures.capacity.nobody")
        return self._reader.names(key).text

    def _href(self, key: str) -> str:
        if key in (SEVERAL, NOBODY) or not key:
            return f"{self._page}#table"
        if self._by == "site":
            return self._reader.place.link(key) or self._page
        of = "organization" if self._by == "operator" else self._by
        value = key if self._by == "region" else slug_of(key)
        return f"{self._reader.place.href('/picture/capacity')}?{of}={value}"


def _operator(one: PowerFigure) -> str:
    return NOBODY if not one.holders else one.holders[0] if len(one.holders) == 1 else SEVERAL


_KEYS: Final[Mapping[str, Callable[[PowerFigure], str]]] = {
    "operator": _operator,
    "country": lambda one: one.country,
    "region": lambda one: one.region,
    "site": lambda one: one.site,
}


def _table(power: Power) -> list[PowerFigure]:
    """Every figure behind the picture: the last of each course first, then what else is stated, then the history."""
    latest = [found[-1] for courses in (power.runs, power.comes) for found in courses.values()]
    first = {one.iri for one in latest}
    history = [one for state in (RUNS, COMES) for one in power.of(state) if one.iri not in first]
    order = {RUNS: 0, COMES: 1, STATED: 2}
    listed = sorted(
        [*latest, *power.stated], key=lambda one: (order[power.states[one.iri]], -one.megawatts, one.site, one.iri)
    )
    return [*listed, *sorted(history, key=lambda one: (order[power.states[one.iri]], one.site, one.day, one.iri))]


def _row(reader: Reader, power: Power, one: PowerFigure) -> list[Cell]:
    state = power.states[one.iri]
    says = "bound" if state == STATED and one.measure in _BOUND else state
    shown = Shown(
        text=values.power(one.megawatts, reader.place.language),
        look="number",
        machine=f"{one.megawatts:f}",
        href=reader.place.link(one.iri),
    )
    return [
        Cell(shown=[reader.thing(one.site)], data=one.site),
        Cell(shown=[reader.thing(one.country)], data=one.country),
        Cell(shown=[reader.thing(who) for who in one.holders], data=" ".join(one.holders)),
        Cell(shown=[Shown(text=reader.words(f"pictures.capacity.says.{says}"))], data=says),
        *(
            Cell(shown=[reader.thing(base + slug)], data=slug)
            for base, slug in ((_MEASURE, one.measure), (_QUALIFIER, one.qualifier))
        ),
        Cell(
            shown=[Shown(text=values.moment(one.day, reader.place.language), look="time", machine=one.day)]
            if one.day
            else [],
            data=one.day,
        ),
        Cell(shown=[shown], data=f"{one.megawatts:f}"),
        Cell(shown=[reader.thing(source) for source in one.sources], data=" ".join(one.sources)),
    ]


def _notes(reader: Reader, power: Power) -> list[str]:
    """How much of the sites the picture knows, and what it does with the others."""
    words, sites = reader.words, {one.site for one in power.figures}
    if not sites:
        return []
    several = {one.site for one in power.figures if len(one.holders) > 1 and one.site in (power.runs | power.comes)}
    found = [
        words.count(
            "pictures.capacity.known", len(sites), number=len(sites), running=len(power.runs), coming=len(power.comes)
        )
    ]
    if several:
        found.append(words.count("pictures.capacity.shared", len(several), number=len(several)))
    return found
