"""What every engine offers: a query goes in, an answer comes out in frames.

An engine answers for exactly one release. Inside a request, ``request.state.engine`` and ``request.state.release``
are the pair that serves this request from its first byte to its last, even when a newer release takes over meanwhile.

What can go wrong::

    EngineError
    ├── QueryRefused            the query as it stands will never be answered
    │   ├── QuerySyntaxError    it is not SPARQL 1.1; line and column say where
    │   ├── QueryTooLong        its text is longer than the limit
    │   ├── QueryTooDeep        it nests or chains more than the limit
    │   ├── ServiceRefused      it asks for another endpoint (SERVICE)
    │   └── UpdateRefused       it wants to write; the graph is read-only here
    ├── NotAcceptable           no acceptable format fits the form of the query
    ├── QueryTimeout            it reached the time limit and was stopped
    ├── QueryTooLarge           its result is longer than the limit
    ├── TooManyRows             its result has as many rows as the store behind gives at most, so it may be cut
    ├── OutOfMemory             it took more memory than the limit
    ├── Overloaded              no worker is free; try again later
    │   └── ClientBusy          this client has too many queries already
    └── EngineFailed            the engine broke or is not running
        ├── StoreUnavailable    the store behind it cannot be reached
        └── OtherRelease        the store behind it holds another release, or is being brought to one

All but the refusals may also be raised by the frames, in the middle of an answer: then the answer is not complete and
whoever passes it on has to break it off visibly.
"""
# ruff: noqa: N818 - what went wrong, in plain words; the base says that it is an error

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

__all__ = [
    "GRAPH_FORMATS",
    "RESULTS_FORMATS",
    "Allowance",
    "Answer",
    "ClientBusy",
    "Dataset",
    "Engine",
    "EngineError",
    "EngineFailed",
    "Form",
    "NotAcceptable",
    "OtherRelease",
    "OutOfMemory",
    "Overloaded",
    "Query",
    "QueryRefused",
    "QuerySyntaxError",
    "QueryTimeout",
    "QueryTooDeep",
    "QueryTooLarge",
    "QueryTooLong",
    "ServiceRefused",
    "StoreUnavailable",
    "TooManyRows",
    "UpdateRefused",
]

Form = Literal["results", "boolean", "graph"]
"""What a query yields: a table (SELECT), yes or no (ASK), or a graph (CONSTRUCT and DESCRIBE)."""

RESULTS_FORMATS: Final = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
"""Short name → media type of the formats for SELECT; ASK has the first two."""

GRAPH_FORMATS: Final = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "trig": "application/trig",
    "nq": "application/n-quads",
}
"""Short name → media type of the formats for CONSTRUCT and DESCRIBE."""


class EngineError(Exception):
    """An engine gave no answer, or no whole answer."""


class QueryRefused(EngineError):
    """The query as it stands will never be answered."""


class QuerySyntaxError(QueryRefused):
    """The text is not a SPARQL 1.1 query; ``line`` and ``column`` count from 1, None where no place is known."""

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


class QueryTooLong(QueryRefused):
    """The text has more bytes than ``limit``."""

    def __init__(self, *, limit: int) -> None:
        super().__init__(f"the query is longer than {limit} bytes")
        self.limit = limit


class QueryTooDeep(QueryRefused):
    """The text nests brackets or chains operators more often than ``limit``."""

    def __init__(self, *, limit: int, line: int, column: int) -> None:
        super().__init__(f"the query nests or chains more than {limit} times (line {line}, column {column})")
        self.limit = limit
        self.line = line
        self.column = column


class ServiceRefused(QueryRefused):
    """The query holds a SERVICE clause: this engine calls no other endpoint."""

    def __init__(self, *, line: int, column: int) -> None:
        super().__init__(f"SERVICE is not allowed (line {line}, column {column})")
        self.line = line
        self.column = column


class UpdateRefused(QueryRefused):
    """The text is a SPARQL update: this engine only reads."""


class NotAcceptable(EngineError):
    """The query yields a ``form`` for which the caller accepts no format."""

    def __init__(self, form: Form) -> None:
        super().__init__(f"no acceptable format for {form}")
        self.form = form


class QueryTimeout(EngineError):
    """The query was stopped after ``seconds``."""

    def __init__(self, *, seconds: float) -> None:
        super().__init__(f"stopped after {seconds:g} s")
        self.seconds = seconds


class QueryTooLarge(EngineError):
    """The result has more bytes than ``limit``."""

    def __init__(self, *, limit: int) -> None:
        super().__init__(f"the result is longer than {limit} bytes")
        self.limit = limit


class TooManyRows(EngineError):
    """The result has ``limit`` rows or more, and the store behind the engine gives no more: it may be cut."""

    def __init__(self, *, limit: int) -> None:
        super().__init__(f"the store behind this site gives at most {limit} rows")
        self.limit = limit


