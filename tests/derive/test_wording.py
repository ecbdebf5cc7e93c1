from decimal import Decimal

import pytest

from dorsale.derive.wording import Language, amount, day, number


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        ("38000000000", "38 billion", "38 milliards"),
        ("1000000000", "1 billion", "1 milliard"),
        ("1500000000", "1.5 billion", "1,5 milliard"),
        ("10000000000000", "10 trillion", "10\u202f000 milliards"),
        ("500000", "500,000", "500\u202f000"),
        ("0.01", "0.01", "0,01"),
        ("27.0", "27", "27"),
        ("100", "100", "100"),
        ("21065936", "21.065936 million", "21,065936 millions"),
    ],
)
def test_numbers_keep_their_size_in_both_languages(value: str, english: str, french: str) -> None:
    assert number(Decimal(value), "en") == english
    assert number(Decimal(value), "fr") == french


@pytest.mark.parametrize(
    ("qualifier", "language", "said"),
    [
        ("exact", "en", "6 GW"),
        ("up-to", "en", "up to 6 GW"),
        ("up-to", "fr", "jusqu’à 6 GW"),
        ("more-than", "fr", "plus de 6 GW"),
        ("target", "fr", "6 GW (objectif)"),
        ("computed", "en", "6 GW (computed)"),
        ("computed", "fr", "6 GW (calculé)"),
    ],
)
def test_the_qualifier_is_said(qualifier: str, language: Language, said: str) -> None:
    assert amount((Decimal(6),), unit="GW", qualifier=qualifier, language=language) == said


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        ("160000000", "actions", "160 millions d’actions"),
        ("2000000", "puces", "2 millions de puces"),
        ("500000", "puces", "500\u202f000 puces"),
        ("38000000000", "USD", "38 milliards USD"),
    ],
)
def test_french_counts_millions_of_things(value: str, unit: str, said: str) -> None:
    assert amount((Decimal(value),), unit=unit, qualifier="exact", language="fr") == said


def test_a_range_and_mere_words() -> None:
    assert amount((Decimal(45), Decimal(50)), unit="GW", qualifier="between", language="fr") == "entre 45 et 50 GW"
    assert amount(("tens of billions",), unit="", qualifier="in-words", language="en") == "tens of billions"


@pytest.mark.parametrize(
    ("lexical", "english", "french"),
    [
        ("2025-11-03", "3 November 2025", "3 novembre 2025"),
        ("2025-11-01", "1 November 2025", "1er novembre 2025"),
        ("2025-11-21", "21 November 2025", "21 novembre 2025"),
        ("2025-11", "November 2025", "novembre 2025"),
        ("2025", "2025", "2025"),
    ],
)
def test_dates_are_as_exact_as_they_are_written(lexical: str, english: str, french: str) -> None:
    assert (day(lexical, "en"), day(lexical, "fr")) == (english, french)


def test_other_dates_are_refused() -> None:
    with pytest.raises(ValueError, match="neither a day"):
        day("2025-11-03-04", "en")


@pytest.mark.parametrize(("language", "said"), [("en", "about 49%"), ("fr", "environ 49 %")])
def test_per_cent(language: Language, said: str) -> None:
    assert amount((Decimal(49),), unit="%", qualifier="about", language=language) == said
