"""The circles of money, one at a time: who gives to whom until it comes back, and on which deals each step rests."""

import asyncio
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

import pyoxigraph as ox

from dorsale.engine.rows import Value, rows
from dorsale.namespaces import PREFIXES
from dorsale.pages import asking, values
from dorsale.pages.pictures.asked import Asked
from dorsale.pages.pictures.drawing import Cell, Choice, Column, Drawing, Embedded, Filter
from dorsale.pages.pictures.legend import Entry, legend
from dorsale.pages.pictures.ring import Step, draw_chain, draw_ring
from dorsale.pages.pictures.stored import stored
from dorsale.pages.pictures.svg import Element, add, drawing, inline, number
from dorsale.pages.reader import Reader, Shown, slug_of
from dorsale.pages.render import Context
from dorsale.pages.statements import Statements

__all__ = ["Circles"]

_STANDING: Final = PREFIXES["standing"]
_GIVES: Final = ("capital", "credit", "public")
_THINNEST: Final = 1.5
_SHOWN: Final = 100
_FEW: Final = 3
"""How many circles stand on the page of an organization."""
_Row = Mapping[str, Value]


class Circles:
    """The picture ``circles``."""

    name: Final = "circles"
    filters: Final = ("organization", "circle")

    async def draw(self, context: Context, asked: Asked) -> Drawing:
        """One circle: the one asked for, or else the surest and greatest, of one organization where asked for."""
        organization, circle = await asyncio.gather(asked.thing("organization"), asked.thing("circle"))
        through = ox.NamedNode(organization) if organization else None
        listed, every = await asyncio.gather(
            rows(context.engine, stored("circles", organization=through)),
            rows(context.engine, stored("circles-parties")),
        )
        circles = [row["circle"].value for row in listed if "circle" in row]
        chosen = circle if circle in circles else next(iter(circles), None)
        query = stored("circle", circle=ox.NamedNode(chosen) if chosen else ox.NamedNode(PREFIXES["circle"]))
        found = await rows(context.engine, query)
        parties = {row["organization"].value for row in every if "organization" in row}
        parties |= {organization} if organization else set()
        told = {value.value for row in found for value in row.values() if value.kind == "uri"}
        reader = await context.reader(Statements(), await asking.labels(context.engine, {*told, *parties, *circles}))
        title = reader.names(chosen).text if chosen else context.words("pictures.circles.title")
        picture = _Circle(reader, found, title, page=asked.address(f"/picture/{self.name}"))
        return Drawing(
            title=title,
            wide=picture.drawn(ring=True, identity="circle"),
            narrow=picture.drawn(ring=False, identity="circle-narrow"),
            columns=picture.columns(),
            rows=picture.rows(),
            shown=_SHOWN,
            query=query,
            filters=(
                Filter(
                    name="organization",
                    choices=[Choice(value=slug_of(one.iri), text=one.text) for one in reader.things(parties)],
                    chosen=slug_of(organization) if organization else "",
                ),
                Filter(
                    name="circle",
                    choices=[Choice(value=slug_of(one), text=reader.names(one).text) for one in circles],
                    chosen=slug_of(chosen) if chosen else "",
                    needed=True,
                ),
            ),
            notes=[context.words.count("pictures.circles.count", len(circles), number=len(circles))],
        )

    async def embed(self, context: Context, organization: str) -> Embedded | None:
        """The surest and greatest circles through ``organization`` (an IRI), small, each with its steps as a chain."""
        listed = await rows(context.engine, stored("circles", organization=ox.NamedNode(organization)))
        circles = [row["circle"].value for row in listed if "circle" in row]
        chosen = circles[:_FEW]
        if not chosen:
            return None
        found = await asyncio.gather(
            *(rows(context.engine, stored("circle", circle=ox.NamedNode(circle))) for circle in chosen)
        )
        told = {value.value for steps in found for row in steps for value in row.values() if value.kind == "uri"}
        labels = await asking.labels(context.engine, {*told, *chosen, organization})
        reader = await context.reader(Statements(), labels)
        words, address = context.words, context.place.href(f"/picture/{self.name}")
        several = []
        for place, (circle, steps) in enumerate(zip(chosen, found, strict=True), 1):
            picture = _Circle(reader, steps, reader.names(circle).text, page=f"{address}?circle={slug_of(circle)}")
            several.append(inline(picture.drawn(ring=False, identity=f"circle-{place}", explained=False)))
        return Embedded(
            title=words("pictures.of", title=words("pictures.circles.title"), what=reader.names(organization).text),
            several=several,
            href=f"{address}?organization={slug_of(organization)}",
            notes=[words("pictures.circles.colours")],
            more=words.count("pictures.circles.every", len(circles), number=len(circles)),
        )


