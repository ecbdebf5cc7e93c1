"""The application: every router, and around them what every request gets.

From the outside in: a guard of private releases, a number for the request and the release that serves it, CORS, and
then either the SPARQL endpoint or the framework with gzip and its routes; what they raise becomes a problem.
"""

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Final, TypeAlias

from fastapi import APIRouter, FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from dorsale import __version__
from dorsale.derive.wording import LANGUAGES
from dorsale.engine.cache import CachedEngine
from dorsale.engine.embedded import EmbeddedEngine
from dorsale.engine.graphs import Source
from dorsale.engine.interface import Engine, EngineError
from dorsale.engine.limits import Limits
from dorsale.engine.remote import Credentials, Gateway, RemoteEngine
from dorsale.pages import Pages, create_pages
from dorsale.pages.addresses import place_of
from dorsale.server import graphstore, health, openapi
from dorsale.server.attended import Attended
from dorsale.server.clients import Clients
from dorsale.server.compression import Compression
from dorsale.server.dumps import dump, mappings, member, table
from dorsale.server.explained import Explained
from dorsale.server.guarded import Guarded
from dorsale.server.metrics import Metrics
from dorsale.server.patches import Patches
from dorsale.server.problems import Problems
from dorsale.server.serving import Offer, Serving
from dorsale.server.shortcut import Shortcut
from dorsale.server.sparql import Sparql, stated
from dorsale.settings import Settings

__all__ = ["Extension", "create_app"]

Extension: TypeAlias = Callable[[Pages], APIRouter]
"""Makes routes of a room that the server does not know, and what runs as long as the server does, beside the pages."""

_EXPOSED: Final = (
    "ETag",
    "Link",
    "Dorsale-Limits",
    "Content-Location",
    "Retry-After",
    "X-Request-ID",
    "Repr-Digest",
    "Content-Range",
)
_WATCH_SECONDS: Final = 2.0


def create_app(settings: Settings, data: Source | None = None, *, extensions: Sequence[Extension] = ()) -> ASGIApp:
    """The ASGI application, which loads what it serves when it starts: the current one of ``settings.releases``.

    With ``data`` it is an endpoint over these files alone, without pages. With ``settings.engine`` a store answers, and
    what is served is the release that it holds. ``extensions`` add routes beside the pages.
    Raises :class:`~dorsale.engine.remote.StoreError` where the address of the store is none.
    """
    limits = Limits.of(settings)
    gateway = _gateway(settings, limits) if settings.engine and not data else None

    def offer() -> Offer:
        if data:
            return Offer(source=data)
        if gateway and (held := Offer.held(settings.releases, gateway.held)):
            return held
        if gateway and (pair := serving.pair):
            return Offer(source=Source(version=pair.version, files=()), release=pair.release)
        return Offer.current(settings.releases)

    def engine_for(source: Source) -> Engine:
        engine = RemoteEngine(source.version, gateway) if gateway else EmbeddedEngine(source, limits)
        return CachedEngine(engine, most=settings.cache_bytes, largest=settings.cached_bytes)

    serving = Serving(offer, engine_for, waits=gateway is not None)
    metrics = Metrics(serving)
    pages = None if data else create_pages(settings)
    patches = Patches()
    problems = Problems(pages.problem if pages else None)
    shortcut = Shortcut(serving=serving, metrics=metrics, stated=stated(settings), remembers=settings.cache_bytes > 0)
    sparql = Sparql(pages=pages, problems=problems, shortcut=shortcut, settings=settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:  # noqa: ARG001
        if gateway:
            await gateway.start()
        await serving.start()
        watching = asyncio.create_task(_watch(serving, gateway))
        try:
            yield
        finally:
            watching.cancel()
            patches.close()
            await serving.close()
            if gateway:
                await gateway.close()

    site = FastAPI(
        title="Dorsale",
        version=__version__,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        exception_handlers={
            HTTPException: problems.of_http,
            EngineError: problems.of_engine,
            Exception: problems.of_defect,
        },
    )
    site.router.routes += [
        Route("/healthz", health.alive),
        Route("/readyz", partial(health.ready, gateway=gateway)),
        Route("/metrics", metrics.show),
        Route("/graph-store", partial(graphstore.show, public_url=settings.public_url)),
        Route("/openapi.json", partial(openapi.show, public_url=settings.public_url, pages=pages is not None)),
    ]
    if pages:
        site.router.routes += [
            Route("/dumps/{name}", partial(dump, public_url=settings.public_url)),
            Route("/tables/{name}", partial(table, public_url=settings.public_url)),
            Route("/sssom/{name}", partial(mappings, public_url=settings.public_url)),
            Route("/dataset/{version}/{name:path}", partial(member, public_url=settings.public_url)),
            *(
                Route(f"{prefix}/query/explain", Explained(settings, pages).answer, methods=["POST"])
                for prefix in ("", *(f"/{language}" for language in LANGUAGES))
            ),
            Route("/changes/{old}/{new}", patches.show),
            Route("/.well-known/void", partial(_to_dataset, public_url=settings.public_url)),
        ]
        for extend in extensions:
            site.include_router(extend(pages))
        site.include_router(pages.router)

    packing = Compression(site)

    async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
        to_sparql = scope["type"] == "http" and scope["path"] == "/sparql"
        await (sparql if to_sparql else packing)(scope, receive, send)

    shared = CORSMiddleware(
        dispatch,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
        allow_headers=["*"],
        expose_headers=_EXPOSED,
        max_age=86_400,
    )
    attended = Attended(shared, serving=serving, clients=Clients(settings), metrics=metrics, log=settings.access_log)
    shortcut.app = attended
    return Guarded(attended if settings.access_log else shortcut, serving=serving, settings=settings)


async def _to_dataset(request: Request, *, public_url: str) -> Response:
    """``/.well-known/void`` leads to the description of the dataset (VoID, 7.2)."""
    return RedirectResponse(place_of(request, public_url=public_url).plain("/dataset"), 303)


def _gateway(settings: Settings, limits: Limits) -> Gateway:
    credentials = Credentials(
        user=settings.store_user,
        password=settings.store_password.get_secret_value(),
        token=settings.store_token.get_secret_value(),
        insecure=settings.store_insecure,
    )
    return Gateway(settings.engine, credentials, limits, parameters=settings.engine_parameters)


async def _watch(serving: Serving, gateway: Gateway | None) -> None:
    """Take a new release over when there is one, at the latest after two seconds, at once on SIGHUP.

    It is the one that ``current`` names or, behind a gateway, the one that the store holds.
    """
    changed = asyncio.Event()
    if threading.current_thread() is threading.main_thread():
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, changed.set)
    while True:
        with suppress(TimeoutError):
            await asyncio.wait_for(changed.wait(), _WATCH_SECONDS)
        changed.clear()
        if gateway:
            await gateway.look()
        await serving.take_over()
