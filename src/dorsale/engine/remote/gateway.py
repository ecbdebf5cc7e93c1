"""What stands behind every remote engine: the store, what it holds now, and a parser of our own before it.

An answer counts only if the store held the whole release before and after it: the marker is read again when the answer
has come. Nothing else tells a store that somebody is just writing to.
"""

import asyncio
import logging
from dataclasses import replace
from typing import Final

import pyoxigraph as ox

from dorsale.engine.embedded import EmbeddedEngine
from dorsale.engine.graphs import Source
from dorsale.engine.interface import (
    Allowance,
    EngineError,
    EngineFailed,
    OtherRelease,
    Query,
    StoreUnavailable,
)
from dorsale.engine.limits import Limits
from dorsale.engine.remote import answers
from dorsale.engine.remote.auth import Credentials
from dorsale.engine.remote.connection import Connection, Graphs
from dorsale.engine.remote.marker import MARKER, Marker, marker_query, read_marker
from dorsale.engine.turnstile import Turnstile

__all__ = ["Gateway"]

_LOG: Final = logging.getLogger("dorsale.engine")
_MARKER_SECONDS: Final = 5.0
_MARKER_BYTES: Final = 1_000_000
_PROBE_SECONDS: Final = 60.0
_PROBED_ROWS: Final = 1_000_000
_NUMBERS: Final = " ".join(map(str, range(20)))
_SAYINGS: Final = {
    "whole": "it holds release {release}",
    "changing": "it is being brought to release {target}",
    "empty": "it holds no release of ours; dorsale push brings one",
}
_BESIDES: Final = 4
"""Connections for the marker, besides those for queries."""


class Gateway:
    """A store that was loaded by ``dorsale push``; :meth:`start` before the first query, :meth:`close` after the last.

    Raises :class:`~dorsale.engine.remote.errors.StoreError` for an address that is none.
    """

    def __init__(self, to: str, credentials: Credentials, limits: Limits, *, parameters: str = "") -> None:
        self.limits = limits
        self.connection = Connection(to, credentials, places=limits.workers + _BESIDES, parameters=parameters)
        self.turnstile = Turnstile(
            running=limits.workers,
            waiting=limits.waiting,
            waiting_each=limits.client_waiting,
            seconds=limits.query_seconds,
        )
        self._parser = EmbeddedEngine(Source(version="nothing", files=()), limits)
        self._marker: Marker | None = None
        self._looking = asyncio.Lock()
        self._next: asyncio.Task[Marker | None] | None = None
        self._probing: asyncio.Task[int | None] | None = None
        self._told = ""

    @property
    def held(self) -> str | None:
        """The release that the store held whole when it was last looked at."""
        marker = self._marker
        return marker.release if marker and marker.target is None and len(marker.releases) == 1 else None

    @property
    def state(self) -> dict[str, str]:
        """What the store held when it was last looked at, for ``/readyz``.

        ``state`` is ``unreachable``, ``empty``, ``changing`` or ``whole``; ``release`` and ``target`` are versions.
        """
        if self._marker is None:
            return {"state": "unreachable"}
        if (target := self._marker.target) is not None:
            return {"state": "changing", "target": target}
        return {"state": "whole", "release": self.held} if self.held else {"state": "empty"}

    @property
    def graphs(self) -> tuple[str, ...]:
        """The graphs of the release, by their names."""
        return tuple(sorted(self._marker.graphs)) if self._marker else ()

    async def start(self) -> None:
        """Start the parser, and look what the store holds; it need not answer yet. Raises :class:`EngineFailed`."""
        await self._parser.start()
        await self.look()

    async def close(self) -> None:
        """Stop everything."""
        for task in (self._next, self._probing):
            if task is not None:
                task.cancel()
        await self._parser.close()
        await self.connection.close()

    async def look(self) -> None:
        """See what the store holds now, by a question that is put after this was called.

        Whoever calls this while another question is on its way shares the one after it.
        """
        if self._next is None:
            self._next = asyncio.create_task(self._look())
        await asyncio.shield(self._next)

    def lost(self) -> None:
        """Note that the store cannot be reached; nobody asks it until it was seen again."""
        self._marker, self._probing = None, None

    async def confirm(self, version: str) -> None:
        """Raises :class:`OtherRelease` or :class:`StoreUnavailable` where the store does not hold this release now."""
        await self.look()
        self.expect(version)

    def expect(self, version: str) -> None:
        """The same by what was last seen, which is at most two seconds old."""
        if self._marker is None:
            raise StoreUnavailable
        if self.held != version:
            raise OtherRelease

    async def parse(self, query: Query) -> None:
        """Let our own parser read a query, over no data, in a process that may be killed; raises what it raises."""
        asked = replace(query, allowance=Allowance(seconds=query.allowance.seconds))
        answer = await self._parser.query(asked)
        await answer.aclose()

    async def rows_at_most(self) -> int | None:
        """How many rows the store gives at most, None where no limit was met; asked once while it can be reached."""
        if self._probing is None:
            self._probing = asyncio.create_task(self._probe())
        probing = self._probing
        try:
            return await asyncio.shield(probing)
        except EngineError:
            if self._probing is probing:
                self._probing = None
            raise

    async def _look(self) -> None:
        async with self._looking:
            self._next = None
            try:
                self._marker = await self._read()
            except EngineError as error:
                self.lost()
                self._tell(f"it does not answer: {getattr(error, 'why', '') or error}")
            else:
                self._tell(_SAYINGS[self.state["state"]].format(**self.state))

    def _tell(self, what: str) -> None:
        if what != self._told:
            self._told = what
            _LOG.warning("the store %s: %s", self.connection.host, what)

    async def _read(self) -> Marker:
        reply = await self.connection.ask(marker_query(MARKER), Graphs(), seconds=_MARKER_SECONDS, most=_MARKER_BYTES)
        with reply.body as body:
            found = answers.each(body)
            return read_marker(MARKER, [{name: _text(row[name]) for name in ("p", "o")} for row in found])

    async def _probe(self) -> int | None:
        """Ask for more rows than any limit that stores are given, and count what comes."""
        values = " ".join(f"VALUES ?{name} {{ {_NUMBERS} }}" for name in "abcde")
        reply = await self.connection.ask(
            f"SELECT ?a WHERE {{ {values} }} LIMIT {_PROBED_ROWS + 1}",
            Graphs(),
            seconds=_PROBE_SECONDS,
            most=self.limits.result_bytes,
            accept="text/csv",
        )
        with reply.body as body:
            if reply.media_type != "text/csv":
                raise EngineFailed(f"the store gives {reply.media_type or 'no media type'} where CSV is asked for")
            body.seek(0)
            found = sum(1 for _ in body) - 1
        if found > _PROBED_ROWS:
            return None
        _LOG.warning("the store %s gives no more than %d rows", self.connection.host, found)
        return found


def _text(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal | ox.BlankNode) else ""
