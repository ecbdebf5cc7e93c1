"""Members and pages of an event stream as TriG: the description of a thing stands in the graph that its version names.

Pages name themselves ``<>`` and hold no address of a host, so that the same bytes serve wherever they are read. The
statements of a member stand together after the one that makes it a member (TREE profile).
"""

import re
from functools import cache
from typing import Final

from dorsale.namespaces import BASE, PREFIXES, shorten
from dorsale.release.stream.describing import Description

__all__ = ["CREATE", "DELETE", "UPDATE", "head", "literal", "member", "member_iri", "page_iri", "stream_iri"]

CREATE: Final = "Create"
UPDATE: Final = "Update"
DELETE: Final = "Delete"

_TYPE: Final = f"<{PREFIXES['rdf']}type>"
_BARRED: Final = re.compile(r"[^\w.~!$&'()*+,;=:@/?%-]", re.ASCII)
"""What may not stand in a fragment (RFC 3986, 3.5); characters beyond ASCII may, in an IRI."""


def stream_iri(graph: str) -> str:
    """The name of the stream of a graph, by the graph's short name."""
    return f"{BASE}stream/{graph}"


def page_iri(graph: str, at: str, number: int) -> str:
    """The name of a page, which never means anything else: the moment at which it was written is part of it."""
    return f"{stream_iri(graph)}/{at}/{number}"


def member_iri(graph: str, at: str, number: int, thing: str) -> str:
    """The name of a version of a thing: a place in the page that holds it."""
    local = _BARRED.sub(_encoded, thing.removeprefix(BASE))
    return f"{page_iri(graph, at, number)}#{local}"


def head(graph: str) -> bytes:
    """The beginning of each page of a stream."""
    named = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    return f"{named}\n<> a tree:Node ; ldes:immutable true .\n<{stream_iri(graph)}> a ldes:EventStream .\n".encode()


def member(said: Description, *, way: str, graph: str, at: str, number: int, mark: str) -> bytes:
    """One version: that it is a member, of what and when, and what is said; nothing is, once the thing is gone.

    ``graph`` is a short name, ``at`` the moment as in addresses and ``number`` that of the page; ``mark`` tells blank
    nodes of this member from those of others on the page.
    """
    name = member_iri(graph, at, number, said.thing)
    text = (
        f"\n<{stream_iri(graph)}> tree:member <{name}> .\n"
        f'<{name}> a as:{way} ; dct:isVersionOf <{said.thing}> ; dct:created "{literal(at)}"^^xsd:dateTime .\n'
    )
    return (text + (f"<{name}> {{\n{_statements(said, graph, mark)}}}\n" if said.lines else "")).encode()


def literal(at: str) -> str:
    """A moment as ``xsd:dateTime``: ``20261127T190000Z`` is ``2026-11-27T19:00:00Z``."""
    return f"{at[:4]}-{at[4:6]}-{at[6:11]}:{at[11:13]}:{at[13:]}"


def _encoded(found: re.Match[str]) -> str:
    return found[0] if ord(found[0]) > 127 else f"%{ord(found[0]):02X}"


def _statements(said: Description, graph: str, mark: str) -> str:
    """Turtle of the statements, one a line, the subject once."""
    end = -len(f" <{BASE}graph/{graph}> .\n")
    text, before = "", ""
    for line in said.lines:
        subject, predicate, value = line[:end].decode().split(" ", 2)
        if value.startswith("_:"):
            value = f"_:{mark}{value[2:]}"
        if subject == before:
            text += f" ;\n    {_predicate(predicate)} {value}"
        else:
            named = f"_:{mark}{subject[2:]}" if subject.startswith("_:") else subject
            text += f"{' .' if before else ''}{chr(10) if before else ''}{named} {_predicate(predicate)} {value}"
        before = subject
    return text + " .\n"


@cache
def _predicate(iri: str) -> str:
    return "a" if iri == _TYPE else shorten(iri[1:-1])
