"""Where the results of the engines meet: differences between them, and shapes that would pass in silence."""

from pathlib import Path
from typing import Final

import pytest

from dorsale.checks import check
from dorsale.checks.engines import ENGINES, SH, Result, shards
from dorsale.checks.shacl import as_findings, graphs
from dorsale.turtle import Tree, read_tree

DATA: Final = """\
@prefix dor: <https://w3id.org/dorsale/ontology#> .
@prefix fig: <https://w3id.org/dorsale/id/figure/> .

fig:one a dor:Figure ;
    dor:value 1 ,
        -2 .
"""
MODULE: Final = """\
@prefix dor: <https://w3id.org/dorsale/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
dor:Figure a owl:Class .
dor:Claim a owl:Class .
dor:value a owl:DatatypeProperty .
"""
SHAPES: Final = """\
@prefix dor: <https://w3id.org/dorsale/ontology#> .
@prefix dorsh: <https://w3id.org/dorsale/shapes#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .

dorsh:Figure a sh:NodeShape ; sh:targetClass dor:Figure ; sh:property dorsh:value .
dorsh:value a sh:PropertyShape ; sh:path dor:value ; sh:minInclusive 0 ; sh:maxCount 1 ;
    sh:message "Too low."@en , "Trop bas."@fr .
"""
NEGATIVE: Final = Result(
    focus="<https://w3id.org/dorsale/id/figure/one>",
    path="<https://w3id.org/dorsale/ontology#value>",
    value='"-2"^^<http://www.w3.org/2001/XMLSchema#integer>',
    component=f"<{SH}MinInclusiveConstraintComponent>",
    severity=f"<{SH}Violation>",
    shape="<https://w3id.org/dorsale/shapes#value>",
)
TWICE: Final = NEGATIVE._replace(value="", component=f"<{SH}MaxCountConstraintComponent>")


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    for name, text in (
        ("data/deals/x.ttl", DATA),
        ("ontology/modules/m.ttl", MODULE),
        ("ontology/shapes/s.ttl", SHAPES),
    ):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return read_tree(tmp_path)


@pytest.mark.parametrize("engine", ENGINES)
def test_each_engine_gives_the_same_results(engine: str, tree: Tree) -> None:
    data, shapes = graphs(tree)
    assert ENGINES[engine](data, shapes) == [TWICE, NEGATIVE]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("count", [1, 2, 3])
def test_shards_give_the_parts_of_the_whole(engine: str, count: int, tree: Tree) -> None:
    data, shapes = graphs(tree)
    parts = [ENGINES[engine](data, shard) for shard in shards(shapes, count)]
    assert sorted(result for part in parts for result in part) == [TWICE, NEGATIVE]


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ({"pyshifty": [NEGATIVE], "pyshacl": [NEGATIVE]}, [("dorsh:value", 6)]),
        ({"pyshifty": [NEGATIVE], "pyshacl": []}, [("dorsh:value", 6), ("engines-disagree", 6)]),
        ({"pyshifty": [], "pyshacl": [TWICE]}, [("dorsh:value", 5), ("engines-disagree", 5)]),
        ({"pyshifty": [], "pyshacl": []}, []),
    ],
)
def test_what_one_engine_alone_finds_is_a_finding_of_its_own(
    results: dict[str, list[Result]], expected: list[tuple[str, int]], tree: Tree
) -> None:
    assert [(finding.code, finding.line) for finding in as_findings(tree, results)] == expected


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("dorsh:X a sh:NodeShape ; sh:targetClass dor:Figure .", []),
        ("dorsh:X a sh:NodeShape ; sh:targetObjectsOf dor:value .", []),
        ("dorsh:X a sh:NodeShape .", []),
        ("dorsh:X a sh:NodeShape ; sh:targetClass dor:Claim .", [("unused-shape", 8)]),
        ("dorsh:X a sh:NodeShape ; sh:targetClass dor:Claim ; dorsh:mayBeUnused true .", []),
        ("dorsh:X a sh:NodeShape ; sh:targetClass dor:Claim ; dorsh:mayBeUnused false .", [("unused-shape", 8)]),
        (
            "dorsh:X a sh:NodeShape ;\n sh:targetClass dor:Figur .",
            [("unused-shape", 8), ("unknown-term-in-shape", 9)],
        ),
        ("dorsh:X a sh:PropertyShape ;\n sh:path dor:valeu .", [("unknown-term-in-shape", 9)]),
    ],
)
def test_shapes_that_would_pass_in_silence(shape: str, expected: list[tuple[str, int]], tree: Tree) -> None:
    (tree.root / "ontology" / "shapes" / "s.ttl").write_text(SHAPES + shape, encoding="utf-8")
    found = check(tree.root, only=["shacl"], thorough=True, parallel=False).findings
    assert [(finding.code, finding.line) for finding in found if finding.code != "dorsh:value"] == expected


def test_shapes_that_no_engine_can_read_are_a_check_that_could_not_run(tree: Tree) -> None:
    broken = SHAPES + 'dorsh:X a sh:NodeShape ; sh:targetClass dor:Figure ; sh:pattern "(" .'
    (tree.root / "ontology" / "shapes" / "s.ttl").write_text(broken, encoding="utf-8")
    report = check(tree.root, only=["shacl"], thorough=True)
    assert [failure.check for failure in report.failures] == ["shacl"]
    assert report.exit_status == 2