class _Circle:
    """One circle, told and drawn; its rows come one a commitment, in the order of its steps."""

    def __init__(self, reader: Reader, found: Sequence[_Row], title: str, *, page: str) -> None:
        self._reader = reader
        self._words = reader.words
        self._found = found
        self._title = title
        self._page = page

    def drawn(self, *, ring: bool, identity: str, explained: bool = True) -> Element:
        """The circle as a ring or as a chain, under a legend unless it is explained elsewhere."""
        steps = [self._step(rows) for rows in self._steps()]
        told = self._words("pictures.circles.description", steps="; ".join(", ".join(step.lines) for step in steps))
        wide = 1040.0 if ring else 380.0
        picture = drawing((wide, 0), identity=identity, title=self._title, description=told)
        top = legend(picture, self._legend(), wide=wide) + 10 if explained else 0.0
        body = add(picture, "g", transform=f"translate(0 {number(top)})")
        high = (draw_ring if ring else draw_chain)(body, steps)
        picture.attrib["viewBox"] = f"0 0 {number(wide)} {number(top + high)}"
        return picture

    def _legend(self) -> list[Entry]:
        entries = [
            Entry(text=self._words(f"pictures.circles.{key}"), look=f"swatch step {key}") for key in ("gives", "buys")
        ]
        return [*entries, Entry(text=self._words("pictures.circles.loose"), look="swatch step loose")]

    def columns(self) -> list[Column]:
        """The heads of the table."""
        told = ("step", "from", "to", "purpose", "deal", "announced", "standing", "at-most")
        return [Column(key=key, label=self._words(f"pictures.column.{key}"), amount=key == "at-most") for key in told]

    def rows(self) -> list[list[Cell]]:
        """The commitments on which the steps rest."""
        return [self._row(row) for row in self._found]

    def _steps(self) -> list[list[_Row]]:
        steps: dict[str, list[_Row]] = {}
        for row in self._found:
            steps.setdefault(row["place"].value, []).append(row)
        return list(steps.values())

    def _step(self, rows: Sequence[_Row]) -> Step:
        first, words, language = rows[0], self._words, self._reader.place.language
        amount = Decimal(first["dollars"].value) if "dollars" in first else None
        purposes = list(dict.fromkeys(row["purpose"].value for row in rows))
        standing = slug_of(first["standing"].value)
        deals = list(dict.fromkeys(row["deal"].value for row in rows))
        deal = self._reader.names(deals[0]).text
        if "announced" in first:
            deal = words("pictures.circles.dated", deal=deal, date=values.moment(first["announced"].value, language))
        if len(deals) > 1:
            deal = words("pictures.circles.and-more", deal=deal, number=len(deals) - 1)
        kind = "gives" if any(one in _GIVES for one in purposes) else "buys"
        row = next(place for place, one in enumerate(self._found, 1) if one is first)
        return Step(
            giver=self._reader.thing(first["from"].value),
            lines=(
                values.compact(amount, language) if amount else words("pictures.circles.unknown"),
                ", ".join(words(f"pictures.purpose.{one}") for one in purposes)
                + f" · {self._reader.names(_STANDING + standing).text}",
                deal,
            ),
            look=kind if standing == "firm" else f"{kind} loose",
            href=f"{self._page}#row-{row}",
            weight=_THINNEST if not amount else max(_THINNEST, 1.6 * (math.log10(float(amount)) - 7.5)),
        )

    def _row(self, row: _Row) -> list[Cell]:
        reader, purpose = self._reader, row["purpose"].value
        stands = row["stands"].value
        amount = row["upper"].value if "upper" in row else ""
        money = values.money(Decimal(amount), "USD", reader.place.language) if amount else ""
        return [
            Cell(shown=[Shown(text=row["place"].value)], data=row["place"].value),
            *(Cell(shown=[reader.thing(row[end].value)], data=row[end].value) for end in ("from", "to")),
            Cell(shown=[Shown(text=self._words(f"pictures.purpose.{purpose}"))], data=purpose),
            Cell(shown=[reader.thing(row["deal"].value)], data=row["deal"].value),
            Cell(
                shown=[reader.value(row["announced"])] if "announced" in row else [],
                data=row["announced"].value if "announced" in row else "",
            ),
            Cell(shown=[Shown(text=reader.names(stands).text)], data=slug_of(stands)),
            Cell(shown=[Shown(text=money, look="number", machine=amount)] if amount else [], data=amount),
        ]
