"""A part of a real release as a release of its own: small enough to load into every store, large enough to be asked."""

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from dorsale.namespaces import GRAPH
from dorsale.release import Release
from dorsale.release.folder import MANIFEST, sha256

__all__ = ["VERSION", "sampled"]

VERSION: Final = "0.1.0-sampled"

_WHOLE: Final = frozenset(f"<{GRAPH}{name}>".encode() for name in ("ontology", "links", "catalog"))
_FIRST: Final = 150
"""So many lines of every graph are kept besides, so that none is empty."""


def sampled(releases: Path, folder: Path, subjects: frozenset[bytes]) -> Release:
    """The current release of ``releases`` in ``folder``, with what it says about ``subjects`` and every term.

    The files beside the graphs (search index, questions, dumps) stay those of the whole release.
    """
    whole = releases / "current"
    path = folder / VERSION
    shutil.copytree(whole.resolve(), path, copy_function=os.link)
    store, manifest = path / "store.nq", path / MANIFEST
    kept = list(_kept(store.read_bytes().splitlines(keepends=True), subjects))
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


def _kept(lines: Iterable[bytes], subjects: frozenset[bytes]) -> Iterator[bytes]:
    for graph, members in groupby(lines, key=lambda line: line.rstrip(b" .\n").rpartition(b" ")[2]):
        for number, line in enumerate(members):
            if graph in _WHOLE or number < _FIRST or line.partition(b" ")[0] in subjects:
                yield line
