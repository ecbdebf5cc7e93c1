"""A private release goes to its owner only, and nothing that goes round says what its overlay says."""

import asyncio
import gzip
import io
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, cast

import httpx
import pytest
from click.testing import CliRunner
from tests.conftest import Serve
from tests.exchange.test_merge_doc import MERGE, table

from dorsale.cli import main
from dorsale.engine.graphs import Source
from dorsale.engine.interface import EngineFailed
from dorsale.exchange.mcp import stdio
from dorsale.namespaces import ID, PRIVATE
from dorsale.release import Release, ReleaseError
from dorsale.release.kept import find
from dorsale.server.guarded import may_listen
from dorsale.server.serving import Offer, Serving
from dorsale.settings import Settings

OURS: Final = ID + "organization/private.halvorsen"
CONTRACT: Final = ID + "deal/private.v-1043"
WORDS: Final = ("halvorsen", "private.v-", "V-1043", "Fjordnett")
COUNT: Final = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{PRIVATE}halvorsen> {{ ?s ?p ?o }} }}"
SHARED: Final = (
    *("/catalog.ttl", "/dataset.ttl", "/downloads", "/tables", "/tables/datapackage.json", "/tables/deals.csv"),
    *("/tables/organizations.csv", "/report.json", "/report", "/picture/network.json", "/deals.atom"),
    *("/sssom/identities-wikidata.sssom.tsv", "/cite.bib", "/cite.json", "/openapi.json", "/robots.txt", "/shapes.ttl"),
    *("/dumps/SHA256SUMS", "/ontology.ttl", "/releases", "/releases.ttl", "/dataset/current", "/linkset/dataset.json"),
    *("/dataset?_profile=dcat-ap", "/dataset?_profile=void", "/dataset/current/ro-crate-metadata.json"),
    *("/ontology/context.jsonld", "/query/terms.en.json", "/.well-known/void", "/stream", "/stream.ttl"),
)
"""What people and programs take away and pass on."""


@pytest.fixture(scope="module")
def address(private: Path, serve: Serve) -> Iterator[str]:
    with serve(private) as (found, _):
        yield found


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60) as found:
        yield found


def lacks(text: str) -> bool:
    """Whether a text says nothing of the overlay, but for the banner that every page has, which names it."""
    return not any(word in text.replace("what halvorsen adds", "") for word in WORDS)


def test_queries_see_the_overlay_in_its_graph_and_in_the_default_graph(client: httpx.Client) -> None:
    ask = {"accept": "application/sparql-results+json"}
    found = client.get("/sparql", params={"query": COUNT}, headers=ask).json()["results"]["bindings"]
    assert int(found[0]["n"]["value"]) > 200
    joined = f"ASK {{ <{ID}organization/coreweave> <https://w3id.org/dorsale/ontology#suppliesTo> <{OURS}> }}"
    assert client.get("/sparql", params={"query": joined}, headers=ask).json()["boolean"] is True


@pytest.mark.parametrize(
    ("count", "wanted"),
    [
        ("= 1", table(r"supplier \| GPU maker")),
        ("> 1", [["Google Cloud"], ["Amazon Web Services"], ["Oracle"]]),
    ],
)
def test_the_question_has_the_answer_that_the_page_tells(
    client: httpx.Client, count: str, wanted: list[list[str]]
) -> None:
    query = (MERGE / "single-gpu-maker.rq").read_text("utf-8").replace("?each) = 1)", f"?each) {count})")
    found = client.get("/sparql", params={"query": query}, headers={"accept": "application/sparql-results+json"})
    rows = [
        [row[name]["value"].rpartition("/")[2] for name in ("name", "maker", "grounds")]
        for row in found.json()["results"]["bindings"]
    ]
    told = {one[0]: one[1:] for one in wanted}
    assert {row[0] for row in rows} == told.keys()
    for name, maker, grounds in rows:
        assert told[name][:1] in ([], [maker])
        assert int(grounds) >= int((told[name] or ["", "0"])[1])  # more may be known by now


