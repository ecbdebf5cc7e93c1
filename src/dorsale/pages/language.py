"""The words of the interface in each language, and which language a reader wants.

One catalogue a language, in ``translations/LANGUAGE.toml``; a word is asked for by the dotted path of its key. Words
that depend on a number have the keys ``.one`` and ``.other``.
"""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from babel import Locale
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from dorsale.derive.wording import LANGUAGES, Language

__all__ = ["NAMES", "Words", "preferred_language", "words"]

NAMES: dict[Language, str] = {"en": "English", "fr": "Français"}
"""Each language's name for itself."""


def preferred_language(header: str | None) -> Language:
    """The language that an Accept-Language header prefers; English where it names none of ours (RFC 9110, 12.5.4)."""
    for tag, quality in parse_accept_header(header, LanguageAccept):
        primary = tag.partition("-")[0].lower()
        for language in LANGUAGES:
            if quality and primary in (language, "*"):
                return language
    return "en"


class Words:
    """The catalogue of one language. Calling it with a key gives the word, with ``{name}`` places filled in."""

    def __init__(self, language: Language) -> None:
        text = (resources.files("dorsale.pages") / "translations" / f"{language}.toml").read_text(encoding="utf-8")
        self.language = language
        self._words = dict(_flatten(tomllib.loads(text)))
        self._plural = Locale.parse(language).plural_form

    def __call__(self, key: str, /, **values: object) -> str:
        """The word of ``key``. Raises ``KeyError`` for a key that the catalogue lacks."""
        word = self._words[key]
        return word.format(**values) if values else word

    def count(self, key: str, number: int, /, **values: object) -> str:
        """The word of ``key`` in the form that goes with ``number``."""
        return self(f"{key}.{'one' if self._plural(number) == 'one' else 'other'}", **values)

    def get(self, key: str) -> str | None:
        """The word of ``key``, or ``None`` where the catalogue lacks it."""
        return self._words.get(key)

    def keys(self) -> frozenset[str]:
        """Every key of the catalogue."""
        return frozenset(self._words)


@cache
def words(language: Language) -> Words:
    """The catalogue of ``language``, read once a process."""
    return Words(language)


def _flatten(table: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for key, value in table.items():
        flat += _flatten(value, f"{prefix}{key}.") if isinstance(value, dict) else [(prefix + key, str(value))]
    return flat
