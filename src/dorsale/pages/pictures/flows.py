"""Who pays whom: capital and credit to the left of those who spend, what they buy to the right of them."""

import asyncio
from decimal import Decimal
from typing import Final

import pyoxigraph as ox

from dorsale.engine.rows import rows
from dorsale.pages import asking, values
from dorsale.pages.language import Words
from dorsale.pages.pictures.asked import Asked
from dorsale.pages.pictures.drawing import Cell, Choice, Column, Drawing, Embedded, Filter, Rows
from dorsale.pages.pictures.flow_sketch import NARROW, PURPOSES, WIDE, FlowSketch, Telling
from dorsale.pages.pictures.grouped import Grouped
from dorsale.pages.pictures.stored import stored
from dorsale.pages.pictures.svg import Element, inline
from dorsale.pages.pictures.totals import Flow, Tag, Totals, Who, totals
from dorsale.pages.reader import Shown, slug_of
from dorsale.pages.render import Context
from dorsale.pages.statements import Statements

__all__ = ["Flows"]

_SHOWN: Final = 120
_DEALS: Final = 4


class Flows:
    """The picture ``flows``."""

    name: Final = "flows"
    filters: Final = ("purpose", "year", "organization")

    async def draw(self, context: Context, asked: Asked) -> Drawing:
        """The money that is counted as firm or announced; for one group, purpose or year where asked for."""
        year, purpose = asked.year(), asked.one_of("purpose", PURPOSES)
        organization = await asked.thing("organization")
        query = stored(
            "flows",
            year=ox.Literal(year) if year else None,
            purpose=ox.Literal(purpose) if purpose else None,
            organization=ox.NamedNode(organization) if organization else None,
        )
        found, parties, years = await asyncio.gather(
            rows(context.engine, query),
            rows(context.engine, stored("flows-parties")),
            rows(context.engine, stored("flows-years")),
        )
        summed = totals(found)
        listed = {row["organization"].value for row in parties if "organization" in row}
        listed |= {organization} if organization else set()
        deals = {deal for flow in summed.flows for deal in flow.deals}
        labels = await asking.labels(context.engine, {*summed.faces.values(), *deals, *listed})
        reader = await context.reader(Statements(), labels)
        words = context.words
        about = [
            reader.names(organization).text if organization else "",
            words(f"pictures.purpose.{purpose}") if purpose else "",
            year or "",
        ]
        title = words("pictures.flows.title")
        if any(about):
            title = words("pictures.of", title=title, what=", ".join(part for part in about if part))
        telling = Telling(reader, summed.faces)
        grouped = Grouped(summed.flows, WIDE.most)
        table = _Table(telling, summed, grouped)
        wide, narrow = table.drawn(title, page=asked.address(f"/picture/{self.name}"))
        return Drawing(
            title=title,
            wide=wide,
            narrow=narrow,
            columns=table.columns(),
            rows=table.rows(),
            shown=_SHOWN,
            query=query,
            filters=(
                Filter(
                    name="purpose",
                    choices=[Choice(value=one, text=words(f"pictures.purpose.{one}")) for one in PURPOSES],
                    chosen=purpose or "",
                ),
                Filter(
                    name="year",
                    choices=[Choice(value=row["year"].value, text=row["year"].value) for row in years],
                    chosen=year or "",
                ),
                Filter(
                    name="organization",
                    choices=[Choice(value=slug_of(one.iri), text=one.text) for one in reader.things(listed)],
                    chosen=slug_of(organization) if organization else "",
                ),
            ),
            notes=_notes(words, summed, grouped),
        )

    async def embed(self, context: Context, organization: str = "") -> Embedded | None:
        """The picture for another page: all flows, or those of the group of ``organization`` (an IRI).

        It comes without choices and table, which would cost more than the drawing; ``None`` where nothing flows.
        """
        query = stored("flows", organization=ox.NamedNode(organization) if organization else None)
        summed = totals(await rows(context.engine, query))
        if not summed.flows:
            return None
        named = {*summed.faces.values(), *([organization] if organization else ())}
        reader = await context.reader(Statements(), await asking.labels(context.engine, named))
        words, title = context.words, context.words("pictures.flows.title")
        if organization:
            title = words("pictures.of", title=title, what=reader.names(organization).text)
        asked = Asked(context, {"organization": slug_of(organization)} if organization else {}, names=self.filters)
        grouped = Grouped(summed.flows, WIDE.most)
        page = asked.address(f"/picture/{self.name}")
        wide, narrow = _Table(Telling(reader, summed.faces), summed, grouped).drawn(title, page=page)
        return Embedded(
            title=title,
            wide=inline(wide),
            narrow=inline(narrow),
            href=page,
            more=words("pictures.whole"),
            notes=_notes(words, summed, grouped),
        )


