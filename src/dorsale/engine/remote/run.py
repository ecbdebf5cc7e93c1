"""One query at a store: asked in as few questions as it takes, checked, and written in the syntax that is wanted."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Final, NamedTuple, TypeVar

import pyoxigraph as ox

from dorsale.engine.interface import Dataset, EngineFailed, Form, Query, QueryTimeout, QueryTooLarge, TooManyRows
from dorsale.engine.remote import answers
from dorsale.engine.remote.connection import Graphs, Reply
from dorsale.engine.remote.gateway import Gateway
from dorsale.engine.remote.shape import NOWHERE, Plan

__all__ = ["Run", "format_of"]

_T = TypeVar("_T")

_AT_ONCE: Final = 1 << 18
"""Bytes up to which an answer is made ready without a thread of its own."""

_THINGS: Final = 200
"""How many things are described by one question."""

_SHORTEST_ROW: Final = 3
"""Bytes of the shortest row in JSON, with the comma after it."""


class Run:
    """A query with its plan; :meth:`answer` is called once."""

    def __init__(self, gateway: Gateway, query: Query, planned: Plan) -> None:
        self._gateway = gateway
        self._plan = planned
        self._most = gateway.limits.result_bytes
        self._given = query.allowance.seconds or gateway.limits.query_seconds
        self._until = asyncio.get_running_loop().time() + self._given
        self._graphs = _graphs(query.dataset, planned.dataset, gateway.graphs)

    async def answer(self, media_type: str, prefixes: dict[str, str]) -> IO[bytes]:
        """The whole answer in ``media_type``; raises any :class:`~dorsale.engine.interface.EngineError`."""
        planned, most = self._plan, self._most
        if planned.described is not None:
            triples = await self._describe(planned.described)
            return await self._make(most, lambda: answers.write_graph(triples, media_type, prefixes, most=most))
        reply = await self._ask(planned.text)
        with reply.body as body:
            if planned.form == "boolean":
                return answers.write_boolean(body, media_type)
            await self._whole(reply, planned.limit)
            template = planned.template
            if template is None:
                return await self._make(reply.size, lambda: answers.write_rows(body, media_type, most=most))
            return await self._make(
                reply.size,
                lambda: answers.write_graph(template.fill(answers.each(body)), media_type, prefixes, most=most),
            )

    async def _ask(self, text: str) -> Reply:
        left = max(self._until - asyncio.get_running_loop().time(), 0.001)
        try:
            return await self._gateway.connection.ask(text, self._graphs, seconds=left, most=self._most)
        except QueryTimeout:
            raise QueryTimeout(seconds=self._given) from None

    async def _whole(self, reply: Reply, limit: int | None) -> None:
        """Raises :class:`TooManyRows` where the store may have cut the answer."""
        most = await self._gateway.rows_at_most()
        if most is None or (limit is not None and limit <= most) or reply.size < most * _SHORTEST_ROW:
            return
        if await self._make(reply.size, lambda: answers.count(reply.body)) >= most:
            raise TooManyRows(limit=most)

    async def _describe(self, named: tuple[str, ...]) -> list[ox.Triple]:
        """The statements about the things, and about the blank nodes that these lead to."""
        wanted = dict.fromkeys(named)
        if self._plan.text:
            reply = await self._ask(self._plan.text)
            with reply.body as body:
                await self._whole(reply, self._plan.limit)
                for row in answers.each(body):
                    wanted.update(dict.fromkeys(_things(row)))
        found: dict[ox.Triple, None] = {}
        known: set[str] = set()
        while wanted:
            asked = list(wanted)[:_THINGS]
            known.update(asked)
            for one in asked:
                del wanted[one]
            for triple in await self._about(asked):
                found[triple] = None
                if isinstance(triple.object, ox.BlankNode):
                    wanted.update(dict.fromkeys(one for one in _things([triple.object]) if one not in known))
        return list(found)

    async def _about(self, things: list[str]) -> list[ox.Triple]:
        """What is said of some things; of half of them at a time where the store would cut it."""
        values = " ".join(f"<{one}>" for one in things)
        reply = await self._ask(f"SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {values} }} ?s ?p ?o }}")
        with reply.body as body:
            try:
                await self._whole(reply, None)
            except TooManyRows:
                if len(things) == 1:
                    raise
            else:
                return list(_triples(answers.each(body)))
        middle = len(things) // 2
        return [*await self._about(things[:middle]), *await self._about(things[middle:])]

    async def _make(self, size: int, work: Callable[[], _T]) -> _T:
        """What ``work`` gives, in a thread where there is much to do."""
        done = _tried(work) if size <= _AT_ONCE else await asyncio.to_thread(_tried, work)
        if isinstance(done, _Failure):
            raise QueryTooLarge(limit=self._most) if done.why is None else EngineFailed(done.why)
        return done


class _Failure(NamedTuple):
    """Why work failed, in words alone: an error would carry objects of the library into another thread."""

    why: str | None


def _tried(work: Callable[[], _T]) -> _T | _Failure:
    try:
        return work()
    except answers.TooLong:
        return _Failure(None)
    except EngineFailed as error:
        return _Failure(str(error))


def format_of(query: Query, form: Form) -> str | None:
    """The media type that is wanted for a form of answers."""
    return {"results": query.results_format, "boolean": query.boolean_format, "graph": query.graph_format}[form]


def _graphs(asked: Dataset, written: Dataset, all_of_them: tuple[str, ...]) -> Graphs:
    """The graphs of a query: what the protocol names, else what FROM names, else all; never one that is not ours."""
    for chosen in (asked, written):
        if chosen.default_graphs is not None or chosen.named_graphs is not None:
            default, named = (
                [one for one in graphs or () if one in all_of_them]
                for graphs in (chosen.default_graphs, chosen.named_graphs)
            )
            return Graphs(default=default or [NOWHERE], named=named or [NOWHERE])
    return Graphs(default=all_of_them, named=all_of_them)


def _things(terms: Iterable[object]) -> Iterator[str]:
    """The IRIs by which a store knows terms."""
    for term in terms:
        if isinstance(term, ox.NamedNode):
            yield term.value
        elif isinstance(term, ox.BlankNode) and (iri := answers.genid_of(term.value)):
            yield iri


def _triples(rows: Iterable[ox.QuerySolution]) -> Iterator[ox.Triple]:
    for row in rows:
        subject, predicate, value = row["s"], row["p"], row["o"]
        if isinstance(subject, ox.NamedNode | ox.BlankNode) and isinstance(predicate, ox.NamedNode) and value:
            yield ox.Triple(subject, predicate, value)
