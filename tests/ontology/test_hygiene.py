"""Every hygiene query finds the defect it is named after, and finds none in the ontology and its vocabulary."""

import re
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from dorsale.namespaces import PREFIXES

ONTOLOGY = Path(__file__).parents[2] / "ontology"
QUERIES = {path.stem: path for path in sorted((ONTOLOGY / "hygiene").glob("*.rq"))}
HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())

A_CLASS = "dor:X a owl:Class . "
A_PROPERTY = "dor:x a owl:ObjectProperty . "

DEFECTS = {
    "alias-shared": 'org:a a dor:Organization ; skos:altLabel "A"@en . org:b a dor:Organization ; rdfs:label "A"@en .',
    "availability-duplicated": "avail:a dor:offers model:m ; dor:onPlatform platform:p . "
    "avail:b dor:offers model:m ; dor:onPlatform platform:p .",
    "builtin-misused": "org:a rdfs:labels 1 .",
    "class-cycle": "dor:X rdfs:subClassOf dor:Y . dor:Y rdfs:subClassOf dor:X .",
    "class-defined-by-itself": "dor:X rdfs:subClassOf [ owl:onProperty dor:partOf ; owl:allValuesFrom dor:X ] .",
    "class-equivalent-disjoint": "dor:X owl:equivalentClass dor:Y . dor:Y owl:disjointWith dor:X .",
    "class-equivalent-within": "dor:X owl:equivalentClass dor:Y .",
    "class-expression-costly": "dor:X rdfs:subClassOf [ owl:unionOf ( dor:Deal dor:Site ) ] .",
    "class-siblings-not-disjoint": "dor:X rdfs:subClassOf dor:SupplyCommitment .",
    "class-under-disjoint": "dor:X rdfs:subClassOf dor:Loan , dor:Lease .",
    "commitment-resource-restated": "com:c a dor:ComputeSupply ; dor:resource resource:compute .",
    "commitment-with-oneself": "com:c a dor:ComputeSupply ; dor:supplier org:a ; dor:customer org:a .",
    "commitment-wrong-words": "com:c a dor:Loan ; dor:supplier org:a .",
    "concept-label-shared": 'rank:x skos:prefLabel "normal"@en ; '
    "skos:inScheme <https://w3id.org/dorsale/vocabulary/rank> .",
    "concept-outside-scheme": "rank:x a skos:Concept .",
    "concept-without-class": "rank:x a skos:Concept .",
    "concept-without-label": 'rank:x a skos:Concept ; skos:prefLabel "x"@en .',
    "dangling-iri": "com:c dor:supplier org:nowhere .",
    "definition-circular": 'dor:X a owl:Class ; rdfs:label "thing"@en ; skos:definition "Any thing at all."@en .',
    "definition-form": 'dor:X skos:definition "lower case"@en .',
    "definition-is-label": 'dor:X rdfs:label "thing"@en ; skos:definition "Thing."@en .',
    "definition-shared": 'dor:X skos:definition "One."@en . dor:Y skos:definition "One."@en .',
    "deprecated-in-use": "dor:X owl:deprecated true . org:a a dor:X .",
    "deprecated-status-differs": "dor:X owl:deprecated true ; adms:status term-status:stable .",
    "deprecated-wrongly": 'dor:X owl:deprecated "yes" .',
    "derived-by-hand": "com:c dor:provider org:a .",
    "derived-unmarked": "dor:x dor:derived true .",
    "event-after-end": "deal:d dor:event ev:a , ev:b . "
    'ev:a dor:eventKind event-kind:terminated ; dor:date "2025"^^xsd:gYear . '
    'ev:b dor:eventKind event-kind:signed ; dor:date "2026-01-01"^^xsd:date .',
    "event-contradictory": "deal:d dor:event ev:a , ev:b . "
    'ev:a dor:eventKind event-kind:closed ; dor:date "2025"^^xsd:gYear . '
    'ev:b dor:eventKind event-kind:failed ; dor:date "2025"^^xsd:gYear .',
    "event-in-future": '<https://w3id.org/dorsale/dataset> dct:modified "2026-11-25"^^xsd:date . '
    'ev:a dor:eventKind event-kind:operating ; dor:date "2026-12"^^xsd:gYearMonth .',
    "event-out-of-order": "deal:d dor:event ev:a , ev:b . ev:a dor:eventKind event-kind:closed ; "
    'dor:date "2025-01"^^xsd:gYearMonth . '
    'ev:b dor:eventKind event-kind:announced ; dor:date "2025-02-03"^^xsd:date .',
    "figure-bounds-reversed": "fig:f dor:minimum 3 ; dor:maximum 2.5 .",
    "figure-preferred-twice": "com:c dor:figure fig:a , fig:b . "
    "fig:a dor:measure measure:revenue ; dor:rank rank:preferred . "
    "fig:b dor:measure measure:revenue ; dor:rank rank:preferred .",
    "figure-unit-mismatch": "fig:f dor:measure measure:contracted-power ; dor:unit cur:USD .",
    "figures-differ-unlinked": "com:c dor:figure fig:a , fig:b . "
    "fig:a dor:measure measure:revenue ; dor:unit cur:USD ; dor:value 1 . "
    "fig:b dor:measure measure:revenue ; dor:unit cur:USD ; dor:value 2 .",
    "figures-disagree-apart": "fig:a dor:disagreesWith fig:b ; "
    "dor:measure measure:revenue . fig:b dor:measure measure:stake .",
    "group-cycle": "org:a dor:subsidiaryOf org:b . org:b dor:subsidiaryOf org:a .",
    "identifier-shared": 'org:a dor:lei "X" . org:b dor:lei "X" .',
    "import-cycle": "<http://a> owl:imports <http://b> . <http://b> owl:imports <http://a> .",
    "import-missing": "<http://a> owl:imports <http://b> .",
    "iri-kind-mismatch": "deal:d a dor:Loan .",
    "label-repeated": 'org:a rdfs:label "A"@en , "B"@en .',
    "label-shared-by-classes": 'dor:X a owl:Class ; rdfs:label "deal"@en .',
    "label-shared-by-properties": 'dor:x a owl:ObjectProperty ; rdfs:label "supplier"@en .',
    "listing-shared": 'listing:a dor:ticker "A" ; dor:exchange "XNAS" . '
    'listing:b dor:ticker "A" ; dor:exchange "XNAS" .',
    "measure-without-quantity-kind": "measure:x a dor:Measure .",
    "node-with-two-owners": "org:a dor:figure fig:f . org:b dor:figure fig:f .",
    "node-without-owner": "com:c a dor:Loan .",
    "ontology-iri-form": "<https://example.org/x.ttl> a owl:Ontology .",
    "ontology-version-wrong": '<https://example.org/x> a owl:Ontology ; owl:versionInfo "draft" .',
    "outside-name-unmapped": "dor:Deal a owl:Class . <http://example.org/Deal> a owl:Class .",
    "outside-term-undeclared": "dor:X a owl:Class ; <http://example.org/p> 1 .",
    "part-cycle": "deal:a dor:amends deal:b . deal:b dor:amends deal:a .",
    "period-reversed": 'com:c dor:start "2026-02"^^xsd:gYearMonth ; dor:end "2026-01-31"^^xsd:date .',
    "property-chain-of-one": "dor:x owl:propertyChainAxiom ( dor:partOf ) .",
    "property-cycle": "dor:x rdfs:subPropertyOf dor:y . dor:y rdfs:subPropertyOf dor:x .",
    "property-ends-beyond-super": "dor:x rdfs:subPropertyOf dor:provider ; rdfs:domain dor:Site .",
    "property-equivalent-conflict": "dor:x owl:equivalentProperty dor:y ; "
    "rdfs:domain dor:Site . dor:y rdfs:domain dor:Deal .",
    "property-inverse-ends": "dor:x owl:inverseOf dor:y ; rdfs:domain dor:Site . dor:y rdfs:range dor:Deal .",
    "property-inverse-of-itself": "dor:x owl:inverseOf dor:x .",
    "property-named-is": "dor:isA a owl:ObjectProperty .",
    "property-not-simple": "dor:x a owl:TransitiveProperty , owl:FunctionalProperty .",
    "property-several-ends": "dor:x rdfs:domain dor:Site , dor:Deal .",
    "property-symmetric-ends": "dor:x a owl:SymmetricProperty ; rdfs:domain dor:Site ; rdfs:range dor:Deal .",
    "property-without-ends": A_PROPERTY,
    "range-outside-owl": "dor:x a owl:DatatypeProperty ; rdfs:range xsd:date .",
    "restriction-on-thing": "owl:Thing rdfs:subClassOf dor:Deal .",
    "source-duplicated": 'src:a dor:url "https://a"^^xsd:anyURI . src:b dor:url "https://a"^^xsd:anyURI .',
    "source-seen-before-published": 'src:a dor:lastSeen "2025-01-01"^^xsd:date ; dor:date "2026"^^xsd:gYear .',
    "source-unused": "src:a a dor:Source .",
    "term-catch-all": "dor:OtherCommitment a owl:Class .",
    "term-isolated": A_CLASS,
    "term-joins-two-ideas": "dor:SalesAndLoans a owl:Class .",
    "term-name-form": "dor:lower a owl:Class .",
    "term-punned": "dor:x a owl:ObjectProperty , owl:DatatypeProperty .",
    "term-undeclared": "org:a dor:nowhere org:b .",
    "term-without-definition": A_CLASS,
    "term-without-example": A_CLASS,
    "term-without-home": A_CLASS,
    "term-without-label": A_CLASS,
    "term-without-status": A_CLASS,
    "text-blanks": 'org:a dor:note "two  blanks"@en .',
    "text-in-one-language": 'org:a dor:note "alone"@en .',
    "text-straight-apostrophe": 'org:a dor:note "l\'IA"@fr .',
    "text-untranslated": 'org:a dor:note "same"@en , "same"@fr .',
    "thing-duplicated": 'org:a a dor:Organization ; rdfs:label "A"@en . org:b a dor:Organization ; rdfs:label "A"@en .',
    "thing-without-label": 'org:a a dor:Organization ; rdfs:label "A"@en .',
    "untyped-subject": "org:a dor:statedIn src:a .",
}
"""What each query must find, planted beside the ontology."""

