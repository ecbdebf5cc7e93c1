"""The names of things: every namespace and prefix that Dorsale writes, in one table.

Terms live under ``/ontology#``, SKOS concepts under ``/vocabulary/SCHEME/``, things under ``/id/KIND/SLUG``, the
documents about them under ``/doc/KIND/SLUG`` and named graphs under ``/graph/NAME``. An IRI, once released, never
changes its meaning and never disappears.
"""

import re
from typing import Final

__all__ = [
    "BASE",
    "CONCEPT_SCHEMES",
    "DATASET",
    "DOC",
    "FUNCTION",
    "GRAPH",
    "ID",
    "KINDS",
    "LICENCE",
    "ONTOLOGY",
    "OWN",
    "PREFIXES",
    "PRIVATE",
    "PRIVATE_INFERRED",
    "PROJECT",
    "RELEASES",
    "SHAPES",
    "SLUG",
    "TERM",
    "VOCABULARY",
    "shorten",
]

BASE: Final = "https://w3id.org/dorsale/"
ONTOLOGY: Final = BASE + "ontology"
TERM: Final = ONTOLOGY + "#"
VOCABULARY: Final = BASE + "vocabulary/"
ID: Final = BASE + "id/"
DOC: Final = BASE + "doc/"
GRAPH: Final = BASE + "graph/"
FUNCTION: Final = BASE + "function/"
SHAPES: Final = BASE + "shapes#"
DATASET: Final = BASE + "dataset"
RELEASES: Final = BASE + "releases"
PROJECT: Final = ID + "agent/dorsale-project"
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
"""The licence of ontology and data."""

SLUG: Final = r"[a-z0-9][a-z0-9.-]*"
"""What may stand after the kind in the IRI of a thing (a regular expression)."""

OWN: Final = "private."
"""With what the slugs of things begin that are somebody's own; the record never uses it."""

PRIVATE: Final = GRAPH + "private/"
"""What stands before the name of an overlay in the IRI of its graph."""

PRIVATE_INFERRED: Final = GRAPH + "private-inferred"
"""The graph of what follows from overlays and the record together, and not from the record alone."""

KINDS: Final[dict[str, str]] = {
    "org": "organization",
    "person": "person",
    "pub": "publisher",
    "src": "source",
    "listing": "listing",
    "stake": "stake",
    "deal": "deal",
    "com": "commitment",
    "ev": "event",
    "ptn": "participation",
    "fig": "figure",
    "programme": "programme",
    "clm": "claim",
    "site": "site",
    "cluster": "cluster",
    "hw": "hardware",
    "model": "model",
    "avail": "availability",
    "platform": "platform",
    "agent": "agent",
    "period": "period",
    "state": "state",
    "dependence": "dependence",
    "estimate": "estimate",
    "circle": "circle",
    "step": "step",
    "concentration": "concentration",
    "share": "share",
    "question": "question",
}
"""Prefix of each kind of thing → the kind as it stands in the IRI."""

CONCEPT_SCHEMES: Final = (
    "function",
    "resource",
    "measure",
    "qualifier",
    "rank",
    "event-kind",
    "claim-type",
    "claim-topic",
    "source-kind",
    "instrument",
    "firmness",
    "life",
    "delivery",
    "standing",
    "method",
    "release-state",
    "part",
    "country",
    "counted",
    "undertaking",
    "quantity-kind",
    "precision",
    "term-status",
)
"""The SKOS schemes; each one's name is also the prefix of its concepts."""

PREFIXES: Final[dict[str, str]] = {
    "dor": TERM,
    **{prefix: f"{ID}{kind}/" for prefix, kind in KINDS.items()},
    **{scheme: f"{VOCABULARY}{scheme}/" for scheme in CONCEPT_SCHEMES},
    "dorsh": SHAPES,
    "cur": "http://qudt.org/vocab/currency/",
    "unit": "http://qudt.org/vocab/unit/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "w3org": "http://www.w3.org/ns/org#",
    "schema": "https://schema.org/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "sh": "http://www.w3.org/ns/shacl#",
    "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "spdx": "http://spdx.org/rdf/terms#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "vann": "http://purl.org/vocab/vann/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "adms": "http://www.w3.org/ns/adms#",
    "prof": "http://www.w3.org/ns/dx/prof/",
    "altr": "http://www.w3.org/ns/dx/connegp/altr#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "bibo": "http://purl.org/ontology/bibo/",
    "wd": "http://www.wikidata.org/entity/",
    "tree": "https://w3id.org/tree#",
    "ldes": "https://w3id.org/ldes#",
    "as": "https://www.w3.org/ns/activitystreams#",
}
"""Prefix → namespace, in the order in which they are written."""

_LONGEST_FIRST: Final = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))
_LOCAL_NAME: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?|")


def shorten(iri: str) -> str:
    """The prefixed name of ``iri`` where the table has a prefix and the rest is a plain local name, else ``<iri>``."""
    for prefix, namespace in _LONGEST_FIRST:
        if iri.startswith(namespace) and _LOCAL_NAME.fullmatch(iri, len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"
