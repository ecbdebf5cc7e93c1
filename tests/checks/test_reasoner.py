"""What OWLAPI and HermiT find in small ontologies, and where."""

from pathlib import Path

import pytest

from dorsale.checks import check

HEAD = """\
@prefix dor: <https://w3id.org/dorsale/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://w3id.org/dorsale/ontology> a owl:Ontology ; owl:versionInfo "1" .
dor:Loan a owl:Class ; owl:disjointWith dor:Lease .
dor:Lease a owl:Class .
dor:since a owl:DatatypeProperty .
"""


@pytest.mark.parametrize(
    ("turtle", "expected"),
    [
        ("dor:Both a owl:Class ; rdfs:subClassOf dor:Loan .", []),
        ('dor:x a dor:Loan ; dor:since "2026-01-01"^^xsd:date .', []),
        ("dor:Both a owl:Class ; rdfs:subClassOf dor:Loan , dor:Lease .", [("unsatisfiable-class", 9)]),
        ("dor:x a dor:Loan , dor:Lease .", [("inconsistent", 5)]),
        ("dor:since a owl:ObjectProperty ; rdfs:range dor:Loan .", [("not-owl-dl", 8)]),
        ("dor:Both a owl:Class ; dor:undeclared dor:Loan .", [("not-owl-dl", 9)]),
    ],
)
def test_findings(turtle: str, expected: list[tuple[str, int]], tmp_path: Path) -> None:
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology" / "dorsale.ttl").write_text(HEAD + turtle, encoding="utf-8")
    report = check(tmp_path, only=["reasoner"])
    assert report.failures == ()
    assert sorted({(finding.code, finding.line) for finding in report.findings}) == expected
