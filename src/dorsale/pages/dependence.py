"""The network of dependence that a release carries: its grounds, its groups, and the edges that filters leave."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeAlias

from dorsale.engine.rows import Value
from dorsale.namespaces import GRAPH, PREFIXES
from dorsale.pages.statements import Statement, Statements
from dorsale.release.folder import Release
from dorsale.release.network import LOOSE

__all__ = ["SETTLED", "STANDINGS", "Dependence", "Edge", "Ground", "Group", "Tag", "count_ties", "dependence_of"]

SETTLED: Final = ("firm", "announced")
"""The standings of grounds on which a dependence rests by rule."""

STANDINGS: Final = (*SETTLED, *LOOSE)
"""How sure a ground can be, the surest first."""

_FILE: Final = "network.json"
_NO_NETWORK: Final[Mapping[str, Any]] = {"grounds": [], "groups": {}, "names": {}, "places": {}}

Group: TypeAlias = str
"""The IRI of the company at the head of a group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A commitment with its ``deal``, or a chip without one, because of which groups depend on others.

    ``upper`` is the most that is stated in US dollars, where the commitment is counted and ties two groups alone.
    """

    iri: str
    deal: str
    dependents: Sequence[Group]
    supports: Sequence[Group]
    resources: Sequence[str]
    standing: str
    since: str
    upper: Decimal | None
    sources: Sequence[str]

    @property
    def page(self) -> str:
        """What a reader opens to see it: the deal, or the chip."""
        return self.deal or self.iri


class Tag(NamedTuple):
    """What tells an edge from every other."""

    dependent: Group
    support: Group
    resource: str
    standing: str


@dataclass(slots=True, kw_only=True)
class Edge:
    """That one group relies on another for a resource, as sure as ``tag`` says, because of the ``grounds``."""

    tag: Tag
    grounds: list[Ground] = field(default_factory=list)

    @property
    def pages(self) -> list[str]:
        """The deals and chips, each once, in the order of their dates."""
        ordered = sorted(self.grounds, key=lambda ground: (ground.since or "9999", ground.page))
        return list(dict.fromkeys(ground.page for ground in ordered))

    @property
    def sources(self) -> list[str]:
        """Who states it."""
        return sorted({source for ground in self.grounds for source in ground.sources})

    @property
    def since(self) -> str:
        """The first date of a ground, as exact as it is known; nothing where none has one."""
        return min((ground.since for ground in self.grounds if ground.since), default="")

    @property
    def upper(self) -> Decimal:
        """The most that is stated, in US dollars; 0 where no amount is these two groups' alone."""
        return sum((ground.upper for ground in self.grounds if ground.upper), Decimal())


class Dependence:
    """The network of one release."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.grounds = [_ground(one) for one in told["grounds"]]
        self.faces: dict[Group, str] = {group: one["face"] for group, one in told["groups"].items()}
        self.kinds: dict[Group, str] = {group: one["kind"] for group, one in told["groups"].items()}
        self._places: Mapping[str, Mapping[str, Mapping[Group, tuple[float, float]]]] = told["places"]
        self._names: Mapping[str, Sequence[str]] = told["names"]
        self._group: dict[str, Group] = {
            company: group
            for one in told["grounds"]
            for side in ("dependents", "supports")
            for company, group in one[side]
        }

    @cached_property
    def labels(self) -> Statements:
        """The labels of all that an edge names."""
        label, graph = PREFIXES["rdfs"] + "label", GRAPH + "data"
        return Statements(
            Statement(iri, label, Value("literal", text, language), graph)
            for iri, texts in self._names.items()
            for language, text in zip(("en", "fr"), texts, strict=True)
        )

    @cached_property
    def years(self) -> list[str]:
        """The years of the grounds, the last one first."""
        return sorted({ground.since[:4] for ground in self.grounds if ground.since}, reverse=True)

    def places(self, shape: str, view: str = "") -> Mapping[Group, tuple[float, float]]:
        """Where the groups that are drawn stand in one shape of the picture, in one of the views of the release."""
        return self._places.get(shape, {}).get(view, {})

    def group_of(self, company: str) -> Group:
        """The group of a company; of one without any tie, itself."""
        return self._group.get(company, company)

    def edges(self, *, resource: str = "", year: str = "", standings: Collection[str] = SETTLED) -> list[Edge]:
        """The edges that the filters leave, those with the greatest amounts first."""
        found: dict[Tag, Edge] = {}
        for ground in self.grounds:
            if ground.standing not in standings or not ground.since.startswith(year):
                continue
            for what in ground.resources:
                if resource in ("", what):
                    for dependent in ground.dependents:
                        for support in ground.supports:
                            if dependent != support:
                                tag = Tag(dependent, support, what, ground.standing)
                                found.setdefault(tag, Edge(tag=tag)).grounds.append(ground)
        return sorted(found.values(), key=lambda edge: (-edge.upper, -len(edge.grounds), edge.tag))

    @cached_property
    def ties(self) -> dict[Group, int]:
        """With how many others each group has a tie that is firm or announced."""
        return count_ties(self.edges())


def count_ties(edges: Iterable[Edge]) -> dict[Group, int]:
    """With how many others each group has a tie among ``edges``."""
    near: defaultdict[Group, set[Group]] = defaultdict(set)
    for edge in edges:
        near[edge.tag.dependent].add(edge.tag.support)
        near[edge.tag.support].add(edge.tag.dependent)
    return {group: len(others) for group, others in near.items()}


def dependence_of(release: Release) -> Dependence:
    """The network of ``release``; an empty one where it carries none."""
    text = release.file(_FILE).read_text(encoding="utf-8") if release.has(_FILE) else ""
    return Dependence(json.loads(text) if text else _NO_NETWORK)


def _ground(told: Mapping[str, Any]) -> Ground:
    sides = [sorted({group for _, group in told[side]}) for side in ("dependents", "supports")]
    alone = all(len(side) == 1 for side in sides)
    return Ground(
        iri=told["ground"],
        deal=told["deal"],
        dependents=sides[0],
        supports=sides[1],
        resources=told["resources"],
        standing=told["standing"],
        since=told["since"],
        upper=Decimal(told["upper"]) if told["upper"] and alone else None,
        sources=told["sources"],
    )
