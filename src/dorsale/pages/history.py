"""What was said of a thing from release to release, and what is left of a thing that is gone.

Both are read from the event streams, whose pages hold every version; nothing else is kept.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import pyoxigraph as ox

from dorsale.engine.rows import Value
from dorsale.namespaces import ID, PREFIXES
from dorsale.pages import asking
from dorsale.pages.addresses import iri_of
from dorsale.pages.documents import Content
from dorsale.pages.reader import Reader, Shown
from dorsale.pages.render import Context, page
from dorsale.pages.signposting import HISTORY, history_of
from dorsale.pages.site import Rendered
from dorsale.pages.statements import SAID, Statement, Statements, name
from dorsale.release.stream import DELETE, UPDATE, Stream, Version, literal

__all__ = ["History", "Tombstone", "tombstone"]

_A_PAGE: Final = 20
"""How many entries a page of a history tells in full."""

_LISTED: Final = 40
"""How many statements of one version are shown one by one."""

_BASE: Final = "urn:dorsale:page"
_XSD: Final = PREFIXES["xsd"]
_LABELS: Final = ("rdfs:label", "skos:prefLabel")

_Pair: TypeAlias = tuple[Version, list[Statement], list[Statement]]
"""A version, what it says, and what the one before it said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A statement that came or went: the property by its name, and the value."""

    property: Shown
    value: Shown
    gone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of a thing in one graph: created, updated or deleted, what differs, and how much is not listed."""

    graph: str
    way: str
    iri: str
    number: int
    changes: list[Change]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What one release changed."""

    moment: str
    version: str
    told: list[Told]


@dataclass(frozen=True, slots=True)
class History:
    """The versions of the thing to which ``path`` (``/history/KIND/SLUG``) belongs."""

    path: str

    @property
    def iri(self) -> str:
        """The IRI of the history."""
        return iri_of(self.path)

    @property
    def thing(self) -> str:
        """The IRI of the thing."""
        return ID + self.path.removeprefix(HISTORY)

    async def content(self, context: Context, page: int) -> Content | None:
        """The versions, each with its moment, its release and the one before it; ``None`` where none is known."""
        with Stream.open(context.site.release.path.parent) as stream:
            versions = stream.versions(self.thing) if stream else []
            releases = {entry.at: entry.version for entry in stream.entries()} if stream else {}
        if not versions or page > 1:
            return None
        said = [Statement(self.iri, name("foaf:primaryTopic"), Value("uri", self.thing), "")]
        before: dict[str, str] = {}
        for one in versions:
            told = [
                ("rdf:type", Value("uri", PREFIXES["as"] + one.way)),
                ("dct:isVersionOf", Value("uri", self.thing)),
                ("dct:created", Value("literal", literal(one.at), None, _XSD + "dateTime")),
                ("dcat:version", Value("literal", releases[one.at])),
                ("dct:isPartOf", Value("uri", one.stream)),
            ]
            if one.graph in before:
                told.append(("dct:replaces", Value("uri", before[one.graph])))
            before[one.graph] = one.iri
            said.append(Statement(self.thing, name("dct:hasVersion"), Value("uri", one.iri), ""))
            said += (Statement(one.iri, name(predicate), value, "") for predicate, value in told)
        return Content(statements=said, first=(self.thing,))

    async def html(self, context: Context, page: int, headers: tuple[tuple[str, str], ...]) -> Rendered | None:
        """The versions in words, the latest first."""
        return await _html(context, self, page, headers)


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of the thing whose document was at ``path``: its ``last`` description, and since when it is gone."""

    path: str
    last: Statements
    at: str
    successors: tuple[str, ...]

    @property
    def iri(self) -> str:
        """The IRI of the thing."""
        return iri_of(self.path)

    async def content(self, context: Context, page: int) -> Content | None:  # noqa: ARG002 - nothing more is asked
        """What it was, that it is deprecated since when, and what replaces it."""
        if page > 1:
            return None
        kept = {name(one) for one in ("rdf:type", *_LABELS)}
        said = [one for one in self.last if one.subject == self.iri and one.predicate in kept]
        told = [
            ("owl:deprecated", Value("literal", "true", None, _XSD + "boolean")),
            ("prov:invalidatedAtTime", Value("literal", literal(self.at), None, _XSD + "dateTime")),
            *(("dct:isReplacedBy", Value("uri", successor)) for successor in self.successors),
        ]
        said += (Statement(self.iri, name(predicate), value, "") for predicate, value in told)
        return Content(statements=said, first=(self.iri,))

    async def html(self, context: Context, page: int, headers: tuple[tuple[str, str], ...]) -> Rendered | None:
        """The same in words."""
        return await _stone(context, self, headers) if page == 1 else None


