"""The embedded engine: queries run in killable worker processes that hold the release in memory.

A worker that reaches the time limit is killed, one that takes too much memory dies alone, and nothing that a query
does reaches the server. Many workers answer what is quick; only a few may work on what is not, so quick queries always
find a free one. Answers come in frames of 64 kB, so a long one costs the server little.
"""

import asyncio
from contextlib import suppress
from typing import Final

from dorsale.engine.graphs import Source
from dorsale.engine.guard import Inspection, inspect
from dorsale.engine.interface import (
    Answer,
    EngineError,
    EngineFailed,
    NotAcceptable,
    Query,
)
from dorsale.engine.limits import Limits
from dorsale.engine.run import Killed, Run
from dorsale.engine.turnstile import Turnstile
from dorsale.engine.workers import Worker, Workers

__all__ = ["EmbeddedEngine"]

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
        self._runs: set[Run] = set()
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
        if inspection.form is not None and query.media_type(inspection.form) is None:
            raise NotAcceptable(inspection.form)
        try:
            return await self._ask(query, inspection)
        except Killed:  # by somebody else, perhaps while it was idle: its death is only noticed when it is asked
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
        run = Run(self, worker, self._limits, query)
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
                self._keep(await self._workers.make())

    def owe(self, client: str) -> None:
        """Note that a query of ``client`` took more than there was."""
        self._turnstile.owe(client, _DEBT_SECONDS)

    def finished(self, run: Run, worker: Worker, *, well: bool) -> None:
        """Take back the worker of a run; one that is busy, slow, broken, worn or too many is killed."""
        self._runs.discard(run)
        if well and not run.slow and worker.asked < self._limits.queries_per_worker:
            self._keep(worker)
        else:
            self._workers.end(worker)
        self._turnstile.leave(run.client, aside=run.aside)

    def _keep(self, worker: Worker) -> None:
        """Let a worker wait for its next question, where not enough do: others may have come while it was made."""
        if len(self._idle) < self._limits.workers:
            self._idle.append(worker)
        else:
            self._workers.end(worker)

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
