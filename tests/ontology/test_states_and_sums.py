"""States over time, what counts once, and what depends on what: the rules on inputs of a few lines."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final, TypeAlias

import pyoxigraph as ox
import pytest
from currency_converter import CurrencyConverter
from tests.rows import select

from dorsale.derive import apply_rules, read_rules
from dorsale.namespaces import PREFIXES

_HEAD: Final = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())


Infer: TypeAlias = Callable[[str], ox.Store]


@pytest.fixture(scope="module")
def infer(root: Path) -> Infer:
    """A function that gives some Turtle, the ontology and all that the rules derive."""
    ontology = root / "ontology"
    paths = [ontology / "dorsale.ttl", *ontology.glob("modules/*.ttl"), *ontology.glob("vocabulary/*.ttl")]
    terms = [quad for path in paths for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)]
    rules = read_rules(ontology / "rules")

    def inferred(said: str) -> ox.Store:
        store = ox.Store()
        store.extend(terms)
        store.extend(ox.parse(_HEAD + said, format=ox.RdfFormat.TURTLE))
        apply_rules(store, rules)
        return store

    return inferred


def event(name: str, kind: str, day: str) -> str:
    datatype = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(day)]
    return f'ev:{name} a dor:DealEvent ; dor:eventKind event-kind:{kind} ; dor:date "{day}"^^xsd:{datatype} .\n'


def total(commitment: str, value: str, *, hedge: str = "exact", unit: str = "cur:USD", more: str = "") -> str:
    """The preferred figure of total commitment of a commitment."""
    return (
        f"com:{commitment} dor:figure fig:{commitment} . fig:{commitment} a dor:Figure ; {value} ; dor:unit {unit} ;"
        f" dor:measure measure:total-commitment ; dor:rank rank:preferred ; dor:qualifier qualifier:{hedge} {more} .\n"
    )


LIFE: Final = (
    "deal:d a dor:Deal ; dor:commitment com:c ; dor:event ev:a , ev:b , ev:e . com:c a dor:ComputeSupply ; "
    "dor:supplier org:s ; dor:customer org:k ; dor:event ev:c .\n"
    + event("a", "announced", "2024-03-10")
    + event("b", "signed", "2024-06")
    + event("c", "on-hold", "2025-01-15")
    + event("e", "terminated", "2025")
)


@pytest.mark.parametrize(
    ("day", "firmness", "life", "standing"),
    [
        ("2024-03-09", None, None, None),
        ("2024-03-10", "announced", "open", "announced"),
        ("2024-06-29", "announced", "open", "announced"),
        ("2024-06-30", "binding", "open", "firm"),
        ("2025-01-14", "binding", "open", "firm"),
        ("2025-01-15", "binding", "on-hold", "firm"),
        ("2025-12-30", "binding", "on-hold", "firm"),
        ("2025-12-31", "binding", "terminated", "over"),
        ("2030-01-01", "binding", "terminated", "over"),
    ],
)
def test_the_state_on_a_date(
    day: str, firmness: str | None, life: str | None, standing: str | None, infer: Infer
) -> None:
    """An event counts from the last day on which it can have happened."""
    rows = select(
        infer(LIFE),
        "firmness life standing",
        f"""?state dor:stateOf com:c ; dor:firstDay ?first . FILTER (?first <= "{day}"^^xsd:date)
        FILTER NOT EXISTS {{ ?state dor:lastDay ?last FILTER (?last < "{day}"^^xsd:date) }}
        OPTIONAL {{ ?state dor:firmness ?firmness }} OPTIONAL {{ ?state dor:life ?life }}
        OPTIONAL {{ ?state dor:standing ?standing }}""",
    )
    expected = [f"firmness:{firmness}", f"life:{life}", f"standing:{standing}"]
    assert rows == ([expected] if firmness else [])


def test_the_last_state_is_the_present_one(graph: ox.Store) -> None:
    """For every commitment of the real data: firmness, life, delivery and standing."""
    rows = select(
        graph,
        "commitment property then now",
        """?state dor:stateOf ?commitment . FILTER NOT EXISTS { ?state dor:lastDay ?last }
        VALUES ?property { dor:firmness dor:life dor:delivery dor:standing }
        OPTIONAL { ?state ?property ?then } OPTIONAL { ?commitment ?property ?now }""",
    )
    assert len(rows) > 3000
    assert [row for row in rows if row[2] != row[3]] == []


@pytest.mark.parametrize(
    ("figure", "amount", "lower", "upper"),
    [
        ("dor:value 38", "38", "38", "38"),
        ("dor:value 38|about", "38", "38", "38"),
        ("dor:value 38|at-least", "38", "38", "38"),
        ("dor:value 38|more-than", "38", "38", "38"),
        ("dor:value 38|computed", "38", "38", "38"),
        ("dor:value 100|up-to", "100", None, "100"),
        ("dor:value 100|target", "100", None, "100"),
        ("dor:value 100|less-than", "100", None, "100"),
        ("dor:minimum 10 ; dor:maximum 15|between", None, "10", "15"),
        ('dor:valueText "tens of billions"@en|in-words', None, None, None),
        # 1.1514 dollars on Monday 3 November 2025, and 1.1554 on the Friday before, which serves the weekend
        ('dor:value 1000000 ; dor:asOf "2025-11-03"^^xsd:date|exact|cur:EUR', "1151400", "1151400", "1151400"),
        ('dor:value 1000000 ; dor:asOf "2025-11-02"^^xsd:date|exact|cur:EUR', "1155400", "1155400", "1155400"),
        ('dor:value 5 ; dor:asOf "2025-11-03"^^xsd:date|exact|cur:AED', None, None, None),
        ('dor:value 5 ; dor:asOf "2035-11-03"^^xsd:date|exact|cur:EUR', None, None, None),
        ('dor:value 5 ; dor:asOf "1998-11-03"^^xsd:date|exact|cur:EUR', None, None, None),
    ],
)
def test_amounts_in_us_dollars(
    figure: str, amount: str | None, lower: str | None, upper: str | None, infer: Infer
) -> None:
    value, hedge, unit = [*figure.split("|"), *("exact", "cur:USD")[figure.count("|") :]]
    said = "deal:d dor:commitment com:c . com:c a dor:Loan .\n" + total("c", value, hedge=hedge, unit=unit)
    rows = select(
        infer(said),
        "amount lower upper",
        """VALUES ?c { com:c } OPTIONAL { ?c dor:amountUSD ?amount } OPTIONAL { ?c dor:lowerUSD ?lower }
        OPTIONAL { ?c dor:upperUSD ?upper }""",
    )
    assert rows == [[amount, lower, upper]]


def test_the_rate_of_a_month_is_the_mean_of_its_days(infer: Infer) -> None:
    """The first weeks of 2020, when the bank quoted 22 days of January."""
    table = CurrencyConverter(decimal=True)
    days = [date(2020, 1, day) for day in range(1, 32)]
    quoted = [table.convert(1, "EUR", "USD", date=day) for day in days if day.weekday() < 5 and day.day != 1]
    assert len(quoted) == 22
    said = "deal:d dor:commitment com:c . com:c a dor:Loan .\n" + total(
        "c", "dor:value 100000", unit="cur:EUR", more='; dor:asOf "2020-01"^^xsd:gYearMonth'
    )
    (row,) = select(
        infer(said),
        "dollars rate date",
        "fig:c dor:valueUSD ?dollars ; dor:exchangeRate ?rate ; dor:exchangeRateDate ?date",
    )
    mean = sum(quoted) / len(quoted)
    assert row == [f"{mean * 100000:.0f}", f"{mean:.5f}", "2020-01"]


def _pair(earlier: str, later: str, link: str) -> str:
    """Two contracts of the same parties, the later linked to the earlier."""
    return (
        "deal:d dor:commitment com:c ; dor:event ev:a . deal:e dor:commitment com:e ; dor:event ev:b ."
        "com:c a dor:ComputeSupply ; dor:supplier org:s ; dor:customer org:k ."
        "com:e a dor:ComputeSupply ; dor:supplier org:s ; dor:customer org:k .\n"
        f"deal:d a dor:Deal . deal:e a dor:Deal . {link}"
        + event("a", "signed", "2024-01-01")
        + event("b", "signed", "2025-01-01")
        + (total("c", f"dor:value {earlier}") if earlier else "")
        + (total("e", f"dor:value {later}") if later else "")
    )


@pytest.mark.parametrize(
    ("earlier", "later", "link", "sum_of_both"),
    [
        ("10", "25", "com:e dor:amends com:c .", 25),
        ("10", "25", "deal:e dor:amends deal:d .", 25),
        ("10", "25", "com:e dor:supersedes com:c .", 25),
        ("10", "25", "deal:e dor:supersedes deal:d .", 25),
        ("10", "", "com:e dor:supersedes com:c .", 0),
        ("10", "", "com:e dor:amends com:c .", 10),
        ("10", "", "deal:e dor:amends deal:d .", 10),
        ("10", "25", "com:e dor:extends com:c .", 35),
        ("10", "25", "deal:e dor:extends deal:d .", 35),
        ("100", "25", "com:e dor:trancheOf com:c .", 100),
        ("100", "25", "com:e dor:trancheOf deal:d .", 100),
        ("100", "25", "deal:e dor:partOf deal:d .", 100),
        ("10", "25", "deal:e dor:partOf deal:d .", 35),
        ("10", "25", "", 35),
    ],
)
def test_no_commitment_is_counted_twice(earlier: str, later: str, link: str, sum_of_both: int, infer: Infer) -> None:
    store = infer(_pair(earlier, later, link))
    rows = select(store, "amount", "?c dor:countedAs standing:firm ; dor:upperUSD ?amount")
    assert sum(int(amount or 0) for (amount,) in rows) == sum_of_both


def test_a_firm_part_of_a_looser_whole_counts_apart(infer: Infer) -> None:
    """Each in its own total; the pledge that holds it says so."""
    said = (
        "deal:p a dor:Deal ; dor:commitment com:p ; dor:event ev:p . com:p a dor:Pledge ; dor:pledger org:x ."
        "deal:d a dor:Deal ; dor:commitment com:c ; dor:event ev:d ; dor:partOf deal:p ."
        "com:c a dor:Construction ; dor:contractor org:y ; dor:client org:x .\n"
        + event("p", "pledged", "2025-01-01")
        + event("d", "signed", "2025-02-01")
        + total("p", "dor:value 100")
        + total("c", "dor:value 30")
    )
    rows = select(infer(said), "standing amount", "?c dor:countedAs ?standing ; dor:amountUSD ?amount")
    assert rows == [["standing:firm", "30"], ["standing:intended", "100"]]
    assert select(infer(said), "pledge", "com:c dor:coveredBy ?pledge") == [["com:p"]]


def test_dependences_say_for_what_and_why(infer: Infer) -> None:
    said = (
        "deal:d a dor:Deal ; dor:commitment com:c , com:l , com:w , com:a ; dor:event ev:d ."
        "com:c a dor:ComputeSupply ; dor:supplier org:s ; dor:customer org:k ."
        "com:l a dor:Loan ; dor:lender org:bank ; dor:borrower org:k ; dor:subjectMatter site:x ."
        "com:w a dor:EnergySupply ; dor:supplier org:grid ; dor:customer org:k ; dor:subjectMatter site:x ."
        "com:a a dor:Acquisition ; dor:acquirer org:k ; dor:seller org:s . site:x a dor:Site ."
        "cluster:y a dor:Cluster ; dor:sitedAt site:x ; dor:hasComponent hw:z ."
        "hw:z a dor:Accelerator ; dor:designedBy org:designer ; dor:fabricatedBy org:foundry ."
        "model:m a dor:Model ; dor:runsOn hw:z .\n" + event("d", "signed", "2025-02-01")
    )
    store = infer(said)
    rows = select(
        store,
        "one two what why",
        "?d a dor:Dependence ; dor:dependent ?one ; dor:reliesOn ?two ; dor:resource ?what ; dor:restsOn ?why",
    )
    assert rows == [
        ["cluster:y", "hw:z", "resource:silicon", "cluster:y"],
        ["hw:z", "org:designer", "resource:silicon", "hw:z"],
        ["hw:z", "org:foundry", "resource:silicon", "hw:z"],
        ["model:m", "hw:z", "resource:compute", "model:m"],
        ["org:k", "org:bank", "resource:capital", "com:l"],
        ["org:k", "org:grid", "resource:power", "com:w"],
        ["org:k", "org:s", "resource:compute", "com:c"],
        ["site:x", "hw:z", "resource:silicon", "cluster:y"],
        ["site:x", "org:bank", "resource:capital", "com:l"],
        ["site:x", "org:grid", "resource:power", "com:w"],
    ]
    assert ["org:foundry"] in select(store, "support", "site:x dor:dependsOn+ ?support")


@pytest.mark.parametrize(
    ("said", "heads"),
    [
        ("org:a dor:subsidiaryOf org:b . org:b dor:subsidiaryOf org:c .", [["org:a", "org:c"], ["org:b", "org:c"]]),
        ("org:a dor:subsidiaryOf org:b , org:c .", []),
        (
            "org:a dor:subsidiaryOf org:b , org:c . org:b dor:subsidiaryOf org:c .",
            [["org:a", "org:c"], ["org:b", "org:c"]],
        ),
    ],
)
def test_ultimate_parents(said: str, heads: list[list[str]], infer: Infer) -> None:
    assert select(infer(said), "one head", "?one dor:ultimateParent ?head") == heads