@pytest.mark.parametrize(
    ("language", "mark", "banner"),
    [("en", ">private</abbr>", "Private copy, for you alone"), ("fr", ">privé</abbr>", "Copie privée, pour vous seul")],
)
def test_pages_mark_what_only_the_overlay_says(client: httpx.Client, language: str, mark: str, banner: str) -> None:
    page = client.get(f"/{language}/doc/organization/coreweave").text
    ours = page.index('private.halvorsen">Halvorsen')
    assert mark in page[ours : ours + 200]
    assert banner in page
    own = client.get(f"/{language}/doc/deal/private.v-1043").text
    assert 'class="warning"' in own.partition("<h1")[2]
    assert "cite?of=" not in own
    assert mark in own


def test_search_finds_ones_own(client: httpx.Client) -> None:
    assert "private.fjordnett-as" in client.get("/en/search", params={"q": "Fjordnett"}).text


@pytest.mark.parametrize("path", SHARED)
def test_what_goes_round_says_nothing_of_it(client: httpx.Client, path: str) -> None:
    found = client.get(path, follow_redirects=True)
    assert found.status_code == 200
    assert len(found.text) > 20
    assert lacks(found.text), path


def test_no_file_for_everybody_says_anything_of_it(private: Path, release: Release) -> None:
    made = Release.open(private / "current")
    for entry in release.manifest["files"]:
        assert entry in made.manifest["files"]
        body = (made.path / entry["path"]).read_bytes()
        if entry["path"].endswith(".gz"):
            body = gzip.decompress(body)
        if entry["path"].endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(body)) as archive:
                body = b"".join(map(archive.read, archive.namelist()))
        assert not any(word.encode() in body for word in WORDS), entry["path"]
    assert list(made.damaged()) == []


def test_the_files_of_releases_are_those_of_the_record(client: httpx.Client, private: Path, release: Release) -> None:
    made = Release.open(private / "current")
    own = [entry["path"] for entry in made.manifest["files"] if entry["path"].startswith("private/")]
    assert len(own) > 4
    for version in (made.version, release.version, "current"):
        answers = [client.get(f"/dataset/{version}/{path}", follow_redirects=True) for path in own]
        assert {answer.status_code for answer in answers} == {404}
    assert client.get(f"/dataset/{made.version}").status_code == 404
    for path in (f"/dumps/{release.dumps[0].name}", f"/dataset/{release.version}/store.nq"):
        assert client.head(path).status_code == 200
    beside = Release(private / release.version, release.manifest)
    assert find(beside, made.version) is None


def test_links_of_a_private_thing_lead_to_nothing_for_everybody(client: httpx.Client) -> None:
    (told, *_) = client.get("/linkset/doc/deal/private.v-1043.json").json()["linkset"]
    assert "describedby" in told
    assert not {"license", "author", "collection"} & set(told)


def test_crawlers_get_nothing(client: httpx.Client) -> None:
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    for path in ("/sitemap.xml", "/llms.txt"):
        assert client.get(path).status_code == 404


def test_agents_get_nothing_unless_asked(client: httpx.Client) -> None:
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    found = client.post("/mcp", json=call, headers={"accept": "application/json, text/event-stream"})
    assert (found.status_code, found.json()["type"]) == (403, "https://w3id.org/dorsale/problem/private")


@pytest.mark.parametrize("tell", [False, True])
def test_agents_on_this_machine_get_the_record_alone_unless_asked(
    private: Path, monkeypatch: pytest.MonkeyPatch, *, tell: bool
) -> None:
    asked: list[Source] = []

    def engine(source: Source, limits: object) -> None:
        asked.append(source)
        raise EngineFailed("not started")

    monkeypatch.setattr(stdio, "EmbeddedEngine", engine)
    with pytest.raises(EngineFailed):
        stdio.run(Settings(releases=private, tell_agents=tell))
    made = Release.open(private / "current")
    assert asked[0].files == ((made.served if tell else made.store),)


