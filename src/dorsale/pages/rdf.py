"""The RDF of a document: its statements, and what the document says of itself."""

import io
from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from dorsale.engine.rows import Value
from dorsale.namespaces import DATASET, DOC, ID, LICENCE, PREFIXES
from dorsale.pages.statements import Statement, Statements
from dorsale.release.dumps import SYNTAXES, Syntax, with_types

__all__ = ["SYNTAX_BY_SUFFIX", "about_document", "document_of", "serialise"]

SYNTAX_BY_SUFFIX: Final = {syntax.suffix: syntax for syntax in SYNTAXES}

_WITH_GRAPHS: Final = frozenset({"nq", "trig"})
_XSD: Final = PREFIXES["xsd"]


def document_of(iri: str) -> str:
    """The IRI of the document about ``iri``: ``/doc/…`` for a thing, a fragment of itself for everything else."""
    if iri.startswith(ID):
        return DOC + iri[len(ID) :]
    return iri.partition("#")[0] + "#document"


def about_document(iri: str, *, modified: str, next_page: str | None = None, private: bool = False) -> list[Statement]:
    """What a document states about itself: topic, licence, date and the dataset it is part of.

    One of a private release has no licence and is part of nothing that is published.
    """
    document = document_of(iri)
    said = [
        ("rdf:type", Value("uri", PREFIXES["foaf"] + "Document")),
        ("foaf:primaryTopic", Value("uri", iri)),
        ("dct:modified", Value("literal", modified, None, _XSD + ("dateTime" if "T" in modified else "date"))),
    ]
    if not private:
        said += [("dct:license", Value("uri", LICENCE)), ("dct:isPartOf", Value("uri", DATASET))]
    if next_page:
        said.append(("schema:nextItem", Value("uri", next_page)))
    return [Statement(document, _name(predicate), value, "") for predicate, value in said]


def serialise(statements: Iterable[Statement], syntax: Syntax, *, first: Iterable[str] = ()) -> bytes:
    """Statements in one syntax: subjects in ``first`` on top, the others by name, the same bytes for the same input.

    Syntaxes with named graphs say in which graph each statement stands; JSON-LD is written as one graph, as most of
    its readers expect.
    """
    top = {subject: position for position, subject in enumerate(first)}
    ordered = sorted(statements, key=lambda one: (top.get(one.subject, len(top)), one.subject, one.predicate))
    body = io.BytesIO()
    if syntax.suffix in _WITH_GRAPHS:
        quads = dict.fromkeys(ox.Quad(*_terms(one), _graph(one.graph)) for one in ordered)
        by_graph = sorted(quads, key=lambda quad: str(quad.graph_name))
        ox.serialize(by_graph, body, syntax.form, prefixes=_used(ordered))
    else:
        triples = dict.fromkeys(ox.Triple(*_terms(one)) for one in ordered)
        ox.serialize(triples, body, syntax.form, prefixes=_used(ordered))
    return with_types(body.getvalue()) if syntax.form == ox.RdfFormat.JSON_LD else body.getvalue()


_Object = ox.NamedNode | ox.BlankNode | ox.Literal


def _terms(one: Statement) -> tuple[ox.NamedNode | ox.BlankNode, ox.NamedNode, _Object]:
    subject = ox.BlankNode(one.subject[2:]) if one.subject.startswith("_:") else ox.NamedNode(one.subject)
    return subject, ox.NamedNode(one.predicate), _object(one.object)


def _object(value: Value) -> _Object:
    if value.kind == "uri":
        return ox.NamedNode(value.value)
    if value.kind == "bnode":
        return ox.BlankNode(value.value)
    if value.language:
        return ox.Literal(value.value, language=value.language)
    return ox.Literal(value.value, datatype=ox.NamedNode(value.datatype) if value.datatype else None)


def _graph(iri: str) -> ox.NamedNode | ox.DefaultGraph:
    return ox.NamedNode(iri) if iri else ox.DefaultGraph()


def _name(prefixed: str) -> str:
    prefix, _, local = prefixed.partition(":")
    return PREFIXES[prefix] + local


def _used(statements: Iterable[Statement]) -> dict[str, str]:
    """The prefixes of the house that the statements need."""
    text = Statements(statements).mentioned()
    return {
        prefix: namespace for prefix, namespace in PREFIXES.items() if any(iri.startswith(namespace) for iri in text)
    }
