"""The spaces of French print: people write plain ones, readers get those that do not break.

A narrow one stands before ; ! ? and a full one before a colon and inside guillemets (Imprimerie nationale); a number
stays with what it counts. English has no such rules.
"""

import re
from typing import Final

__all__ = ["typeset"]

_NARROW: Final = re.compile(r"(?<=\S)[ \u00a0](?=[;!?](?:\W|$))")
_FULL: Final = re.compile(r"(?<=\S) (?=:(?:\W|$)|»)|(?<=«) ")
_COUNTED: Final = re.compile(r"(?<=\d) (?=[%€$]|milli|[kMGT]Wh?\b|\d{3}\b)")


def typeset(text: str, language: str) -> str:
    """``text`` with the spaces of French where ``language`` is ``fr``; as it stands in any other language."""
    if language != "fr":
        return text
    return _COUNTED.sub("\u00a0", _FULL.sub("\u00a0", _NARROW.sub("\u202f", text)))
