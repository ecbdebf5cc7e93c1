"""Run the server until it is told to stop."""

import logging
import sys
from collections.abc import Sequence
from typing import Final

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dorsale.engine.graphs import Source
from dorsale.engine.interface import EngineFailed
from dorsale.release.folder import Release, ReleaseError
from dorsale.release.shelf import CURRENT
from dorsale.server.app import Extension, create_app
from dorsale.server.guarded import may_listen
from dorsale.settings import Settings

__all__ = ["serve"]

_KEEP_ALIVE: Final = 65
"""Longer than clients and proxies keep an idle connection, so that they close it and no request meets a closed one."""


class _Plainly:
    """Says in one line why the application did not start, where what it serves is to blame."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def tell(message: Message) -> None:
            if message["type"] == "lifespan.startup.failed":
                kind, _, said = message["message"].strip().rpartition("\n")[2].partition(": ")
                if kind.rpartition(".")[2] in (EngineFailed.__name__, ReleaseError.__name__):
                    message = {**message, "message": said}
            await send(message)

        await self._app(scope, receive, tell if scope["type"] == "lifespan" else send)


class _Server(uvicorn.Server):
    """A server that says on which address it listens, once it does."""

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup(sockets)  # type: ignore[arg-type]
        for server in getattr(self, "servers", []):
            for socket in server.sockets:
                host, port = socket.getsockname()[:2]
                host = f"[{host}]" if ":" in host else host
                print(f"serving http://{host}:{port}/ (SPARQL: http://{host}:{port}/sparql)", flush=True)  # noqa: T201


def _check(release: Release, settings: Settings) -> None:
    """Say that a release is private. Raises :class:`ReleaseError` where others than its owner would reach it."""
    if not release.private:
        return
    names = ", ".join(release.private.overlays)
    if not may_listen(settings):
        raise ReleaseError(
            f"release {release.version} is private (it has {names}) and is served on this machine alone; "
            f"DORSALE_EXPOSE_PRIVATE=true serves it on {settings.host} to everybody who gets there"
        )
    whom = f"exposed on {settings.host}" if settings.expose_private else "for its owner alone"
    print(f"private: {names}, {whom}", file=sys.stderr)  # noqa: T201


def serve(settings: Settings, data: Source | None = None, *, extensions: Sequence[Extension] = ()) -> None:
    """Serve ``settings.releases``, or ``data``, on the host and port of the settings, until SIGTERM or Ctrl-C.

    ``extensions`` add routes beside the pages.
    Raises :class:`~dorsale.release.ReleaseError` when there is no release to serve.
    """
    if data is None:
        _check(Release.open(settings.releases / CURRENT), settings)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    config = uvicorn.Config(
        _Plainly(create_app(settings, data, extensions=extensions)),
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=10,
        timeout_keep_alive=_KEEP_ALIVE,
        forwarded_allow_ips=settings.trusted_proxies,
    )
    server = _Server(config)
    server.run()
    if not server.started:
        sys.exit(1)
