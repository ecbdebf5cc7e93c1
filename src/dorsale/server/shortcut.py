"""The shortest way for the most frequent requests: a short answer to a query that stands alone.

It stands before everything else. A query in the address or in a body, without anything beside it, that was asked
before, to the letter, is answered from what went out for the same request and the same Accept headers; another one goes
to the engine at once. Whatever is special about a request (a key, an origin, a validator, a number of its own, a body
in several pieces) takes the long way, and so does what turns out to be special about an answer: that it is long, or
none. Then neither is the engine asked again nor is anything of the body lost.
"""

import os
import time
from collections import OrderedDict
from typing import Final, TypeAlias

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dorsale.engine.interface import Answer, Dataset, Engine, EngineError, Query
from dorsale.server.answers import Ready, accepts_gzip, ready_of
from dorsale.server.asked import DIRECT, FORM, Formats, formats, lone_query, lone_text
from dorsale.server.clients import anybody
from dorsale.server.gone import unless_gone
from dorsale.server.metrics import Metrics
from dorsale.server.serving import Serving

__all__ = ["EARLY", "Shortcut"]

EARLY: Final = "early"
"""Where in the state of a request the answer or the failure stands that is known before the long way begins."""

_Key: TypeAlias = tuple[str, str, bytes, bytes, bytes]
"""The release, how the query came (``GET`` or the media type of its body), what came, and both Accept headers."""

_Header: TypeAlias = tuple[bytes, bytes]

_SPECIAL: Final = frozenset((b"authorization", b"origin", b"if-none-match", b"x-request-id", b"range", b"expect"))
_MOST: Final = 1024
_LARGEST: Final = 65_536
_WHOLE_GRAPH: Final = Dataset()
_GET: Final = "GET"
_BODIES: Final = {FORM.encode(): FORM, DIRECT.encode(): DIRECT}


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
        how = _how(scope)
        came = b""
        leaving = receive  # what comes after the body; what comes again is the long way's
        if how == _GET:
            came = scope["query_string"]
        elif how:
            came, receive = await _posted(receive)
        with self._serving.hold() as pair:
            key = _key(scope, pair.version, how, came) if pair and how and came else None
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
                answer = await _asked(pair.engine, query, leaving)
                if answer is None:
                    self._metrics.count("/sparql", scope["method"], 499, time.perf_counter() - begun, "")
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
            self._metrics.count("/sparql", scope["method"], 200, time.perf_counter() - begun, outcome)

    def keep(self, scope: Scope, answer: Ready) -> None:
        """Leave the answer to a request that took the long way; of one with a body, the body has gone."""
        pair = self._serving.pair
        if pair and _how(scope) == _GET and (key := _key(scope, pair.version, _GET, scope["query_string"])):
            self._keep(key, self._as_sent(answer))

    def _made(self, key: _Key, answer: Answer, body: bytes) -> Ready:
        name = _wanted(key).names[answer.form]
        packed = accepts_gzip(key[4].decode("latin-1"))
        made = self._as_sent(ready_of(answer, body, name, packed=packed))
        if answer.repeatable:
            self._keep(key, made)
        return made

    def _as_sent(self, answer: Ready) -> Ready:
        """The answer with the headers that the long way adds for who names no origin: to others it says more."""
        headers = [(name, value + b", Origin" if name == b"vary" else value) for name, value in answer.headers]
        return Ready(answer.body, answer.etag, [*headers, self._stated])

    def _keep(self, key: _Key, answer: Ready) -> None:
        if self._remembers and len(answer.body) + len(key[2]) <= _LARGEST:
            self._ready[key] = answer
            if len(self._ready) > _MOST:
                self._ready.popitem(last=False)


def _how(scope: Scope) -> str | None:
    """How the query comes, where it may come alone: in the address, or in a body beside an empty one; else None."""
    if scope["type"] != "http" or scope["path"] != "/sparql":
        return None
    if scope["method"] == _GET:
        return _GET
    if scope["method"] != "POST" or scope["query_string"]:
        return None
    media_types = [value for name, value in scope["headers"] if name == b"content-type"]
    return _BODIES.get(media_types[0]) if len(media_types) == 1 else None


async def _posted(receive: Receive) -> tuple[bytes, Receive]:
    """A body that came in one piece, else nothing; and what gives the first piece of it once more to the long way."""
    first = await receive()
    unread = [first]

    async def again() -> Message:
        return unread.pop() if unread else await receive()

    whole = first["type"] == "http.request" and not first.get("more_body", False)
    return first.get("body", b"") if whole else b"", again


def _key(scope: Scope, version: str, how: str, came: bytes) -> _Key | None:
    """What an answer depends on, where that is only the release, what came and what is accepted; else None."""
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
    return version, how, came, accept, encoding


def _query(scope: Scope, key: _Key) -> Query | None:
    """The query of a request, where it stands alone and no person is to read the answer on a page; else None."""
    _, how, came, *_ = key
    wanted = _wanted(key)
    if how == _GET and wanted.page:
        return None
    text = lone_text(came) if how == DIRECT else lone_query(came)
    if text is None:
        return None
    return wanted.query(text, _WHOLE_GRAPH, anybody(scope["client"][0] if scope["client"] else ""))


def _wanted(key: _Key) -> Formats:
    return formats(key[3].decode("latin-1") or None, None)


async def _asked(engine: Engine, query: Query, receive: Receive) -> Answer | EngineError | None:
    """What the engine says; None where the client has left."""
    try:
        return await unless_gone(receive, engine.query(query))
    except EngineError as error:
        return error
