"""Where a store may be asked, by the one address that somebody gave."""

from typing import Final

import httpx

from dorsale.engine.remote.errors import StoreError

__all__ = ["query_addresses", "well_formed"]

_ENDINGS: Final = ("", "/query", "/sparql")


def query_addresses(to: str) -> list[str]:
    """The addresses at which the store ``to`` may take queries, in the order in which they are tried.

    Raises :class:`StoreError` as :func:`well_formed` does.
    """
    well_formed(to)
    return [to.rstrip("/") + ending for ending in _ENDINGS]


def well_formed(url: str | None) -> None:
    """Look at an address, if there is one.

    Raises :class:`StoreError` where it is none of HTTP, and where a name or a password stands in it.
    """
    if url is None:
        return
    try:
        read = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise StoreError(f"not an address: {error}") from error
    if read.scheme not in ("http", "https") or not read.host:
        raise StoreError("the address of a store begins with http:// or https://")
    if read.userinfo:
        raise StoreError("name and password belong into DORSALE_STORE_USER and DORSALE_STORE_PASSWORD, not an address")
