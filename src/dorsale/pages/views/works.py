"""The pages of sites, clusters, hardware, models and platforms: who has them, what runs there, what is planned."""

from dataclasses import dataclass
from typing import Final

from dorsale.pages.reader import Figure, Reader, Shown, slug_of
from dorsale.pages.views.asked import Asked
from dorsale.pages.views.flows import Flow, Row, flows
from dorsale.pages.views.money import column
from dorsale.pages.views.reliance import Reliance, reliances

__all__ = ["ClusterLine", "Course", "Offer", "Work", "courses", "work"]

_PLANNED_MEASURES: Final = frozenset({"planned-power", "contracted-power"})
_LAST: Final = "9999"
_FEW: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What is said for one date: the figures of each measure, in the order of the columns."""

    when: Shown | None
    cells: list[list[Figure]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Figures by date, a column a measure; ``slug`` says whether they tell what is ``running`` or ``planned``."""

    slug: str
    measures: list[Shown]
    days: list[Day]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterLine:
    """A cluster in a table."""

    page: Shown
    owners: list[Shown]
    chips: list[Shown]
    start: Shown | None
    count: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A model on a platform."""

    record: Shown
    other: Shown
    developers: list[Shown]
    since: Shown | None
    state: Shown | None
    sources: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What the page of a site, cluster, chip, model, platform or programme shows in places of its own."""

    courses: list[Course]
    flows: list[Flow]
    relies: list[Reliance]
    relied: list[Reliance]
    clusters: list[ClusterLine]
    offers: list[Offer]


def work(reader: Reader, iri: str, kind: str, asked: Asked) -> Work:
    """The parts of the page of ``iri``."""
    return Work(
        courses=courses(reader, iri) if kind in {"site", "cluster"} else [],
        flows=flows(reader, asked.get("flows", [])),
        relies=reliances(reader, asked.get("reliance", []), "relies", group=frozenset({iri})),
        relied=reliances(reader, asked.get("reliance", []), "relied", group=frozenset({iri})),
        clusters=_clusters(reader, [*asked.get("clusters", []), *asked.get("users", [])]),
        offers=_offers(reader, asked.get("offers", [])),
    )


def courses(reader: Reader, iri: str) -> list[Course]:
    """The figures of ``iri`` by date, what runs apart from what is planned; none where fewer than two have a date.

    Those that are known to be wrong or overtaken stand among all figures alone, where their rank is said.
    """
    of = reader.statements
    found: dict[str, dict[str, list[Figure]]] = {"running": {}, "planned": {}}
    for figure_iri in of.iris(iri, "dor:figure"):
        figure = reader.figure(figure_iri)
        if figure.rank == "deprecated":
            continue
        qualifier = slug_of(of.first(figure_iri, "dor:qualifier") or "")
        planned = qualifier == "target" or slug_of(figure.measure.iri) in _PLANNED_MEASURES
        day = figure.when.machine if figure.when else _LAST
        found["planned" if planned else "running"].setdefault(day, []).append(figure)
    if sum(len(figures) for days in found.values() for day, figures in days.items() if day != _LAST) < _FEW:
        return []
    return [_course(slug, days) for slug, days in found.items() if days]


def _course(slug: str, days: dict[str, list[Figure]]) -> Course:
    every = [figure.measure for figures in days.values() for figure in figures]
    measures = sorted(
        {measure.iri: measure for measure in every}.values(),
        key=lambda measure: ("power" not in slug_of(measure.iri), measure.order),
    )
    return Course(
        slug=slug,
        measures=measures,
        days=[
            Day(
                when=days[day][0].when if day != _LAST else None,
                cells=[[figure for figure in days[day] if figure.measure.iri == measure.iri] for measure in measures],
            )
            for day in sorted(days)
        ],
    )


def _clusters(reader: Reader, rows: list[Row]) -> list[ClusterLine]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["cluster"].value, []).append(row)
    return [
        ClusterLine(
            page=reader.thing(iri),
            owners=reader.things(column(members, "owner")),
            chips=reader.things(column(members, "chip")),
            start=reader.value(members[0]["start"]) if "start" in members[0] else None,
            count=reader.said(
                [members[0]["value"].value],
                unit=members[0]["unit"].value,
                qualifier=slug_of(members[0]["qualifier"].value) if "qualifier" in members[0] else "exact",
            )
            if "value" in members[0]
            else "",
        )
        for iri, members in grouped.items()
    ]


def _offers(reader: Reader, rows: list[Row]) -> list[Offer]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["availability"].value, []).append(row)
    found = [
        Offer(
            record=reader.thing(iri),
            other=reader.thing(members[0]["other"].value),
            developers=reader.things(column(members, "developer")),
            since=reader.value(members[0]["since"]) if "since" in members[0] else None,
            state=reader.thing(members[0]["state"].value) if "state" in members[0] else None,
            sources=column(members, "source"),
        )
        for iri, members in grouped.items()
    ]
    return sorted(found, key=lambda one: one.other.order)
