"""Whatever is killed, at whatever moment: what is served is whole, and the next request is answered.

``DORSALE_TEST_LONG=1`` makes it 200 kills instead of 50, and more where the builds have not come to an end by then.
"""

import contextlib
import hashlib
import itertools
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx
import pytest
from tests.conftest import Serve
from tests.processes import children
from tests.release.small import small_tree

from dorsale.release import Release, build

KILLS: Final = 200 if os.environ.get("DORSALE_TEST_LONG") else 50
CLIENTS: Final = 3
MOMENTS: Final = 10.0
"""The first build is killed at some moment of so many seconds, each one after it of some more."""
MORE: Final = 1.2
"""By this factor, so that releases are made and taken over on a slow machine too."""
PATIENCE: Final = 600.0
VERSION: Final = "SELECT ?v {{ <https://w3id.org/dorsale/dataset> <http://www.w3.org/ns/dcat#version> ?v }} # {}"
MEDIUM: Final = "SELECT ?p (COUNT(*) AS ?n) {{ ?s ?p ?o }} GROUP BY ?p # {}"
IN_FLIGHT: Final = {"failed", "busy", "unavailable"}
"""What may become of a request whose worker is killed under it."""

BUILD: Final = """
import sys
from pathlib import Path
from dorsale.release import build
root, shelf = Path(sys.argv[1]), Path(sys.argv[2])
file = root / "data" / "dataset.ttl"
text = file.read_text("utf-8")
for number in range(int(sys.argv[3]), int(sys.argv[3]) + 1000):
    file.write_text(text.replace("open knowledge graph", f"open knowledge graph {number}"), "utf-8")
    build(root, shelf, verify=False)
"""
"""Releases one after the other, each with a version of its own."""


