"""Each class of change: the level that it asks for, and the line that tells of it in both languages."""

import re

import pytest
from tests.versions.conftest import RULE, Write

from dorsale.versions import Level, compare

NEW_CLASS = " dor:Guarantee a owl:Class ; rdfs:subClassOf dor:Commitment . "

MAJOR: dict[str, tuple[list[tuple[str, str]], str, str, str]] = {
    "domain dropped": (
        [("; rdfs:domain dor:Loan", "")],
        "",
        "- dor:lender: domain dor:Loan",
        "- dor:lender : domaine dor:Loan",
    ),
    "range added": (
        [],
        "dor:resource rdfs:range skos:Concept .",
        "+ dor:resource: range skos:Concept",
        "+ dor:resource : codomaine skos:Concept",
    ),
    "superclass dropped": (
        [("dor:Rent a owl:Class ; rdfs:subClassOf dor:Lease", "dor:Rent a owl:Class")],
        "",
        "- dor:Rent: subclass of dor:Lease",
        "- dor:Rent : sous-classe de dor:Lease",
    ),
    "new superclass above an old class": (
        [],
        "dor:Act a owl:Class . dor:Commitment rdfs:subClassOf dor:Act .",
        "+ dor:Commitment: subclass of dor:Act",
        "+ dor:Commitment : sous-classe de dor:Act",
    ),
    "equivalence": (
        [],
        "dor:Pledge owl:equivalentClass dor:Loan .",
        "+ dor:Pledge: subclass of dor:Loan",
        "+ dor:Pledge : sous-classe de dor:Loan",
    ),
    "subproperty dropped": (
        [("rdfs:subPropertyOf dor:provider ; ", "")],
        "",
        "- dor:lender: subproperty of dor:provider",
        "- dor:lender : sous-propriété de dor:provider",
    ),
    "disjointness dropped": (
        [(" ; owl:disjointWith dor:Loan", "")],
        "",
        "- dor:Lease: disjoint with dor:Loan",
        "- dor:Lease : disjointe de dor:Loan",
    ),
    "disjointness of old classes": (
        [],
        "[] a owl:AllDisjointClasses ; owl:members ( dor:Organization dor:Commitment ) .",
        "+ dor:Commitment: disjoint with dor:Organization",
        "+ dor:Commitment : disjointe de dor:Organization",
    ),
    "restriction changed": (
        [("owl:hasValue resource:capital", "owl:someValuesFrom skos:Concept")],
        "",
        "- dor:Pledge: subclass of dor:resource value resource:capital",
        "+ dor:Pledge : sous-classe de dor:resource some skos:Concept",
    ),
    "transitivity dropped": (
        [(" , owl:TransitiveProperty", "")],
        "",
        "- dor:partOf: transitive",
        "- dor:partOf : transitive",
    ),
    "inverse dropped": (
        [(" ; owl:inverseOf dor:partOf", "")],
        "",
        "- dor:hasPart: inverse of dor:partOf",
        "- dor:hasPart : inverse de dor:partOf",
    ),
    "chain turned round": (
        [("( dor:subsidiaryOf dor:memberOfGroup )", "( dor:memberOfGroup dor:subsidiaryOf )")],
        "",
        "- dor:memberOfGroup: follows from the chain (dor:subsidiaryOf dor:memberOfGroup)",
        "+ dor:memberOfGroup : découle de la chaîne (dor:memberOfGroup dor:subsidiaryOf)",
    ),
    "key": (
        [],
        "dor:Organization owl:hasKey ( dor:share ) .",
        "+ dor:Organization: key (dor:share)",
        "clé (dor:share)",
    ),
    "characteristic": (
        [],
        "dor:lender a owl:FunctionalProperty .",
        "+ dor:lender: functional",
        "+ dor:lender : fonctionnelle",
    ),
    "general inclusion": (
        [],
        "[ a owl:Restriction ; owl:onProperty dor:lender ; owl:someValuesFrom owl:Thing ] rdfs:subClassOf dor:Loan .",
        "+ dor:lender some owl:Thing: subclass of dor:Loan",
        "+ dor:lender some owl:Thing : sous-classe de dor:Loan",
    ),
    "kind of a property": (
        [("dor:share a owl:DatatypeProperty", "dor:share a owl:ObjectProperty")],
        "",
        "~ dor:share: datatype property → object property",
        "~ dor:share : propriété de données → propriété d’objet",
    ),
    "outside superclass dropped": (
        [(" ; rdfs:subClassOf schema:Organization . schema:Organization a owl:Class", "")],
        "",
        "- dor:Organization: subclass of schema:Organization",
        "- dor:Organization : sous-classe de schema:Organization",
    ),
    "term removed": (
        [
            ("dor:subsidiaryOf a owl:ObjectProperty .", ""),
            ("( dor:subsidiaryOf dor:memberOfGroup )", "( dor:partOf dor:partOf )"),
        ],
        "",
        "- dor:subsidiaryOf: object property, never deprecated before",
        "- dor:subsidiaryOf : propriété d’objet, sans dépréciation préalable",
    ),
    "term renamed": (
        [("dor:Rent", "dor:Hire")],
        "",
        "- dor:Rent: class, never deprecated before",
        "+ dor:Hire : classe, sous-classe de dor:Lease",
    ),
    "concept removed": (
        [("event-kind:event a skos:Concept .", ""), ("    skos:broader event-kind:event ; ", "")],
        "",
        "- event-kind:event: concept, never deprecated before",
        "- event-kind:event : concept, sans dépréciation préalable",
    ),
    "what a concept sets": (
        [("dor:setsFirmness firmness:binding", "dor:setsFirmness event-kind:event")],
        "",
        "- event-kind:signed: dor:setsFirmness firmness:binding",
        "+ event-kind:signed : dor:setsFirmness event-kind:event",
    ),
    "type of a concept": ([], "event-kind:signed a dor:Loan .", "+ event-kind:signed: a dor:Loan", ": a dor:Loan"),
    "broader concept": (
        [("skos:broader event-kind:event ;", "")],
        "",
        "- event-kind:signed: skos:broader event-kind:event",
        "- event-kind:signed : skos:broader event-kind:event",
    ),
    "statement by an undeclared property": (
        [],
        "event-kind:signed dor:unheardOf event-kind:event .",
        "+ event-kind:signed: dor:unheardOf event-kind:event",
        "+ event-kind:signed : dor:unheardOf event-kind:event",
    ),
}

