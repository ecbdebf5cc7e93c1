"""One query on one worker, from the question to the last frame: its time, its failures, and its worker's fate."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from functools import lru_cache
from typing import Any, Final, Protocol

from dorsale.engine.channel import Message
from dorsale.engine.guard import Inspection
from dorsale.engine.interface import (
    Answer,
    Dataset,
    EngineError,
    EngineFailed,
    NotAcceptable,
    OutOfMemory,
    Overloaded,
    Query,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
)
from dorsale.engine.limits import Limits
from dorsale.engine.wire import DATA, END, HEAD, WHOLE, opened, question, unpack
from dorsale.engine.workers import Worker

__all__ = ["Keeper", "Killed", "Run"]

_RETRY_AFTER: Final = 5


class Keeper(Protocol):
    """Who lends workers to runs."""

    def owe(self, client: str) -> None:
        """Note that a query of ``client`` took more than there was."""

    def finished(self, run: "Run", worker: Worker, *, well: bool) -> None:
        """Take back the worker of a run; ``well`` where it waits for another question."""


class Killed(EngineFailed):
    """The worker was killed, and not by this engine."""


class Run:
    """One query on one worker; :meth:`begin` once."""

    def __init__(self, keeper: Keeper, worker: Worker, limits: Limits, query: Query) -> None:
        self.client = query.allowance.client
        self.aside = False
        self.long = False
        self.slow = False
        self.due: float | None = None
        """When the worker is out of time, by the clock of the loop; None while it waits for its reader."""
        self._keeper = keeper
        self._worker: Worker | None = worker
        self._limits = limits
        self._query = query
        self._given = self._left = query.allowance.seconds or limits.query_seconds
        self._bytes = 0
        self._verdict: EngineError | None = None

    async def begin(self, inspection: Inspection) -> Answer:
        """Put the question and wait for the answer where it is short, else for its head and its first frames."""
        worker = self._busy()
        worker.asked += 1
        worker.channel.write(question(self._query.text, self._details(inspection)))
        letter, body = await self._next()
        if letter == WHOLE:
            return self._whole(body, repeatable=inspection.repeatable)
        if letter != HEAD:
            raise EngineFailed("the worker does not keep to the protocol")
        head = unpack(body)
        first = await self._data()
        second = await self._data() if first is not None else None
        return Answer(
            form=head["form"],
            media_type=head["media_type"],
            frames=self._frames(first, second),
            close=self._close,
            repeatable=inspection.repeatable,
        )

    def _details(self, inspection: Inspection) -> bytes:
        query = self._query
        formats = (query.results_format, query.boolean_format, query.graph_format)
        if query.dataset.unnamed and not inspection.prefixes:
            return _plain_details(*formats, self._given)
        return _details(formats, self._given, query.dataset, inspection.prefixes)

    def _whole(self, message: bytes, *, repeatable: bool) -> Answer:
        form, cpu, body = opened(message)
        self._free(cpu)
        if len(body) > self._limits.result_bytes:
            raise QueryTooLarge(limit=self._limits.result_bytes)
        media_type = self._query.media_type(form)
        if media_type is None:
            raise EngineFailed("the worker does not keep to the protocol")
        return Answer.whole(form, media_type, body, repeatable=repeatable)

    def cpu(self) -> float:
        """The CPU time that this query has taken (seconds)."""
        return self._worker.cpu_now() - self._worker.cpu if self._worker else 0.0

    def become_long(self, *, stop: bool) -> None:
        """Go on slowly, or stop; an answer whose first bytes went out is never stopped for want of room."""
        if self._worker is None:
            return
        if stop and not self._bytes:
            self._keeper.owe(self.client)
            self.stop(Overloaded(retry_after=_RETRY_AFTER))
            return
        self.long = True
        self.go_slowly()

    def go_slowly(self) -> None:
        """Let everybody else go first on the processor; the worker cannot hurry again and is not used again."""
        if self._worker is not None:
            self.slow = True
            self._worker.go_slowly()

    def stop(self, verdict: EngineError | None = None) -> None:
        """Kill the worker where the answer is not complete; ``verdict`` is what its reader gets to know."""
        if self._worker is not None:
            worker, self._worker = self._worker, None
            self._verdict = verdict
            self._keeper.finished(self, worker, well=False)

    async def _close(self) -> None:
        self.stop()

    async def _frames(self, first: bytes | None, second: bytes | None) -> AsyncIterator[bytes]:
        """The frames, always one ahead: the worker is free before the last one goes out."""
        loop = asyncio.get_running_loop()
        slow = EngineFailed("the reader was too slow, and the query was stopped")
        try:
            while first is not None:
                too_slow = loop.call_later(self._limits.reading_seconds, self.stop, slow)
                yield first
                too_slow.cancel()
                first, second = second, await self._data() if second is not None else None
        finally:
            self.stop()

    async def _data(self) -> bytes | None:
        """The next frame; None after the last one."""
        letter, body = await self._next()
        if letter == END:
            self._free(unpack(body)["cpu"])
            return None
        if letter != DATA:
            raise EngineFailed("the worker does not keep to the protocol")
        self._bytes += len(body)
        if self._bytes > self._limits.result_bytes:
            raise QueryTooLarge(limit=self._limits.result_bytes)
        return body

    async def _next(self) -> Message:
        """The worker's next message; the time it takes counts against the query."""
        worker = self._busy()
        loop = asyncio.get_running_loop()
        self.due = loop.time() + self._left
        try:
            message = await worker.channel.read()
        finally:
            self._left = self.due - loop.time()
            self.due = None
        if message is None:
            raise self._verdict or self._death(await worker.exit_status())
        letter, body = message
        if letter in (WHOLE, HEAD, DATA, END):
            return message
        told = unpack(body)
        self._free(told["cpu"])
        raise self._failure(told)

    def time_out(self) -> None:
        """Stop, since the time is over."""
        self._keeper.owe(self.client)
        self.stop(QueryTimeout(seconds=self._given))

    def _free(self, cpu: float) -> None:
        worker, self._worker = self._busy(), None
        worker.cpu = cpu
        self._keeper.finished(self, worker, well=True)

    def _busy(self) -> Worker:
        if self._worker is None:
            raise self._verdict or EngineFailed("the query was stopped")
        return self._worker

    def _failure(self, told: dict[str, Any]) -> EngineError:
        kind = told["error"]
        if kind == "syntax":
            return QuerySyntaxError(told["message"], line=told["line"], column=told["column"])
        if kind == "form":
            return NotAcceptable(told["form"])
        if kind == "memory":
            return OutOfMemory(limit=self._limits.query_memory)
        return EngineFailed(told["message"])

    def _death(self, status: int | None) -> EngineError:
        if status == -signal.SIGABRT:
            return OutOfMemory(limit=self._limits.query_memory)
        if status == -signal.SIGPROF:
            return QueryTimeout(seconds=self._given)
        # Without a status, the zygote is gone too.
        return (Killed if status in (None, -signal.SIGKILL) else EngineFailed)("the worker died")


def _details(
    formats: tuple[str | None, str | None, str | None], seconds: float, dataset: Dataset, prefixes: dict[str, str]
) -> bytes:
    details = {
        "default_graphs": dataset.default_graphs,
        "named_graphs": dataset.named_graphs,
        "formats": dict(zip(("results", "boolean", "graph"), formats, strict=True)),
        "prefixes": prefixes,
        "seconds": seconds,
    }
    return json.dumps(details).encode()


@lru_cache(maxsize=64)
def _plain_details(results: str | None, boolean: str | None, graph: str | None, seconds: float) -> bytes:
    """What is said beside the text of most queries."""
    return _details((results, boolean, graph), seconds, Dataset(), {})