ASK: Final = "/sparql?query=ASK%7B%7D"
HEADERS: Final = (
    ("cache-control", "private, no-cache"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-robots-tag", "noindex, nofollow, noarchive"),
)


@pytest.mark.parametrize(
    "path", ["/", "/sparql?query=ASK%7B%7D", "/doc/deal/private.v-1043.ttl", "/nothing", "/healthz"]
)
def test_no_shared_cache_and_no_other_site_gets_an_answer(client: httpx.Client, path: str) -> None:
    for _ in range(2):  # the second time, an answer that is remembered
        found = client.get(path, headers={"origin": "https://elsewhere.example"})
        plain = client.get(path)
        for answer in (found, plain):
            assert [answer.headers[name] for name, _ in HEADERS] == [value for _, value in HEADERS]
            assert not [name for name in answer.headers if name.startswith("access-control-")]
            assert "license" not in answer.headers.get("link", "")


def test_a_preflight_allows_nothing(client: httpx.Client) -> None:
    asked = {"origin": "https://elsewhere.example", "access-control-request-method": "POST"}
    assert not [name for name in client.options("/sparql", headers=asked).headers if name.startswith("access-control-")]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "elsewhere.example"}, 421),
        ({"host": "localhost.elsewhere.example"}, 421),
        ({"host": "[::1"}, 421),
        ({"host": ""}, 421),
        ({"host": "localhost:8000"}, 200),
        ({"host": "dorsale.localhost"}, 200),
        ({"host": "[::1]:8000"}, 200),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 403),
        ({"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, 200),
        ({"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}, 200),
    ],
)
def test_only_this_machine_and_its_pages_may_ask(client: httpx.Client, headers: dict[str, str], status: int) -> None:
    found = client.get(ASK, headers={**headers, "accept": "application/sparql-results+json"})
    assert found.status_code == status
    if status != 200:
        assert found.json()["type"] == "https://w3id.org/dorsale/problem/private"
        assert found.headers["content-type"] == "application/problem+json"


def test_documents_of_a_private_release_have_no_licence(client: httpx.Client) -> None:
    for path in ("/doc/deal/private.v-1043.ttl", "/doc/organization/coreweave.ttl"):
        assert "dct:license" not in client.get(path).text
    page = client.get("/en/doc/deal/private.v-1043").text
    assert 'rel="license"' not in page
    assert '"license"' not in page


@pytest.mark.parametrize(
    ("host", "expose", "may"),
    [
        ("127.0.0.1", False, True),
        ("localhost", False, True),
        ("::1", False, True),
        ("127.8.9.10", False, True),
        ("0.0.0.0", False, False),  # noqa: S104 - values to judge, nothing listens
        ("192.0.2.1", False, False),
        ("graph.example", False, False),
        ("0.0.0.0", True, True),  # noqa: S104
    ],
)
def test_loopback_is_the_rule(host: str, expose: bool, may: bool) -> None:
    assert may_listen(Settings(host=host, expose_private=expose)) is may


def test_the_command_refuses_other_addresses_and_says_why(private: Path) -> None:
    done = CliRunner().invoke(main, ["serve", "--releases", str(private), "--host", "0.0.0.0", "--port", "0"])  # noqa: S104
    assert done.exit_code == 1
    assert "is private (it has halvorsen) and is served on this machine alone" in done.output
    assert "DORSALE_EXPOSE_PRIVATE=true" in done.output


def test_a_public_server_never_takes_a_private_release_over(
    releases: Path, private: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Engine:
        async def start(self) -> None: ...

        async def ready(self) -> bool:
            return True

        async def close(self) -> None: ...

    offered = iter([Offer.current(releases), Offer.current(private), Offer.current(releases)])

    async def run() -> tuple[bool, bool]:
        serving = Serving(lambda: next(offered), lambda _: cast("Any", Engine()))
        await serving.start()
        taken = await serving.take_over()
        assert serving.pair is not None
        return taken, serving.pair.private

    assert asyncio.run(run()) == (False, False)
    assert "is private, and what was served before is not" in caplog.text


def test_a_release_that_lacks_a_private_file_is_not_whole(private: Path, tmp_path: Path) -> None:
    made = Release.open(private / "current")
    copy = tmp_path / made.version
    shutil.copytree(made.path, copy)
    (copy / "private" / "own.json").unlink()
    with pytest.raises(ReleaseError, match=r"private/own\.json is missing"):
        Release.open(copy)
