"""A memory of answers in front of an engine, and one run for identical queries that come at the same time.

Only what is repeatable is remembered, whole, and up to a size. The engine answers for one release, so nothing here
ever grows stale.
"""

import asyncio
import hashlib
import sys
from collections import OrderedDict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from dorsale.engine.interface import Answer, Dataset, Engine, EngineError, EngineFailed, Form, Overloaded, Query

__all__ = ["CachedEngine"]

_Key: TypeAlias = tuple[str, Dataset, str | None, str | None, str | None]
_Flight: TypeAlias = tuple[_Key, float | None]

_BESIDES: Final = 1000
"""What an answer takes in memory besides its body and its query (bytes, about)."""


@dataclass(frozen=True, slots=True)
class _Kept:
    form: Form
    media_type: str
    body: bytes
    validator: str
    size: int


class CachedEngine:
    """An engine that remembers up to ``most`` bytes of answers with their queries, each answer up to ``largest``."""

    def __init__(self, engine: Engine, *, most: int, largest: int) -> None:
        self.inner = engine
        self._most = most
        self._largest = min(largest, most)
        self._kept: OrderedDict[_Key, _Kept] = OrderedDict()
        self._flying: dict[_Flight, asyncio.Future[_Kept | EngineError | None]] = {}
        self.bytes = 0
        self.hits = 0
        self.misses = 0

    @property
    def release_version(self) -> str:
        """The version of the release that is asked."""
        return self.inner.release_version

    async def start(self) -> None:
        """Start the engine."""
        await self.inner.start()

    async def ready(self) -> bool:
        """Whether the engine itself answers now."""
        return await self.inner.ready()

    async def close(self) -> None:
        """Forget everything and close the engine."""
        self._kept.clear()
        self.bytes = 0
        await self.inner.close()

    async def query(self, query: Query) -> Answer:
        """The answer, from memory where it is there; whoever asks what is just being asked waits for that answer."""
        key = (query.text, query.dataset, query.results_format, query.boolean_format, query.graph_format)
        flight = (key, query.allowance.seconds)
        while (kept := self._kept.get(key)) is None:
            flying = self._flying.get(flight)
            if flying is None:
                self.misses += 1
                return await self._lead(key, flight, query)
            landed = await asyncio.shield(flying)
            if isinstance(landed, EngineError):
                raise landed
            if landed is not None:
                kept = landed
                break
        if key in self._kept:
            self._kept.move_to_end(key)
        self.hits += 1
        return _answer(kept)

    async def _lead(self, key: _Key, flight: _Flight, query: Query) -> Answer:
        """Ask the engine, and let those that follow know what became of it: an answer, a failure, or neither."""
        landing: asyncio.Future[_Kept | EngineError | None] = asyncio.get_running_loop().create_future()
        self._flying[flight] = landing
        landed: _Kept | EngineError | None = None
        try:
            answer = await self.inner.query(query)
            if not answer.repeatable:
                return answer
            if answer.body is not None:
                if len(answer.body) > self._largest:
                    return answer
                landed = kept = self._keep(key, answer, answer.body)
                return _answer(kept)
            begun: list[bytes] = []
            size = 0
            async for frame in answer.frames:
                begun.append(frame)
                size += len(frame)
                if size > self._largest:
                    return Answer(
                        form=answer.form,
                        media_type=answer.media_type,
                        frames=_chained(begun, answer.frames),
                        close=answer.close,
                    )
            landed = kept = self._keep(key, answer, b"".join(begun))
            return _answer(kept)
        except EngineError as error:
            landed = None if isinstance(error, Overloaded | EngineFailed) else error
            raise
        finally:
            del self._flying[flight]
            landing.set_result(landed)

    def _keep(self, key: _Key, answer: Answer, body: bytes) -> _Kept:
        validator = hashlib.sha256(answer.media_type.encode() + b" " + body).hexdigest()[:32]
        kept = _Kept(answer.form, answer.media_type, body, validator, _size(key, body))
        if key in self._kept:
            self.bytes -= self._kept.pop(key).size
        self._kept[key] = kept
        self.bytes += kept.size
        while self.bytes > self._most:
            _, dropped = self._kept.popitem(last=False)
            self.bytes -= dropped.size
        return kept


def _size(key: _Key, body: bytes) -> int:
    """What an answer takes in memory: a short one to a long query takes as much as the query."""
    text, dataset = key[:2]
    graphs = (*(dataset.default_graphs or ()), *(dataset.named_graphs or ()))
    return _BESIDES + len(body) + sum(map(sys.getsizeof, (text, *graphs)))


def _answer(kept: _Kept) -> Answer:
    return Answer.whole(kept.form, kept.media_type, kept.body, repeatable=True, validator=kept.validator)


async def _chained(begun: list[bytes], rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    while begun:
        yield begun.pop(0)
    async for frame in rest:
        yield frame
