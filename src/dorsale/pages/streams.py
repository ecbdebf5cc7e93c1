"""The event streams of what changed (LDES): one a graph, each a root that leads to pages that never change."""

import asyncio
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from dorsale.namespaces import BASE, GRAPH, LICENCE, PREFIXES
from dorsale.pages.documents import split_suffix
from dorsale.pages.negotiation import best
from dorsale.pages.rdf import SYNTAX_BY_SUFFIX
from dorsale.pages.render import Context, page
from dorsale.pages.respond import HTML, rendered, respond
from dorsale.release.dumps import Syntax, with_types
from dorsale.release.stream import Entry, Page, Stream, literal, stream_iri

__all__ = ["FORMS", "closed", "overview", "root"]

FORMS: Final = ("trig", "ttl", "jsonld")
"""The syntaxes of a root, by suffix. A page has named graphs, so that Turtle cannot hold it."""

_OF_A_PAGE: Final = ("trig", "jsonld")
_FOREVER: Final = "public, max-age=31536000, immutable"
_SHORT: Final = "public, max-age=60"
_POLLING_SECONDS: Final = 3600
_LATEST: Final = 20
_MOST_DIGITS: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What an entry did to the things of a graph, in numbers."""

    graph: str
    created: int
    updated: int
    deleted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An entry as the overview shows it."""

    moment: str
    version: str
    lines: list[Line]


async def overview(context: Context) -> Response:
    """``/stream``: which streams there are, what the last releases added to them, and how to follow."""
    with Stream.open(context.site.release.path.parent) as stream:
        entries = stream.entries() if stream else []
        pages = {graph: stream.pages(graph) for graph in stream.graphs()} if stream else {}
    found = page(
        "streams.html",
        context,
        title=context.words("stream.title"),
        description=context.words("stream.lead"),
        since=literal(entries[0].at) if entries else "",
        streams=[(graph, sum(map(_versions, members)), len(members)) for graph, members in pages.items()],
        entries=[_written(entry, pages) for entry in reversed(entries[-_LATEST:])],
        more=max(0, len(entries) - _LATEST),
    )
    return respond(context.request, found)


async def root(context: Context) -> Response:
    """``/stream/GRAPH``: the root of a stream, with its context and a relation to each page, or an overview to people.

    Raises a 404 for a graph without a stream, and a 406 where no form is acceptable.
    """
    graph, suffix = _split(context.request.path_params["graph"])
    with Stream.open(context.site.release.path.parent) as stream:
        pages = stream.pages(graph) if stream else []
        entries = stream.entries() if stream else []
    if not pages:
        raise HTTPException(404, context.words("detail.stream"))
    syntax = _syntax(context, suffix, FORMS, more=(HTML,))
    if syntax is None:
        return RedirectResponse(context.place.href("/stream"), 303, headers={"vary": "accept"})
    body = _root(graph, entries, pages).encode()
    answer = await _answer(context, body, syntax, negotiated=not suffix)
    answer.headers["cache-control"] = _SHORT
    return answer


async def closed(context: Context) -> Response:
    """``/stream/GRAPH/MOMENT/NUMBER``: a page, which never changes.

    Raises a 404 for what is no page, a 410 for one of before the stream begins, and a 406 where no form is acceptable.
    """
    parameters = context.request.path_params
    graph, at = parameters["graph"], parameters["at"]
    number, suffix = _split(parameters["number"])
    with Stream.open(context.site.release.path.parent) as stream:
        whole = number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS
        body = stream.body(graph, at, int(number)) if stream and whole else None
        before = stream is not None and graph in stream.graphs() and at < stream.entries()[0].at
    if body is None:
        raise HTTPException(410 if before else 404, context.words("detail.stream"))
    syntax = _syntax(context, suffix, _OF_A_PAGE)
    answer = await _answer(context, body, syntax or SYNTAX_BY_SUFFIX["trig"], negotiated=not suffix)
    answer.headers["cache-control"] = _FOREVER
    answer.headers.append("link", f'<{context.place.plain(f"/stream/{graph}")}>; rel="collection"')
    return answer


def _split(text: str) -> tuple[str, str]:
    path, suffix = split_suffix(f"/{text}")
    return path[1:], suffix


def _syntax(context: Context, suffix: str, forms: tuple[str, ...], *, more: tuple[str, ...] = ()) -> Syntax | None:
    """The syntax that the suffix or the client asks for; ``None`` for one of the media types in ``more``."""
    offers = {SYNTAX_BY_SUFFIX[form].media_type: SYNTAX_BY_SUFFIX[form] for form in forms}
    if suffix in forms:
        return SYNTAX_BY_SUFFIX[suffix]
    listed = ", ".join((*offers, *more))
    if suffix == "html" and more:
        return None
    if suffix:
        raise HTTPException(404, context.words("detail.formats", formats=listed))
    found = best(context.request.headers.get("accept"), (*offers, *more))
    if found is None:
        raise HTTPException(406, context.words("detail.formats", formats=listed))
    return offers.get(found)


