"""How the server and a worker talk over their socket: messages of one letter, a length and a body.

The server asks with :data:`ASK` (:func:`question`) and says nothing more before the answer has ended. The worker
answers with one :data:`WHOLE` (:func:`whole`) where the answer is short. Else it answers with one :data:`HEAD` (JSON:
form and media type), any number of :data:`DATA` and one :data:`END` (JSON); or, at any point, with one :data:`FAIL`
(JSON) instead of all that is left. A socket that ends before WHOLE, END or FAIL means that the worker died.
"""

import json
import socket
import struct
from functools import lru_cache
from typing import Any, Final

from dorsale.engine.interface import Form

__all__ = [
    "ASK",
    "CONTROL",
    "DATA",
    "END",
    "FAIL",
    "FRAME",
    "HEAD",
    "WHOLE",
    "asked",
    "opened",
    "pack",
    "question",
    "receive",
    "unpack",
    "whole",
]

ASK: Final = b"Q"
WHOLE: Final = b"W"
HEAD: Final = b"H"
DATA: Final = b"D"
END: Final = b"E"
FAIL: Final = b"F"

FRAME: Final = 65_536
"""The largest body of a DATA message."""

CONTROL: Final = 4096
"""The longest message between server and zygote."""

_PREFIX: Final = struct.Struct("!cI")
_OF_WHOLE: Final = struct.Struct("!Bd")
_FORMS: Final[tuple[Form, ...]] = ("results", "boolean", "graph")


def pack(letter: bytes, body: bytes | dict[str, Any]) -> bytes:
    """A message as bytes."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return _PREFIX.pack(letter, len(data)) + data


def unpack(body: bytes) -> dict[str, Any]:
    """The body of a JSON message."""
    content: dict[str, Any] = json.loads(body)
    return content


def question(text: str, details: bytes) -> bytes:
    """An ASK as bytes: the text of a query, which holds no NUL, and the JSON of all the rest."""
    return pack(ASK, b"%b\0%b" % (text.encode(), details))


def asked(body: bytes) -> tuple[str, dict[str, Any]]:
    """The text and the rest of an ASK; the rest is the same for most and is not to be changed."""
    text, _, details = body.partition(b"\0")
    return text.decode(), _details(details)


def whole(form: Form, cpu: float, body: bytes) -> bytes:
    """A WHOLE as bytes: the form of the answer, the CPU time of the worker until now (seconds), all bytes."""
    length = _OF_WHOLE.size + len(body)
    return b"%b%b%b" % (_PREFIX.pack(WHOLE, length), _OF_WHOLE.pack(_FORMS.index(form), cpu), body)


def opened(message: bytes) -> tuple[Form, float, bytes]:
    """Form, CPU time and bytes of a WHOLE."""
    form, cpu = _OF_WHOLE.unpack_from(message)
    return _FORMS[form], cpu, message[_OF_WHOLE.size :]


def receive(connection: socket.socket) -> tuple[bytes, bytes] | None:
    """The next message, where no other can have come after it; None where the other side has closed."""
    data = bytearray()
    missing = _PREFIX.size
    while missing > 0:
        try:
            piece = connection.recv(max(missing, FRAME))
        except ConnectionError:
            return None
        if not piece:
            return None
        data += piece
        if len(data) >= _PREFIX.size:
            missing = _PREFIX.size + _PREFIX.unpack_from(data)[1] - len(data)
        else:
            missing = _PREFIX.size - len(data)
    return bytes(data[:1]), bytes(data[_PREFIX.size :])


@lru_cache(maxsize=64)
def _details(details: bytes) -> dict[str, Any]:
    return unpack(details)
