"""Which release is served, and by which engine: one pair a request, from its first byte to its last.

A new release is taken over beside the old one. Requests that began on the old one end on it; then its engine is closed.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from dorsale.engine.interface import Engine, EngineFailed
from dorsale.release.folder import Release, ReleaseError
from dorsale.release.shelf import CURRENT

__all__ = ["Pair", "Serving"]

_LOG: Final = logging.getLogger("dorsale.server")


class Pair:
    """A release and the engine that answers for it; ``users`` counts the requests that run on it."""

    def __init__(self, release: Release, engine: Engine) -> None:
        self.release = release
        self.engine = engine
        self.users = 0
        self.unused = asyncio.Event()


class Serving:
    """Holds the pair that new requests get."""

    def __init__(self, releases: Path, engine_for: Callable[[Release], Engine]) -> None:
        self._current = releases / CURRENT
        self._engine_for = engine_for
        self._pair: Pair | None = None
        self._leaving: set[asyncio.Task[None]] = set()
        self._changing = asyncio.Lock()

    @property
    def pair(self) -> Pair | None:
        """The pair of new requests; None before :meth:`start` and after :meth:`close`."""
        return self._pair

    async def start(self) -> None:
        """Open the current release and start its engine. Raises ``ReleaseError`` or ``EngineFailed``."""
        self._pair = await self._open(Release.open(self._current))

    async def take_over(self) -> bool:
        """Serve the release that ``current`` names now; whether that is another one than before.

        Where the new one is not whole or its engine does not start, the old one stays and a line is logged.
        """
        async with self._changing:
            old = self._pair
            try:
                release = Release.open(self._current)
                if old is None or release.version == old.release.version:
                    return False
                self._pair = await self._open(release)
            except (ReleaseError, EngineFailed) as error:
                _LOG.error("the new release is not served: %s", error)
                return False
            _LOG.warning("release %s takes over from %s", release.version, old.release.version)
            leaving = asyncio.create_task(self._leave(old))
            self._leaving.add(leaving)
            leaving.add_done_callback(self._leaving.discard)
            return True

    async def close(self) -> None:
        """Close every engine, running queries included."""
        pair, self._pair = self._pair, None
        for leaving in list(self._leaving):
            leaving.cancel()
        await asyncio.gather(*self._leaving, return_exceptions=True)
        if pair is not None:
            await pair.engine.close()

    @contextmanager
    def hold(self) -> Iterator[Pair | None]:
        """The pair for one request, which stays until the request has ended."""
        pair = self._pair
        if pair is None:
            yield None
            return
        pair.users += 1
        try:
            yield pair
        finally:
            pair.users -= 1
            if not pair.users and pair is not self._pair:
                pair.unused.set()

    async def _open(self, release: Release) -> Pair:
        engine = self._engine_for(release)
        await engine.start()
        if not await engine.ready():
            await engine.close()
            raise EngineFailed(f"the engine of release {release.version} gives no answer")
        return Pair(release, engine)

    async def _leave(self, pair: Pair) -> None:
        try:
            if pair.users:
                await pair.unused.wait()
        finally:
            await pair.engine.close()
