"""What changed, as event streams: the versions of every thing, one stream a graph, in one file beside the releases."""

from dorsale.release.stream.file import STREAM, Entry, Page, Stream, StreamError, Version
from dorsale.release.stream.growing import grow
from dorsale.release.stream.writing import CREATE, DELETE, UPDATE, literal, stream_iri

__all__ = [
    "CREATE",
    "DELETE",
    "STREAM",
    "UPDATE",
    "Entry",
    "Page",
    "Stream",
    "StreamError",
    "Version",
    "grow",
    "literal",
    "stream_iri",
]
