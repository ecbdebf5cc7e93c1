"""Context and frames of the release, used by another implementation of JSON-LD on documents of a real server."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import httpx
import pyoxigraph as ox
import pytest
from pyld import jsonld

from dorsale.namespaces import BASE, ID, PREFIXES, TERM
from dorsale.release import Release
from dorsale.release.content import read_turtle
from dorsale.release.context import CONTEXT, FRAMES, FrameError, context, json_ld_files
from dorsale.release.dumps import with_types

MEDIA_TYPE: Final = "application/ld+json"
DEAL: Final = "2025-11-03-openai-aws"
TYPE: Final = PREFIXES["rdf"] + "type"

Tree = dict[str, Any]
Framed = Callable[[str, str], Tree]


@pytest.fixture(scope="module")
def ontology(root: Path) -> list[ox.Triple]:
    folder = root / "ontology"
    return read_turtle([folder / "dorsale.ttl", *folder.glob("modules/*.ttl")])


@pytest.fixture(scope="module")
def store(release: Release) -> ox.Store:
    store = ox.Store()
    store.bulk_load(path=release.file("store.nq"), format=ox.RdfFormat.N_QUADS)
    return store


@pytest.fixture(scope="module")
def framed(client: httpx.Client) -> Framed:
    """The document about a thing in the shape of the frame of its kind."""

    def load(url: str, options: object = None) -> Tree:
        found = client.get("/" + url.removeprefix(BASE))
        assert found.status_code == 200, url
        return {"contentType": MEDIA_TYPE, "contextUrl": None, "documentUrl": url, "document": found.json()}

    def frame(kind: str, slug: str) -> Tree:
        options = {"documentLoader": load, "processingMode": "json-ld-1.1"}
        document = f"{BASE}doc/{kind}/{slug}.jsonld"
        shaped: Tree = jsonld.frame(document, f"{BASE}ontology/frames/{kind}.jsonld", options)
        shaped["@context"] = load(CONTEXT)["document"]["@context"]
        if local := load(f"{BASE}ontology/frames/{kind}.jsonld")["document"]["@context"][1:]:
            shaped["@context"] = [shaped["@context"], *local]
        return shaped

    return frame


def many(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("path", ["context.jsonld", *(f"frames/{kind}.jsonld" for kind in FRAMES)])
def test_files_are_served_to_scripts_of_any_origin(path: str, client: httpx.Client, release: Release) -> None:
    found = client.get(f"/ontology/{path}", headers={"origin": "https://example.org"})
    assert found.status_code == 200
    assert found.headers["content-type"] == MEDIA_TYPE
    assert found.headers["access-control-allow-origin"] == "*"
    assert found.content == release.file(path).read_bytes()
    again = client.get(f"/ontology/{path}", headers={"if-none-match": found.headers["etag"]})
    assert again.status_code == 304


def test_there_is_no_other_frame(client: httpx.Client) -> None:
    assert client.get("/ontology/frames/person.jsonld").status_code == 404


def test_a_deal_has_its_label_commitments_and_figures_inside(framed: Framed) -> None:
    deal = framed("deal", DEAL)
    assert deal["id"] == f"{ID}deal/{DEAL}"
    assert deal["type"] == "Deal"
    assert set(deal["label"]) == {"en", "fr"}
    commitment = deal["commitment"]
    assert "ComputeSupply" in many(commitment["type"])
    assert (commitment["supplier"], commitment["customer"]) == (f"{ID}organization/aws", f"{ID}organization/openai")
    assert commitment["term"] == "P7Y"
    figures = {figure["id"]: figure for figure in many(commitment["figure"])}
    total = figures[f"{ID}figure/{DEAL}-total"]
    assert total["value"] == {"type": "xsd:integer", "@value": "38000000000"}
    assert total["measure"].endswith("/measure/total-commitment")
    assert all(source.startswith(ID + "source/") for source in many(total["statedIn"]))
    assert all(event["date"]["@value"].startswith("202") for event in many(deal["event"]))


def test_an_organization_has_its_names_numbers_and_listing(framed: Framed) -> None:
    nvidia = framed("organization", "nvidia")
    assert nvidia["label"]["en"] == "NVIDIA"
    assert nvidia["lei"] == "549300S4KLFTLO7GSQ80"
    assert nvidia["founded"] == {"type": "xsd:gYear", "@value": "1993"}
    assert nvidia["website"] == "https://www.nvidia.com"
    assert nvidia["wikidata"] == PREFIXES["wd"] + "Q182477"
    assert nvidia["sameAs"] == [
        nvidia["wikidata"],
        f"https://rdf.gleif.org/L1/L-{nvidia['lei']}",
        f"https://www.sec.gov/cgi-bin/browse-edgar?action=getcompany&CIK={nvidia['cik']}",
    ]
    assert nvidia["listing"]["ticker"] == "NVDA"


def test_an_organization_names_what_it_gives_and_takes(framed: Framed) -> None:
    iren = framed("organization", "iren")
    assert iren["gives"]
    assert iren["takes"]
    assert all(one["id"].startswith(ID + "commitment/") for one in [*iren["gives"], *iren["takes"]])
    assert all(one["provider"] == iren["id"] for one in iren["gives"])


def test_an_organization_has_its_figures(framed: Framed) -> None:
    openai = framed("organization", "openai")
    assert len(openai["figure"]) > 1
    assert all(figure["type"] == "Figure" and figure["measure"] for figure in openai["figure"])
    group = framed("organization", "openai-group-pbc")
    assert [stake["type"] for stake in group["stake"]] == ["Stake"] * len(group["stake"])
    assert any("measure" in figure for stake in group["stake"] for figure in many(stake.get("figure", [])))


def test_a_site_has_its_figures_and_its_place(framed: Framed) -> None:
    site = framed("site", "abernathy-terawulf")
    assert site["label"]["fr"] == "Campus d’Abernathy"
    assert site["point"] == "POINT (-101.84295 33.8323)"
    power = {figure["measure"].rpartition("/")[2]: figure["value"]["@value"] for figure in site["figure"]}
    assert power == {"planned-power": "240", "critical-it-power": "168"}


@pytest.mark.parametrize(("kind", "slug"), [("deal", DEAL), ("organization", "nvidia"), ("site", "abernathy-terawulf")])
def test_a_tree_holds_only_what_the_graph_holds(kind: str, slug: str, framed: Framed, store: ox.Store) -> None:
    n_quads = jsonld.to_rdf(framed(kind, slug), {"format": "application/n-quads"})
    triples = [quad.triple for quad in ox.parse(n_quads, format=ox.RdfFormat.N_QUADS)]
    assert len(triples) > 20
    alien = [t for t in triples if not any(store.quads_for_pattern(t.subject, t.predicate, t.object))]
    assert alien == []
    about = ox.NamedNode(f"{ID}{kind}/{slug}")
    own = {quad.triple for quad in store.quads_for_pattern(about, None, None)}
    assert own - set(triples) == set()


def test_the_context_has_every_term_and_reads_its_names_as_their_iris(ontology: list[ox.Triple]) -> None:
    terms = context(ontology)
    kinds = {"Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty"}
    declared = {
        t.subject.value
        for t in ontology
        if isinstance(t.subject, ox.NamedNode)
        and t.subject.value.startswith(TERM)
        and t.predicate.value == TYPE
        and isinstance(t.object, ox.NamedNode)
        and t.object.value in {PREFIXES["owl"] + kind for kind in kinds}
    }
    assert len(declared) > 150
    for iri in declared:
        said = {iri.removeprefix(TERM): {"@id": "urn:x"}}
        read = jsonld.expand({"@context": terms, **said})
        if not isinstance(terms[iri.removeprefix(TERM)], dict) or "@type" in terms[iri.removeprefix(TERM)]:
            assert iri in read[0], iri
        assert terms[iri.removeprefix(TERM)]["@id"] == "dor:" + iri.removeprefix(TERM)
    one = {"@context": terms, "type": "Deal", "label": {"fr": "x"}, "commitment": "urn:c", "lastSeen": "2026-01-01"}
    assert jsonld.expand(one) == [
        {
            "@type": [TERM + "Deal"],
            PREFIXES["rdfs"] + "label": [{"@language": "fr", "@value": "x"}],
            TERM + "commitment": [{"@id": "urn:c"}],
            TERM + "lastSeen": [{"@type": PREFIXES["xsd"] + "date", "@value": "2026-01-01"}],
        }
    ]


@pytest.mark.parametrize(
    ("frame", "why"),
    [
        ({"@context": [CONTEXT], "type": "Deal", "commitmnt": {}}, "unknown terms commitmnt"),
        ({"@context": [CONTEXT], "type": "Deel"}, "unknown terms Deel"),
        ({"@context": ["https://example.org/"], "type": "Deal"}, "begin with https://w3id.org/"),
        ({"type": "Deal"}, "no frame"),
        ("{", "no frame"),
    ],
)
def test_a_frame_with_another_word_is_refused(
    frame: object, why: str, ontology: list[ox.Triple], root: Path, tmp_path: Path
) -> None:
    for name in FRAMES:
        text = (root / "ontology" / "frames" / f"{name}.jsonld").read_text(encoding="utf-8")
        (tmp_path / f"{name}.jsonld").write_text(text, encoding="utf-8")
    assert set(json_ld_files(ontology, tmp_path)) == {"context.jsonld", *(f"frames/{name}.jsonld" for name in FRAMES)}
    text = frame if isinstance(frame, str) else json.dumps(frame)
    (tmp_path / "site.jsonld").write_text(text, encoding="utf-8")
    with pytest.raises(FrameError, match=f"site.jsonld: {why}"):
        json_ld_files(ontology, tmp_path)


def test_types_are_found_and_strings_left_alone() -> None:
    tricky = f'"{TYPE}":[{{"@id":"http://a/T"}}]'
    turtle = f"<http://a/s> <http://a/p> {json.dumps(tricky)} ; a <http://a/T> , <http://a/U> , [] ."
    triples = [quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE)]
    written = with_types(ox.serialize(triples, format=ox.RdfFormat.JSON_LD) or b"")
    node = next(one for one in json.loads(written) if one["@id"] == "http://a/s")
    assert node["@type"][:2] == ["http://a/T", "http://a/U"]
    assert node["http://a/p"] == [{"@value": tricky}]
    assert TYPE not in node
