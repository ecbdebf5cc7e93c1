"""The SPARQL endpoint: a request is read, an engine asked, the answer sent; without a query, a description or a form.

It is plain ASGI beside the framework, since most requests come here and each layer costs them something.
"""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from dorsale.engine.interface import GRAPH_FORMATS, Allowance, Answer, Engine, EngineError, Query
from dorsale.pages import Pages
from dorsale.pages.failures import failure_of
from dorsale.pages.negotiation import best
from dorsale.server.answers import VARY, Stream, accepts_gzip, ready, ready_of, whole
from dorsale.server.asked import ACCEPT_POST, METHODS, formats, longest, read_request
from dorsale.server.description import description
from dorsale.server.gone import unless_gone
from dorsale.server.problems import HTML, BadRequest, Problems
from dorsale.server.shortcut import EARLY, Shortcut
from dorsale.settings import Settings

__all__ = ["Sparql", "stated"]

_WHOLE: Final = 1 << 20
"""Answers up to so many bytes are read to their end before the first byte goes out."""

_CLIENT_CLOSED_REQUEST: Final = 499

_GRAPH: Final = tuple(GRAPH_FORMATS.values())


class Sparql:
    """The endpoint at ``/sparql``."""

    def __init__(self, *, pages: Pages | None, problems: Problems, shortcut: Shortcut, settings: Settings) -> None:
        self._pages = pages
        self._problems = problems
        self._shortcut = shortcut
        self._most = longest(settings)
        self._public = settings.public_url
        self._stated = stated(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        request = Request(scope, receive, send)
        try:
            response = await self._respond(request)
        except EngineError as error:
            request.state.outcome = failure_of(error)[1]
            response = await self._problems.of_engine(request, error)
        except HTTPException as error:
            response = await self._problems.of_http(request, error)
        except Exception as error:
            response = await self._problems.of_defect(request, error)
            await response(scope, receive, send)
            raise
        response.raw_headers.append(self._stated)
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"allow": ", ".join(METHODS), **ACCEPT_POST})
        if request.method not in METHODS:
            raise BadRequest(405, f"Methods: {', '.join(METHODS)}", headers={"allow": ", ".join(METHODS)})
        allowance: Allowance | None = request.state.allowance
        if allowance is None:
            raise BadRequest(401, "", headers={"www-authenticate": "Bearer"})
        accept, held = request.headers.get("accept"), request.headers.get("if-none-match")
        packed = accepts_gzip(request.headers.get("accept-encoding"))
        asked = await read_request(request, most=self._most)
        if asked.text is None:
            return await self._without_query(request, accept, packed=packed)
        wanted = formats(accept, asked.short)
        if self._pages and wanted.page and request.method != "POST":
            response = await self._pages.sparql_result(request, asked.dataset)
            response.headers["vary"] = f"{VARY}, accept-language"
            return response
        answer = await _answer(request, wanted.query(asked.text, asked.dataset, allowance))
        if answer is None:
            return Response(status_code=_CLIENT_CLOSED_REQUEST)
        request.state.outcome = answer.form
        name = wanted.names[answer.form]
        begun, complete = await whole(answer, _WHOLE)
        if not complete:
            return Stream(answer, begun, name or answer.media_type, packed=packed)
        made = ready_of(answer, b"".join(begun), name, packed=packed)
        if answer.repeatable:
            self._shortcut.keep(request.scope, made)
        return made.response(held)

    async def _without_query(self, request: Request, accept: str | None, *, packed: bool) -> Response:
        """The form for people, the service description for programs (Service Description, 2)."""
        offers = (*_GRAPH, HTML) if self._pages else _GRAPH
        media_type = best(accept, offers)
        if media_type is None:
            raise BadRequest(406, "Available: " + ", ".join(offers))
        if self._pages and media_type == HTML:
            response = await self._pages.sparql_form(request)
            response.headers["vary"] = f"{VARY}, accept-language"
            return response
        body = await description(request, media_type, public_url=self._public)
        return ready(body, media_type, packed=packed).response(request.headers.get("if-none-match"))


def stated(settings: Settings) -> tuple[bytes, bytes]:
    """The header that says which limits apply."""
    return (
        b"dorsale-limits",
        f"seconds={settings.query_seconds:g}, query-bytes={settings.query_bytes}, "
        f"result-bytes={settings.result_bytes}, memory-bytes={settings.query_memory}".encode(),
    )


async def _answer(request: Request, query: Query) -> Answer | None:
    """What the engine says, or has said already; None where the client has left."""
    early: Answer | EngineError | None = request.scope["state"].pop(EARLY, None)
    if isinstance(early, EngineError):
        raise early
    engine: Engine = request.state.engine
    return early or await unless_gone(request.receive, engine.query(query))
