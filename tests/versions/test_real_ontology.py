"""The real ontology, changed in one place of each sort, and written otherwise without a change."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from dorsale.turtle import read_tree
from dorsale.turtle.tree import to_rdflib
from dorsale.versions import Level, compare

Copy = Callable[[], Path]


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """A checkout with the real ontology, to be changed."""
    shutil.copytree(root / "ontology", tmp_path / "copy" / "ontology")
    return tmp_path / "copy"


def rewrite(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, (before, text.count(before))
    path.write_text(text.replace(before, after), encoding="utf-8")


def statement(path: Path, subject: str, start: str) -> str:
    """The lines of a statement as they stand in the block of ``subject``."""
    block = path.read_text(encoding="utf-8").partition(f"\n{subject} ")[2].partition(" .\n")[0]
    return next(part for part in block.split(" ;\n") if part.strip().startswith(start))


def drop(path: Path, subject: str, start: str) -> None:
    """Take one statement out of a block."""
    text = path.read_text(encoding="utf-8")
    head, name, rest = text.partition(f"\n{subject} ")
    block, end, tail = rest.partition(" .\n")
    parts = block.split(" ;\n")
    kept = [part for part in parts if not part.strip().startswith(start)]
    assert len(kept) == len(parts) - 1
    path.write_text(head + name + " ;\n".join(kept) + end + tail, encoding="utf-8")


def drop_block(path: Path, subject: str) -> None:
    """Take out all that a file says of one subject."""
    head, _, rest = path.read_text(encoding="utf-8").partition(f"\n{subject} ")
    path.write_text(head + "\n" + rest.partition(" .\n")[2], encoding="utf-8")


def drop_a_domain(ontology: Path) -> None:
    drop(ontology / "modules" / "deals.ttl", "dor:lender", "rdfs:domain")


def drop_a_superclass(ontology: Path) -> None:
    drop(ontology / "modules" / "deals.ttl", "dor:Loan", "rdfs:subClassOf")


def change_a_rule(ontology: Path) -> None:
    rewrite(ontology / "rules" / "07-depends-on.rq", "dor:reliesOn ?support", "dor:restsOn ?support")


def remove_a_concept(ontology: Path) -> None:
    drop_block(ontology / "vocabulary" / "rank.ttl", "rank:normal")


def change_what_a_concept_sets(ontology: Path) -> None:
    drop(ontology / "vocabulary" / "event-kind.ttl", "event-kind:signed", "dor:setsFirmness")


def add_a_class(ontology: Path) -> None:
    with (ontology / "modules" / "deals.ttl").open("a", encoding="utf-8") as file:
        file.write("\ndor:Barter a owl:Class ;\n    rdfs:subClassOf dor:Commitment .\n")


def add_a_class_to_the_disjoint_ones(ontology: Path) -> None:
    add_a_class(ontology)
    path = ontology / "dorsale.ttl"
    path.write_text(
        path.read_text(encoding="utf-8").replace("        dor:Deal\n", "        dor:Deal\n        dor:Barter\n"),
        encoding="utf-8",
    )


def deprecate_a_term(ontology: Path) -> None:
    with (ontology / "modules" / "deals.ttl").open("a", encoding="utf-8") as file:
        file.write("\ndor:Loan owl:deprecated true ;\n    dct:isReplacedBy dor:Guarantee .\n")


def change_a_definition(ontology: Path) -> None:
    path = ontology / "modules" / "deals.ttl"
    said = statement(path, "dor:Loan", "skos:definition")
    rewrite(path, said, said.replace('."@en', ', as it is."@en'))


def change_a_comment_in_a_rule(ontology: Path) -> None:
    path = ontology / "rules" / "07-depends-on.rq"
    path.write_text("# for whoever reads it\n" + path.read_text(encoding="utf-8"), encoding="utf-8")


MUTATIONS: list[tuple[Callable[[Path], None], Level, str]] = [
    (drop_a_domain, Level.MAJOR, "- dor:lender: domain dor:Loan"),
    (drop_a_superclass, Level.MAJOR, "- dor:Loan: subclass of dor:FinancingCommitment"),
    (change_a_rule, Level.MAJOR, "~ 07-depends-on: its query has changed"),
    (remove_a_concept, Level.MAJOR, "- rank:normal: concept, never deprecated before"),
    (change_what_a_concept_sets, Level.MAJOR, "- event-kind:signed: dor:setsFirmness firmness:binding"),
    (add_a_class, Level.MINOR, "+ dor:Barter: class, subclass of dor:Commitment"),
    (add_a_class_to_the_disjoint_ones, Level.MINOR, "+ dor:Barter: class, subclass of dor:Commitment"),
    (deprecate_a_term, Level.MINOR, "~ dor:Loan: deprecated, replaced by dor:Guarantee"),
    (change_a_definition, Level.PATCH, "~ dor:Loan: skos:definition (en)"),
    (change_a_comment_in_a_rule, Level.NONE, "no change"),
]


@pytest.mark.parametrize(("mutate", "level", "line"), MUTATIONS, ids=lambda value: getattr(value, "__name__", ""))
def test_one_change_of_the_real_ontology(
    root: Path, copy: Path, mutate: Callable[[Path], None], level: Level, line: str
) -> None:
    mutate(copy / "ontology")
    found = compare(root, copy)
    assert found.needed is level, found.as_text()
    assert [text.strip() for text in found.as_text().splitlines() if line in text] == [line]
    assert {change.group for change in found.changes} == {change.group for change in found.changes[:1]}
    assert found.fits is (level is Level.NONE)


def test_the_example_of_the_documentation_is_what_one_gets(root: Path, copy: Path) -> None:
    drop_a_domain(copy / "ontology")
    change_a_definition(copy / "ontology")
    page = (root / "docs" / "versions.md").read_text(encoding="utf-8")
    shown = next(block for block in page.split("```") if "dor:lender: domain" in block).strip().splitlines()
    got = compare(root, copy).as_text().splitlines()
    assert got[1:-1] == shown[1:-1]
    assert [line.split(",")[0] for line in (got[-1], shown[-1])] == ["needed: major"] * 2


def test_the_same_ontology_is_the_same_however_it_is_written(root: Path, tmp_path: Path) -> None:
    triples = list(read_tree(root, ("ontology",)).triples("ontology", "vocabulary"))
    dice = random.Random(7)  # noqa: S311
    labels: dict[ox.BlankNode, ox.BlankNode] = {}

    def relabelled(term: object) -> object:
        return labels.setdefault(term, ox.BlankNode()) if isinstance(term, ox.BlankNode) else term

    dice.shuffle(triples)
    shuffled = [ox.Triple(relabelled(t.subject), t.predicate, relabelled(t.object)) for t in triples]  # type: ignore[arg-type]
    path = tmp_path / "shuffled.ttl"
    path.write_bytes(ox.serialize(shuffled, format=ox.RdfFormat.N_TRIPLES) or b"")
    assert len(labels) > 50
    assert isomorphic(to_rdflib(triples), Graph().parse(path, format="nt"))
    for found in (compare(root, path), compare(path, root)):
        assert found.changes == (), found.as_text()
        assert found.fits
        assert "no change" in found.as_text()


def test_the_lists_of_disjoint_classes_may_come_in_any_order(root: Path, copy: Path) -> None:
    path = copy / "ontology" / "dorsale.ttl"
    text = path.read_text(encoding="utf-8")
    for block in text.split("owl:members (")[1:]:
        members = block.partition(")")[0]
        text = text.replace(members, "\n".join(reversed(members.splitlines())))
    path.write_text(text, encoding="utf-8")
    assert compare(root, copy).changes == ()
    assert path.read_bytes() != (root / "ontology" / "dorsale.ttl").read_bytes()


def test_a_release_is_the_checkout_that_it_was_made_of(root: Path, release_of_the_ontology: Path) -> None:
    assert compare(root, release_of_the_ontology).changes == ()


@pytest.fixture
def release_of_the_ontology(root: Path, tmp_path: Path) -> Path:
    """The ``ontology.ttl`` of a release, written as a build writes it."""
    from dorsale.release.content import graph, read_turtle
    from dorsale.release.dumps import sorted_triples, write_graph

    ontology = root / "ontology"
    files = [ontology / "dorsale.ttl", *ontology.glob("modules/*.ttl"), *ontology.glob("vocabulary/*.ttl")]
    write_graph(tmp_path / "ontology.ttl", sorted_triples(graph("ontology", read_turtle(files))))
    return tmp_path
