"""A worker: the forked process that parses and runs queries, one after the other, until it is killed.

Two threads: the one with the large stack takes the questions and does the work; the main one waits for the end of the
socket, at which it exits in the middle of whatever runs.
"""

import os
import re
import select
import signal
import socket
import threading
import time
from collections.abc import Callable
from typing import IO, Any, Final, cast

import pyoxigraph as ox

from dorsale.engine import sandbox
from dorsale.engine.graphs import Found, Graphs
from dorsale.engine.interface import Form
from dorsale.engine.wire import ASK, DATA, END, FAIL, FRAME, HEAD, asked, pack, receive, whole

__all__ = ["BROKEN", "serve"]

BROKEN: Final = 70
"""Exit status of a worker that met what it does not know, or whose reader has gone."""

_BASE: Final = "https://w3id.org/dorsale/sparql"
_WITH_PREFIXES: Final = frozenset(("text/turtle", "application/trig", "application/rdf+xml"))
_AT: Final = re.compile(r"error at (\d+):(\d+): (?:expected )?(?:one of )?(.*)", re.DOTALL)
_CHARACTERS: Final = re.compile(r"\[(?:[^\[\]']|'[^']*'|\[_\])*\]|<unreported>|\[_\]")
_MOST_EXPECTED: Final = 8


def serve(connection: socket.socket, graphs: Graphs, *, parent: int, memory: int, stack: int) -> None:
    """Answer queries from ``connection`` until it ends; never returns to the caller's work."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    sandbox.enter(parent=parent, memory=memory, stack=stack, files=graphs.on_disk)
    threading.stack_size(stack)
    threading.Thread(target=_work, args=(connection, graphs), daemon=True).start()
    end = select.poll()
    end.register(connection, select.POLLRDHUP)
    end.poll()
    os._exit(0)


def _work(connection: socket.socket, graphs: Graphs) -> None:
    try:
        while (message := receive(connection)) is not None:
            letter, body = message
            if letter == ASK:
                _take(connection, graphs, *asked(body))
    finally:
        os._exit(BROKEN)


def _take(connection: socket.socket, graphs: Graphs, text: str, details: dict[str, Any]) -> None:
    # A second clock, kept by the kernel: should the server be too busy to kill, CPU time ends the process.
    signal.setitimer(signal.ITIMER_PROF, details["seconds"] + 1)
    try:
        _answer(connection, graphs, text, details)
    except MemoryError:
        _fail(connection, "memory")


def _answer(connection: socket.socket, graphs: Graphs, text: str, details: dict[str, Any]) -> None:
    try:
        found = graphs.query(
            text, base=_BASE, default_graphs=details["default_graphs"], named_graphs=details["named_graphs"]
        )
    except (SyntaxError, ValueError) as error:
        _fail(connection, **_syntax_error(str(error)))
        return
    except (RuntimeError, OSError) as error:
        _fail(connection, "evaluation", message=str(error))
        return
    form = _form(found)
    media_type = details["formats"][form]
    if media_type is None:
        _fail(connection, "form", form=form)
        return
    body = _Frames(connection, form, media_type)
    try:
        _serializer(found, media_type, details["prefixes"])(cast("IO[bytes]", body))
    except RuntimeError as error:
        _fail(connection, "evaluation", message=str(error))
        return
    body.end()


def _fail(connection: socket.socket, error: str, **more: Any) -> None:
    connection.sendall(pack(FAIL, {"error": error, "cpu": time.process_time(), **more}))


def _form(found: Found) -> Form:
    if isinstance(found, ox.QuerySolutions):
        return "results"
    return "boolean" if isinstance(found, ox.QueryBoolean) else "graph"


def _serializer(found: Found, media_type: str, prefixes: dict[str, str]) -> Callable[[IO[bytes]], object]:
    if isinstance(found, ox.QueryTriples):
        form = ox.RdfFormat.from_media_type(media_type)
        if media_type in _WITH_PREFIXES and prefixes:
            return lambda body: ox.serialize(found, body, form, prefixes=prefixes)
        return lambda body: found.serialize(body, form)
    results = ox.QueryResultsFormat.from_media_type(media_type)
    return lambda body: found.serialize(body, results)


def _syntax_error(message: str) -> dict[str, Any]:
    at = _AT.match(message)
    if at is None:
        return {"error": "syntax", "message": message, "line": None, "column": None}
    expected = [word.strip() for word in _CHARACTERS.sub("", at[3]).split(",") if word.strip(" |\n")]
    sentences = [word for word in expected if " " in word and not word.startswith('"')]
    if sentences:
        told = sentences[0]
    elif expected:
        told = "expected " + ", ".join(expected[:_MOST_EXPECTED]) + (" …" if len(expected) > _MOST_EXPECTED else "")
    else:
        told = "not expected here"
    return {"error": "syntax", "message": told, "line": int(at[1]), "column": int(at[2])}


class _Frames:
    """A file to serialise into: sends what it gets in frames, and waits where the reader is slow."""

    def __init__(self, connection: socket.socket, form: Form, media_type: str) -> None:
        self._connection = connection
        self._form = form
        self._media_type = media_type
        self._data = bytearray()
        self._begun = False

    def write(self, data: bytes) -> int:
        self._data += data
        while len(self._data) >= FRAME:
            self._send(pack(DATA, bytes(self._data[:FRAME])))
            del self._data[:FRAME]
        return len(data)

    def flush(self) -> None:
        """Frames are sent when they are full."""

    def end(self) -> None:
        cpu = time.process_time()
        if not self._begun:
            self._connection.sendall(whole(self._form, cpu, bytes(self._data)))
            return
        rest = pack(DATA, bytes(self._data)) if self._data else b""
        self._send(rest + pack(END, {"cpu": cpu}))

    def _send(self, message: bytes) -> None:
        if not self._begun:
            self._begun = True
            message = pack(HEAD, {"form": self._form, "media_type": self._media_type}) + message
        self._connection.sendall(message)
