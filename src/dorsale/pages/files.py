"""The statements of the Turtle files that a release carries beside its dumps."""

from collections.abc import Iterator

import pyoxigraph as ox

from dorsale.engine.rows import Value
from dorsale.pages.render import Context
from dorsale.pages.statements import Statement

__all__ = ["file_statements", "value_of"]


def file_statements(context: Context, file: str, *, graph: str = "") -> Iterator[Statement]:
    """The statements of a Turtle file of the release, which holds the named graph ``graph`` (empty: none)."""
    for quad in ox.parse(path=context.site.release.file(file), format=ox.RdfFormat.TURTLE):
        subject = f"_:{quad.subject.value}" if isinstance(quad.subject, ox.BlankNode) else quad.subject.value
        yield Statement(subject, quad.predicate.value, value_of(quad.object), graph)


def value_of(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> Value:
    """A term of pyoxigraph as pages have it."""
    if isinstance(term, ox.NamedNode):
        return Value("uri", term.value)
    if isinstance(term, ox.BlankNode):
        return Value("bnode", term.value)
    return Value("literal", term.value, term.language, None if term.language else term.datatype.value)
