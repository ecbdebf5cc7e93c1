"""The Sankey of money as SVG: bars with names, ribbons with what they are, a legend, in a wide and a narrow shape."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from dorsale.namespaces import PREFIXES
from dorsale.pages.pictures.grouped import FINANCING, REST, Grouped, Node
from dorsale.pages.pictures.legend import Entry, legend
from dorsale.pages.pictures.sankey import Bar, Ribbon, arrange
from dorsale.pages.pictures.svg import Element, add, drawing, label, number
from dorsale.pages.pictures.totals import NOBODY, SEVERAL, Tag, Who
from dorsale.pages.reader import Reader, Shown
from dorsale.pages.values import compact

__all__ = ["NARROW", "PURPOSES", "WIDE", "FlowSketch", "Shape", "Telling"]

PURPOSES: Final = (*FINANCING, "compute", "chips", "buildings", "energy", "companies", "other")
"""What money is for, in the order of the legend; the query ``flows.rq`` says which kinds of commitments each covers."""

_STANDING: Final = PREFIXES["standing"]
_SMALL: Final = 10.5
_HEADS: Final = 18.0
_BESIDE: Final = 7.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The sizes of one form of the picture.

    ``most`` named groups stand in a column; ``left`` and ``right`` are margins for labels, which have ``room`` and
    stand beside their bars or, where ``above`` says so, over them; ``slot`` is the height that a label needs.
    """

    wide: float
    high: float
    most: int
    left: float
    right: float
    bar: float
    above: bool
    room: float
    slot: float
    gap: float
    size: float


WIDE: Final = Shape(
    wide=1040, high=600, most=9, left=178, right=178, bar=14, above=False, room=168, slot=31, gap=5, size=12.5
)
NARROW: Final = Shape(
    wide=380, high=620, most=6, left=0, right=0, bar=12, above=True, room=121, slot=29, gap=8, size=11
)


class Telling:
    """The words for groups, purposes and standings. ``faces`` has the company that stands for each group."""

    def __init__(self, reader: Reader, faces: Mapping[str, str]) -> None:
        self.reader = reader
        self._faces = faces

    def who(self, who: Who, *, merged: int = 0) -> Shown:
        """A group by the company that stands for it, or the words for who has no name (``merged`` of them)."""
        if who == REST and merged:
            return Shown(text=self.reader.words("pictures.flows.rest-of", number=merged))
        if who in (SEVERAL, NOBODY, REST):
            return Shown(text=self.reader.words(f"pictures.flows.{who}"))
        return self.reader.thing(self._faces[who])

    def purpose(self, purpose: str) -> str:
        """What money is for."""
        return self.reader.words(f"pictures.purpose.{purpose}")

    def standing(self, standing: str) -> str:
        """How sure it is."""
        return self.reader.names(_STANDING + standing).text

    def amount(self, value: Decimal) -> str:
        """A sum in a label."""
        return compact(value, self.reader.place.language)


class FlowSketch:
    """Draws grouped flows. A ribbon links to ``page``, at the row that ``rows`` names for it or else at the table."""

    def __init__(self, telling: Telling, *, title: str, page: str, rows: Mapping[Tag, int]) -> None:
        self._telling = telling
        self._title = title
        self._page = page
        self._rows = rows

    def drawn(self, grouped: Grouped, shape: Shape, *, identity: str) -> Element:
        """The picture in one shape."""
        return _Canvas(self._telling, grouped, shape, page=self._page, rows=self._rows).drawn(self._title, identity)


