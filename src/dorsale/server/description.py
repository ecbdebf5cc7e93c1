"""The service description of the endpoint (SPARQL 1.1 Service Description): what it speaks, and what it holds.

Nothing in it is typed by hand that could be counted: graphs and triples are asked from the engine that answers.
"""

from typing import Final

import pyoxigraph as ox
from starlette.requests import Request

from dorsale.engine import rows
from dorsale.engine.interface import RESULTS_FORMATS
from dorsale.namespaces import DATASET, PREFIXES
from dorsale.pages.addresses import place_of
from dorsale.release.dumps import SYNTAXES
from dorsale.release.sayings import Sayings, both, integer, iri, term

__all__ = ["description"]

_RESULTS: Final = "http://www.w3.org/ns/formats/SPARQL_Results_"
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
    said = Sayings()
    say = said.say
    service, dataset, default = (f"{endpoint}#{part}" for part in ("service", "dataset", "default-graph"))
    say(service, "rdf:type", term("sd:Service"))
    say(service, "rdfs:label", *both("SPARQL endpoint of Dorsale", "Point d’accès SPARQL de Dorsale"))
    say(service, "sd:endpoint", iri(endpoint))
    say(service, "sd:supportedLanguage", term("sd:SPARQL11Query"))
    say(service, "sd:feature", term("sd:UnionDefaultGraph"))
    say(service, "sd:resultFormat", *(iri(_RESULTS + short.upper()) for short in RESULTS_FORMATS))
    say(service, "sd:resultFormat", *(iri(syntax.iri) for syntax in SYNTAXES))
    say(service, "sd:defaultDataset", iri(dataset))
    say(service, "dct:source", iri(DATASET))
    say(dataset, "rdf:type", term("sd:Dataset"))
    say(dataset, "sd:defaultGraph", iri(default))
    say(default, "rdf:type", term("sd:Graph"))
    say(default, "void:triples", integer(total))
    for name, count in graphs.items():
        named, graph = (f"{endpoint}#{part}-{name.rsplit('/', 1)[-1]}" for part in ("named", "graph"))
        say(dataset, "sd:namedGraph", iri(named))
        say(named, "rdf:type", term("sd:NamedGraph"))
        say(named, "sd:name", iri(name))
        say(named, "sd:graph", iri(graph))
        say(graph, "rdf:type", term("sd:Graph"))
        say(graph, "void:triples", integer(count))
    form = next(syntax.form for syntax in SYNTAXES if syntax.media_type == media_type)
    return ox.serialize(said.triples(), format=form, prefixes=_PREFIXES) or b""
