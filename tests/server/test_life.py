"""The life of a server: health, the well-known place, a new release under load, the end, and no release at all."""

import asyncio
import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
from tests.conftest import Serve
from tests.processes import children, runs

from dorsale.release import Release

VERSION = "SELECT ?v { <https://w3id.org/dorsale/dataset> <http://www.w3.org/ns/dcat#version> ?v }"


def test_health_and_the_well_known_place(client: httpx.Client, release: Release) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").json() == {"ready": True, "release": release.version}
    void = client.get("/.well-known/void")
    assert void.status_code in (302, 303)
    described = client.get(void.headers["location"], headers={"accept": "text/turtle"})
    assert described.status_code == 200
    assert "void:Dataset" in described.text


def test_a_new_release_is_taken_over_under_load(releases: Path, release: Release, tmp_path: Path, serve: Serve) -> None:
    shelf = tmp_path / "releases"
    shutil.copytree(releases, shelf, symlinks=True)
    other = f"{release.version}-b"
    shutil.copytree(shelf / release.version, shelf / other)
    _rename(shelf / other, other)

    async def load(address: str, server: "subprocess.Popen[str]") -> tuple[set[str], set[int]]:
        seen: dict[str, set[str]] = {"pages": set(), "versions": set()}
        statuses: set[int] = set()
        done = asyncio.Event()

        async def ask(client: httpx.AsyncClient, path: str, parameters: dict[str, str]) -> None:
            while not done.is_set():
                response = await client.get(path, params=parameters)
                statuses.add(response.status_code)
                if path == "/sparql":
                    seen["versions"].add(response.json()["results"]["bindings"][0]["v"]["value"])

        async with httpx.AsyncClient(base_url=address, timeout=30) as client:
            asking = [ask(client, "/sparql", {"query": VERSION}) for _ in range(4)]
            asking += [ask(client, "/doc/deal/2025-11-03-openai-aws", {})]
            running_ = asyncio.gather(*asking)
            await asyncio.sleep(1)
            (shelf / "next").symlink_to(other)
            (shelf / "next").replace(shelf / "current")
            server.send_signal(signal.SIGHUP)
            deadline = time.monotonic() + 60
            while (await client.get("/readyz")).json()["release"] != other:
                assert time.monotonic() < deadline, "the new release was not taken over"
                await asyncio.sleep(0.1)
            await asyncio.sleep(1)
            done.set()
            await running_
        return seen["versions"], statuses

    with serve(shelf) as (address, server):
        versions, statuses = asyncio.run(load(address, server))
    assert versions == {release.version, other}
    assert statuses == {200}


def _rename(folder: Path, version: str) -> None:
    """Give a copy of a release another version, in its manifest and in what it says of itself."""
    path, store = folder / "manifest.json", folder / "store.nq"
    manifest = json.loads(path.read_text("utf-8"))
    store.write_text(store.read_text("utf-8").replace(f'"{manifest["version"]}"', f'"{version}"'), "utf-8")
    manifest["version"] = version
    next(entry for entry in manifest["files"] if entry["path"] == store.name)["bytes"] = store.stat().st_size
    path.write_text(json.dumps(manifest), "utf-8")


def test_a_broken_release_is_not_taken_over(releases: Path, release: Release, tmp_path: Path, serve: Serve) -> None:
    shelf = tmp_path / "releases"
    shutil.copytree(releases, shelf, symlinks=True)
    (shelf / "broken").mkdir()
    with serve(shelf) as (address, server):
        (shelf / "next").symlink_to("broken")
        (shelf / "next").replace(shelf / "current")
        server.send_signal(signal.SIGHUP)
        time.sleep(1)
        assert httpx.get(f"{address}/readyz").json() == {"ready": True, "release": release.version}


def test_nothing_is_left_when_the_server_goes(releases: Path, serve: Serve) -> None:
    for how in (signal.SIGTERM, signal.SIGINT, signal.SIGKILL):
        with serve(releases) as (address, server):
            httpx.get(f"{address}/readyz")
            zygotes = children(server.pid)
            family = [*zygotes, *(worker for one in zygotes for worker in children(one))]
            assert family
            server.send_signal(how)
            server.wait(20)
            deadline = time.monotonic() + 5
            while (left := [pid for pid in family if runs(pid)]) and time.monotonic() < deadline:
                time.sleep(0.05)
            assert not left


def test_without_a_release_it_says_what_to_do(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dorsale", "serve", "--releases", str(tmp_path), "--port", "0"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "dorsale build" in done.stderr
    assert "Traceback" not in done.stderr
