"""The list of the network: who depends on whom, for what, how much, how sure, since when, because of which deals."""

from collections.abc import Callable, Sequence
from typing import Final

from dorsale.pages.dependence import Edge
from dorsale.pages.pictures.drawing import Cell, Column
from dorsale.pages.pictures.network.telling import Telling
from dorsale.pages.reader import Shown
from dorsale.pages.values import money

__all__ = ["SHOWN", "columns", "row"]

SHOWN: Final = 120
"""How many rows a page has unless it is asked for all."""

_LISTED: Final = 3
_KEYS: Final = ("dependent", "support", "resource", "at-most", "standing", "since", "deals", "sources")


def columns(words: Callable[[str], str]) -> list[Column]:
    """The heads of the list."""
    return [Column(key=key, label=words(f"pictures.network.list.{key}"), amount=key == "at-most") for key in _KEYS]


def row(telling: Telling, edge: Edge) -> list[Cell]:
    """One edge."""
    tag, since, upper = edge.tag, edge.since, edge.upper
    amount = money(upper, "USD", telling.reader.place.language) if upper else ""
    ends = [telling.who(group) for group in (tag.dependent, tag.support)]
    return [
        *(Cell(shown=[shown], data=shown.iri) for shown in ends),
        Cell(shown=[Shown(text=telling.resource(tag.resource))], data=tag.resource),
        Cell(shown=[Shown(text=amount, look="number", machine=str(upper))] if amount else [], data=str(upper or "")),
        Cell(shown=[telling.standing(tag.standing)], data=tag.standing),
        Cell(shown=[telling.since(since)] if since else [], data=since),
        _several(telling, edge.pages),
        _several(telling, edge.sources),
    ]


def _several(telling: Telling, iris: Sequence[str]) -> Cell:
    more = len(iris) - _LISTED
    shown = [telling.reader.thing(iri) for iri in iris[: _LISTED if more > 1 else None]]
    if more > 1:
        shown.append(Shown(text=telling.words("pictures.more", number=more)))
    return Cell(shown=shown, data=" ".join(iris))