async def _answer(context: Context, body: bytes, syntax: Syntax, *, negotiated: bool) -> Response:
    """TriG in the syntax asked for. Whatever it says of the page is said of the address that was asked."""
    if syntax.form == ox.RdfFormat.JSON_LD:
        body = await asyncio.to_thread(_json_ld, body, context.place.absolute(context.place.path))
    headers = [("link", f'<{LICENCE}>; rel="license"'), *([("vary", "accept")] if negotiated else [])]
    return respond(context.request, rendered(body, syntax.media_type, headers))


def _json_ld(body: bytes, base: str) -> bytes:
    quads = ox.parse(body, format=ox.RdfFormat.TRIG, base_iri=base)
    return with_types(ox.serialize(quads, format=ox.RdfFormat.JSON_LD) or b"")


def _versions(one: Page) -> int:
    return one.created + one.updated + one.deleted


def _written(entry: Entry, pages: dict[str, list[Page]]) -> Written:
    lines = []
    for graph, members in pages.items():
        own = [one for one in members if one.at == entry.at]
        if own:
            sums = {way: sum(getattr(one, way) for one in own) for way in ("created", "updated", "deleted")}
            lines.append(Line(graph=graph, **sums))
    return Written(moment=literal(entry.at), version=entry.version, lines=lines)


def _root(graph: str, entries: list[Entry], pages: list[Page]) -> str:
    """The root as Turtle, which is TriG as well; addresses of pages are relative, so that they hold on every host."""
    stream = stream_iri(graph)
    first, last = literal(entries[0].at), literal(entries[-1].at)
    prefixes = "".join(
        f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n"
        for prefix in ("as", "dcat", "dct", "ldes", "rdf", "sh", "tree", "xsd")
    )
    relations = "".join(
        f"""
_:from{place} a tree:GreaterThanOrEqualToRelation ;
    tree:node <{graph}/{one.at}/{one.number}> ; tree:path dct:created ; tree:value "{literal(one.at)}"^^xsd:dateTime .
_:to{place} a tree:LessThanOrEqualToRelation ;
    tree:node <{graph}/{one.at}/{one.number}> ; tree:path dct:created ; tree:value "{literal(one.at)}"^^xsd:dateTime .
"""
        for place, one in enumerate(pages)
    )
    named = " , ".join(f"_:from{place} , _:to{place}" for place in range(len(pages)))
    return f"""{prefixes}
<{stream}> a ldes:EventStream ;
    ldes:timestampPath dct:created ;
    ldes:versionOfPath dct:isVersionOf ;
    ldes:versionCreatePath rdf:type ; ldes:versionCreateObject as:Create ;
    ldes:versionUpdatePath rdf:type ; ldes:versionUpdateObject as:Update ;
    ldes:versionDeletePath rdf:type ; ldes:versionDeleteObject as:Delete ;
    ldes:pollingInterval {_POLLING_SECONDS} ;
    tree:shape <{stream}#shape> ;
    tree:view <> ;
    dct:license <{LICENCE}> ;
    dct:isPartOf <{BASE}dataset> .

<{GRAPH}{graph}> ldes:versionMaterializationOf <{stream}> ;
    ldes:versionMaterializationUntil "{last}"^^xsd:dateTime ;
    dcat:version "{entries[-1].version}" .

<> a tree:Node , ldes:EventSource ;
    ldes:retentionPolicy <{stream}#retention> ;
    tree:relation {named} .

<{stream}#retention> a ldes:RetentionPolicy ;
    ldes:startingFrom "{first}"^^xsd:dateTime .

<{stream}#shape> a sh:NodeShape ;
    sh:nodeKind sh:IRI ;
    sh:property <{stream}#thing> , <{stream}#moment> , <{stream}#way> .

<{stream}#thing> sh:path dct:isVersionOf ; sh:nodeKind sh:IRI ; sh:minCount 1 ; sh:maxCount 1 .
<{stream}#moment> sh:path dct:created ; sh:datatype xsd:dateTime ; sh:minCount 1 ; sh:maxCount 1 .
<{stream}#way> sh:path rdf:type ; sh:in _:way1 ; sh:minCount 1 ; sh:maxCount 1 .
_:way1 rdf:first as:Create ; rdf:rest _:way2 .
_:way2 rdf:first as:Update ; rdf:rest _:way3 .
_:way3 rdf:first as:Delete ; rdf:rest rdf:nil .
{relations}"""
