"""Is it alive, and does it answer? For supervisors and balancers."""

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from dorsale.engine.remote import Gateway

__all__ = ["alive", "ready"]

_HEADERS = {"cache-control": "no-store"}


async def alive(request: Request) -> Response:  # noqa: ARG001
    """``/healthz``: the process runs."""
    return PlainTextResponse("ok\n", headers=_HEADERS)


async def ready(request: Request, *, gateway: Gateway | None = None) -> Response:
    """``/readyz``: a real query is answered now; 503 where it is not. Behind a gateway also what the store holds."""
    answers = await request.state.engine.ready()
    body = {"ready": answers, "release": request.state.version}
    if gateway is not None:
        body["store"] = gateway.state
    return JSONResponse(body, 200 if answers else 503, headers=_HEADERS)
