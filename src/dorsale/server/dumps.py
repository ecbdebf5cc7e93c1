"""The files of the releases that are kept: whole or by range, with the checksums that the manifest states."""

import base64
import re
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send
from werkzeug.http import parse_etags, parse_range_header

from dorsale.pages.addresses import place_of
from dorsale.release.folder import Release
from dorsale.release.kept import find
from dorsale.release.rocrate import FILE as CRATE
from dorsale.release.rocrate import PROFILE
from dorsale.release.shelf import CURRENT
from dorsale.server.problems import HTML, BadRequest

__all__ = ["dump", "mappings", "member", "table"]

_SUMS: Final = "SHA256SUMS"
_TABLES: Final = "tables/"
_MAPPINGS: Final = "sssom/"
_OF_RELEASE: Final = re.compile(r"dorsale-(.+)\.(?:[a-z]+\.gz|(?:tables|sssom)\.zip)")
_BRIEFLY: Final = "public, max-age=60"
_FOREVER: Final = "public, max-age=31536000, immutable"


async def dump(request: Request, *, public_url: str) -> Response:
    """``/dumps/NAME``: the file with its SHA-256 as strong validator and digest (RFC 9110, 14; RFC 9530)."""
    release: Release = request.state.release
    name = request.path_params["name"]
    if name == _SUMS:
        sums = (release.path / "dumps" / _SUMS).read_text(encoding="ascii")
        return PlainTextResponse(sums, headers={"cache-control": _BRIEFLY})
    named = _OF_RELEASE.fullmatch(name)
    owner = find(release, named[1]) if named else None
    found = next((one for one in owner.downloads if one.name == name), None) if owner else None
    if owner is None or found is None:
        names = ", ".join(one.name for one in release.downloads)
        raise BadRequest(404, f"No release that is kept has a dump of that name. The present one has {names}.")
    link = _back(request, owner, public_url)
    return _file(request, found.path, found.sha256, found.served_type, cache="public, max-age=86400", link=link)


async def table(request: Request, *, public_url: str) -> Response:
    """``/tables/NAME``: a table in CSV, or the description of all; the same address in the next release."""
    release: Release = request.state.release
    name = request.path_params["name"]
    found = release.entry(_TABLES + name)
    if found is None:
        place = place_of(request, public_url=public_url)
        raise BadRequest(404, f"This release has no table of that name. {place.absolute('/tables')} lists them.")
    media_type = f"{found['media_type']}; charset=utf-8" + ("; header=present" if name.endswith(".csv") else "")
    link = _back(request, release.for_everybody(), public_url)
    return _file(request, release.file(_TABLES + name), found["sha256"], media_type, cache=_BRIEFLY, link=link)


async def mappings(request: Request, *, public_url: str) -> Response:
    """``/sssom/NAME``: a mapping set in SSSOM/TSV; the same address in the next release."""
    release: Release = request.state.release
    name = _MAPPINGS + request.path_params["name"]
    found = release.entry(name)
    if found is None:
        names = ", ".join(
            one["path"].removeprefix(_MAPPINGS)
            for one in release.manifest["files"]
            if one["path"].startswith(_MAPPINGS)
        )
        raise BadRequest(404, f"This release has no mapping set of that name. It has {names}.")
    media_type = f"{found['media_type']}; charset=utf-8"
    link = _back(request, release.for_everybody(), public_url)
    return _file(request, release.file(name), found["sha256"], media_type, cache=_BRIEFLY, link=link)


async def member(request: Request, *, public_url: str) -> Response:
    """``/dataset/VERSION/PATH``: any file of a release that is kept, as its RO-Crate and its manifest name it.

    ``current`` stands for the version that is served, and leads to it.
    """
    served: Release = request.state.release
    version, name = request.path_params["version"], request.path_params["name"]
    place = place_of(request, public_url=public_url)
    if version == CURRENT:
        return RedirectResponse(place.plain(f"/dataset/{served.for_everybody().version}/{name}"), 303)
    release = find(served, version)
    entry = release.entry(name) if release else None
    if release is None or entry is None:
        raise BadRequest(404, f"No release that is kept has this file. {place.absolute('/releases')} lists them.")
    link = _back(request, release, public_url)
    if name == CRATE:
        link = f'{_back(request, release, public_url, "describes")}, <{PROFILE}>; rel="profile", {link}'
    compression = entry.get("compression")
    media_type = f"application/{compression}" if compression else entry["media_type"]
    return _file(request, release.file(name), entry["sha256"], media_type, cache=_FOREVER, link=link)


def _back(request: Request, owner: Release, public_url: str, rel: str = "collection") -> str:
    """The links from a file to the pages of its release and, where that is the present one, of the dataset."""
    place, served = place_of(request, public_url=public_url), request.state.release.for_everybody()
    topics = [*(["/dataset"] if owner.version == served.version else []), f"/dataset/{owner.version}"]
    return ", ".join(f'<{place.plain(topic)}>; rel="{rel}"; type="{HTML}"' for topic in topics)


def _file(request: Request, path: Path, sha256: str, media_type: str, *, cache: str, link: str) -> Response:
    headers = {
        "etag": f'"{sha256}"',
        "repr-digest": f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:",
        "cache-control": cache,
        "link": link,
    }
    held = request.headers.get("if-none-match")
    if held and parse_etags(held).contains_weak(sha256):
        return Response(status_code=304, headers=headers)
    return _File(path, headers=headers, media_type=media_type)


class _File(FileResponse):
    """A file that is sent whole where the range asked for is none, or is counted in another unit than bytes."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it (ASGI); the framework would answer 400, which RFC 9110 (14.2) does not allow for unknown units."""
        kept = [(name, value) for name, value in scope["headers"] if name != b"range" or _is_range(value)]
        await super().__call__({**scope, "headers": kept}, receive, send)


def _is_range(value: bytes) -> bool:
    found = parse_range_header(value.decode("latin-1"))
    return found is not None and found.units == "bytes"
