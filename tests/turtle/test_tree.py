from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, XSD, Literal, URIRef

from dorsale.turtle import Location, read_files, read_tree

DOR = "https://w3id.org/dorsale/ontology#"
ORG = "https://w3id.org/dorsale/id/organization/"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"

OPENAI = """\
@prefix dor: <https://w3id.org/dorsale/ontology#> .
@prefix org: <https://w3id.org/dorsale/id/organization/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

# the company
org:openai a dor:Organization ;
    rdfs:label "OpenAI"@en ,
        "OpenAI"@fr ;
    dor:cik "0001" ; dor:share 2.50 ;
    dor:subsidiaryOf org:openai-foundation .
org:openai dor:lei "x" .
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in {
        "ontology/dorsale.ttl": "<urn:o> a <urn:O> .",
        "ontology/modules/actors.ttl": "<urn:m> a <urn:O> .",
        "ontology/vocabulary/rank.ttl": "<urn:v> a <urn:O> .",
        "ontology/shapes/actors.ttl": "<urn:s> a <urn:O> .",
        "ontology/hygiene/x.rq": "not Turtle",
        "data/organizations/openai.ttl": OPENAI,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return tmp_path


def test_parts(root: Path) -> None:
    tree = read_tree(root)
    assert {file.path.relative_to(root).as_posix(): file.part for file in tree.files} == {
        "ontology/dorsale.ttl": "ontology",
        "ontology/modules/actors.ttl": "ontology",
        "ontology/vocabulary/rank.ttl": "vocabulary",
        "ontology/shapes/actors.ttl": "shapes",
        "data/organizations/openai.ttl": "data",
    }
    assert {str(subject) for subject in tree.ontology.subjects()} == {"urn:m", "urn:o"}
    assert len(tree.vocabulary) == len(tree.shapes) == 1
    assert tree.problems == []
    assert len(read_tree(root, parts=["data"]).files) == 1


@pytest.mark.parametrize(
    ("predicate", "value", "line"),
    [
        (None, None, 6),
        (RDF.type, ox.NamedNode(DOR + "Organization"), 6),
        (RDFS + "label", None, 7),
        (RDFS + "label", ox.Literal("OpenAI", language="en"), 7),
        (RDFS + "label", ox.Literal("OpenAI", language="fr"), 8),
        (RDFS + "label", ox.Literal("Open AI", language="fr"), 7),
        (DOR + "cik", ox.Literal("0001"), 9),
        (DOR + "share", ox.Literal("2.50", datatype=ox.NamedNode(str(XSD.decimal))), 9),
        (DOR + "subsidiaryOf", ox.NamedNode(ORG + "openai-foundation"), 10),
        (DOR + "lei", None, 11),
        (DOR + "ticker", None, 6),
        (None, ox.Literal("OpenAI", language="fr"), 8),
        (None, ox.NamedNode(ORG + "openai-foundation"), 10),
        (None, ox.NamedNode(ORG + "nobody"), 6),
    ],
)
def test_locate(root: Path, predicate: str | None, value: ox.NamedNode | ox.Literal | None, line: int) -> None:
    path = root / "data" / "organizations" / "openai.ttl"
    tree = read_tree(root)
    assert tree.locate(ORG + "openai", str(predicate) if predicate else None, value) == Location(path, line)


def test_locate_the_unknown(root: Path) -> None:
    tree = read_tree(root)
    path = root / "data" / "organizations" / "openai.ttl"
    assert tree.locate(ORG + "openai-foundation") is None
    assert tree.mention(ORG + "openai-foundation") == Location(path, 10)
    assert tree.mention(DOR + "cik") == Location(path, 9)
    assert tree.mention(ORG + "nobody") is None


def test_a_statement_is_found_in_the_file_that_has_it(root: Path) -> None:
    other = root / "data" / "organizations" / "zz.ttl"
    other.write_text(f"<{ORG}openai>\n  <{DOR}website>\n    'x' .\n", encoding="utf-8")
    tree = read_tree(root)
    assert [file.path.name for file in tree.described[ORG + "openai"]] == ["openai.ttl", "zz.ttl"]
    assert tree.locate(ORG + "openai", DOR + "website") == Location(other, 2)
    assert tree.locate(ORG + "openai", DOR + "website", ox.Literal("x")) == Location(other, 3)


def test_rdflib_graphs_keep_lexical_forms_and_plain_strings(root: Path) -> None:
    graph = read_tree(root).data
    company = URIRef(ORG + "openai")
    share = graph.value(company, URIRef(DOR + "share"))
    assert isinstance(share, Literal)
    assert (str(share), share.datatype) == ("2.50", XSD.decimal)
    assert (company, URIRef(DOR + "cik"), Literal("0001")) in graph
    assert (company, URIRef(RDFS + "label"), Literal("OpenAI", lang="fr")) in graph


@pytest.mark.parametrize(
    ("raw", "line", "column", "message"),
    [
        (b"<urn:a> <urn:b> .\n", 1, 17, "not a valid RDF object"),
        (b"\n\n  x:a x:b x:c .\n", 3, 3, "prefix x: has not been declared"),
        (b"<urn:a> <urn:b> 'a'\n# no stop\n", 3, 1, "followed by a dot"),
        (b"<urn:a>\n <urn:b> '\xff' .\n", 2, 11, "not UTF-8"),
        (b"<urn:a>\n <urn:b> <<( <urn:a> <urn:b> 'c' )>> .\n", 2, 10, "no Turtle"),
        (b"<urn:a>\n <urn:b> 'a'@en--ltr .\n", 2, 16, "no Turtle"),
        (b"<urn:a>\n <urn:b> 'a' {| <urn:c> 'd' |} .\n", 2, 14, "no Turtle"),
        (b"# RDF 1.2\nVERSION '1.2'\n<urn:a> <urn:b> 'a' .\n", 2, 1, "'VERSION' found"),
        (b"<urn:a> <b> 'a' .\n", 1, 9, "IRI"),
    ],
)
def test_syntax_problems_say_where(root: Path, raw: bytes, line: int, column: int, message: str) -> None:
    broken = root / "data" / "broken.ttl"
    broken.write_bytes(raw)
    problem = read_tree(root).problems[0]
    assert (problem.path, problem.line, problem.column) == (broken, line, column)
    assert message in problem.message


def test_all_broken_files_are_reported(root: Path) -> None:
    for name in ("a", "b", "c"):
        (root / "data" / f"{name}.ttl").write_text("<urn:a> .", encoding="utf-8")
    tree = read_tree(root)
    assert [problem.path.name for problem in tree.problems] == ["a.ttl", "b.ttl", "c.ttl"]
    assert len(tree.data) == 7


def test_read_some_files(root: Path) -> None:
    path = root / "ontology" / "vocabulary" / "rank.ttl"
    tree = read_files([path], root=root)
    assert [(file.path, file.part) for file in tree.files] == [(path, "vocabulary")]


def test_blank_nodes_of_two_files_stay_two(root: Path) -> None:
    for name in ("a", "b"):
        (root / "data" / f"{name}.ttl").write_text("_:x <urn:p> 1 . <urn:s> <urn:p> _:x .", encoding="utf-8")
    assert len(set(read_tree(root).data.objects(URIRef("urn:s")))) == 2
