"""Numbers, money and dates in the habit of each language."""

from decimal import Decimal

import pytest

from dorsale.derive.wording import Language
from dorsale.pages import values

NBSP, THIN = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("value", "code", "english", "french"),
    [
        ("38000000000", "USD", "$38 billion", "38 milliards de dollars"),
        ("1000000000", "USD", "$1 billion", "1 milliard de dollars"),
        ("1400000000000", "USD", "$1.4 trillion", f"1{THIN}400 milliards de dollars"),
        ("11900000000", "USD", "$11.9 billion", "11,9 milliards de dollars"),
        ("1234567890", "USD", "$1.23456789 billion", "1,23456789 milliard de dollars"),
        ("850000", "USD", "$850,000", f"850{THIN}000{NBSP}dollars"),
        ("0.01", "USD", "$0.01", f"0,01{NBSP}dollar"),
        ("1500000000", "EUR", "€1.5 billion", "1,5 milliard d’euros"),
        ("2000000", "GBP", "£2 million", "2 millions de livres sterling"),
        ("300000000000", "JPY", "JPY 300 billion", "300 milliards de yens"),
    ],
)
def test_money(value: str, code: str, english: str, french: str) -> None:
    assert values.money(Decimal(value), code, "en") == english
    assert values.money(Decimal(value), code, "fr") == french


def test_french_never_says_billion() -> None:
    for exponent in range(16):
        assert "billion" not in values.money(Decimal(10) ** exponent, "USD", "fr")


@pytest.mark.parametrize(
    ("value", "noun", "language", "expected"),
    [
        ("500000", "GPUs", "en", "500,000 GPUs"),
        ("500000", "GPU", "fr", f"500{THIN}000{NBSP}GPU"),
        ("1000000", "puces", "fr", "1 million de puces"),
        ("2000000", "accélérateurs", "fr", "2 millions d’accélérateurs"),
    ],
)
def test_count(value: str, noun: str, language: Language, expected: str) -> None:
    assert values.count(Decimal(value), noun, language) == expected


@pytest.mark.parametrize(
    ("lexical", "english", "french"),
    [
        ("2025-11-03", "3 November 2025", "3 novembre 2025"),
        ("2026-01-01", "1 January 2026", "1er janvier 2026"),
        ("2026-02", "February 2026", "février 2026"),
        ("2026", "2026", "2026"),
        ("2026-11-25T04:05:06Z", "25 November 2026", "25 novembre 2026"),
        ("soon", "soon", "soon"),
    ],
)
def test_moment(lexical: str, english: str, french: str) -> None:
    assert values.moment(lexical, "en") == english
    assert values.moment(lexical, "fr") == french


@pytest.mark.parametrize(
    ("lexical", "english", "french"),
    [
        ("P7Y", "7 years", "7 ans"),
        ("P1Y6M", "1 year and 6 months", "1 an et 6 mois"),
        ("P90D", "90 days", "90 jours"),
        ("PT5H", "PT5H", "PT5H"),
        ("P", "P", "P"),
    ],
)
def test_duration(lexical: str, english: str, french: str) -> None:
    assert values.duration(lexical, "en").replace(NBSP, " ") == english
    assert values.duration(lexical, "fr").replace(NBSP, " ") == french


@pytest.mark.parametrize(
    ("wkt", "english", "french"),
    [
        ("POINT (-99.73314 32.44874)", "32.44874° N, 99.73314° W", "32,44874° N ; 99,73314° O"),
        ("POINT(17.4 68.43)", "68.43° N, 17.4° E", "68,43° N ; 17,4° E"),
        ("<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POINT (0 -0.5)", "0.5° S, 0° E", "0,5° S ; 0° E"),
        ("LINESTRING (0 0, 1 1)", "LINESTRING (0 0, 1 1)", "LINESTRING (0 0, 1 1)"),
    ],
)
def test_coordinates(wkt: str, english: str, french: str) -> None:
    assert values.coordinates(wkt, "en").replace(NBSP, " ") == english
    assert values.coordinates(wkt, "fr").replace(NBSP, " ").replace(THIN, " ") == french


@pytest.mark.parametrize(
    ("code", "english", "french"),
    [("en", "English", "anglais"), ("fr", "French", "français"), ("xx-none", "xx-none", "xx-none"), ("", "", "")],
)
def test_language_name(code: str, english: str, french: str) -> None:
    assert values.language_name(code, "en") == english
    assert values.language_name(code, "fr") == french


@pytest.mark.parametrize(
    ("unit", "french"), [("GB/s", "Go/s"), ("TB", "To"), ("GiB", "Gio"), ("W", "W"), ("TBq", "TBq")]
)
def test_symbol(unit: str, french: str) -> None:
    assert values.symbol(unit, "fr") == french
    assert values.symbol(unit, "en") == unit


def test_percent_and_bytes() -> None:
    assert values.percent(Decimal("27.00"), "en") == "27%"
    assert values.percent(Decimal("9.8"), "fr") == f"9,8{THIN}%"
    assert values.bytes_(1_234_567, "en") == f"1.2{NBSP}MB"
    assert values.bytes_(1_234_567, "fr") == f"1,2{NBSP}Mo"
    assert values.bytes_(999, "fr") == f"999{NBSP}o"


def test_between_and_up_to() -> None:
    assert values.said(["$5 billion"], qualifier="up-to", language="en") == "up to $5 billion"
    assert values.said(["5 milliards", "10 milliards d’euros"], qualifier="between", language="fr") == (
        "entre 5 milliards et 10 milliards d’euros"
    )
