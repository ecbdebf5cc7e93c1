"""A release folder, as everybody who reads one sees it.

::

    releases/current -> 0.1.0-4f2a…       the one that is served
    releases/changes/0.1.0-4f2a….json     what it says otherwise than the one before it
    releases/stream.sqlite                every version of every thing, from the first release on
    releases/0.1.0-4f2a…/
        manifest.json                      what is in it: version, counts, and each file with its size and SHA-256
        store.nq                           all graphs, the catalogue included: what an engine loads
        dumps/                             the dataset in six syntaxes, gzip; its tables and mappings, zip; SHA256SUMS
        tables/                            the same tables one by one as CSV, and datapackage.json that describes them
        sssom/                             what our names are called elsewhere, one mapping set a file
        catalog.ttl ontology.ttl links.ttl shapes.ttl questions.json modules.json report.json news.json search.sqlite
        network.json                       who depends on whom, and where each stands in the picture of it
        context.jsonld frames/             a JSON-LD context, and a frame for each of some kinds of thing
        ro-crate-metadata.json             the folder described as an RO-Crate
        private/                           only in a private release, beside all files of the public one as they are:
            overlays/NAME.nq inferred.nq   what each overlay says, and what follows from it and the record together
            store.nq                       both and the record: what an engine loads
            search.sqlite own.json         an index of all that, and the IRIs of what only overlays describe
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = [
    "MANIFEST",
    "PRIVATE_INDEX",
    "PRIVATE_NAMES",
    "PRIVATE_STORE",
    "Bundle",
    "Download",
    "Dump",
    "Mappings",
    "Private",
    "Release",
    "ReleaseError",
    "sha256",
]

MANIFEST = "manifest.json"
_PRIVATE = "private/"
PRIVATE_STORE = f"{_PRIVATE}store.nq"
PRIVATE_INDEX = f"{_PRIVATE}search.sqlite"
PRIVATE_NAMES = f"{_PRIVATE}own.json"


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


@dataclass(frozen=True, kw_only=True)
class Mappings(Download):
    """The mapping sets of the dataset in one archive (SSSOM/TSV)."""

    sets: int
    mappings: int
    """Rows of all sets."""


@dataclass(frozen=True, kw_only=True)
class Private:
    """What makes a release private: the version that it was made of, and the overlays in it (name → graph)."""

    record: str
    overlays: dict[str, str]


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
    def private(self) -> Private | None:
        """What is private in it; None in a release for everybody."""
        found = self.manifest.get("private")
        return Private(record=found["record"], overlays=found["overlays"]) if found else None

    @property
    def store(self) -> Path:
        """What is for everybody, as N-Quads: what patches, copies and tables are made of."""
        return self.file("store.nq")

    @property
    def served(self) -> Path:
        """The N-Quads file that an engine loads: :attr:`store`, in a private release with the overlays."""
        return self.file(PRIVATE_STORE) if self.private else self.store

    @property
    def index(self) -> Path:
        """The search index over what is served."""
        return self.file(PRIVATE_INDEX if self.private else "search.sqlite")

    @property
    def own(self) -> frozenset[str]:
        """The IRIs of what only overlays describe."""
        return frozenset(json.loads(self.file(PRIVATE_NAMES).read_bytes())) if self.private else frozenset()

    def for_everybody(self) -> "Release":
        """The same folder without what is private: the release that it was made of."""
        if not self.private:
            return self
        manifest = {key: value for key, value in self.manifest.items() if key != "private"}
        files = [entry for entry in manifest["files"] if not entry["path"].startswith(_PRIVATE)]
        return Release(self.path, {**manifest, "version": self.private.record, "files": files})

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
    def mappings(self) -> list[Mappings]:
        """The mapping sets in one archive; none in a release that was made before they were published."""
        return [
            Mappings(**self._download(entry), sets=entry["sets"], mappings=entry["mappings"])
            for entry in self._entries("mappings")
        ]

    @property
    def downloads(self) -> list[Download]:
        """All of them."""
        return [*self.dumps, *self.bundles, *self.mappings]

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
