"""The shapes: a world in which nothing is wrong, one fault at a time, and two engines that must agree on every result.

``examples/good.ttl`` is the world, ``examples/bad.txt`` the faults: each is put into a copy of a node, and exactly the
shapes named beside it must object.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyshacl
import pytest
import shifty
from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.namespace import Namespace
from rdflib.term import Node

from dorsale.namespaces import PREFIXES, SHAPES

EXAMPLES: Final = Path(__file__).parent / "examples"
SH: Final = Namespace("http://www.w3.org/ns/shacl#")
SHAPE: Final = Namespace(SHAPES)
DOR: Final = Namespace(PREFIXES["dor"])

_HEAD: Final = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
_PARENTS: Final = (DOR.figure, DOR.commitment, DOR.event, DOR.participation, DOR.listing)
_CHANGE: Final = re.compile(r"(\S+) (-|=|\+)(?: (.*))?")

Result = tuple[str, str, str, str, str]
"""Focus node, path where it is one IRI, value where it is no blank node, component and source shape of a result."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A line of ``bad.txt``: where it stands, the faulty copy and the shapes that must object to it."""

    line: int
    copy: URIRef
    shapes: frozenset[str]


_CONSTRAINTS: Final = {SH[name] for name in ("closed", "pattern", "nodeKind", "node", "or", "and", "xone", "not", "in")}
"""What makes a node shape object by itself."""


@pytest.fixture(scope="module")
def shapes(root: Path) -> Graph:
    return _read(sorted((root / "ontology" / "shapes").glob("*.ttl")))


@pytest.fixture(scope="module")
def good(root: Path) -> Graph:
    """The ontology, the vocabulary and the world in which nothing is wrong."""
    ontology = root / "ontology"
    modules = sorted([*ontology.glob("modules/*.ttl"), *ontology.glob("vocabulary/*.ttl")])
    return _read([ontology / "dorsale.ttl", *modules, EXAMPLES / "good.ttl"])


@dataclass(frozen=True, kw_only=True)
class Run:
    """What each engine finds in the world with the faults."""

    faults: list[Fault]
    pyshifty: Counter[Result]
    pyshacl: Counter[Result]


@pytest.fixture(scope="module")
def run(good: Graph, shapes: Graph) -> Run:
    graph = Graph()
    graph += good
    faults = _add_faults(graph)
    return Run(faults=faults, pyshifty=_by_pyshifty(graph, shapes), pyshacl=_by_pyshacl(graph, shapes))


def test_nothing_is_wrong_in_the_good_world(good: Graph, shapes: Graph) -> None:
    assert _by_pyshifty(good, shapes) == Counter()
    assert _by_pyshacl(good, shapes) == Counter()


def test_each_fault_meets_exactly_its_shapes(run: Run) -> None:
    found: dict[str, set[str]] = {}
    expected = {fault.copy.n3(): set(fault.shapes) for fault in run.faults}
    for focus, _path, _value, _component, shape in run.pyshifty:
        if focus in expected or not shape.endswith("IsUsed"):  # what a copy shares with its model has two owners
            found.setdefault(focus, set()).add(shape)
    lines = {fault.copy.n3(): fault.line for fault in run.faults}
    wrong = [
        f"bad.txt:{lines.get(focus, '?')}: {focus}: expected {sorted(expected.get(focus, []))}, found {sorted(shapes)}"
        for focus in sorted(expected.keys() | found.keys())
        if (shapes := found.get(focus, set())) != expected.get(focus, set())
    ]
    assert not wrong, "\n".join(wrong)


def test_the_engines_agree_on_every_result(run: Run) -> None:
    assert run.pyshifty == run.pyshacl


def test_every_shape_that_can_object_has_a_fault(run: Run, shapes: Graph) -> None:
    tested = {shape for fault in run.faults for shape in fault.shapes}
    can_object: set[str] = set()
    for node in _targeted(shapes):
        members = {_name(member) for member in shapes.objects(node, SH.property)}
        own = set(shapes.predicates(node)) & _CONSTRAINTS
        can_object |= members | ({_name(node)} if own else set())
    assert can_object - tested == set()
    assert tested - can_object == set()


def test_every_property_shape_meets_a_value_in_the_good_world(good: Graph, shapes: Graph) -> None:
    """But for those that forbid the property."""
    met: dict[str, bool] = {}
    for node in _targeted(shapes):
        for shape in shapes.objects(node, SH.property):
            path = shapes.value(shape, SH.path)
            if (shape, SH.maxCount, Literal(0)) not in shapes and isinstance(path, URIRef):
                values = any((focus, path, None) in good for focus in _focus(good, shapes, node))
                met[_name(shape)] = met.get(_name(shape), False) or values
    without = sorted(shape for shape, has_value in met.items() if not has_value)
    assert without == []


def test_every_shape_has_a_name_a_severity_and_a_message_in_both_languages(shapes: Graph) -> None:
    for shape in {*shapes.subjects(RDF.type, SH.NodeShape), *shapes.subjects(RDF.type, SH.PropertyShape)}:
        assert isinstance(shape, URIRef)
        assert shape.startswith(SHAPES)
        assert shapes.value(shape, SH.severity) in {SH.Violation, SH.Warning, SH.Info}, shape
        languages = [message.language for message in shapes.objects(shape, SH.message) if isinstance(message, Literal)]
        assert sorted(filter(None, languages)) == ["en", "fr"], shape


