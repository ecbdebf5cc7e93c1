"""``dorsale serve --data``: any RDF files as an endpoint, through the same engine and guards."""

import gzip
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

QUADS = [
    ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:p"), ox.Literal("one"), ox.NamedNode("urn:g")),
    ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:p"), ox.BlankNode("b"), ox.NamedNode("urn:h")),
]
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@contextmanager
def serving(*arguments: str | Path) -> Iterator[httpx.Client]:
    command = [sys.executable, "-m", "dorsale", "serve", "--port", "0", "--data", *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        found = re.match(r"serving (http://\S+)/ ", server.stdout.readline())
        assert found
        with httpx.Client(base_url=found[1], timeout=20) as client:
            yield client
        server.terminate()


def count(client: httpx.Client, query: str = COUNT) -> int:
    return int(client.get("/sparql", params={"query": query}).json()["results"]["bindings"][0]["n"]["value"])


@pytest.mark.parametrize("suffix", ["ttl", "nt", "rdf", "jsonld", "trig", "nq", "nq.gz"])
def test_every_syntax(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"data.{suffix}"
    form = ox.RdfFormat.from_extension(suffix.partition(".")[0])
    assert form is not None
    with_graphs = form.supports_datasets
    body = ox.serialize(QUADS if with_graphs else [quad.triple for quad in QUADS], format=form) or b""
    path.write_bytes(gzip.compress(body) if suffix.endswith("gz") else body)
    begun = time.monotonic()
    with serving(path) as client:
        started = time.monotonic() - begun
        assert count(client) == 2
        in_graphs = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
        assert count(client, in_graphs) == (2 if with_graphs else 0)
        assert client.get("/readyz").json() == {"ready": True, "release": "data"}
        assert client.get("/").status_code == 404
        html = client.get("/sparql", params={"query": COUNT}, headers={"accept": "text/html"})
        assert html.status_code == 406
        assert client.get("/sparql", headers={"accept": "*/*"}).headers["content-type"].startswith("text/turtle")
        assert client.get("/sparql", params={"query": "SELECT"}).status_code == 400
        assert client.get("/sparql", params={"query": "ASK { SERVICE <urn:x> {} }"}).status_code == 403
    assert started < 10


def test_without_union_and_with_several_files(tmp_path: Path) -> None:
    one, two = tmp_path / "one.trig", tmp_path / "two.ttl"
    one.write_bytes(ox.serialize(QUADS, format=ox.RdfFormat.TRIG) or b"")
    two.write_text("<#x> <urn:p> _:b .", "utf-8")
    with serving("--no-union-default-graph", one, two) as client:
        assert count(client) == 1
    with serving(one, two) as client:
        assert count(client) == 3
        nodes = client.get(
            "/sparql", params={"query": "SELECT (COUNT(DISTINCT ?b) AS ?n) { ?s ?p ?b FILTER isBlank(?b) }"}
        )
        assert nodes.json()["results"]["bindings"][0]["n"]["value"] == "2"


def test_what_is_wrong_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("<urn:a> <urn:b> .", "utf-8")
    (tmp_path / "text.md").write_text("# no RDF", "utf-8")
    for arguments, said in (
        (["--data", broken], "line 1"),
        (["--data", tmp_path / "text.md"], "no RDF syntax"),
        (["--data"], "--data goes with files"),
        (["--data", tmp_path / "missing.ttl"], "does not exist"),
    ):
        command = [sys.executable, "-m", "dorsale", "serve", "--port", "0", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
        assert done.returncode != 0
        assert said in done.stderr
        assert "Traceback" not in done.stderr
