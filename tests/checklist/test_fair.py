"""F, N, O and U: FAIR Signposting, negotiation by profile, and what FOOPS! and F-UJI look at, one test a line."""

import json
import re
from typing import Any, Final

import httpx
import pyoxigraph as ox
import pytest
from tests.pages.reading import json_ld
from tests.pages.reading import read as read_html

from dorsale.namespaces import BASE, DATASET, ID, PREFIXES

from .conftest import EARLIER, Asked, Read, Select
from .linking import Link, from_header, from_json, from_text

HTML: Final = {"accept": "text/html"}
SCHEMA: Final = "https://schema.org/"
SIGNPOSTS: Final = {"cite-as", "type", "describedby", "item", "license", "author", "collection", "version-history"}
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
DEAL: Final = "/doc/deal/2025-11-03-openai-aws"
MOST: Final = 4096
"""Bytes that all Link headers of a page may have together."""


@pytest.fixture(scope="module")
def landing(client: httpx.Client, version: str) -> dict[str, set[Link]]:
    """The links of landing pages: of the dataset, of things, of releases, of a concept."""
    paths = ("/dataset", f"/dataset/{version}", f"/dataset/{EARLIER}", "/releases", "/doc/organization/iren", DEAL)
    return {path: from_header(client.get(path, headers=HTML)) for path in (*paths, "/vocabulary/measure")}


def some(links: set[Link], rel: str) -> list[str]:
    return sorted(link.target for link in links if link.rel == rel)


def resolves(client: httpx.Client, address: str) -> int:
    """The status of an address of ours, wherever this server stands for it."""
    own = str(client.base_url).rstrip("/") + "/"
    return client.head(address.replace(BASE, own), follow_redirects=True).status_code


def test_f1_landing_pages_have_all_signposts(landing: dict[str, set[Link]], client: httpx.Client, version: str) -> None:
    classes = {"organization": "Organization", "deal": "Thing", "measure": "DefinedTermSet"}
    for path, links in landing.items():
        kind = next((name for part, name in classes.items() if f"/{part}" in path), "Dataset")
        topic = BASE + path[1:].replace("doc/", "id/")
        assert some(links, "cite-as") == [topic]
        assert some(links, "type") == sorted((f"{SCHEMA}AboutPage", SCHEMA + kind))
        assert some(links, "license") == [LICENCE]
        assert some(links, "author") == [f"{ID}agent/dorsale-project"]
        described = {link.type for link in links if link.rel == "describedby"}
        assert described >= {"text/turtle", "application/ld+json", "application/rdf+xml", "application/n-triples"}
        items = [link for link in links if link.rel == "item"]
        assert len(items) == (8 if path.startswith("/dataset") else 0)
        assert all(link.type in ("application/gzip", "application/zip") for link in items)
    home = from_header(client.get("/", headers=HTML))
    assert (some(home, "cite-as"), len(some(home, "item"))) == ([DATASET], 8)
    for path in (*landing, "/"):
        size = sum(len(line) for line in client.head(path, headers=HTML).headers.get_list("link"))
        assert size < MOST, (path, size)


def test_f2_files_and_descriptions_lead_back(landing: dict[str, set[Link]], client: httpx.Client) -> None:
    for path in ("/dataset", f"/dataset/{EARLIER}", DEAL):
        page = str(client.base_url).rstrip("/") + path
        for link in landing[path]:
            if link.rel in ("describedby", "item"):
                back = {"describedby": "describes", "item": "collection"}[link.rel]
                assert page in some(from_header(client.head(link.target)), back), link


def test_f3_a_linkset_holds_the_same_links(landing: dict[str, set[Link]], client: httpx.Client) -> None:
    for path, links in landing.items():
        page = str(client.base_url).rstrip("/") + path
        stated = {link.type: link.target for link in links if link.rel == "linkset"}
        assert set(stated) == {"application/linkset+json", "application/linkset"}
        answers = {form: client.get(address) for form, address in stated.items()}
        assert all(answer.headers["content-type"] == form for form, answer in answers.items())
        as_json, as_text = from_json(answers["application/linkset+json"]), from_text(answers["application/linkset"])
        assert as_json == as_text
        assert {link for link in as_json if link.anchor == page} == {link for link in links if link.rel in SIGNPOSTS}
        assert len([link for link in as_json if link.rel == "describes"]) == len(some(links, "describedby"))
    negotiated = client.get("/linkset/dataset", headers={"accept": "application/linkset"})
    assert negotiated.headers["content-type"] == "application/linkset"
    assert client.get("/linkset/doc/deal/nothing").status_code == 404


def test_f4_every_target_resolves(landing: dict[str, set[Link]], client: httpx.Client) -> None:
    targets = {link.target for links in landing.values() for link in links}
    ours = {target for target in targets if target.startswith((BASE, str(client.base_url)))}
    assert {target: status for target in ours if (status := resolves(client, target)) != 200} == {}
    elsewhere = targets - ours
    assert {re.sub(r"[^/]*$", "", target) for target in elsewhere} <= {
        SCHEMA,
        LICENCE,
        "https://semiceu.github.io/DCAT-AP/releases/3.0.0/",
        "http://rdfs.org/ns/",
    }


