"""The SPARQL 1.1 Protocol for queries, and the service description of the endpoint.

A query comes by GET, as a form or as the body itself (Protocol, 2.1.1 to 2.1.3); updates are refused. An answer whose
end is known before its first byte is sent has a length and a strong validator; a longer one is streamed, and when
something breaks it off, the connection is closed before the body ends.
"""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Coroutine
from typing import Final
from urllib.parse import parse_qsl

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from werkzeug.http import parse_etags, parse_options_header

from dorsale.engine.interface import (
    GRAPH_FORMATS,
    RESULTS_FORMATS,
    Allowance,
    Answer,
    Dataset,
    Engine,
    EngineError,
    Form,
    Query,
)
from dorsale.pages import Pages
from dorsale.pages.failures import failure_of
from dorsale.pages.negotiation import best
from dorsale.server.description import description
from dorsale.server.problems import HTML, BadRequest, Problems
from dorsale.settings import Settings

__all__ = ["METHODS", "Sparql"]

METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")

_LOG: Final = logging.getLogger("dorsale.server")
_FORM: Final = "application/x-www-form-urlencoded"
_DIRECT: Final = "application/sparql-query"
_ACCEPT_POST: Final = {"accept-post": f"{_FORM}, {_DIRECT}"}
_UPDATE: Final = "application/sparql-update"
_MOST_FIELDS: Final = 1000
_WHOLE: Final = 1 << 20
"""Answers up to so many bytes are read to their end before the first byte goes out."""

_ALIASES: Final = {
    "application/json": RESULTS_FORMATS["json"],
    "application/xml": RESULTS_FORMATS["xml"],
    "text/xml": RESULTS_FORMATS["xml"],
}
_RESULTS: Final = (*RESULTS_FORMATS.values(), *_ALIASES)
_BOOLEAN: Final = (RESULTS_FORMATS["json"], RESULTS_FORMATS["xml"], *_ALIASES)
_GRAPH: Final = tuple(GRAPH_FORMATS.values())
_OFFERS: Final[dict[Form, tuple[str, ...]]] = {"results": _RESULTS, "boolean": _BOOLEAN, "graph": _GRAPH}
_SHORT: Final = {**RESULTS_FORMATS, **GRAPH_FORMATS}
_CLIENT_CLOSED_REQUEST: Final = 499
_VARY: Final = "accept, accept-encoding"


class Sparql:
    """The endpoint at ``/sparql``."""

    def __init__(self, settings: Settings, pages: Pages | None, problems: Problems) -> None:
        self._pages = pages
        self._problems = problems
        self._most = 3 * settings.query_bytes + 65_536  # a text as a form is at most three times as long
        self._public = settings.public_url
        self._stated = (
            f"seconds={settings.query_seconds:g}, query-bytes={settings.query_bytes}, "
            f"result-bytes={settings.result_bytes}, memory-bytes={settings.query_memory}"
        )

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
        response.headers["dorsale-limits"] = self._stated
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"allow": ", ".join(METHODS), **_ACCEPT_POST})
        if request.method not in METHODS:
            raise BadRequest(405, f"Methods: {', '.join(METHODS)}", headers={"allow": ", ".join(METHODS)})
        parameters = _parameters(request.scope["query_string"])
        text: str | None = None
        if request.method == "POST":
            text, parameters = await self._posted(request, parameters)
        if "update" in parameters:
            raise BadRequest(403, "", kind="update")
        text = text if text is not None else _only(parameters, "query")
        if text is None:
            if request.method == "POST":
                raise BadRequest(400, "A query is missing: the form has no field 'query'.")
            return await self._without_query(request)
        return await self._answer(request, text, parameters)

    async def _posted(self, request: Request, address: QueryParams) -> tuple[str | None, QueryParams]:
        media_type, options = parse_options_header(request.headers.get("content-type"))
        if options.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
            raise BadRequest(415, "The body has to be UTF-8.")
        if media_type == _UPDATE:
            raise BadRequest(403, "", kind="update")
        if media_type not in (_FORM, _DIRECT):
            raise BadRequest(415, f"Media types: {_FORM}, {_DIRECT}", headers=_ACCEPT_POST)
        body = await self._body(request)
        if media_type == _FORM:
            return None, _parameters(body)
        if "query" in address:
            raise BadRequest(400, "The query is in the body; there may be no second one in the address.")
        try:
            return body.decode(), address
        except UnicodeDecodeError:
            raise BadRequest(400, "The body is not UTF-8.") from None

    async def _body(self, request: Request) -> bytes:
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > self._most:
                raise BadRequest(413, f"At most {self._most} bytes.")
        return bytes(body)

    async def _without_query(self, request: Request) -> Response:
        """The form for people, the service description for programs (Service Description, 2)."""
        accept = request.headers.get("accept")
        offers = (*_GRAPH, HTML) if self._pages else _GRAPH
        media_type = best(accept, offers)
        if media_type is None:
            raise BadRequest(406, "Available: " + ", ".join(offers))
        if self._pages and media_type == HTML:
            response = await self._pages.sparql_form(request)
            response.headers["vary"] = f"{_VARY}, accept-language"
            return response
        body = await description(request, media_type, public_url=self._public)
        return _validated(request, body, media_type)

    async def _answer(self, request: Request, text: str, parameters: QueryParams) -> Response:
        allowance: Allowance | None = request.state.allowance
        if allowance is None:
            raise BadRequest(401, "", headers={"www-authenticate": "Bearer"})
        dataset = Dataset(
            default_graphs=_all(parameters, "default-graph-uri"), named_graphs=_all(parameters, "named-graph-uri")
        )
        accept, short = request.headers.get("accept"), _only(parameters, "format")
        if self._pages and short is None and request.method != "POST" and _wants_page(accept):
            response = await self._pages.sparql_result(request, dataset)
            response.headers["vary"] = f"{_VARY}, accept-language"
            return response
        if short is not None:
            if short not in _SHORT:
                raise BadRequest(400, f"Formats: {', '.join(_SHORT)}")
            accept = _SHORT[short]
        query = Query(
            text=text,
            dataset=dataset,
            results_format=_canonical(best(accept, _RESULTS)),
            boolean_format=_canonical(best(accept, _BOOLEAN)),
            graph_format=best(accept, _GRAPH),
            allowance=allowance,
        )
        engine: Engine = request.state.engine
        answer = await _unless_gone(request, engine.query(query))
        if answer is None:
            return Response(status_code=_CLIENT_CLOSED_REQUEST)
        request.state.outcome = answer.form
        return await _sent(request, answer, _as_asked(answer, accept))