def test_no_property_shape_is_a_blank_node(shapes: Graph) -> None:
    assert not [shape for shape in shapes.objects(None, SH.property) if isinstance(shape, BNode)]


def test_no_shape_is_named_in_vain(shapes: Graph) -> None:
    described = {*shapes.subjects(RDF.type, SH.NodeShape), *shapes.subjects(RDF.type, SH.PropertyShape)}
    named = {node for node in shapes.objects() if isinstance(node, URIRef) and node.startswith(SHAPES)}
    assert named - described == set()
    assert described - named - set(_targeted(shapes)) == set()


def _read(paths: list[Path]) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path)
    return graph


def _by_pyshifty(graph: Graph, shapes: Graph) -> Counter[Result]:
    _conforms, report, _text = shifty.validate(graph, shapes, graph_mode="data", infer=False)
    return _results(report)


def _by_pyshacl(graph: Graph, shapes: Graph) -> Counter[Result]:
    _conforms, report, _text = pyshacl.validate(graph, shacl_graph=shapes, inference="none")
    assert isinstance(report, Graph)
    return _results(report)


def _focus(graph: Graph, shapes: Graph, node: URIRef) -> Iterator[Node]:
    for predicate in shapes.objects(node, SH.targetSubjectsOf):
        yield from graph.subjects(predicate)
    for target in shapes.objects(node, SH.targetClass):
        for kind in graph.transitive_subjects(URIRef(PREFIXES["rdfs"] + "subClassOf"), target):
            yield from graph.subjects(RDF.type, kind)


def _add_faults(graph: Graph) -> list[Fault]:
    """Add a copy with one fault for each line of ``bad.txt`` to the graph, which holds ``good.ttl``."""
    good = Graph()
    good += graph
    return [
        _add_fault(graph, good, number, line)
        for number, line in enumerate((EXAMPLES / "bad.txt").read_text(encoding="utf-8").splitlines(), start=1)
        if line and not line.startswith("#")
    ]


def _results(report: Graph) -> Counter[Result]:
    """The results of a validation report, comparable between engines."""
    return Counter(_result(report, result) for result in report.objects(None, SH.result))


def _add_fault(graph: Graph, good: Graph, line: int, text: str) -> Fault:
    node, changes, expected = (part.strip() for part in text.split(" | "))
    original = _terms(node)[0]
    assert isinstance(original, URIRef)
    edits = changes.split(" & ")
    renamed = [URIRef(edit.removeprefix("named ")) for edit in edits if edit.startswith("named ")]
    joint = "Bad" if "#" in original else "-bad-"
    copy = renamed[0] if renamed else URIRef(f"{original}{joint}{line}")
    values = {(predicate, value) for predicate, value in good.predicate_objects(original)}
    assert values, f"bad.txt:{line}: good.ttl does not describe {node}"
    for edit in edits:
        if change := _CHANGE.fullmatch(edit):
            predicate = _terms(change[1])[0]
            if change[2] != "+":
                values = {pair for pair in values if pair[0] != predicate}
            values |= {(predicate, value) for value in _terms(change[3] or "")}
        else:
            assert edit == "unlinked" or edit.startswith("named "), f"bad.txt:{line}: no change: {edit}"
    for predicate, value in values:
        graph.add((copy, predicate, value))
    if "unlinked" not in edits:
        for parent in _PARENTS:
            for subject in good.subjects(parent, original):
                graph.add((subject, parent, copy))
    return Fault(line=line, copy=copy, shapes=frozenset(expected.split()))


def _terms(turtle: str) -> list[Node]:
    if not turtle:
        return []
    graph = Graph().parse(data=f"{_HEAD}[] <urn:is> {turtle} .", format="turtle")
    return list(graph.objects(None, URIRef("urn:is")))


def _result(report: Graph, result: Node) -> Result:
    return (
        _said(report.value(result, SH.focusNode)),
        _said(report.value(result, SH.resultPath)),
        _said(report.value(result, SH.value)),
        _name(report.value(result, SH.sourceConstraintComponent)),
        _name(report.value(result, SH.sourceShape)),
    )


def _said(term: Node | None) -> str:
    """The term in N-Triples; a plain string is the same with and without its datatype."""
    said = term.n3() if isinstance(term, URIRef | Literal) else ""
    return said.removesuffix("^^<http://www.w3.org/2001/XMLSchema#string>")


def _name(term: Node | None) -> str:
    return str(term).rpartition("#")[2]


def _targeted(graph: Graph) -> Iterator[URIRef]:
    """The node shapes of a shapes graph that choose their own focus nodes."""
    for shape in graph.subjects(RDF.type, SH.NodeShape):
        if any((shape, target, None) in graph for target in (SH.targetClass, SH.targetSubjectsOf)):
            assert isinstance(shape, URIRef)
            yield shape
