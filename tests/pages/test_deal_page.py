"""The deal with which it began, as a reader sees it: AWS and OpenAI, 38 billion dollars over seven years."""

import pytest

from .conftest import Get
from .reading import Element, read

_DEAL = "/doc/deal/2025-11-03-openai-aws"


@pytest.fixture(params=["en", "fr"])
def language(request: pytest.FixtureRequest) -> str:
    """Each language of the pages."""
    return str(request.param)


@pytest.fixture
def main(get: Get, language: str) -> Element:
    """What the page of the deal says."""
    return read(get(f"/{language}{_DEAL}").text).one("main")


def _text(element: Element) -> str:
    return " ".join(element.text.split())


def _has(element: Element, name: str) -> bool:
    return name in element.get("class").split()


def test_who_gives_what_to_whom(main: Element, language: str) -> None:
    exchange = next(one for one in main.walk() if _has(one, "exchange"))
    giver, taker = (next(one for one in exchange.all("ul") if _has(one, side)) for side in ("giver", "taker"))
    assert [link.text for link in giver.all("a")] == ["Amazon Web Services"]
    assert [link.text for link in taker.all("a")] == ["OpenAI"]
    ways = [_text(one) for one in exchange.all("p") if _has(one, "way")]
    expected = {"en": ("compute", "$38 billion"), "fr": ("puissance de calcul", "38 milliards de dollars")}
    assert [part in way for part, way in zip(expected[language], ways, strict=True)] == [True, True]


def test_the_amount_leads_to_its_sources_in_two_clicks(main: Element, get: Get, language: str) -> None:
    expected = {"en": "$38 billion", "fr": "38 milliards de dollars"}[language]
    figure = next(dd for dd in main.all("dd") if _has(dd, "figure") and expected in _text(dd))
    assert figure.one("data")["value"] == "38000000000"
    cited = [link["href"] for link in figure.all("a") if link["href"].startswith("#source-")]
    assert len(cited) >= 3
    listed = {f"#{item['id']}": item for item in main.all("li") if item.get("id").startswith("source-")}
    for number in cited:
        original = next(link for link in listed[number].all("a") if link.get("class") == "web")
        assert original["href"].startswith("https://")
        assert get(listed[number].all("a")[0]["href"]).status_code == 200


def test_term_and_extension(main: Element, get: Get, language: str) -> None:
    facts = {_text(div.all("dt")[0]): div for div in main.all("div") if div.all("dt") and div.all("dd")}
    term, years = {"en": ("term", "7 years"), "fr": ("durée", "7 ans")}[language]
    assert _text(facts[term].one("dd")) == years
    extended = facts[{"en": "extended by", "fr": "étendu par"}[language]]
    later = read(get(extended.one("dd").one("a")["href"]).text).one("main")
    forth = {"en": "extends", "fr": "étend"}[language]
    links = [
        link["href"] for div in later.all("div") for dt in div.all("dt") if forth in _text(dt) for link in div.all("a")
    ]
    assert f"/{language}{_DEAL}" in links


def test_qualifier_and_disagreement(main: Element, language: str) -> None:
    measure = next(one for one in main.walk() if _has(one, "measure") and _has(one, "conflict"))
    said = [_text(next(one for one in dd.all("p") if _has(one, "said"))) for dd in measure.all("dd")]
    assert len(said) >= 2
    assert [_has(dd, "rank-preferred") for dd in measure.all("dd")] == [True] + [False] * (len(said) - 1)
    assert {"en": "sources disagree", "fr": "les sources divergent"}[language] in _text(measure)
    qualified = {"en": "up to tens of millions of CPUs", "fr": "jusqu’à des dizaines de millions de CPU"}[language]
    assert any(_text(one) == qualified for one in main.walk() if _has(one, "said"))


def test_states_and_events_stand_in_time(main: Element, language: str) -> None:
    states = _text(next(one for one in main.all("ul") if _has(one, "chips")))
    firm = {"en": "binding", "fr": "ferme"}[language]
    assert firm in states
    timeline = next(one for one in main.all("ol") if _has(one, "timeline"))
    dates = [item.one("time")["datetime"] for item in timeline.all("li")]
    assert dates == sorted(dates)
    assert {"2025-11-03", "2026-02-27"} <= set(dates)
    assert all(any(link["href"].startswith("#source-") for link in item.all("a")) for item in timeline.all("li"))


def test_nothing_is_shown_by_its_bare_identifier(main: Element) -> None:
    """Everything named has a name, and nothing falls back to the other language (the list of all statements aside)."""
    shown = [one for one in main.walk() if "details" not in {outer.tag for outer in one.above()}]
    assert [one.text for one in shown if _has(one, "missing") or one.get("lang")] == []
