"""The catalogue of the release (VoID and DCAT 3): downloads, endpoint and counts, each at its anchor."""

from dataclasses import dataclass
from typing import Final

from dorsale.engine.rows import Value
from dorsale.namespaces import BASE, DATASET, GRAPH
from dorsale.pages.documents import Content
from dorsale.pages.files import file_statements
from dorsale.pages.reader import Reader, Shown, slug_of
from dorsale.pages.render import Context, page
from dorsale.pages.site import Rendered
from dorsale.pages.statements import Statement, Statements, name
from dorsale.pages.views.parts import Fact, facts

__all__ = ["CATALOGUE_GRAPH", "Catalogue"]

CATALOGUE_GRAPH: Final = GRAPH + "catalog"
"""The named graph that holds the catalogue and nothing else."""

_FILE: Final = "catalog.ttl"
_NAMED: Final = ("rdf:type", "rdfs:label", "dct:title")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A download or service of the catalogue."""

    anchor: str
    title: Shown
    facts: list[Fact]


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How often a class or property occurs in the dataset."""

    anchor: str
    term: Shown
    number: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one named graph holds."""

    name: str
    classes: list[Count]
    properties: list[Count]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The catalogue, as the release carries it."""

    iri: str = BASE + "catalog"
    path: str = "/catalog"

    async def content(self, context: Context, page: int) -> Content | None:
        """The catalogue with what it counts, and the name of the graph that holds it."""
        if page > 1:
            return None
        graph = [
            Statement(CATALOGUE_GRAPH, name("rdf:type"), Value("uri", name("sd:NamedGraph")), CATALOGUE_GRAPH),
            Statement(CATALOGUE_GRAPH, name("foaf:primaryTopic"), Value("uri", self.iri), CATALOGUE_GRAPH),
        ]
        return Content(statements=[*file_statements(context, _FILE, graph=CATALOGUE_GRAPH), *graph], first=(self.iri,))

    async def html(self, context: Context, page: int, headers: tuple[tuple[str, str], ...]) -> Rendered | None:
        """The catalogue on one page."""
        if page > 1:
            return None
        reader = await context.reader(Statements(file_statements(context, _FILE, graph=CATALOGUE_GRAPH)), Statements())
        return _html(context, self, reader, headers)


def _html(context: Context, topic: Catalogue, reader: Reader, headers: tuple[tuple[str, str], ...]) -> Rendered:
    of, title = reader.statements, reader.thing(topic.iri)
    descriptions = reader.texts(of.objects(topic.iri, "dct:description"))
    parts = [iri for iri in of.described() if iri.startswith(f"{topic.iri}#")]
    return page(
        "catalogue.html",
        context,
        title=title.text,
        description=descriptions[0].text if descriptions else "",
        document=topic.path,
        headers=headers,
        iri=topic.iri,
        graph=CATALOGUE_GRAPH,
        descriptions=descriptions,
        facts=facts(reader, topic.iri, without=(*_NAMED, "dct:description")),
        entries=[_entry(reader, iri) for iri in sorted(parts) if of.types(iri)],
        graphs=[_part(context, reader, iri) for iri in sorted(of.iris(DATASET, "void:subset"))],
        classes=_classes(reader, DATASET),
        properties=_properties(reader, DATASET),
    )


def _entry(reader: Reader, iri: str) -> Entry:
    return Entry(anchor=slug_of(iri), title=reader.thing(iri), facts=facts(reader, iri, without=_NAMED))


def _part(context: Context, reader: Reader, iri: str) -> Part:
    name = context.words.get(f"graph.{slug_of(iri)}") or slug_of(iri)
    return Part(name=name, classes=_classes(reader, iri), properties=_properties(reader, iri))


def _classes(reader: Reader, dataset: str) -> list[Count]:
    return _counts(reader, reader.statements.iris(dataset, "void:classPartition"), "void:class", "void:entities")


def _properties(reader: Reader, dataset: str) -> list[Count]:
    return _counts(reader, reader.statements.iris(dataset, "void:propertyPartition"), "void:property", "void:triples")


def _counts(reader: Reader, parts: list[str], term: str, number: str) -> list[Count]:
    """The parts that count a term, the most frequent first."""
    of, found = reader.statements, []
    for iri in parts:
        for counted, times in zip(of.iris(iri, term), of.objects(iri, number), strict=True):
            found.append(Count(anchor=slug_of(iri), term=reader.thing(counted), number=reader.value(times)))
    return sorted(found, key=lambda count: (-int(count.number.machine), count.term.order))
