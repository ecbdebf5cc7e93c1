"""The flows of money: what is drawn are the sums of the graph, told alike in the drawing, the table and the CSV."""

from collections import defaultdict
from decimal import Decimal

import pyoxigraph as ox
import pytest

from dorsale.engine.rows import Value
from dorsale.namespaces import PREFIXES
from dorsale.pages.pictures.grouped import REST, Grouped
from dorsale.pages.pictures.stored import stored
from dorsale.pages.pictures.totals import NOBODY, SEVERAL, Totals, totals
from dorsale.pages.values import compact

from ..conftest import Get
from ..reading import read

_SUM = f"""PREFIX dor: <{PREFIXES["dor"]}> PREFIX standing: <{PREFIXES["standing"]}>
SELECT ?standing (SUM(?upper) AS ?sum) (COUNT(?commitment) AS ?count) {{
  {{ SELECT DISTINCT ?commitment ?standing ?upper {{
    VALUES ?standing {{ standing:firm standing:announced }}
    VALUES ?family {{ dor:FinancingCommitment dor:SupplyCommitment dor:PaymentCommitment }}
    ?commitment a ?family ; dor:countedAs ?standing ; dor:upperUSD ?upper ; dor:paidBy|dor:paidTo ?party .
  }} }}
}} GROUP BY ?standing"""
_AWS_IN_2025 = f"""PREFIX dor: <{PREFIXES["dor"]}> PREFIX org: <{PREFIXES["org"]}>
PREFIX standing: <{PREFIXES["standing"]}>
SELECT (SUM(?upper) AS ?sum) {{
  ?commitment a dor:ComputeSupply ; dor:countedAs standing:firm ; dor:upperUSD ?upper ;
    dor:paidBy/dor:ultimateParent? ?payer ; dor:paidTo/dor:ultimateParent? org:amazon .
  VALUES ?payer {{ org:openai-foundation }}
  ?deal dor:commitment ?commitment ; dor:announced ?day . FILTER (STRSTARTS(STR(?day), "2025"))
}}"""


def _rows(graph: ox.Store, text: str) -> list[dict[str, Value]]:
    found = graph.query(text)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [
        {
            name: Value("uri" if isinstance(term, ox.NamedNode) else "literal", term.value)
            for name in names
            if isinstance(term := solution[name], ox.NamedNode | ox.Literal)
        }
        for solution in found
    ]


@pytest.fixture(scope="module")
def summed(graph: ox.Store) -> Totals:
    """The flows of the real graph."""
    return totals(_rows(graph, stored("flows")))


def test_flows_are_the_sums_of_the_graph(graph: ox.Store, summed: Totals) -> None:
    sums = {row["standing"].value.rsplit("/", 1)[1]: Decimal(row["sum"].value) for row in _rows(graph, _SUM)}
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for flow in summed.flows:
        found[flow.standing] += flow.upper
        assert flow.upper >= flow.lower >= 0
        assert flow.commitments >= flow.unknown
        assert flow.deals
    assert found.keys() == {"firm", "announced"}
    inside = sum(sums.values()) - sum(found.values())
    assert 0 <= inside < sum(sums.values()) / 50, "more than what stays inside groups is missing"
    assert summed.inside < 20


def test_a_filter_is_a_part_of_the_query(graph: ox.Store) -> None:
    asked = stored("flows", year=ox.Literal("2025"), purpose=ox.Literal("compute"))
    found = totals(_rows(graph, asked))
    expected = Decimal(_rows(graph, _AWS_IN_2025)[0]["sum"].value)
    face = {group: company.rsplit("/", 1)[1] for group, company in found.faces.items()}
    amounts = [
        flow.upper
        for flow in found.flows
        if flow.standing == "firm" and face.get(flow.giver) == "openai" and face.get(flow.taker) == "aws"
    ]
    assert amounts == [expected]
    assert {flow.purpose for flow in found.flows} == {"compute"}


def test_who_is_not_alone_is_several_and_who_is_not_there_is_nobody() -> None:
    def row(commitment: str, payer: str, payee: str = "", **more: str) -> dict[str, Value]:
        told = {"commitment": commitment, "deal": "deal/x", "purpose": "credit", "standing": "standing/firm"}
        told |= {"payer": payer, **({"payee": payee} if payee else {}), "upper": "100", **more}
        return {name: Value("literal", value) for name, value in told.items()}

    found = totals(
        [
            row("one", "a", "c"),
            row("one", "b", "c"),
            row("two", "a1", payerHead="a"),
            row("three", "a1", "a2", payerHead="a", payeeHead="a"),
            row("four", "a1", "c", payerHead="a"),
            row("four", "a2", "c", payerHead="a"),
        ]
    )
    assert [(flow.giver, flow.taker, flow.upper) for flow in found.flows] == [
        ("a", "c", Decimal(100)),
        ("a", NOBODY, Decimal(100)),
        (SEVERAL, "c", Decimal(100)),
    ]
    assert found.inside == 1
    assert found.faces["a"] == "a1"


@pytest.mark.parametrize("most", [1, 3, 9])
def test_merging_loses_no_money(summed: Totals, most: int) -> None:
    grouped = Grouped(summed.flows, most)
    assert float(grouped.total) == pytest.approx(float(sum(flow.upper for flow in summed.flows)))
    for place, column in enumerate(grouped.columns):
        named = [who for _, who in column if who not in (REST, NOBODY, SEVERAL)]
        assert len(named) <= most + 1
        assert ((place, REST) in column) == bool(grouped.merged_in(place))


def test_a_ribbon_leads_to_the_row_with_its_deals(get: Get) -> None:
    page = read(get("/en/picture/flows").text)
    ribbons = [link for link in page.all("a") if link.get("class").startswith("flow ") and "Oracle" in link.text]
    ribbon = next(link for link in ribbons if link.text.startswith("OpenAI → Oracle"))
    row = next(one for one in page.all("tr") if one.get("id") == ribbon["href"].partition("#")[2])
    cells = [cell.text.strip() for cell in row.all("th", "td")]
    assert cells[:4] == ["OpenAI", "Oracle", "computing power", "firm"]
    amount = next(one["value"] for one in row.all("td")[4].all("data"))
    assert f": {compact(Decimal(amount), 'en')}, computing power, firm" in ribbon.text
    assert Decimal(amount) >= 300_000_000_000
    assert "/en/doc/deal/2025-07-22-openai-oracle" in {link["href"] for link in row.all("a")}


def test_an_organization_s_own_flows_hold_only_what_it_gives_or_gets(get: Get) -> None:
    page = read(get("/en/picture/flows?organization=cerebras").text)
    rows = [row for row in page.all("tr") if row.get("id").startswith("row-")]
    assert rows
    for row in rows:
        giver, taker = (cell.text.strip() for cell in row.all("th", "td")[:2])
        assert {"Cerebras", "Cerebras Systems", "Several together"} & {giver, taker}, (giver, taker)
