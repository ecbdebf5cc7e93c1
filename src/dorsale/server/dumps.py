"""The downloads of the release, dumps, tables and mapping sets: whole or by range, with the manifest’s checksums."""

import base64
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from werkzeug.http import parse_etags

from dorsale.pages.addresses import place_of
from dorsale.release.folder import Release
from dorsale.server.problems import BadRequest

__all__ = ["dump", "mappings", "table"]

_SUMS: Final = "SHA256SUMS"
_TABLES: Final = "tables/"
_MAPPINGS: Final = "sssom/"
_TYPES: Final = {"gzip": "application/gzip", "zip": "application/zip"}


async def dump(request: Request, *, public_url: str) -> Response:
    """``/dumps/NAME``: the file with its SHA-256 as strong validator and digest (RFC 9110, 14; RFC 9530)."""
    release: Release = request.state.release
    name = request.path_params["name"]
    if name == _SUMS:
        sums = (release.path / "dumps" / _SUMS).read_text(encoding="ascii")
        return PlainTextResponse(sums, headers={"cache-control": "public, max-age=60"})
    found = next((one for one in release.downloads if one.name == name), None)
    if found is None:
        names = ", ".join(one.name for one in release.downloads)
        raise BadRequest(404, f"This release has no dump of that name. It has {names}.")
    return _file(request, found.path, found.sha256, _TYPES[found.compression], age=86_400, public_url=public_url)


async def table(request: Request, *, public_url: str) -> Response:
    """``/tables/NAME``: a table in CSV, or the description of all; the same address in the next release."""
    release: Release = request.state.release
    name = request.path_params["name"]
    found = _entry(release, _TABLES + name)
    if found is None:
        place = place_of(request, public_url=public_url)
        raise BadRequest(404, f"This release has no table of that name. {place.absolute('/tables')} lists them.")
    media_type = f"{found['media_type']}; charset=utf-8" + ("; header=present" if name.endswith(".csv") else "")
    return _file(request, release.file(_TABLES + name), found["sha256"], media_type, age=60, public_url=public_url)


async def mappings(request: Request, *, public_url: str) -> Response:
    """``/sssom/NAME``: a mapping set in SSSOM/TSV; the same address in the next release."""
    release: Release = request.state.release
    name = _MAPPINGS + request.path_params["name"]
    found = _entry(release, name)
    if found is None:
        names = ", ".join(
            one["path"].removeprefix(_MAPPINGS)
            for one in release.manifest["files"]
            if one["path"].startswith(_MAPPINGS)
        )
        raise BadRequest(404, f"This release has no mapping set of that name. It has {names}.")
    media_type = f"{found['media_type']}; charset=utf-8"
    return _file(request, release.file(name), found["sha256"], media_type, age=60, public_url=public_url)


def _entry(release: Release, path: str) -> dict[str, Any] | None:
    return next((one for one in release.manifest["files"] if one["path"] == path), None)


def _file(request: Request, path: Path, sha256: str, media_type: str, *, age: int, public_url: str) -> Response:
    headers = {
        "etag": f'"{sha256}"',
        "repr-digest": f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:",
        "cache-control": f"public, max-age={age}",
        "link": f'<{place_of(request, public_url=public_url).plain("/dataset")}>; rel="collection"',
    }
    held = request.headers.get("if-none-match")
    if held and parse_etags(held).contains_weak(sha256):
        return Response(status_code=304, headers=headers)
    return FileResponse(path, headers=headers, media_type=media_type)
