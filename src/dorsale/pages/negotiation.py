"""Which of several offers a client prefers: the one place where an Accept header is read (RFC 9110, 12.5.1)."""

from functools import lru_cache

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

__all__ = ["best"]


@lru_cache(maxsize=1024)
def best(accept: str | None, offers: tuple[str, ...]) -> str | None:
    """The offer with the highest quality, the most specific and first named range deciding between equals.

    Without a header every offer is as good as the other, and the first one is taken; None where none is acceptable.
    """
    if not accept:
        return offers[0]
    accepted = parse_accept_header(accept, MIMEAccept)
    found = max(offers, key=lambda offer: (accepted.quality(offer), -accepted.find(offer)))
    return found if accepted.quality(found) > 0 else None