class _Canvas:
    """One drawing in the making: ``_across`` has the left edge of each column's bars and the anchor of its texts."""

    def __init__(self, telling: Telling, grouped: Grouped, shape: Shape, *, page: str, rows: Mapping[Tag, int]) -> None:
        self._telling = telling
        self._words = telling.reader.words
        self._grouped = grouped
        self._shape = shape
        self._page = page
        self._rows = rows
        self._across = _columns(grouped, shape)

    def drawn(self, title: str, identity: str) -> Element:
        """The whole picture."""
        shape, grouped = self._shape, self._grouped
        layout = arrange(
            grouped.columns,
            grouped.links,
            height=shape.high,
            label=shape.slot,
            gap=shape.gap,
            above=shape.above,
            last=[(place, REST) for place in range(3)],
        )
        told = self._words(
            "pictures.flows.description", total=self._telling.amount(grouped.total), groups=len(layout.bars)
        )
        picture = drawing((shape.wide, 0), identity=identity, title=title, description=told)
        top = legend(picture, self._legend(), wide=shape.wide) + _HEADS
        for place, (x, anchor) in self._across.items():
            text, at = self._words(f"pictures.flows.column-{place}"), self._beside(x, anchor)
            label(picture, text, at, top - 6, room=shape.room, size=_SMALL, anchor=anchor, look="soft")
        body = add(picture, "g", transform=f"translate(0 {number(top)})")
        for ribbon in sorted(layout.ribbons, key=lambda one: -one.thickness):
            self._ribbon(body, ribbon)
        for bar in layout.bars.values():
            self._bar(body, bar)
        picture.attrib["viewBox"] = f"0 0 {number(shape.wide)} {number(top + shape.high + 4)}"
        return picture

    def _beside(self, x: float, anchor: str) -> float:
        """Where the texts of bars that begin at ``x`` are anchored."""
        bar = self._shape.bar
        if self._shape.above:
            return {"start": x, "middle": x + bar / 2, "end": x + bar}[anchor]
        return x - _BESIDE if anchor == "end" else x + bar + _BESIDE

    def _bar(self, parent: Element, bar: Bar[Node]) -> None:
        shape, (place, who) = self._shape, bar.key
        x, anchor = self._across[place]
        shown = self._telling.who(who, merged=self._grouped.merged_in(place))
        holder = add(parent, "a", href=shown.href, class_="node") if shown.href else add(parent, "g", class_="node")
        add(holder, "rect", x=x, y=bar.y, width=shape.bar, height=max(bar.height, 1))
        at = self._beside(x, anchor)
        base = bar.top + shape.slot - 16 if shape.above else bar.y + bar.height / 2 - 2
        room, size = shape.room, shape.size
        label(holder, shown.text, at, base, room=room, size=size, anchor=anchor, look="name strong halo")
        amount = self._telling.amount(self._grouped.value(bar.key))
        look = "halo" if shape.above or place == 1 else "soft"
        label(holder, amount, at, base + 13, room=room, size=_SMALL, anchor=anchor, look=look)

    def _ribbon(self, parent: Element, ribbon: Ribbon[Node, Tag]) -> None:
        link, tag = ribbon.link, ribbon.link.tag
        left, right = self._across[link.source[0]][0] + self._shape.bar, self._across[link.target[0]][0]
        row = self._rows.get(tag)
        look = f"flow p-{tag.purpose}" + (" announced" if tag.standing == "announced" else "")
        holder = add(parent, "a", href=f"{self._page}#{f'row-{row}' if row else 'table'}", class_=look)
        add(
            holder,
            "title",
            self._words(
                "pictures.flows.ribbon",
                giver=self._telling.who(tag.giver).text,
                taker=self._telling.who(tag.taker).text,
                amount=self._telling.amount(Decimal(str(link.value))),
                purpose=self._telling.purpose(tag.purpose),
                standing=self._telling.standing(tag.standing),
            ),
        )
        add(holder, "path", d=_band(left, ribbon.start, right, ribbon.end, thick=ribbon.thickness))

    def _legend(self) -> list[Entry]:
        present = {link.tag.purpose for link in self._grouped.links}
        entries = [Entry(text=self._telling.purpose(one), look=f"flow p-{one}") for one in PURPOSES if one in present]
        if any(link.tag.standing == "announced" for link in self._grouped.links):
            entries.append(Entry(text=self._words("pictures.flows.announced"), look="flow p-any announced"))
        return entries


def _columns(grouped: Grouped, shape: Shape) -> dict[int, tuple[float, str]]:
    """Where the bars of each column begin, and how its texts are anchored; an empty column takes no room."""
    places = [place for place, column in enumerate(grouped.columns) if column]
    first, last = shape.left, shape.wide - shape.right - shape.bar
    found = {}
    for order, place in enumerate(places):
        outer = "start" if shape.above else "end"
        inner = ("end" if order == len(places) - 1 else "middle") if shape.above else "start"
        found[place] = (first + (last - first) * order / (len(places) - 1), inner if order else outer)
    return found


def _band(left: float, up: float, right: float, down: float, *, thick: float) -> str:
    """A band of even thickness from one upper edge to another, level at both ends."""
    x = number((left + right) / 2)
    one, other = number(left), number(right)
    return (
        f"M{one} {number(up)}C{x} {number(up)} {x} {number(down)} {other} {number(down)}v{number(thick)}"
        f"C{x} {number(down + thick)} {x} {number(up + thick)} {one} {number(up + thick)}z"
    )
