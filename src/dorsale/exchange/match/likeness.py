"""How alike two names are that are not equal: word by word, with what is left over on both sides.

A word may be misspelled where nothing else decides, but not if it is a word of the language or of another name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import OSA

from dorsale.exchange.match.names import Name, is_telling
from dorsale.exchange.match.words import LESS, LIGHT, MORE

__all__ = ["Likeness", "compare"]

_LIGHT: Final = 0.25
_PLACE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two names have in common. ``share`` is 0 to 1, by the weight of their words.

    ``sure`` says that they may be held to be names of one thing; ``slips`` counts the letters between the words that
    were taken for the same; ``more`` and ``less`` are the words that only the first or only the second has.
    """

    share: float
    sure: bool
    slips: int
    more: tuple[str, ...]
    less: tuple[str, ...]


def compare(
    asked: Name, known: Name, *, language: Mapping[str, bool], knows: Callable[[str], bool], backed: bool
) -> Likeness:
    """How alike ``asked`` is to a name of the record.

    ``language`` tells the words of English and French, and whether they are ordinary; ``knows`` whether a word stands
    in a name of the record; ``backed`` says that something else speaks for it: the same country.
    """
    pairs, more, less = _aligned(asked.words, known.words)
    slips = sum(slip for _, _, slip in pairs)
    common = sum(_weight(own) * (1 - slip / max(len(own), 1)) for _, own, slip in pairs)
    total = sum(map(_weight, known.words)) + sum(map(_weight, more))
    exact = [own for _, own, slip in pairs if not slip]
    wrong = [(one, own, slip) for one, own, slip in pairs if slip]
    spelled_right = all(
        _may_be(one, own, slip, alone=not is_telling(exact), language=language, knows=knows) for one, own, slip in wrong
    )
    sure = (
        spelled_right
        and is_telling([own for _, own, _ in pairs])
        and _may_differ([own for _, own, _ in pairs], more, less, slips=slips, language=language, backed=backed)
    )
    return Likeness(common / total if total else 0.0, sure, slips, more, less)


def _aligned(
    asked: tuple[str, ...], known: tuple[str, ...]
) -> tuple[list[tuple[str, str, int]], tuple[str, ...], tuple[str, ...]]:
    """Pairs of words with the slips between them, and what is left over on both sides."""
    left, right = list(asked), list(known)
    pairs = []
    for word in asked:
        if word in right:
            right.remove(word)
            left.remove(word)
            pairs.append((word, word, 0))
    close = sorted(
        (OSA.distance(one, own), one, own)
        for one in left
        for own in right
        if one[0] != "@" and own[0] != "@" and not any(c.isdigit() for c in one + own)
    )
    for slip, one, own in close:
        if one in left and own in right and slip <= _most(min(len(one), len(own)), light=own in LIGHT):
            left.remove(one)
            right.remove(own)
            pairs.append((one, own, slip))
    return pairs, tuple(left), tuple(right)


def _most(length: int, *, light: bool) -> int:
    return 0 if length < 4 else 1 if length < (5 if light else 7) else 2


def _weight(word: str) -> float:
    return _LIGHT if word in LIGHT else _PLACE if word[0] == "@" else 1.0


def _may_be(
    word: str,
    own: str,
    slip: int,
    *,
    alone: bool,
    language: Mapping[str, bool],
    knows: Callable[[str], bool],
) -> bool:
    """Whether ``word`` may be ``own``, misspelled. ``alone`` says that no other telling word is met."""
    if not alone:
        return True
    if word in language or knows(word) or word[0] != own[0]:
        return False
    return len(word) >= 5 if slip == 1 else len(word) >= 9


def _may_differ(
    met: list[str],
    more: tuple[str, ...],
    less: tuple[str, ...],
    *,
    slips: int,
    language: Mapping[str, bool],
    backed: bool,
) -> bool:
    """Whether two names that have ``met`` in common may differ in the rest and mean the same thing."""
    if not more and not less:
        return True
    if (more and less) or not all(word in MORE or word[0] == "@" for word in more) or not all(w in LESS for w in less):
        return False
    telling = [word for word in met if is_telling([word])]
    if slips and not backed:
        return len(telling) > 1
    return len(met) > 1 or not language.get(telling[0], False)
