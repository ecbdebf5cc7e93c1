"""The embedded engine on the real release: answers, refusals, limits, and what is left when something dies."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path

import pyoxigraph as ox
import pytest
from tests.processes import runs

from dorsale.engine import (
    Allowance,
    Dataset,
    EngineError,
    NotAcceptable,
    OutOfMemory,
    Overloaded,
    Query,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    QueryTooLong,
    ServiceRefused,
    UpdateRefused,
    ask,
    graph,
    rows,
)
from dorsale.engine.embedded import EmbeddedEngine
from dorsale.engine.graphs import Source
from dorsale.engine.limits import Limits
from dorsale.namespaces import GRAPH
from dorsale.release import Release

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
EVERYTHING = "SELECT * { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"


@pytest.fixture(scope="module")
def part(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every tenth statement of the release, which loads at once."""
    path = tmp_path_factory.mktemp("part") / "part.nq"
    with release.store.open(encoding="utf-8") as whole:
        path.write_text("".join(islice(whole, None, None, 10)), encoding="utf-8")
    return path


@asynccontextmanager
async def engine_of(file: Path, **limits: float) -> AsyncIterator[EmbeddedEngine]:
    engine = EmbeddedEngine(Source(version="1", files=(file,)), Limits(**limits))  # type: ignore[arg-type]
    await engine.start()
    try:
        yield engine
    finally:
        await engine.close()


async def counted(engine: EmbeddedEngine, query: str = COUNT, dataset: Dataset | None = None) -> int:
    return int(str((await rows(engine, query, dataset=dataset))[0]["n"]))


