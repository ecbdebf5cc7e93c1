"""The zygote: a process without threads that holds the release in memory and forks a worker for each socket it gets.

It talks with the server over a socket that keeps messages apart, in JSON. The server sends ``{"fork": true}`` with a
socket attached, or ``{"kill": PID}``; it gets ``{"ready": …}`` or ``{"failed": …}`` once, ``{"forked": PID}`` in the
order of its requests, and ``{"dead": PID, "status": S}`` for each worker that has ended (``S`` as
:func:`os.waitstatus_to_exitcode`). When the server goes, the zygote goes, and when the zygote goes, so do its workers.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NoReturn

from dorsale.engine import sandbox, worker
from dorsale.engine.graphs import Graphs, TooMany
from dorsale.engine.wire import CONTROL

__all__ = ["main"]

_BEHIND: Final = 3
"""How far workers stand behind the server at the processor: it has to read and refuse however many of them work."""

_LONGEST: Final = 1000


class _Zygote:
    def __init__(self, control: socket.socket, graphs: Callable[[], Graphs], limits: dict[str, Any]) -> None:
        self._control = control
        self._graphs = graphs
        self._limits = limits
        self._workers: set[int] = set()
        self._nowhere = os.open(os.devnull, os.O_WRONLY)
        self._woken, self._wakes = os.pipe()
        os.set_blocking(self._wakes, False)
        os.set_blocking(self._woken, False)
        signal.set_wakeup_fd(self._wakes, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda _signal, _frame: None)

    def run(self) -> None:
        """Obey the server until it closes the socket."""
        control = self._control.fileno()
        while True:
            ready, _, _ = select.select([control, self._woken], [], [])
            if self._woken in ready:
                os.read(self._woken, CONTROL)
                self._bury()
            if control in ready:
                try:
                    data, attached, _, _ = socket.recv_fds(self._control, CONTROL, 1)
                except ConnectionResetError:
                    return
                if not data:
                    return
                self._obey(json.loads(data), attached)

    def _obey(self, order: dict[str, Any], attached: list[int]) -> None:
        if attached:
            self._fork(attached[0])
        elif order.get("kill") in self._workers:
            os.kill(order["kill"], signal.SIGKILL)

    def _fork(self, descriptor: int) -> None:
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._control.close()
            os.nice(_BEHIND)
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
            os.dup2(self._nowhere, 2)  # where the library would write hundreds of lines when it runs out of memory
            worker.serve(socket.socket(fileno=descriptor), self._graphs(), parent=parent, **self._limits)
            os._exit(0)
        os.close(descriptor)
        self._workers.add(pid)
        self._tell({"forked": pid})

    def _bury(self) -> None:
        while self._workers:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            self._workers.discard(pid)
            self._tell({"dead": pid, "status": os.waitstatus_to_exitcode(status)})

    def _tell(self, news: dict[str, Any]) -> None:
        try:
            self._control.send(json.dumps(news).encode())
        except (BrokenPipeError, ConnectionResetError):
            os._exit(0)


def main(descriptor: int, parent: int, order: dict[str, Any]) -> None:
    """Load what ``order`` says and serve the server behind ``descriptor``.

    ``order`` has ``files`` and ``union`` as a :class:`~dorsale.engine.graphs.Source`, ``memory_triples`` above which
    they are put on disk, into ``folder``, and the ``limits`` of :func:`worker.serve`.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C on the terminal is the server's affair
    alone = sandbox.leave_network()
    sandbox.die_with_parent(parent)
    control = socket.socket(fileno=descriptor)
    try:
        graphs = _load(order)
    except (OSError, ValueError, SyntaxError) as error:
        control.send(json.dumps({"failed": str(error)[:_LONGEST]}).encode())
        return
    gc.collect()
    gc.freeze()
    control.send(json.dumps({"ready": True, "network": not alone}).encode())
    _Zygote(control, graphs, order["limits"]).run()


def _load(order: dict[str, Any]) -> Callable[[], Graphs]:
    """What each worker calls for its graphs: those in memory, shared by all, or those on disk, opened by each."""
    files = [Path(name) for name in order["files"]]
    try:
        held = Graphs.read(files, union=order["union"], most=order["memory_triples"])
    except TooMany:
        folder = Path(order["folder"])
        # The library starts threads when it writes to disk, and a process with threads cannot fork safely.
        if (pid := os.fork()) == 0:
            _write(files, folder, union=order["union"])
        if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
            raise OSError(f"the graphs could not be written to {folder}") from None
        return lambda: Graphs.open(folder)
    return lambda: held


def _write(files: list[Path], folder: Path, *, union: bool) -> NoReturn:
    status = 1
    try:
        Graphs.write(files, folder, union=union)
        folder.chmod(0o755)
        status = 0
    finally:
        os._exit(status)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3]))
