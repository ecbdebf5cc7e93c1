"""The header's version: what the hygiene query lets pass, and each thing that it does not."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from dorsale.namespaces import PREFIXES

QUERY = (Path(__file__).parents[2] / "ontology" / "hygiene" / "ontology-version-wrong.rq").read_text(encoding="utf-8")
HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
GOOD = """
<https://w3id.org/dorsale/ontology> a owl:Ontology ; owl:versionInfo "1.2.0" ;
    owl:versionIRI <https://w3id.org/dorsale/ontology/1.2.0> ;
    owl:priorVersion <https://w3id.org/dorsale/ontology/1.1.4> .
<https://w3id.org/dorsale/ontology/deals> a owl:Ontology ; owl:versionInfo "1.2.0" ;
    owl:versionIRI <https://w3id.org/dorsale/ontology/1.2.0/deals> ; dct:isPartOf <https://w3id.org/dorsale/ontology> .
"""


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("", "", set()),
        (
            'ontology> a owl:Ontology ; owl:versionInfo "1.2.0"',
            'ontology> a owl:Ontology ; owl:versionInfo "1.2"',
            {"versionInfo", "versionIRI"},
        ),
        (
            "owl:versionIRI <https://w3id.org/dorsale/ontology/1.2.0> ;",
            "owl:versionIRI <https://w3id.org/dorsale/ontology/1.2.01> ;",
            {"versionIRI"},
        ),
        (
            'deals> a owl:Ontology ; owl:versionInfo "1.2.0"',
            'deals> a owl:Ontology ; owl:versionInfo "1.1.4"',
            {"versionInfo", "versionIRI"},
        ),
        ("    owl:priorVersion <https://w3id.org/dorsale/ontology/1.1.4>", "", {"priorVersion"}),
        ("ontology/1.1.4", "ontology/1.2.0", {"priorVersion"}),
        ("1.2.0", "0.1.0", set()),
        ("    owl:priorVersion <https://w3id.org/dorsale/ontology/1.1.4>", "    rdfs:seeAlso dor:x", {"priorVersion"}),
    ],
)
def test_versions(before: str, after: str, found: set[str]) -> None:
    store = ox.Store()
    store.load((HEAD + GOOD.replace(before, after)).encode(), format=ox.RdfFormat.TURTLE)
    rows = store.query(QUERY)
    assert isinstance(rows, ox.QuerySolutions)
    assert {row["predicate"].value.removeprefix(PREFIXES["owl"]) for row in rows} == found