def test_n1_a_profile_is_asked_for_by_header_and_by_address(client: httpx.Client) -> None:
    by_header = client.get("/dataset", headers={"accept": "application/ld+json", "accept-profile": f"<{SCHEMA}>"})
    by_token = client.get("/dataset?_profile=schema")
    by_iri = client.get("/dataset", params={"_profile": SCHEMA})
    assert by_header.content == by_token.content == by_iri.content
    assert by_token.json()["@type"] == "Dataset"
    assert "accept-profile" in by_header.headers["vary"].lower()
    weighed = f"<{PREFIXES['void']}>;q=0.5, <https://semiceu.github.io/DCAT-AP/releases/3.0.0/>;q=0.9"
    chosen = client.get("/dataset", headers={"accept": "text/turtle", "accept-profile": weighed})
    assert "DCAT-AP" in chosen.headers["content-profile"]
    assert client.get("/dataset?_profile=nothing").status_code == 406
    crate = client.get("/dataset?_profile=ro-crate", follow_redirects=True)
    assert crate.json()["@graph"][0]["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.2"}


def test_n2_the_served_profile_and_the_others_are_named(client: httpx.Client) -> None:
    for path, number in (("/dataset", 5), (DEAL, 2)):
        answer = client.get(path, headers={"accept": "text/turtle"})
        links = ", ".join(answer.headers.get_list("link"))
        assert f'<{BASE}profile/description>; rel="profile"' in links
        formats = re.findall(r'<([^>]*\?_profile=[^>]*)>; rel="alternate"; type="([^"]+)"; format="[^"]+"', links)
        assert len(formats) == number
        for address, media_type in formats:
            found = client.get(address, headers={"accept": media_type}, follow_redirects=True)
            assert (found.status_code, found.headers["content-type"].partition(";")[0]) == (200, media_type)


def test_n3_a_list_names_all_profiles(client: httpx.Client, read: Read) -> None:
    listed = read("/dataset?_profile=alt")
    altr, dct = PREFIXES["altr"], PREFIXES["dct"]
    either = f"<{altr}hasDefaultRepresentation>|<{altr}hasRepresentation>"
    query = f"SELECT DISTINCT ?p {{ <{DATASET}> {either} [ <{dct}conformsTo> ?p ] }}"
    assert len(listed.rows(query)) == 5
    page = client.get("/dataset?_profile=alt", headers=HTML).text
    assert all(profile in page for (profile,) in listed.rows(query))


def test_n4_profiles_are_described(catalogue: Asked, client: httpx.Client) -> None:
    prof, dct = PREFIXES["prof"], PREFIXES["dct"]
    rows = catalogue.rows(
        f"""SELECT ?p ?t {{ ?p a <{prof}Profile> ; <{prof}hasToken> ?t ; <{dct}description> ?d
        FILTER (LANG(?d) = "fr") }}"""
    )
    assert {token for _, token in rows} == {"description", "schema", "dcat-ap", "void", "ro-crate"}
    assert client.get("/profile/description", headers={"accept": "text/turtle"}).status_code == 200


@pytest.fixture(scope="module")
def ontology(read: Read) -> Asked:
    return read("/ontology")


ONTOLOGY: Final = f"{BASE}ontology"
HEAD: Final = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("owl", "dct", "vann", "rdfs", "skos", "prov"))


def test_o1_the_ontology_is_what_its_iri_names(ontology: Asked, client: httpx.Client) -> None:
    assert ontology.holds(f"{HEAD} ASK {{ <{ONTOLOGY}> a owl:Ontology }}")
    answer = client.get("/ontology", headers={"accept": "text/turtle"})
    assert some(from_header(answer), "cite-as") == [ONTOLOGY]


def test_o2_its_version_has_an_iri_of_its_own_that_resolves(ontology: Asked, client: httpx.Client) -> None:
    ((iri, number),) = ontology.rows(f"{HEAD} SELECT ?i ?n {{ <{ONTOLOGY}> owl:versionIRI ?i ; owl:versionInfo ?n }}")
    assert iri != ONTOLOGY
    assert iri.endswith(f"/{number}")
    assert resolves(client, iri) == 200


def test_o3_prefix_and_namespace_are_declared(ontology: Asked) -> None:
    assert ontology.rows(
        f"{HEAD} SELECT ?p ?n {{ <{ONTOLOGY}> vann:preferredNamespacePrefix ?p ; vann:preferredNamespaceUri ?n }}"
    ) == [("dor", f"{ONTOLOGY}#")]


def test_o4_the_least_metadata_is_there(ontology: Asked) -> None:
    wanted = ("title", "description", "abstract", "license", "creator", "publisher", "created", "modified", "issued")
    assert [
        name
        for name in (*wanted, "bibliographicCitation")
        if not ontology.holds(f"{HEAD} ASK {{ <{ONTOLOGY}> dct:{name} ?v }}")
    ] == []


def test_o5_its_licence_is_one_that_machines_know(ontology: Asked) -> None:
    assert ontology.rows(f"{HEAD} SELECT ?l {{ <{ONTOLOGY}> dct:license ?l }}") == [(LICENCE,)]


