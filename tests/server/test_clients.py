"""Who asks: addresses and keys, their shares, and what the outside may see of the inside."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from tests.conftest import Serve

from dorsale.release import Release
from dorsale.server.clients import KeyFileError, add_key

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"
QUICK = "ASK { ?s ?p ?o }"


def test_a_key_raises_the_limits_and_an_unknown_one_is_told(releases: Path, tmp_path: Path, serve: Serve) -> None:
    keys = tmp_path / "keys"
    made = subprocess.run(
        [sys.executable, "-m", "dorsale", "key", "analyst", "--file", str(keys)],
        capture_output=True,
        text=True,
        check=True,
    )
    key = made.stdout.strip()
    assert key not in keys.read_text("utf-8")
    assert keys.stat().st_mode & 0o077 == 0
    with (
        serve(releases, keys=keys, query_seconds=0.5, key_seconds=1.5) as (address, _),
        httpx.Client(base_url=address, params={"query": ENDLESS}, timeout=20) as client,
    ):
        assert client.get("/sparql").json()["seconds"] == 0.5
        with_key = client.get("/sparql", headers={"authorization": f"Bearer {key}"})
        assert (with_key.status_code, with_key.json()["seconds"]) == (504, 1.5)
        wrong = client.get("/sparql", headers={"authorization": f"Bearer {key}x"})
        assert wrong.status_code == 401
        assert wrong.json()["type"].endswith("/problem/key")
        assert wrong.headers["www-authenticate"] == "Bearer"


def test_the_file_of_keys(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    assert len(add_key(path, "one")) >= 32
    for name in ("one", "", "two words"):
        with pytest.raises(KeyFileError):
            add_key(path, name)
    path.write_text("# comment\n\nnonsense\n", "utf-8")
    with pytest.raises(KeyFileError, match=r"keys:3"):
        add_key(path, "two")


@pytest.mark.parametrize(("trusted", "expected"), [("127.0.0.1", {200}), ("192.0.2.1", {200, 429})])
def test_shares_are_by_address_and_only_a_trusted_proxy_may_name_it(
    trusted: str, expected: set[int], releases: Path, serve: Serve
) -> None:
    """40 clients behind one proxy: seen apart where it is trusted, one client with 40 queries where it is not."""

    async def ask(address: str) -> set[int]:
        async with httpx.AsyncClient(base_url=address, timeout=30, limits=httpx.Limits(max_connections=50)) as client:

            async def one(number: int) -> int:
                query = f"ASK {{ ?s ?p ?o }} # {number}"
                headers = {"x-forwarded-for": f"198.51.100.{number}"}
                return (await client.get("/sparql", params={"query": query}, headers=headers)).status_code

            return set(await asyncio.gather(*(one(number) for number in range(40))))

    with serve(releases, trusted_proxies=trusted, workers=4) as (address, _):
        assert asyncio.run(ask(address)) == expected


def test_limits_are_stated(client: httpx.Client) -> None:
    stated = client.get("/sparql", params={"query": QUICK}).headers["dorsale-limits"]
    assert stated == "seconds=2, query-bytes=65536, result-bytes=4000000, memory-bytes=300000000"


def test_metrics(releases: Path, release: Release, serve: Serve) -> None:
    with serve(releases) as (address, _), httpx.Client(base_url=address) as client:
        for query in (QUICK, QUICK, "nonsense"):
            client.get("/sparql", params={"query": query})
        client.post("/sparql", data={"query": QUICK})
        client.get("/fr/doc/organization/openai")
        shown = client.get("/metrics")
        assert shown.headers["content-type"].startswith("text/plain")
        lines = set(shown.text.splitlines())
        assert 'dorsale_requests_total{method="GET",route="sparql",status="200"} 2.0' in lines
        assert 'dorsale_requests_total{method="POST",route="sparql",status="200"} 1.0' in lines
        assert 'dorsale_requests_total{method="GET",route="doc",status="200"} 1.0' in lines
        assert 'dorsale_queries_total{outcome="boolean"} 2.0' in lines
        assert 'dorsale_queries_total{outcome="remembered"} 1.0' in lines
        assert 'dorsale_queries_total{outcome="syntax"} 1.0' in lines
        assert f'dorsale_release_info{{version="{release.version}"}} 1.0' in lines
        values = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
        assert float(values["dorsale_cache_hits"]) >= 1
        assert float(values["dorsale_engine_memory_bytes"]) > 10_000_000
        assert float(values['dorsale_engine{state="workers"}']) >= 1
        outside = client.get("/metrics", headers={"x-forwarded-for": "198.51.100.7"})
        assert outside.status_code == 404


def test_the_log_has_a_line_a_request_and_no_secret(releases: Path, serve: Serve) -> None:
    with serve(releases, access_log=True) as (address, server):
        secret = {"query": "ASK { <urn:my-secret> ?p ?o }"}
        httpx.get(f"{address}/sparql", params=secret, headers={"x-request-id": "my-number-1"})
        httpx.get(f"{address}/about", headers={"authorization": "Bearer my-secret-key", "x-request-id": "bad number"})
        assert server.stdout is not None
        lines = [json.loads(server.stdout.readline()) for _ in range(2)]
    assert [line["path"] for line in lines] == ["/sparql", "/about"]
    assert lines[0]["request_id"] == "my-number-1"
    assert lines[1]["request_id"] != "bad number"
    assert lines[0]["outcome"] == "boolean"
    assert "secret" not in json.dumps(lines)
