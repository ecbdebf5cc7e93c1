"""The Reconciliation Service API 0.2 on a real server: forms by a schema, contents, limits, frames of others."""

import asyncio
import json
import threading
import time
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

import httpx
import jsonschema_rs
import pytest

from dorsale.engine.interface import ClientBusy, Overloaded
from dorsale.exchange.reconcile.turns import Turns
from dorsale.exchange.reconcile.types import PROPERTIES, TYPES
from dorsale.namespaces import ID

SCHEMA: Final[dict[str, Any]] = json.loads(Path(__file__).with_name("reconciliation.json").read_text("utf-8"))
NVIDIA: Final = "organization/nvidia"


def sound(form: str, answer: httpx.Response) -> Any:
    """The body of an answer that has the form of the specification, and what every answer of the service has."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    validator = jsonschema_rs.validator_for({**SCHEMA, "$ref": f"#/$defs/{form}"})
    assert [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(body)] == []
    return body


def asked(client: httpx.Client, queries: dict[str, Any], prefix: str = "") -> dict[str, list[dict[str, Any]]]:
    answer = client.post(f"{prefix}/reconcile", data={"queries": json.dumps(queries)})
    return {key: value["result"] for key, value in sound("results", answer).items()}


@pytest.mark.parametrize(("prefix", "language"), [("", "en"), ("/en", "en"), ("/fr", "fr")])
def test_the_manifest_tells_where_everything_is(client: httpx.Client, prefix: str, language: str) -> None:
    told = sound("manifest", client.get(f"{prefix}/reconcile"))
    assert ("graphe" in told["name"]) == (language == "fr")
    places = {**told["suggest"], "propose": told["extend"]["propose_properties"]}
    for name, place in places.items():
        address = place["service_url"] + place["service_path"]
        assert urlsplit(address).path.startswith(f"{prefix}/reconcile")
        form = {"entity": "entities", "type": "types", "property": "properties", "propose": "proposal"}[name]
        sound(form, client.get(address, params={"prefix": "a", "type": "Organization"}))
    for template in (told["view"]["url"], told["preview"]["url"]):
        found = client.get(template.replace("{{id}}", quote(NVIDIA, safe="")), follow_redirects=True)
        assert (found.status_code, "NVIDIA" in found.text) == (200, True)
    documentation = client.get(told["documentation"].partition("#")[0])
    assert 'id="match"' in documentation.text


def test_a_batch_is_answered(client: httpx.Client) -> None:
    queries = {
        "slip": {"query": "Nvidea Corp", "type": "Organization", "limit": 2},
        "of any type": {"query": "H100"},
        "by type": {"query": "Stargate", "type": ["https://w3id.org/dorsale/ontology#Programme"]},
        "stranger": {"query": "Oracle Lighting"},
        "elsewhere": {"query": "Capgemini", "properties": [{"pid": "country", "v": {"id": "JP", "name": "Japan"}}]},
        "by identifier": {"properties": [{"pid": "lei", "v": ["549300S4KLFTLO7GSQ80"]}], "type": "Organization"},
        "itself": {"query": "deal/2025-11-03-openai-aws"},
        "no such type": {"query": "NVIDIA", "type": "Q43229"},
    }
    found = asked(client, queries)
    assert list(found) == list(queries)
    certain = {key: next((one["id"] for one in listed if one["match"]), None) for key, listed in found.items()}
    assert certain == {
        "slip": NVIDIA,
        "of any type": "hardware/nvidia-h100",
        "by type": "programme/stargate",
        "stranger": None,
        "elsewhere": None,
        "by identifier": NVIDIA,
        "itself": "deal/2025-11-03-openai-aws",
        "no such type": None,
    }
    assert found["slip"][0]["description"] == "spelled nearly as “NVIDIA”"
    assert found["elsewhere"][0]["id"] == "organization/capgemini"
    assert found["no such type"] == []
    for listed in found.values():
        assert len(listed) <= 5
        assert [one["score"] for one in listed] == sorted((one["score"] for one in listed), reverse=True)
        assert [one["match"] for one in listed[1:]] == [False] * len(listed[1:])


def test_get_is_post_and_french_is_english(client: httpx.Client) -> None:
    queries = {"q0": {"query": "Gouvernement de la France"}}
    by_get = client.get("/reconcile", params={"queries": json.dumps(queries)})
    assert sound("results", by_get)["q0"]["result"] == asked(client, queries)["q0"]
    french = asked(client, queries, "/fr")["q0"][0]
    assert french["name"] == "Gouvernement français"
    assert french["description"] == "nom identique dans ses mots parlants"
    assert french["type"] == [{"id": "Organization", "name": "organisation"}]


@pytest.mark.parametrize(
    ("fields", "status", "told"),
    [
        ({"queries": "x"}, 400, "queries: not JSON (Expecting value at column 1)."),
        ({"queries": "[]"}, 400, "queries: a JSON object is expected."),
        ({"queries": '{"a": 1}'}, 400, "queries.a: a JSON object is expected."),
        ({"queries": '{"a": {}}'}, 400, "queries.a: one of “query” and “properties” is needed."),
        ({"queries": '{"a": {"query": ""}}'}, 400, "queries.a: one of “query” and “properties” is needed."),
        ({"queries": '{"a": {"query": 1}}'}, 400, "queries.a.query: a text is expected."),
        ({"queries": '{"a": {"query": "x", "limit": 0}}'}, 400, "queries.a.limit: a positive number is expected."),
        ({"queries": '{"a": {"query": "x", "type": 3}}'}, 400, "queries.a.type: a text is expected."),
        ({"queries": '{"a": {"query": "x", "properties": [{}]}}'}, 400, "“pid”: a text is expected."),
        ({"queries": json.dumps({"a": {"query": "x" * 501}})}, 413, "at most 500 characters"),
        ({"queries": json.dumps({str(n): {"query": "x"} for n in range(101)})}, 413, "At most 100 queries"),
        ({"queries": "[" * 60_000}, 400, "queries: not JSON"),
        ({"extend": "{}"}, 400, "extend.ids: a JSON array is expected."),
        ({"extend": '{"ids": ["a"], "properties": [{"id": "nope"}]}'}, 400, "there is no property “nope”"),
        ({"extend": json.dumps({"ids": ["a"] * 201, "properties": []})}, 413, "At most 200 identifiers"),
        ({"other": "x"}, 400, "neither “queries” nor “extend”"),
        ({"queries": "x" * 300_000}, 413, "At most 262144 bytes."),
    ],
)
def test_what_is_wrong_is_a_problem_document(
    client: httpx.Client, fields: dict[str, str], status: int, told: str
) -> None:
    answer = client.post("/reconcile", data=fields, headers={"accept": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert told in answer.json()["detail"]


def test_other_bodies_and_methods(client: httpx.Client) -> None:
    answer = client.post("/reconcile", json={"queries": {}})
    assert (answer.status_code, answer.headers["accept-post"]) == (415, "application/x-www-form-urlencoded")
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/reconcile", content=b"queries=%FF", headers=form).status_code == 400
    assert client.put("/reconcile").status_code == 405
    unknown = {"authorization": "Bearer nobody"}
    assert client.get("/reconcile", params={"queries": "{}"}, headers=unknown).status_code == 401
    assert client.get("/reconcile/suggest/thing").status_code == 404
    assert client.get("/reconcile/suggest/entity", params={"cursor": "-1"}).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/reconcile",
        "/reconcile?queries={}",
        "/reconcile/suggest/entity?prefix=a",
        "/reconcile/properties",
        "/reconcile?queries=x",
    ],
)
def test_scripts_of_any_origin_may_ask(client: httpx.Client, path: str) -> None:
    origin = {"origin": "https://refine.example"}
    assert client.get(path, headers=origin).headers["access-control-allow-origin"] == "*"
    before = {**origin, "access-control-request-method": "POST"}
    assert client.options(path, headers=before).headers["access-control-allow-origin"] == "*"


def test_suggestions(client: httpx.Client) -> None:
    def suggested(what: str, form: str, path: str = "", *, begin: str = "", cursor: str = "") -> list[dict[str, Any]]:
        answer = client.get(f"{path}/reconcile/suggest/{what}", params={"prefix": begin, "cursor": cursor})
        found: list[dict[str, Any]] = sound(form, answer)["result"]
        return found

    assert suggested("entity", "entities") == []
    first = suggested("entity", "entities", begin="mistral")
    assert first[0]["id"] == "organization/mistral-ai"
    assert suggested("entity", "entities", begin=NVIDIA)[0]["name"] == "NVIDIA"
    many = suggested("entity", "entities", begin="university")
    more = suggested("entity", "entities", begin="university", cursor="10")
    assert len(many) == len(more) == 10
    assert not {one["id"] for one in many} & {one["id"] for one in more}
    assert {one["id"] for one in suggested("type", "types")} == set(TYPES.values())
    assert [one["id"] for one in suggested("type", "types", "/fr", begin="puce")] == []
    assert [one["id"] for one in suggested("type", "types", "/fr", begin="accord")] == ["Deal"]
    assert [one["id"] for one in suggested("property", "properties", begin="lei")] == ["lei"]
    assert [one["id"] for one in suggested("property", "properties", "/fr", begin="pays")] == ["country"]


def test_values_are_fetched(client: httpx.Client) -> None:
    wanted = ("country", "lei", "ticker", "wikidata", "function", "promised-to", "ultimateParent", "announced", "party")
    ids = (NVIDIA, "organization/aws", "deal/2025-11-03-openai-aws", "organization/nobody", "a> b", "")
    extend = {"ids": ids, "properties": [{"id": one, "settings": {}} for one in wanted]}
    answer = sound("extension", client.post("/fr/reconcile", data={"extend": json.dumps(extend)}))
    assert [one["id"] for one in answer["meta"]] == list(wanted)
    rows = answer["rows"]
    assert list(rows) == list(ids)
    assert rows[NVIDIA]["country"] == [{"str": "États-Unis"}]
    assert rows[NVIDIA]["lei"] == [{"str": "549300S4KLFTLO7GSQ80"}]
    assert rows[NVIDIA]["ticker"] == [{"str": "XNAS:NVDA"}]
    assert rows[NVIDIA]["wikidata"] == [{"str": "Q182477"}]
    assert rows[NVIDIA]["promised-to"][0]["int"] > 1_000_000_000
    assert rows["organization/aws"]["ultimateParent"] == [{"id": "organization/amazon", "name": "Amazon"}]
    deal = rows["deal/2025-11-03-openai-aws"]
    assert deal["announced"] == [{"date": "2025-11-03T00:00:00Z"}]
    assert {one["id"] for one in deal["party"]} == {"organization/aws", "organization/openai"}
    assert all(cells == [] for one in ids[3:] for cells in rows[one].values())


@pytest.mark.parametrize("one", PROPERTIES)
def test_each_property_has_values_and_is_proposed(client: httpx.Client, one: str) -> None:
    for kind in PROPERTIES[one].kinds:
        proposed = sound("proposal", client.get("/reconcile/properties", params={"type": TYPES[kind]}))
        assert one in {property_["id"] for property_ in proposed["properties"]}
    query = (
        "PREFIX dor: <https://w3id.org/dorsale/ontology#> PREFIX standing: "
        f"<https://w3id.org/dorsale/vocabulary/standing/> SELECT ?s WHERE {{ {PROPERTIES[one].pattern} "
        f'FILTER STRSTARTS(STR(?s), "{ID}{PROPERTIES[one].kinds[0]}/") }} LIMIT 1'
    )
    found = client.get("/sparql", params={"query": query}).json()["results"]["bindings"][0]["s"]["value"]
    entity = found.removeprefix(ID)
    extend = {"ids": [entity], "properties": [{"id": one}]}
    assert sound("extension", client.get("/reconcile", params={"extend": json.dumps(extend)}))["rows"][entity][one]


def test_proposals_are_limited(client: httpx.Client) -> None:
    some = sound("proposal", client.get("/reconcile/properties", params={"type": "Site", "limit": "2"}))
    assert (len(some["properties"]), some["limit"], some["type"]) == (2, 2, "Site")
    assert sound("proposal", client.get("/reconcile/properties", params={"type": "Q5"}))["properties"] == []
    assert len(sound("proposal", client.get("/reconcile/properties"))["properties"]) == len(PROPERTIES)


def test_a_preview_may_stand_in_a_frame_of_others_and_runs_nothing(client: httpx.Client) -> None:
    answer = client.get("/fr/reconcile/preview", params={"id": NVIDIA})
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    assert "script-src 'none'" in policy
    assert "<script" not in answer.text
    assert "concepteur de puces" in answer.text
    assert "frame-ancestors 'none'" in client.get("/about").headers["content-security-policy"]
    for wrong in ("organization/nobody", "", "a> b", "source/nothing", "../etc"):
        assert client.get("/reconcile/preview", params={"id": wrong}).status_code == 404


def test_the_server_answers_others_meanwhile(client: httpx.Client) -> None:
    """A large batch of names that are near many takes its time; what is asked meanwhile is answered before it."""
    queries = {str(number): {"query": f"Natoinal Univercity of Tehcnology {number}"} for number in range(100)}
    done = threading.Event()

    def batch() -> None:
        try:
            asked(client, queries)
        finally:
            done.set()

    working = threading.Thread(target=batch)
    working.start()
    answered = 0
    while not done.is_set():
        assert client.get("/healthz").status_code == 200
        answered += not done.is_set()
        time.sleep(0.01)
    working.join()
    assert answered > 3


def test_turns_are_few_and_fair() -> None:
    async def crowd() -> None:
        turns, leave = Turns(), asyncio.Event()

        async def come(client: str) -> None:
            async with turns.of(client):
                await leave.wait()

        waiting = [asyncio.create_task(come("one")) for _ in range(8)]
        await asyncio.sleep(0)
        with pytest.raises(ClientBusy):
            await come("one")
        waiting += [asyncio.create_task(come(f"other {number}")) for number in range(26)]
        await asyncio.sleep(0)
        with pytest.raises(Overloaded):
            await come("late")
        leave.set()
        await asyncio.gather(*waiting)
        await come("one")

    asyncio.run(crowd())
