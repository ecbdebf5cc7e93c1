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
from dorsale.release.folder import Dump
from dorsale.release.statistics import Statistics

__all__ = ["CATALOG", "catalog"]

CATALOG: Final = BASE + "catalog"

_MEDIA_TYPE: Final = "https://www.iana.org/assignments/media-types/"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES: Final = {
    "ttl": "Turtle",
    "nt": "N-Triples",
    "rdf": "RDF_XML",
    "nq": "N-Quads",
    "trig": "TriG",
    "jsonld": "JSON-LD",
}
_GRAPH_TITLES: Final = {
    "data": ("what was said: the curated data", "ce qui a été dit : les données établies"),
    "ontology": ("ontology and vocabularies", "ontologie et vocabulaires"),
    "inferred": ("what follows: derived statements and labels", "ce qui s’ensuit : énoncés et libellés dérivés"),
    "catalog": ("catalogue of the release", "catalogue de la version"),
}


def catalog(
    *,
    version: str,
    description: Iterable[ox.Triple],
    whole: Statistics,
    graphs: Mapping[str, Statistics],
    dumps: Iterable[Dump],
) -> list[ox.Triple]:
    """The triples of the catalogue, in N-Triples order.

    ``description`` is what ``data/dataset.ttl`` says; ``whole`` counts the union of the graphs in the dumps and
    ``graphs`` (by short name) each of them.
    """
    said = _Sayings()
    said.triples |= set(description)
    _describe_catalog(said)
    _describe_dataset(said, version, whole)
    for name, statistics in graphs.items():
        _describe_graph(said, name, statistics)
    for dump in dumps:
        _describe_dump(said, dump)
    return sorted(said.triples, key=str)


class _Sayings:
    """Triples under construction; names are prefixed names of the house's table, or IRIs."""

    def __init__(self) -> None:
        self.triples: set[ox.Triple] = set()

    def say(self, subject: str, predicate: str, *objects: ox.NamedNode | ox.Literal) -> None:
        self.triples |= {ox.Triple(ox.NamedNode(subject), _name(predicate), value) for value in objects}


def _name(prefixed: str) -> ox.NamedNode:
    prefix, _, local = prefixed.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def _iri(value: str) -> ox.NamedNode:
    return ox.NamedNode(value)


def _both(english: str, french: str) -> tuple[ox.Literal, ox.Literal]:
    return ox.Literal(english, language="en"), ox.Literal(french, language="fr")


def _integer(value: int, datatype: str = "integer") -> ox.Literal:
    return ox.Literal(str(value), datatype=_name(f"xsd:{datatype}"))


def _describe_catalog(said: _Sayings) -> None:
    project = _iri(ID + "agent/dorsale-project")
    service = CATALOG + "#sparql"
    said.say(CATALOG, "rdf:type", _name("dcat:Catalog"))
    said.say(CATALOG, "dct:title", *_both("Catalogue of Dorsale", "Catalogue de Dorsale"))
    said.say(CATALOG, "rdfs:label", *_both("Catalogue of Dorsale", "Catalogue de Dorsale"))
    said.say(
        CATALOG,
        "dct:description",
        *_both(
            "What Dorsale publishes: the dataset, its downloads and its SPARQL endpoint.",
            "Ce que Dorsale publie : le jeu de données, ses téléchargements et son point d’accès SPARQL.",
        ),
    )
    said.say(CATALOG, "dct:publisher", project)
    said.say(CATALOG, "dcat:dataset", _iri(DATASET))
    said.say(CATALOG, "dcat:service", _iri(service))
    said.say(CATALOG, "foaf:homepage", _iri(BASE))
    said.say(service, "rdf:type", _name("dcat:DataService"))
    said.say(service, "dct:title", *_both("SPARQL endpoint", "Point d’accès SPARQL"))
    said.say(service, "rdfs:label", *_both("SPARQL endpoint", "Point d’accès SPARQL"))
    said.say(service, "dcat:endpointURL", _iri(BASE + "sparql"))
    said.say(service, "dcat:endpointDescription", _iri(BASE + "sparql"))
    said.say(service, "dcat:servesDataset", _iri(DATASET))
    said.say(service, "dct:conformsTo", _iri("https://www.w3.org/TR/sparql11-protocol/"))


