"""Numbers, money, dates and durations as a reader of each language writes them.

French counts in milliards and never says *billion*; money carries its sign in English (``$38 billion``) and its name in
French (``38 milliards de dollars``). What a source states keeps every digit; only what is computed is rounded.
"""

import re
from collections.abc import Sequence
from decimal import Context, Decimal, InvalidOperation
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal, get_currency_name
from babel.units import format_unit

from dorsale.derive.wording import Language, amount, day, number

__all__ = [
    "bytes_",
    "compact",
    "coordinates",
    "count",
    "decimal",
    "duration",
    "grouped",
    "language_name",
    "moment",
    "money",
    "number",
    "percent",
    "point",
    "power",
    "rounded",
    "said",
    "symbol",
]

_SIGNS: Final = {"USD": "$", "EUR": "€", "GBP": "£"}
_FRENCH_CURRENCIES: Final = {
    "USD": ("dollar", "dollars"),
    "JPY": ("yen", "yens"),
    "CNY": ("yuan", "yuans"),
    "KRW": ("won", "wons"),
}
_DURATION: Final = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")
_BYTES: Final = re.compile(r"\b([kMGTP]i?)B\b")
_POINT: Final = re.compile(r"(?:<[^>]*>\s*)?POINT ?\(\s*(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)\s*\)")
_SCALES: Final[dict[Language, tuple[tuple[int, str], ...]]] = {
    "en": ((10**12, "tn"), (10**9, "bn"), (10**6, "m")),
    "fr": ((10**9, "\u00a0Md"), (10**6, "\u00a0M")),
}
_DURATION_UNITS: Final = ("year", "month", "week", "day")
_VOWELS: Final = "aeiouéèê"
_THIN: Final = "\u202f"


def decimal(lexical: str) -> Decimal | None:
    """The number that ``lexical`` writes, ``None`` where it writes none."""
    try:
        value = Decimal(lexical)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def money(value: Decimal, code: str, language: Language) -> str:
    """An amount of the currency with ISO 4217 ``code``: ``$38 billion``, ``38 milliards de dollars``."""
    said_number = number(value, language)
    if language == "en":
        sign = _SIGNS.get(code)
        return f"{sign}{said_number}".replace(f"{sign}-", f"-{sign}") if sign else f"{code} {said_number}"
    return f"{said_number}{_of(value, _currency(value, code))}"


def count(value: Decimal, noun: str, language: Language) -> str:
    """A number of counted things: ``500,000 GPUs``, ``1 million de GPU``."""
    said_number = number(value, language)
    return f"{said_number}{_of(value, noun)}" if language == "fr" else f"{said_number} {noun}"


def percent(value: Decimal, language: Language) -> str:
    """A share in per cent: ``27%``, ``27 %``."""
    digits: str = format_decimal(value.normalize(), format="#,##0.##########", locale=language)
    return f"{digits}{_THIN}%" if language == "fr" else f"{digits}%"


def rounded(value: Decimal) -> Decimal:
    """What is computed, as exact as one can mean it: three digits, or all of a whole number below a million."""
    whole = value == value.to_integral_value() and abs(value) < 10**6
    return value if whole else Context(prec=3).plus(value)


def compact(value: Decimal, language: Language) -> str:
    """A sum of US dollars for a label, in three digits: ``$1.28tn``, ``$38bn``; ``38 Md $``."""
    short = rounded(value)
    for size, name in _SCALES[language]:
        if abs(short) >= size:
            digits = _plain(short / size, language)
            return f"${digits}{name}" if language == "en" else f"{digits}{name}\u00a0$"
    digits = _plain(short, language)
    return f"${digits}" if language == "en" else f"{digits}\u00a0$"


def power(megawatts: Decimal, language: Language) -> str:
    """A power for a label, in three digits: ``421 MW``, ``1.2 GW``."""
    short = rounded(megawatts)
    scaled, unit = (short / 1000, "GW") if abs(short) >= 1000 else (short, "MW")
    return f"{_plain(scaled, language)}\u00a0{unit}"


