"""What every request gets: a number, an allowance, a release with its engine, a count, and a line in the log."""

import json
import os
import re
import sys
import time
from typing import Any, Final

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dorsale.server.clients import Clients
from dorsale.server.metrics import Metrics
from dorsale.server.serving import Serving

__all__ = ["Attended"]

_NUMBER: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")


class Attended:
    """ASGI middleware around everything. A request may bring its number in ``X-Request-ID``."""

    def __init__(self, app: ASGIApp, *, serving: Serving, clients: Clients, metrics: Metrics, log: bool) -> None:
        self._app = app
        self._serving = serving
        self._clients = clients
        self._metrics = metrics
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; other messages are passed on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        method = scope["method"]
        if method == "HEAD" and not scope["path"].startswith(("/dumps/", "/dataset/")):
            scope = {**scope, "method": "GET"}  # so that the headers are those of GET; the server sends no body
        request = Request(scope)
        number = _number(request.headers.get("x-request-id"))
        state: dict[str, Any] = scope.setdefault("state", {})
        state["request_id"] = number
        state["allowance"] = self._clients.allowance(request)
        status, size = 499, 0

        async def tell(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", number.encode())]
            else:
                size += len(message.get("body", b""))
            await send(message)

        try:
            with self._serving.hold() as pair:
                if pair is not None:
                    state["release"], state["version"], state["engine"] = pair.release, pair.version, pair.engine
                await self._app(scope, receive, tell)
        finally:
            seconds = time.perf_counter() - begun
            outcome = state.get("outcome", "")
            self._metrics.count(scope["path"], method, status, seconds, outcome)
            if self._log:
                _write(scope, method, state, status=status, size=size, seconds=seconds, outcome=outcome)


def _number(given: str | None) -> str:
    return given if given and _NUMBER.fullmatch(given) else os.urandom(16).hex()


def _write(
    scope: Scope, method: str, state: dict[str, Any], *, status: int, size: int, seconds: float, outcome: str
) -> None:
    """One line of JSON: never a query, a parameter or a key."""
    line = {
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "request_id": state["request_id"],
        "client": state["allowance"].client if state["allowance"] else "",
        "method": method,
        "path": scope["path"],
        "status": status,
        "bytes": size,
        "seconds": round(seconds, 4),
        **({"outcome": outcome} if outcome else {}),
    }
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()
