"""The feed of deals is Atom (RFC 4287), and says what the pages say."""

import re
from xml.etree import ElementTree as ET

import httpx
import pyoxigraph as ox
import pytest

from dorsale.namespaces import ID

_ATOM = "{http://www.w3.org/2005/Atom}"
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT00:00:00Z")


def _one(parent: ET.Element, name: str) -> str:
    (found,) = parent.findall(_ATOM + name)
    return found.text or ""


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_entry_has_what_atom_asks_for(client: httpx.Client, language: str, graph: ox.Store) -> None:
    response = client.get(f"/{language}/deals.atom")
    assert (response.status_code, response.headers["content-type"]) == (200, "application/atom+xml")
    feed = ET.fromstring(response.content)
    assert feed.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == language
    links = {link.attrib["rel"]: link.attrib["href"] for link in feed.findall(f"{_ATOM}link")}
    assert links["self"].endswith(f"/{language}/deals.atom")
    entries = feed.findall(f"{_ATOM}entry")
    assert len(entries) == 50
    days = [_one(entry, "updated") for entry in entries]
    assert days == sorted(days, reverse=True)
    assert len({_one(entry, "id") for entry in entries}) == 50
    for entry in (feed, *entries):
        assert _INSTANT.fullmatch(_one(entry, "updated"))
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    for entry in entries:
        assert _one(entry, "published") <= _one(entry, "updated") <= _one(feed, "updated")
        assert _one(entry, "summary")
        iri = ox.NamedNode(_one(entry, "id"))
        said = [quad.object for quad in graph.quads_for_pattern(iri, label, None)]
        texts = [one.value for one in said if isinstance(one, ox.Literal) and one.language == language]
        assert [re.sub(r"\s", " ", _one(entry, "title"))] == [re.sub(r"\s", " ", text) for text in texts]


def test_a_link_leads_to_the_page_of_the_deal(client: httpx.Client) -> None:
    entry = ET.fromstring(client.get("/en/deals.atom").content).findall(f"{_ATOM}entry")[0]
    (link,) = entry.findall(f"{_ATOM}link")
    page = client.get(link.attrib["href"])
    assert page.status_code == 200
    assert link.attrib["href"].endswith(_one(entry, "id").removeprefix(ID))


def test_pages_lead_to_it(client: httpx.Client) -> None:
    page = client.get("/fr/list/deal", headers={"accept": "text/html"}).text
    assert re.search(r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="/fr/deals\.atom">', page)
    assert client.get("/deals.atom", headers={"accept-language": "fr"}).headers["content-language"] == "fr"
