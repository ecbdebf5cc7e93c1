"""English and French are equal: the same words in both catalogues, each of them used, none of them left out."""

import re
from importlib import resources
from pathlib import Path

import pyoxigraph as ox
import pytest

from dorsale.namespaces import BASE, PREFIXES, shorten
from dorsale.pages.language import preferred_language, words
from dorsale.pages.typography import typeset
from dorsale.release import Release

_PLACE = re.compile(r"\{(\w+)\}")
_LITERAL = re.compile(r"""["']([a-z][a-z-]*(?:\.[a-z][\w-]*)+)["']""")
_STEM = re.compile(r"""["'{}]([a-z][a-z-]*(?:\.[a-z-]+)*\.)(?:["']|\{)""")
_TABLES_OF_TERMS = ("term.", "inverse.")


@pytest.fixture(scope="session")
def source() -> str:
    """All code and templates that can ask for a word."""
    package = Path(str(resources.files("dorsale.pages")))
    files = [*package.rglob("*.py"), *package.rglob("*.html"), *(package.parent / "server").glob("*.py")]
    files += (package.parent / "exchange").rglob("*.py")
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


@pytest.fixture(scope="session")
def terms(release: Release) -> set[str]:
    """The prefixed names of everything in the release: what it defines, and what it uses."""
    found: set[str] = set()
    for quad in ox.parse(path=release.file("store.nq"), format=ox.RdfFormat.N_QUADS):
        found |= {
            shorten(term.value)
            for term in (quad.subject, quad.predicate, quad.object)
            if isinstance(term, ox.NamedNode)
        }
    return found


def test_both_catalogues_have_the_same_keys() -> None:
    assert words("en").keys() == words("fr").keys()


def test_both_fill_in_the_same_places() -> None:
    en, fr = words("en"), words("fr")
    differing = [key for key in en.keys() if set(_PLACE.findall(en(key))) != set(_PLACE.findall(fr(key)))]  # noqa: SIM118
    assert differing == []


def test_no_word_is_empty_or_left_in_english() -> None:
    en, fr = words("en"), words("fr")
    long = [key for key in en.keys() if en(key) == fr(key) and len(en(key).split()) > 2]  # noqa: SIM118
    assert set(long) == {"downloads.licence-name", "term.<https://creativecommons.org/licenses/by/4.0/>"}
    assert [key for key in en.keys() if not en(key).strip() or not fr(key).strip()] == []  # noqa: SIM118


def test_french_is_set_with_its_spaces() -> None:
    fr = words("fr")
    assert {key: fr(key) for key in fr.keys() if typeset(fr(key), "fr") != fr(key) or "'" in fr(key)} == {}  # noqa: SIM118


def test_each_word_is_used(source: str, terms: set[str]) -> None:
    """By its whole key, by a key whose last part is computed, or as the name of a term that occurs."""
    whole, stems = set(_LITERAL.findall(source)), set(_STEM.findall(source))
    unused = []
    for key in words("en").keys():  # noqa: SIM118
        stem, _, last = key.rpartition(".")
        plural = stem if last in ("one", "other") else key
        named = next((key.removeprefix(table) for table in _TABLES_OF_TERMS if key.startswith(table)), None)
        if named is not None:
            if named not in terms:
                unused.append(key)
        elif not {key, plural} & whole and not any(key.startswith(used) for used in stems):
            unused.append(key)
    assert sorted(unused) == []


def test_each_term_of_others_has_a_name(release: Release) -> None:
    """No page shows a prefixed name where a word could stand, whoever defines the property or class."""
    labels = {PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "prefLabel"}
    used, labelled = set[str](), set[str]()
    for quad in ox.parse(path=release.file("store.nq"), format=ox.RdfFormat.N_QUADS):
        used.add(quad.predicate.value)
        if quad.predicate.value == PREFIXES["rdf"] + "type" and isinstance(quad.object, ox.NamedNode):
            used.add(quad.object.value)
        if quad.predicate.value in labels and isinstance(quad.subject, ox.NamedNode):
            labelled.add(quad.subject.value)
    nameless = {shorten(iri) for iri in used - labelled if words("fr").get(f"term.{shorten(iri)}") is None}
    assert nameless - _INSIDE_BLANK_NODES == set()
    assert [name for name in nameless if name.startswith(BASE)] == []


_INSIDE_BLANK_NODES = {
    "owl:AllDisjointClasses",
    "owl:Restriction",
    "rdf:first",
    "rdf:rest",
    "void:class",
    "void:classPartition",
    "void:property",
    "void:propertyPartition",
}
"""What only builds lists, restrictions and counts: pages say these in words or as a table."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OpenAI et AWS : sept ans", "OpenAI et AWS\u00a0: sept ans"),
        ("fin ; suite", "fin\u202f; suite"),
        ("quoi ?", "quoi\u202f?"),
        ("« quelque 38 milliards »", "«\u00a0quelque 38\u00a0milliards\u00a0»"),
        ("27 % et 1 400 GW", "27\u00a0% et 1\u00a0400\u00a0GW"),
        ("https://example.org/a?b=c", "https://example.org/a?b=c"),
        ("14:30", "14:30"),
        ("", ""),
    ],
)
def test_typeset(text: str, expected: str) -> None:
    assert typeset(text, "fr") == expected
    assert typeset(expected, "fr") == expected
    assert typeset(text, "en") == text


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, "en"),
        ("", "en"),
        ("fr", "fr"),
        ("fr-BE;q=0.3, de", "fr"),
        ("*", "en"),
        ("en;q=0.1, fr;q=0.2", "fr"),
        (";;", "en"),
    ],
)
def test_preferred_language(header: str | None, expected: str) -> None:
    assert preferred_language(header) == expected
