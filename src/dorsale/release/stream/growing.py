"""The event streams grow by what a release says otherwise than they did, thing by thing and graph by graph.

What they said last is kept as a digest a thing, so that no older release is needed, whoever removed it.
"""

import gzip
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

from dorsale.namespaces import GRAPH
from dorsale.release.folder import Release
from dorsale.release.patch import Section, sections
from dorsale.release.stream.describing import Description, descriptions
from dorsale.release.stream.file import FORMAT, SCHEMA, check
from dorsale.release.stream.writing import CREATE, DELETE, UPDATE, head, member

__all__ = ["A_PAGE", "grow"]

A_PAGE: Final = 500
"""How many versions a page holds."""

_AT: Final = "%Y%m%dT%H%M%SZ"
_LEVEL: Final = 5


def grow(path: Path, release: Release, *, now: datetime | None = None) -> bool:
    """Add to the file at ``path``, which is made where it is missing, what ``release`` changes; whether it was added.

    Nothing is where the release is the last that was. ``now`` is the moment of the entry, at least a second after that
    of the last. Nobody else may read or write the file meanwhile. Raises :class:`StreamError` for a file of another
    kind, :class:`ReleaseError` when the release is not as a build writes it.
    """
    new = not path.exists()
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        if not new:
            check(file, path)
        file.execute("PRAGMA synchronous = OFF")
        file.execute("BEGIN")
        if new:
            for statement in SCHEMA.split(";"):
                file.execute(statement)
            file.execute(f"PRAGMA user_version = {FORMAT}")
        last = file.execute("SELECT at, version FROM entry ORDER BY at DESC LIMIT 1").fetchone()
        if last and last[1] == release.version:
            return False
        at = _moment(now or datetime.now(UTC), last[0] if last else None)
        said = {graph.removeprefix(GRAPH): section for graph, section in sections(release.store).items()}
        known = {graph for (graph,) in file.execute("SELECT DISTINCT graph FROM page")}
        for graph in sorted(said.keys() | known):
            _write(file, graph, at, _changes(file, graph, release.store, said.get(graph)))
        file.execute("INSERT INTO entry VALUES (?, ?)", (at, release.version))
        file.execute("COMMIT")
    return True


def _moment(now: datetime, last: str | None) -> str:
    """The moment of an entry, in whole seconds and after that of the last."""
    if last:
        now = max(now, datetime.strptime(last, _AT).replace(tzinfo=UTC) + timedelta(seconds=1))
    return now.astimezone(UTC).strftime(_AT)


def _changes(
    file: sqlite3.Connection, graph: str, store: Path, section: Section | None
) -> Iterator[tuple[str, Description]]:
    """What becomes of the things in a graph; the description of one that goes is empty."""
    asked = "SELECT thing, digest, MAX(at) FROM version WHERE graph = ? GROUP BY thing"
    known: dict[str, bytes | None] = {thing: digest for thing, digest, _ in file.execute(asked, (graph,))}
    for one in descriptions(store, GRAPH + graph, section) if section else ():
        before = known.pop(one.thing, None)
        if before != one.digest:
            yield (UPDATE if before else CREATE), one
    yield from ((DELETE, Description(thing, [], None)) for thing, before in sorted(known.items()) if before)


def _write(file: sqlite3.Connection, graph: str, at: str, changes: Iterator[tuple[str, Description]]) -> None:
    number = 0
    while members := list(islice(changes, A_PAGE)):
        number += 1
        body, rows = bytearray(head(graph)), []
        for place, (way, said) in enumerate(members):
            text = member(said, way=way, graph=graph, at=at, number=number, mark=f"m{place}")
            rows.append((graph, said.thing, at, way, number, len(body), len(text), said.digest))
            body += text
        file.executemany("INSERT INTO version VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        ways = Counter(way for way, _ in members)
        packed = gzip.compress(body, compresslevel=_LEVEL, mtime=0)
        row = (graph, at, number, ways[CREATE], ways[UPDATE], ways[DELETE], packed)
        file.execute("INSERT INTO page VALUES (?, ?, ?, ?, ?, ?, ?)", row)
