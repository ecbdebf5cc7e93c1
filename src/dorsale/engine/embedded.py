"""The embedded engine: queries run in killable worker processes that hold the release in memory.

A worker that reaches the time limit is killed, one that takes too much memory dies alone, and nothing that a query
does reaches the server. Answers come in frames of 64 kB, so a long one costs the server little.
"""

import asyncio
import signal
from collections import deque
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from dorsale.engine.guard import Inspection, inspect
from dorsale.engine.interface import (
    Answer,
    EngineError,
    EngineFailed,
    Form,
    NotAcceptable,
    OutOfMemory,
    Overloaded,
    Query,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
)
from dorsale.engine.limits import Limits
from dorsale.engine.wire import ASK, DATA, END, HEAD, pack, receive_async, unpack
from dorsale.engine.workers import Worker, Workers

if TYPE_CHECKING:
    from dorsale.release.folder import Release

__all__ = ["EmbeddedEngine"]

_RETRY_AFTER: Final = 2

_Message: TypeAlias = tuple[bytes, bytes]


class EmbeddedEngine:
    """Answers queries over one release; :meth:`start` before the first, :meth:`close` after the last."""

    def __init__(self, release: "Release", limits: Limits) -> None:
        self._release = release
        self._limits = limits
        self._workers = Workers(release.store, limits)
        self._idle: list[Worker] = []
        self._made = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def release_version(self) -> str:
        """The version of the release that is asked."""
        return self._release.version

    @property
    def pids(self) -> list[int]:
        """The process numbers of everything that runs for this engine."""
        return self._workers.pids

    async def start(self) -> None:
        """Load the release."""
        await self._workers.start()

    async def query(self, query: Query) -> Answer:
        """The answer to ``query``, when its first frame is known."""
        inspection = inspect(query.text, max_bytes=self._limits.query_bytes)
        if inspection.form is not None and _format(query, inspection.form) is None:
            raise NotAcceptable(inspection.form)
        run = _Run(self, await self._take(), self._limits)
        try:
            return await run.begin(query, inspection)
        except BaseException:
            run.stop()
            raise

    async def ready(self) -> bool:
        """Whether a real query is answered now."""
        try:
            answer = await self.query(Query(text="ASK { ?s ?p ?o }"))
            return b"true" in await answer.read()
        except EngineError:
            return False

    async def close(self) -> None:
        """Stop everything."""
        await self._workers.close()

    async def _take(self) -> Worker:
        if not self._idle and self._made >= self._limits.workers:
            await self._wait()
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
            self.drop(worker)
        self._made += 1
        try:
            return await self._workers.make()
        except BaseException:
            self._forget()
            raise

    async def _wait(self) -> None:
        if len(self._waiting) >= self._limits.waiting:
            raise Overloaded(retry_after=_RETRY_AFTER)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(self._limits.query_seconds):
                await turn
        except TimeoutError:
            raise Overloaded(retry_after=_RETRY_AFTER) from None
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._next()
            raise

    def give_back(self, worker: Worker) -> None:
        """Take back a worker that has finished."""
        if worker.asked >= self._limits.queries_per_worker:
            self.drop(worker)
            return
        self._idle.append(worker)
        self._next()

    def drop(self, worker: Worker) -> None:
        """Kill a worker that is busy, broken or worn."""
        self._workers.end(worker)
        self._forget()

    def _forget(self) -> None:
        self._made -= 1
        self._next()

    def _next(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return


class _Run:
    """One query on one worker, from the question to the last frame."""

    def __init__(self, engine: EmbeddedEngine, worker: Worker, limits: Limits) -> None:
        self._engine = engine
        self._worker: Worker | None = worker
        self._limits = limits
        self._seconds = limits.query_seconds
        self._bytes = 0

    async def begin(self, query: Query, inspection: Inspection) -> Answer:
        """Put the question and wait for the head and the first frame of the answer."""
        worker = self._busy()
        worker.asked += 1
        question: dict[str, Any] = {
            "text": query.text,
            "default_graphs": query.dataset.default_graphs,
            "named_graphs": query.dataset.named_graphs,
            "formats": {form: _format(query, form) for form in ("results", "boolean", "graph")},
            "prefixes": inspection.prefixes,
        }
        worker.writer.write(pack(ASK, question))
        letter, body = await self._next()
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
        )

    def stop(self) -> None:
        """Kill the worker where the answer is not complete."""
        if self._worker is not None:
            worker, self._worker = self._worker, None
            self._engine.drop(worker)

    async def _close(self) -> None:
        self.stop()

    async def _frames(self, first: bytes | None, second: bytes | None) -> AsyncIterator[bytes]:
        """The frames, always one ahead: the worker is free before the last one goes out."""
        loop = asyncio.get_running_loop()
        try:
            while first is not None:
                too_slow = loop.call_later(self._limits.reading_seconds, self.stop)
                yield first
                too_slow.cancel()
                first, second = second, await self._data() if second is not None else None
        finally:
            self.stop()

    async def _data(self) -> bytes | None:
        """The next frame; None after the last one."""
        letter, body = await self._next()
        if letter == END:
            worker = self._busy()
            self._worker = None
            self._engine.give_back(worker)
            return None
        if letter != DATA:
            raise EngineFailed("the worker does not keep to the protocol")
        self._bytes += len(body)
        if self._bytes > self._limits.result_bytes:
            raise QueryTooLarge(limit=self._limits.result_bytes)
        return body

    async def _next(self) -> _Message:
        """The worker's next message; the time it takes counts against the query."""
        worker = self._busy()
        loop = asyncio.get_running_loop()
        begun = loop.time()
        try:
            async with asyncio.timeout(max(self._seconds, 0.0)):
                message = await receive_async(worker.reader)
        except TimeoutError:
            raise QueryTimeout(seconds=self._limits.query_seconds) from None
        self._seconds -= loop.time() - begun
        if message is None:
            raise self._death(await worker.exit_status())
        letter, body = message
        if letter in (HEAD, DATA, END):
            return message
        worker_is_well, self._worker = self._worker, None
        if worker_is_well is not None:
            self._engine.give_back(worker_is_well)
        raise self._failure(unpack(body))

    def _busy(self) -> Worker:
        if self._worker is None:
            raise EngineFailed("the reader was too slow, and the query was stopped")
        return self._worker

    def _failure(self, told: dict[str, Any]) -> EngineError:
        kind: Literal["syntax", "form", "memory", "evaluation"] = told["error"]
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
            return QueryTimeout(seconds=self._limits.query_seconds)
        return EngineFailed("the worker died")


def _format(query: Query, form: Form) -> str | None:
    return {"results": query.results_format, "boolean": query.boolean_format, "graph": query.graph_format}[form]
