"""A part of a real release as a release of its own: small enough to load into every store, large enough to be asked."""

import json
import os
import re
import shutil
from pathlib import Path
from typing import Final

from tests.release.small import LABEL

from dorsale.namespaces import GRAPH, ID
from dorsale.release import Release
from dorsale.release.folder import MANIFEST, sha256

__all__ = ["VERSION", "sampled"]

VERSION: Final = "0.1.0-sampled"

_WHOLE: Final = frozenset(f"<{GRAPH}{name}>".encode() for name in ("ontology", "links"))
_OURS: Final = re.compile(rb"<" + re.escape(ID).encode() + rb"[^>]*>")
_EACH: Final = 40
"""Every so many subjects of the other graphs is kept, and all that the deals have to do with."""


def sampled(releases: Path, folder: Path, subjects: frozenset[bytes]) -> Release:
    """The current release of ``releases`` in ``folder``, with what it says about ``subjects`` and every term.

    The files beside the graphs (search index, questions, dumps) stay those of the whole release.
    """
    whole = releases / "current"
    path = folder / VERSION
    shutil.copytree(whole.resolve(), path, copy_function=os.link)
    store, manifest = path / "store.nq", path / MANIFEST
    kept = [line for line in store.read_bytes().splitlines(keepends=True) if _stays(line, subjects)]
    told = json.loads(manifest.read_text(encoding="utf-8"))
    text = b"".join(kept).replace(f'"{told["version"]}"'.encode(), f'"{VERSION}"'.encode())
    told["version"] = VERSION
    for entry in told["files"]:
        if entry["path"] == store.name:
            store.unlink()
            store.write_bytes(text)
            entry.update(bytes=len(text), sha256=sha256(store))
    manifest.unlink()
    manifest.write_text(json.dumps(told), encoding="utf-8")
    (folder / "current").symlink_to(VERSION)
    return Release.open(path)


def _stays(line: bytes, subjects: frozenset[bytes]) -> bool:
    graph = line.rstrip(b" .\n").rpartition(b" ")[2]
    return graph in _WHOLE or line.partition(b" ")[0] in subjects
