"""The catalogue of a release: VoID and DCAT 3, with counts, sizes and checksums that were computed.

The dataset describes itself in ``data/dataset.ttl`` (title, licence, coverage …); this module repeats that and adds
what only a build can know. The catalogue is a graph of its own, ``graph/catalog``, and no part of the dumps that it
describes.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import pyoxigraph as ox

from dorsale.namespaces import BASE, DATASET, GRAPH, ID, ONTOLOGY, PREFIXES
from dorsale.release.dumps import SYNTAXES
from dorsale.release.folder import Bundle, Download, Dump, Mappings
from dorsale.release.sayings import Sayings, both, integer, iri, term
from dorsale.release.statistics import Statistics

__all__ = ["CATALOG", "catalog"]

CATALOG: Final = BASE + "catalog"

_MEDIA_TYPE: Final = "https://www.iana.org/assignments/media-types/"
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
_TABLES: Final = ("Dorsale as tables (CSV)", "Dorsale en tables (CSV)")
_MAPPINGS: Final = (
    "Mappings of Dorsale: alignments and identities (SSSOM)",
    "Correspondances de Dorsale : alignements et identités (SSSOM)",
)


def catalog(
    *,
    version: str,
    description: Iterable[ox.Triple],
    whole: Statistics,
    graphs: Mapping[str, Statistics],
    dumps: Iterable[Dump],
    bundles: Iterable[Bundle],
    mappings: Iterable[Mappings],
) -> list[ox.Triple]:
    """The triples of the catalogue, in N-Triples order.

    ``description`` is what ``data/dataset.ttl`` says; ``whole`` counts the union of the graphs in the dumps and
    ``graphs`` (by short name) each of them.
    """
    said = Sayings(description)
    _describe_catalog(said)
    _describe_dataset(said, version, whole)
    for name, statistics in graphs.items():
        _describe_graph(said, name, statistics)
    _describe_streams(said, [*graphs, "catalog"])
    for dump in dumps:
        _describe_dump(said, dump)
    for bundle in bundles:
        _describe_archive(said, bundle, _TABLES, conforms_to="https://datapackage.org/profiles/2.0/datapackage.json")
    for archive in mappings:
        _describe_archive(said, archive, _MAPPINGS, conforms_to="https://w3id.org/sssom")
    return said.triples()


def _describe_catalog(said: Sayings) -> None:
    project = iri(ID + "agent/dorsale-project")
    service = CATALOG + "#sparql"
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
    said.say(CATALOG, "dct:publisher", project)
    said.say(CATALOG, "dcat:dataset", iri(DATASET))
    said.say(CATALOG, "dcat:service", iri(service))
    said.say(CATALOG, "foaf:homepage", iri(BASE))
    said.say(service, "rdf:type", term("dcat:DataService"))
    said.say(service, "dct:title", *both("SPARQL endpoint", "Point d’accès SPARQL"))
    said.say(service, "rdfs:label", *both("SPARQL endpoint", "Point d’accès SPARQL"))
    said.say(service, "dcat:endpointURL", iri(BASE + "sparql"))
    said.say(service, "dcat:endpointDescription", iri(BASE + "sparql"))
    said.say(service, "dcat:servesDataset", iri(DATASET))
    said.say(service, "dct:conformsTo", iri("https://www.w3.org/TR/sparql11-protocol/"))


def _describe_dataset(said: Sayings, version: str, whole: Statistics) -> None:
    said.say(DATASET, "rdf:type", term("void:Dataset"), term("dcat:Dataset"))
    said.say(DATASET, "dcat:version", ox.Literal(version))
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
    for kind, number in whole.classes.items():
        part = f"{CATALOG}#class-{_fragment(kind)}"
        said.say(DATASET, "void:classPartition", iri(part))
        said.say(part, "void:class", iri(kind))
        said.say(part, "void:entities", integer(number))
    for name, number in whole.properties.items():
        part = f"{CATALOG}#property-{_fragment(name)}"
        said.say(DATASET, "void:propertyPartition", iri(part))
        said.say(part, "void:property", iri(name))
        said.say(part, "void:triples", integer(number))


def _describe_graph(said: Sayings, name: str, statistics: Statistics) -> None:
    graph = GRAPH + name
    said.say(DATASET, "void:subset", iri(graph))
    said.say(graph, "rdf:type", term("void:Dataset"))
    said.say(graph, "dct:title", *both(*_GRAPH_TITLES[name]))
    said.say(graph, "rdfs:label", *both(*_GRAPH_TITLES[name]))
    _count(said, graph, statistics)


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


def _describe_dump(said: Sayings, dump: Dump) -> None:
    syntax = next(syntax for syntax in SYNTAXES if syntax.suffix == dump.format)
    _describe_download(said, dump, (f"Dorsale as {syntax.title}", f"Dorsale en {syntax.title}"))
    distribution = f"{CATALOG}#{dump.format}"
    said.say(DATASET, "void:dataDump", iri(f"{BASE}dumps/{dump.name}"))
    said.say(distribution, "dcat:compressFormat", iri(_MEDIA_TYPE + "application/gzip"))


def _describe_archive(said: Sayings, archive: Download, title: tuple[str, str], *, conforms_to: str) -> None:
    _describe_download(said, archive, title)
    distribution = f"{CATALOG}#{archive.format}"
    said.say(distribution, "dcat:packageFormat", iri(_MEDIA_TYPE + "application/zip"))
    said.say(distribution, "dct:conformsTo", iri(conforms_to))


def _describe_download(said: Sayings, one: Download, title: tuple[str, str]) -> None:
    distribution, checksum = f"{CATALOG}#{one.format}", f"{CATALOG}#{one.format}-sha256"
    said.say(DATASET, "dcat:distribution", iri(distribution))
    said.say(distribution, "rdf:type", term("dcat:Distribution"))
    said.say(distribution, "dct:title", *both(*title))
    said.say(distribution, "rdfs:label", *both(*title))
    said.say(distribution, "dct:license", iri("https://creativecommons.org/licenses/by/4.0/"))
    said.say(distribution, "dcat:downloadURL", iri(f"{BASE}dumps/{one.name}"))
    said.say(distribution, "dcat:mediaType", iri(_MEDIA_TYPE + one.media_type))
    said.say(distribution, "dcat:byteSize", integer(one.bytes, "nonNegativeInteger"))
    said.say(distribution, "spdx:checksum", iri(checksum))
    said.say(checksum, "rdf:type", term("spdx:Checksum"))
    said.say(checksum, "rdfs:label", *both(f"SHA-256 of {one.name}", f"SHA-256 de {one.name}"))
    said.say(checksum, "spdx:algorithm", term("spdx:checksumAlgorithm_sha256"))
    said.say(checksum, "spdx:checksumValue", ox.Literal(one.sha256, datatype=term("xsd:hexBinary")))


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