def _describe_dataset(said: _Sayings, version: str, whole: Statistics) -> None:
    said.say(DATASET, "rdf:type", _name("void:Dataset"), _name("dcat:Dataset"))
    said.say(DATASET, "dcat:version", ox.Literal(version))
    said.say(DATASET, "dcat:landingPage", _iri(BASE))
    said.say(DATASET, "foaf:homepage", _iri(BASE))
    said.say(DATASET, "dct:conformsTo", _iri(ONTOLOGY), _iri(BASE + "shapes"))
    said.say(DATASET, "void:sparqlEndpoint", _iri(BASE + "sparql"))
    said.say(DATASET, "void:uriSpace", ox.Literal(ID))
    said.say(DATASET, "void:vocabulary", _iri(ONTOLOGY + "#"), *(_iri(PREFIXES[p]) for p in ("skos", "dct", "rdfs")))
    said.say(DATASET, "void:exampleResource", _iri(ID + "deal/2025-11-03-openai-aws"), _iri(ID + "organization/openai"))
    said.say(DATASET, "void:feature", *(_iri(_FORMATS + _FORMAT_NAMES[syntax.suffix]) for syntax in SYNTAXES))
    _count(said, DATASET, whole)
    said.say(DATASET, "void:entities", _integer(whole.entities))
    for kind, number in whole.classes.items():
        part = f"{CATALOG}#class-{_fragment(kind)}"
        said.say(DATASET, "void:classPartition", _iri(part))
        said.say(part, "void:class", _iri(kind))
        said.say(part, "void:entities", _integer(number))
    for name, number in whole.properties.items():
        part = f"{CATALOG}#property-{_fragment(name)}"
        said.say(DATASET, "void:propertyPartition", _iri(part))
        said.say(part, "void:property", _iri(name))
        said.say(part, "void:triples", _integer(number))


def _describe_graph(said: _Sayings, name: str, statistics: Statistics) -> None:
    graph = GRAPH + name
    said.say(DATASET, "void:subset", _iri(graph))
    said.say(graph, "rdf:type", _name("void:Dataset"))
    said.say(graph, "dct:title", *_both(*_GRAPH_TITLES[name]))
    said.say(graph, "rdfs:label", *_both(*_GRAPH_TITLES[name]))
    _count(said, graph, statistics)


def _describe_dump(said: _Sayings, dump: Dump) -> None:
    download = f"{BASE}dumps/{dump.name}"
    distribution, checksum = f"{CATALOG}#{dump.format}", f"{CATALOG}#{dump.format}-sha256"
    syntax = next(syntax for syntax in SYNTAXES if syntax.suffix == dump.format)
    said.say(DATASET, "dcat:distribution", _iri(distribution))
    said.say(DATASET, "void:dataDump", _iri(download))
    said.say(distribution, "rdf:type", _name("dcat:Distribution"))
    said.say(distribution, "dct:title", *_both(f"Dorsale as {syntax.title}", f"Dorsale en {syntax.title}"))
    said.say(distribution, "rdfs:label", *_both(f"Dorsale as {syntax.title}", f"Dorsale en {syntax.title}"))
    said.say(distribution, "dct:license", _iri("https://creativecommons.org/licenses/by/4.0/"))
    said.say(distribution, "dcat:downloadURL", _iri(download))
    said.say(distribution, "dcat:mediaType", _iri(_MEDIA_TYPE + dump.media_type))
    said.say(distribution, "dcat:compressFormat", _iri(_MEDIA_TYPE + "application/gzip"))
    said.say(distribution, "dcat:byteSize", _integer(dump.bytes, "nonNegativeInteger"))
    said.say(distribution, "spdx:checksum", _iri(checksum))
    said.say(checksum, "rdf:type", _name("spdx:Checksum"))
    said.say(checksum, "rdfs:label", *_both(f"SHA-256 of {dump.name}", f"SHA-256 de {dump.name}"))
    said.say(checksum, "spdx:algorithm", _name("spdx:checksumAlgorithm_sha256"))
    said.say(checksum, "spdx:checksumValue", ox.Literal(dump.sha256, datatype=_name("xsd:hexBinary")))


def _count(said: _Sayings, subject: str, statistics: Statistics) -> None:
    said.say(subject, "void:triples", _integer(statistics.triples))
    said.say(subject, "void:classes", _integer(len(statistics.classes)))
    said.say(subject, "void:properties", _integer(len(statistics.properties)))
    said.say(subject, "void:distinctSubjects", _integer(statistics.distinct_subjects))
    said.say(subject, "void:distinctObjects", _integer(statistics.distinct_objects))


def _fragment(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}-{iri.removeprefix(namespace)}"
    return "".join(c if c.isalnum() else "-" for c in iri)