def _parameters(encoded: bytes) -> QueryParams:
    try:
        text = encoded.decode()
        fields = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        what = "not UTF-8" if isinstance(error, UnicodeDecodeError) else f"more than {_MOST_FIELDS}"
        raise BadRequest(400, f"The parameters are {what}.") from None
    return QueryParams(fields)


def _all(parameters: QueryParams, name: str) -> tuple[str, ...] | None:
    return tuple(parameters.getlist(name)) or None


def _only(parameters: QueryParams, name: str) -> str | None:
    found = parameters.getlist(name)
    if len(found) > 1:
        raise BadRequest(400, f"The parameter '{name}' stands there {len(found)} times; once is right.")
    return found[0] if found else None


def _wants_page(accept: str | None) -> bool:
    return best(accept, (*_RESULTS, *_GRAPH, HTML)) == HTML


def _canonical(media_type: str | None) -> str | None:
    return _ALIASES.get(media_type, media_type) if media_type else None


def _as_asked(answer: Answer, accept: str | None) -> str:
    """The media type under the name by which the client asked for it."""
    asked = best(accept, _OFFERS[answer.form])
    return asked if asked and _canonical(asked) == answer.media_type else answer.media_type


async def _unless_gone(request: Request, answering: Coroutine[None, None, Answer]) -> Answer | None:
    """The answer; None where the client leaves before its first byte, at which the query is stopped."""
    query = asyncio.create_task(answering)
    leaving = asyncio.create_task(_gone(request))
    try:
        await asyncio.wait({query, leaving}, return_when=asyncio.FIRST_COMPLETED)
        return query.result() if query.done() else None
    finally:
        leaving.cancel()
        query.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _sent(request: Request, answer: Answer, media_type: str) -> Response:
    """The answer whole, with length and validator, where it is short; else a stream."""
    begun: list[bytes] = []
    size = 0
    async for frame in answer.frames:
        begun.append(frame)
        size += len(frame)
        if size > _WHOLE:
            break
    else:
        return _validated(request, b"".join(begun), media_type, answer.validator)
    return _Stream(answer, begun, media_type)


def _validated(request: Request, body: bytes, media_type: str, validator: str | None = None) -> Response:
    known = validator or hashlib.sha256(media_type.encode() + b" " + body).hexdigest()[:32]
    etag = f'"{known}"'
    headers = {"etag": etag, "vary": _VARY, "cache-control": "public, max-age=60"}
    held = request.headers.get("if-none-match")
    if held and parse_etags(held).contains_weak(etag.strip('"')):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)


class _Stream(StreamingResponse):
    """A long answer. When it breaks off, so does the connection: no client may take the part for the whole."""

    def __init__(self, answer: Answer, begun: list[bytes], media_type: str) -> None:
        super().__init__(self._frames(begun, answer.frames), headers={"vary": _VARY}, media_type=media_type)
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it (ASGI); returning before the body's end makes the server close the connection."""
        try:
            await super().__call__(scope, receive, send)
        except* EngineError as errors:
            _LOG.warning("an answer was broken off: %s", "; ".join(str(error) for error in errors.exceptions))
        finally:
            await self._answer.aclose()

    @staticmethod
    async def _frames(begun: list[bytes], rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        while begun:
            yield begun.pop(0)
        async for frame in rest:
            yield frame
