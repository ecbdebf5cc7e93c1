"""What every picture gives: the drawing in a wide and a narrow form, its data as a table, and how to ask for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar, cast, overload

from markupsafe import Markup

from dorsale.pages.pictures.asked import Asked
from dorsale.pages.pictures.svg import Element
from dorsale.pages.reader import Shown
from dorsale.pages.render import Context

__all__ = ["Cell", "Choice", "Column", "Drawing", "Embedded", "Filter", "Picture", "Rows"]


Item = TypeVar("Item")


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
    every: str = ""
    """The key of the word for "all", where it is not the name."""


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


class Rows(Sequence[Sequence[Cell]]):
    """The rows of a table, each made of one of ``items`` when it is asked for: an image needs none, a page few."""

    def __init__(self, items: Sequence[Item], make: Callable[[Item], Sequence[Cell]]) -> None:
        self._items: Sequence[object] = items
        self._make = cast("Callable[[object], Sequence[Cell]]", make)

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> Sequence[Cell]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Sequence[Cell]]: ...
    def __getitem__(self, index: int | slice) -> Sequence[Cell] | Sequence[Sequence[Cell]]:
        if isinstance(index, slice):
            return [self._make(item) for item in self._items[index]]
        return self._make(self._items[index])


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
    """A picture inside a page about something else: drawn in both forms, and the way to more of it.

    Where it is ``several`` small drawings side by side, they stand in for both forms. ``href`` leads to what ``more``
    says; without it, there is no more than what is drawn.
    """

    title: str
    wide: Markup = field(default_factory=Markup)
    narrow: Markup = field(default_factory=Markup)
    several: Sequence[Markup] = ()
    href: str = ""
    more: str = ""
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