GAPS = {
    "ontology-header-missing": ("a", "owl:Ontology"),
    "ontology-metadata-missing": ("dct:license", "<https://creativecommons.org/licenses/by/4.0/>"),
}
"""What must be taken away from the ontology's header for a query to find something."""


@pytest.fixture(scope="module")
def graph() -> ox.Store:
    store = ox.Store()
    for folder in ("", "modules", "vocabulary"):
        for path in sorted((ONTOLOGY / folder).glob("*.ttl")):
            store.load(path=path, format=ox.RdfFormat.TURTLE)
    return store


def rows(store: ox.Store, name: str) -> list[ox.QuerySolution]:
    found = store.query(QUERIES[name].read_text(encoding="utf-8"))
    assert isinstance(found, ox.QuerySolutions)
    return list(found)


def test_every_query_has_its_defect() -> None:
    assert set(QUERIES) == set(DEFECTS) | set(GAPS)


@pytest.mark.parametrize("name", QUERIES)
def test_head(name: str, graph: ox.Store) -> None:
    text = QUERIES[name].read_text(encoding="utf-8")
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    head = dict(re.findall(r"^# ([a-z-]+): (.+)$", text, flags=re.MULTILINE))
    assert set(head) == {"severity", "scope", "title-en", "title-fr"}
    assert head["severity"] in {"error", "warning", "info"}
    assert head["scope"] in {"ontology", "data", "all"}
    found = graph.query(text)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    assert names[0] == "subject"
    assert set(names) <= {"subject", "predicate", "value", "detail"}


@pytest.mark.parametrize("name", QUERIES)
def test_ontology_and_vocabulary_are_clean(name: str, graph: ox.Store) -> None:
    started = time.process_time()
    assert rows(graph, name) == []
    assert time.process_time() - started < 1


@pytest.mark.parametrize("name", DEFECTS)
def test_planted_defect_is_found(name: str, graph: ox.Store) -> None:
    before = set(graph)
    planted = [triple for triple in ox.parse(HEAD + DEFECTS[name], format=ox.RdfFormat.TURTLE) if triple not in before]
    graph.extend(planted)
    try:
        assert rows(graph, name)
    finally:
        for triple in planted:
            graph.remove(triple)


@pytest.mark.parametrize("name", GAPS)
def test_missing_header_is_found(name: str, graph: ox.Store) -> None:
    predicate, value = GAPS[name]
    turtle = f"{HEAD}<https://w3id.org/dorsale/ontology> {predicate} {value} ."
    taken = list(ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    for quad in taken:
        assert quad in graph
        graph.remove(quad)
    try:
        assert rows(graph, name)
    finally:
        graph.extend(taken)