MINOR: dict[str, tuple[list[tuple[str, str]], str, str, str]] = {
    "class": (
        [],
        NEW_CLASS,
        "+ dor:Guarantee: class, subclass of dor:Commitment",
        "+ dor:Guarantee : classe, sous-classe de dor:Commitment",
    ),
    "class disjoint with old ones": (
        [],
        NEW_CLASS + "[] a owl:AllDisjointClasses ; owl:members ( dor:Guarantee dor:Loan dor:Lease ) .",
        "+ dor:Guarantee: class",
        "+ dor:Guarantee : classe",
    ),
    "class equivalent to what needs a new property": (
        [],
        "dor:backs a owl:ObjectProperty . dor:Backer a owl:Class ; owl:equivalentClass "
        "[ a owl:Restriction ; owl:onProperty dor:backs ; owl:someValuesFrom dor:Loan ] .",
        "+ dor:Backer: class, subclass of dor:backs some dor:Loan",
        "+ dor:Backer : classe, sous-classe de dor:backs some dor:Loan",
    ),
    "property below an old one": (
        [],
        "dor:granter a owl:ObjectProperty ; rdfs:subPropertyOf dor:provider ; rdfs:domain dor:Pledge .",
        "+ dor:granter: object property, domain dor:Pledge, subproperty of dor:provider",
        "+ dor:granter : propriété d’objet, domaine dor:Pledge, sous-propriété de dor:provider",
    ),
    "chain that needs a new property": (
        [],
        "dor:via a owl:ObjectProperty . dor:partOf owl:propertyChainAxiom ( dor:via dor:partOf ) .",
        "+ dor:partOf: follows from the chain (dor:via dor:partOf)",
        "+ dor:partOf : découle de la chaîne (dor:via dor:partOf)",
    ),
    "concept": (
        [],
        "event-kind:closed a skos:Concept ; dor:setsFirmness firmness:binding ; skos:broader event-kind:event .",
        "+ event-kind:closed: concept",
        "+ event-kind:closed : concept",
    ),
    "concept that its scheme names": (
        [],
        "event-kind:closed a skos:Concept . <https://w3id.org/dorsale/vocabulary/event-kind> "
        "skos:hasTopConcept event-kind:closed .",
        "+ event-kind:closed: concept",
        "+ event-kind:closed : concept",
    ),
    "deprecation": (
        [("adms:status term-status:testing", "adms:status term-status:deprecated")],
        "dor:Loan owl:deprecated true ; dct:isReplacedBy dor:Pledge .",
        "~ dor:Loan: deprecated, replaced by dor:Pledge",
        "~ dor:Loan : déprécié, remplacé par dor:Pledge",
    ),
    "status": (
        [("term-status:testing", "term-status:stable")],
        "",
        "+ dor:Loan: adms:status term-status:stable",
        "- dor:Loan : adms:status term-status:testing",
    ),
    "outside term": ([], "foaf:Agent a owl:Class .", "+ foaf:Agent: class borrowed", "+ foaf:Agent : emprunt (classe)"),
    "annotated axiom": (
        [],
        "[] a owl:Axiom ; owl:annotatedSource dor:Loan ; owl:annotatedProperty rdfs:subClassOf ; "
        'owl:annotatedTarget dor:Commitment ; rdfs:comment "Since loans bind."@en .',
        "+ []: [rdf:type owl:Axiom ; rdfs:comment",
        "+ [] : [rdf:type owl:Axiom ; rdfs:comment",
    ),
}

