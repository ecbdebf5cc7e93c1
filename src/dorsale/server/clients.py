"""Who asks: an address, or a key that raises the limits.

A key is a long random text of which only the SHA-256 is kept. It comes as ``Authorization: Bearer KEY``. Keys are
compared in a time that says nothing about how near a guess was.
"""

import hashlib
import hmac
import ipaddress
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Final

from starlette.requests import Request

from dorsale.engine.interface import Allowance
from dorsale.settings import Settings

__all__ = ["Clients", "KeyFileError", "add_key", "anybody"]

_BEARER: Final = "bearer "
_KEY_BYTES: Final = 24


class KeyFileError(Exception):
    """The file of keys cannot be read."""


class Clients:
    """Tells the allowance of each request."""

    def __init__(self, settings: Settings) -> None:
        self._names = _read(settings.keys) if settings.keys else {}
        self._seconds = settings.key_seconds
        self._running = settings.key_running

    def allowance(self, request: Request) -> Allowance | None:
        """The allowance of a request; None where it brings a key that nobody knows."""
        header = request.headers.get("authorization", "")
        if header[: len(_BEARER)].lower() != _BEARER:
            return anybody(request.client.host if request.client else "")
        name = self._owner(header[len(_BEARER) :].strip())
        if name is None:
            return None
        return Allowance(client=f"key {name}", seconds=self._seconds, running=self._running)

    def _owner(self, key: str) -> str | None:
        digest = _digest(key)
        found = None
        for known, name in self._names.items():
            if hmac.compare_digest(known, digest):
                found = name
        return found


@lru_cache(maxsize=4096)
def anybody(host: str) -> Allowance:
    """The allowance of an address without a key; of IPv6 that of its /64, which is what one customer gets."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return Allowance(client=host)
    if address.version == 6:
        return Allowance(client=str(ipaddress.ip_network((address, 64), strict=False)))
    return Allowance(client=str(address))


def add_key(path: Path, name: str) -> str:
    """Make a key for ``name``, append its hash to the file, and return the key, which is kept nowhere.

    Raises :class:`KeyFileError` when the name is taken or is no single word, or when the file cannot be read.
    """
    if not name.isprintable() or not name or " " in name:
        raise KeyFileError(f"a name is one word: {name!r}")
    if path.exists() and name in _read(path).values():
        raise KeyFileError(f"{path}: there is a key for {name} already")
    key = secrets.token_urlsafe(_KEY_BYTES)
    path.touch(mode=0o600)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{_digest(key)} {name}\n")
    return key


def _read(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise KeyFileError(f"{path}: {error.strerror}") from error
    found = {}
    for number, line in enumerate(lines, 1):
        words = line.split("#")[0].split()
        if not words:
            continue
        if len(words) != 2 or len(words[0]) != hashlib.sha256().digest_size * 2:
            raise KeyFileError(f"{path}:{number}: a line is a SHA-256 in hexadecimal and a name")
        found[words[0].lower()] = words[1]
    return found


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
