"""What ``docs/agents.md`` tells is what happens: its configurations, its table of tools, and its limits."""

import asyncio
import json
import os
import re
import sys
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from mcp import Client, StdioServerParameters
from tests.conftest import Serve

PAGE: Final = (Path(__file__).parents[2] / "docs" / "agents.md").read_text("utf-8")
TABLE: Final = {
    tool: set(re.findall(r"`(\w+)`", given))
    for tool, given in re.findall(r"^\| `(\w+)` \| [^|]+ \|([^|]*)\|$", PAGE, re.MULTILINE)
}
"""The tools, and what goes into each."""

_CONFIGURATION: Final = json.loads(re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[0])["mcpServers"]


async def _tools(server: str | StdioServerParameters) -> dict[str, Any]:
    async with Client(server) as client:
        return {tool.name: tool for tool in (await client.list_tools()).tools}


async def _call(server: str, name: str, **arguments: object) -> tuple[str, bool]:
    async with Client(server) as client:
        result = await client.call_tool(name, arguments)
        return "".join(part.text for part in result.content if part.type == "text"), bool(result.is_error)


@pytest.fixture(scope="module")
def address(releases: Path, serve: Serve) -> Any:
    """Where the tools are: the page's address, but for the host."""
    with serve(releases) as (base, _):
        yield _CONFIGURATION["dorsale"]["url"].replace("http://127.0.0.1:8000", base)


def test_both_configurations_lead_to_the_tools_of_the_table(address: str, releases: Path) -> None:
    """What a tool takes is in its row, but for the language, of which the page speaks once."""
    here = _CONFIGURATION["dorsale-here"]
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    started = StdioServerParameters(
        command=here["command"], args=here["args"], cwd=releases.parent, env={**os.environ, "PATH": path}
    )
    assert here["args"][-1] == releases.name
    for server in (address, started):
        tools = asyncio.run(_tools(server))
        takes = {name: set(tool.input_schema.get("properties", {})) for name, tool in tools.items()}
        assert {name: one - {"language"} for name, one in takes.items()} == TABLE


@pytest.mark.parametrize("thing", ["org:openai", "https://w3id.org/dorsale/id/organization/openai", "page", "NVIDIA"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_thing_may_be_named_in_each_of_the_ways(address: str, thing: str, language: str) -> None:
    assert "`thing` is a short IRI (`org:openai`), an IRI, the address of a page, or an exact name" in PAGE
    named = thing.replace("page", f"{address.removesuffix('/mcp')}/{language}/doc/organization/openai")
    text, failed = asyncio.run(_call(address, "describe", thing=named, language=language))
    assert not failed
    assert "org:" in text


def test_answers_are_as_long_as_the_page_says(address: str) -> None:
    most, rows = (
        int(one.replace(",", ""))
        for one in re.findall(r"at\s+most ([\d,]+) characters \(whole lines\) and (\d+) rows", PAGE)[0]
    )
    text, failed = asyncio.run(_call(address, "query", sparql="SELECT ?s { ?s ?p ?o }", rows=rows))
    assert not failed
    assert rows <= len(text.splitlines()) <= rows + 2
    assert asyncio.run(_call(address, "query", sparql="SELECT ?s { ?s ?p ?o }", rows=rows + 1))[1]
    graph = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 100000"
    text, failed = asyncio.run(_call(address, "query", sparql=graph))
    assert not failed
    assert most / 2 < len(text) <= most + 100  # what it says of the cut
    assert "cut here" in text


def test_bodies_are_as_large_as_the_page_says(address: str) -> None:
    (most,) = (int(one) * 1024 for one in re.findall(r"at most (\d+) kB", PAGE))
    headers = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
    with httpx.Client(trust_env=False) as client:
        assert client.post(address, content=b" " * (most + 1), headers=headers).status_code == 413
        assert client.post(address, content=b" " * (most - 1), headers=headers).status_code == 400
        told = {**headers, "origin": "http://elsewhere.example"}
        asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
        assert (
            client.post(address, json=asked, headers=told).status_code
            == client.post(address, json=asked, headers=headers).status_code
        )
