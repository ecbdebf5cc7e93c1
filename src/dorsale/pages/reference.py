"""The reference documents: the ontology with all its terms, and the shapes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from markupsafe import Markup

from dorsale.engine.rows import Value
from dorsale.namespaces import BASE, GRAPH, ONTOLOGY, SHAPES, TERM, VOCABULARY
from dorsale.pages.diagram import draw_module
from dorsale.pages.documents import Content
from dorsale.pages.files import file_statements
from dorsale.pages.pictures.svg import inline
from dorsale.pages.reader import Reader, Shown, slug_of
from dorsale.pages.render import Context, page
from dorsale.pages.site import Question, Rendered
from dorsale.pages.statements import Statement, Statements, name
from dorsale.pages.views.parts import Fact, facts

__all__ = ["Ontology", "Shapes", "shape_statements"]

_SHOWN_APART: Final = (
    "rdf:type",
    "rdfs:label",
    "skos:definition",
    "skos:example",
    "skos:scopeNote",
    "rdfs:isDefinedBy",
    "sh:message",
)
_HEADER: Final = name("owl:Ontology")
_Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term or shape of a reference page, at the anchor that its IRI names."""

    anchor: str
    iri: str
    title: Shown
    definitions: list[Shown]
    examples: list[Shown]
    notes: list[Shown]
    facts: list[Fact]
    narrower: list[Shown]
    questions: list[Question]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Terms of one sort; ``name`` is the last part of the key of its heading."""

    name: str
    terms: list[Term]


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a reference document says of itself."""

    title: Shown
    descriptions: list[Shown]
    facts: list[Fact]
    modules: list[Shown]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """A module drawn, at the anchor ``diagram-`` and its name."""

    anchor: str
    title: Shown
    wide: Markup
    narrow: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """Which terms a reference page shows: those of a namespace, in groups by class."""

    namespace: str
    groups: tuple[tuple[str, str], ...]


_TERMS: Final = Sort(
    namespace=TERM,
    groups=(
        ("classes", "owl:Class"),
        ("object-properties", "owl:ObjectProperty"),
        ("datatype-properties", "owl:DatatypeProperty"),
        ("annotation-properties", "owl:AnnotationProperty"),
    ),
)
_SHAPES: Final = Sort(
    namespace=SHAPES,
    groups=(
        ("node-shapes", "sh:NodeShape"),
        ("property-shapes", "sh:PropertyShape"),
        ("annotation-properties", "owl:AnnotationProperty"),
    ),
)


@dataclass(frozen=True, slots=True)
class Ontology:
    """The ontology: its header and its terms. The concepts have documents of their own, and so have the modules."""

    iri: str = ONTOLOGY
    path: str = "/ontology"

    async def content(self, context: Context, page: int) -> Content | None:
        """The ontology graph without the vocabularies and the headers of the modules, with the links of its terms."""
        if page > 1:
            return None
        statements = _ontology(context)
        modules = {iri for iri in statements.subjects("rdf:type", _HEADER) if iri != ONTOLOGY}
        kept = [one for one in statements if one.subject not in modules]
        return Content(statements=kept, first=(ONTOLOGY,))

    async def html(self, context: Context, page: int, headers: _Headers) -> Rendered | None:
        """All terms on one page, each at its anchor."""
        if page > 1:
            return None
        statements = _ontology(context)
        modules = statements.subjects("dct:isPartOf", ONTOLOGY)
        return await _reference(context, self, statements, sort=_TERMS, modules=modules, headers=headers)


@dataclass(frozen=True, slots=True)
class Shapes:
    """The SHACL shapes, as the release carries them."""

    iri: str = BASE + "shapes"
    path: str = "/shapes"

    async def content(self, context: Context, page: int) -> Content | None:
        """All shapes."""
        if page > 1:
            return None
        return Content(statements=list(shape_statements(context)), first=(self.iri,))

    async def html(self, context: Context, page: int, headers: _Headers) -> Rendered | None:
        """All shapes on one page, each at its anchor."""
        if page > 1:
            return None
        statements = Statements(shape_statements(context))
        modules = [iri for iri in statements.subjects("rdf:type", _HEADER) if iri != self.iri]
        return await _reference(context, self, statements, sort=_SHAPES, modules=modules, headers=headers)


