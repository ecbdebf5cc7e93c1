"""Which release is served, and by which engine: one pair a request, from its first byte to its last.

A new release is taken over beside the old one. Requests that began on the old one end on it; then its engine is closed.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dorsale.engine.graphs import Source
from dorsale.engine.interface import Engine, EngineFailed
from dorsale.release.folder import Release, ReleaseError
from dorsale.release.shelf import CURRENT

__all__ = ["Offer", "Pair", "Serving"]

_LOG: Final = logging.getLogger("dorsale.server")


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What there is to serve: a source, and the release that it comes from, if it comes from one."""

    source: Source
    release: Release | None = None

    @property
    def private(self) -> bool:
        """Whether it is for its owner only."""
        return self.release is not None and self.release.private is not None

    @classmethod
    def current(cls, releases: Path) -> "Offer":
        """The release that ``current`` names in a folder of releases. Raises ``ReleaseError``."""
        release = Release.open(releases / CURRENT)
        return cls(source=Source(version=release.version, files=(release.served,)), release=release)

    @classmethod
    def held(cls, releases: Path, version: str | None) -> "Offer | None":
        """The release that a store holds; None where it holds none whole, or one that is not kept in the folder."""
        if version is None or version != Path(version).name:
            return None
        try:
            release = Release.open(releases / version)
        except ReleaseError:
            return None
        return cls(source=Source(version=version, files=()), release=release) if release.version == version else None


class Pair:
    """An offer and the engine that answers for it; ``users`` counts the requests that run on it."""

    def __init__(self, offer: Offer, engine: Engine) -> None:
        self.version = offer.source.version
        self.release = offer.release
        self.private = offer.private
        self.engine = engine
        self.users = 0
        self.unused = asyncio.Event()


class Serving:
    """Holds the pair that new requests get; with ``waits`` also one whose engine does not answer yet."""

    def __init__(
        self, offer: Callable[[], Offer], engine_for: Callable[[Source], Engine], *, waits: bool = False
    ) -> None:
        self._offer = offer
        self._engine_for = engine_for
        self._waits = waits
        self._pair: Pair | None = None
        self._leaving: set[asyncio.Task[None]] = set()
        self._changing = asyncio.Lock()

    @property
    def pair(self) -> Pair | None:
        """The pair of new requests; None before :meth:`start` and after :meth:`close`."""
        return self._pair

    async def start(self) -> None:
        """Start the engine of what is offered. Raises ``ReleaseError`` or ``EngineFailed``."""
        self._pair = await self._open(self._offer())

    async def take_over(self) -> bool:
        """Serve what is offered now; whether that is another release than before.

        Where the new one is not whole or its engine does not start, the old one stays and a line is logged.
        """
        async with self._changing:
            old = self._pair
            try:
                offer = self._offer()
                if old is None or offer.source.version == old.version:
                    return False
                if offer.private and not old.private:
                    raise ReleaseError(f"{offer.source.version} is private, and what was served before is not")
                self._pair = await self._open(offer)
            except (ReleaseError, EngineFailed) as error:
                _LOG.error("the new release is not served: %s", error)
                return False
            _LOG.warning("release %s takes over from %s", offer.source.version, old.version)
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

    async def _open(self, offer: Offer) -> Pair:
        engine = self._engine_for(offer.source)
        try:
            await engine.start()
            if not self._waits and not await engine.ready():
                raise EngineFailed(f"the engine of release {offer.source.version} gives no answer")
        except EngineFailed:
            await engine.close()
            raise
        return Pair(offer, engine)

    async def _leave(self, pair: Pair) -> None:
        try:
            if pair.users:
                await pair.unused.wait()
        finally:
            await pair.engine.close()
