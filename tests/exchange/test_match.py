"""What decides and what speaks against, on a small record made up for it."""

import pyoxigraph as ox
import pytest

from dorsale.exchange.match import Matcher, Record, reason
from dorsale.exchange.match.names import spelled
from dorsale.exchange.match.record import read_cik, read_lei, read_ticker, read_website, read_wikidata
from dorsale.exchange.match.words import code_of
from dorsale.namespaces import PREFIXES
from dorsale.pages.language import words
from dorsale.release.index import write_index

GRAPH = """
org:nvidia rdfs:label "NVIDIA"@en , "NVIDIA"@fr ; dor:legalName "NVIDIA Corporation" ; dor:country country:US ;
  dor:lei "549300S4KLFTLO7GSQ80" ; dor:cik "0001045810" ; dor:wikidata wd:Q182477 ; dor:listing listing:xnas-nvda ;
  dor:website "https://www.nvidia.com"^^xsd:anyURI .
listing:xnas-nvda dor:ticker "NVDA" ; dor:exchange "XNAS" .
org:microsoft rdfs:label "Microsoft"@en , "Microsoft"@fr ; dor:country country:US ; dor:lei "INR2EJN1ERAN0W5ZP974" .
org:air-liquide rdfs:label "Air Liquide"@en , "Air Liquide"@fr ; dor:country country:FR ; dor:listing listing:xpar-ai .
listing:xpar-ai dor:ticker "AI" ; dor:exchange "XPAR" .
org:equinix rdfs:label "Equinix"@en , "Equinix"@fr ; dor:country country:US .
org:julich rdfs:label "Forschungszentrum Jülich"@en , "Centre de recherche de Juliers"@fr ; dor:country country:DE .
org:france rdfs:label "Government of France"@en , "Gouvernement français"@fr ; dor:country country:FR .
org:apollo-us rdfs:label "Apollo"@en , "Apollo"@fr ; dor:country country:US .
org:apollo-in rdfs:label "Apollo"@en , "Apollo"@fr ; dor:country country:IN .
org:x-corp rdfs:label "X Corp."@en , "X Corp."@fr ; skos:altLabel "Twitter"@en .
org:oracle rdfs:label "Oracle"@en , "Oracle"@fr ; dor:country country:US .
site:abilene rdfs:label "Stargate campus at Abilene"@en , "Campus Stargate d’Abilene"@fr ; dor:country country:US .
"""


@pytest.fixture(scope="module")
def matcher(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    path = tmp_path_factory.mktemp("match") / "search.sqlite"
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    write_index(path, ox.parse(head + GRAPH, ox.RdfFormat.TURTLE))
    return Matcher(path)


def asked(matcher: Matcher, kind: str = "organization", **cells: str) -> tuple[str, str]:
    """The slug of the match, or nothing; and its reason in English, or why there is none."""
    finding = matcher.find(Record.of(cells), kind=kind)
    if finding.match is None:
        return "", finding.objection
    return finding.match.thing.iri.rpartition("/")[2], reason(finding.match, words("en"))


@pytest.mark.parametrize(
    ("cells", "slug", "why"),
    [
        ({"name": "nvidia"}, "nvidia", "name equal"),
        ({"name": "nvidia", "country": "USA"}, "nvidia", "name equal; same country"),
        ({"name": "NVIDIA CORPORATION"}, "nvidia", "other name equal"),
        ({"name": "N.V.I.D.I.A. Holdings, Inc."}, "nvidia", "name equal in its telling words"),
        ({"name": "Nvidia Ltd"}, "nvidia", "name equal but for legal form or filling words"),
        ({"name": "Nvidia Deutschland GmbH", "country": "DE"}, "nvidia", "name equal but for a country or region"),
        ({"name": "Nvidai"}, "nvidia", "spelled nearly as “NVIDIA”"),
        ({"name": "Нвидиа"}, "nvidia", "name equal"),
        ({"name": "Forschungszentrum Juelich"}, "julich", "name equal but for umlauts"),
        ({"name": "Liquide Air SA"}, "air-liquide", "same words in another order"),
        ({"name": "Gouvernement de la France"}, "france", "name equal in its telling words"),
        ({"name": "Zebra (formerly Twitter)"}, "x-corp", "former or other name equal"),
        ({"name": "Apollo", "country": "Inde"}, "apollo-in", "name equal; same country"),
        ({"lei": "549300S4KLFTLO7GSQ80"}, "nvidia", "LEI equal"),
        ({"cik": "1045810"}, "nvidia", "CIK equal"),
        ({"wikidata": "https://www.wikidata.org/wiki/Q182477"}, "nvidia", "Wikidata item equal"),
        ({"website": "investor.nvidia.com/home"}, "nvidia", "website equal"),
        ({"website": "someone@nvidia.com"}, "nvidia", "website equal"),
        ({"ticker": "NASDAQ:NVDA"}, "nvidia", "ticker and exchange equal"),
        ({"ticker": "AI.PA"}, "air-liquide", "ticker and exchange equal"),
        ({"name": "Old Name Ltd", "lei": "549300S4KLFTLO7GSQ80"}, "nvidia", "LEI equal"),
    ],
)
def test_what_decides(matcher: Matcher, cells: dict[str, str], slug: str, why: str) -> None:
    assert asked(matcher, **cells) == (slug, why)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"name": "Oracle Lighting"}, "nothing"),
        ({"name": "Equinox"}, "nothing"),
        ({"name": "Oracle", "country": "FR"}, "country"),
        ({"name": "Apollo"}, "several"),
        ({"name": "Apollo", "country": "DE"}, "country"),
        ({"name": "NVIDIA", "lei": "INR2EJN1ERAN0W5ZP974"}, "name-identifier"),
        ({"name": "NVIDIA", "cik": "1"}, "other-identifier"),
        ({"lei": "INR2EJN1ERAN0W5ZP974", "cik": "1045810"}, "identifiers"),
        ({"ticker": "AI"}, "nothing"),
        ({"website": "https://www.linkedin.com/company/nvidia"}, "empty"),
        ({"name": " ", "lei": "549300S4KLFTLO7GSQ81"}, "empty"),
        ({"name": "GmbH"}, "nothing"),
        ({"name": "()"}, "nothing"),
        ({"name": "Microsoft (Oracle)"}, "several"),
    ],
)
def test_what_speaks_against(matcher: Matcher, cells: dict[str, str], why: str) -> None:
    assert asked(matcher, **cells) == ("", why)