def test_the_default_graph_is_the_merge_of_the_named_ones(release: Release) -> None:
    quads = list(ox.parse(path=release.store, format=ox.RdfFormat.N_QUADS))
    merged = {(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads}
    of_data = sum(quad.graph_name == ox.NamedNode(GRAPH + "data") for quad in quads)
    data, ontology = GRAPH + "data", GRAPH + "ontology"
    in_graphs = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"

    async def check() -> None:
        async with engine_of(release.store) as engine:
            assert await counted(engine) == len(merged) == len(quads), "no two graphs share a statement"
            assert await counted(engine, in_graphs) == len(quads)
            assert await counted(engine, COUNT.replace("{", f"FROM <{data}> {{")) == of_data
            assert await counted(engine, dataset=Dataset(default_graphs=(data,))) == of_data
            assert await counted(engine, dataset=Dataset(named_graphs=(data,))) == 0
            assert await counted(engine, in_graphs, Dataset(named_graphs=(data,))) == of_data
            assert await counted(engine, in_graphs, Dataset(default_graphs=(data,))) == 0
            other = COUNT.replace("{", f"FROM <{ontology}> {{")
            assert await counted(engine, other, Dataset(default_graphs=(data,))) == of_data

    asyncio.run(check())


def test_every_form_is_answered(release: Release) -> None:
    iri = "https://w3id.org/dorsale/id/deal/2025-11-03-openai-aws"

    async def check() -> None:
        async with engine_of(release.store) as engine:
            assert await ask(engine, f"ASK {{ <{iri}> a ?kind }}")
            described = ox.parse(await graph(engine, f"DESCRIBE <{iri}>"), format=ox.RdfFormat.N_TRIPLES)
            assert {str(quad.subject) for quad in described} == {f"<{iri}>"}
            whole = await graph(engine, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
            assert sum(1 for _ in ox.parse(whole, format=ox.RdfFormat.N_TRIPLES)) == await counted(engine)

    asyncio.run(check())


@pytest.mark.parametrize(
    ("text", "limits", "error"),
    [
        ("SELECT WHERE", {}, QuerySyntaxError),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", {}, UpdateRefused),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", {}, ServiceRefused),
        ("SELECT * { }" + " " * 100, {"query_bytes": 100}, QueryTooLong),
        (ENDLESS, {"query_seconds": 0.3}, QueryTimeout),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?d ?f", {"query_memory": 200_000_000}, OutOfMemory),
        (EVERYTHING, {"result_bytes": 100_000}, QueryTooLarge),
    ],
)
def test_limits_and_refusals(text: str, limits: dict[str, float], error: type[EngineError], part: Path) -> None:
    async def check() -> None:
        async with engine_of(part, **limits) as engine:
            with pytest.raises(error):
                await (await engine.query(Query(text=text))).read()
            assert await engine.ready()

    asyncio.run(check())


def test_a_syntax_error_has_its_place(part: Path) -> None:
    async def check() -> None:
        async with engine_of(part) as engine:
            with pytest.raises(QuerySyntaxError) as caught:
                await engine.query(Query(text="SELECT *\n{ ?s ?p ?o "))
            assert (caught.value.line, caught.value.column) == (2, 12)

    asyncio.run(check())


@pytest.mark.parametrize("text", ["ASK { }", "ASK {} # the guard sees the form", "DESCRIBE <urn:x>"])
def test_a_form_without_acceptable_format(text: str, part: Path) -> None:
    async def check() -> None:
        async with engine_of(part) as engine:
            with pytest.raises(NotAcceptable):
                await engine.query(Query(text=text, boolean_format=None, graph_format=None))

    asyncio.run(check())


def test_a_reader_that_leaves_frees_the_worker_and_so_does_a_slow_one(part: Path) -> None:
    async def check() -> None:
        async with engine_of(part, workers=1, reading_seconds=0.2) as engine:
            left = await engine.query(Query(text=EVERYTHING))
            await anext(left.frames)
            await left.aclose()
            assert await engine.ready()
            slow = await engine.query(Query(text=EVERYTHING))
            await anext(slow.frames)
            await asyncio.sleep(0.5)
            assert await engine.ready()
            with pytest.raises(EngineError):
                await slow.read()

    asyncio.run(check())


def test_more_queries_than_may_wait_are_refused_and_the_others_answered(part: Path) -> None:
    async def check() -> None:
        # No query is long, so that none is refused for being a third long one on a slow machine.
        async with engine_of(part, workers=2, waiting=4, short_seconds=60, query_seconds=60) as engine:
            answers = await asyncio.gather(*(counted(engine) for _ in range(40)), return_exceptions=True)
            refused = [one for one in answers if isinstance(one, Overloaded)]
            answered = [one for one in answers if isinstance(one, int)]
            assert len(refused) + len(answered) == 40
            assert len(answered) >= 6
            assert len(refused) >= 1
            assert await counted(engine) == answered[0]

    asyncio.run(check())


def test_the_engine_lives_on_when_its_processes_are_killed(part: Path) -> None:
    async def check() -> None:
        async with engine_of(part) as engine:
            assert await engine.ready()
            zygote, worker = engine.pids
            os.kill(worker, signal.SIGKILL)
            await asyncio.sleep(0.2)
            assert await counted(engine) > 0
            os.kill(zygote, signal.SIGKILL)
            await asyncio.sleep(0.2)
            assert await counted(engine) > 0
            running = asyncio.create_task(counted(engine, ENDLESS))
            await asyncio.sleep(0.2)
            os.kill(engine.pids[0], signal.SIGKILL)
            with pytest.raises(EngineError):
                await running
            assert await counted(engine) > 0
            pids = engine.pids
        await asyncio.sleep(0.2)
        assert not [pid for pid in pids if runs(pid)]

    asyncio.run(check())


def test_on_disk_it_answers_the_same(release: Release) -> None:
    queries = [COUNT, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"]

    async def answers(**limits: float) -> list[object]:
        async with engine_of(release.store, **limits) as engine:
            found: list[object] = [await rows(engine, query) for query in queries]
            with pytest.raises(QueryTimeout):
                await counted(engine, ENDLESS)
            return [*found, await rows(engine, queries[0])]

    async def check() -> None:
        assert await answers(query_seconds=1) == await answers(query_seconds=1, memory_triples=100)

    asyncio.run(check())


def test_what_cannot_be_loaded_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("<urn:a> <urn:b> .", "utf-8")

    async def check(path: Path, said: str) -> None:
        engine = EmbeddedEngine(Source(version="1", files=(path,)), Limits())
        with pytest.raises(EngineError, match=said):
            await engine.start()
        await engine.close()

    asyncio.run(check(broken, "line 1"))
    asyncio.run(check(tmp_path / "missing.ttl", "No such file"))


def test_a_worker_is_replaced_after_so_many_queries(part: Path) -> None:
    async def check() -> None:
        async with engine_of(part, workers=1, queries_per_worker=3) as engine:
            seen = set()
            for _ in range(9):
                await counted(engine)
                seen |= set(engine.pids[1:])
            assert len(seen) >= 3

    asyncio.run(check())


def test_workers_stand_ready_for_those_who_are_not_in_debt(part: Path) -> None:
    async def check() -> None:
        async with engine_of(part) as engine:
            while len(engine.pids) < 4:  # the zygote, the worker that answers, two that stand ready
                await counted(engine)
            ready = set(engine.pids)
            engine.owe("debtor")
            answer = await engine.query(Query(text=EVERYTHING, allowance=Allowance(client="debtor")))
            for _ in range(3):
                await counted(engine)
            assert len(set(engine.pids) - ready) == 1
            await answer.aclose()
            assert ready <= set(engine.pids)

    asyncio.run(check())
