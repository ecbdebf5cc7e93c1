"""The tools for agents, called by the protocol's own client over HTTP and over standard input and output."""

import asyncio
import json
import os
import re
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import Client, StdioServerParameters
from tests.conftest import Serve

TOOLS = {"find", "describe", "cite", "questions", "ask", "query", "schema"}
DEAL = "deal:2025-11-03-openai-aws"

Use = Callable[[Client], Awaitable[Any]]


@pytest.fixture(scope="module")
def address(releases: Path, serve: Serve) -> Iterator[str]:
    """Where the tools are."""
    with serve(releases) as (base, _):
        yield f"{base}/mcp"


@pytest.fixture
def call(address: str) -> Callable[..., tuple[str, bool]]:
    """Calls a tool: its text, and whether it is an error."""

    def told(name: str, **arguments: object) -> tuple[str, bool]:
        async def use(client: Client) -> tuple[str, bool]:
            result = await client.call_tool(name, arguments)
            return "\n".join(part.text for part in result.content if part.type == "text"), bool(result.is_error)

        found: tuple[str, bool] = _with(address, use)
        return found

    return told


def _with(server: str | StdioServerParameters, use: Use) -> Any:
    async def run() -> Any:
        async with Client(server) as client:
            return await use(client)

    return asyncio.run(run())


def test_the_list_of_tools_is_short_and_says_that_they_only_read(address: str) -> None:
    async def use(client: Client) -> Any:
        return (await client.list_tools()).tools

    tools = _with(address, use)
    assert {tool.name for tool in tools} == TOOLS
    assert all(tool.annotations.read_only_hint and not tool.annotations.destructive_hint for tool in tools)
    assert all(tool.description for tool in tools)
    assert len(json.dumps([tool.model_dump(exclude_none=True) for tool in tools])) < 6_000


def test_an_older_client_shakes_hands(address: str) -> None:
    async def run() -> set[str]:
        async with Client(address, mode="legacy") as client:
            return {tool.name for tool in (await client.list_tools()).tools}

    assert asyncio.run(run()) == TOOLS


def test_find_gives_short_names_for_the_other_tools(call: Callable[..., tuple[str, bool]]) -> None:
    text, failed = call("find", text="amazon web services", limit=3)
    assert not failed
    assert text.splitlines()[0].startswith("org:aws = Amazon Web Services (organization")
    assert len(text.splitlines()) <= 3
    assert call("find", text="NVDA", kind="organization")[0].startswith("org:nvidia = NVIDIA")
    wrong, failed = call("find", text="NVDA", kind="company")
    assert failed
    assert "organization" in wrong


def test_describe_takes_names_short_iris_and_addresses(call: Callable[..., tuple[str, bool]]) -> None:
    told = {
        call("describe", thing=thing)[0]
        for thing in (DEAL, "https://w3id.org/dorsale/id/deal/2025-11-03-openai-aws", f"<{DEAL}>")
    }
    assert len(told) == 1
    text = told.pop()
    assert "org:aws" in text
    assert "38000000000 cur:USD" in text
    assert call("describe", thing="OpenAI")[0].startswith("OpenAI <org:openai>")
    french, _ = call("describe", thing=DEAL, language="fr")
    assert "sept ans" in french


def test_a_name_that_is_not_one_thing_leads_on(call: Callable[..., tuple[str, bool]]) -> None:
    text, failed = call("describe", thing="Stargate sites of the moon")
    assert failed
    assert "find" in text or "Near" in text
    assert call("describe", thing="org:no-such-thing")[1]


def test_cite_gives_value_qualifier_rank_and_sources(call: Callable[..., tuple[str, bool]]) -> None:
    text, failed = call("cite", thing=DEAL)
    assert not failed
    total = next(line for line in text.splitlines() if "fig:2025-11-03-openai-aws-total" in line)
    assert "[38000000000 cur:USD]" in total
    assert "qualifier qualifier:exact" in total
    assert "rank preferred" in total
    stated = re.findall(r"src:[a-z0-9-]+", total)
    assert stated
    sources = text.partition("sources:")[2]
    assert all(f"<{one}>" in sources for one in stated)
    assert "http" in sources
    assert "CC BY 4.0" in text


def test_a_stored_question_takes_values_by_name(call: Callable[..., tuple[str, bool]]) -> None:
    listed, _ = call("questions", about="licensed media")
    slug = next(line.partition(":")[0] for line in listed.splitlines() if not line.startswith("#"))
    text, failed = call("ask", question=slug, rows=3)
    assert not failed
    assert " | " in text
    other, failed = call("ask", question=slug, values={"licensee": "Perplexity AI"}, rows=3)
    assert not failed or "Near" in other
    assert other != text
    wrong, failed = call("ask", question=slug, values={"nobody": "x"})
    assert failed
    assert "licensee" in wrong
    assert call("ask", question="no-such-question")[1]


def test_sparql_needs_no_prefixes_and_says_when_it_is_cut(call: Callable[..., tuple[str, bool]]) -> None:
    text, failed = call("query", sparql="SELECT ?d WHERE { ?d a dor:Deal } ORDER BY ?d", rows=5)
    assert not failed
    lines = text.splitlines()
    assert lines[0] == "d"
    assert len(lines) == 7
    assert "more follow" in lines[-1]
    assert call("query", sparql="ASK { org:openai a dor:Organization }") == ("yes", False)
    graph, _ = call("query", sparql="CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 100000")
    assert len(graph) < 31_000
    assert "cut here" in graph


@pytest.mark.parametrize(
    ("sparql", "said"),
    [
        ("SELECT ?d WHERE {\n ?d a dor:Deal ;;; x }", "line 2"),
        ("DELETE WHERE { ?s ?p ?o }", "only be read"),
        ("SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "too long"),
        ("SELECT * WHERE " + "{" * 2000 + "}" * 2000, "nest"),
    ],
)
def test_what_is_out_of_bounds_is_refused_in_words(
    call: Callable[..., tuple[str, bool]], sparql: str, said: str
) -> None:
    text, failed = call("query", sparql=sparql)
    assert failed
    assert said in text


def test_arguments_out_of_bounds_are_refused(call: Callable[..., tuple[str, bool]]) -> None:
    assert call("query", sparql="ASK {}", rows=100_000)[1]
    assert call("find", text="x" * 1000)[1]
    assert call("describe", thing=DEAL, language="de")[1]


def test_the_schema_is_short_and_true(call: Callable[..., tuple[str, bool]]) -> None:
    text, failed = call("schema")
    assert not failed
    assert len(text) < 14_000
    for line in ("dor:Deal: ", "standing: ", "dor:Commitment ("):
        assert f"\n{line}" in text
    assert "customer→org" in text


def test_a_body_that_is_too_large_and_an_unknown_key_are_refused(address: str) -> None:
    with httpx.Client(trust_env=False) as client:
        headers = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
        assert client.post(address, content=b"{" + b" " * 400_000 + b"}", headers=headers).status_code == 413
        known = client.post(address, json={}, headers={**headers, "authorization": "Bearer nobody"})
        assert known.status_code == 401


def test_over_standard_input_and_output(releases: Path) -> None:
    async def use(client: Client) -> str:
        result = await client.call_tool("find", {"text": "nvidia", "limit": 1})
        return "".join(part.text for part in result.content if part.type == "text")

    server = StdioServerParameters(
        command=sys.executable, args=["-m", "dorsale", "mcp", "--releases", str(releases)], env=dict(os.environ)
    )
    assert _with(server, use).startswith("org:nvidia = NVIDIA")
