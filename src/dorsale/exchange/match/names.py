"""A name taken apart: what it is without legal form, without filling words, and in words that two languages share."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from anyascii import anyascii

from dorsale.exchange.match.words import (
    FILLING,
    FORMER,
    FORMS,
    LIGHT,
    PLACES,
    SAME,
    SECURITIES,
    SMALL,
    SORTS,
    place_words,
)
from dorsale.release.search import fold

__all__ = ["Name", "is_telling", "parts", "spelled"]

_LONGEST_FORM: Final = max(len(form) for form in FORMS)
_LEADING_FORMS: Final = frozenset({("ooo",), ("oao",), ("pao",), ("pt",), ("jsc",), ("societe", "anonyme")})
_MERGED: Final = {("data", "center"): "datacenter", ("artificial", "intelligence"): "ai"}
_GENERAL: Final = LIGHT | SORTS
_UMLAUTS: Final = re.compile("(?<=[aou])e")
_PARENTHESIS: Final = re.compile(r"[(\[]([^()\[\]]*)[)\]]")


@dataclass(frozen=True, slots=True)
class Name:
    """One name. ``whole``, ``core`` and ``trunk`` are written without blanks, each with less than the one before.

    ``words`` are those of the trunk: without legal form and filling words, plural, short and French forms replaced,
    countries as ``@`` and their code.
    """

    whole: str
    core: str
    words: tuple[str, ...]

    @property
    def trunk(self) -> str:
        """The words of the trunk in their order."""
        return "".join(self.words)

    @property
    def ordered(self) -> str:
        """The words of the trunk in the order of the alphabet."""
        return " ".join(sorted(self.words))

    @property
    def plain(self) -> str:
        """The core with umlauts written as plain vowels, whichever way they were written."""
        return _UMLAUTS.sub("", self.core)

    @property
    def places(self) -> frozenset[str]:
        """Countries and regions among the words."""
        return frozenset(word for word in self.words if word[0] == "@")

    def without_places(self) -> "Name":
        """The same name without countries and regions; itself where there is none, or nothing else."""
        words = tuple(word for word in self.words if word[0] != "@")
        return replace(self, words=words) if 0 < len(words) < len(self.words) else self


def is_telling(words: Sequence[str]) -> bool:
    """Whether any of the words is more than a light one, a sort of organization, a number or a place."""
    return any(len(word) > 1 and word not in _GENERAL and word[0] != "@" and not word.isdigit() for word in words)


@lru_cache(maxsize=65_536)
def spelled(text: str) -> Name:
    """A text taken apart; other scripts are written in Latin letters first."""
    folded = fold(text)
    if not folded.isascii():
        folded = fold(anyascii(folded))
    words = _without_forms(_joined(folded.split()))
    return Name(folded.replace(" ", ""), "".join(words), _canonical(words))


def parts(text: str) -> tuple[str, list[str], bool]:
    """What stands outside parentheses, what inside of each, and whether that is said to be a former name."""
    inside = [found.strip() for found in _PARENTHESIS.findall(text)]
    outside = " ".join(_PARENTHESIS.sub(" ", text).split())
    bare, former = [], False
    for one in inside:
        words = one.split()
        while words and fold(words[0]).split()[:1] and fold(words[0]).split()[0] in FORMER:
            rest = words[0].partition("-")[2]
            words, former = ([rest] if rest else []) + words[1:], True
        if words:
            bare.append(" ".join(words))
    return outside, bare, former


def _joined(words: list[str]) -> list[str]:
    """The words with each run of single letters as one: ``s a`` is ``sa``, ``i b m`` is ``ibm``."""
    found: list[str] = []
    run = ""
    for word in [*words, ""]:
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        if run:
            found.append(run)
            run = ""
        if word:
            found.append(word)
    return found


def _without_forms(words: list[str]) -> list[str]:
    while words and len(words) > 1 and words[0] == "the":
        words = words[1:]
    for form in _LEADING_FORMS:
        if tuple(words[: len(form)]) == form and len(words) > len(form):
            words = words[len(form) :]
    while True:
        shorter = _shorter(words)
        if shorter == words or len("".join(shorter)) < 2:
            return words
        words = shorter


def _shorter(words: list[str]) -> list[str]:
    """The words without the longest legal form at their end; at least one word is left."""
    if words[-1:] and words[-1] in SECURITIES and len(words) > 2 and _shorter(words[:-1]) != words[:-1]:
        return words[:-1]
    for length in range(min(_LONGEST_FORM, len(words) - 1), 0, -1):
        if tuple(words[-length:]) in FORMS:
            left = words[:-length]
            return left[:-1] if left[-1] in ("and", "et") and len(left) > 1 else left
    return words


def _canonical(words: list[str]) -> tuple[str, ...]:
    placed = _placed(words)
    same = [SAME.get(word, word) for word in placed]
    merged: list[str] = []
    for word in same:
        if merged and (pair := _MERGED.get((merged[-1], word))):
            merged[-1] = pair
        else:
            merged.append(word)
    kept = [word for word in merged if word not in SMALL] or merged
    return tuple([word for word in kept if word not in FILLING] or kept)


def _placed(words: list[str]) -> list[str]:
    places = place_words()
    found: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(PLACES, len(words) - at), 0, -1):
            code = places.get(tuple(words[at : at + length]))
            if code:
                if code not in found:
                    found.append(code)
                at += length
                break
        else:
            found.append(words[at])
            at += 1
    return found