PATCH: dict[str, tuple[list[tuple[str, str]], str, str, str]] = {
    "definition": (
        [("Money lent.", "Money that is lent.")],
        "",
        "~ dor:Loan: skos:definition (en)",
        "~ dor:Loan : skos:definition (en)",
    ),
    "definition in both languages": (
        [("Money lent.", "Money that is lent."), ("Argent prêté.", "Argent que l’on prête.")],
        "",
        "~ dor:Loan: skos:definition (en, fr)",
        "~ dor:Loan : skos:definition (en, fr)",
    ),
    "label dropped": ([(' , "prêt"@fr', "")], "", "- dor:Loan: rdfs:label (fr)", "- dor:Loan : rdfs:label (fr)"),
    "label of a concept": (
        [('"signé"@fr', '"contresigné"@fr')],
        "",
        "~ event-kind:signed: skos:prefLabel (fr)",
        "~ event-kind:signed : skos:prefLabel (fr)",
    ),
    "title of the ontology": (
        [("Of deals", "On deals")],
        "",
        "~ <https://w3id.org/dorsale/ontology>: dct:title (en)",
        "~ <https://w3id.org/dorsale/ontology> : dct:title (en)",
    ),
}


@pytest.mark.parametrize(
    ("level", "name"),
    [(Level.MAJOR, name) for name in MAJOR]
    + [(Level.MINOR, name) for name in MINOR]
    + [(Level.PATCH, name) for name in PATCH],
)
def test_a_change_asks_for_its_level_and_is_told(write: Write, level: Level, name: str) -> None:
    replace, more, en, fr = {Level.MAJOR: MAJOR, Level.MINOR: MINOR, Level.PATCH: PATCH}[level][name]
    found = compare(write("old"), write("new", *replace, more=more))
    assert found.needed is level, found.as_text()
    assert any(en in line for line in found.as_text("en").splitlines()), found.as_text("en")
    assert any(fr in line for line in found.as_text("fr").splitlines()), found.as_text("fr")
    assert not found.fits


