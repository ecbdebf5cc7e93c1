"""Numbers, dates and amounts in words, in English and French.

English counts on the short scale (billion is 10^9, trillion is 10^12). French says *milliard* for 10^9 and goes on
counting in milliards, since *billion* (10^12) is what its readers confuse with the English word.
"""

from datetime import date
from decimal import Decimal
from typing import Final, Literal

from babel.dates import format_date
from babel.numbers import format_decimal

__all__ = ["LANGUAGES", "Language", "amount", "day", "number"]

Language = Literal["en", "fr"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "fr")

_SCALES: Final[dict[Language, tuple[tuple[int, str, str], ...]]] = {
    "en": ((10**12, "trillion", "trillion"), (10**9, "billion", "billion"), (10**6, "million", "million")),
    "fr": ((10**9, "milliard", "milliards"), (10**6, "million", "millions")),
}

_QUALIFIED: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "exact": "{}",
        "about": "about {}",
        "at-least": "at least {}",
        "more-than": "more than {}",
        "up-to": "up to {}",
        "less-than": "less than {}",
        "target": "{} (target)",
        "computed": "{} (computed)",
        "between": "between {} and {}",
        "in-words": "{}",
    },
    "fr": {
        "exact": "{}",
        "about": "environ {}",
        "at-least": "au moins {}",
        "more-than": "plus de {}",
        "up-to": "jusqu’à {}",
        "less-than": "moins de {}",
        "target": "{} (objectif)",
        "computed": "{} (calculé)",
        "between": "entre {} et {}",
        "in-words": "{}",
    },
}

_DATE_PATTERNS: Final = {3: "d MMMM y", 2: "MMMM y", 1: "y"}


def number(value: Decimal, language: Language) -> str:
    """``value`` with the language's separators; from a million on with its scale word, keeping every digit."""
    for size, one, many in _SCALES[language]:
        if abs(value) >= size:
            scaled = value / size
            singular = abs(scaled) < 2 if language == "fr" else abs(scaled) == 1
            return f"{_plain(scaled, language)} {one if singular else many}"
    return _plain(value, language)


def amount(values: tuple[Decimal | str, ...], *, unit: str, qualifier: str, language: Language) -> str:
    """An amount as one says it: ``up to 100 billion USD``, ``jusqu’à 100 milliards USD``, ``between 45 and 50 GW``.

    ``values`` holds one value, two for the qualifier ``between``, or one text where the source has only words;
    ``unit`` is a symbol or, with a small first letter, the counted thing (``puces``); ``qualifier`` is the last part
    of the qualifier's IRI.
    """
    pattern = _QUALIFIED[language].get(qualifier, "{}" if len(values) == 1 else "{}–{}")
    said = [value if isinstance(value, str) else number(value, language) for value in values]
    last = values[-1]
    if unit and isinstance(last, Decimal):
        said[-1] = f"{said[-1]}{_linked(unit, last, language)}"
    return pattern.format(*said)


def day(lexical: str, language: Language) -> str:
    """A date as exact as it is written: ``2025-11-03``, ``2025-11`` or ``2025`` (xsd:date, gYearMonth, gYear).

    Raises ``ValueError`` for any other form.
    """
    parts = [int(part) for part in lexical.split("-")]
    if len(parts) not in _DATE_PATTERNS:
        raise ValueError(f"neither a day nor a month nor a year: {lexical!r}")
    year, month, day_of_month, *_ = [*parts, 1, 1]
    whole = date(year, month, day_of_month)
    said: str = format_date(whole, _DATE_PATTERNS[len(parts)], locale=language)
    return said.replace("1 ", "1er ", 1) if language == "fr" and len(parts) == 3 and whole.day == 1 else said


def _linked(unit: str, value: Decimal, language: Language) -> str:
    """The unit with what stands before it: French says « 3 puces » but « 3 millions de puces », « d’actions »; « 3 % »
    where English says “3%”.
    """
    if language == "fr" and abs(value) >= _SCALES["fr"][-1][0] and unit[:1].islower() and len(unit) > 2:
        return f" d’{unit}" if unit[0] in "aeéèêhioôuy" else f" de {unit}"
    return unit if unit == "%" and language == "en" else f" {unit}"


def _plain(value: Decimal, language: Language) -> str:
    said: str = format_decimal(value.normalize(), format="#,##0.##########", locale=language)
    return said
