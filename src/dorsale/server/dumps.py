"""The dumps of the release: whole or by range, with the checksums that the catalogue states."""

import base64
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from werkzeug.http import parse_etags

from dorsale.pages.addresses import place_of
from dorsale.release.folder import Release
from dorsale.server.problems import BadRequest

__all__ = ["dump"]

_SUMS: Final = "SHA256SUMS"


async def dump(request: Request, *, public_url: str) -> Response:
    """``/dumps/NAME``: the file with its SHA-256 as strong validator and digest (RFC 9110, 14; RFC 9530)."""
    release: Release = request.state.release
    name = request.path_params["name"]
    if name == _SUMS:
        sums = (release.path / "dumps" / _SUMS).read_text(encoding="ascii")
        return PlainTextResponse(sums, headers={"cache-control": "public, max-age=60"})
    found = next((one for one in release.dumps if one.name == name), None)
    if found is None:
        names = ", ".join(one.name for one in release.dumps)
        raise BadRequest(404, f"This release has no dump of that name. It has {names}.")
    etag = f'"{found.sha256}"'
    headers = {
        "etag": etag,
        "repr-digest": f"sha-256=:{base64.b64encode(bytes.fromhex(found.sha256)).decode()}:",
        "cache-control": "public, max-age=86400",
        "link": f'<{place_of(request, public_url=public_url).plain("/dataset")}>; rel="collection"',
    }
    held = request.headers.get("if-none-match")
    if held and parse_etags(held).contains_weak(found.sha256):
        return Response(status_code=304, headers=headers)
    return FileResponse(found.path, headers=headers, media_type="application/gzip")
