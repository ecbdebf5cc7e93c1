"""What programs that look around read first: it leads to what there is, and keeps them from what costs."""

import re
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import httpx
import pyoxigraph as ox

from dorsale.namespaces import TERM

_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_LINK = re.compile(r"^- \[([^\]]+)\]\((\S+)\): \S", re.MULTILINE)


def test_robots_keep_from_the_engine_and_may_read_the_rest(client: httpx.Client) -> None:
    said = client.get("/robots.txt")
    assert said.headers["content-type"].startswith("text/plain")
    rules = RobotFileParser()
    rules.parse(said.text.splitlines())
    for closed in (
        "/sparql?query=ASK%7B%7D",
        "/en/query?query=x",
        "/fr/search?q=x",
        "/mcp",
        "/reconcile",
        "/changes/a/b",
    ):
        assert not rules.can_fetch("anybody", closed), closed
    for free in (
        "/",
        "/fr/doc/organization/openai",
        "/dumps/SHA256SUMS",
        "/query",
        "/questions",
        "/changes",
        "/llms.txt",
    ):
        assert rules.can_fetch("anybody", free), free
    assert rules.site_maps() == [f"{str(client.base_url).rstrip('/')}/sitemap.xml"]


def test_the_sitemap_names_every_thing_once_and_each_address_answers(client: httpx.Client, graph: ox.Store) -> None:
    urls = ET.fromstring(client.get("/sitemap.xml").content).findall(f"{_SITEMAP}url")
    addresses = [url.findtext(f"{_SITEMAP}loc") or "" for url in urls]
    assert len(addresses) == len(set(addresses)) < 50_000
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", url.findtext(f"{_SITEMAP}lastmod") or "") for url in urls)
    for kind, name in (("deal", "Deal"), ("site", "Site"), ("organization", "Organization"), ("source", "Source")):
        found = graph.query(f"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ ?s a <{TERM}{name}> }}")
        assert isinstance(found, ox.QuerySolutions)
        (row,) = found
        assert sum(f"/doc/{kind}/" in one for one in addresses) == int(row["n"].value)
    documents = [one for one in addresses if "/doc/" in one]
    pages = [one for one in addresses if "/doc/" not in one]
    for address in (*pages, *documents[:: len(documents) // 30]):
        assert client.get(address, headers={"accept": "text/html"}).status_code == 200, address


def test_what_language_models_read_begins_as_it_should_and_each_link_answers(client: httpx.Client) -> None:
    said = client.get("/llms.txt")
    assert said.headers["content-type"].startswith("text/markdown")
    lines = said.text.splitlines()
    assert lines[0] == "# Dorsale"
    assert lines[2].startswith("> ")
    assert [line for line in lines if line.startswith("## ")] == ["## Ask", "## Read", "## Take", "## Optional"]
    links = _LINK.findall(said.text)
    assert len(links) == sum(line.startswith("- ") for line in lines)
    for name, address in links:
        if name == "Tools":  # a message comes by POST
            continue
        assert client.get(address).status_code == 200, address
