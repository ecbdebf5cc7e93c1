"""``dorsale sync`` that kills itself so many seconds after its Nth request began: ``killed.py N SECONDS ARGUMENTS``."""

import os
import signal
import sys
import threading
from itertools import count
from typing import Any

import httpx

from dorsale.cli import main

_send = httpx.Client.send
_numbers = count(1)


def _sending(client: httpx.Client, *args: Any, **kwargs: Any) -> httpx.Response:
    if next(_numbers) == int(sys.argv[1]):
        timer = threading.Timer(float(sys.argv[2]), os.kill, (os.getpid(), signal.SIGKILL))
        timer.daemon = True
        timer.start()
    return _send(client, *args, **kwargs)


if __name__ == "__main__":
    httpx.Client.send = _sending  # type: ignore[assignment,method-assign]
    main(["sync", *sys.argv[3:]])
