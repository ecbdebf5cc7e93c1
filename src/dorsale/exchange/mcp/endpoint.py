"""The tools over HTTP: the streamable transport of the protocol, without sessions, at ``/mcp``."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from dorsale.pages import Pages
from dorsale.pages.render import Context
from dorsale.server.problems import BadRequest

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

__all__ = ["router"]

_MOST_BYTES: Final = 262_144


def router(pages: Pages) -> APIRouter:
    """The route of the tools beside ``pages``."""
    endpoint = _Endpoint(pages)
    return APIRouter(routes=[Route("/mcp", endpoint)], lifespan=endpoint.lifespan)


class _Endpoint:
    """The protocol's library is read in a thread when somebody first calls, since that takes a second or two."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._manager: asyncio.Future[StreamableHTTPSessionManager] | None = None
        self._ended = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def lifespan(self, app: Starlette) -> AsyncIterator[None]:  # noqa: ARG002
        """End what calls have begun, when the context is left."""
        yield
        self._ended.set()
        if self._running is not None:
            await self._running

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        request = Request(scope)
        if request.state.allowance is None:
            raise HTTPException(401, headers={"www-authenticate": "Bearer"})
        context = self._pages.context(request)
        if context.private and not self._pages.tells_agents:
            raise BadRequest(403, context.words("detail.private-agents"), kind="private")
        if self._manager is None:
            self._manager = asyncio.get_running_loop().create_future()
            self._running = asyncio.create_task(self._run(self._manager))
        manager = await asyncio.shield(self._manager)
        await manager.handle_request(scope, receive, send)

    async def _run(self, made: "asyncio.Future[StreamableHTTPSessionManager]") -> None:
        manager = await asyncio.to_thread(self._make)
        async with manager.run():
            made.set_result(manager)
            await self._ended.wait()

    def _make(self) -> "StreamableHTTPSessionManager":
        from mcp.server.mcpserver import Context as Call
        from mcp.server.transport_security import TransportSecuritySettings

        from dorsale.exchange.mcp.desk import desk

        def context_of(call: Call[Any, Any]) -> Context:
            request = call.request_context.request
            assert request is not None  # noqa: S101 - every call comes by HTTP here
            return self._pages.context(request)

        server = desk(context_of)
        server.streamable_http_app(
            json_response=True,
            stateless_http=True,
            max_request_body_size=_MOST_BYTES,
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )
        return server.session_manager