class Builder:
    """A build that runs beside the server, again and again, on a copy of the tree."""

    def __init__(self, root: Path, shelf: Path, dice: random.Random) -> None:
        self._root, self._shelf, self._dice = root, shelf, dice
        self._text = (root / "data" / "dataset.ttl").read_text("utf-8")
        self._number = 0
        self._moments = MOMENTS
        self.due = 0.0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The running build, which is started where none runs."""
        if self._process is None or self._process.poll() is not None:
            assert self._process is None or self._process.returncode == -signal.SIGKILL
            (self._root / "data" / "dataset.ttl").write_text(self._text, "utf-8")
            self._number += 1000
            command = [sys.executable, "-c", BUILD, str(self._root), str(self._shelf), str(self._number)]
            self._process = subprocess.Popen(command)
            self.due = time.monotonic() + self._moments * self._dice.random()
            self._moments *= MORE
        return self._process.pid

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


class Clients:
    """Clients that ask without a pause in threads of their own, and what they got."""

    def __init__(self, address: str) -> None:
        self.outcomes: Counter[str] = Counter()
        self.versions: set[str] = set()
        self.wrong: list[str] = []
        self._address = address
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(number,)) for number in range(CLIENTS)]

    def __enter__(self) -> "Clients":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, number: int) -> None:
        with httpx.Client(base_url=self._address, timeout=30) as client:
            count = 0
            while not self._over.wait(0.03):
                count += 1
                query = (VERSION if count % 2 else MEDIUM).format(f"{number} {count}")
                headers = {"x-forwarded-for": f"198.51.100.{number}"}
                found = client.get("/sparql", params={"query": query}, headers=headers)
                if found.status_code == 200:
                    rows = found.json()["results"]["bindings"]
                    self.versions |= {row["v"]["value"] for row in rows if "v" in row}
                    self.outcomes["200"] += 1
                elif (kind := found.json()["type"].rpartition("/")[2]) in IN_FLIGHT:
                    self.outcomes[kind] += 1
                else:
                    self.wrong.append(found.text)


@pytest.fixture
def tree(root: Path, tmp_path: Path) -> Path:
    """A copy of the ontology and of a little of the data."""
    return small_tree(root, tmp_path / "tree", "platforms", "programmes")


@pytest.fixture
def shelf(tree: Path, tmp_path: Path) -> Path:
    build(tree, tmp_path / "releases", verify=False)
    return tmp_path / "releases"


@pytest.fixture
def builder(tree: Path, shelf: Path) -> Iterator[Builder]:
    builder = Builder(tree, shelf, random.Random(7))  # noqa: S311
    yield builder
    builder.stop()


def test_random_kills(shelf: Path, builder: Builder, tmp_path: Path, serve: Serve) -> None:
    dice = random.Random(20261126)  # noqa: S311 - it has to be the same every time
    killed: Counter[str] = Counter()
    log = tmp_path / "log"
    with serve(shelf, log=log, workers=4, client_running=10) as (address, server):
        with Clients(address) as clients, httpx.Client(base_url=address, timeout=30) as client:
            until = time.monotonic() + PATIENCE
            for number in itertools.count():
                if number >= KILLS and killed["build"] >= KILLS // 20 and len(clients.versions) > 1:
                    break
                assert time.monotonic() < until, (killed, "no new release was taken over")
                building = builder.pid
                time.sleep(dice.random() * 0.3)
                due = time.monotonic() > builder.due
                what = "build" if due else dice.choice(("worker", "worker", "zygote"))
                victims = {"worker": _workers(server.pid), "zygote": children(server.pid), "build": [building]}[what]
                if victims:
                    _kill(dice.choice(victims))
                    killed[what] += 1
                found = client.get("/sparql", params={"query": VERSION.format(f"after kill {number}")})
                assert found.status_code == 200, f"after {what}: {found.text}\n{log.read_text('utf-8')}"
                clients.versions.add(found.json()["results"]["bindings"][0]["v"]["value"])
                current = Release.open(shelf / "current")
                assert list(current.damaged()) == []
                if number % 10 == 0:
                    _compare_dumps(client)
        family = [server.pid, *_family(server.pid)]
        assert len(family) >= 2
        server.kill()
        server.wait(20)
        deadline = time.monotonic() + 20
        while (left := [pid for pid in family if _lives(pid)]) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert left == []
    known = {path.parent.name for path in shelf.glob("[0-9]*/manifest.json")}
    assert clients.wrong == []
    assert clients.versions <= known, clients.versions - known
    assert clients.outcomes["200"] >= KILLS, clients.outcomes
    assert all(killed[what] >= KILLS // 20 for what in ("worker", "zygote", "build")), killed
    assert "Traceback" not in log.read_text("utf-8")


def _compare_dumps(client: httpx.Client) -> None:
    """The dumps are those that their checksums name, all of one release; asked again where another took over."""
    for _ in range(5):
        sums = dict(line.split()[::-1] for line in client.get("/dumps/SHA256SUMS").text.splitlines())
        got = {name: client.get(f"/dumps/{name}", headers={"accept-encoding": "identity"}) for name in sums}
        if all(one.status_code == 200 for one in got.values()):
            assert {name: hashlib.sha256(one.content).hexdigest() for name, one in got.items()} == sums
            return
        assert {one.status_code for one in got.values()} <= {200, 404}
    raise AssertionError("new releases came faster than the dumps of one could be read")


def _kill(pid: int) -> None:
    """Kill a process and wait until it is dead, if not buried."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    while _lives(pid):
        time.sleep(0.001)


def _lives(pid: int) -> bool:
    """Whether any thread of a process still runs; its sockets are closed when none does."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0]
        return state != "Z" or len(list(Path(f"/proc/{pid}/task").iterdir())) > 1
    except (FileNotFoundError, ProcessLookupError):
        return False


def _family(pid: int) -> list[int]:
    """All below a process."""
    return [one for child in children(pid) for one in (child, *_family(child))]


def _workers(pid: int) -> list[int]:
    return [worker for zygote in children(pid) for worker in children(zygote)]
