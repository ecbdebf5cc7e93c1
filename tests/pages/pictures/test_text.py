"""Labels: what is cut fits, what fits is not cut, and nothing that a reader could see is lost without a sign."""

import pytest

from dorsale.pages.pictures.text import shortened, width, wrapped

LONG = "Taiwan Semiconductor Manufacturing Company, Limited"


@pytest.mark.parametrize("most", [30, 60, 90, 150, 400])
def test_a_shortened_label_fits_and_says_that_it_is_cut(most: float) -> None:
    shown = shortened(LONG, most, 12)
    assert width(shown, 12) <= most
    assert shown == LONG or (shown.endswith("…") and LONG.startswith(shown[:-1]))


def test_what_fits_stays_whole() -> None:
    assert shortened("AMD", 100, 12) == "AMD"
    assert wrapped("AMD", 100, 12, lines=3) == ["AMD"]


def test_a_label_is_cut_between_words_where_one_is_near() -> None:
    assert shortened("United States Department of Energy", 110, 12) in {"United States…", "United States Depart…"}
    assert not shortened("United States Department of Energy", 110, 12).endswith(" …")


def test_wrapped_lines_fit_and_hold_the_text() -> None:
    lines = wrapped(LONG, 130, 12, lines=9)
    assert len(lines) > 2
    assert " ".join(lines) == LONG
    assert all(width(line, 12) <= 130 for line in lines)
    assert wrapped(LONG, 130, 12, lines=2)[-1].endswith("…")


@pytest.mark.parametrize(
    ("narrow", "wide"), [("iiii", "MMMM"), ("AMD", "AMD AMD"), ("e\u0301", "é" * 2), ("ab", "半導")]
)
def test_widths_follow_the_letters(narrow: str, wide: str) -> None:
    assert width(narrow, 10) < width(wide, 10)


def test_an_accent_takes_no_room_and_bold_takes_more() -> None:
    assert width("é", 10) == width("e", 10) == width("e\u0301", 10)
    assert width("OpenAI", 10, bold=True) > width("OpenAI", 10)
