"""The file of the event streams, as everybody who reads it sees it: SQLite, replaced whole when a release is built.

An **entry** is what one release changed. Each graph has a **page** for every five hundred things that an entry changed
in it; a page is written once and never again. A **version** is what a page says of one thing.
"""

import gzip
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import quote

from dorsale.release.folder import ReleaseError
from dorsale.release.stream.writing import head, member_iri, stream_iri

__all__ = ["FORMAT", "SCHEMA", "STREAM", "Entry", "Page", "Stream", "StreamError", "Version", "check"]

STREAM: Final = "stream.sqlite"
"""The name of the file, which stands beside the releases."""

FORMAT: Final = 1
"""Of the file, as ``PRAGMA user_version``."""

SCHEMA: Final = """
CREATE TABLE entry (at TEXT PRIMARY KEY, version TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE page (
  graph TEXT NOT NULL, at TEXT NOT NULL, number INTEGER NOT NULL,
  created INTEGER NOT NULL, updated INTEGER NOT NULL, deleted INTEGER NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY (graph, at, number));
CREATE TABLE version (
  graph TEXT NOT NULL, thing TEXT NOT NULL, at TEXT NOT NULL, way TEXT NOT NULL, number INTEGER NOT NULL,
  start INTEGER NOT NULL, length INTEGER NOT NULL, digest BLOB, PRIMARY KEY (graph, thing, at)) WITHOUT ROWID;
"""


class StreamError(ReleaseError):
    """The file is none that this software wrote."""


class Entry(NamedTuple):
    """What one release changed: when it was written (``20261127T190000Z``), and the version of the release."""

    at: str
    version: str


class Page(NamedTuple):
    """A page of the stream of a graph: the entry it belongs to, its number there, and how many versions it holds."""

    at: str
    number: int
    created: int
    updated: int
    deleted: int


class Version(NamedTuple):
    """A version of a thing: in which graph, when, whether it was created, updated or deleted, and where it stands."""

    graph: str
    thing: str
    at: str
    way: str
    number: int
    start: int
    length: int

    @property
    def iri(self) -> str:
        """The name of the version."""
        return member_iri(self.graph, self.at, self.number, self.thing)

    @property
    def stream(self) -> str:
        """The name of the stream that it is a member of."""
        return stream_iri(self.graph)


class Stream:
    """The event streams of a folder of releases, read from one state of the file; made by :meth:`open`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._file = connection

    @classmethod
    @contextmanager
    def open(cls, folder: Path) -> Iterator["Stream | None"]:
        """The streams that stand beside the releases in ``folder``; ``None`` where there are none.

        Raises :class:`StreamError` for a file of another kind.
        """
        path = folder / STREAM
        if not path.is_file():
            yield None
            return
        connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)
        try:
            check(connection, path)
            yield cls(connection)
        finally:
            connection.close()

    def entries(self) -> list[Entry]:
        """All entries, the oldest first."""
        return [Entry(*row) for row in self._file.execute("SELECT at, version FROM entry ORDER BY at")]

    def graphs(self) -> list[str]:
        """The graphs that have a stream, by short name."""
        return [name for (name,) in self._file.execute("SELECT DISTINCT graph FROM page ORDER BY graph")]

    def pages(self, graph: str) -> list[Page]:
        """The pages of a stream, the oldest first."""
        asked = "SELECT at, number, created, updated, deleted FROM page WHERE graph = ? ORDER BY at, number"
        return [Page(*row) for row in self._file.execute(asked, (graph,))]

    def body(self, graph: str, at: str, number: int) -> bytes | None:
        """A page as TriG; ``None`` where there is no such page."""
        asked = "SELECT body FROM page WHERE graph = ? AND at = ? AND number = ?"
        found = self._file.execute(asked, (graph, at, number)).fetchone()
        return gzip.decompress(found[0]) if found else None

    def versions(self, thing: str) -> list[Version]:
        """All versions of a thing, by its IRI, the oldest first and by graph."""
        asked = """SELECT graph, thing, at, way, number, start, length FROM version
          WHERE graph = ? AND thing = ?"""
        found = [Version(*row) for graph in self.graphs() for row in self._file.execute(asked, (graph, thing))]
        return sorted(found, key=lambda one: (one.at, one.graph))

    def text(self, version: Version) -> bytes:
        """A version alone, as TriG."""
        body = self.body(version.graph, version.at, version.number) or b""
        return head(version.graph) + body[version.start : version.start + version.length]


def check(connection: sqlite3.Connection, path: Path) -> None:
    """Raise :class:`StreamError` unless the file is of our format."""
    try:
        (found,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise StreamError(f"{path} holds no event streams ({error})") from error
    if found != FORMAT:
        raise StreamError(f"{path} has format {found}, not {FORMAT}")
