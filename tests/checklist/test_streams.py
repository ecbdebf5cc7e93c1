"""E: Linked Data Event Streams, one test a line, on two of the smaller graphs and by a client of its own."""

from typing import Final

import httpx
import pyoxigraph as ox
import pytest
from tests.server.replaying import Replay, replay

from dorsale.namespaces import BASE, GRAPH, PREFIXES

from .conftest import Read, Select

GRAPHS: Final = ("links", "questions")
HEAD: Final = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("ldes", "tree", "sh", "dct"))


@pytest.fixture(scope="module")
def replays(client: httpx.Client) -> dict[str, Replay]:
    return {graph: replay(client, f"/stream/{graph}") for graph in GRAPHS}


def test_e1_a_stream_says_what_a_client_has_to_know(read: Read, client: httpx.Client) -> None:
    for graph in GRAPHS:
        here = str(client.base_url.join(f"/stream/{graph}"))
        assert read(f"/stream/{graph}").holds(
            f"""{HEAD} ASK {{ <{BASE}stream/{graph}> a ldes:EventStream ; tree:view <{here}> ; tree:shape ?shape ;
            ldes:timestampPath dct:created ; ldes:versionOfPath dct:isVersionOf . <{here}> a tree:Node .
            ?shape a sh:NodeShape ; sh:property [ sh:path dct:isVersionOf ] , [ sh:path dct:created ] }}"""
        )


def test_e2_closed_pages_are_immutable(replays: dict[str, Replay], client: httpx.Client) -> None:
    for found in replays.values():
        root, *closed = found.pages
        assert found.immutable == set(closed)
        once, again = client.get(closed[0]), client.get(closed[0])
        assert (once.content, once.headers["etag"]) == (again.content, again.headers["etag"])
        assert "immutable" not in client.head(root).headers["cache-control"]


def test_e3_relations_lead_to_every_member_once(replays: dict[str, Replay], select: Select) -> None:
    for graph, found in replays.items():
        assert len({one.iri for one in found.members}) == len(found.members) > 10
        described = select(f"SELECT DISTINCT ?s {{ GRAPH <{GRAPH}{graph}> {{ ?s ?p ?o }} FILTER isIRI(?s) }}")
        assert sorted(one.thing for one in found.members) == sorted(row["s"] for row in described)


def test_e4_it_is_stated_that_members_are_kept_from_the_first_on(read: Read, replays: dict[str, Replay]) -> None:
    for graph, found in replays.items():
        rows = read(f"/stream/{graph}").rows(
            f"""{HEAD} SELECT ?since {{ [] tree:view [ ldes:retentionPolicy [ a ldes:RetentionPolicy ;
            ldes:startingFrom ?since ] ] }}"""
        )
        assert rows == [(min(one.at for one in found.members),)]


def test_e5_a_replay_gives_the_graph(replays: dict[str, Replay], client: httpx.Client) -> None:
    for graph, found in replays.items():
        answer = client.get(
            "/graph-store", params={"graph": GRAPH + graph}, headers={"accept": "application/n-triples"}
        )
        stored = {quad.triple for quad in ox.parse(answer.content, format=ox.RdfFormat.N_TRIPLES)}
        assert len(stored) > 100
        assert set(found.triples()) == stored
