"""Numbers for Prometheus: requests by route and status, queries by outcome, load, memory, cache and release."""

import ipaddress
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dorsale.engine.cache import CachedEngine
from dorsale.engine.embedded import EmbeddedEngine
from dorsale.engine.remote import RemoteEngine
from dorsale.server.serving import Serving

__all__ = ["Metrics"]

# fmt: off
_ROUTES: Final = frozenset((
    "sparql", "dumps", "doc", "id", "ontology", "vocabulary", "shapes", "dataset", "catalog", "graph", "static",
    "search", "list", "query", "questions", "downloads", "about", "problem", "healthz", "readyz", "metrics", "openapi",
    ".well-known", "changes", "tables", "sssom",
))
# fmt: on
_METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")
_BUCKETS: Final = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)


class Metrics(Collector):
    """The numbers of one application; counting is a few additions, and the rest is done when somebody asks."""

    def __init__(self, serving: Serving) -> None:
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._queries: Counter[str] = Counter()
        self._times: defaultdict[str, list[int]] = defaultdict(lambda: [0] * (len(_BUCKETS) + 1))
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._registry = CollectorRegistry()
        self._registry.register(self)
        self._registry.register(_Now(serving))

    def count(self, path: str, method: str, status: int, seconds: float, outcome: str) -> None:
        """Count a request that has ended; ``outcome`` is that of its query, if it had one."""
        route = _route(path)
        self._requests[route, method if method in _METHODS else "other", status] += 1
        self._times[route][bisect_left(_BUCKETS, seconds)] += 1
        self._seconds[route] += seconds
        if outcome:
            self._queries[outcome] += 1

    def collect(self) -> Iterator[Metric]:
        """What was counted (Prometheus' collector)."""
        requests = CounterMetricFamily(
            "dorsale_requests", "Requests by route, method and status.", labels=["route", "method", "status"]
        )
        for (route, method, status), number in self._requests.items():
            requests.add_metric([route, method, str(status)], number)
        yield requests
        queries = CounterMetricFamily("dorsale_queries", "SPARQL queries by outcome.", labels=["outcome"])
        for outcome, number in self._queries.items():
            queries.add_metric([outcome], number)
        yield queries
        times = HistogramMetricFamily("dorsale_request_seconds", "Time to the last byte.", labels=["route"])
        for route, numbers in self._times.items():
            bounds = [*map(str, _BUCKETS), "+Inf"]
            times.add_metric([route], list(zip(bounds, accumulate(numbers), strict=True)), self._seconds[route])
        yield times

    async def show(self, request: Request) -> Response:
        """``/metrics``: for this machine and for whoever holds a key; nobody else learns that it is there."""
        allowance = request.state.allowance
        if not (_local(request) or (allowance and allowance.seconds)):
            raise HTTPException(404)
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)


@lru_cache(maxsize=4096)
def _route(path: str) -> str:
    parts = path.lstrip("/").split("/")
    first = parts[1] if parts[0] in ("en", "fr") and len(parts) > 1 else parts[0]
    if not first:
        return "home"
    return next((one for one in (first, first.partition(".")[0]) if one in _ROUTES), "other")


class _Now(Collector):
    """What can be read off the engine at the moment of asking."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving

    def collect(self) -> Iterator[Metric]:
        pair = self._serving.pair
        if pair is None:
            return
        yield InfoMetricFamily("dorsale_release", "The release that is served.", value={"version": pair.version})
        if pair.release is not None:
            modified = datetime.fromisoformat(str(pair.release.manifest["modified"])[:10]).replace(tzinfo=UTC)
            age = (datetime.now(UTC) - modified).total_seconds()
            yield GaugeMetricFamily("dorsale_release_age_seconds", "Time since the data was last changed.", value=age)
        engine = pair.engine
        if isinstance(engine, CachedEngine):
            yield GaugeMetricFamily("dorsale_cache_bytes", "Bytes of remembered answers.", value=engine.bytes)
            yield GaugeMetricFamily("dorsale_cache_hits", "Answers from memory, of this release.", value=engine.hits)
            yield GaugeMetricFamily("dorsale_cache_misses", "Answers not from memory.", value=engine.misses)
            engine = engine.inner
        if isinstance(engine, EmbeddedEngine | RemoteEngine):
            load = GaugeMetricFamily("dorsale_engine", "Queries and workers by state.", labels=["state"])
            for state, number in engine.load.items():
                load.add_metric([state], number)
            yield load
        if isinstance(engine, EmbeddedEngine):
            memory = sum(_proportional(pid) for pid in engine.pids)
            yield GaugeMetricFamily("dorsale_engine_memory_bytes", "Memory of the engine's processes.", value=memory)


def _proportional(pid: int) -> int:
    """Bytes of a process, its shared pages divided among those that share them; 0 where nobody says."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def _local(request: Request) -> bool:
    try:
        return ipaddress.ip_address(request.client.host if request.client else "").is_loopback
    except ValueError:
        return False
