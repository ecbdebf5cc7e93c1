"""The vocabulary: every scheme and concept in both languages, codes of the standards, and orders without gaps."""

import re
from collections import Counter
from pathlib import Path
from typing import Final

import pytest
from babel import Locale
from rdflib import RDF, SKOS, Graph, Literal, URIRef
from rdflib.namespace import Namespace

from dorsale.namespaces import CONCEPT_SCHEMES, PREFIXES, VOCABULARY

DOR: Final = Namespace(PREFIXES["dor"])
SCHEMA: Final = Namespace(PREFIXES["schema"])
SCHEMES: Final = (*CONCEPT_SCHEMES, "unit")


@pytest.fixture(scope="module")
def vocabulary(root: Path) -> Graph:
    graph = Graph()
    for path in sorted((root / "ontology" / "vocabulary").glob("*.ttl")):
        graph.parse(path)
    return graph


def test_every_scheme_has_a_file_of_its_own(root: Path) -> None:
    files = {path.stem: path for path in (root / "ontology" / "vocabulary").glob("*.ttl")}
    assert set(files) == set(SCHEMES)
    for name, path in files.items():
        graph = Graph().parse(path)
        assert list(graph.subjects(RDF.type, SKOS.ConceptScheme)) == [URIRef(VOCABULARY + name)]
        assert set(graph.objects(None, SKOS.inScheme)) == {URIRef(VOCABULARY + name)}


@pytest.mark.parametrize("predicate", [SKOS.prefLabel, SKOS.definition])
def test_everything_is_said_once_in_each_language(predicate: URIRef, vocabulary: Graph) -> None:
    for kind in (SKOS.Concept, SKOS.ConceptScheme):
        for node in vocabulary.subjects(RDF.type, kind):
            texts = [text for text in vocabulary.objects(node, predicate) if isinstance(text, Literal)]
            assert sorted(text.language or "" for text in texts) == ["en", "fr"], node
            assert all(text.strip() == str(text) != "" for text in texts), node


def test_no_two_concepts_of_a_scheme_share_a_label(vocabulary: Graph) -> None:
    labels = Counter(
        (vocabulary.value(concept, SKOS.inScheme), label)
        for concept, label in vocabulary.subject_objects(SKOS.prefLabel)
        if (concept, RDF.type, SKOS.Concept) in vocabulary
    )
    assert [key for key, times in labels.items() if times > 1] == []


def test_definitions_are_sentences_of_their_own(vocabulary: Graph) -> None:
    definitions = [
        text
        for node, text in vocabulary.subject_objects(SKOS.definition)
        if (node, RDF.type, SKOS.Concept) in vocabulary and isinstance(text, Literal)
    ]
    assert len(set(definitions)) == len(definitions)
    for text in definitions:
        assert text[0].isupper() or text[0].isdigit(), text
        assert text.endswith("."), text


def test_french_is_typeset_as_french(vocabulary: Graph) -> None:
    for text in vocabulary.objects():
        if isinstance(text, Literal) and text.language == "fr":
            assert "'" not in text, text
            assert not re.search(r"\w[;:!?](\s|$)", text), text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_countries_are_named_as_the_locale_data_names_them(language: str, vocabulary: Graph) -> None:
    territories = Locale.parse(language).territories
    shorter = {"HK", "TR"}  # not "Hong Kong SAR China", and "Turkey" in English
    for country in vocabulary.subjects(RDF.type, DOR.Country):
        code = str(vocabulary.value(country, SKOS.notation))
        assert str(country) == f"{VOCABULARY}country/{code}"
        names = {str(n) for n in vocabulary.objects(country, SKOS.prefLabel) if getattr(n, "language", "") == language}
        if code not in shorter:
            assert names == {territories[code]}


def test_currencies_have_codes_that_the_locale_data_knows(vocabulary: Graph) -> None:
    known = Locale.parse("en").currencies
    for currency in vocabulary.subjects(RDF.type, DOR.Currency):
        code = str(vocabulary.value(currency, SKOS.notation))
        assert code in known
        assert str(currency) == PREFIXES["cur"] + code


@pytest.mark.parametrize("scheme", ["firmness", "life", "delivery"])
def test_states_have_an_order_without_gaps_or_ties(scheme: str, vocabulary: Graph) -> None:
    concepts = list(vocabulary.subjects(SKOS.inScheme, URIRef(VOCABULARY + scheme)))
    positions = sorted(int(str(vocabulary.value(concept, SCHEMA.position))) for concept in concepts)
    assert positions == list(range(1, len(concepts) + 1))


@pytest.mark.parametrize("kind", ["Firmness", "Life", "Delivery"])
def test_every_state_is_set_by_some_kind_of_event(kind: str, vocabulary: Graph) -> None:
    states = set(vocabulary.subjects(RDF.type, DOR[kind]))
    assert set(vocabulary.objects(None, DOR[f"sets{kind}"])) == states


def test_every_measure_can_be_given_in_some_unit(vocabulary: Graph) -> None:
    units = {vocabulary.value(unit, DOR.quantityKind) for unit in vocabulary.subjects(RDF.type, DOR.Unit)}
    units |= {vocabulary.value(unit, DOR.quantityKind) for unit in vocabulary.subjects(RDF.type, DOR.CountedThing)}
    for measure in vocabulary.subjects(RDF.type, DOR.Measure):
        assert vocabulary.value(measure, DOR.quantityKind) in units, measure
