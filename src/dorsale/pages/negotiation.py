"""Which of several offers a client prefers: the one place where an Accept header is read (RFC 9110, 12.5.1)."""

import re
from functools import lru_cache
from typing import Final

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

__all__ = ["best"]

_VERSION: Final = re.compile(r';\s*version="?[0-9][^;,"]*"?', re.IGNORECASE)
"""The parameter by which RDF 1.2 and SPARQL 1.2 tell their versions; who asks for a later one gets what there is."""


@lru_cache(maxsize=1024)
def best(accept: str | None, offers: tuple[str, ...]) -> str | None:
    """The offer with the highest quality, the most specific and first named range deciding between equals.

    Without a header every offer is as good as the other, and the first one is taken; None where none is acceptable.
    """
    if not accept:
        return offers[0]
    accepted = parse_accept_header(_VERSION.sub("", accept), MIMEAccept)
    found = max(offers, key=lambda offer: (accepted.quality(offer), -accepted.find(offer)))
    return found if accepted.quality(found) > 0 else None
