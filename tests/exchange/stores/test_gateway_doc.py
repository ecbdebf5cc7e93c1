"""What ``docs/gateway.md`` tells is what happens: its commands, the states of a store, whose release is followed."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from tests.conftest import Serve
from tests.release.small import small_tree

from dorsale.release import Release, build

from .ports import free_port

PAGE: Final = (Path(__file__).parents[3] / "docs" / "gateway.md").read_text("utf-8")
COMMANDS: Final = re.findall(r"^dorsale (\S+) (--\S+) (http://\S+:7878) {2}", PAGE, re.MULTILINE)
STATES: Final = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$", PAGE, re.MULTILINE))
"""What clients get in each state of the store, in the words of the page."""

_VERSION: Final = "SELECT ?v { <https://w3id.org/dorsale/dataset> <http://www.w3.org/ns/dcat#version> ?v }"
_PATIENCE: Final = 60.0


@pytest.fixture
def releases(root: Path, tmp_path: Path) -> Path:
    """A folder with a small release, made as any other."""
    build(small_tree(root, tmp_path / "tree", "platforms"), tmp_path / "releases", verify=False)
    return tmp_path / "releases"


@contextmanager
def _oxigraph(port: int, folder: Path) -> Iterator[None]:
    """Oxigraph's server with what ``folder`` holds."""
    program = str(Path(sys.executable).with_name("oxigraph"))
    command = [program, "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            yield
        finally:
            server.terminate()


def _in_state(client: httpx.Client, state: str, **more: str) -> dict[str, Any]:
    """What ``/readyz`` tells of the store once it is in ``state`` and the site knows.

    Asserts that clients get what the page says.
    """
    until = time.monotonic() + _PATIENCE
    wanted = {"state": state, **more}
    while True:
        told = client.get("/readyz").json()
        found: dict[str, Any] = told.get("store", {})
        if told["ready"] == (state == "whole") and wanted.items() <= found.items():
            break
        assert time.monotonic() < until, f"not {wanted} but {told}"
        time.sleep(0.2)
    asked = f"{_VERSION} # {time.monotonic()}"
    answer = client.get("/sparql", params={"query": asked}, headers={"accept": "text/csv"})
    if refused := re.match(r"`(\d+)`, problem `([\w-]+)`", STATES[state]):
        assert (str(answer.status_code), answer.json()["type"].rpartition("/")[2]) == refused.groups()
    else:
        assert STATES[state].startswith("answers")
        assert answer.text.split() == ["v", found["release"]]
    return found


def test_the_commands_and_the_states(releases: Path, root: Path, serve: Serve, tmp_path: Path) -> None:
    """From a store that is not there to one that has been brought to the next release, and gone again."""
    (push, to, _), (serving, engine, _) = COMMANDS
    assert (serving, engine) == ("serve", "--engine")
    assert STATES.keys() == {"whole", "changing", "empty", "unreachable"}  # the second: test_gateway.py
    port = free_port()
    store = f"http://127.0.0.1:{port}"

    def run(command: str) -> None:
        done = [sys.executable, "-m", "dorsale", command, to, store, "--releases", str(releases)]
        subprocess.run(done, check=True, capture_output=True)

    with serve(releases, engine=store) as (address, _), httpx.Client(base_url=address, trust_env=False) as client:
        _in_state(client, "unreachable")
        with _oxigraph(port, tmp_path / "store"):
            _in_state(client, "empty")
            run(push)
            old = Release.open(releases / "current").version
            assert _in_state(client, "whole")["release"] == old
            dataset = tmp_path / "tree" / "data" / "dataset.ttl"
            dataset.write_text(dataset.read_text("utf-8").replace("Dorsale", "Épine"), "utf-8")
            new = build(tmp_path / "tree", releases, verify=False).version
            time.sleep(3)  # in which a server that followed the folder would have moved
            assert _in_state(client, "whole")["release"] == old
            run("sync")
            _in_state(client, "whole", release=new)
            assert "Épine" in client.get("/fr/dataset", headers={"accept": "text/html"}).text
        _in_state(client, "unreachable")
