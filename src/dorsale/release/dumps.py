"""The dataset in every syntax: the same quads give the same bytes."""

import gzip
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from dorsale.namespaces import PREFIXES

__all__ = [
    "SYNTAXES",
    "Syntax",
    "canonical_quads",
    "sorted_triples",
    "with_types",
    "write_dump",
    "write_graph",
    "write_quads",
]

_TYPES: Final = re.compile(rb'"%s":\[((?:\{"@id":"[^"]*"\},?)+)\]' % re.escape(PREFIXES["rdf"] + "type").encode())
_ONE_TYPE: Final = re.compile(rb'\{"@id":("[^"]*")\}')


@dataclass(frozen=True, kw_only=True)
class Syntax:
    """A syntax of RDF: suffix of its files, media type, the W3C's IRI for it, and whether it has named graphs."""

    suffix: str
    media_type: str
    title: str
    iri: str
    form: ox.RdfFormat
    has_graphs: bool


def _syntax(suffix: str, media_type: str, title: str, form: ox.RdfFormat, iri: str = "") -> Syntax:
    return Syntax(
        suffix=suffix,
        media_type=media_type,
        title=title,
        iri=f"http://www.w3.org/ns/formats/{iri or title}",
        form=form,
        has_graphs=form.supports_datasets,
    )


SYNTAXES: Final = (
    _syntax("ttl", "text/turtle", "Turtle", ox.RdfFormat.TURTLE),
    _syntax("nt", "application/n-triples", "N-Triples", ox.RdfFormat.N_TRIPLES),
    _syntax("rdf", "application/rdf+xml", "RDF/XML", ox.RdfFormat.RDF_XML, "RDF_XML"),
    _syntax("nq", "application/n-quads", "N-Quads", ox.RdfFormat.N_QUADS),
    _syntax("trig", "application/trig", "TriG", ox.RdfFormat.TRIG),
    _syntax("jsonld", "application/ld+json", "JSON-LD", ox.RdfFormat.JSON_LD),
)


def canonical_quads(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """``quads`` without repetition, in N-Quads order; blank nodes are named by RDF Dataset Canonicalization 1.0."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(dataset, key=lambda quad: (str(quad.graph_name), str(quad)))


def sorted_triples(quads: Iterable[ox.Quad]) -> list[ox.Triple]:
    """The triples of the union of all graphs, in N-Triples order."""
    return sorted({ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads}, key=str)


def write_dump(path: Path, syntax: Syntax, statements: list[ox.Quad] | list[ox.Triple]) -> None:
    """Write quads, or triples in a syntax without graphs, as gzip to ``path``, in the order given."""
    path.write_bytes(gzip.compress(_bytes(statements, syntax.form), compresslevel=9, mtime=0))


def write_graph(path: Path, triples: Iterable[ox.Triple]) -> None:
    """Write triples as Turtle, in N-Triples order."""
    path.write_bytes(_bytes(sorted(triples, key=str), ox.RdfFormat.TURTLE))


def write_quads(path: Path, quads: list[ox.Quad]) -> None:
    """Write quads as N-Quads, in the order given."""
    path.write_bytes(_bytes(quads, ox.RdfFormat.N_QUADS))


def with_types(json_ld: bytes) -> bytes:
    """JSON-LD as pyoxigraph writes it, with ``@type`` where it has the property ``rdf:type``.

    Both mean the same triples, but frames and most readers look for ``@type`` (JSON-LD 1.1 Framing, 2.2). Nothing
    inside a string is touched: there, every quotation mark follows a backslash.
    """
    return _TYPES.sub(lambda found: b'"@type":[' + _ONE_TYPE.sub(rb"\1", found[1]) + b"]", json_ld)


def _bytes(statements: list[ox.Quad] | list[ox.Triple], form: ox.RdfFormat) -> bytes:
    body = ox.serialize(statements, format=form, prefixes=PREFIXES) or b""
    return with_types(body) if form == ox.RdfFormat.JSON_LD else body