def _ontology(context: Context) -> Statements:
    """The ontology graph without the concepts and their schemes, and what its terms are called elsewhere."""
    found = Statements(file_statements(context, "ontology.ttl", graph=GRAPH + "ontology"))
    concepts = {one.subject for one in found if one.predicate == name("skos:inScheme")}
    links = (
        one for one in file_statements(context, "links.ttl", graph=GRAPH + "links") if one.subject.startswith(TERM)
    )
    kept = (one for one in found if one.subject not in concepts and not one.subject.startswith(VOCABULARY))
    return Statements([*kept, *links])


def shape_statements(context: Context) -> Iterator[Statement]:
    """The shapes of all modules."""
    return file_statements(context, "shapes.ttl")


async def _reference(
    context: Context,
    topic: "Ontology | Shapes",
    statements: Statements,
    *,
    sort: Sort,
    modules: Iterable[str],
    headers: _Headers,
) -> Rendered:
    iri = topic.iri
    reader = await context.reader(statements, Statements())
    named = [one for one in statements.described() if one.startswith(sort.namespace)]
    groups = []
    for group, kind in sort.groups:
        members = [one for one in named if name(kind) in statements.types(one)]
        terms = sorted((_term(context, reader, one) for one in members), key=lambda term: term.title.order)
        groups.append(Group(name=group, terms=terms))
    header = Header(
        title=reader.thing(iri),
        descriptions=reader.texts(statements.objects(iri, "dct:description")),
        facts=facts(reader, iri, without=("rdf:type", "rdfs:label", "dct:title", "dct:description")),
        modules=[one if sort is _TERMS else replace(one, href=None) for one in reader.things(modules)],
    )
    return page(
        "reference.html",
        context,
        title=header.title.text,
        description=header.descriptions[0].text if header.descriptions else "",
        document=topic.path,
        headers=headers,
        header=header,
        groups=[group for group in groups if group.terms],
        diagrams=_diagrams(context, reader) if sort is _TERMS else [],
        iri=iri,
    )


def _diagrams(context: Context, reader: Reader) -> list[Diagram]:
    """The modules of the ontology, drawn; none in a release from before modules were told apart."""
    found = []
    for module in reader.things(context.site.modules):
        anchor, classes = f"diagram-{slug_of(module.iri)}", context.site.modules[module.iri]
        said = context.words("reference.diagram", module=module.text, number=len(classes))
        wide = draw_module(reader, classes, identity=anchor, title=module.text, description=said)
        narrow = draw_module(
            reader, classes, identity=f"{anchor}-narrow", title=module.text, description=said, narrow=True
        )
        found.append(Diagram(anchor=anchor, title=module, wide=inline(wide), narrow=inline(narrow)))
    return found


def _term(context: Context, reader: Reader, iri: str) -> Term:
    of = reader.statements
    shown = facts(reader, iri, without=_SHOWN_APART)
    title = reader.thing(iri)
    return Term(
        anchor=slug_of(iri),
        iri=iri,
        title=title if title.look != "missing" else replace(title, text=slug_of(iri), look="code"),
        definitions=reader.texts(of.objects(iri, "skos:definition", "sh:message")),
        examples=reader.texts(of.objects(iri, "skos:example")),
        notes=reader.texts(of.objects(iri, "skos:scopeNote")),
        facts=[replace(fact, values=[_unfold(reader, value) for value in fact.values]) for fact in shown],
        narrower=reader.things([*of.subjects("rdfs:subClassOf", iri), *of.subjects("rdfs:subPropertyOf", iri)]),
        questions=context.site.questions_about(iri),
    )


def _unfold(reader: Reader, shown: Shown) -> Shown:
    """A blank node in words: the members of a list, or what a restriction asks for."""
    node = f"_:{shown.machine}"
    if shown.look != "blank":
        return shown
    of = reader.statements
    members = list(_members(of, node))
    if members:
        return Shown(text=", ".join(_word(reader, member) for member in members))
    parts = [
        f"{reader.thing(predicate).text} {', '.join(_word(reader, one.object) for one in found)}"
        for predicate, found in of.of(node).items()
        if predicate != name("rdf:type")
    ]
    return Shown(text="; ".join(parts), look="text" if parts else "code")


def _word(reader: Reader, value: Value) -> str:
    shown = reader.value(value)
    if shown.look == "missing":
        return slug_of(shown.iri)
    return _unfold(reader, shown).text


def _members(statements: Statements, node: str) -> Iterator[Value]:
    """The members of an RDF list."""
    seen = set[str]()
    while node not in seen:
        seen.add(node)
        yield from statements.objects(node, "rdf:first")
        rest = next(iter(statements.objects(node, "rdf:rest")), None)
        if rest is None or rest.kind != "bnode":
            return
        node = f"_:{rest.value}"
