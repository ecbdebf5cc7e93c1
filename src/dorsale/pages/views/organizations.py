"""The page of an organization: its money, on whom it relies, who relies on it, what it has, what happened to it."""

from dataclasses import dataclass

from dorsale.pages.reader import Reader, Shown, slug_of
from dorsale.pages.views.asked import CLASSES, ROLES, Asked
from dorsale.pages.views.flows import Row
from dorsale.pages.views.lists import Happening, happenings
from dorsale.pages.views.money import Line, column, money_lines
from dorsale.pages.views.reliance import Reliance, reliances

__all__ = ["Circle", "Finding", "Holding", "Organization", "Works", "circles", "organization"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A chain in which money comes back, with its steps told in words where they are."""

    page: Shown
    standing: Shown
    slug: str
    steps: int
    told: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A stake that the organization holds in another."""

    page: Shown
    company: Shown
    shares: list[str]
    when: Shown | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Works:
    """The things of one class that the organization has to do with in one role."""

    kind: str
    role: str
    things: list[Shown]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A number computed about the organization: what it is of, what it measures, what it says."""

    page: Shown
    of: Shown | None
    measure: Shown
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """What the page of an organization shows in places of its own."""

    totals: list[Line]
    resources: list[Line]
    relies: list[Reliance]
    relied: list[Reliance]
    circles: list[Circle]
    happenings: list[Happening]
    above: list[Shown]
    below: list[tuple[Shown, Shown | None]]
    works: list[Works]
    held: list[Holding]
    reach: list[Finding]
    suppliers: list[Finding]
    customers: list[Finding]
    group: frozenset[str]


def organization(reader: Reader, iri: str, asked: Asked) -> Organization:
    """The parts of the page of ``iri``, which is asked about together with the companies below it."""
    below = [row for row in asked["group"] if row["way"].value == "below"]
    group = frozenset({iri, *column(below, "company")})
    totals, resources = money_lines(reader, asked["money"], set(group))
    findings = [_finding(reader, row) for row in asked["findings"]]
    return Organization(
        totals=totals,
        resources=resources,
        relies=reliances(reader, asked["reliance"], "relies", group=group),
        relied=reliances(reader, asked["reliance"], "relied", group=group),
        circles=circles(reader, asked["circles"], asked["told"]),
        happenings=happenings(reader, asked["events"]),
        above=reader.things(column([row for row in asked["group"] if row["way"].value == "above"], "company")),
        below=_below(reader, below, iri),
        works=_works(reader, asked["works"]),
        held=_held(reader, asked["held"]),
        reach=[one for one in findings if one.of is None],
        suppliers=_concentrations(findings, "--suppliers--"),
        customers=_concentrations(findings, "--customers--"),
        group=group,
    )


def circles(reader: Reader, rows: list[Row], told: list[Row]) -> list[Circle]:
    """Circles in the order of the rows, with the steps of those that ``told`` tells."""
    texts = {row["circle"].value: row["text"] for row in told}
    return [
        Circle(
            page=reader.thing(row["circle"].value),
            standing=reader.thing(row["standing"].value),
            slug=slug_of(row["standing"].value),
            steps=int(row["steps"].value),
            told=reader.value(texts[row["circle"].value]).text.splitlines() if row["circle"].value in texts else [],
        )
        for row in rows
        if "circle" in row
    ]


def _below(reader: Reader, rows: list[Row], iri: str) -> list[tuple[Shown, Shown | None]]:
    """Each company below, with the one directly above it where that is not the organization itself."""
    found = []
    for company in column(rows, "company"):
        parents = column((row for row in rows if row["company"].value == company), "parent")
        found.append((reader.thing(company), reader.thing(parents[0]) if parents and iri not in parents else None))
    return sorted(found, key=lambda pair: pair[0].order)


def _works(reader: Reader, rows: list[Row]) -> list[Works]:
    grouped: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        grouped.setdefault((slug_of(row["class"].value), slug_of(row["role"].value)), []).append(row["thing"].value)
    return [
        Works(kind=kind, role=role, things=reader.things(dict.fromkeys(grouped[kind, role])))
        for kind in CLASSES
        for role in ROLES
        if (kind, role) in grouped
    ]


def _held(reader: Reader, rows: list[Row]) -> list[Holding]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["stake"].value, []).append(row)
    found = [
        Holding(
            page=reader.thing(stake),
            company=reader.thing(members[0]["in"].value),
            shares=[
                reader.said(
                    [row["value"].value],
                    unit=row["unit"].value if "unit" in row else "",
                    qualifier=slug_of(row["qualifier"].value) if "qualifier" in row else "exact",
                )
                for row in members
                if "value" in row
            ],
            when=reader.value(members[0]["date"]) if "date" in members[0] else None,
        )
        for stake, members in grouped.items()
    ]
    return sorted(found, key=lambda one: (one.company.order, one.when.machine if one.when else ""))


def _concentrations(findings: list[Finding], side: str) -> list[Finding]:
    """How few are on one side, for each resource."""
    return [one for one in findings if one.of and side in one.of.iri and slug_of(one.measure.iri) == "herfindahl-index"]


def _finding(reader: Reader, row: Row) -> Finding:
    return Finding(
        page=reader.thing(row["estimate"].value),
        of=reader.thing(row["finding"].value) if "finding" in row else None,
        measure=reader.thing(row["measure"].value),
        said=reader.amount(row["value"].value, row["unit"].value if "unit" in row else ""),
    )
