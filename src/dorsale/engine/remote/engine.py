"""The engine that asks a store: any of SPARQL 1.1 that was loaded by ``dorsale push``.

A query goes its way only after our own parser has read it. An answer begins only when it is whole: it has come to its
end, no limit of the store has cut it, and the store still holds the release. So failures are told at the beginning.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import IO, Final

from dorsale.engine.guard import inspect
from dorsale.engine.interface import (
    Answer,
    EngineError,
    EngineFailed,
    NotAcceptable,
    Query,
    QueryTimeout,
    StoreUnavailable,
)
from dorsale.engine.remote.alternatives import spelled_out
from dorsale.engine.remote.gateway import Gateway
from dorsale.engine.remote.run import Run, format_of
from dorsale.engine.remote.shape import Plan, plan, within
from dorsale.engine.remote.text import canonical
from dorsale.engine.wire import FRAME

__all__ = ["RemoteEngine"]

_DEBT_SECONDS: Final = 10.0


class RemoteEngine:
    """Answers for one release as long as the store of ``gateway`` holds it."""

    def __init__(self, version: str, gateway: Gateway) -> None:
        self._version = version
        self._gateway = gateway
        self._limits = gateway.limits

    @property
    def release_version(self) -> str:
        """The version of the release that is asked."""
        return self._version

    @property
    def load(self) -> dict[str, int]:
        """How many queries are ``running`` and ``waiting``."""
        turnstile = self._gateway.turnstile
        return {"running": turnstile.running, "waiting": turnstile.waiting}

    async def start(self) -> None:
        """The gateway is started by whoever made it."""

    async def ready(self) -> bool:
        """Whether a real query is answered now."""
        try:
            await self._gateway.look()
            answer = await self.query(Query(text="ASK { ?s ?p ?o }"))
            return b"true" in await answer.read()
        except EngineError:
            return False

    async def close(self) -> None:
        """The gateway is closed by whoever made it."""

    async def query(self, query: Query) -> Answer:
        """The answer to ``query``, when it is whole."""
        inspection = inspect(query.text, max_bytes=self._limits.query_bytes)
        self._gateway.expect(self._version)
        await self._gateway.parse(query)
        text = canonical(query.text)
        if self._gateway.connection.is_virtuoso:
            text = spelled_out(text)
        inspect(text, max_bytes=2 * len(text.encode()))
        planned = plan(within(text, self._gateway.graphs))
        media_type = format_of(query, planned.form)
        if media_type is None:
            raise NotAcceptable(planned.form)
        client, turnstile = query.allowance.client, self._gateway.turnstile
        await turnstile.enter(client, query.allowance.running or self._limits.client_running)
        try:
            written = await self._written(query, planned, media_type, inspection.prefixes)
        except BaseException as error:
            turnstile.leave(client)
            if isinstance(error, StoreUnavailable):
                self._gateway.lost()
            elif isinstance(error, QueryTimeout):
                turnstile.owe(client, _DEBT_SECONDS)
            raise
        body = _Body(written, lambda: turnstile.leave(client), self._limits.reading_seconds)
        return Answer(
            form=planned.form,
            media_type=media_type,
            frames=body.frames(),
            close=body.close,
            repeatable=inspection.repeatable,
        )

    async def _written(self, query: Query, planned: Plan, media_type: str, prefixes: dict[str, str]) -> IO[bytes]:
        """The whole answer, given while the store held the release."""
        written = await Run(self._gateway, query, planned).answer(media_type, prefixes)
        try:
            await self._gateway.confirm(self._version)
        except BaseException:
            written.close()
            raise
        return written


class _Body:
    """A whole answer on its way to its reader; the turn of its query ends when the last frame goes out."""

    def __init__(self, file: IO[bytes], leave: Callable[[], None], seconds: float) -> None:
        self._file = file
        self._leave = leave
        self._seconds = seconds
        self._ended = False
        file.seek(0)

    async def frames(self) -> AsyncIterator[bytes]:
        """The frames, always one ahead."""
        loop = asyncio.get_running_loop()
        try:
            piece = self._next()
            while piece:
                following = self._next()
                if not following:
                    self._end()
                too_slow = loop.call_later(self._seconds, self._end)
                yield piece
                too_slow.cancel()
                if following and self._ended:
                    raise EngineFailed("the reader was too slow, and the answer was given up")
                piece = following
        finally:
            self._end()

    async def close(self) -> None:
        """Give up what is left."""
        self._end()

    def _next(self) -> bytes:
        return b"" if self._ended else self._file.read(FRAME)

    def _end(self) -> None:
        if not self._ended:
            self._ended = True
            self._file.close()
            self._leave()
