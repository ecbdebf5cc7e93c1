"""The endpoint and its health."""

from typing import Final

from dorsale.engine.interface import GRAPH_FORMATS, RESULTS_FORMATS
from dorsale.namespaces import GRAPH
from dorsale.server.openapi.parts import (
    EXAMPLE,
    JSON,
    OF_QUERIES,
    TEXT,
    Json,
    away,
    ok,
    operation,
    query_in_a_body,
    query_parameter,
    required,
    unchanged,
)
from dorsale.server.problems import HTML

__all__ = ["endpoint", "health"]

_ALIASES: Final = (JSON, "application/xml", "text/xml")


def endpoint() -> Json:
    """SPARQL 1.1 Protocol and Graph Store Protocol."""
    short = {"enum": [*RESULTS_FORMATS, *GRAPH_FORMATS]}
    graphs = {"type": "array", "items": {"type": "string", "format": "iri"}}
    query = {"type": "string", "description": "A query of SPARQL 1.1; the graph is only read."}
    dataset = [query_parameter(name, graphs) for name in ("default-graph-uri", "named-graph-uri")]
    chosen = query_parameter("format", {**short, "description": "Wins over Accept."})
    get = operation(
        "sparql",
        "Ask; without a query the service description, or a form for people.",
        {"200": ok(*_ALIASES, *RESULTS_FORMATS.values(), *GRAPH_FORMATS.values(), HTML), "304": unchanged()},
        OF_QUERIES,
        [query_parameter("query", query, EXAMPLE), *dataset, chosen],
    )
    post = operation(
        "sparqlPost",
        "Ask by a form or by the query itself.",
        {"200": ok(*_ALIASES, *RESULTS_FORMATS.values(), *GRAPH_FORMATS.values()), "304": unchanged()},
        (*OF_QUERIES, 415),
        [*dataset, chosen],
    )
    content = query_in_a_body({"format": short, "default-graph-uri": graphs, "named-graph-uri": graphs})
    store = operation(
        "graphStore",
        "A whole graph by its name, or the default graph (`?default`).",
        {
            "200": ok(*GRAPH_FORMATS.values()),
            "303": away("To the catalogue, which names the graphs, without either."),
            "304": unchanged(),
        },
        (400, 401, 404, 406, 422, 429, 500, 503, 504),
        [required("graph", {"type": "string", "format": "iri"}, f"{GRAPH}questions")],
    )
    return {
        "/sparql": {"get": get, "post": {**post, "requestBody": {"required": True, "content": content}}},
        "/graph-store": {"get": store},
    }


def health() -> Json:
    """Whether it runs, whether it answers, and this description."""
    ready = {
        "type": "object",
        "required": ["ready", "release"],
        "properties": {"ready": {"type": "boolean"}, "release": TEXT},
    }
    answers = {"200": ok(JSON, schema=ready), "503": ok(JSON, schema=ready, about="No query is answered now.")}
    return {
        "/healthz": {"get": operation("alive", "The process runs.", {"200": ok("text/plain")}, (500,))},
        "/readyz": {"get": operation("ready", "A real query is answered now.", answers, (500,))},
        "/openapi.json": {"get": operation("openapi", "This document.", {"200": ok(JSON, schema={})}, (500,))},
    }