async def tombstone(context: Context, path: str) -> Tombstone | None:
    """What is left of the thing whose document would be at ``path``; ``None`` where it never was, or still is."""
    iri = iri_of(path)
    with Stream.open(context.site.release.path.parent) as stream:
        versions = stream.versions(iri) if stream and iri.startswith(ID) else []
        latest = {one.graph: one for one in versions}
        if stream is None or not latest or any(one.way != DELETE for one in latest.values()):
            return None
        full = {one.graph: one for one in versions if one.way != DELETE}
        last = Statements(said for one in full.values() for said in _said(stream, one))
    if await asking.exists(context.engine, iri):
        return None
    named = last.iris(iri, "dct:isReplacedBy")
    found = await asking.select(
        context.engine, f"SELECT DISTINCT ?by WHERE {{ ?by dct:replaces <{iri}> }} ORDER BY ?by"
    )
    successors = tuple(dict.fromkeys((*named, *(row["by"].value for row in found))))
    return Tombstone(path, last, max(one.at for one in versions), successors)


async def _html(context: Context, topic: History, number: int, headers: tuple[tuple[str, str], ...]) -> Rendered | None:
    start = (number - 1) * _A_PAGE
    moments, releases, pairs = await asyncio.to_thread(_read, context.site.release.path.parent, topic.thing, start)
    shown = moments[start : start + _A_PAGE]
    if not shown:
        return None
    own = Statements(said for _, now, before in pairs for said in (*now, *before))
    lexicon = await context.lexicon()
    wanted = {iri for iri in own.mentioned() if not lexicon.named(iri)} | {topic.thing}
    reader = await context.reader(own, await asking.labels(context.engine, wanted))
    title = reader.thing(topic.thing)
    return page(
        "history.html",
        context,
        title=context.words("history.title", name=title.text),
        description=context.words("history.lead"),
        document=topic.path if number == 1 else "",
        headers=headers,
        name=title,
        moments=[
            Moment(
                moment=literal(at),
                version=releases[at],
                told=[_told(reader, *pair) for pair in pairs if pair[0].at == at],
            )
            for at in shown
        ],
        number=number,
        more=len(moments) > start + _A_PAGE,
    )


def _read(folder: Path, thing: str, start: int) -> tuple[list[str], dict[str, str], list[_Pair]]:
    """All moments of a thing, the latest first, the releases by moment, and the versions of one page of moments.

    Each version comes with what it says and with what the one before it in the same graph said.
    """
    with Stream.open(folder) as stream:
        if stream is None:
            return [], {}, []
        versions = stream.versions(thing)
        moments = sorted({one.at for one in versions}, reverse=True)
        pairs = [
            (one, _said(stream, one), _said(stream, before) if before else [])
            for one, before in _with_the_one_before(versions)
            if one.at in moments[start : start + _A_PAGE]
        ]
        return moments, {entry.at: entry.version for entry in stream.entries()}, pairs


def _with_the_one_before(versions: list[Version]) -> Iterator[tuple[Version, Version | None]]:
    before: dict[str, Version] = {}
    for one in versions:
        yield one, before.get(one.graph)
        before[one.graph] = one


def _told(reader: Reader, one: Version, now: list[Statement], before: list[Statement]) -> Told:
    """What differs between a version of a thing and the one before it in the same graph."""
    is_, was = set(now), set(before)
    gone = [said for said in before if said not in is_] if one.way == UPDATE else []
    come = [said for said in now if said not in was] if one.way == UPDATE else []
    listed = sorted(
        ((said, said in is_) for said in (*gone, *come) if said.subject == one.thing),
        key=lambda pair: (pair[0].predicate, pair[1]),
    )
    return Told(
        graph=one.graph,
        way=one.way,
        iri=one.iri,
        number=len(now),
        changes=[
            Change(property=reader.thing(said.predicate), value=reader.value(said.object), gone=not stays)
            for said, stays in listed[:_LISTED]
        ],
        more=len(gone) + len(come) - len(listed[:_LISTED]),
    )


async def _stone(context: Context, topic: Tombstone, headers: tuple[tuple[str, str], ...]) -> Rendered:
    labels = await asking.labels(context.engine, topic.last.mentioned() | set(topic.successors))
    reader = await context.reader(topic.last, labels)
    title = reader.thing(topic.iri)
    return page(
        "gone.html",
        context,
        title=title.text,
        description=context.words("gone.lead"),
        document=topic.path,
        headers=headers,
        classes=[reader.thing(one) for one in topic.last.types(topic.iri)],
        at=literal(topic.at),
        successors=reader.things(topic.successors),
        history=history_of(context.site.release, topic.iri),
        iri=topic.iri,
        status=410,
    )


def _said(stream: Stream, version: Version) -> list[Statement]:
    """The statements of a version, as made in its graph."""
    graph = SAID.removesuffix("data") + version.graph
    quads = ox.parse(stream.text(version), format=ox.RdfFormat.TRIG, base_iri=_BASE)
    return [
        Statement(_text(quad.subject), quad.predicate.value, _value(quad.object), graph)
        for quad in quads
        if isinstance(quad.graph_name, ox.NamedNode)
    ]


def _text(term: ox.NamedNode | ox.BlankNode | ox.Triple) -> str:
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else str(term).strip("<>")


def _value(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Value:
    if isinstance(term, ox.Literal):
        plain = term.language or term.datatype.value == _XSD + "string"
        return Value("literal", term.value, term.language, None if plain else term.datatype.value)
    return Value("bnode" if isinstance(term, ox.BlankNode) else "uri", _text(term).removeprefix("_:"))
