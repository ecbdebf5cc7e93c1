"""Queries of each sort and what is said of them, in both languages, as somebody has read it."""

from pathlib import Path

import pytest

from dorsale.derive.wording import LANGUAGES, Language
from dorsale.pages.language import words
from dorsale.pages.querying.explaining import phrases

from .speaking import HEAD, ROOT, Case, cases, complaints, said

CASES = cases()
FILES = sorted(
    file for folder in ("ontology", "src", "tests") for file in (ROOT / folder).rglob("*.rq") if file.is_file()
)
ON_PAGES = frozenset({"title", "button", "hint", "unknown"})
"""Words that stand around an explanation."""

FUNCTIONS = """
ABS(?v) BNODE() BOUND(?v) CEIL(?v) COALESCE(?v,1) CONCAT(?v,"a") CONTAINS(?v,"a") DATATYPE(?v) DAY(?v) FLOOR(?v)
HOURS(?v) IF(?v,1,2) IRI(?v) isBLANK(?v) isIRI(?v) isLITERAL(?v) isNUMERIC(?v) isURI(?v) LANG(?v)
LANGMATCHES(?v,"a") LCASE(?v) MINUTES(?v) MONTH(?v) NOW() RAND() REGEX(?v,"a") REGEX(?v,"a","s")
REGEX(?v,"a","i") REPLACE(?v,"a","b") REPLACE(?v,"a","b","i") ROUND(?v) SAMETERM(?v,1) SECONDS(?v) STR(?v)
STRAFTER(?v,"a") STRBEFORE(?v,"a") STRDT(?v,xsd:date) STRENDS(?v,"a") STRLANG(?v,"en") STRLEN(?v)
STRSTARTS(?v,"a") STRUUID() SUBSTR(?v,1) SUBSTR(?v,1,2) TIMEZONE(?v) TZ(?v) UCASE(?v) URI(?v) UUID() YEAR(?v)
xsd:integer(?v) xsd:date(?v) xsd:string(?v)
""".split()  # noqa: SIM905 - one line each would be fifty
RARE = (
    *(f"SELECT * {{ ?x dor:value ?v FILTER ({call}) FILTER (!{call}) }}" for call in FUNCTIONS),
    "SELECT DISTINCT * { ?x dor:value ?v FILTER (!BOUND(?v) || NOT EXISTS { ?x dor:note ?n }) } LIMIT 0",
    "SELECT (COUNT(DISTINCT *) AS ?n) (SUM(DISTINCT ?v) AS ?s) (AVG(DISTINCT ?v) AS ?a) { ?x dor:value ?v }",
    'SELECT DISTINCT (COUNT(DISTINCT ?v) AS ?n) (GROUP_CONCAT(?v; SEPARATOR = ",") AS ?g) { ?x dor:value ?v }',
    "SELECT ?x { ?x dor:value ?v } GROUP BY ?x HAVING (EXISTS { ?x dor:note ?n } && NOT EXISTS { ?x dor:unit ?u })",
    "SELECT ?x { ?x dor:value ?v } GROUP BY ?x HAVING (COUNT(*) > 1 || EXISTS { ?x dor:note ?n })",
    "SELECT ?x { ?x ?p ?v BIND (NOT EXISTS { ?x dor:note ?n } AS ?b) FILTER (?v IN () || ?v NOT IN ()) }",
    'SELECT ?x { ?x dor:openWeights false ; dor:note ?v FILTER (?v <= "a" || ?v >= "b" || ?v > "c" || ?v != 3) }',
    "SELECT ?x { ?x dor:start ?v FILTER (?v < NOW() || ?v <= NOW() || ?v >= NOW()) } OFFSET 1",
    "SELECT ?x { ?x dor:value ?v FILTER ((?v > 1 && ?v < 3) || ?v = 7) OPTIONAL { ?v dor:note ?n } }",
    "SELECT ?x { ?x ?p ?y . ?y dor:note ?v FILTER ((?v = 1 || EXISTS { ?x dor:unit ?y }) || ?v = 2) }",
    "SELECT ?x { ?x !() ?y FILTER (((?y > 1) && EXISTS { ?y ?p ?x }) || ?y <= 3) }",
    f"SELECT ?x {{ ?x {'(' * 15}^dor:partOf{')*' * 15} ?y }}",
    "CONSTRUCT { } WHERE { ?x dor:note [] } LIMIT 1 OFFSET 1",
    "DESCRIBE * { ?x dor:note _:b . _:b dor:note ?y . { } } OFFSET 2 LIMIT 2",
    'SELECT ?x { ?x dor:term "P7Y"^^xsd:duration ; dor:note [ dor:note ?y ] }',
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES, ids=[str(number) for number in range(len(CASES))])
def test_said(case: Case, language: Language) -> None:
    assert said(HEAD + case.query, language) == case.expected[language]


def test_there_are_many() -> None:
    assert len(CASES) >= 40
    assert len({case.query for case in CASES}) == len(CASES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", FILES, ids=[str(file.relative_to(ROOT)) for file in FILES])
def test_every_query_of_the_tree_is_told_whole(file: Path, language: Language) -> None:
    assert complaints(file.read_text(encoding="utf-8"), language) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("query", RARE)
def test_rare_forms_are_told_whole(query: str, language: Language) -> None:
    assert complaints(HEAD + query, language) == []


MANY = " ".join(f"<urn:{n}>" for n in range(105))
LONG = (
    f"SELECT ?x {{ VALUES ?x {{ {MANY.partition(' <urn:101>')[0]} }} ?x dor:note 1 }}",
    f"SELECT ?x {{ VALUES ?x {{ {MANY} }} VALUES ?y {{ UNDEF }} ?x dor:note ?y }}",
)


def test_a_long_list_says_how_long_it_is() -> None:
    assert "- “x” is one of: urn:0, " in said(HEAD + LONG[1], "en")
    assert "urn:99, and 5 more\n" in said(HEAD + LONG[1], "en")
    assert "urn:99, et 1 autre\n" in said(HEAD + LONG[0], "fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_said_somewhere(language: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    used: set[str] = set()
    catalogue = words(language)

    class Heard:
        def __call__(self, key: str, /, **values: object) -> str:
            used.add(key)
            return catalogue(key, **values)

        def count(self, key: str, number: int, /, **values: object) -> str:
            used.add(f"{key}.{'one' if number == 1 else 'other'}")
            return catalogue.count(key, number, **values)

        def get(self, key: str) -> str | None:
            return catalogue.get(key)

    monkeypatch.setattr(phrases, "words", lambda _: Heard())
    for query in (*(case.query for case in CASES), *RARE, *LONG):
        said(HEAD + query, language)
    known = {key.removeprefix("explain.") for key in catalogue.keys() if key.startswith("explain.")}  # noqa: SIM118
    assert known - ON_PAGES - {key.removeprefix("explain.") for key in used} == set()
