"""The embedded engine: queries run in killable worker processes that hold the release in memory.

A worker that reaches the time limit is killed, one that takes too much memory dies alone, and nothing that a query
does reaches the server. Many workers answer what is quick; only a few may work on what is not, so quick queries always
find a free one. Answers come in frames of 64 kB, so a long one costs the server little.
"""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final

from dorsale.engine.channel import Message
from dorsale.engine.graphs import Source
from dorsale.engine.guard import Inspection, inspect
from dorsale.engine.interface import (
    Answer,
    Dataset,
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
from dorsale.engine.turnstile import Turnstile
from dorsale.engine.wire import DATA, END, HEAD, WHOLE, opened, question, unpack
from dorsale.engine.workers import Worker, Workers

__all__ = ["EmbeddedEngine"]

_RETRY_AFTER: Final = 5
_DEBT_SECONDS: Final = 10.0
_QUICK_SECONDS: Final = 0.02
"""CPU time after which a query is not quick and steps aside."""

_RESERVE: Final = 2
"""Workers that stand ready for clients who are not in debt: making one takes longer than a quick query."""

_LOOK_SECONDS: Final = 0.05
"""How often the time that running queries have taken is looked at."""


class EmbeddedEngine:
    """Answers queries over one dataset; :meth:`start` before the first, :meth:`close` after the last."""

    def __init__(self, source: Source, limits: Limits) -> None:
        self._source = source
        self._limits = limits
        self._workers = Workers(source, limits)
        self._turnstile = Turnstile(
            running=limits.workers,
            waiting=limits.waiting,
            waiting_each=limits.client_waiting,
            seconds=limits.query_seconds,
        )
        self._idle: list[Worker] = []
        self._reserve = min(_RESERVE, limits.workers)
        self._providing: asyncio.Task[None] | None = None
        self._runs: set[_Run] = set()
        self._looking: asyncio.Task[None] | None = None

    @property
    def release_version(self) -> str:
        """The version of the release that is asked."""
        return self._source.version

    @property
    def pids(self) -> list[int]:
        """The process numbers of everything that runs for this engine."""
        return self._workers.pids

    @property
    def load(self) -> dict[str, int]:
        """How much there is of what: queries ``running``, ``long`` ones among them, ``waiting``, ``workers``."""
        return {
            "running": self._turnstile.running,
            "long": sum(run.long for run in self._runs),
            "waiting": self._turnstile.waiting,
            "workers": max(len(self.pids) - 1, 0),
        }

    async def start(self) -> None:
        """Load the release."""
        await self._workers.start()
        self._looking = asyncio.create_task(self._look())

    async def query(self, query: Query) -> Answer:
        """The answer to ``query``, when its first frames are known."""
        inspection = inspect(query.text, max_bytes=self._limits.query_bytes)
        if inspection.form is not None and _format(query, inspection.form) is None:
            raise NotAcceptable(inspection.form)
        try:
            return await self._ask(query, inspection)
        except _Killed:  # by somebody else, perhaps while it was idle: its death is only noticed when it is asked
            return await self._ask(query, inspection)

    async def _ask(self, query: Query, inspection: Inspection) -> Answer:
        client = query.allowance.client
        await self._turnstile.enter(client, query.allowance.running or self._limits.client_running)
        in_debt = self._turnstile.in_debt(client)
        try:
            worker = await self._take(leave=self._reserve if in_debt else 0)
        except BaseException:
            self._turnstile.leave(client)
            raise
        run = _Run(self, worker, self._limits, query)
        self._runs.add(run)
        if in_debt:
            run.go_slowly()
        try:
            return await run.begin(inspection)
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
        for task in (self._looking, self._providing):
            if task is not None:
                task.cancel()
        await self._workers.close()

    async def _take(self, *, leave: int) -> Worker:
        """A worker that is idle, of which so many are left to others, or a new one."""
        while len(self._idle) > leave:
            worker = self._idle.pop()
            if worker.alive:
                self._provide()
                return worker
            self._workers.end(worker)
        return await self._workers.make()

    def _provide(self) -> None:
        if len(self._idle) < self._reserve and (self._providing is None or self._providing.done()):
            self._providing = asyncio.create_task(self._make_ready())

    async def _make_ready(self) -> None:
        with suppress(EngineFailed):  # whoever needs one makes it, and hears why it cannot be made
            while len(self._idle) < self._reserve:
                self._idle.append(await self._workers.make())

    def owe(self, client: str) -> None:
        """Note that a query of ``client`` took more than there was."""
        self._turnstile.owe(client, _DEBT_SECONDS)

    def finished(self, run: "_Run", worker: Worker, *, well: bool) -> None:
        """Take back the worker of a run; one that is busy, slow, broken, worn or too many is killed."""
        self._runs.discard(run)
        spent = worker.asked >= self._limits.queries_per_worker or len(self._idle) >= self._limits.workers
        if well and not run.slow and not spent:
            self._idle.append(worker)
        else:
            self._workers.end(worker)
        self._turnstile.leave(run.client, aside=run.aside)

    async def _look(self) -> None:
        """Find the runs that are out of time or have become long, and stop those for which there is no room."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            now = loop.time()
            for run in list(self._runs):
                if run.due is not None and run.due < now:
                    run.time_out()
                    continue
                cpu = run.cpu()
                if not run.aside and cpu > _QUICK_SECONDS:
                    run.aside = self._turnstile.step_aside()
                if not run.long and cpu > self._limits.short_seconds:
                    free = sum(other.long for other in self._runs) < self._limits.long_workers
                    run.become_long(stop=not free)


class _Killed(EngineFailed):
    """The worker was killed, and not by this engine."""


class _Run:
    """One query on one worker, from the question to the last frame."""

    def __init__(self, engine: EmbeddedEngine, worker: Worker, limits: Limits, query: Query) -> None:
        self.client = query.allowance.client
        self.aside = False
        self.long = False
        self.slow = False
        self.due: float | None = None
        """When the worker is out of time, by the clock of the loop; None while it waits for its reader."""
        self._engine = engine
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
        media_type = _format(self._query, form)
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
            self._engine.owe(self.client)
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
            self._engine.finished(self, worker, well=False)

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
        self._engine.owe(self.client)
        self.stop(QueryTimeout(seconds=self._given))

    def _free(self, cpu: float) -> None:
        worker, self._worker = self._busy(), None
        worker.cpu = cpu
        self._engine.finished(self, worker, well=True)

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
        return (_Killed if status in (None, -signal.SIGKILL) else EngineFailed)("the worker died")


def _format(query: Query, form: Form) -> str | None:
    if form == "results":
        return query.results_format
    return query.boolean_format if form == "boolean" else query.graph_format


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
