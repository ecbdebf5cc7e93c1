"""The catalogue of a release: VoID and DCAT 3, with counts, sizes and checksums that were computed.

The dataset describes itself in ``data/dataset.ttl`` (title, licence, coverage …); this module repeats that and adds
what only a build can know. The catalogue is a graph of its own, ``graph/catalog``, and no part of the dumps that it
describes.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import pyoxigraph as ox

from dorsale.namespaces import BASE, DATASET, GRAPH, ID, ONTOLOGY, PREFIXES, PROJECT, RELEASES
from dorsale.release.dumps import SYNTAXES
from dorsale.release.folder import Download, Dump
from dorsale.release.outside import describe_outside
from dorsale.release.profiles import describe_profiles
from dorsale.release.sayings import Sayings, both, integer, iri, literal, term
from dorsale.release.series import describe_download, describe_release, describe_series, release_iri
from dorsale.release.statistics import Statistics

__all__ = ["CATALOG", "catalog"]

CATALOG: Final = BASE + "catalog"

_LANGUAGE: Final = "http://publications.europa.eu/resource/authority/language/"
_KINDS: Final = {
    PREFIXES[prefix] + local: kind
    for prefix, local, kind in (
        ("dct", "accrualPeriodicity", "dct:Frequency"),
        ("dct", "conformsTo", "dct:Standard"),
        ("dct", "creator", "foaf:Agent"),
        ("dct", "language", "dct:LinguisticSystem"),
        ("dct", "license", "dct:LicenseDocument"),
        ("dct", "publisher", "foaf:Agent"),
        ("dcat", "compressFormat", "dct:MediaType"),
        ("dcat", "landingPage", "foaf:Document"),
        ("dcat", "mediaType", "dct:MediaType"),
        ("dcat", "packageFormat", "dct:MediaType"),
        ("dcat", "theme", "skos:Concept"),
        ("foaf", "homepage", "foaf:Document"),
        ("spdx", "algorithm", "spdx:ChecksumAlgorithm"),
    )
}
"""Property → the class of its values (DCAT-AP 3.0)."""

_GRAPH_TITLES: Final = {
    "data": ("what was said: the curated data", "ce qui a été dit : les données établies"),
    "ontology": ("ontology and vocabularies", "ontologie et vocabulaires"),
    "inferred": ("what follows: derived statements and labels", "ce qui s’ensuit : énoncés et libellés dérivés"),
    "analysis": (
        "what Dorsale computes: circles of money, concentrations, estimates",
        "ce que Dorsale calcule : cercles d’argent, concentrations, estimations",
    ),
    "questions": ("competency questions, each with its query", "questions de compétence, chacune avec sa requête"),
    "links": ("links: what our names are called elsewhere", "liens : ce que nos noms deviennent ailleurs"),
    "catalog": ("catalogue of the release", "catalogue de la version"),
}


def catalog(
    *,
    version: str,
    about: Mapping[str, Any],
    description: Iterable[ox.Triple],
    whole: Statistics,
    graphs: Mapping[str, Statistics],
    downloads: Sequence[Download],
) -> list[ox.Triple]:
    """The triples of the catalogue, in N-Triples order.

    ``description`` is what ``data/dataset.ttl`` says, ``about`` what the manifest repeats of it; ``whole`` counts the
    union of the graphs in the dumps and ``graphs`` (by short name) each of them.
    """
    said = Sayings(description)
    _describe_catalog(said, about)
    _describe_dataset(said, version, whole)
    for name, statistics in graphs.items():
        _describe_graph(said, name, statistics)
    _describe_streams(said, [*graphs, "catalog"])
    for one in downloads:
        node = f"{CATALOG}#{one.format}"
        said.say(DATASET, "dcat:distribution", iri(node))
        describe_download(said, node, one)
        if isinstance(one, Dump):
            said.say(DATASET, "void:dataDump", iri(f"{BASE}dumps/{one.name}"))
    describe_release(said, version, about, downloads)
    describe_series(said)
    describe_profiles(said)
    described = said.triples()
    describe_outside(said, {one.object.value for one in described if isinstance(one.object, ox.NamedNode)})
    _say_kinds(said)
    return said.triples()


def _describe_catalog(said: Sayings, about: Mapping[str, Any]) -> None:
    service, store = CATALOG + "#sparql", CATALOG + "#graph-store"
    said.say(CATALOG, "rdf:type", term("dcat:Catalog"))
    said.say(CATALOG, "dct:title", *both("Catalogue of Dorsale", "Catalogue de Dorsale"))
    said.say(CATALOG, "rdfs:label", *both("Catalogue of Dorsale", "Catalogue de Dorsale"))
    said.say(
        CATALOG,
        "dct:description",
        *both(
            "What Dorsale publishes: the dataset, its downloads, its SPARQL endpoint and its event streams.",
            "Ce que Dorsale publie : le jeu de données, ses téléchargements, son point d’accès SPARQL et ses flux "
            "d’évènements.",
        ),
    )
    said.say(CATALOG, "dct:publisher", iri(PROJECT))
    said.say(CATALOG, "dct:license", iri(about["licence"]))
    said.say(CATALOG, "dct:modified", literal(about["modified"], datatype="xsd:date"))
    said.say(CATALOG, "dct:language", *(iri(_LANGUAGE + code) for code in ("ENG", "FRA")))
    said.say(CATALOG, "dcat:dataset", iri(DATASET), iri(RELEASES))
    said.say(CATALOG, "dcat:service", iri(service), iri(store))
    said.say(CATALOG, "foaf:homepage", iri(BASE))
    said.say(service, "rdf:type", term("dcat:DataService"))
    said.say(service, "dct:title", *both("SPARQL endpoint", "Point d’accès SPARQL"))
    said.say(service, "rdfs:label", *both("SPARQL endpoint", "Point d’accès SPARQL"))
    said.say(service, "dcat:endpointURL", iri(BASE + "sparql"))
    said.say(service, "dcat:endpointDescription", iri(BASE + "sparql"))
    said.say(service, "dcat:servesDataset", iri(DATASET))
    said.say(service, "dct:conformsTo", iri("https://www.w3.org/TR/sparql11-protocol/"))
    title = both("Graph Store, to read", "Magasin de graphes, en lecture")
    said.say(store, "rdf:type", term("dcat:DataService"))
    said.say(store, "dct:title", *title)
    said.say(store, "rdfs:label", *title)
    said.say(store, "dcat:endpointURL", iri(BASE + "graph-store"))
    said.say(store, "dcat:servesDataset", iri(DATASET))
    said.say(store, "dct:conformsTo", iri("https://www.w3.org/TR/sparql11-http-rdf-update/"))
    said.say(PROJECT, "foaf:name", *both("Dorsale project", "Projet Dorsale"))


def _describe_dataset(said: Sayings, version: str, whole: Statistics) -> None:
    said.say(DATASET, "rdf:type", term("void:Dataset"), term("dcat:Dataset"))
    said.say(DATASET, "dcat:version", literal(version))
    said.say(DATASET, "dcat:hasCurrentVersion", iri(release_iri(version)))
    said.say(DATASET, "dcat:hasVersion", iri(release_iri(version)))
    said.say(DATASET, "dct:identifier", literal(DATASET))
    said.say(DATASET, "dcat:landingPage", iri(BASE))
    said.say(DATASET, "foaf:homepage", iri(BASE))
    said.say(DATASET, "dct:conformsTo", iri(ONTOLOGY), iri(BASE + "shapes"))
    said.say(DATASET, "void:sparqlEndpoint", iri(BASE + "sparql"))
    said.say(DATASET, "void:uriSpace", ox.Literal(ID))
    said.say(DATASET, "void:vocabulary", iri(ONTOLOGY + "#"), *(iri(PREFIXES[p]) for p in ("skos", "dct", "rdfs")))
    said.say(DATASET, "void:exampleResource", iri(ID + "deal/2025-11-03-openai-aws"), iri(ID + "organization/openai"))
    said.say(DATASET, "void:feature", *(iri(syntax.iri) for syntax in SYNTAXES))
    _count(said, DATASET, whole)
    said.say(DATASET, "void:entities", integer(whole.entities))
    _part(said, DATASET, whole, "")


def _describe_graph(said: Sayings, name: str, statistics: Statistics) -> None:
    graph = GRAPH + name
    said.say(DATASET, "void:subset", iri(graph))
    said.say(graph, "rdf:type", term("void:Dataset"))
    said.say(graph, "dct:title", *both(*_GRAPH_TITLES[name]))
    said.say(graph, "rdfs:label", *both(*_GRAPH_TITLES[name]))
    _count(said, graph, statistics)
    _part(said, graph, statistics, f"{name}-")


def _describe_streams(said: Sayings, graphs: Iterable[str]) -> None:
    """The event streams: one a graph, which is what the versions in it come to (LDES, versionMaterializationOf)."""
    service = CATALOG + "#stream"
    said.say(CATALOG, "dcat:service", iri(service))
    said.say(service, "rdf:type", term("dcat:DataService"))
    said.say(service, "dct:title", *both("Dorsale’s event streams", "Flux d’évènements de Dorsale"))
    said.say(service, "rdfs:label", *both("Event streams", "Flux d’évènements"))
    said.say(service, "dcat:endpointURL", iri(BASE + "stream"))
    said.say(service, "dcat:servesDataset", iri(DATASET))
    said.say(service, "dct:conformsTo", iri("https://w3id.org/ldes/specification"))
    for name in graphs:
        stream, (english, french) = f"{BASE}stream/{name}", _GRAPH_TITLES[name]
        said.say(stream, "rdf:type", term("ldes:EventStream"))
        said.say(stream, "rdfs:label", *both(f"Event stream of: {english}", f"Flux d’évènements de : {french}"))
        said.say(stream, "ldes:timestampPath", term("dct:created"))
        said.say(stream, "ldes:versionOfPath", term("dct:isVersionOf"))
        said.say(stream, "dct:isPartOf", iri(DATASET))
        said.say(GRAPH + name, "ldes:versionMaterializationOf", iri(stream))


def _part(said: Sayings, subject: str, statistics: Statistics, prefix: str) -> None:
    """The partitions of a dataset by class and by property (VoID, 4.4)."""
    for kind, number in statistics.classes.items():
        part = f"{CATALOG}#{prefix}class-{_fragment(kind)}"
        said.say(subject, "void:classPartition", iri(part))
        said.say(part, "void:class", iri(kind))
        said.say(part, "void:entities", integer(number))
    for name, number in statistics.properties.items():
        part = f"{CATALOG}#{prefix}property-{_fragment(name)}"
        said.say(subject, "void:propertyPartition", iri(part))
        said.say(part, "void:property", iri(name))
        said.say(part, "void:triples", integer(number))


def _say_kinds(said: Sayings) -> None:
    """State of what kind the things are that the catalogue names but does not describe, as DCAT-AP asks for it."""
    for triple in said.triples():
        kind = _KINDS.get(triple.predicate.value)
        if kind and isinstance(triple.object, ox.NamedNode):
            said.say(triple.object.value, "rdf:type", term(kind))


def _count(said: Sayings, subject: str, statistics: Statistics) -> None:
    said.say(subject, "void:triples", integer(statistics.triples))
    said.say(subject, "void:classes", integer(len(statistics.classes)))
    said.say(subject, "void:properties", integer(len(statistics.properties)))
    said.say(subject, "void:distinctSubjects", integer(statistics.distinct_subjects))
    said.say(subject, "void:distinctObjects", integer(statistics.distinct_objects))


def _fragment(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}-{iri.removeprefix(namespace)}"
    return "".join(c if c.isalnum() else "-" for c in iri)
