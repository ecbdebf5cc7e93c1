"""The pages of organizations, sites, chips, models and evidence: what they say is what the release says."""

from decimal import Decimal

import pyoxigraph as ox
import pytest

from dorsale.derive.wording import Language
from dorsale.namespaces import PREFIXES
from dorsale.pages import values

from .conftest import Get
from .reading import Element, read

_HEAD = "".join(
    f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in ("dor", "org", "site", "hw", "standing", "dct")
)


def _main(get: Get, path: str) -> Element:
    return read(get(path).text).one("main")


def _section(main: Element, name: str) -> Element:
    return next(section for section in main.all("section") if section.get("aria-labelledby") == name)


def _ask(graph: ox.Store, text: str) -> list[ox.QuerySolution]:
    found = graph.query(_HEAD + text)
    assert isinstance(found, ox.QuerySolutions)
    return list(found)


@pytest.mark.parametrize("slug", ["openai", "nvidia", "anthropic", "amazon"])
def test_what_an_organization_pays_is_the_sum_of_what_it_opens_into(get: Get, graph: ox.Store, slug: str) -> None:
    """Firm commitments that it or a company below it pays alone, each once, by their upper bound."""
    rows = _ask(
        graph,
        f"""SELECT ?c (COALESCE(?high, 0) AS ?amount) (GROUP_CONCAT(DISTINCT STR(?payer)) AS ?payers) WHERE {{
          ?company dor:subsidiaryOf* org:{slug} . ?c dor:paidBy ?company ; dor:countedAs standing:firm .
          OPTIONAL {{ ?c dor:upperUSD ?high }} ?c dor:paidBy ?payer
          FILTER NOT EXISTS {{ ?payer dor:subsidiaryOf* org:{slug} }} }} GROUP BY ?c ?high""",
    )
    shared = {str(row["c"]) for row in rows}
    every = _ask(
        graph,
        f"""SELECT DISTINCT ?c ?amount WHERE {{
          ?company dor:subsidiaryOf* org:{slug} . ?c dor:paidBy ?company ; dor:countedAs standing:firm .
          OPTIONAL {{ ?c dor:upperUSD ?high }} BIND (COALESCE(?high, 0) AS ?amount)
          FILTER EXISTS {{ ?c dor:paidTo|dor:paidBy ?other
            FILTER NOT EXISTS {{ ?other dor:subsidiaryOf* org:{slug} }} }}
          }}""",
    )
    expected = sum((Decimal(row["amount"].value) for row in every if str(row["c"]) not in shared), Decimal())
    firm = _section(_main(get, f"/doc/organization/{slug}"), "money").all("tbody")[0].all("tr")[0]
    cell = firm.all("td")[0]
    assert Decimal(cell.all("data")[0]["value"]) == expected
    assert len(cell.all("li")) == len({str(row["c"]) for row in every})
    assert all("#commitment-" in item.one("a")["href"] for item in cell.all("li"))


def test_on_whom_an_organization_relies(get: Get, graph: ox.Store) -> None:
    """Everybody whom a dependence names, each once, with the deals that it rests on."""
    rows = _ask(
        graph,
        """SELECT DISTINCT ?who WHERE { ?company dor:subsidiaryOf* org:openai .
          ?dependence dor:dependent ?company ; dor:reliesOn ?who
          FILTER NOT EXISTS { ?who dor:subsidiaryOf* org:openai } }""",
    )
    section = _section(_main(get, "/doc/organization/openai"), "relies")
    named = [row.all("th")[0].one("a")["href"] for body in section.all("tbody") for row in body.all("tr")]
    assert len(named) == len(set(named)) == len(rows)
    assert all(row.all("td")[-1].all("a") for body in section.all("tbody") for row in body.all("tr"))


def test_each_circle_through_an_organization_is_listed(get: Get, graph: ox.Store) -> None:
    rows = _ask(graph, "SELECT DISTINCT ?circle WHERE { ?circle a dor:Circle ; dor:passesThrough org:nvidia }")
    for language in ("en", "fr"):
        section = _section(_main(get, f"/{language}/doc/organization/nvidia"), "circles")
        listed = {link["href"] for link in section.all("a") if "/doc/circle/" in link["href"]}
        assert len(listed) == len(rows) > 10
        assert section.all("ol")[0].all("li")


def test_a_site_tells_planned_from_running(get: Get) -> None:
    section = _section(_main(get, "/doc/site/abilene-stargate"), "course")
    running, planned = section.all("table")
    assert "421\u00a0MW" in running.text
    assert "843\u00a0MW" not in running.text
    assert "843\u00a0MW (target)" in planned.text
    assert "1.2\u00a0GW" in planned.text
    days = [row.all("time")[0]["datetime"] for row in running.one("tbody").all("tr") if row.all("time")]
    assert days == sorted(days)


def test_what_is_known_to_be_wrong_is_not_planned(get: Get) -> None:
    main = _main(get, "/doc/site/mantsala-nebius")
    assert "124\u00a0MW" not in _section(main, "course").text
    assert "124\u00a0MW" in _section(main, "figures").text
    assert "deprecated" in _section(main, "figures").text


@pytest.mark.parametrize(
    ("path", "section", "named"),
    [
        ("/doc/site/abilene-stargate", "relies", "/doc/organization/crusoe"),
        ("/doc/site/abilene-stargate", "deals", "/doc/organization/jpmorgan-chase"),
        ("/doc/hardware/nvidia-gb200", "clusters", "/doc/organization/oracle"),
        ("/doc/platform/amazon-bedrock", "offers", "/doc/organization/anthropic"),
        ("/doc/deal/2025-11-03-openai-aws", "circles", "/doc/circle/aws--openai"),
        ("/doc/publisher/epoch-ai", "published", "/doc/source/epoch-ai-data-centers-2026-09"),
        ("/doc/figure/site-abilene-stargate-running", "rivals", "/doc/figure/site-abilene-stargate-planned-it"),
        ("/doc/source/epoch-ai-data-centers-2026-09", "stated", "/doc/figure/site-abilene-stargate-running"),
    ],
)
def test_what_a_page_leads_to(get: Get, path: str, section: str, named: str) -> None:
    links = {link["href"] for link in _section(_main(get, path), section).all("a")}
    assert any(link.startswith(named) for link in links), sorted(links)


def test_long_pages_have_a_table_of_contents(get: Get) -> None:
    main = _main(get, "/doc/organization/openai")
    contents = next(nav for nav in main.all("nav") if "here" in nav.get("class").split())
    assert [link["href"] for link in contents.all("a")] == [f"#{heading['id']}" for heading in main.all("h2")]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_catalogue_says_sizes_and_media_types_as_people_do(get: Get, graph: ox.Store, language: Language) -> None:
    main = _main(get, f"/{language}/catalog")
    rows = _ask(
        graph,
        f"PREFIX dcat: <{PREFIXES['dcat']}> SELECT ?size ?type {{ ?d dcat:byteSize ?size ; dcat:mediaType ?type }}",
    )
    sizes = {one.get("value"): one.text for one in main.all("data")}
    links = {one.get("href"): one.text for one in main.all("a")}
    assert len(rows) > 5
    for row in rows:
        assert sizes[row["size"].value] == values.bytes_(int(row["size"].value), language)
        assert row["type"].value.endswith(f"/media-types/{links[row['type'].value]}")
