"""The zygote: a process without threads that holds the release in memory and forks a worker for each socket it gets.

It talks with the server over a socket that keeps messages apart, in JSON. The server sends ``{"fork": true}`` with a
socket attached, or ``{"kill": PID}``; it gets ``{"ready": …}`` once, ``{"forked": PID}`` in the order of its requests,
and ``{"dead": PID, "status": S}`` for each worker that has ended (``S`` as :func:`os.waitstatus_to_exitcode`). When the
server goes, the zygote goes, and when the zygote goes, so do its workers.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from dorsale.engine import sandbox, worker
from dorsale.engine.graphs import Graphs
from dorsale.engine.wire import CONTROL

__all__ = ["main"]


class _Zygote:
    def __init__(self, control: socket.socket, graphs: Graphs, limits: dict[str, Any]) -> None:
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
            os.dup2(self._nowhere, 2)  # where the library would write hundreds of lines when it runs out of memory
            worker.serve(socket.socket(fileno=descriptor), self._graphs, parent=parent, **self._limits)
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


def main(descriptor: int, parent: int, store: Path, limits: dict[str, Any]) -> None:
    """Load ``store`` and serve the server behind ``descriptor``; ``limits`` are those of :func:`worker.serve`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C on the terminal is the server's affair
    alone = sandbox.leave_network()
    sandbox.die_with_parent(parent)
    control = socket.socket(fileno=descriptor)
    graphs = Graphs.read(store)
    gc.collect()
    gc.freeze()
    control.send(json.dumps({"ready": True, "network": not alone}).encode())
    _Zygote(control, graphs, limits).run()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), json.loads(sys.argv[4]))
