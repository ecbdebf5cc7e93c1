"""What goes wrong with a query, as HTTP says it: a status and the name of a kind of problem."""

from typing import Final

from dorsale.engine.interface import (
    ClientBusy,
    EngineError,
    NotAcceptable,
    OtherRelease,
    OutOfMemory,
    Overloaded,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooDeep,
    QueryTooLarge,
    QueryTooLong,
    ServiceRefused,
    StoreUnavailable,
    TooManyRows,
    UpdateRefused,
)

__all__ = ["failure_of"]

_KINDS: Final[tuple[tuple[type[EngineError], int, str], ...]] = (
    (QuerySyntaxError, 400, "syntax"),
    (QueryTooLong, 413, "long"),
    (QueryTooDeep, 400, "deep"),
    (ServiceRefused, 403, "service"),
    (UpdateRefused, 403, "update"),
    (QueryRefused, 400, "refused"),
    (NotAcceptable, 406, "not-acceptable"),
    (QueryTimeout, 504, "timeout"),
    (QueryTooLarge, 422, "large"),
    (TooManyRows, 422, "rows"),
    (OutOfMemory, 503, "memory"),
    (ClientBusy, 429, "client-busy"),
    (Overloaded, 503, "busy"),
    (StoreUnavailable, 503, "store"),
    (OtherRelease, 503, "store-release"),
)


def failure_of(error: EngineError) -> tuple[int, str]:
    """The status and the kind of problem: the key of its words, and the last part of its type (RFC 9457, 3.1.1)."""
    return next(((status, key) for kind, status, key in _KINDS if isinstance(error, kind)), (500, "failed"))
