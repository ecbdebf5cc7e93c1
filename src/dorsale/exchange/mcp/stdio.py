"""The tools over standard input and output, for an agent that starts its servers itself."""

import asyncio

from starlette.requests import Request

from dorsale.engine.embedded import EmbeddedEngine
from dorsale.engine.graphs import Source
from dorsale.engine.interface import Allowance
from dorsale.engine.limits import Limits
from dorsale.pages import create_pages
from dorsale.release import Release
from dorsale.settings import Settings

__all__ = ["run"]


def run(settings: Settings) -> None:
    """Serve the current release of ``settings.releases`` until the input ends, of a private one what is for everybody.

    Raises :class:`~dorsale.release.ReleaseError` or :class:`~dorsale.engine.interface.EngineFailed` where there is none
    to serve.
    """
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    from dorsale.exchange.mcp.desk import desk

    release = Release.open(settings.releases / "current")
    if not settings.tell_agents:
        release = release.for_everybody()
    engine = EmbeddedEngine(Source(version=release.version, files=(release.served,)), Limits.of(settings))
    await engine.start()
    try:
        pages = create_pages(settings)
        request = Request(
            {
                "type": "http",
                "method": "GET",
                "scheme": "https",
                "server": ("w3id.org", 443),
                "root_path": "/dorsale",
                "path": "/dorsale/mcp",
                "query_string": b"",
                "headers": [],
                "state": {"release": release, "engine": engine, "allowance": Allowance()},
            }
        )
        await desk(lambda _: pages.context(request)).run_stdio_async()
    finally:
        await engine.close()
