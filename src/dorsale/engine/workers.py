"""The worker processes of one dataset, as the server holds them: a zygote that forks them and what has become of each.

Everything here runs on the event loop of the server, in the thread that started it.
"""

import asyncio
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from dorsale.engine.channel import Channel
from dorsale.engine.graphs import Source
from dorsale.engine.interface import EngineFailed
from dorsale.engine.limits import Limits
from dorsale.engine.wire import CONTROL

__all__ = ["Worker", "Workers"]

_LOG: Final = logging.getLogger("dorsale.engine")
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_NICE: Final = 13
_SAYS_WHY: Final = 2.0
"""How long to wait for the word of why a worker ended (seconds); it comes within milliseconds."""


class _Lost(EngineFailed):
    """The zygote has died or was ended; another one may do better."""


class Worker:
    """One worker process: what is written to it, what comes from it, and how often it was asked."""

    def __init__(self, pid: int, channel: Channel, ended: "asyncio.Future[int]") -> None:
        self.pid = pid
        self.channel = channel
        self.asked = 0
        self.cpu = 0.0
        """CPU time that it had taken when it last finished a query (seconds)."""
        self._ended = ended

    @property
    def alive(self) -> bool:
        """Whether nobody has said that it has ended; its socket says it first."""
        return not self._ended.done() and not self.channel.ended

    def cpu_now(self) -> float:
        """CPU time that it has taken until now (seconds)."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2]
        except OSError:
            return self.cpu
        return sum(int(ticks) for ticks in fields.split()[11:13]) / _TICKS

    def go_slowly(self) -> None:
        """Let everybody else go first on the processor."""
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, _NICE)

    async def exit_status(self) -> int | None:
        """The exit code, or a signal's number below zero; None where nobody says."""
        try:
            return await asyncio.wait_for(asyncio.shield(self._ended), _SAYS_WHY)
        except TimeoutError:
            return None


class Workers:
    """Makes and ends workers. The zygote is started again where it has died."""

    def __init__(self, source: Source, limits: Limits) -> None:
        self._source = source
        self._limits = limits
        self._folder = tempfile.TemporaryDirectory(prefix="dorsale-graphs-")
        self._zygote: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._ready: asyncio.Future[None] | None = None
        self._forking: deque[asyncio.Future[int]] = deque()
        self._alive: dict[int, asyncio.Future[int]] = {}
        self._open: set[Channel] = set()
        self._starting = asyncio.Lock()
        self._closed = False

    @property
    def pids(self) -> list[int]:
        """The zygote's and the workers' process numbers."""
        return [*([self._zygote.pid] if self._zygote else []), *self._alive]

    async def start(self) -> None:
        """Start the zygote where none runs; raises :class:`EngineFailed` when it does not load the release."""
        async with self._starting:
            if self._control is not None:
                return
            if self._closed:
                raise EngineFailed("the engine is closed")
            loop = asyncio.get_running_loop()
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            order = {
                "files": [str(path.absolute()) for path in self._source.files],
                "union": self._source.union,
                "memory_triples": self._limits.memory_triples,
                "folder": tempfile.mkdtemp(dir=self._folder.name),
                "limits": {"memory": self._limits.query_memory, "stack": self._limits.stack},
            }
            arguments = [str(theirs.fileno()), str(os.getpid()), json.dumps(order)]
            with theirs:
                # Not in another thread: the kernel ends the zygote with the thread that made it.
                self._zygote = subprocess.Popen(  # noqa: ASYNC220, S603 - our own interpreter, our own module
                    [sys.executable, "-m", "dorsale.engine.zygote", *arguments],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                )
            ours.setblocking(False)
            self._control, self._ready = ours, loop.create_future()
            loop.add_reader(ours, self._hear)
            try:
                await asyncio.wait_for(self._ready, self._limits.start_seconds)
            except TimeoutError:
                self._lose_zygote()
                raise EngineFailed("the release was not loaded in time") from None

    async def make(self) -> Worker:
        """A new worker, of another zygote where this one is found dead. Raises :class:`EngineFailed`."""
        try:
            return await self._fork()
        except _Lost:
            return await self._fork()

    async def _fork(self) -> Worker:
        await self.start()
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        forked: asyncio.Future[int] = loop.create_future()
        with theirs:
            if self._control is None:
                ours.close()
                raise _Lost("the engine is not running")
            self._forking.append(forked)
            try:
                socket.send_fds(self._control, [b'{"fork": true}'], [theirs.fileno()])
            except OSError:
                self._lose_zygote()  # at which ``forked`` fails as well
        try:
            pid = await forked
            ours.setblocking(False)
            _, channel = await loop.create_unix_connection(Channel, sock=ours)
        except BaseException:
            ours.close()  # at which the worker ends, if there is one
            raise
        self._open.add(channel)
        return Worker(pid, channel, self._alive.get(pid) or loop.create_future())

    def end(self, worker: Worker) -> None:
        """Kill a worker, whatever it does."""
        worker.channel.close()
        self._open.discard(worker.channel)
        if worker.pid in self._alive and self._control is not None:
            try:
                self._control.send(json.dumps({"kill": worker.pid}).encode())
            except OSError:
                self._lose_zygote()

    async def close(self) -> None:
        """End the zygote and with it every worker; nothing is left afterwards."""
        self._closed = True
        self._lose_zygote()
        while self._open:
            self._open.pop().close()
        await asyncio.sleep(0)  # in which the sockets are closed
        self._folder.cleanup()

    def _hear(self) -> None:
        control = self._control
        if control is None:
            return
        try:
            data = control.recv(CONTROL)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._lose_zygote()
            return
        self._understand(json.loads(data))

    def _understand(self, news: dict[str, Any]) -> None:
        if "ready" in news and self._ready and not self._ready.done():
            if news["network"]:
                _LOG.warning("this system grants no network namespace: only the guard keeps queries from calling out")
            self._ready.set_result(None)
        elif "failed" in news and self._ready and not self._ready.done():
            self._ready.set_exception(EngineFailed(news["failed"]))
        elif "forked" in news:
            self._alive[news["forked"]] = asyncio.get_running_loop().create_future()
            waiting = self._forking.popleft()
            if not waiting.done():
                waiting.set_result(news["forked"])
        elif "dead" in news and (ended := self._alive.pop(news["dead"], None)):
            ended.set_result(news["status"])

    def _lose_zygote(self) -> None:
        control, self._control = self._control, None
        if control is not None:
            asyncio.get_running_loop().remove_reader(control)
            control.close()
        if self._zygote is not None:
            self._zygote.kill()
            self._zygote.wait()
            self._zygote = None
        lost = _Lost("the engine has stopped")
        if self._ready is not None and not self._ready.done():
            self._ready.set_exception(lost)
        while self._forking:
            waiting = self._forking.popleft()
            if not waiting.done():
                waiting.set_exception(lost)
        for ended in self._alive.values():
            ended.set_result(-signal.SIGKILL)
        self._alive.clear()
