"""Who asks: basic and digest as the store demands it, or a bearer token. Credentials are never written anywhere."""

from collections.abc import Generator
from dataclasses import dataclass, field
from ipaddress import ip_address

import httpx

from dorsale.engine.remote.errors import StoreError

__all__ = ["Credentials", "auth_for"]


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """A name with a password, or a token; ``insecure`` lets them be sent unencrypted to another machine."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    insecure: bool = False


def auth_for(credentials: Credentials) -> httpx.Auth | None:
    """How requests are signed; None without credentials."""
    if credentials.token:
        return _Bearer(credentials)
    return _AsDemanded(credentials) if credentials.user else None


class _Bearer(httpx.Auth):
    """A token in every request (RFC 6750, 2.1)."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        _not_in_the_open(request.url, self._credentials)
        request.headers["authorization"] = f"Bearer {self._credentials.token}"
        yield request


class _AsDemanded(httpx.Auth):
    """Name and password in the way that the store's first 401 asks for: digest where it is offered, else basic."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._chosen: httpx.BasicAuth | httpx.DigestAuth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._chosen is None:
            response = yield request
            if response.status_code != httpx.codes.UNAUTHORIZED:
                return
            self._chosen = self._demanded(response)
        if isinstance(self._chosen, httpx.BasicAuth):
            _not_in_the_open(request.url, self._credentials)
        yield from self._chosen.auth_flow(request)

    def _demanded(self, response: httpx.Response) -> httpx.BasicAuth | httpx.DigestAuth:
        schemes = [one.split(" ", 1)[0].lower() for one in response.headers.get_list("www-authenticate")]
        user, password = self._credentials.user, self._credentials.password
        if "digest" in schemes:
            return httpx.DigestAuth(user, password)
        return httpx.BasicAuth(user, password)


def _not_in_the_open(url: httpx.URL, credentials: Credentials) -> None:
    """Raises :class:`StoreError` where a password would cross a network unencrypted."""
    if url.scheme != "https" and not credentials.insecure and not _is_here(url.host):
        raise StoreError(
            f"{url.host} asks for a password over plain HTTP, where everybody on the way can read it; "
            "use https, or --insecure on a network that you trust"
        )


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