@pytest.mark.parametrize(
    ("rules", "level", "line"),
    [
        ({}, Level.MAJOR, "- 01-lends: removed"),
        (
            {"01-lends": RULE.replace("dor:lender ?lender", "dor:provider ?lender")},
            Level.MAJOR,
            "~ 01-lends: its query",
        ),
        ({"01-lends": RULE.replace("a # b", "a # c")}, Level.MAJOR, "~ 01-lends: its query has changed"),
        ({"02-lends": RULE}, Level.MAJOR, "+ 02-lends: added"),
        ({"01-lends": RULE, "01-x": RULE.replace("dor:lender", "dor:provider")}, Level.MAJOR, "+ 01-x: added"),
        ({"01-lends": RULE, "01-x": RULE.replace("dor:lender", "dor:newer")}, Level.MINOR, "+ 01-x: added"),
        ({"01-lends": RULE.replace("?c dor:lender", "# who\n\t?c   dor:lender")}, Level.NONE, "no change"),
        ({"01-lends": RULE.replace("dor:", "d:").replace("PREFIX", "prefix")}, Level.NONE, "no change"),
        ({"01-lends": RULE.replace("title-en: Who", "title-en: Whoever")}, Level.NONE, "no change"),
        ({"01-lending": RULE}, Level.NONE, "no change"),
    ],
)
def test_rules(write: Write, rules: dict[str, str], level: Level, line: str) -> None:
    found = compare(write("old"), write("new", rules=rules))
    assert found.needed is level, found.as_text()
    assert line in found.as_text()


def test_a_rule_that_needs_a_new_term_in_one_of_two_ways_can_say_something_of_older_data(write: Write) -> None:
    either = RULE.replace("?c dor:lender ?lender ;", "{ ?c dor:lender ?lender } UNION { ?c dor:newer ?lender } ?c")
    optional = RULE.replace("?c dor:lender ?lender ;", "?c dor:lender ?lender OPTIONAL { ?c dor:newer ?x } ?c")
    counted = RULE.replace("?c dor:lender ?lender ;", "{ SELECT (COUNT(?x) AS ?lender) { ?x dor:newer ?c } } ?c")
    for number, query in enumerate((either, optional, counted)):
        old, new = write(f"old{number}"), write(f"new{number}", rules={"01-lends": RULE, "01-x": query})
        assert compare(old, new).needed is Level.MAJOR, query


def test_what_follows_is_counted_and_not_listed(write: Write) -> None:
    found = compare(
        write("old"),
        write("new", ("dor:Lease a owl:Class ; rdfs:subClassOf dor:Commitment ;", "dor:Lease a owl:Class ;")),
    )
    assert [change.text["en"] for change in found.changes if not change.follows] == [
        "dor:Lease: subclass of dor:Commitment"
    ]
    assert [change.text["en"] for change in found.changes if change.follows] == ["dor:Rent: subclass of dor:Commitment"]
    assert "… and one more that follows from these" in found.as_text("en")
    assert "… et un autre qui en découle" in found.as_text("fr")


def test_a_removed_term_tells_what_took_its_place(write: Write) -> None:
    old = write("old", more="dor:Rent owl:deprecated true ; dct:isReplacedBy dor:Lease .")
    new = write("new", ("dor:Rent a owl:Class ; rdfs:subClassOf dor:Lease .", ""))
    assert re.findall(r"- (dor:Rent.*)", compare(old, new).as_text("fr")) == [
        "dor:Rent : classe, au profit de dor:Lease"
    ]
