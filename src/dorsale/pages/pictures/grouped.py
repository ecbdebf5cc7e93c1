"""Which groups a Sankey of money has room to name, column by column, and what becomes of the others."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, TypeAlias

from dorsale.pages.pictures.sankey import Link
from dorsale.pages.pictures.totals import NOBODY, SEVERAL, Flow, Tag, Who

__all__ = ["FINANCING", "REST", "Grouped", "Node"]

FINANCING: Final = ("capital", "credit", "public")
"""The purposes for which money goes from the first column to the second; for all others it goes on to the third."""

REST: Final = "rest"
"""Everyone of a column for whom there is no room."""

Node: TypeAlias = tuple[int, Who]
"""A group, or :data:`REST`, in one of the three columns."""


class Grouped:
    """The flows with an amount between the groups that a shape has room to name; all others are one group a column."""

    def __init__(self, flows: Iterable[Flow], most: int) -> None:
        drawn = [flow for flow in flows if flow.upper]
        sides: defaultdict[Node, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
        for flow in drawn:
            source, target = _ends(flow)
            sides[source][0] += flow.upper
            sides[target][1] += flow.upper
        named: set[Node] = set()
        self._merged = [0, 0, 0]
        for place in range(3):
            known = [node for node in sides if node[0] == place and node[1] not in (SEVERAL, NOBODY)]
            known.sort(key=lambda node: (-max(sides[node]), node))
            kept = known if len(known) <= most + 1 else known[:most]
            named |= set(kept)
            self._merged[place] = len(known) - len(kept)
        summed: defaultdict[tuple[Node, Node, str, str], Decimal] = defaultdict(Decimal)
        for flow in drawn:
            source, target = (
                node if node in named or node[1] in (SEVERAL, NOBODY) else (node[0], REST) for node in _ends(flow)
            )
            summed[source, target, flow.purpose, flow.standing] += flow.upper
        self.links = [
            Link(
                source=source,
                target=target,
                value=float(value),
                tag=Tag(giver=source[1], taker=target[1], purpose=purpose, standing=standing),
            )
            for (source, target, purpose, standing), value in sorted(summed.items())
        ]
        self.nodes = sorted({node for link in self.links for node in (link.source, link.target)})
        self.columns: Sequence[Sequence[Node]] = [
            [node for node in self.nodes if node[0] == place] for place in range(3)
        ]

    @property
    def total(self) -> Decimal:
        """All that is drawn."""
        return sum((Decimal(str(link.value)) for link in self.links), Decimal())

    @property
    def merged(self) -> int:
        """How many groups, column by column, have no name in the picture."""
        return sum(self._merged)

    def merged_in(self, place: int) -> int:
        """How many groups of one column have no name in the picture."""
        return self._merged[place]

    def value(self, node: Node) -> Decimal:
        """What a node is as high as."""
        out = sum((Decimal(str(link.value)) for link in self.links if link.source == node), Decimal())
        into = sum((Decimal(str(link.value)) for link in self.links if link.target == node), Decimal())
        return max(out, into)

    def single(self) -> set[Tag]:
        """The flows that are a ribbon of their own."""
        return {link.tag for link in self.links if REST not in (link.tag.giver, link.tag.taker)}


def _ends(flow: Flow) -> tuple[Node, Node]:
    place = 0 if flow.purpose in FINANCING else 1
    return (place, flow.giver), (place + 1, flow.taker)
