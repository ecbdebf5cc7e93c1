"""The reading half of the SPARQL 1.1 Graph Store HTTP Protocol: a whole graph by its name, or the default graph."""

from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dorsale.engine.interface import GRAPH_FORMATS, Allowance, Dataset, Engine, Query
from dorsale.engine.rows import rows
from dorsale.pages import asking, words_of
from dorsale.pages.addresses import place_of
from dorsale.pages.negotiation import best
from dorsale.server.answers import Stream, ready, whole
from dorsale.server.problems import BadRequest

__all__ = ["show"]

_GRAPH: Final = tuple(GRAPH_FORMATS.values())
_ALL: Final = "CONSTRUCT WHERE { ?s ?p ?o }"
_ANY: Final = "SELECT * WHERE { ?s ?p ?o } LIMIT 1"
_WHOLE: Final = 1 << 20
"""Graphs up to so many bytes are read to their end before the first byte goes out."""


async def show(request: Request, *, public_url: str) -> Response:
    """``/graph-store?graph=IRI`` or ``?default`` (section 5.2), in the syntaxes of RDF by Accept.

    Without either, it leads to the catalogue, which says what graphs there are.
    Raises 400 where it names not exactly one graph, 404 for a graph that is not there, 406 for another form, and what
    an engine raises.
    """
    allowance: Allowance | None = request.state.allowance
    if allowance is None:
        raise BadRequest(401, "", headers={"www-authenticate": "Bearer"})
    if not request.query_params:
        target = place_of(request, public_url=public_url).plain("/catalog")
        return RedirectResponse(target, 303, headers={"vary": "accept"})
    accept = request.headers.get("accept")
    media_type = best(accept, _GRAPH)
    if media_type is None:
        raise BadRequest(406, words_of(request)("detail.formats", formats=", ".join(_GRAPH)))
    engine: Engine = request.state.engine
    dataset = Dataset(default_graphs=_named(request))
    if dataset.default_graphs and not await rows(engine, _ANY, dataset=dataset):
        raise BadRequest(404, words_of(request)("detail.unknown", iri=dataset.default_graphs[0]))
    answer = await engine.query(Query(text=_ALL, dataset=dataset, graph_format=media_type, allowance=allowance))
    request.state.outcome = answer.form
    begun, complete = await whole(answer, _WHOLE)
    if not complete:
        return Stream(answer, begun, media_type, packed=False)
    made = ready(b"".join(begun), media_type, packed=False, validator=answer.validator)
    return made.response(request.headers.get("if-none-match"))


def _named(request: Request) -> tuple[str, ...] | None:
    """The graph that the address names; None for the default graph."""
    graphs, default = request.query_params.getlist("graph"), "default" in request.query_params
    if default and not graphs:
        return None
    if default or len(graphs) != 1 or not asking.is_iri(graphs[0]):
        raise BadRequest(400, "Either ?default or ?graph= with one absolute IRI.")
    return (graphs[0],)
