"""The server's end of a worker's socket: messages come in, are cut out of the bytes, and wait until they are asked for.

asyncio's streams do the same in several steps a message; here most answers arrive with one read and wake their reader
once.
"""

import asyncio
import struct
from collections import deque
from typing import Final, TypeAlias, cast

from dorsale.engine.wire import FRAME

__all__ = ["Channel", "Message"]

Message: TypeAlias = tuple[bytes, bytes]

_PREFIX: Final = struct.Struct("!cI")
_MOST_WAITING: Final = 4 * FRAME
"""Bytes that may wait here before the worker has to."""


class Channel(asyncio.Protocol):
    """Messages of :mod:`dorsale.engine.wire`; one reader at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._bytes = bytearray()
        self._messages: deque[Message] = deque()
        self._size = 0
        self._ended = False
        self._paused = False
        self._reader: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport (asyncio)."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Cut messages out of what came (asyncio)."""
        self._bytes += data
        start, end = 0, len(self._bytes)
        while end - start >= _PREFIX.size:
            letter, length = _PREFIX.unpack_from(self._bytes, start)
            body = start + _PREFIX.size
            if end - body < length:
                break
            self._messages.append((letter, bytes(self._bytes[body : body + length])))
            self._size += length
            start = body + length
        if start:
            del self._bytes[:start]
            self._wake()
        if self._size > _MOST_WAITING and self._transport is not None and not self._paused:
            self._paused = True
            self._transport.pause_reading()

    def eof_received(self) -> None:
        """There will be no more messages (asyncio); the transport closes itself."""
        self._ended = True
        self._wake()

    def connection_lost(self, error: Exception | None) -> None:  # noqa: ARG002
        """There will be no more messages (asyncio)."""
        self._ended = True
        self._wake()

    @property
    def ended(self) -> bool:
        """Whether the other side has closed or died, or this one has closed."""
        return self._ended

    def write(self, message: bytes) -> None:
        """Send a message; what the other side no longer reads is lost."""
        if self._transport is not None:
            self._transport.write(message)

    async def read(self) -> Message | None:
        """The next message; None where the other side has closed or died."""
        while not self._messages:
            if self._ended:
                return None
            self._reader = asyncio.get_running_loop().create_future()
            try:
                await self._reader
            finally:
                self._reader = None
        letter, body = self._messages.popleft()
        self._size -= len(body)
        if self._paused and self._size <= _MOST_WAITING and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()
        return letter, body

    def close(self) -> None:
        """Close the socket."""
        self._ended = True
        if self._transport is not None:
            self._transport.close()

    def _wake(self) -> None:
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)