class _Table:
    """The flows of one request as a table, those that are a ribbon of their own in the wide picture first."""

    def __init__(self, telling: Telling, summed: Totals, grouped: Grouped) -> None:
        self._telling = telling
        self._summed = summed
        self._grouped = grouped
        self._reader = telling.reader
        self._words = telling.reader.words
        drawn = grouped.single()
        self._flows = sorted(summed.flows, key=lambda flow: flow.tag not in drawn)

    def drawn(self, title: str, *, page: str) -> tuple[Element, Element]:
        """The flows drawn wide and narrow; a ribbon leads to its row of the table on ``page``."""
        sketch = FlowSketch(self._telling, title=title, page=page, rows=self.places())
        few = Grouped(self._summed.flows, NARROW.most)
        return (
            sketch.drawn(self._grouped, WIDE, identity="flows"),
            sketch.drawn(few, NARROW, identity="flows-narrow"),
        )

    def places(self) -> dict[Tag, int]:
        """The number of the row of each flow that the page shows."""
        return {flow.tag: place for place, flow in enumerate(self._flows[:_SHOWN], 1)}

    def columns(self) -> list[Column]:
        """The heads of the table."""
        told = ("from", "to", "purpose", "standing", "at-least", "at-most", "commitments", "without-amount", "deals")
        amounts = ("at-least", "at-most", "commitments", "without-amount")
        return [Column(key=key, label=self._words(f"pictures.column.{key}"), amount=key in amounts) for key in told]

    def rows(self) -> Rows:
        """Every flow."""
        return Rows(self._flows, self._row)

    def _row(self, flow: Flow) -> list[Cell]:
        deals = sorted(flow.deals)
        more = len(deals) - _DEALS
        listed = [self._reader.thing(deal) for deal in deals[: _DEALS if more > 1 else None]]
        if more > 1:
            listed.append(Shown(text=self._words("pictures.more", number=more)))
        return [
            self._who(flow.giver),
            self._who(flow.taker),
            Cell(shown=[Shown(text=self._telling.purpose(flow.purpose))], data=flow.purpose),
            Cell(shown=[Shown(text=self._telling.standing(flow.standing))], data=flow.standing),
            self._sum(flow.lower),
            self._sum(flow.upper),
            self._count(flow.commitments),
            self._count(flow.unknown),
            Cell(shown=listed, data=" ".join(deals)),
        ]

    def _who(self, who: Who) -> Cell:
        shown = self._telling.who(who)
        return Cell(shown=[shown], data=shown.iri or who)

    def _sum(self, value: Decimal) -> Cell:
        if not value:
            return Cell(shown=[], data="")
        text = values.money(value, "USD", self._reader.place.language)
        return Cell(shown=[Shown(text=text, look="number", machine=str(value))], data=str(value))

    def _count(self, count: int) -> Cell:
        text = values.grouped(count, self._reader.place.language)
        return Cell(shown=[Shown(text=text)] if count else [], data=str(count))


def _notes(words: Words, summed: Totals, grouped: Grouped) -> list[str]:
    """What the picture leaves out or draws together."""
    counts = {"unknown": summed.unknown, "inside": summed.inside, "merged": grouped.merged}
    return [words.count(f"pictures.flows.{key}", count, number=count) for key, count in counts.items() if count]
