"""The memory of answers: what it keeps, what it shares, what it leaves alone; on an engine that counts."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from dorsale.engine import Answer, Overloaded, Query, QueryTimeout
from dorsale.engine.cache import CachedEngine


class Counting:
    """An engine whose answer is the query's text, ``pieces`` times; it counts what it is asked."""

    release_version = "1"

    def __init__(self, *, pieces: int = 1, repeatable: bool = True, error: Exception | None = None) -> None:
        self.asked = 0
        self.closed = 0
        self._pieces = pieces
        self._repeatable = repeatable
        self._error = error

    async def start(self) -> None:
        """Nothing to start."""

    async def ready(self) -> bool:
        return True

    async def close(self) -> None:
        self.closed += 1

    async def query(self, query: Query) -> Answer:
        self.asked += 1
        await asyncio.sleep(0.01)
        if self._error is not None:
            raise self._error
        return Answer(
            form="results",
            media_type=str(query.results_format),
            frames=self._frames(query.text),
            close=self.close,
            repeatable=self._repeatable,
        )

    async def _frames(self, text: str) -> AsyncIterator[bytes]:
        for _ in range(self._pieces):
            yield text.encode()


async def read(engine: CachedEngine, text: str = "ASK {}", media_type: str = "text/csv") -> tuple[bytes, str | None]:
    answer = await engine.query(Query(text=text, results_format=media_type))
    return await answer.read(), answer.validator


def test_the_same_query_is_asked_once_in_each_format() -> None:
    async def check() -> None:
        inner = Counting()
        engine = CachedEngine(inner, most=100_000, largest=100)
        first = await read(engine)
        assert first == await read(engine)
        assert first[0] == b"ASK {}"
        assert inner.asked == 1
        other = await read(engine, media_type="text/tab-separated-values")
        assert other[0] == first[0]
        assert other[1] != first[1]
        assert inner.asked == 2
        assert (engine.hits, engine.misses) == (1, 2)

    asyncio.run(check())


def test_identical_queries_at_the_same_time_share_one_run() -> None:
    async def check() -> None:
        inner = Counting()
        engine = CachedEngine(inner, most=100_000, largest=100)
        answers = await asyncio.gather(*(read(engine) for _ in range(50)))
        assert len(set(answers)) == 1
        assert inner.asked == 1

    asyncio.run(check())


def test_what_is_too_long_or_changes_is_passed_on_whole_and_not_kept() -> None:
    async def check() -> None:
        for inner in (Counting(pieces=100), Counting(repeatable=False)):
            engine = CachedEngine(inner, most=100_000, largest=100)
            expected = b"ASK {}" * (100 if inner.asked == 0 and inner._pieces == 100 else 1)
            answers = await asyncio.gather(*(read(engine) for _ in range(5)))
            assert {body for body, _ in answers} == {expected}
            assert inner.asked == 5
            assert engine.bytes == 0

    asyncio.run(check())


def test_the_least_recently_used_goes_first() -> None:
    async def check() -> None:
        inner = Counting()
        engine = CachedEngine(inner, most=2500, largest=10)  # room for two, with what they take besides
        for text in ("a" * 9, "b" * 9, "a" * 9, "c" * 9, "a" * 9):
            await read(engine, text)
        assert inner.asked == 3
        assert 2000 < engine.bytes <= 2500
        await read(engine, "b" * 9)
        assert inner.asked == 4

    asyncio.run(check())


def test_a_short_answer_to_a_long_query_takes_as_much_as_the_query() -> None:
    async def check() -> None:
        inner = Counting(pieces=0)
        engine = CachedEngine(inner, most=200_000, largest=10)
        texts = [f"ASK {{}} # {number} {'x' * 60_000}" for number in range(10)]
        for text in (*texts, texts[0]):
            await read(engine, text)
        assert 120_000 < engine.bytes <= 200_000
        assert inner.asked == 11

    asyncio.run(check())


@pytest.mark.parametrize(("error", "asked"), [(QueryTimeout(seconds=1), 1), (Overloaded(retry_after=1), 4)])
def test_a_failure_of_the_query_is_shared_and_one_of_the_client_is_not(error: Exception, asked: int) -> None:
    async def check() -> None:
        inner = Counting(error=error)
        engine = CachedEngine(inner, most=100_000, largest=100)
        answers = await asyncio.gather(*(read(engine) for _ in range(4)), return_exceptions=True)
        assert all(answer is error for answer in answers)
        assert inner.asked == asked

    asyncio.run(check())


def test_a_leader_that_leaves_does_not_take_its_followers_along() -> None:
    async def check() -> None:
        inner = Counting()
        engine = CachedEngine(inner, most=100_000, largest=100)
        leader = asyncio.create_task(read(engine))
        await asyncio.sleep(0)
        followers = [asyncio.create_task(read(engine)) for _ in range(3)]
        await asyncio.sleep(0)
        leader.cancel()
        assert {body for body, _ in await asyncio.gather(*followers)} == {b"ASK {}"}
        assert inner.asked == 2

    asyncio.run(check())
