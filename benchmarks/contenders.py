"""The servers that are measured: how each loads a file, is started and is asked. All listen on loopback only."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(sys.executable).parent
VIRTUOSO = shutil.which("virtuoso-t")
VIRTUOSO_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
LockFile = {folder}/virtuoso.lck
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = {sql}
DirsAllowed = {data}
NumberOfBuffers = 340000
MaxDirtyBuffers = 250000
MaxQueryMem = 2G
[HTTPServer]
ServerPort = {http}
ServerThreads = 16
[SPARQL]
ResultSetMaxRows = 2000000
MaxQueryExecutionTime = 60
"""


@dataclass(frozen=True)
class Contender:
    """A running server: its endpoint, and the processes whose memory counts."""

    name: str
    endpoint: str
    pid: int
    load_seconds: float

    def memory(self) -> int:
        """Bytes of all its processes, shared pages divided."""
        return sum(map(_proportional, family(self.pid)))


def family(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            with suppress(OSError):
                found += [int(child) for child in task.read_text(encoding="ascii").split()]
    return found


def _proportional(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def _port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _await(endpoint: str, process: "subprocess.Popen[Any]", seconds: float = 600) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(OSError):
            urllib.request.urlopen(f"{endpoint}?query=ASK%7B%7D", timeout=5).read()
            return
        if process.poll() is not None:
            raise RuntimeError(f"{endpoint} did not start")
        time.sleep(0.2)
    raise RuntimeError(f"{endpoint} did not answer")


@contextmanager
def _process(command: list[str], **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def dorsale(data: Path, folder: Path, *, on_disk: bool = False, cache: bool = False) -> Iterator[Contender]:  # noqa: ARG001
    """Ours, in memory or on disk, with or without the memory of answers."""
    port, begun = _port(), time.monotonic()
    command = [str(HERE / "dorsale"), "serve", "--port", str(port), "--data", str(data)]
    limits = {"DORSALE_MEMORY_TRIPLES": "0" if on_disk else "100000000", "DORSALE_QUERY_SECONDS": "60"}
    limits |= {"DORSALE_CACHE_BYTES": "268435456" if cache else "0", "DORSALE_CLIENT_RUNNING": "16"}
    limits |= {"DORSALE_CLIENT_WAITING": "512"}
    with _process(command, **limits) as process:
        endpoint = f"http://127.0.0.1:{port}/sparql"
        _await(endpoint, process)
        name = "dorsale" + (", disk" if on_disk else "") + (", cached" if cache else "")
        yield Contender(name, endpoint, process.pid, time.monotonic() - begun)


@contextmanager
def oxigraph(data: Path, folder: Path) -> Iterator[Contender]:
    """Oxigraph's own server on disk, without its time limit (with it, it keeps a thread for each request)."""
    port, begun = _port(), time.monotonic()
    store = folder / "oxigraph"
    program = str(HERE / "oxigraph")
    subprocess.run([program, "load", "--location", str(store), "--file", str(data)], check=True, capture_output=True)
    command = [program, "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}"]
    with _process(command) as process:
        endpoint = f"http://127.0.0.1:{port}/query"
        _await(endpoint, process)
        yield Contender("oxigraph, disk", endpoint, process.pid, time.monotonic() - begun)


@contextmanager
def oxigraph_memory(data: Path, folder: Path) -> Iterator[Contender]:  # noqa: ARG001
    """Oxigraph's own server in memory, filled over HTTP."""
    port, begun = _port(), time.monotonic()
    with _process([str(HERE / "oxigraph"), "serve", "--bind", f"127.0.0.1:{port}"]) as process:
        endpoint = f"http://127.0.0.1:{port}/query"
        _await(endpoint, process)
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/store?default",
            data=data.read_bytes(),
            method="PUT",
            headers={"content-type": "application/n-triples"},
        )
        urllib.request.urlopen(request, timeout=600).read()
        yield Contender("oxigraph, memory", endpoint, process.pid, time.monotonic() - begun)


RDFLIB_ENDPOINT = """
import sys, uvicorn
from rdflib import Dataset, Graph
from rdflib_endpoint import SparqlEndpoint
graph = Graph()
graph.parse(sys.argv[1], format="nt")
uvicorn.run(SparqlEndpoint(graph=graph), host="127.0.0.1", port=int(sys.argv[2]), log_level="warning")
"""


@contextmanager
def rdflib_endpoint(data: Path, folder: Path, *, python: str) -> Iterator[Contender]:  # noqa: ARG001
    """rdflib-endpoint over an rdflib graph in memory; ``python`` is an interpreter that has it."""
    port, begun = _port(), time.monotonic()
    with _process([python, "-c", RDFLIB_ENDPOINT, str(data), str(port)]) as process:
        endpoint = f"http://127.0.0.1:{port}"
        _await(endpoint, process)
        yield Contender("rdflib-endpoint", endpoint, process.pid, time.monotonic() - begun)


@contextmanager
def virtuoso(data: Path, folder: Path) -> Iterator[Contender]:
    """Virtuoso, filled by its bulk loader."""
    if VIRTUOSO is None:
        raise RuntimeError("virtuoso-t is not installed")
    http, sql, begun = _port(), _port(), time.monotonic()
    ini = folder / "virtuoso.ini"
    ini.write_text(VIRTUOSO_INI.format(folder=folder, data=data.parent, http=http, sql=sql), encoding="utf-8")
    with _process([VIRTUOSO, "+foreground", "+configfile", str(ini)]) as process:
        endpoint = f"http://127.0.0.1:{http}/sparql"
        _await(endpoint, process)
        isql = shutil.which("isql-vt") or shutil.which("isql") or "isql-vt"
        steps = f"ld_dir('{data.parent}', '{data.name}', 'urn:bench'); rdf_loader_run(); checkpoint;"
        subprocess.run([isql, str(sql), "dba", "dba", f"exec={steps}"], check=True, capture_output=True)
        yield Contender("virtuoso", endpoint, process.pid, time.monotonic() - begun)


def version(command: list[str]) -> str:
    """What a program says of its version."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"\d+\.\d+[.\d]*", done.stdout + done.stderr)
    return found[0] if found else "?"
