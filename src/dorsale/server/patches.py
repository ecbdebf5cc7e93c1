"""From one kept release to another as RDF Patch or SPARQL Update, for those who follow.

Releases never change, so a patch is written once, one at a time, into a temporary file and sent from there: a slow
client holds a file open and nothing else.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from werkzeug.http import parse_etags

from dorsale.pages import words_of
from dorsale.pages.negotiation import best
from dorsale.release.folder import Release
from dorsale.release.kept import find, kept
from dorsale.release.patch import FORMS, patch
from dorsale.release.shelf import CURRENT
from dorsale.server.problems import BadRequest

__all__ = ["NOTHING", "SUFFIXES", "Patches"]

SUFFIXES: Final = {"rdfp": "rdf-patch", "ru": "sparql-update"}
"""The forms of a patch by the suffix that asks for them."""

NOTHING: Final = "nothing"
"""What stands for a store that holds no release."""

_FOREVER: Final = "public, max-age=31536000, immutable"
_SHORT: Final = "public, max-age=60"
_KEPT: Final = 8
"""Patches that stay on disk for the next who asks."""

_WAITING: Final = 16
_RETRY_SECONDS: Final = "10"
_CHUNK: Final = 1 << 16


class Patches:
    """``/changes/OLD/NEW``, by Accept or by suffix; NEW may be ``current``, and OLD ``nothing``."""

    def __init__(self) -> None:
        self._folder: TemporaryDirectory[str] | None = None
        self._files: OrderedDict[str, Path] = OrderedDict()
        self._writing = asyncio.Lock()
        self._waiting = 0

    def close(self) -> None:
        """Remove what was written."""
        if self._folder is not None:
            self._folder.cleanup()
        self._folder = None
        self._files.clear()

    async def show(self, request: Request) -> Response:
        """One patch. Raises 404 for a release that is not kept, 406 for another form, 503 when too many wait."""
        served: Release = request.state.release
        stem, _, suffix = request.path_params["new"].rpartition(".")
        name, form = (
            (stem, SUFFIXES[suffix]) if suffix in SUFFIXES else (request.path_params["new"], _preferred(request))
        )
        new = served if name == CURRENT else _release(request, name)
        old = None if request.path_params["old"] == NOTHING else _release(request, request.path_params["old"])
        known = f"{old.version if old else NOTHING}..{new.version}.{form}"
        headers = {"etag": f'"{known}"', "cache-control": _SHORT if name == CURRENT else _FOREVER}
        if suffix not in SUFFIXES:
            headers["vary"] = "accept"
        held = request.headers.get("if-none-match")
        if held and parse_etags(held).contains_weak(known):
            return Response(status_code=304, headers=headers)
        file = await self._file(request, known, old, new, form)
        headers["content-length"] = str(file.seek(0, 2))
        return StreamingResponse(_chunks(file), headers=headers, media_type=FORMS[form])

    async def _file(self, request: Request, known: str, old: Release | None, new: Release, form: str) -> BinaryIO:
        """The patch, opened to read."""
        if known not in self._files:
            if self._waiting >= _WAITING:
                detail = words_of(request)("failure-detail.busy", retry_after=_RETRY_SECONDS)
                raise BadRequest(503, detail, kind="busy", headers={"retry-after": _RETRY_SECONDS})
            self._waiting += 1
            try:
                async with self._writing:
                    if known not in self._files:
                        await self._write(known, old, new, form)
            finally:
                self._waiting -= 1
        self._files.move_to_end(known)
        return self._files[known].open("rb")

    async def _write(self, known: str, old: Release | None, new: Release, form: str) -> None:
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="dorsale-patches-")
        path = Path(self._folder.name) / known
        await asyncio.to_thread(_write, path, old, new, form)
        self._files[known] = path
        while len(self._files) > _KEPT:
            self._files.popitem(last=False)[1].unlink()


def _write(path: Path, old: Release | None, new: Release, form: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(patch(old, new, form))


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


def _preferred(request: Request) -> str:
    found = best(request.headers.get("accept"), tuple(FORMS.values()))
    if found is None:
        raise HTTPException(406, words_of(request)("detail.formats", formats=", ".join(FORMS.values())))
    return next(form for form, media_type in FORMS.items() if media_type == found)


def _release(request: Request, version: str) -> Release:
    """A release that is kept beside the one that is served."""
    served: Release = request.state.release
    if found := find(served, version):
        return found
    versions = ", ".join(sorted(one.version for one in kept(served)))
    raise BadRequest(404, words_of(request)("detail.kept", versions=versions))
