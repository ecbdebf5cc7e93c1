"""Answers that a cache can keep: strong validators, 304, and the headers that every page carries."""

import hashlib
from collections.abc import Iterable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from werkzeug.http import parse_etags

from dorsale.pages.site import Rendered

__all__ = ["HTML", "SECURITY", "policy", "rendered", "respond"]

HTML: Final = "text/html"

SECURITY: Final = (("x-content-type-options", "nosniff"), ("referrer-policy", "strict-origin-when-cross-origin"))
"""What every HTML page says to a browser besides its :func:`policy`."""

_POLICY: Final = "content-security-policy"

_CACHE_CONTROL: Final = "public, max-age=60, stale-while-revalidate=600"


def policy(*, scripts: bool = False, framed: bool = False) -> tuple[str, str]:
    """The header by which a page forbids all that it does not need: nothing inline, nothing from another host.

    ``scripts`` says whether it has modules of its own, which may then ask this host for data; ``framed``
    whether other sites may show it in a frame.
    """
    own = "'self'" if scripts else "'none'"
    frames = "*" if framed else "'none'"
    return _POLICY, (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        f"base-uri 'none'; frame-ancestors {frames}; script-src {own}; connect-src {own}"
    )


def rendered(body: bytes, media_type: str, headers: Iterable[tuple[str, str]] = (), *, status: int = 200) -> Rendered:
    """A finished answer with the strong validator of its bytes and headers."""
    kept = tuple(headers)
    digest = hashlib.sha256(body)
    digest.update(repr((media_type, kept)).encode())
    return Rendered(body=body, media_type=media_type, etag=f'"{digest.hexdigest()[:32]}"', headers=kept, status=status)


def respond(request: Request, answer: Rendered) -> Response:
    """``answer`` as a response; 304 where the client holds it already (RFC 9110, 13.1.2)."""
    cacheable = answer.status == 200
    headers = [(name.encode(), value.encode("latin-1")) for name, value in answer.headers]
    if answer.media_type == HTML:
        told = {name for name, _ in answer.headers}
        headers += [(n.encode(), v.encode()) for n, v in (policy(), *SECURITY) if n not in told]
    if cacheable:
        headers += [(b"etag", answer.etag.encode()), (b"cache-control", _CACHE_CONTROL.encode())]
    held = request.headers.get("if-none-match")
    if cacheable and held and parse_etags(held).contains_weak(answer.etag.strip('"')):
        response = Response(status_code=304)
        response.raw_headers = [pair for pair in headers if pair[0] != b"content-type"]
        return response
    charset = "; charset=utf-8" if answer.media_type.startswith("text/") else ""
    headers.append((b"content-type", f"{answer.media_type}{charset}".encode()))
    headers.append((b"content-length", str(len(answer.body)).encode()))
    response = Response(status_code=answer.status)
    response.body = b"" if request.method == "HEAD" else answer.body
    response.raw_headers = headers
    return response
