"""What the pages of deals, publishers, sources and figures show beyond their own statements."""

from dataclasses import dataclass

from dorsale.pages.reader import Figure, Reader, Shown, kind_of, slug_of
from dorsale.pages.statements import Statements, name
from dorsale.pages.views.asked import LINKED, Asked
from dorsale.pages.views.organizations import Circle, circles

__all__ = ["Link", "Publication", "Stated", "Ties", "deal_ties", "publications", "same_measure", "stated_figures"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """How the deal hangs on others, or others on it: the word for it, and the deals."""

    label: Shown
    things: list[Shown]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """What a deal hangs on, what hangs on it, and the circles of money that it bears."""

    links: list[Link]
    circles: list[Circle]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A source of a publisher, and how many statements rest on it."""

    page: Shown
    date: Shown | None
    kind: Shown | None
    original: Shown | None
    stated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A figure with the thing that it is of."""

    owner: Shown
    figure: Figure


def deal_ties(reader: Reader, asked: Asked) -> Ties:
    """The ties of a deal and of its commitments."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in asked["links"]:
        other = row["deal"].value if "deal" in row else row["other"].value
        found.setdefault((slug_of(row["how"].value), row["way"].value), []).append(other)
    links = [
        Link(
            label=_label(reader, how, way),
            things=reader.things(dict.fromkeys(found[how, way])),
        )
        for how in LINKED
        for way in ("forth", "back")
        if (how, way) in found
    ]
    return Ties(links=links, circles=circles(reader, asked["circles"], []))


def _label(reader: Reader, how: str, way: str) -> Shown:
    iri = name(f"dor:{how}")
    return reader.thing(iri) if way == "forth" else reader.inverse(iri)


def publications(reader: Reader, asked: Asked) -> list[Publication]:
    """The sources of a publisher, the latest first."""
    return [
        Publication(
            page=reader.thing(row["source"].value),
            date=reader.value(row["date"]) if "date" in row else None,
            kind=reader.thing(row["kind"].value) if "kind" in row else None,
            original=reader.web(row["url"].value) if "url" in row else None,
            stated=int(row["stated"].value),
        )
        for row in asked["published"]
        if "source" in row
    ]


def stated_figures(reader: Reader, incoming: Statements) -> list[Stated]:
    """The figures that a source states, by the thing that has them; those whose owner is not known are left out."""
    of, found = reader.statements, []
    for iri in dict.fromkeys(one.subject for one in incoming if kind_of(one.subject) == "figure"):
        owners = of.subjects("dor:figure", iri)
        if owners:
            found.append(Stated(owner=reader.thing(owners[0]), figure=reader.figure(iri)))
    return sorted(found, key=lambda one: (one.owner.order, one.figure.measure.order))


def same_measure(reader: Reader, asked: Asked) -> list[tuple[Figure, bool]]:
    """The other figures of the same measure of the same thing, and whether each disagrees with this one."""
    rivals = {row["figure"].value for row in asked["figures"] if "rival" in row}
    found = [
        (reader.figure(iri), iri in rivals) for iri in dict.fromkeys(row["figure"].value for row in asked["figures"])
    ]
    return sorted(found, key=lambda pair: (not pair[1], pair[0].when.machine if pair[0].when else ""))
