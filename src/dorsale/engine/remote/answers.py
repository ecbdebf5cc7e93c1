"""The answer of a store, made the same whoever gave it: its rows counted, its blank nodes again blank nodes.

Answers lie in spools: in memory while they are short, else in a file without a name.
"""

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Final, cast

import pyoxigraph as ox

from dorsale.engine.interface import EngineFailed
from dorsale.namespaces import PREFIXES
from dorsale.release.patch import GENID

__all__ = [
    "IN_MEMORY",
    "TooLong",
    "count",
    "each",
    "genid_of",
    "rows",
    "spool",
    "write_boolean",
    "write_graph",
    "write_rows",
]

IN_MEMORY: Final = 1 << 20
"""Bytes of an answer above which it goes into a file."""

_WITH_PREFIXES: Final = frozenset(("text/turtle", "application/trig", "application/rdf+xml"))
_PIECE: Final = 1 << 16

_URI: Final = rb'"type"\s*:\s*"uri"'
_VALUE: Final = rb'"value"\s*:\s*"' + re.escape(GENID).encode() + rb'([\w-]+)/([\w-]+)"'
_GENID: Final = re.compile(_URI + rb"\s*,\s*" + _VALUE + rb"|" + _VALUE + rb"\s*,\s*" + _URI)
_NODE_ID: Final = re.compile(rb'("type"\s*:\s*"bnode"\s*,\s*"value"\s*:\s*")nodeID://')
_POINT: Final = re.compile(rb'("datatype"\s*:\s*")http://www\.openlinksw\.com/schemas/virtrdf#Geometry"')
_WKT: Final = PREFIXES["geo"].encode() + b"wktLiteral"


class TooLong(Exception):  # noqa: N818 - it says what is the case
    """More was written than may be."""


def spool() -> IO[bytes]:
    """A place for an answer."""
    return cast("IO[bytes]", tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))


def genid_of(label: str) -> str | None:
    """The IRI that stands for a blank node of the release; None for one that the query made."""
    graph, _, rest = label.partition(".")
    return f"{GENID}{graph}/{rest}" if rest else None


def rows(answer: IO[bytes]) -> ox.QuerySolutions:
    """The solutions of an answer in JSON. Raises :class:`EngineFailed` where it is not whole or none."""
    answer.seek(0)
    try:
        found = ox.parse_query_results(cast("IO[bytes]", _Mended(answer)), ox.QueryResultsFormat.JSON)
    except SyntaxError as error:
        raise _broken(error) from error
    if not isinstance(found, ox.QuerySolutions):
        raise EngineFailed("the store answers a SELECT with yes or no")
    return found


def each(answer: IO[bytes]) -> Iterator[ox.QuerySolution]:
    """The solutions one by one. Raises :class:`EngineFailed` where the answer ends before its end.

    They may be read by the thread that asks for the first, and by no other: the library ends a process that does.
    """
    try:
        yield from rows(answer)
    except SyntaxError as error:
        raise _broken(error) from error


def write_boolean(answer: IO[bytes], media_type: str) -> IO[bytes]:
    """Whether there is a row, as the answer to an ASK. Raises :class:`EngineFailed` where the answer is not whole."""
    said = b'{"head":{},"boolean":%s}' % (b"true" if list(each(answer)) else b"false")
    written = spool()
    form = ox.QueryResultsFormat.from_media_type(media_type)
    ox.parse_query_results(said, ox.QueryResultsFormat.JSON).serialize(written, form)
    return written


def count(answer: IO[bytes]) -> int:
    """How many rows an answer has. Raises :class:`EngineFailed` where it is not whole."""
    lines = _Lines()
    try:
        rows(answer).serialize(cast("IO[bytes]", lines), ox.QueryResultsFormat.TSV)
    except SyntaxError as error:
        raise _broken(error) from error
    return lines.number - 1


def write_rows(answer: IO[bytes], media_type: str, *, most: int) -> IO[bytes]:
    """The table of an answer in another syntax. Raises :class:`EngineFailed`, and :class:`TooLong` beyond ``most``."""
    form = ox.QueryResultsFormat.from_media_type(media_type)
    found = rows(answer)
    return _written(lambda file: found.serialize(file, form), most)


def write_graph(triples: Iterable[ox.Triple], media_type: str, prefixes: dict[str, str], *, most: int) -> IO[bytes]:
    """A graph in RDF; raises as :func:`write_rows` does."""
    form = ox.RdfFormat.from_media_type(media_type)
    used = prefixes if media_type in _WITH_PREFIXES and prefixes else None
    return _written(lambda file: ox.serialize(triples, file, form, prefixes=used), most)


def _written(write: Callable[[IO[bytes]], object], most: int) -> IO[bytes]:
    written = spool()
    try:
        write(cast("IO[bytes]", _Bounded(written, most)))
    except BaseException as error:
        written.close()
        if isinstance(error, SyntaxError):
            raise _broken(error) from error
        raise
    return written


def _broken(error: SyntaxError) -> EngineFailed:
    return EngineFailed(f"the answer of the store breaks off or is none: {error.msg}")


class _Mended:
    """An answer to read, in which IRIs that stand for blank nodes are blank nodes, and points are WKT again."""

    def __init__(self, answer: IO[bytes]) -> None:
        self._answer = answer
        self._ready = b""
        self._held = b""
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        while not self._ended and (size < 0 or len(self._ready) < size):
            piece = self._answer.read(_PIECE)
            self._ended = not piece
            # A term of a row has no brace within it but in its text, so nothing that is looked for is cut in two.
            whole, brace, rest = (self._held + piece).rpartition(b"}")
            self._held = b"" if self._ended else rest
            self._ready += _mend(whole + brace + rest if self._ended else whole + brace)
        end = len(self._ready) if size < 0 else size
        given, self._ready = self._ready[:end], self._ready[end:]
        return given


def _mend(data: bytes) -> bytes:
    if b".well-known/genid/" in data:
        data = _GENID.sub(lambda found: b'"type":"bnode","value":"%s.%s"' % _labels(found), data)
    if b"nodeID://" in data:
        data = _NODE_ID.sub(rb"\1", data)
    if b"virtrdf#Geometry" in data:
        data = _POINT.sub(rb"\g<1>" + _WKT + b'"', data)
    return data


def _labels(found: re.Match[bytes]) -> tuple[bytes, bytes]:
    return (found[1], found[2]) if found[1] else (found[3], found[4])


class _Bounded:
    """A file to write into, up to so many bytes."""

    def __init__(self, file: IO[bytes], most: int) -> None:
        self._file = file
        self._left = most

    def write(self, data: bytes) -> int:
        self._left -= len(data)
        if self._left < 0:
            raise TooLong
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()


class _Lines:
    """Counts lines."""

    def __init__(self) -> None:
        self.number = 0

    def write(self, data: bytes) -> int:
        self.number += data.count(b"\n")
        return len(data)

    def flush(self) -> None:
        """Nothing is kept."""