def test_who_is_next_is_told_with_less_certainty(matcher: Matcher) -> None:
    finding = matcher.find(Record.of({"name": "Apollo", "country": "IN"}))
    assert finding.next is not None
    assert finding.match is not None
    assert finding.next.thing.iri.endswith("apollo-us")
    assert finding.next.score < 70 < finding.match.score
    assert finding.next.notes == ("country",)


def test_other_kinds(matcher: Matcher) -> None:
    assert asked(matcher, "site", name="Abilene, campus Stargate")[0] == "abilene"
    assert asked(matcher, "site", name="NVIDIA") == ("", "nothing")


@pytest.mark.parametrize(
    "text", ["", "\x00", "((((", ")(", "é" * 5000, "a " * 3000, "😀", "@us", "\ud800", "the", "S.A.", "2024"]
)
def test_no_text_breaks_it(matcher: Matcher, text: str) -> None:
    assert matcher.find(Record.of({"name": text})).match is None


@pytest.mark.parametrize(
    ("text", "core", "words_"),
    [
        ("The Goldman Sachs Group, Inc.", "goldmansachsgroup", ("goldman", "sachs")),
        ("S.A. Electrabel", "saelectrabel", ("sa", "electrabel")),
        ("Data Centres of Ireland Ltd.", "datacentresofireland", ("datacenter", "@IE")),
        ("Université de Tokyo", "universitedetokyo", ("university", "tokyo")),
        ("US Steel", "ussteel", ("@US", "steel")),
        ("MICRON TECHNOLOGY INC COM", "microntechnology", ("micron", "technology")),
    ],
)
def test_names_are_taken_apart(text: str, core: str, words_: tuple[str, ...]) -> None:
    assert (spelled(text).core, spelled(text).words) == (core, words_)


def test_cells_are_read() -> None:
    assert [code_of(one) for one in ("us", "FRA", "Allemagne", "Royaume-Uni", "U.K.", "Taïwan", "Mars", "")] == [
        *("US", "FR", "DE", "GB", "GB", "TW", None, None)
    ]
    assert read_lei("549300s4klftlo7gsq80") == "549300S4KLFTLO7GSQ80"
    assert read_lei("549300S4KLFTLO7GSQ81") == ""
    assert (read_cik("CIK 1045810"), read_cik("none")) == ("0001045810", "")
    assert (read_wikidata("wd:Q1"), read_wikidata("Q0"), read_wikidata("q42")) == ("Q1", "", "Q42")
    hosts = ["https://www.Nvidia.com/en", "nvidia.com", "http://[", "github.com", "github.com/nvidia", "x", "a b.c"]
    assert [read_website(one) for one in hosts] == ["nvidia.com", "nvidia.com", "", "github.com", "", "", ""]
    tickers = [
        ("NVDA", ""),
        ("$nvda", "Nasdaq"),
        ("AIR.PA", ""),
        ("BRK.B", "NYSE"),
        ("9984 JP", ""),
        ("no ticker at all", ""),
    ]
    assert [read_ticker(*one) for one in tickers] == [":NVDA", "XNAS:NVDA", "XPAR:AIR", "XNYS:BRK.B", "XJPX:9984", ""]
