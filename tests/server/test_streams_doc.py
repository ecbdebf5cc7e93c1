"""What ``docs/streams.md`` tells is what happens: its addresses and forms, its example, and what is gone."""

import re
from pathlib import Path
from typing import Final

import httpx
import pyoxigraph as ox
import pytest

from dorsale.namespaces import GRAPH, ID, PREFIXES
from dorsale.release import Release

from .conftest import GONE
from .replaying import LDES, RDF, TREE

PAGE: Final = (Path(__file__).parents[2] / "docs" / "streams.md").read_text("utf-8")
ADDRESSES: Final = dict(re.findall(r"^\| `(/[\w/]+)` \| (.+) \|$", PAGE, re.MULTILINE))
FORMS: Final = {
    "TriG": ("application/trig", "trig", ox.RdfFormat.TRIG),
    "Turtle": ("text/turtle", "ttl", ox.RdfFormat.TURTLE),
    "JSON-LD": ("application/ld+json", "jsonld", ox.RdfFormat.JSON_LD),
}
DEAL: Final = f"{ID}deal/2025-11-03-openai-aws"


def _read(client: httpx.Client, address: str, form: str = "TriG") -> list[ox.Quad]:
    media, _, format_ = FORMS[form]
    found = client.get(address, headers={"accept": media})
    assert (found.status_code, found.headers["content-type"].partition(";")[0]) == (200, media)
    return list(ox.parse(found.content, format=format_, base_iri=str(found.url)))


def _objects(said: list[ox.Quad], predicate: str) -> list[str]:
    found = [quad.object for quad in said if quad.predicate.value == predicate]
    assert not any(isinstance(one, ox.Triple) for one in found)
    return [one.value for one in found if not isinstance(one, ox.Triple)]


@pytest.fixture(scope="module")
def pages(kept: httpx.Client) -> list[str]:
    """The pages of the stream of what is said, from its root on."""
    return _objects(_read(kept, "/stream/data"), TREE + "node")


def test_the_streams_are_those_of_the_table(kept: httpx.Client, shelf: Path) -> None:
    streams = re.findall(r"`(\w+)`", ADDRESSES["/stream/GRAPH"])
    with Release.open(shelf / "current").store.open("rb") as lines:
        graphs = {line.rpartition(b"<" + GRAPH.encode())[2].partition(b">")[0].decode() for line in lines}
    assert set(streams) == graphs
    page = kept.get("/en/stream", headers={"accept": "text/html"})
    assert page.status_code == 200
    assert all(f"/stream/{graph}" in page.text for graph in streams)


@pytest.mark.parametrize(("what", "address"), [("Roots", "/stream/data"), ("pages", "")])
def test_the_forms(kept: httpx.Client, pages: list[str], what: str, address: str) -> None:
    """By ``Accept`` and by suffix, and none but those that are named."""
    (named,) = re.findall(rf"{what}(?: come)? as ([\w ,-]+?)(?:, by|, pages)", PAGE)
    forms = re.split(r", | and ", named)
    assert set(forms) <= FORMS.keys()
    where = address or pages[-1]
    for form, (media, suffix, _) in FORMS.items():
        by_accept = kept.get(where, headers={"accept": media})
        by_suffix = kept.get(f"{where}.{suffix}")
        if form in forms:
            assert by_accept.headers["content-type"].partition(";")[0] == media
            assert by_suffix.headers["content-type"] == by_accept.headers["content-type"]
        else:
            assert (by_accept.status_code, by_suffix.status_code) == (406, 404)


def test_what_may_be_kept_and_how_long(kept: httpx.Client, pages: list[str]) -> None:
    assert "immutable" in kept.get(pages[0]).headers["cache-control"]
    root = kept.get("/stream/data", headers={"accept": "text/turtle"})
    assert (
        kept.get(root.url, headers={"accept": "text/turtle", "if-none-match": root.headers["etag"]}).status_code == 304
    )
    said = _read(kept, "/stream/data")
    assert _objects(said, LDES + "pollingInterval") == ["3600"]


def test_a_page_has_as_many_members_as_it_says(kept: httpx.Client, pages: list[str]) -> None:
    (most,) = map(int, re.findall(r"at most (\d+) members", ADDRESSES["/stream/GRAPH/MOMENT/NUMBER"]))
    sizes = [len(_objects(_read(kept, page), TREE + "member")) for page in pages]
    assert max(sizes) == most
    assert min(sizes) > 0


def test_the_example_is_a_member_of_the_stream(kept: httpx.Client, pages: list[str]) -> None:
    """Asked as a query, in which what changes with each release is a variable."""
    (example,) = re.findall(r"## Members\n\n```\n(.*?)```", PAGE, re.DOTALL)
    (label,) = re.findall(r"rdfs:label (\"[^\"]+\"@en)", example)
    assert example.count(DEAL) == 2
    pattern = re.sub(r"<…[^>]+#id/deal/2025-11-03-openai-aws>", "?member", example)
    pattern = re.sub(r"\"[^\"]+\"\^\^xsd:dateTime", "?moment", pattern).replace("as:Update", "?kind")
    pattern = pattern.replace("?member {", "GRAPH ?member {").replace(" ; …", "").replace(label, "?label")
    store = ox.Store()
    for page in pages:
        store.extend(_read(kept, page))
    head = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("dct", "rdfs", "tree"))
    rows = store.query(f"{head} SELECT * {{ {pattern} FILTER(LANG(?label) = 'en') }} ORDER BY ?moment")
    assert isinstance(rows, ox.QuerySolutions)
    found = [(str(row["kind"]).strip("<>").removeprefix(PREFIXES["as"]), str(row["label"])) for row in rows]
    assert found == [("Create", label.replace("OpenAI", "OpenAl")), ("Update", label)]


def test_axioms_that_no_thing_leads_to_have_a_name(kept: httpx.Client) -> None:
    (name,) = re.findall(r"`…/graph/(\S+#nameless)`", PAGE)
    nodes = _objects(_read(kept, "/stream/ontology"), TREE + "node")
    versions = [one for node in nodes for one in _objects(_read(kept, node), PREFIXES["dct"] + "isVersionOf")]
    assert f"{GRAPH}{name}" in versions


def test_what_is_gone(kept: httpx.Client) -> None:
    """The properties that the page names are those that the description has, and its history is still told."""
    told = set(re.findall(r"`(\w+:\w+)`", PAGE.partition("## What is gone")[2])) - {"dct:replaces"}
    found = kept.get(f"/id/{GONE[0]}", headers={"accept": "text/turtle"}, follow_redirects=True)
    assert found.status_code == 410
    said = {quad.predicate.value for quad in ox.parse(found.content, format=ox.RdfFormat.TURTLE)}
    expanded = {PREFIXES[one.partition(":")[0]] + one.partition(":")[2] for one in told}
    assert expanded | {RDF + "type", PREFIXES["rdfs"] + "label"} <= said
    history = kept.get(f"/history/{GONE[0]}", headers={"accept": "text/html"}, follow_redirects=True)
    assert history.status_code == 200
