"""Two SHACL engines behind one door: graphs in N-Triples go in, the results of the report come out.

pyshifty is quick and silent about broken shapes; pySHACL is slow and strict. Both read N-Triples into memory of their
own, so neither meets a graph of another library. Results are sets: how often an engine repeats one is its own affair.
"""

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import pyoxigraph as ox

from dorsale.checks.errors import ShapesError
from dorsale.namespaces import PREFIXES
from dorsale.turtle.tree import to_rdflib

__all__ = ["ENGINES", "QUICK", "SH", "Result", "run_pyshacl", "run_pyshifty", "shards"]

SH: Final = PREFIXES["sh"]
_NAMELESS: Final = "_:"
_VIOLATION: Final = ox.NamedNode(SH + "Violation")  # what a shape means that states no severity
_TARGETS: Final = frozenset(SH + name for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf"))


class Result(NamedTuple):
    """One ``sh:ValidationResult``, each term in N-Triples; blank nodes, which every engine names anew, are ``_:``.

    ``path`` and ``value`` are empty where the result has none.
    """

    focus: str
    path: str
    value: str
    component: str
    severity: str
    shape: str


def run_pyshifty(data: bytes, shapes: bytes) -> list[Result]:
    """Validate with pyshifty.

    Raises:
        ShapesError: it has something to say of the shapes.
    """
    from shifty._shifty import PreparedValidator

    try:
        validator = PreparedValidator(shapes, None, "nt", None)
        report = validator.validate_w3c(data, None, "nt", "data", None, False, "info", False, "error", False)
    except ValueError as error:
        raise ShapesError(f"pyshifty: {error}") from error
    if validator.diagnostics or report.diagnostics:
        raise ShapesError("pyshifty: " + "; ".join([*validator.diagnostics, *report.diagnostics]))
    quads = ox.parse(report.report_turtle, format=ox.RdfFormat.TURTLE)
    return sorted(set(_results(quad.triple for quad in quads)))


def run_pyshacl(data: bytes, shapes: bytes) -> list[Result]:
    """Validate with pySHACL.

    Raises:
        ShapesError: it cannot read the shapes.
    """
    from pyshacl import validate

    with _quiet_rdflib():
        data_graph = to_rdflib(_parse(data))
        # neither adds a constraint, and pySHACL looks through all that a shape says at every node
        shapes_graph = to_rdflib(triple for triple in _parse(shapes) if not _is_text(triple))
        try:
            _, report, text = validate(data_graph, shacl_graph=shapes_graph, inplace=True)
        except (RuntimeError, ValueError, TypeError, re.error) as error:
            raise ShapesError(f"pySHACL: {error}") from error
    if not hasattr(report, "serialize"):
        raise ShapesError(f"pySHACL: {text}")
    return sorted(set(_results(_from_rdflib(report))))


ENGINES: Final[dict[str, Callable[[bytes, bytes], list[Result]]]] = {
    "pyshifty": run_pyshifty,
    "pyshacl": run_pyshacl,
}


QUICK: Final = "pyshifty"
"""The engine of the everyday check."""


def shards(shapes: bytes, count: int) -> list[bytes]:
    """The shapes, ``count`` times over; each target declaration stands in one copy only.

    Validating with each copy gives the parts of the whole result: a shape without a target is applied only where
    another shape refers to it (SHACL, section 2.1), and all copies have all shapes.
    """
    triples = list(_parse(shapes))
    owners = sorted({str(triple.subject) for triple in triples if triple.predicate.value in _TARGETS})
    copies = []
    for number in range(count):
        mine = set(owners[number::count])
        kept = (t for t in triples if t.predicate.value not in _TARGETS or str(t.subject) in mine)
        copies.append(ox.serialize(kept, format=ox.RdfFormat.N_TRIPLES) or b"")
    return copies


def _is_text(triple: ox.Triple) -> bool:
    return triple.predicate.value == SH + "message" or triple.object == _VIOLATION


def _parse(triples: bytes) -> Iterator[ox.Triple]:
    return (quad.triple for quad in ox.parse(triples, format=ox.RdfFormat.N_TRIPLES))


@contextmanager
def _quiet_rdflib() -> Iterator[None]:
    """Ill-formed literals are findings of the shapes; rdflib would log a traceback for each."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _from_rdflib(graph: Any) -> Iterator[ox.Triple]:
    text = graph.serialize(format="ntriples")
    return _parse(text.encode())


def _results(report: Iterable[ox.Triple]) -> Iterator[Result]:
    nodes: dict[str, dict[str, str]] = {}
    results: list[str] = []
    for triple in report:
        subject = str(triple.subject)
        predicate = triple.predicate.value
        if predicate == SH + "result":
            results.append(str(triple.object))
        nodes.setdefault(subject, {})[predicate] = (
            _NAMELESS if isinstance(triple.object, ox.BlankNode) else str(triple.object)
        )
    for name in results:
        node = nodes[name]
        yield Result(
            focus=node[SH + "focusNode"],
            path=node.get(SH + "resultPath", ""),
            value=node.get(SH + "value", ""),
            component=node[SH + "sourceConstraintComponent"],
            severity=node[SH + "resultSeverity"],
            shape=node.get(SH + "sourceShape", _NAMELESS),
        )
