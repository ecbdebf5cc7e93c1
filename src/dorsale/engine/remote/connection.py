"""A store over HTTP, by the SPARQL 1.1 Protocol: a query out, an answer into a spool, and no half taken for a whole."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Final

import httpx

from dorsale import __version__
from dorsale.engine.interface import (
    EngineFailed,
    Overloaded,
    QueryRefused,
    QueryTimeout,
    QueryTooLarge,
    StoreUnavailable,
)
from dorsale.engine.remote import answers
from dorsale.engine.remote.address import query_addresses
from dorsale.engine.remote.auth import Credentials, auth_for
from dorsale.engine.remote.errors import StoreError

__all__ = ["Connection", "Graphs", "Reply"]

_JSON: Final = "application/sparql-results+json"
_QUESTION: Final = "SELECT * WHERE { <urn:x> <urn:x> <urn:x> }"
_CONNECT_SECONDS: Final = 5.0
_SAID: Final = 4096
_TOLD: Final = 300
_QUERY_ECHOED: Final = ("SPARQL query:", "\n\n")
"""After this a store repeats the query; what comes before says what is wrong with it."""

_REFUSALS: Final = frozenset({400, 405, 413, 414, 415, 422, 501})
_OUT_OF_TIME: Final = frozenset({408, 504})
_LATER: Final = frozenset({429, 503})
_OF_VIRTUOSO: Final = "timeout={milliseconds}"
_VIRTUOSO_LEAST: Final = 1000
"""Virtuoso takes no time limit below a second."""


@dataclass(frozen=True, kw_only=True)
class Graphs:
    """The dataset of a query by the names of its graphs; none of both is the store's own dataset."""

    default: Sequence[str] = ()
    named: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A whole answer: its bytes, in JSON where nothing else was asked for, and its media type."""

    body: IO[bytes]
    size: int
    media_type: str


class Connection:
    """One store. What :meth:`ask` raises is an :class:`~dorsale.engine.interface.EngineError`.

    ``parameters`` go with each query, as in an address; ``{seconds}`` and ``{milliseconds}`` stand for the time that it
    has. Raises :class:`StoreError` for an address that is none.
    """

    def __init__(self, to: str, credentials: Credentials, *, places: int, parameters: str = "") -> None:
        self._candidates = query_addresses(to)
        self._parameters = parameters
        self._url: str | None = None
        self._virtuoso = False
        self._client = httpx.AsyncClient(
            auth=auth_for(credentials),
            timeout=httpx.Timeout(None, connect=_CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=places, max_keepalive_connections=places),
            headers={"user-agent": f"dorsale/{__version__}"},
            trust_env=False,
        )

    @property
    def host(self) -> str:
        """Where the store is, for messages: its address without what stands behind the port."""
        url = httpx.URL(self._candidates[0])
        return f"{url.scheme}://{url.netloc.decode()}"

    @property
    def is_virtuoso(self) -> bool:
        """Whether the store says that it is one; known once it has answered."""
        return self._virtuoso

    async def ask(self, query: str, graphs: Graphs, *, seconds: float, most: int, accept: str = _JSON) -> Reply:
        """The whole answer to ``query`` within so many seconds and of at most so many bytes."""
        answer = answers.spool()
        try:
            async with asyncio.timeout(seconds):
                url = self._url or await self._find()
                return await self._fetch(url, query, graphs, answer, seconds=seconds, most=most, accept=accept)
        except TimeoutError:
            answer.close()
            raise QueryTimeout(seconds=seconds) from None
        except BaseException as error:
            answer.close()
            if isinstance(error, httpx.HTTPError | StoreError):
                raise self._unreachable(error) from error
            raise

    async def close(self) -> None:
        """Close every connection, at which stores may stop what runs."""
        await self._client.aclose()

    async def _find(self) -> str:
        """The address that answers queries, and what kind of store it is."""
        refused = ""
        for url in self._candidates:
            response = await self._client.post(url, data={"query": _QUESTION}, headers={"accept": _JSON})
            if response.status_code == httpx.codes.OK and '"bindings"' in response.text:
                self._virtuoso = response.headers.get("server", "").startswith("Virtuoso")
                self._url = url
                return url
            refused = refused or f"{url} answers {response.status_code}"
        raise StoreError(f"no SPARQL endpoint answers: {refused}")

    async def _fetch(
        self, url: str, query: str, graphs: Graphs, answer: IO[bytes], *, seconds: float, most: int, accept: str
    ) -> Reply:
        sent: dict[str, str | list[str]] = {**self._given(seconds), "query": query}
        if graphs.default or graphs.named:
            sent["default-graph-uri"] = list(graphs.default)
            sent["named-graph-uri"] = list(graphs.named)
        size = 0
        async with self._client.stream("POST", url, data=sent, headers={"accept": accept}) as response:
            if response.status_code != httpx.codes.OK:
                raise await self._refusal(response, seconds)
            _whole(response.headers, seconds)
            async for piece in response.aiter_bytes():
                size += len(piece)
                if size > most:
                    raise QueryTooLarge(limit=most)
                answer.write(piece)
            media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        return Reply(body=answer, size=size, media_type=media_type)

    def _given(self, seconds: float) -> dict[str, str]:
        parameters = self._parameters or (_OF_VIRTUOSO if self._virtuoso else "")
        milliseconds = max(round(seconds * 1000), _VIRTUOSO_LEAST if self._virtuoso else 1)
        values = {"{seconds}": str(max(round(seconds), 1)), "{milliseconds}": str(milliseconds)}
        for name, value in values.items():
            parameters = parameters.replace(name, value)
        return dict(httpx.QueryParams(parameters))

    async def _refusal(self, response: httpx.Response, seconds: float) -> Exception:
        """What it means that the store does not answer 200."""
        status = response.status_code
        said = b""
        async for piece in response.aiter_bytes():
            said += piece
            if len(said) > _SAID:
                break
        told = _message(said.decode(errors="replace"))
        if status in _OUT_OF_TIME or "S1T00" in told:
            return QueryTimeout(seconds=seconds)
        if status in _LATER:
            wait = response.headers.get("retry-after", "")
            return Overloaded(retry_after=int(wait) if wait.isdecimal() else 5)
        if status in _REFUSALS:
            return QueryRefused(f"the store behind this site does not take this query: {told}")
        if status >= httpx.codes.INTERNAL_SERVER_ERROR or response.is_success:
            return EngineFailed(f"the store behind this site fails at this query: {told}")
        return self._unreachable(StoreError(f"it answers {status}"))

    def _unreachable(self, error: Exception) -> StoreUnavailable:
        self._url = None
        return StoreUnavailable(str(error) or type(error).__name__)


def _whole(headers: Mapping[str, str], seconds: float) -> None:
    """Raises :class:`QueryTimeout` where Virtuoso says that its time was over and this is only a part."""
    if "x-sql-state" in headers:
        raise QueryTimeout(seconds=seconds)


def _message(text: str) -> str:
    for echo in _QUERY_ECHOED:
        text = text.partition(echo)[0]
    return " ".join(text.split())[:_TOLD] or "it says nothing more"
