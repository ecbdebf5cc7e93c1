"""Real stores on this machine, Virtuoso and Oxigraph's own server, each stopped by its pid."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import pytest

from dorsale.exchange.stores import Credentials
from dorsale.namespaces import GRAPH

from .ports import free_port

_INI: Final = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 10
CheckpointInterval = 0
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = 10000
"""
"""As Debian configures it where it matters here: no answer has more than 10,000 rows."""

_PATIENCE: Final = 300.0

FRESH: Final = "http://example.org/fresh/"
"""What stands before the names of graphs that are loaded beside others, to compare."""

GRAPHS: Final = ("data", "gone", "links", "come")
"""The names of the graphs of all small releases."""


@dataclass(frozen=True, kw_only=True)
class Running:
    """A store that runs: its address, who may write, where graphs are read and written whole, and how to ask it."""

    name: str
    url: str
    query: str
    gsp: str
    credentials: Credentials

    def client(self) -> httpx.Client:
        """A client that may write."""
        auth = httpx.DigestAuth(self.credentials.user, self.credentials.password) if self.credentials.user else None
        return httpx.Client(auth=auth, trust_env=False, timeout=60)

    def do(self, update: str) -> None:
        """Change the store behind our back."""
        answer = self.ask_for(update)
        assert answer.is_success, answer.text

    def ask_for(self, update: str) -> httpx.Response:
        """What the store says to an update."""
        url = self.url + ("/sparql-auth" if self.name == "virtuoso" else "/update")
        headers = {"content-type": "application/sparql-update"}
        with self.client() as client:
            return client.post(url, content=update.encode(), headers=headers)

    def rows(self, query: str) -> set[tuple[str, ...]]:
        """The rows of a SELECT query, values by their lexical form."""
        headers = {"accept": "application/sparql-results+json"}
        with self.client() as client:
            found = client.post(self.query, data={"query": query}, headers=headers).json()
        names = found["head"]["vars"]
        return {tuple(row[name]["value"] for name in names if name in row) for row in found["results"]["bindings"]}


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Virtuoso, which reads without a password and writes with one, by digest."""
    with _virtuoso(tmp_path_factory.mktemp("virtuoso")) as found:
        yield found


@pytest.fixture(scope="module")
def fresh_virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A Virtuoso to which nothing was written: after much writing and clearing it plans, and errs, otherwise."""
    with _virtuoso(tmp_path_factory.mktemp("virtuoso")) as found:
        yield found


@contextmanager
def _virtuoso(folder: Path) -> Iterator[Running]:
    program = shutil.which("virtuoso-t")
    assert program, "no Virtuoso on this machine; leave these tests out with -m 'not virtuoso'"
    sql, http = free_port(), free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(_INI.format(folder=folder, sql=sql, http=http), encoding="ascii")
    command = [program, "+foreground", "+configfile", str(ini)]
    with _process(command, folder / "output", f"http://127.0.0.1:{http}/sparql") as url:
        yield Running(
            name="virtuoso",
            url=url.removesuffix("/sparql"),
            query=url,
            gsp=url.replace("/sparql", "/sparql-graph-crud-auth"),
            credentials=Credentials(user="dba", password="dba"),  # noqa: S106 - of a database that lives for a test
        )


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Oxigraph's server, open to everybody on this machine."""
    folder = tmp_path_factory.mktemp("oxigraph")
    bind = f"127.0.0.1:{free_port()}"
    program = str(Path(sys.executable).with_name("oxigraph"))
    command = [program, "serve", "--bind", bind]
    with _process(command, folder / "output", f"http://{bind}/query") as url:
        address = url.removesuffix("/query")
        yield Running(name="oxigraph", url=address, query=url, gsp=f"{address}/store", credentials=Credentials())


@pytest.fixture(params=["oxigraph", pytest.param("virtuoso", marks=pytest.mark.virtuoso)])
def running(request: pytest.FixtureRequest) -> Running:
    """Each of the stores in turn, without graphs of earlier tests."""
    found: Running = request.getfixturevalue(request.param)
    if found.name == "oxigraph":
        found.do("DROP ALL")
        return found
    for prefix in (GRAPH, FRESH):
        for name in (*GRAPHS, "sync"):
            found.do(f"CLEAR SILENT GRAPH <{prefix}{name}>")
    return found


@contextmanager
def _process(command: list[str], output: Path, endpoint: str) -> Iterator[str]:
    """A server that runs as long as the context lasts, once it answers."""
    with output.open("w") as said:
        server = subprocess.Popen(command, stdout=said, stderr=said)
        try:
            _wait(server, endpoint, output.read_text)
            yield endpoint
        finally:
            server.kill()  # what it holds is thrown away: it need not write it down first
            server.wait()


def _wait(server: "subprocess.Popen[bytes]", endpoint: str, output: Callable[[], str]) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        assert server.poll() is None, output()
        try:
            if httpx.get(endpoint, params={"query": "ASK {}"}, trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"{endpoint} does not answer: {output()}")
