"""How wide a text gets, without a font at hand: enough to shorten and wrap labels so that none leaves its place.

Widths are those of a wide system font (a little wider than Helvetica), in parts of the font size, so that a label that
fits by this measure fits on every reader's machine.
"""

import unicodedata
from functools import lru_cache
from typing import Final

__all__ = ["shortened", "width", "wrapped"]

_ELLIPSIS: Final = "…"
_CLASSES: Final = (
    (0.30, "iIjl.,:;'’‘|!·`\u00a0\u202f "),
    (0.42, 'ft()[]{}r-/\\"“”*°'),
    (0.56, "sczJ"),
    (0.64, "abdeghknopquvxyLTFEZ0123456789$€£?§–«»"),
    (0.74, "ABCKPRSVXYHNUD&+=<>~^→←"),
    (0.84, "GOQw%#"),
    (1.00, "mMW@—…"),
)
_WIDTHS: Final = {character: share for share, listed in _CLASSES for character in listed}
_OTHER: Final = 0.70
_FULL: Final = 1.05
"""Of a Chinese, Japanese or Korean character."""
_BOLD: Final = 1.08


@lru_cache(maxsize=8192)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of ``text`` at the font size ``size``, in the unit of that size."""
    return sum(map(_share, text)) * size * (_BOLD if bold else 1)


def shortened(text: str, most: float, size: float, *, bold: bool = False) -> str:
    """``text`` where it fits into ``most``, else its beginning and an ellipsis, cut between words where one is near."""
    if width(text, size, bold=bold) <= most:
        return text
    kept = _beginning(text, most / (size * (_BOLD if bold else 1)) - _share(_ELLIPSIS))
    at_word = kept.rsplit(" ", 1)[0]
    if not text[len(kept) :].startswith(" ") and len(at_word) > 0.6 * len(kept):
        kept = at_word
    return kept.rstrip(" ,;:·–-") + _ELLIPSIS


def wrapped(text: str, most: float, size: float, *, lines: int, bold: bool = False) -> list[str]:
    """``text`` in up to ``lines`` lines that fit into ``most``; the last is shortened where there is more."""
    found: list[str] = []
    words = text.split(" ")
    while words and len(found) < lines:
        if len(found) == lines - 1:
            found.append(shortened(" ".join(words), most, size, bold=bold))
            break
        taken = 1
        while taken < len(words) and width(" ".join(words[: taken + 1]), size, bold=bold) <= most:
            taken += 1
        found.append(shortened(" ".join(words[:taken]), most, size, bold=bold))
        words = words[taken:]
    return found


def _beginning(text: str, most: float) -> str:
    """The longest beginning of ``text`` that is at most ``most`` wide without the blanks at its end, at size 1."""
    end, long, blank = 0, 0.0, 0.0
    for place, character in enumerate(text, 1):
        blank = blank + _share(character) if character.isspace() else 0.0
        long += _share(character)
        if long - blank > most:
            break
        end = place
    return text[:end]


def _share(character: str) -> float:
    known = _WIDTHS.get(character)
    if known is not None:
        return known
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return _FULL
    return _WIDTHS.get(unicodedata.normalize("NFD", character)[0], _OTHER)