class OutOfMemory(EngineError):
    """The query took more memory than ``limit`` bytes beyond the loaded graph."""

    def __init__(self, *, limit: int) -> None:
        super().__init__(f"the query took more than {limit} bytes of memory")
        self.limit = limit


class Overloaded(EngineError):
    """Too many queries are waiting; one may try again after ``retry_after`` seconds."""

    def __init__(self, *, retry_after: int) -> None:
        super().__init__(f"too many queries; try again in {retry_after} s")
        self.retry_after = retry_after


class ClientBusy(Overloaded):
    """The client that asks has as many queries running and waiting as one may have."""


class EngineFailed(EngineError):
    """The engine broke or is not running; the same query may succeed later."""


class StoreUnavailable(EngineFailed):
    """The store behind the engine cannot be reached; one may try again after ``retry_after`` seconds.

    ``why`` is for whoever runs the server and nobody else: it may name the store.
    """

    def __init__(self, why: str = "", *, retry_after: int = 5) -> None:
        super().__init__("the store behind this site cannot be reached")
        self.why = why
        self.retry_after = retry_after


class OtherRelease(EngineFailed):
    """The store behind the engine does not hold the release now; one may try again after ``retry_after`` seconds."""

    def __init__(self, *, retry_after: int = 5) -> None:
        super().__init__("the store behind this site is being brought to another release")
        self.retry_after = retry_after


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """The RDF dataset that the protocol names for a query (SPARQL 1.1 Protocol, 2.1.4); None where it names none.

    Where both are None, the query's own FROM clauses hold; without those, the default graph is the union of all
    named graphs.
    """

    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None

    @property
    def unnamed(self) -> bool:
        """Whether the protocol names none."""
        return self.default_graphs is None and self.named_graphs is None


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """Who asks, and how much that client may take; None stands for what the engine gives everybody.

    ``client`` names whoever shares one allowance: an address, a key, or nobody for our own pages.
    """

    client: str = ""
    seconds: float | None = None
    running: int | None = None


@dataclass(frozen=True, kw_only=True)
class Query:
    """A query and the media types in which its answer is wanted, one a form; None where no format is acceptable."""

    text: str
    dataset: Dataset = field(default_factory=Dataset)
    results_format: str | None = RESULTS_FORMATS["json"]
    boolean_format: str | None = RESULTS_FORMATS["json"]
    graph_format: str | None = GRAPH_FORMATS["nt"]
    allowance: Allowance = field(default_factory=Allowance)

    def media_type(self, form: Form) -> str | None:
        """The media type that is wanted for an answer of this form."""
        if form == "results":
            return self.results_format
        return self.boolean_format if form == "boolean" else self.graph_format


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The answer of a query: its form, its media type and its bytes.

    ``frames`` is read once. Whoever stops before its end calls :meth:`aclose`, which frees the worker; calling it
    after the end does no harm. ``body`` has all bytes where they are known already; then nothing has to be read.
    """

    form: Form
    media_type: str
    frames: AsyncIterator[bytes]
    close: Callable[[], Awaitable[None]]
    body: bytes | None = None
    repeatable: bool = False
    """Whether the same query on the same release gives the same answer."""
    validator: str | None = None
    """A strong validator of the bytes, where somebody has computed it."""

    async def read(self) -> bytes:
        """All bytes of the answer; raises what the frames raise."""
        if self.body is not None:
            return self.body
        return b"".join([frame async for frame in self.frames])

    @classmethod
    def whole(
        cls, form: Form, media_type: str, body: bytes, *, repeatable: bool, validator: str | None = None
    ) -> "Answer":
        """An answer of which all is known, and whose worker is free."""
        return cls(
            form=form,
            media_type=media_type,
            frames=_frame(body),
            close=_nothing,
            body=body,
            repeatable=repeatable,
            validator=validator,
        )

    async def aclose(self) -> None:
        """Stop the query if it still runs, and free its worker."""
        await self.close()


class Engine(Protocol):
    """Answers SPARQL 1.1 queries over one release."""

    @property
    def release_version(self) -> str:
        """The version of the release that is asked."""

    async def start(self) -> None:
        """Load the release; raises :class:`EngineFailed`. Called once, before anything else."""

    async def query(self, query: Query) -> Answer:
        """The answer to ``query``, when its first bytes are known; raises any :class:`EngineError`."""

    async def ready(self) -> bool:
        """Whether a real query is answered now."""

    async def close(self) -> None:
        """Stop everything, running queries included; nothing of the engine is left afterwards."""


async def _frame(body: bytes) -> AsyncIterator[bytes]:
    yield body


async def _nothing() -> None:
    """There is nothing to stop."""
