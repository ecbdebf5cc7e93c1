"""A release folder, as everybody who reads one sees it.

::

    releases/current -> 0.1.0-4f2a…       the one that is served
    releases/changes/0.1.0-4f2a….json     what it says otherwise than the one before it
    releases/0.1.0-4f2a…/
        manifest.json                      what is in it: version, counts, and each file with its size and SHA-256
        store.nq                           all graphs, the catalogue included: what an engine loads
        dumps/                             the dataset in six syntaxes, gzip; its tables, zip; and SHA256SUMS
        tables/                            the same tables one by one as CSV, and datapackage.json that describes them
        catalog.ttl ontology.ttl links.ttl shapes.ttl questions.json modules.json report.json news.json search.sqlite
        network.json                       who depends on whom, and where each stands in the picture of it
        context.jsonld frames/             a JSON-LD context, and a frame for each of some kinds of thing
        ro-crate-metadata.json             the folder described as an RO-Crate
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["MANIFEST", "Bundle", "Download", "Dump", "Release", "ReleaseError", "sha256"]

MANIFEST = "manifest.json"


class ReleaseError(Exception):
    """There is no whole release at that place."""


@dataclass(frozen=True, kw_only=True)
class Download:
    """One download: ``media_type`` is that of what is inside, ``name`` ends with the compression's suffix."""

    name: str
    path: Path
    format: str
    media_type: str
    compression: str
    bytes: int
    sha256: str

    @property
    def served_type(self) -> str:
        """The media type of the file itself, that of its compression."""
        return f"application/{self.compression}"


@dataclass(frozen=True, kw_only=True)
class Dump(Download):
    """The dataset in a syntax of RDF."""

    triples: int
    """Triples, or quads where the syntax has named graphs."""


@dataclass(frozen=True, kw_only=True)
class Bundle(Download):
    """The tables of the dataset in one archive, with their description."""

    tables: int
    rows: int
    """Rows of all tables."""


@dataclass(frozen=True)
class Release:
    """One release, opened by :meth:`open`; ``path`` is the folder itself, never the name ``current``."""

    path: Path
    manifest: dict[str, Any]

    @classmethod
    def open(cls, path: Path) -> "Release":
        """The release at ``path`` (a release folder, or a link to one such as ``releases/current``).

        Raises :class:`ReleaseError` when there is none, or when a file of it is missing or has another size.
        """
        folder = path.resolve()
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, json.JSONDecodeError) as error:
            raise ReleaseError(f"{path} holds no release ({error}); `dorsale build` makes one") from error
        release = cls(folder, manifest)
        for entry in manifest["files"]:
            file = folder / entry["path"]
            if not file.is_file() or file.stat().st_size != entry["bytes"]:
                raise ReleaseError(f"{path} is not whole: {entry['path']} is missing or has another size")
        return release

    @property
    def version(self) -> str:
        """The version: the number of the software and the first digits of the content's hash."""
        return str(self.manifest["version"])

    @property
    def store(self) -> Path:
        """The N-Quads file that an engine loads."""
        return self.file("store.nq")

    @property
    def dumps(self) -> list[Dump]:
        """The dataset in each syntax, in the order of the manifest."""
        return [Dump(**self._download(entry), triples=entry["triples"]) for entry in self._entries("triples")]

    @property
    def bundles(self) -> list[Bundle]:
        """The tables in one archive; none in a release that was made before there were tables."""
        return [
            Bundle(**self._download(entry), tables=entry["tables"], rows=entry["rows"])
            for entry in self._entries("rows")
        ]

    @property
    def downloads(self) -> list[Download]:
        """All of them."""
        return [*self.dumps, *self.bundles]

    def _entries(self, key: str) -> list[dict[str, Any]]:
        return [entry for entry in self.manifest["files"] if key in entry]

    def _download(self, entry: dict[str, Any]) -> dict[str, Any]:
        shared = ("format", "media_type", "compression", "bytes", "sha256")
        return {
            "name": Path(entry["path"]).name,
            "path": self.path / entry["path"],
            **{key: entry[key] for key in shared},
        }

    def entry(self, name: str) -> dict[str, Any] | None:
        """What the manifest says of a file; ``None`` for a name that is not in it."""
        return next((entry for entry in self.manifest["files"] if entry["path"] == name), None)

    def has(self, name: str) -> bool:
        """Whether the manifest names a file."""
        return self.entry(name) is not None

    def file(self, name: str) -> Path:
        """The path of a file of the release, named as in the manifest.

        Raises :class:`ReleaseError` for a name that is not in the manifest.
        """
        if not self.has(name):
            raise ReleaseError(f"release {self.version} has no file {name}")
        return self.path / name

    def damaged(self) -> Iterator[str]:
        """The names of the files whose bytes are not those of the manifest (reads everything)."""
        for entry in self.manifest["files"]:
            if sha256(self.path / entry["path"]) != entry["sha256"]:
                yield entry["path"]


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
