"""A private release goes to its owner only: to this machine, to pages of its own, and into no cache that others share.

A web page from anywhere may send requests to a server on the reader's own machine. What it must not do is read the
answers: no other origin is let in (no CORS, no embedding), and a name that somebody else's DNS turned into the address
of this machine is refused. Loopback is the rule and everything else an explicit wish, see :func:`may_listen`.
"""

import ipaddress
import json
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dorsale.namespaces import BASE
from dorsale.pages import words_of
from dorsale.server.problems import MEDIA_TYPE
from dorsale.server.serving import Serving
from dorsale.settings import Settings

__all__ = ["Guarded", "may_listen"]

_REPLACED: Final = (
    (b"cache-control", b"private, no-cache"),
    (b"x-robots-tag", b"noindex, nofollow, noarchive"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_CORS: Final = b"access-control-"
_LICENSED: Final = b'rel="license"'
_LOCAL: Final = "localhost"


def may_listen(settings: Settings) -> bool:
    """Whether a private release may be served on the host of the settings: on loopback, or where one insists."""
    return settings.expose_private or _is_loopback(settings.host)


class Guarded:
    """ASGI middleware around everything; it does nothing where the release is for everybody."""

    def __init__(self, app: ASGIApp, *, serving: Serving, settings: Settings) -> None:
        self._app = app
        self._serving = serving
        self._name = (urlsplit(settings.public_url).hostname or "").lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what the owner asks, and see to it that the answer stays with the owner."""
        pair = self._serving.pair
        if scope["type"] != "http" or pair is None or not pair.private:
            await self._app(scope, receive, send)
            return

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _kept(message["headers"])
            await send(message)

        headers = dict(scope["headers"])
        if not self._is_ours(headers.get(b"host", b"").decode("latin-1")):
            await _refuse(Request(scope), tell, 421)
        elif _from_elsewhere(headers):
            await _refuse(Request(scope), tell, 403)
        else:
            await self._app(scope, receive, tell)

    def _is_ours(self, host: str) -> bool:
        """Whether a Host header names this machine: an address, which no DNS can redirect, localhost, or our name."""
        try:
            name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
        except ValueError:
            return False
        if name == _LOCAL or name.endswith(f".{_LOCAL}") or (name and name == self._name):
            return True
        try:
            return bool(ipaddress.ip_address(name))
        except ValueError:
            return False


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == _LOCAL


def _from_elsewhere(headers: dict[bytes, bytes]) -> bool:
    """Whether a browser says that a page of another site asks in the background (Fetch Metadata, 2)."""
    site, mode = headers.get(b"sec-fetch-site"), headers.get(b"sec-fetch-mode")
    return site in (b"cross-site", b"same-site") and mode != b"navigate"


def _kept(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of an answer, without those that let others in, and without the licence of what is for everybody."""
    replaced = {name for name, _ in _REPLACED}
    kept = [
        (name, value)
        for name, value in headers
        if name.lower() not in replaced
        and not name.lower().startswith(_CORS)
        and not (name.lower() == b"link" and _LICENSED in value)
    ]
    return [*kept, *_REPLACED]


async def _refuse(request: Request, send: Send, status: int) -> None:
    said = words_of(request)
    problem = {
        "type": f"{BASE}problem/private",
        "title": said("failure.private"),
        "status": status,
        "detail": said("detail.private-host" if status == 421 else "detail.private-origin"),
    }
    body = json.dumps(problem, ensure_ascii=False).encode()
    headers = [
        (b"content-type", MEDIA_TYPE.encode()),
        (b"content-language", said.language.encode()),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
