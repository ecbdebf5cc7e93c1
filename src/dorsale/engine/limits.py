"""How much one query may take."""

from dataclasses import dataclass

from dorsale.settings import Settings

__all__ = ["Limits"]

_STACK_PER_BYTE = 4096
_SMALLEST_STACK = 64 << 20


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The limits of an engine. Sizes are in bytes, times in seconds."""

    query_seconds: float = 10.0
    """How long an engine may work on one query; the time a slow client takes to read does not count."""
    query_bytes: int = 65_536
    query_memory: int = 1 << 30
    result_bytes: int = 200_000_000
    workers: int = 16
    long_workers: int = 2
    """How many workers may go on after ``short_seconds`` of CPU time; one more is stopped."""
    short_seconds: float = 0.2
    client_running: int = 2
    client_waiting: int = 8
    waiting: int = 512
    reading_seconds: float = 30.0
    """How long a client may take over one frame (64 kB) before its query is stopped."""
    memory_triples: int = 2_000_000
    """Up to so many triples are held in memory; more are put on disk."""
    start_seconds: float = 3600.0
    """How long loading the release may take."""
    queries_per_worker: int = 5000
    """A worker is replaced after so many queries, so that nothing it keeps can grow for ever."""

    @property
    def stack(self) -> int:
        """The stack of the thread that parses: enough for any text of ``query_bytes`` (measured: under 4 kB a byte)."""
        return max(_SMALLEST_STACK, _STACK_PER_BYTE * self.query_bytes)

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """The limits that the settings name."""
        return cls(
            query_seconds=settings.query_seconds,
            query_bytes=settings.query_bytes,
            query_memory=settings.query_memory,
            memory_triples=settings.memory_triples,
            result_bytes=settings.result_bytes,
            workers=settings.workers,
            reading_seconds=settings.reading_seconds,
            long_workers=settings.long_workers,
            client_running=settings.client_running,
            client_waiting=settings.client_waiting,
            waiting=settings.waiting,
        )
