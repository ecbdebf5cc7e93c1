import os
import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dorsale.turtle import TurtleError, canonical, format_files, read_tree

DATA = Path("data/deals/2025/2025-11-03-openai-aws.ttl")

DEAL = """\
# A deal.

@prefix dor: <https://w3id.org/dorsale/ontology#> .
@prefix d: <https://w3id.org/dorsale/id/deal/> .
@prefix com: <https://w3id.org/dorsale/id/commitment/> .
@prefix fig: <https://w3id.org/dorsale/id/figure/> .
@prefix ev: <https://w3id.org/dorsale/id/event/> .
@prefix cur: <http://qudt.org/vocab/currency/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix unused: <urn:unused> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
fig:2025-11-03-openai-aws-total a dor:Figure ; dor:unit cur:USD ; dor:value 38000000000 ; dor:share 2.50 , 1 , 10.0 .
# signed the same day
ev:2025-11-03-openai-aws-signed dor:date "2025-11-03"^^xsd:date ; a dor:DealEvent .
com:2025-11-03-openai-aws dor:figure fig:2025-11-03-openai-aws-total; a dor:ComputeSupply;
  # seven years
  dor:term "P7Y"^^xsd:duration . # to 2032
d:2025-11-03-openai-aws dor:event ev:2025-11-03-openai-aws-signed ;
  dor:note "un \\"accord\\""@fr, "a deal"@en ;
  dor:commitment com:2025-11-03-openai-aws ; a dor:Deal ;
  rdfs:label "OpenAI et AWS : sept ans de puissance de calcul, avec une longue suite de mots pour passer la ligne"@fr,
    "OpenAI and AWS"@en .
# the end
"""

CANONICAL_DEAL = """\
# A deal.

@prefix dor: <https://w3id.org/dorsale/ontology#> .
@prefix deal: <https://w3id.org/dorsale/id/deal/> .
@prefix com: <https://w3id.org/dorsale/id/commitment/> .
@prefix ev: <https://w3id.org/dorsale/id/event/> .
@prefix fig: <https://w3id.org/dorsale/id/figure/> .
@prefix cur: <http://qudt.org/vocab/currency/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

deal:2025-11-03-openai-aws a dor:Deal ;
    rdfs:label "OpenAI and AWS"@en ,
        "OpenAI et AWS : sept ans de puissance de calcul, avec une longue suite de mots pour passer la ligne"@fr ;
    dor:commitment com:2025-11-03-openai-aws ;
    dor:event ev:2025-11-03-openai-aws-signed ;
    dor:note "a deal"@en , "un \\"accord\\""@fr .

com:2025-11-03-openai-aws a dor:ComputeSupply ;
    # seven years
    dor:term "P7Y"^^xsd:duration ; # to 2032
    dor:figure fig:2025-11-03-openai-aws-total .

fig:2025-11-03-openai-aws-total a dor:Figure ;
    dor:value 38000000000 ;
    dor:unit cur:USD ;
    dor:share 1 , 2.50 , 10.0 .

# signed the same day
ev:2025-11-03-openai-aws-signed a dor:DealEvent ;
    dor:date "2025-11-03"^^xsd:date .

# the end
"""

TERMS = """\
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix dor: <https://w3id.org/dorsale/ontology#> .
@prefix my: <urn:my:> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

# --- Section -----------------------------------------------

dor:Z rdfs:subClassOf [ owl:someValuesFrom dor:Y ; a owl:Restriction ; owl:onProperty dor:p ] , dor:A ; a owl:Class .
dor:p a owl:ObjectProperty .
dor:q a owl:ObjectProperty .
dor:A owl:equivalentClass [ a owl:Class ; owl:unionOf ( dor:B my:C _:c ) ; # beside
   rdfs:comment "a" ] .
_:c owl:oneOf () ; rdfs:comment '''two
"lines"''' .
[] a owl:AllDisjointClasses ;
  owl:members (dor:Organization dor:Person dor:Listing dor:Stake dor:Deal dor:Programme dor:Site dor:Source dor:Claim) .
_:twice a owl:Thing . dor:A rdfs:seeAlso _:twice . dor:B rdfs:seeAlso _:twice, [] .
_:ring rdfs:seeAlso _:ring .
"""

