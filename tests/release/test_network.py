"""The network in a release: the edges are those of the graph, and the places are the same for the same data."""

import json
import random
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox
import pytest

from dorsale.derive.store import select
from dorsale.release import Release
from dorsale.release.forces import Box, Frame, place
from dorsale.release.network import FRAMES, MOST, QUERY, VIEWS, network_json

_DEPENDENCES = """SELECT DISTINCT ?dependent ?support {
  ?dependence a dor:Dependence ; dor:dependent ?one ; dor:reliesOn ?other ; dor:restsOn/a dor:Commitment .
  ?one a dor:Organization . ?other a dor:Organization .
  OPTIONAL { ?one dor:ultimateParent ?oneHead } OPTIONAL { ?other dor:ultimateParent ?otherHead }
  BIND (COALESCE(?oneHead, ?one) AS ?dependent) BIND (COALESCE(?otherHead, ?other) AS ?support)
  FILTER (?dependent != ?support)
}"""

_Row = tuple[str, str, str, str, str]


@pytest.fixture(scope="module")
def told(release: Release) -> dict[str, Any]:
    """The network of the real release."""
    network: dict[str, Any] = json.loads(release.file("network.json").read_text(encoding="utf-8"))
    return network


def _rows(told: dict[str, Any]) -> Iterator[_Row]:
    for ground in told["grounds"]:
        for dependent, dependent_group in ground["dependents"]:
            for support, support_group in ground["supports"]:
                for resource in ground["resources"]:
                    if dependent_group != support_group:
                        yield ground["ground"], dependent, support, resource, ground["standing"]


def test_the_edges_are_the_rows_of_the_query(told: dict[str, Any], graph: ox.Store) -> None:
    asked = {
        (row["ground"], row["dependent"], row["support"], row["resource"], row["standing"].rsplit("/", 1)[1])
        for row in select(graph, QUERY)
    }
    assert len(asked) > 1000
    assert set(_rows(told)) == asked


def test_firm_and_announced_commitments_are_the_dependences_of_the_graph(told: dict[str, Any], graph: ox.Store) -> None:
    derived = {(row["dependent"], row["support"]) for row in select(graph, _DEPENDENCES)}
    drawn = {
        (dependent, support)
        for ground in told["grounds"]
        if ground["deal"] and ground["standing"] in ("firm", "announced")
        for _, dependent in ground["dependents"]
        for _, support in ground["supports"]
        if dependent != support
    }
    assert drawn == derived


def test_every_edge_has_evidence_and_a_name(told: dict[str, Any]) -> None:
    for ground in told["grounds"]:
        assert ground["sources"], ground["ground"]
        for iri in (ground["deal"] or ground["ground"], *ground["sources"]):
            assert all(told["names"][iri]), iri
    for group, one in told["groups"].items():
        assert one["face"] in told["names"], group


@pytest.mark.parametrize("shape", FRAMES)
@pytest.mark.parametrize("view", VIEWS)
def test_those_with_most_ties_have_a_place_in_the_frame(told: dict[str, Any], shape: str, view: str) -> None:
    frame, places = FRAMES[shape], told["places"][shape][view]
    assert len(places) <= MOST[shape]
    assert len(places) > 10 or view == "other"
    assert all(0 <= x <= frame.wide and 0 <= y <= frame.high for x, y in places.values())
    assert len({tuple(at) for at in places.values()}) == len(places)


def test_hubs_are_among_them(told: dict[str, Any]) -> None:
    for shape in FRAMES:
        faces = {told["groups"][group]["face"].rsplit("/", 1)[1] for group in told["places"][shape][""]}
        assert {"nvidia", "openai", "microsoft", "oracle", "tsmc", "google", "anthropic"} <= faces


def _small() -> list[ox.Quad]:
    text = """
    PREFIX dor: <https://w3id.org/dorsale/ontology#> PREFIX o: <https://w3id.org/dorsale/id/organization/>
    PREFIX c: <https://w3id.org/dorsale/id/commitment/> PREFIX d: <https://w3id.org/dorsale/id/deal/>
    PREFIX standing: <https://w3id.org/dorsale/vocabulary/standing/>
    PREFIX resource: <https://w3id.org/dorsale/vocabulary/resource/>
    """
    for number in range(12):
        text += f"""
        d:{number} dor:commitment c:{number} .
        c:{number} a dor:SupplyCommitment ; dor:provider o:{number % 4} ; dor:recipient o:{number + 4} ;
          dor:standing standing:firm ; dor:resource resource:compute .
        """
    return list(ox.parse(text, format=ox.RdfFormat.TRIG))


def test_the_same_data_give_the_same_bytes_in_whatever_order() -> None:
    quads = _small()
    first = network_json(quads)
    assert len(json.loads(first)["places"]["wide"][""]) == 16
    assert network_json(quads) == first
    random.Random(3).shuffle(quads)  # noqa: S311
    assert network_json(quads) == first


def test_no_data_make_an_empty_network() -> None:
    told = json.loads(network_json([]))
    assert told["grounds"] == []
    assert told["places"]["wide"][""] == {}


@pytest.mark.parametrize("count", [1, 2, 40, 90])
def test_boxes_keep_apart_and_inside(count: int) -> None:
    chance = random.Random(count)  # noqa: S311
    frame = Frame(wide=1000, high=700, margin=30)
    boxes = {f"n{at}": Box(wide=chance.uniform(20, 90), high=chance.uniform(14, 40)) for at in range(count)}
    ties = {(f"n{at}", f"n{chance.randrange(at)}"): 1.0 for at in range(1, count)}
    places = place(boxes, ties, frame)
    assert places == place(dict(reversed(boxes.items())), ties, frame)
    for at, (one, (x, y)) in enumerate(places.items()):
        assert boxes[one].wide / 2 - 0.1 <= x <= frame.wide - boxes[one].wide / 2 + 0.1
        assert boxes[one].high / 2 - 0.1 <= y <= frame.high - boxes[one].high / 2 + 0.1
        for other, (to_x, to_y) in list(places.items())[:at]:
            apart_x = abs(x - to_x) - (boxes[one].wide + boxes[other].wide) / 2
            apart_y = abs(y - to_y) - (boxes[one].high + boxes[other].high) / 2
            assert max(apart_x, apart_y) > -0.5, (one, other)


def test_ties_bring_close() -> None:
    boxes = {f"n{at}": Box(wide=20, high=20) for at in range(24)}
    ties = {
        (f"n{group * 8 + one}", f"n{group * 8 + other}"): 1.0
        for group in range(3)
        for one in range(8)
        for other in range(one)
    }
    places = place(boxes, ties, Frame(wide=900, high=900, margin=20))

    def apart(one: int, other: int) -> float:
        (x, y), (to_x, to_y) = places[f"n{one}"], places[f"n{other}"]
        return float(((x - to_x) ** 2 + (y - to_y) ** 2) ** 0.5)

    inside = [apart(one, other) for one in range(24) for other in range(one) if one // 8 == other // 8]
    across = [apart(one, other) for one in range(24) for other in range(one) if one // 8 != other // 8]
    assert 2 * sum(inside) / len(inside) < sum(across) / len(across)
