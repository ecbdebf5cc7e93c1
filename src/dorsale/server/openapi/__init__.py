"""The public interface for programs that read OpenAPI (3.1): what ``docs/http.md`` tells people.

Media types, kinds and problems come from where the code has them. ``tests/server/test_openapi.py`` holds a real server
to it.
"""

from functools import cache

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dorsale import __version__
from dorsale.namespaces import BASE
from dorsale.pages.addresses import place_of
from dorsale.pages.language import words
from dorsale.server.openapi.documents import documents
from dorsale.server.openapi.endpoint import endpoint, health
from dorsale.server.openapi.pages import pages as pages_for_people
from dorsale.server.openapi.pages import reconciliation
from dorsale.server.openapi.parts import REASONS, TEXT, Json, problem

__all__ = ["paths", "show"]


async def show(request: Request, *, public_url: str, pages: bool) -> Response:
    """``/openapi.json``; without ``pages`` only the endpoint and its health."""
    server = place_of(request, public_url=public_url).plain("") or "/"
    body = {**_head(), "servers": [{"url": server}], "paths": paths(pages=pages)}
    return JSONResponse(body, headers={"cache-control": "public, max-age=60"})


@cache
def paths(*, pages: bool) -> Json:
    """The addresses with their methods, parameters and answers."""
    return {**endpoint(), **health(), **(documents() | pages_for_people() | reconciliation() if pages else {})}


@cache
def _head() -> Json:
    known = words("en").keys()
    kinds = sorted(key.removeprefix("failure.") for key in known if key.startswith("failure."))
    failure = {
        "type": "object",
        "description": "RFC 9457. The document behind `type` says what the kind means and what to do about it.",
        "required": ["type", "title", "status"],
        "properties": {
            "type": {"enum": [f"{BASE}problem/{kind}" for kind in kinds if kind != "place"]},
            "title": TEXT,
            "status": {"enum": sorted({*REASONS, 405})},
            "detail": TEXT,
            "request_id": TEXT,
            **{name: {"type": "integer", "minimum": 1} for name in ("line", "column", "limit")},
            **{name: {"type": "number", "minimum": 0} for name in ("seconds", "retry_after")},
        },
    }
    results = {
        "type": "object",
        "description": "SPARQL 1.1 Query Results JSON Format.",
        "required": ["head"],
        "properties": {"head": {"type": "object"}, "boolean": {"type": "boolean"}, "results": {"type": "object"}},
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Dorsale",
            "version": __version__,
            "summary": "The open knowledge graph of the AI industry: pages, linked data and SPARQL.",
            "description": "Pages also answer under `/en` and `/fr`; without this prefix Accept-Language decides. "
            "Every GET may be a HEAD. Documents take a suffix (`.ttl .nt .rdf .jsonld .trig .nq .html`) in place of "
            "Accept. A long answer that breaks off ends its connection before the body ends.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "security": [{}, {"key": []}],
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "Raises the limits."}},
            "schemas": {"Problem": failure, "Results": results},
            "responses": {str(status): problem(status) for status in REASONS},
        },
    }
