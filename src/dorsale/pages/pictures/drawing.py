"""What every picture gives: the drawing in a wide and a narrow form, its data as a table, and how to ask for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar, overload

from markupsafe import Markup

from dorsale.pages.pictures.asked import Asked
from dorsale.pages.pictures.svg import Element
from dorsale.pages.reader import Shown
from dorsale.pages.render import Context

__all__ = ["Cell", "Choice", "Column", "Drawing", "Embedded", "Filter", "Made", "Picture"]

_Item = TypeVar("_Item")
_Made = TypeVar("_Made")


class Made(Sequence[_Made], Generic[_Item, _Made]):
    """``items`` as ``make`` turns them out, each when it is asked for: a page shows a few of many rows."""

    def __init__(self, items: Sequence[_Item], make: Callable[[_Item], _Made]) -> None:
        self._items = items
        self._make = make

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, at: int) -> _Made: ...
    @overload
    def __getitem__(self, at: slice) -> list[_Made]: ...
    def __getitem__(self, at: int | slice) -> _Made | list[_Made]:
        return [self._make(one) for one in self._items[at]] if isinstance(at, slice) else self._make(self._items[at])


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value of a filter, as the address writes it and as a reader sees it."""

    value: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A field of the form above a picture: its choices besides "all", and the one that is chosen (empty: all)."""

    name: str
    choices: Sequence[Choice]
    chosen: str = ""
    needed: bool = False
    """Whether one of the choices is always chosen, so that there is no "all"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the table: ``key`` heads it in CSV, ``label`` on the page."""

    key: str
    label: str
    amount: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of the table: what the page shows, and what CSV holds."""

    shown: Sequence[Shown]
    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One picture for one set of filters.

    CSV holds all ``rows``, the page the first ``shown`` of them, with the anchors ``row-1`` and so on. ``notes`` say
    what the picture leaves out. ``query`` is the SPARQL behind it. ``graph`` gives nodes and edges where the picture is
    a network, which then goes out as JSON and GraphML; ``islands`` are the modules that make it easier to explore.
    """

    title: str
    wide: Element
    narrow: Element
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    query: str
    shown: int
    filters: Sequence[Filter] = ()
    notes: Sequence[str] = ()
    graph: Callable[[], dict[str, Any]] | None = None
    islands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """A picture inside a page about something else: drawn in both forms, with the address of the whole of it."""

    title: str
    wide: Markup
    narrow: Markup
    href: str
    notes: Sequence[str] = ()


class Picture(Protocol):
    """A kind of picture: its name in the address, the filters that it knows, and how it is drawn."""

    @property
    def name(self) -> str:
        """The last part of its address, and of the keys of its words."""

    @property
    def filters(self) -> Sequence[str]:
        """The names of its filters."""

    async def draw(self, context: Context, asked: Asked) -> Drawing:
        """The picture that a reader asks for. Raises a 400 for a filter with a wrong value."""
