"""Run the server until it is told to stop."""

import logging
import sys

import uvicorn

from dorsale.release.folder import Release
from dorsale.release.shelf import CURRENT
from dorsale.server.app import create_app
from dorsale.settings import Settings

__all__ = ["serve"]


class _Server(uvicorn.Server):
    """A server that says on which address it listens, once it does."""

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup(sockets)  # type: ignore[arg-type]
        for server in getattr(self, "servers", []):
            for socket in server.sockets:
                host, port = socket.getsockname()[:2]
                host = f"[{host}]" if ":" in host else host
                print(f"serving http://{host}:{port}/ (SPARQL: http://{host}:{port}/sparql)", flush=True)  # noqa: T201


def serve(settings: Settings) -> None:
    """Serve ``settings.releases`` on ``settings.host`` and ``settings.port``; returns after SIGTERM or Ctrl-C.

    Raises :class:`~dorsale.release.ReleaseError` when there is no release to serve.
    """
    Release.open(settings.releases / CURRENT)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=10,
        forwarded_allow_ips=settings.trusted_proxies,
    )
    server = _Server(config)
    server.run()
    if not server.started:
        sys.exit(1)