def test_o6_it_says_where_it_comes_from(ontology: Asked) -> None:
    rows = ontology.rows(f"{HEAD} SELECT ?s {{ <{ONTOLOGY}> dct:source|owl:priorVersion|dct:contributor ?s }}")
    assert len(rows) >= 4


def test_o7_it_uses_the_vocabularies_of_others(ontology: Asked) -> None:
    reused = {
        row[0]
        for row in ontology.rows(
            f"{HEAD} SELECT DISTINCT ?o {{ ?s rdfs:subClassOf|rdfs:subPropertyOf ?o FILTER isIRI(?o) }}"
        )
        if not row[0].startswith(BASE)
    }
    assert len({re.sub(r"[^/#]*$", "", iri) for iri in reused}) >= 3


def test_o8_each_term_has_label_and_definition(ontology: Asked) -> None:
    lacking = ontology.rows(
        f"""{HEAD} SELECT ?t {{ VALUES ?kind {{ owl:Class owl:ObjectProperty owl:DatatypeProperty }} ?t a ?kind
        FILTER STRSTARTS(STR(?t), "{ONTOLOGY}#") FILTER NOT EXISTS {{ ?t rdfs:label ?l ; skos:definition ?d }} }}"""
    )
    assert lacking == []
    assert (
        len(
            ontology.rows(
                f'{HEAD} SELECT ?t {{ ?t rdfs:isDefinedBy|rdfs:label ?x FILTER STRSTARTS(STR(?t), "{ONTOLOGY}#") }}'
            )
        )
        > 200
    )


def test_o9_it_has_a_page_and_rdf_at_one_address(client: httpx.Client) -> None:
    for media_type in ("text/html", "text/turtle", "application/rdf+xml", "application/ld+json"):
        assert client.get("/ontology", headers={"accept": media_type}).headers["content-type"].startswith(media_type)


@pytest.fixture(scope="module")
def embedded(client: httpx.Client) -> Any:
    """The JSON-LD in the page of the dataset that anybody gets first."""
    return json.loads(json_ld(read_html(client.get("/", headers=HTML).text)))


def test_u1_the_identifier_is_permanent_and_in_the_metadata(embedded: Any) -> None:
    assert embedded["@id"] == embedded["identifier"] == DATASET
    assert DATASET.startswith("https://w3id.org/")


def test_u2_descriptive_metadata_stand_in_the_page(embedded: Any) -> None:
    wanted = {"name", "description", "creator", "publisher", "datePublished", "keywords", "license", "version", "url"}
    assert wanted - set(embedded) == set()


def test_u3_the_same_metadata_come_by_typed_links(
    landing: dict[str, set[Link]], client: httpx.Client, embedded: Any
) -> None:
    address = next(
        link.target for link in landing["/dataset"] if link.rel == "describedby" and link.type == "text/turtle"
    )
    store = ox.Store()
    store.load(client.get(address).content, format=ox.RdfFormat.TURTLE)
    title = ox.NamedNode(PREFIXES["dct"] + "title")
    titles = {getattr(quad.object, "value", "") for quad in store.quads_for_pattern(ox.NamedNode(DATASET), title, None)}
    assert embedded["name"] in titles


def test_u4_the_licence_is_one_of_spdx(embedded: Any, read: Read) -> None:
    assert embedded["license"] == LICENCE
    assert read("/dataset").holds(f"ASK {{ <{DATASET}> <{PREFIXES['dct']}license> <{LICENCE}> }}")


def test_u5_files_state_size_and_type_as_they_are(embedded: Any, client: httpx.Client) -> None:
    assert len(embedded["distribution"]) == 8
    for one in embedded["distribution"]:
        head = client.head(one["contentUrl"])
        assert (head.status_code, head.headers["content-length"]) == (200, one["contentSize"])
        assert head.headers["content-type"] in one["encodingFormat"]


def test_u6_provenance_uses_known_terms(read: Read, select: Select) -> None:
    dataset = read("/dataset")
    for name in ("creator", "publisher", "source", "issued", "modified"):
        assert dataset.holds(f"ASK {{ <{DATASET}> <{PREFIXES['dct']}{name}> ?v }}"), name


def test_u7_related_resources_are_links(embedded: Any) -> None:
    assert all(one["@id"].startswith("https://") for one in embedded["isBasedOn"])
    assert len(embedded["isBasedOn"]) == 5


def test_u8_it_stays_known_when_the_data_are_gone(client: httpx.Client) -> None:
    """Metadata do not hang on the files: the catalogue is in the graph, and every release keeps its own copy."""
    catalogue = client.get("/graph-store", params={"graph": f"{BASE}graph/catalog"}, headers={"accept": "text/turtle"})
    assert DATASET in catalogue.text
    assert client.get(f"/dataset/{EARLIER}/catalog.ttl").status_code == 200


def test_u9_the_data_speak_in_open_formats(embedded: Any) -> None:
    formats = {form for one in embedded["distribution"] for form in one["encodingFormat"]}
    assert {"text/turtle", "application/n-quads", "application/ld+json", "text/csv"} <= formats
