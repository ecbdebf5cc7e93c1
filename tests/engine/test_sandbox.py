"""The sandbox without the guard: what a worker cannot do although nobody has looked at the query."""

import asyncio
import contextlib
import signal
import socket
import subprocess
import sys
import time

import pytest
from tests.processes import runs

from dorsale.engine import EngineError, Query, embedded
from dorsale.engine.embedded import EmbeddedEngine
from dorsale.engine.graphs import Source
from dorsale.engine.guard import Inspection
from dorsale.engine.limits import Limits
from dorsale.release import Release


@pytest.fixture
def unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every text through to the parser."""
    looked = Inspection(form=None, repeatable=False, prefixes={})
    monkeypatch.setattr(embedded, "inspect", lambda *_, **__: looked)


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:PORT/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:PORT/> { ?s ?p ?o } }",
        "ASK { FILTER EXISTS { SERVICE <http://localhost:PORT/> { ?s ?p ?o } } }",
        "SELECT * FROM <http://127.0.0.1:PORT/> { ?s ?p ?o }",
    ],
)
def test_a_worker_reaches_no_network(query: str, release: Release) -> None:
    async def check() -> None:
        engine = EmbeddedEngine(Source(version="1", files=(release.store,)), Limits(query_seconds=3))
        await engine.start()
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.settimeout(0.3)
            text = query.replace("PORT", str(listener.getsockname()[1]))
            with contextlib.suppress(EngineError):
                assert b'"value"' not in await (await engine.query(Query(text=text))).read()
            with pytest.raises(TimeoutError):
                await asyncio.to_thread(listener.accept)
        await engine.close()

    asyncio.run(check())


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("depth", [5_000, 16_000])
def test_a_worker_survives_deep_queries(depth: int, release: Release) -> None:
    """The stack is large enough for what fits into the longest text; the worker answers or reaches its time limit."""
    text = f"SELECT * {{ ?s ?p ?o FILTER ({'(' * depth}true{')' * depth}) }} LIMIT 1"

    async def check() -> None:
        engine = EmbeddedEngine(Source(version="1", files=(release.store,)), Limits(query_seconds=20, short_seconds=20))
        await engine.start()
        assert await (await engine.query(Query(text=text))).read()
        await engine.close()

    asyncio.run(check())


INSIDE = """
import os, resource, socket, subprocess, sys
from dorsale.engine import sandbox
parent = os.getpid()
sandbox.leave_network()
pid = os.fork()
if pid == 0:
    sandbox.enter(parent=parent, memory=50_000_000, stack=1 << 20, files=False)
    failed = []
    def refused(name, function):
        try:
            function()
        except (OSError, MemoryError):
            failed.append(name)
    refused("open", lambda: open("/etc/passwd"))
    refused("write", lambda: open("/tmp/x", "w"))
    refused("socket", lambda: socket.socket())
    refused("memory", lambda: bytearray(200_000_000))
    assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
    os.write(1, " ".join(failed).encode())
    os._exit(0)
os.waitpid(pid, 0)
"""


def test_what_a_worker_cannot_do() -> None:
    done = subprocess.run([sys.executable, "-c", INSIDE], capture_output=True, text=True, check=True)
    refused = set(done.stdout.split())
    assert {"open", "write", "socket", "memory"} <= refused


def test_it_dies_with_its_parent() -> None:
    code = "import os,time; from dorsale.engine import sandbox; sandbox.die_with_parent(os.getppid()); time.sleep(60)"
    start = f"import subprocess,sys,time; child = subprocess.Popen([sys.executable, '-c', {code!r}])"
    outer = f"{start}; print(child.pid, flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", outer], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        time.sleep(1)
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        deadline = time.monotonic() + 5
        while runs(child) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not runs(child)
