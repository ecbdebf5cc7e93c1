"""The shortest way for the most frequent requests: a short answer to a query that stands alone in the address.

It stands before everything else. A GET of ``/sparql`` that was asked before, to the letter, is answered from what went
out for the same address and the same Accept headers; another one goes to the engine at once. Whatever is special about
a request (a key, an origin, a validator, a number of its own) takes the long way, and so does what turns out to be
special about an answer: that it is long, or none. Then the engine is not asked again.
"""

import os
import time
from collections import OrderedDict
from typing import Final, TypeAlias

from starlette.types import ASGIApp, Receive, Scope, Send

from dorsale.engine.interface import Answer, Dataset, Engine, EngineError, Query
from dorsale.server.answers import Ready, accepts_gzip, ready_of
from dorsale.server.asked import Formats, formats, lone_query
from dorsale.server.clients import anybody
from dorsale.server.gone import unless_gone
from dorsale.server.metrics import Metrics
from dorsale.server.serving import Serving

__all__ = ["EARLY", "Shortcut"]

EARLY: Final = "early"
"""Where in the state of a request the answer or the failure stands that is known before the long way begins."""

_Key: TypeAlias = tuple[str, bytes, bytes, bytes]
_Header: TypeAlias = tuple[bytes, bytes]

_SPECIAL: Final = frozenset((b"authorization", b"origin", b"if-none-match", b"x-request-id", b"range", b"expect"))
_MOST: Final = 1024
_LARGEST: Final = 65_536
_WHOLE_GRAPH: Final = Dataset()


class Shortcut:
    """ASGI middleware, and with ``remembers`` the place where answers are left for it."""

    def __init__(self, *, serving: Serving, metrics: Metrics, stated: _Header, remembers: bool) -> None:
        self.app: ASGIApp | None = None
        self._serving = serving
        self._metrics = metrics
        self._stated = stated
        self._remembers = remembers
        self._ready: OrderedDict[_Key, Ready] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer at once, or pass the request on."""
        begun = time.perf_counter()
        assert self.app is not None  # noqa: S101 - the application is put together before it serves
        with self._serving.hold() as pair:
            key = _key(scope, pair.version) if pair else None
            if pair is None or key is None:
                await self.app(scope, receive, send)
                return
            outcome = "remembered"
            found = self._ready.get(key)
            if found is None:
                query = _query(scope, key)
                if query is None:
                    await self.app(scope, receive, send)
                    return
                answer = await _asked(pair.engine, query, receive)
                if answer is None:
                    self._metrics.count("/sparql", "GET", 499, time.perf_counter() - begun, "")
                    return
                if isinstance(answer, EngineError) or answer.body is None:
                    scope.setdefault("state", {})[EARLY] = answer
                    await self.app(scope, receive, send)
                    return
                outcome = answer.form
                found = self._made(key, answer, answer.body)
            headers = [*found.headers, (b"x-request-id", os.urandom(16).hex().encode())]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": found.body})
            self._metrics.count("/sparql", "GET", 200, time.perf_counter() - begun, outcome)

    def keep(self, scope: Scope, answer: Ready) -> None:
        """Leave the answer to a request that took the long way."""
        pair = self._serving.pair
        if pair and (key := _key(scope, pair.version)):
            self._keep(key, self._as_sent(answer))

    def _made(self, key: _Key, answer: Answer, body: bytes) -> Ready:
        name = _wanted(key).names[answer.form]
        packed = accepts_gzip(key[3].decode("latin-1"))
        made = self._as_sent(ready_of(answer, body, name, packed=packed))
        if answer.repeatable:
            self._keep(key, made)
        return made

    def _as_sent(self, answer: Ready) -> Ready:
        """The answer with the headers that the long way adds for who names no origin: to others it says more."""
        headers = [(name, value + b", Origin" if name == b"vary" else value) for name, value in answer.headers]
        return Ready(answer.body, answer.etag, [*headers, self._stated])

    def _keep(self, key: _Key, answer: Ready) -> None:
        if self._remembers and len(answer.body) + len(key[1]) <= _LARGEST:
            self._ready[key] = answer
            if len(self._ready) > _MOST:
                self._ready.popitem(last=False)


def _key(scope: Scope, version: str) -> _Key | None:
    """What an answer depends on, where that is only the release, the address and what is accepted; else None."""
    if scope["type"] != "http" or scope["path"] != "/sparql" or scope["method"] != "GET":
        return None
    accept = encoding = b""
    for name, value in scope["headers"]:
        if name == b"accept":
            if accept:
                return None
            accept = value
        elif name == b"accept-encoding":
            encoding += value
        elif name in _SPECIAL:
            return None
    return version, scope["query_string"], accept, encoding


def _query(scope: Scope, key: _Key) -> Query | None:
    """The query of a request, where it is one of a program and stands alone in the address; else None."""
    wanted = _wanted(key)
    text = None if wanted.page else lone_query(key[1])
    if text is None:
        return None
    return wanted.query(text, _WHOLE_GRAPH, anybody(scope["client"][0] if scope["client"] else ""))


def _wanted(key: _Key) -> Formats:
    return formats(key[2].decode("latin-1") or None, None)


async def _asked(engine: Engine, query: Query, receive: Receive) -> Answer | EngineError | None:
    """What the engine says; None where the client has left."""
    try:
        return await unless_gone(receive, engine.query(query))
    except EngineError as error:
        return error
