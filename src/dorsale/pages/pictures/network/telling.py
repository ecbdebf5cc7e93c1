"""What the network says in words: groups by the company that stands for them, edges with their resource and amount."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from dorsale.namespaces import PREFIXES
from dorsale.pages.dependence import STANDINGS, Dependence, Edge, Group
from dorsale.pages.reader import Reader, Shown, slug_of
from dorsale.pages.values import compact, moment

__all__ = ["Guide", "Link", "Telling", "linked"]

_STANDING: Final = PREFIXES["standing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """All edges for one resource between two groups, as one mark; ``standing`` is that of the surest."""

    support: Group
    dependent: Group
    resource: str
    standing: str
    edges: Sequence[Edge]

    @property
    def upper(self) -> Decimal:
        """The most that is stated by those of the standing, in US dollars."""
        return sum((edge.upper for edge in self.edges if edge.tag.standing == self.standing), Decimal())

    @property
    def size(self) -> float:
        """The same, to compare."""
        return float(self.upper)


def linked(edges: Sequence[Edge]) -> list[Link]:
    """The edges, those between the same two groups for the same resource as one."""
    found: dict[tuple[Group, Group, str], list[Edge]] = {}
    for edge in edges:
        found.setdefault((edge.tag.support, edge.tag.dependent, edge.tag.resource), []).append(edge)
    return [
        Link(
            support=support,
            dependent=dependent,
            resource=resource,
            standing=min((edge.tag.standing for edge in members), key=STANDINGS.index),
            edges=members,
        )
        for (support, dependent, resource), members in found.items()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """What a drawing is called, and where its marks (``lead``) and its groups (``focus``) lead."""

    title: str
    description: str
    lead: Callable[[Link], str]
    focus: Callable[[Group], str]


class Telling:
    """The words of the network for one request."""

    def __init__(self, reader: Reader, network: Dependence) -> None:
        self.reader = reader
        self.words = reader.words
        self.network = network
        self._known: dict[Group, Shown] = {}

    def who(self, group: Group) -> Shown:
        """A group by the company that stands for it."""
        if group not in self._known:
            self._known[group] = self.reader.thing(self.network.faces.get(group, group))
        return self._known[group]

    def slug(self, group: Group) -> str:
        """How an address names a group."""
        return slug_of(self.network.faces.get(group, group))

    def resource(self, resource: str) -> str:
        """What one relies on another for."""
        return self.words(f"pictures.network.resource.{resource}")

    def standing(self, standing: str) -> Shown:
        """How sure it is."""
        return Shown(text=self.reader.names(_STANDING + standing).text)

    def since(self, lexical: str) -> Shown:
        """A date."""
        return Shown(text=moment(lexical, self.reader.place.language), look="time", machine=lexical)

    def link(self, link: Link) -> str:
        """A mark in words: who relies on whom for what, how much, how sure."""
        parts = [self.resource(link.resource)]
        if link.upper:
            parts.append(compact(link.upper, self.reader.place.language))
        parts.append(self.standing(link.standing).text)
        return self.words(
            "pictures.network.link",
            dependent=self.who(link.dependent).text,
            support=self.who(link.support).text,
            what=", ".join(parts),
        )
