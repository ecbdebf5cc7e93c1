"""How an answer goes out: whole with its length and validator, or as a stream that breaks off visibly if it has to."""

import gzip
import hashlib
import logging
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from werkzeug.http import parse_etags

from dorsale.engine.interface import Answer, EngineError

__all__ = ["VARY", "Ready", "Stream", "accepts_gzip", "ready", "ready_of", "whole"]

VARY: Final = "accept, accept-encoding"

_LOG: Final = logging.getLogger("dorsale.server")
_SMALLEST_PACKED: Final = 600
_LEVEL: Final = 5
_LEVEL_OF_STREAMS: Final = 1
_GZIP_WINDOW: Final = 31

_Headers: TypeAlias = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Ready:
    """A whole answer as it goes over the wire."""

    body: bytes
    etag: str
    headers: _Headers

    def response(self, held: str | None) -> Response:
        """It, or 304 where the client holds it already (``held`` is its If-None-Match; RFC 9110, 13.1.2)."""
        unchanged = held is not None and parse_etags(held).contains_weak(self.etag.strip('"'))
        response = Response(status_code=304 if unchanged else 200)
        response.body = b"" if unchanged else self.body
        response.raw_headers = [pair for pair in self.headers if not unchanged or pair[0] not in _OF_A_BODY]
        return response


_OF_A_BODY: Final = (b"content-length", b"content-type", b"content-encoding")


class Stream(StreamingResponse):
    """A long answer. When it breaks off, so does the connection: no client may take the part for the whole."""

    def __init__(self, answer: Answer, begun: list[bytes], media_type: str, *, packed: bool) -> None:
        frames = _chained(begun, answer.frames)
        headers = {"vary": VARY, **({"content-encoding": "gzip"} if packed else {})}
        super().__init__(_packed(frames) if packed else frames, headers=headers, media_type=media_type)
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it (ASGI); returning before the body's end makes the server close the connection."""
        try:
            await super().__call__(scope, receive, send)
        except* EngineError as errors:
            _LOG.warning("an answer was broken off: %s", "; ".join(str(error) for error in errors.exceptions))
        finally:
            await self._answer.aclose()


async def whole(answer: Answer, most: int) -> tuple[list[bytes], bool]:
    """The frames of an answer up to ``most`` bytes, and whether these are all."""
    if answer.body is not None and len(answer.body) <= most:
        return [answer.body], True
    begun: list[bytes] = []
    size = 0
    async for frame in answer.frames:
        begun.append(frame)
        size += len(frame)
        if size > most:
            return begun, False
    return begun, True


def ready(body: bytes, media_type: str, *, packed: bool, validator: str | None = None) -> Ready:
    """A whole body with its headers; the gzip form has a validator of its own (RFC 9110, 8.8.3.3)."""
    known = validator or hashlib.sha256(media_type.encode() + b" " + body).hexdigest()[:32]
    packed = packed and len(body) >= _SMALLEST_PACKED
    if packed:
        body, known = gzip.compress(body, _LEVEL, mtime=0), f"{known}-gzip"
    etag = f'"{known}"'
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    headers = [
        (b"content-type", f"{media_type}{charset}".encode()),
        (b"content-length", str(len(body)).encode()),
        (b"etag", etag.encode()),
        (b"vary", VARY.encode()),
        (b"cache-control", b"public, max-age=60"),
    ]
    return Ready(body, etag, [*headers, (b"content-encoding", b"gzip")] if packed else headers)


def ready_of(answer: Answer, body: bytes, name: str | None, *, packed: bool) -> Ready:
    """The whole ``body`` of an answer, under the ``name`` of its media type by which it was asked for."""
    media_type = name or answer.media_type
    validator = answer.validator if media_type == answer.media_type else None
    return ready(body, media_type, packed=packed, validator=validator)


def accepts_gzip(header: str | None) -> bool:
    """Whether an Accept-Encoding header names gzip."""
    return header is not None and "gzip" in header and "gzip;q=0" not in header.replace(" ", "")


async def _chained(begun: list[bytes], rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    while begun:
        yield begun.pop(0)
    async for frame in rest:
        yield frame


async def _packed(frames: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    packer = zlib.compressobj(_LEVEL_OF_STREAMS, zlib.DEFLATED, _GZIP_WINDOW)
    async for frame in frames:
        if piece := packer.compress(frame):
            yield piece
    yield packer.flush()
