"""Problems as programs see them: RFC 9457 documents, each with a type that has a page of its own.

Whoever prefers HTML gets the problem as a page. Both speak the reader's language.
"""

import json
import math
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeAlias

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dorsale.engine.interface import EngineError, QueryTimeout
from dorsale.namespaces import BASE
from dorsale.pages import Problem, words_of
from dorsale.pages.failures import failure_of
from dorsale.pages.negotiation import best

__all__ = ["HTML", "MEDIA_TYPE", "BadRequest", "Handler", "Problems", "members_of"]

MEDIA_TYPE: Final = "application/problem+json"
HTML: Final = "text/html"

_BY_STATUS: Final = {
    400: "request",
    401: "key",
    404: "not-found",
    405: "method",
    406: "not-acceptable",
    410: "gone",
    413: "long",
    415: "media-type",
    503: "unavailable",
}
_MEMBERS: Final = ("line", "column", "limit", "seconds", "retry_after")

Handler: TypeAlias = Callable[[Request, Problem], Awaitable[Response]]


class BadRequest(HTTPException):
    """A request that the protocol does not allow; ``kind`` is the last part of the problem's type."""

    def __init__(self, status: int, detail: str, *, kind: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, detail, headers=headers)
        self.kind = kind or _BY_STATUS.get(status, "request")


class Problems:
    """Turns what went wrong into a response; ``page`` shows a problem to people, where there are pages."""

    def __init__(self, page: Handler | None) -> None:
        self._page = page

    async def of_http(self, request: Request, error: HTTPException) -> Response:
        """A status that a router or handler raised."""
        if error.status_code == 405 and request.method == "OPTIONS":
            return Response(status_code=204, headers=error.headers)
        kind = error.kind if isinstance(error, BadRequest) else _BY_STATUS.get(error.status_code, "request")
        detail = "" if error.detail in ("Not Found", "Method Not Allowed") else error.detail
        return await self._respond(request, error.status_code, kind, detail, headers=dict(error.headers or {}))

    async def of_engine(self, request: Request, error: EngineError) -> Response:
        """What an engine raised before the first byte of an answer."""
        status, kind = failure_of(error)
        members = members_of(error)
        headers = {}
        if (wait := members.get("retry_after")) is not None:
            headers["retry-after"] = str(math.ceil(wait))
        elif isinstance(error, QueryTimeout):
            headers["retry-after"] = "10"
        words = words_of(request)
        told = words.get(f"failure-detail.{kind}")
        detail = told.format(**members) if told else _detail(error)
        return await self._respond(request, status, kind, detail, members=members, headers=headers)

    async def of_defect(self, request: Request, error: Exception) -> Response:  # noqa: ARG002
        """A defect of ours, of which the client learns nothing but the number of its request."""
        return await self._respond(request, 500, "internal", "")

    async def _respond(
        self,
        request: Request,
        status: int,
        kind: str,
        detail: str,
        *,
        members: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        words = words_of(request)
        problem = Problem(
            type=f"{BASE}problem/{kind}",
            title=words(f"failure.{kind}"),
            detail=detail,
            status=status,
            request_id=getattr(request.state, "request_id", ""),
        )
        accept = request.headers.get("accept")
        shows = self._page if getattr(request.state, "release", None) else None
        if shows and best(accept, (MEDIA_TYPE, "application/json", HTML)) == HTML:
            response = await shows(request, problem)
        else:
            body = {
                "type": problem.type,
                "title": problem.title,
                "status": status,
                **({"detail": detail} if detail else {}),
                **({"request_id": problem.request_id} if problem.request_id else {}),
                **(members or {}),
            }
            response = Response(json.dumps(body, ensure_ascii=False), status, media_type=MEDIA_TYPE)
            response.headers["content-language"] = words.language
        response.headers.update(headers or {})
        response.headers["cache-control"] = "no-store"
        response.headers["vary"] = "accept, accept-language"
        return response


def members_of(error: EngineError) -> dict[str, Any]:
    """What an error says in numbers, as members of its problem document."""
    return {name: value for name in _MEMBERS if (value := getattr(error, name, None)) is not None}


def _detail(error: EngineError) -> str:
    return str(getattr(error, "message", error))