def said(values: Sequence[str], *, qualifier: str, language: Language) -> str:
    """Values already in words, with their qualifier: ``up to $100 billion``, ``entre 5 et 10 milliards d’euros``."""
    return amount(tuple(values), unit="", qualifier=qualifier, language=language)


def moment(lexical: str, language: Language) -> str:
    """A date as exact as it is written; anything that is no date comes back as it stands."""
    try:
        return day(lexical.removesuffix("Z")[:10] if "T" in lexical else lexical.removesuffix("Z"), language)
    except ValueError:
        return lexical


def duration(lexical: str, language: Language) -> str:
    """A duration of years, months, weeks and days (XML Schema): ``P7Y`` is ``7 years``, ``7 ans``."""
    match = _DURATION.fullmatch(lexical)
    if not match or not any(match.groups()):
        return lexical
    parts = [
        str(format_unit(int(digits), f"duration-{unit}", locale=language))
        for digits, unit in zip(match.groups(), _DURATION_UNITS, strict=True)
        if digits
    ]
    return (" et " if language == "fr" else " and ").join(parts)


def grouped(value: int, language: Language) -> str:
    """A whole number in digits: ``12,345``."""
    return str(format_decimal(value, format="#,##0", locale=language))


def symbol(unit: str, language: Language) -> str:
    """The symbol of a unit: French counts octets (``Go/s``) where English counts bytes (``GB/s``)."""
    return _BYTES.sub(r"\1o", unit) if language == "fr" else unit


def point(wkt: str) -> tuple[Decimal, Decimal] | None:
    """Longitude and latitude of a point in well-known text (GeoSPARQL 1.1, 8.5), in degrees; nothing for other text."""
    match = _POINT.fullmatch(wkt)
    return (Decimal(match[1]), Decimal(match[2])) if match else None


def coordinates(wkt: str, language: Language) -> str:
    """A point in well-known text, longitude first: ``32.44874° N, 99.73314° W``; anything else as it stands."""
    place = point(wkt)
    if not place:
        return wkt
    longitude, latitude = place
    east, west = ("E", "W") if language == "en" else ("E", "O")
    parts = ((latitude, "N" if latitude >= 0 else "S"), (longitude, east if longitude >= 0 else west))
    said = [f"{format_decimal(abs(d), '#0.##########', locale=language)}°\u00a0{side}" for d, side in parts]
    return (", " if language == "en" else "\u202f; ").join(said)


def language_name(code: str, language: Language) -> str:
    """The name of the language with an IETF tag: ``en`` is ``English``, ``anglais``; an unknown tag as it stands."""
    try:
        return Locale.parse(code, sep="-").get_display_name(language) or code
    except (UnknownLocaleError, ValueError):
        return code


def bytes_(size: int, language: Language) -> str:
    """The size of a file: ``1.2 MB``, ``1,2 Mo``."""
    value, units = Decimal(size), {"en": ("B", "kB", "MB", "GB"), "fr": ("o", "ko", "Mo", "Go")}[language]
    step = 0
    while value >= 1000 and step < len(units) - 1:
        value, step = value / 1000, step + 1
    return f"{format_decimal(value, format='#,##0.#' if step > 1 else '#,##0', locale=language)}\u00a0{units[step]}"


def _plain(value: Decimal, language: Language) -> str:
    return str(format_decimal(value.normalize(), format="#,##0.###", locale=language))


def _currency(value: Decimal, code: str) -> str:
    one, many = _FRENCH_CURRENCIES.get(code) or (
        str(get_currency_name(code, count=1, locale="fr")),
        str(get_currency_name(code, count=2, locale="fr")),
    )
    return one if abs(value) < 2 else many


def _of(value: Decimal, noun: str) -> str:
    """The noun after a French number: a scale word asks for *de*, and a vowel for its elision."""
    if abs(value) < 10**6:
        return f"\u00a0{noun}"
    return f" d’{noun}" if noun[:1].lower() in _VOWELS else f" de {noun}"
