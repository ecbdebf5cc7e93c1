"""The service description of the endpoint (SPARQL 1.1 Service Description): what it speaks, and what it holds.

Nothing in it is typed by hand that could be counted: graphs and triples are asked from the engine that answers.
"""

from typing import Final

import pyoxigraph as ox
from starlette.requests import Request

from dorsale.engine import rows
from dorsale.engine.interface import GRAPH_FORMATS, RESULTS_FORMATS
from dorsale.namespaces import DATASET, PREFIXES
from dorsale.pages.addresses import place_of
from dorsale.release.dumps import SYNTAXES

__all__ = ["description"]

_FORMATS: Final = "http://www.w3.org/ns/formats/"
_NAMES: Final = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "ttl": "Turtle",
    "nt": "N-Triples",
    "rdf": "RDF_XML",
    "nq": "N-Quads",
    "trig": "TriG",
    "jsonld": "JSON-LD",
}
_COUNTS: Final = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
_COUNT: Final = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
_PREFIXES: Final = {name: PREFIXES[name] for name in ("sd", "void", "dct", "rdfs", "xsd")}


async def description(request: Request, media_type: str, *, public_url: str) -> bytes:
    """The description as RDF in ``media_type``."""
    endpoint = place_of(request, public_url=public_url).absolute("/sparql")
    engine = request.state.engine
    graphs = {str(row["g"]): str(row["n"]) for row in await rows(engine, _COUNTS)}
    total = str((await rows(engine, _COUNT))[0]["n"])
    return _bytes(endpoint, graphs, total, media_type)


def _bytes(endpoint: str, graphs: dict[str, str], total: str, media_type: str) -> bytes:
    triples: list[ox.Triple] = []

    def say(subject: str, predicate: str, *objects: ox.NamedNode | ox.Literal) -> None:
        triples.extend(ox.Triple(ox.NamedNode(subject), _name(predicate), value) for value in objects)

    service, dataset, default = (f"{endpoint}#{part}" for part in ("service", "dataset", "default-graph"))
    say(service, "rdf:type", _name("sd:Service"))
    say(service, "rdfs:label", *_both("SPARQL endpoint of Dorsale", "Point d’accès SPARQL de Dorsale"))
    say(service, "sd:endpoint", ox.NamedNode(endpoint))
    say(service, "sd:supportedLanguage", _name("sd:SPARQL11Query"))
    say(service, "sd:feature", _name("sd:UnionDefaultGraph"))
    say(
        service,
        "sd:resultFormat",
        *(ox.NamedNode(_FORMATS + _NAMES[short]) for short in (*RESULTS_FORMATS, *GRAPH_FORMATS)),
    )
    say(service, "sd:defaultDataset", ox.NamedNode(dataset))
    say(service, "dct:source", ox.NamedNode(DATASET))
    say(dataset, "rdf:type", _name("sd:Dataset"))
    say(dataset, "sd:defaultGraph", ox.NamedNode(default))
    say(default, "rdf:type", _name("sd:Graph"))
    say(default, "void:triples", _integer(total))
    for iri, count in graphs.items():
        named, graph = (f"{endpoint}#{part}-{iri.rsplit('/', 1)[-1]}" for part in ("named", "graph"))
        say(dataset, "sd:namedGraph", ox.NamedNode(named))
        say(named, "rdf:type", _name("sd:NamedGraph"))
        say(named, "sd:name", ox.NamedNode(iri))
        say(named, "sd:graph", ox.NamedNode(graph))
        say(graph, "rdf:type", _name("sd:Graph"))
        say(graph, "void:triples", _integer(count))
    form = next(syntax.form for syntax in SYNTAXES if syntax.media_type == media_type)
    return ox.serialize(triples, format=form, prefixes=_PREFIXES) or b""


def _name(prefixed: str) -> ox.NamedNode:
    prefix, _, local = prefixed.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def _integer(lexical: str) -> ox.Literal:
    return ox.Literal(lexical, datatype=_name("xsd:integer"))


def _both(english: str, french: str) -> tuple[ox.Literal, ox.Literal]:
    return ox.Literal(english, language="en"), ox.Literal(french, language="fr")
