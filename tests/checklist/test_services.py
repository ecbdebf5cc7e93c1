"""R, S, X and H: reconciliation, mappings, crates and examples, and the rules of the house, one test a line."""

import asyncio
import hashlib
import json
import re
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

import httpx
import jsonschema_rs
import pytest
from mcp import Client
from rocrate.rocrate import ROCrate
from tests.conftest import ROOT
from tests.pages.reading import Element
from tests.pages.reading import read as read_html

from dorsale.namespaces import BASE, GRAPH, PREFIXES
from dorsale.release import Release
from dorsale.tables.sssom import MappingSet, read_mappings

from .conftest import Select

HTML: Final = {"accept": "text/html"}
NVIDIA: Final = "organization/nvidia"
PAGES: Final = ("/", "/doc/organization/iren", "/dataset", "/query", "/search?q=nvidia", "/downloads", "/pictures")
MATCH: Final = {"q0": {"query": "Nvidea Corp", "type": "Organization", "limit": 3}, "q1": {"query": "Facebook"}}


def matched(client: httpx.Client, queries: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    answer = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    return {key: value["result"] for key, value in answer.json().items()}


def test_r1_the_manifest_keeps_to_the_schema(client: httpx.Client) -> None:
    schema = json.loads((ROOT / "tests/exchange/reconciliation.json").read_text(encoding="utf-8"))
    told = client.get("/reconcile").json()
    assert jsonschema_rs.validator_for({**schema, "$ref": "#/$defs/manifest"}).is_valid(told)
    assert "0.2" in told["versions"]
    assert "{{id}}" in told["view"]["url"]


def test_r2_batches_by_get_and_by_post(client: httpx.Client) -> None:
    by_get = client.get("/reconcile", params={"queries": json.dumps(MATCH)}).json()
    assert {key: value["result"] for key, value in by_get.items()} == matched(client, MATCH)
    assert client.post("/reconcile", data={"queries": "{"}).status_code == 400
    assert client.post("/reconcile", data={"queries": '{"q0": {"limit": -1}}'}).status_code == 400


def test_r3_candidates_are_whole_and_keep_their_keys(client: httpx.Client) -> None:
    found = matched(client, MATCH)
    assert list(found) == list(MATCH)
    assert all({"id", "name", "type", "score", "match"} <= set(one) for listed in found.values() for one in listed)


def test_r4_type_property_and_limit_narrow(client: httpx.Client) -> None:
    typed = {"query": "Stargate", "type": "Programme"}
    country = {"pid": "country", "v": {"id": "JP", "name": "Japan"}}
    found = matched(
        client,
        {"typed": typed, "few": {"query": "data", "limit": 2}, "at": {"query": "SoftBank", "properties": [country]}},
    )
    assert {one["type"][0]["id"].rpartition("#")[2] for one in found["typed"]} == {"Programme"}
    assert len(found["few"]) <= 2
    assert found["at"]


def test_r5_suggestions(client: httpx.Client) -> None:
    for what, prefix in (("entity", "mistr"), ("type", "org"), ("property", "coun")):
        assert client.get(f"/reconcile/suggest/{what}", params={"prefix": prefix}).json()["result"], what


def test_r6_a_preview_has_the_size_that_is_told(client: httpx.Client) -> None:
    told = client.get("/reconcile").json()["preview"]
    assert told["width"] > 0 < told["height"]
    page = client.get(told["url"].replace("{{id}}", quote(NVIDIA, safe="")))
    assert "NVIDIA" in read_html(page.text).one("main").text


def test_r7_values_are_fetched_and_properties_proposed(client: httpx.Client) -> None:
    wish = {"ids": [NVIDIA], "properties": [{"id": "lei"}]}
    rows = client.post("/reconcile", data={"extend": json.dumps(wish)}).json()["rows"]
    assert rows[NVIDIA]["lei"] == [{"str": "549300S4KLFTLO7GSQ80"}]
    proposed = client.get("/reconcile/properties", params={"type": "Organization"}).json()["properties"]
    assert "lei" in {one["id"] for one in proposed}


def test_r8_scripts_of_any_origin_may_ask(client: httpx.Client) -> None:
    answer = client.get("/reconcile", headers={"origin": "https://example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"


def test_r9_label_alias_and_old_name_come_first_and_in_one_order(client: httpx.Client, select: Select) -> None:
    names = {"NVIDIA": NVIDIA, "Nvidia Corporation": NVIDIA, "Facebook": "organization/meta"}
    queries = {name: {"query": name} for name in names}
    found = matched(client, queries)
    assert {name: found[name][0]["id"] for name in names} == names
    assert matched(client, queries) == found


@pytest.fixture(scope="module")
def mappings(client: httpx.Client, release: Release) -> list[MappingSet]:
    """The mapping sets of the release, which are those that are served."""
    paths = sorted((release.path / "sssom").iterdir())
    assert all(client.get(f"/sssom/{path.name}").content == path.read_bytes() for path in paths)
    return [read_mappings(path) for path in paths]


def test_s1_mapping_sets_say_who_what_and_why(mappings: list[MappingSet]) -> None:
    assert len(mappings) > 8
    for one in mappings:
        assert {"mapping_set_id", "license"} <= set(one.head)
        for row in one.rows:
            assert all(row.get(name) for name in ("subject_id", "predicate_id", "object_id"))
            assert row["mapping_justification"].startswith("semapv:")


def test_s2_prefixes_expand(mappings: list[MappingSet]) -> None:
    for one in mappings:
        for row in one.rows:
            assert all(":" in one.expand(row[name]) for name in ("subject_id", "predicate_id", "object_id"))


def test_s3_subjects_are_in_the_graph(mappings: list[MappingSet], select: Select) -> None:
    known = {
        row["s"]
        for graph in ("ontology", "data")
        for row in select(
            f"""SELECT DISTINCT ?s {{ GRAPH <{GRAPH}links> {{ ?s ?p ?o }}
            FILTER EXISTS {{ GRAPH <{GRAPH}{graph}> {{ ?s a ?c }} }} }}"""
        )
    }
    for one in mappings:
        said = [row for row in one.rows if not row.get("predicate_modifier")]
        assert {one.expand(row["subject_id"]) for row in said} <= known


def test_s5_mappings_stand_in_a_graph_of_their_own(select: Select) -> None:
    either = f"<{PREFIXES['skos']}exactMatch>|<{PREFIXES['schema']}sameAs>"
    query = f"SELECT ?g {{ GRAPH ?g {{ ?s {either} ?o }} }} GROUP BY ?g"
    assert [row["g"] for row in select(query)] == [f"{GRAPH}links"]


@pytest.fixture(scope="module")
def crate(client: httpx.Client, version: str) -> dict[str, Any]:
    body: dict[str, Any] = client.get(f"/dataset/{version}/ro-crate-metadata.json").json()
    return {one["@id"]: one for one in body["@graph"]}


def test_x1_each_release_is_a_crate(crate: dict[str, Any], client: httpx.Client, release: Release) -> None:
    root = crate["./"]
    assert crate["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    assert {"name", "description", "datePublished", "license"} <= set(root)
    files = {one["path"] for one in release.manifest["files"]} - {"ro-crate-metadata.json"}
    assert {one["@id"] for one in root["hasPart"]} == files
    for name in files:
        body = (release.path / name).read_bytes()
        assert (str(len(body)), hashlib.sha256(body).hexdigest()) == (crate[name]["contentSize"], crate[name]["sha256"])
        head = client.head(f"/dataset/{release.version}/{name}")
        assert (head.status_code, head.headers["content-length"]) == (200, crate[name]["contentSize"])
    read = ROCrate(release.path)
    assert (read.version, read.root_dataset["identifier"]) == ("1.2", f"{BASE}dataset/{release.version}")
    assert {one.id for one in read.data_entities} == files


def test_x2_language_models_are_led(client: httpx.Client) -> None:
    lines = client.get("/llms.txt").text.splitlines()
    assert (lines[0][:2], lines[2][:2]) == ("# ", "> ")
    assert [line[:3] for line in lines if line.startswith("#")][1:] == ["## "] * 4
    links = re.findall(r"^- \[([^\]]+)\]\((\S+)\)", "\n".join(lines), re.MULTILINE)
    assert {client.get(address).status_code for name, address in links if name != "Tools"} == {200}


def test_x3_agents_have_tools_that_only_read(address: str) -> None:
    async def use() -> tuple[list[Any], str]:
        async with Client(f"{address}/mcp") as client:
            tools = (await client.list_tools()).tools
            found = await client.call_tool("find", {"text": "NVIDIA"})
            return tools, str(found.content)

    tools, found = asyncio.run(use())
    assert len(tools) == 7
    assert all(tool.annotations.read_only_hint for tool in tools)
    assert "nvidia" in found


def test_x4_stored_questions_are_whole(select: Select) -> None:
    sh, schema = PREFIXES["sh"], PREFIXES["schema"]
    rows = select(
        f"""SELECT ?q (COUNT(DISTINCT ?query) AS ?queries) (COUNT(DISTINCT ?comment) AS ?comments)
        (COUNT(DISTINCT ?target) AS ?targets) {{ GRAPH <{GRAPH}questions> {{ ?q a <{sh}SPARQLExecutable> .
        OPTIONAL {{ ?q <{sh}select>|<{sh}ask>|<{sh}construct>|<{sh}describe> ?query }}
        OPTIONAL {{ ?q <{PREFIXES["rdfs"]}comment> ?comment }} OPTIONAL {{ ?q <{schema}target> ?target }} }} }}
        GROUP BY ?q"""
    )
    assert len(rows) > 50
    assert [row for row in rows if (row["queries"], row["targets"]) != ("1", "1") or int(row["comments"]) < 2] == []


def test_x5_the_same_questions_stand_everywhere(client: httpx.Client, select: Select, root: Path) -> None:
    files = {path.name for path in (root / "ontology" / "questions").iterdir() if path.is_dir()}
    graph = select(f"SELECT ?q {{ GRAPH <{GRAPH}questions> {{ ?q a <{PREFIXES['sh']}SPARQLExecutable> }} }}")
    assert {row["q"].rpartition("/")[2] for row in graph} == files
    page = client.get("/questions", headers=HTML).text
    assert [name for name in files if name not in page] == []


def test_h1_problems_are_documents_with_a_type(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "SELECT"})
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"] == f"{BASE}problem/syntax"
    assert client.get("/problem/syntax").status_code == 200


def test_h2_requests_have_numbers(client: httpx.Client) -> None:
    assert client.get("/healthz", headers={"x-request-id": "abc-12345"}).headers["x-request-id"] == "abc-12345"
    assert len(client.get("/healthz").headers["x-request-id"]) == 32


@pytest.fixture(scope="module")
def pages(client: httpx.Client) -> dict[str, Element]:
    return {path: read_html(client.get(path, headers=HTML).text) for path in PAGES}


def test_h3_no_page_loads_anything_from_elsewhere(pages: dict[str, Element], client: httpx.Client) -> None:
    for path, page in pages.items():
        loaded = [link["href"] for link in page.all("link") if link["rel"] in ("stylesheet", "icon", "preload")]
        loaded += [element.get("src") for element in page.all("script", "img", "iframe") if element.get("src")]
        assert loaded, path
        assert [one for one in loaded if urlsplit(one).netloc] == []
        for one in loaded:
            assert not re.search(rb"(url\(|import\(|from ?)[\"']?https?:", client.get(one).content), one


def test_h4_no_script_stands_in_a_page(client: httpx.Client) -> None:
    for path in PAGES:
        policy = client.head(path, headers=HTML).headers["content-security-policy"]
        assert re.search(r"script-src '(self|none)'", policy)
        assert "unsafe" not in policy


def test_h5_pages_are_marked_up_for_all(pages: dict[str, Element]) -> None:
    """What axe and the Tab key find, a browser tells elsewhere; here, what they build on."""
    for path, page in pages.items():
        assert page.get("lang") == "en", path
        assert (len(page.all("h1")), len(page.all("main"))) == (1, 1), path
        assert page.all("a")[0]["href"] == "#main", path
        labels = {label.get("for") for label in page.all("label")}
        named = [one for one in page.all("input", "select", "textarea") if one.get("type") not in ("hidden", "submit")]
        unnamed = [one for one in named if one.get("id") not in labels and not one.get("aria-label")]
        assert [one.attributes for one in unnamed if not any(up.tag == "label" for up in one.above())] == [], path


def test_h6_forms_work_without_scripts(pages: dict[str, Element], client: httpx.Client) -> None:
    for path, field in (("/query", "query"), ("/search?q=nvidia", "q")):
        form = next(one for one in pages[path].all("form") if field in [f.get("name") for f in one.walk()])
        assert (form.get("method") or "get") in ("get", "post")
        assert form["action"]
    found = client.get("/search", params={"q": "nvidia"}, headers=HTML).text
    assert "/doc/organization/nvidia" in found
    assert "/dumps/" in client.get("/downloads", headers=HTML).text


def test_h7_addresses_are_made_from_the_place(pages: dict[str, Element], client: httpx.Client) -> None:
    """A server under a prefix is asked elsewhere (tests/pages/test_prefix.py); here, no template types an address."""
    templates = Path(ROOT / "src/dorsale/pages/templates").rglob("*.html")
    typed = [
        (path.name, found)
        for path in templates
        for found in re.findall(r'(?:href|src|action)="/[^"]*"', path.read_text("utf-8"))
    ]
    assert typed == []


def test_h8_supervisors_are_answered(client: httpx.Client, version: str) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").json() == {"ready": True, "release": version}
    assert "# TYPE" in client.get("/metrics").text