CANONICAL_TERMS = """\
@prefix dor: <https://w3id.org/dorsale/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix my: <urn:my:> .

# --- Section -----------------------------------------------

dor:Z a owl:Class ;
    rdfs:subClassOf dor:A , [ a owl:Restriction ; owl:onProperty dor:p ; owl:someValuesFrom dor:Y ] .

dor:p a owl:ObjectProperty .
dor:q a owl:ObjectProperty .

dor:A owl:equivalentClass [
        a owl:Class ;
        rdfs:comment "a" ;
        owl:unionOf (
            dor:B
            my:C
            [
                rdfs:comment \"\"\"two
"lines\\"\"\"\" ;
                owl:oneOf ()
            ]
        ) # beside
    ] ;
    rdfs:seeAlso _:twice .

[] a owl:AllDisjointClasses ;
    owl:members (
        dor:Organization
        dor:Person
        dor:Listing
        dor:Stake
        dor:Deal
        dor:Programme
        dor:Site
        dor:Source
        dor:Claim
    ) .

_:twice a owl:Thing .
dor:B rdfs:seeAlso _:twice , [] .
_:ring rdfs:seeAlso _:ring .
"""


def same_graph(one: str, other: str) -> bool:
    def graph(text: str) -> ox.Dataset:
        dataset = ox.Dataset(ox.parse(text, format=ox.RdfFormat.TURTLE))
        dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
        return dataset

    return graph(one) == graph(other)


@pytest.mark.parametrize(
    ("text", "path", "expected"), [(DEAL, DATA, CANONICAL_DEAL), (TERMS, Path("ontology/x.ttl"), CANONICAL_TERMS)]
)
def test_canonical_form(text: str, path: Path, expected: str) -> None:
    assert canonical(text, path) == expected
    assert canonical(expected, path) == expected
    assert same_graph(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<urn:s> <urn:p> '2.50'^^<http://www.w3.org/2001/XMLSchema#decimal> .", "2.50"),
        ("<urn:s> <urn:p> '2'^^<http://www.w3.org/2001/XMLSchema#decimal> .", '"2"^^xsd:decimal'),
        ("<urn:s> <urn:p> '+07'^^<http://www.w3.org/2001/XMLSchema#integer> .", "+07"),
        ("<urn:s> <urn:p> ' 7'^^<http://www.w3.org/2001/XMLSchema#integer> .", '" 7"^^xsd:integer'),
        ("<urn:s> <urn:p> 1e6 .", "1e6"),
        ("<urn:s> <urn:p> 'true'^^<http://www.w3.org/2001/XMLSchema#boolean> .", "true"),
        ("<urn:s> <urn:p> '1'^^<http://www.w3.org/2001/XMLSchema#boolean> .", '"1"^^xsd:boolean'),
        ("<urn:s> <urn:p> '2025-11'^^<http://www.w3.org/2001/XMLSchema#gYearMonth> .", '"2025-11"^^xsd:gYearMonth'),
        ("<urn:s> <urn:p> 'a'^^<http://www.w3.org/2001/XMLSchema#string> .", '"a"'),
        ("<urn:s> <urn:p> 'it\\'s\\t\\u0007\\\\' .", '"it\'s\\t\\u0007\\\\"'),
        ("<urn:s> <urn:p> 'a'@en-GB .", '"a"@en-gb'),
        ("<urn:s> <urn:p> '''a\r\nb\"\"\"c\"''' .", '"""a\\r\nb\\"\\""c\\""""'),
        (
            "<urn:s> <urn:p> <https://w3id.org/dorsale/id/organization/a/b> .",
            "<https://w3id.org/dorsale/id/organization/a/b>",
        ),
        ("<urn:s> <urn:p> <https://w3id.org/dorsale/id/organization/x.y-z> .", "org:x.y-z"),
    ],
)
def test_terms(text: str, expected: str) -> None:
    line = canonical(text).splitlines()
    assert "\n".join(line).endswith(f"<urn:s> <urn:p> {expected} .")
    assert same_graph(text, canonical(text))


def test_not_turtle() -> None:
    with pytest.raises(TurtleError):
        canonical("<urn:s> <urn:p> .")


