"""How the server and a worker talk over their socket: messages of one letter, a length and a body.

The server asks with :data:`ASK` (JSON). The worker answers with one :data:`HEAD` (JSON: form and media type), any
number of :data:`DATA` and one :data:`END` (JSON); or, at any point, with one :data:`FAIL` (JSON) instead of all that is
left. A socket that ends before END or FAIL means that the worker died.
"""

import json
import socket
import struct
from typing import Any, Final

__all__ = ["ASK", "CONTROL", "DATA", "END", "FAIL", "FRAME", "HEAD", "pack", "receive", "unpack"]

ASK: Final = b"Q"
HEAD: Final = b"H"
DATA: Final = b"D"
END: Final = b"E"
FAIL: Final = b"F"

FRAME: Final = 65_536
"""The largest body of a DATA message."""

CONTROL: Final = 4096
"""The longest message between server and zygote."""

_PREFIX: Final = struct.Struct("!cI")


def pack(letter: bytes, body: bytes | dict[str, Any]) -> bytes:
    """A message as bytes."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return _PREFIX.pack(letter, len(data)) + data


def unpack(body: bytes) -> dict[str, Any]:
    """The body of a JSON message."""
    content: dict[str, Any] = json.loads(body)
    return content


def receive(connection: socket.socket) -> tuple[bytes, bytes] | None:
    """The next message; None where the other side has closed."""
    prefix = _exactly(connection, _PREFIX.size)
    if prefix is None:
        return None
    letter, length = _PREFIX.unpack(prefix)
    body = _exactly(connection, length)
    return None if body is None else (letter, body)


def _exactly(connection: socket.socket, length: int) -> bytes | None:
    data = bytearray()
    while len(data) < length:
        try:
            piece = connection.recv(length - len(data))
        except ConnectionError:
            return None
        if not piece:
            return None
        data += piece
    return bytes(data)
