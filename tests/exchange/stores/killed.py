"""``dorsale sync`` that kills itself so many seconds after its first request: ``killed.py SECONDS ARGUMENTS``."""

import os
import signal
import sys
import threading
from typing import Any

import httpx

from dorsale.cli import main

_send = httpx.Client.send


def _sending(client: httpx.Client, *args: Any, **kwargs: Any) -> httpx.Response:
    httpx.Client.send = _send  # type: ignore[method-assign]
    timer = threading.Timer(float(sys.argv[1]), os.kill, (os.getpid(), signal.SIGKILL))
    timer.daemon = True
    timer.start()
    return _send(client, *args, **kwargs)


if __name__ == "__main__":
    httpx.Client.send = _sending  # type: ignore[assignment,method-assign]
    main(["sync", *sys.argv[2:]])
