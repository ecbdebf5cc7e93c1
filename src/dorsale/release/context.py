"""JSON-LD for people who write programs: a context made from the ontology, and frames that shape a document to a tree.

The context (JSON-LD 1.1, 4.1) has a term for each class and property of Dorsale, by its local name. Its terms read back
to the same triples: a property whose values have one datatype says which, one whose values come in two languages is a
language map, and one with several datatypes leaves each value to say its own. Prefixes of the house that are terms at
the same time (``measure``, ``part`` …) are left out, so that IRIs of concepts stand in full.

Frames (JSON-LD 1.1 Framing) are written by hand in ``ontology/frames/``.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from dorsale.namespaces import ONTOLOGY, PREFIXES, TERM

__all__ = ["CONTEXT", "FRAMES", "FrameError", "context", "json_ld_files"]

CONTEXT: Final = ONTOLOGY + "/context.jsonld"
"""The address of the context."""

FRAMES: Final = ("deal", "organization", "site")
"""The kinds of thing that have a frame."""

_OWL, _RDF, _RDFS, _SCHEMA, _XSD = (PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs", "schema", "xsd"))
_RANGES: Final = (_RDFS + "range", _SCHEMA + "rangeIncludes")
_LANGUAGE: Final = _RDF + "langString"
_NATIVE: Final = frozenset(_XSD + name for name in ("string", "boolean", "integer", "decimal"))
"""Datatypes of which JSON has values of its own; ``xsd:decimal`` says itself what it is, where it is no integer."""

_PREFIXES: Final = ("dor", "rdfs", "skos", "dct", "schema", "xsd", "geo")
_IN_LANGUAGES: Final = {
    "label": "rdfs:label",
    "prefLabel": "skos:prefLabel",
    "altLabel": "skos:altLabel",
    "definition": "skos:definition",
    "example": "skos:example",
    "scopeNote": "skos:scopeNote",
    "title": "dct:title",
    "description": "dct:description",
}
_THINGS: Final = {
    "publisher": "dct:publisher",
    "inScheme": "skos:inScheme",
    "broader": "skos:broader",
    "isReplacedBy": "dct:isReplacedBy",
    "sameAs": "schema:sameAs",
}
_PLAIN: Final = {"notation": "skos:notation", "language": "dct:language"}


class FrameError(Exception):
    """A frame is no JSON or speaks of what the context does not know."""


def context(ontology: Iterable[ox.Triple]) -> dict[str, Any]:
    """The JSON-LD context of an ontology, without the ``@context`` around it; its own terms win over others’."""
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    ranges: defaultdict[str, set[str]] = defaultdict(set)
    for triple in ontology:
        subject, value = triple.subject, triple.object
        if not isinstance(subject, ox.NamedNode) or not subject.value.startswith(TERM):
            continue
        if triple.predicate.value == _RDF + "type" and isinstance(value, ox.NamedNode):
            kinds[subject.value].add(value.value)
        elif triple.predicate.value in _RANGES and isinstance(value, ox.NamedNode):
            ranges[subject.value].add(value.value)
    own = {iri.removeprefix(TERM): _term(iri, kinds[iri], ranges[iri]) for iri in sorted(kinds)}
    others: dict[str, Any] = {
        **{name: {"@id": iri, "@container": "@language"} for name, iri in _IN_LANGUAGES.items()},
        **{name: {"@id": iri, "@type": "@id"} for name, iri in _THINGS.items()},
        **{name: {"@id": iri} for name, iri in _PLAIN.items()},
    }
    head = {"@version": 1.1, "id": "@id", "type": "@type", **{prefix: PREFIXES[prefix] for prefix in _PREFIXES}}
    return {**head, **{name: others[name] for name in sorted(others)}, **own}


def json_ld_files(ontology: Iterable[ox.Triple], frames: Path) -> dict[str, bytes]:
    """The context and the frames in the folder ``frames``, by their names in a release.

    Raises :class:`FrameError` for a frame that is missing, is no JSON or uses a word that is no term of the context.
    """
    terms = context(ontology)
    return {
        "context.jsonld": _json({"@context": terms}),
        **{f"frames/{name}.jsonld": _frame(frames / f"{name}.jsonld", terms) for name in FRAMES},
    }


def _term(iri: str, kinds: set[str], ranges: set[str]) -> dict[str, str]:
    name = {"@id": "dor:" + iri.removeprefix(TERM)}
    if _OWL + "ObjectProperty" in kinds:
        return {**name, "@type": "@id"}
    if not kinds & {_OWL + "DatatypeProperty", _OWL + "AnnotationProperty"}:
        return name
    only = next(iter(ranges)) if len(ranges) == 1 else ""
    if only == _LANGUAGE or (not ranges and _OWL + "AnnotationProperty" in kinds):
        return {**name, "@container": "@language"}
    return name if only in _NATIVE or not only else {**name, "@type": _short(only)}


def _short(iri: str) -> str:
    for prefix in _PREFIXES:
        if iri.startswith(PREFIXES[prefix]):
            return f"{prefix}:{iri.removeprefix(PREFIXES[prefix])}"
    return iri


def _frame(path: Path, terms: dict[str, Any]) -> bytes:
    try:
        frame = json.loads(path.read_text(encoding="utf-8"))
        where, *local = frame["@context"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FrameError(f"{path}: no frame: {error}") from error
    known = {*terms, *(name for more in local for name in more)}
    unknown = sorted(set(_words(frame)) - known)
    if where != CONTEXT or unknown:
        raise FrameError(f"{path}: " + (f"unknown terms {', '.join(unknown)}" if unknown else f"begin with {CONTEXT}"))
    return _json(frame)


def _words(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "type":
                yield from [inner] if isinstance(inner, str) else inner
            elif not key.startswith("@"):
                yield key
                yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
