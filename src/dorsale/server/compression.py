"""gzip for all that the framework answers but dumps, which are packed already, and tables, which may be read in parts.

A strong validator names bytes, so the compressed form of an answer gets a validator of its own: that of the plain form
with ``-gzip`` at its end (RFC 9110, 8.8.3.3).
"""

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Compression"]

_SUFFIX: Final = '-gzip"'
_SMALLEST: Final = 600
_LEVEL: Final = 5
_AS_THEY_ARE: Final = ("/dumps/", "/tables/", "/dataset/")


class Compression:
    """ASGI middleware: Starlette's gzip, with validators that tell the two forms apart."""

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._gzip = GZipMiddleware(app, minimum_size=_SMALLEST, compresslevel=_LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or any(part in scope["path"] for part in _AS_THEY_ARE):
            await self._plain(scope, receive, send)
            return
        held = Headers(scope=scope).get("if-none-match", "")
        if _SUFFIX in held:
            MutableHeaders(scope=scope)["if-none-match"] = held.replace(_SUFFIX, '"')

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                compressed = "content-encoding" in headers or (message["status"] == 304 and _SUFFIX in held)
                if message["status"] == 304:
                    headers.add_vary_header("Accept-Encoding")
                if compressed and "etag" in headers:
                    headers["etag"] = headers["etag"].removesuffix('"') + _SUFFIX
            await send(message)

        await self._gzip(scope, receive, tell)