def test_format_files(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "deals"
    folder.mkdir(parents=True)
    untidy, tidy, broken = folder / "a.ttl", folder / "b.ttl", folder / "c.ttl"
    untidy.write_text("<urn:s>   <urn:p> 1 .", encoding="utf-8")
    tidy.write_text("<urn:s> <urn:p> 1 .\n", encoding="utf-8")
    broken.write_text("<urn:s> <urn:p> 1", encoding="utf-8")
    assert format_files([tmp_path], write=False) == [untidy]
    assert untidy.read_text(encoding="utf-8") == "<urn:s>   <urn:p> 1 ."
    assert format_files([untidy, tidy, broken], write=True) == [untidy]
    assert format_files([tmp_path], write=True) == []
    assert untidy.read_text(encoding="utf-8") == "<urn:s> <urn:p> 1 .\n"
    assert broken.read_text(encoding="utf-8") == "<urn:s> <urn:p> 1"


def test_the_tree_keeps_its_graph(root: Path) -> None:
    """Every fifth file (every one with ``DORSALE_TEST_LONG=1``); the check of the tree compares each with its form."""
    for file in read_tree(root).files[:: 1 if os.environ.get("DORSALE_TEST_LONG") else 5]:
        written = canonical(file.text, file.path)
        assert canonical(written, file.path) == written, file.path
        assert same_graph(file.text, written), file.path


# Any Turtle ------------------------------------------------------------------------------------------------------

IRIS = st.sampled_from(
    ["<urn:a>", "x:b", "x:c.d", ":", "org:openai", "dor:Deal", "<https://w3id.org/dorsale/id/deal/x>", "rdfs:label"]
)
BLANKS = st.sampled_from(["_:p", "_:q", "_:r"])
STRINGS = st.text(alphabet=st.sampled_from([*"ab #<>.;,é\t\n\"'\\", "\r", "\x7f", "\u2028", "😀"]), max_size=6).map(
    lambda value: f'"{value}"' if not re.search(r'["\\\r\n]', value) else _long(value)
)
LITERALS = st.one_of(
    STRINGS,
    st.builds(lambda text, tag: f"{text}@{tag}", STRINGS, st.sampled_from(["en", "fr", "de-AT"])),
    st.builds(lambda text, kind: f"{text}^^{kind}", STRINGS, st.sampled_from(["x:t", "<urn:t>", "xsd:decimal"])),
    st.sampled_from(["1", "-2", "+03", "2.50", ".5", "1e6", "1.E-2", "true", "false", "'it'", '"2025"^^xsd:gYear']),
)
SPACES = st.sampled_from([" ", " ", " ", "\n", "\n\n", " # one\n", "\n# two\n", "\n\n  # three\n\n# four\n", "\r\n"])
PREFIXES = """# head
@prefix x: <urn:x:> .
@prefix : <urn:x:empty> .
@prefix org: <https://w3id.org/dorsale/id/organization/> .
PREFIX dor: <https://w3id.org/dorsale/ontology#>
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def _long(value: str) -> str:
    for character, escape in {"\\": "\\\\", '"': '\\"', "\r": "\\r"}.items():
        value = value.replace(character, escape)
    return f'"""{value}"""'


@st.composite
def terms(draw: st.DrawFn, depth: int = 2) -> list[str]:
    """The tokens of an object."""
    shape = draw(st.sampled_from(["iri", "iri", "literal", "literal", "blank", "nested", "list"]))
    if shape == "nested" and depth:
        inner = draw(predicates(depth - 1)) if draw(st.booleans()) else []
        return ["[", *inner, "]"]
    if shape == "list" and depth:
        items = draw(st.lists(terms(depth - 1), max_size=3))
        return ["(", *(token for item in items for token in item), ")"]
    return [draw({"literal": LITERALS, "blank": BLANKS}.get(shape, IRIS))]


@st.composite
def predicates(draw: st.DrawFn, depth: int = 2) -> list[str]:
    """The tokens of some predicates with their objects."""
    tokens: list[str] = []
    for number in range(draw(st.integers(1, 3))):
        if number:
            tokens += [";"] * draw(st.integers(1, 2))
        tokens.append(draw(st.one_of(st.just("a"), IRIS)))
        for other in range(draw(st.integers(1, 3))):
            tokens += [","] if other else []
            tokens += draw(terms(depth))
    return tokens + [";"] * draw(st.integers(0, 1))


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Turtle with comments and white space anywhere."""
    text = PREFIXES if draw(st.booleans()) else PREFIXES.partition("\n")[2]
    for _ in range(draw(st.integers(1, 4))):
        subject = draw(st.sampled_from(["iri", "iri", "blank", "nested", "alone"]))
        if subject == "alone":
            tokens = ["[", *draw(predicates(1)), "]"]
        else:
            start = {"iri": [draw(IRIS)], "blank": [draw(BLANKS)], "nested": ["[", "]"]}[subject]
            tokens = [*start, *draw(predicates())]
        for token in [*tokens, "."]:
            text += token + draw(SPACES)
    return text


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=documents(), path=st.sampled_from([DATA, Path("ontology/modules/x.ttl")]))
def test_any_turtle(text: str, path: Path) -> None:
    written = canonical(text, path)
    assert canonical(written, path) == written
    assert same_graph(text, written)
    comment = re.compile("one|two|three|four|head")
    assert sorted(_comments(written, comment)) == sorted(_comments(text, comment))


def _comments(text: str, comment: re.Pattern[str]) -> list[str]:
    return [word for line in text.split("\n") for word in comment.findall(line)]
