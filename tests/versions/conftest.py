"""Small ontologies to compare: a base, and a function that writes it as a checkout with its rules."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dorsale.namespaces import PREFIXES

PREFIX_LINES = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())

BASE = """
<https://w3id.org/dorsale/ontology> a owl:Ontology ;
    owl:versionIRI <https://w3id.org/dorsale/ontology/VERSION> ; owl:versionInfo "VERSION" ; HEADER
    dct:title "Of deals"@en , "Des accords"@fr .
skos:definition a owl:AnnotationProperty .
dct:title a owl:AnnotationProperty . skos:prefLabel a owl:AnnotationProperty .
dct:isReplacedBy a owl:AnnotationProperty .
adms:status a owl:AnnotationProperty .
skos:broader a owl:ObjectProperty . skos:inScheme a owl:ObjectProperty . skos:hasTopConcept a owl:ObjectProperty .
dor:Commitment a owl:Class ; rdfs:label "commitment"@en , "engagement"@fr .
dor:Loan a owl:Class ; rdfs:subClassOf dor:Commitment ; rdfs:label "loan"@en , "prêt"@fr ;
    skos:definition "Money lent."@en , "Argent prêté."@fr ; adms:status term-status:testing .
dor:Lease a owl:Class ; rdfs:subClassOf dor:Commitment ; owl:disjointWith dor:Loan .
dor:Rent a owl:Class ; rdfs:subClassOf dor:Lease .
dor:Organization a owl:Class ; rdfs:subClassOf schema:Organization . schema:Organization a owl:Class .
dor:resource a owl:ObjectProperty .
dor:Pledge a owl:Class ; rdfs:subClassOf
    [ a owl:Restriction ; owl:onProperty dor:resource ; owl:hasValue resource:capital ] .
dor:provider a owl:ObjectProperty ; rdfs:domain dor:Commitment ; rdfs:range dor:Organization .
dor:lender a owl:ObjectProperty ; rdfs:subPropertyOf dor:provider ; rdfs:domain dor:Loan .
dor:partOf a owl:ObjectProperty , owl:TransitiveProperty . dor:hasPart a owl:ObjectProperty ; owl:inverseOf dor:partOf .
dor:memberOfGroup a owl:ObjectProperty ; owl:propertyChainAxiom ( dor:subsidiaryOf dor:memberOfGroup ) .
dor:subsidiaryOf a owl:ObjectProperty . dor:share a owl:DatatypeProperty ; rdfs:range xsd:decimal .
dor:setsFirmness a owl:ObjectProperty .
<https://w3id.org/dorsale/vocabulary/event-kind> a skos:ConceptScheme ; dct:title "Kinds"@en .
event-kind:event a skos:Concept .
event-kind:signed a skos:Concept ; skos:prefLabel "signed"@en , "signé"@fr ; dor:setsFirmness firmness:binding ;
    skos:broader event-kind:event ; skos:inScheme <https://w3id.org/dorsale/vocabulary/event-kind> .
firmness:binding a skos:Concept . resource:capital a skos:Concept .
"""

RULE = """\
# title-en: Who lends provides.
# title-fr: Qui prête fournit.
# derives: dor:suppliesTo
PREFIX dor: <https://w3id.org/dorsale/ontology#>

CONSTRUCT { ?lender dor:suppliesTo ?c }
WHERE { ?c dor:lender ?lender ; dor:share "a # b" }
"""

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write an edition and return its folder; ``replace`` are pairs of old and new text, ``more`` is added to it."""

    def written(
        name: str,
        *replace: tuple[str, str],
        more: str = "",
        version: str = "1.0.0",
        header: str = "",
        rules: dict[str, str] | None = None,
    ) -> Path:
        text = BASE.replace("HEADER", header).replace("VERSION", version)
        for before, after in replace:
            assert before in text, before
            text = text.replace(before, after)
        root = tmp_path / name
        (root / "ontology" / "rules").mkdir(parents=True)
        (root / "ontology" / "dorsale.ttl").write_text(PREFIX_LINES + text + more, encoding="utf-8")
        for rule, query in ({"01-lends": RULE} if rules is None else rules).items():
            (root / "ontology" / "rules" / f"{rule}.rq").write_text(query, encoding="utf-8")
        return root

    return written
