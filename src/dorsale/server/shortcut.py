"""The shortest way for the most frequent request: a query that was asked before, to the letter.

It stands before everything else and answers a GET of ``/sparql`` from what went out for the same address and the same
Accept headers. Whatever is special about a request (a key, an origin, a validator, a number of its own) takes the long
way.
"""

import os
import time
from collections import OrderedDict
from typing import Final, TypeAlias

from starlette.types import ASGIApp, Receive, Scope, Send

from dorsale.server.answers import Ready
from dorsale.server.metrics import Metrics
from dorsale.server.serving import Serving

__all__ = ["Remembered", "key_of"]

Key: TypeAlias = tuple[str, bytes, bytes, bytes]

_SPECIAL: Final = frozenset((b"authorization", b"origin", b"if-none-match", b"x-request-id", b"range", b"expect"))
_MOST: Final = 1024
_LARGEST: Final = 65_536


class Remembered:
    """ASGI middleware, and the place where answers are left for it."""

    def __init__(self, *, serving: Serving, metrics: Metrics) -> None:
        self.app: ASGIApp | None = None
        self._serving = serving
        self._metrics = metrics
        self._ready: OrderedDict[Key, Ready] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer at once, or pass the request on."""
        begun = time.perf_counter()
        found = self._ready.get(key) if (key := self._key(scope)) else None
        if found is None:
            assert self.app is not None  # noqa: S101 - the application is put together before it serves
            await self.app(scope, receive, send)
            return
        headers = [*found.headers, (b"x-request-id", os.urandom(16).hex().encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": found.body})
        self._metrics.count("/sparql", "GET", 200, time.perf_counter() - begun, "remembered")

    def keep(self, scope: Scope, answer: Ready) -> None:
        """Leave the answer to a request; a long one is not kept, nor one to a long or special request."""
        if len(answer.body) + len(scope["query_string"]) <= _LARGEST and (key := self._key(scope)):
            self._ready[key] = answer
            if len(self._ready) > _MOST:
                self._ready.popitem(last=False)

    def _key(self, scope: Scope) -> Key | None:
        if scope["type"] != "http" or scope["path"] != "/sparql" or scope["method"] != "GET":
            return None
        pair = self._serving.pair
        return key_of(scope, pair.version) if pair else None


def key_of(scope: Scope, version: str) -> Key | None:
    """What an answer depends on, where that is only the release, the address and what is accepted; else None."""
    accept = encoding = b""
    for name, value in scope["headers"]:
        if name == b"accept":
            accept += value
        elif name == b"accept-encoding":
            encoding += value
        elif name in _SPECIAL:
            return None
    return version, scope["query_string"], accept, encoding
