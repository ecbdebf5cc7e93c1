"""The query evaluation tests of the W3C, as RDFLib's source distribution carries them, put to an endpoint over HTTP.

Every data file becomes a named graph of one dataset, so that one server answers all tests: the protocol names the
graphs of each (``default-graph-uri``, ``named-graph-uri``).
"""

import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Final

import httpx
import pyoxigraph as ox

__all__ = ["EXCLUDED", "Suite", "Test", "earl"]

BASE: Final = "http://www.w3.org/2009/sparql/docs/tests/"
_SUITES: Final = "test/data/suites/w3c/"
_FOLDERS: Final = ("sparql11/", "dawg-data-r2/")
_MF: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_QT: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
_DAWG: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-dawg#"
_APPROVAL: Final = _DAWG + "approval"
_RS: Final = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_DATA: Final = {".ttl": ox.RdfFormat.TURTLE, ".rdf": ox.RdfFormat.RDF_XML, ".n3": ox.RdfFormat.TURTLE}
_RESULTS: Final = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
}
_WHOLE: Final = frozenset(_XSD + name for name in ("integer", "int", "long", "short", "byte", "decimal"))
_FLOATING: Final = frozenset(_XSD + name for name in ("double", "float"))

EXCLUDED: Final = {
    "sparql11/entailment/": "asks for an entailment regime; what follows is computed before and stored",
    "sparql11/service/": "calls other endpoints, which are refused",
}
"""Folders that are left out, and why."""


@dataclass(frozen=True)
class Test:
    """One evaluation test: the files of its query, data and result, all by IRI."""

    iri: str
    name: str
    query: str
    result: str
    default: tuple[str, ...]
    named: tuple[str, ...]
    lax: bool
    """Whether it leaves open how often a solution comes (REDUCED)."""


@dataclass
class Suite:
    """The files of the suites by IRI, and the tests that their manifests list."""

    files: dict[str, bytes] = field(default_factory=dict)
    tests: list[Test] = field(default_factory=list)

    @classmethod
    def read(cls, archive: Path) -> "Suite":
        """The suites in a source distribution of RDFLib."""
        suite = cls()
        with tarfile.open(archive) as members:
            for member in members:
                name = member.name.partition(_SUITES)[2]
                if member.isfile() and name.startswith(_FOLDERS) and (file := members.extractfile(member)):
                    suite.files[BASE + name] = file.read()
        manifests = sorted(iri for iri in suite.files if iri.endswith("manifest.ttl"))
        left_out = tuple(BASE + folder for folder in EXCLUDED)
        found = (test for iri in manifests if not iri.startswith(left_out) for test in suite._tests(iri))
        suite.tests = [
            test for test in found if {test.query, test.result, *test.default, *test.named} <= suite.files.keys()
        ]
        return suite

    def _tests(self, manifest: str) -> Iterator[Test]:
        store = ox.Store()
        store.load(self.files[manifest], format=ox.RdfFormat.TURTLE, base_iri=manifest)

        def of(subject: ox.NamedNode | ox.BlankNode, predicate: str) -> list[ox.NamedNode | ox.BlankNode | ox.Literal]:
            found = store.quads_for_pattern(subject, ox.NamedNode(predicate), None)
            return [quad.object for quad in found if not isinstance(quad.object, ox.Triple)]

        kind = ox.NamedNode(_MF + "QueryEvaluationTest")
        for subject in _listed(store):
            if kind not in of(subject, _RDF + "type") or ox.NamedNode(_DAWG + "Withdrawn") in of(subject, _APPROVAL):
                continue
            (action,), (result,) = of(subject, _MF + "action"), of(subject, _MF + "result")
            assert isinstance(action, ox.BlankNode)
            yield Test(
                iri=subject.value,
                name=str(of(subject, _MF + "name")[0].value),
                query=of(action, _QT + "query")[0].value,
                result=result.value,
                default=tuple(one.value for one in of(action, _QT + "data")),
                named=tuple(one.value for one in of(action, _QT + "graphData")),
                lax=bool(of(subject, _MF + "resultCardinality")),
            )

    def write_data(self, path: Path) -> None:
        """Write every data file that a test names as a graph of N-Quads."""
        wanted = {iri for test in self.tests for iri in (*test.default, *test.named)}
        wanted |= {iri for iri in self.files if "/dataset/data" in iri}
        wanted = {iri for iri in wanted if Path(iri).suffix in _DATA}
        quads: list[ox.Quad] = []
        for iri in sorted(wanted):
            graph = ox.NamedNode(iri)
            quads += [
                ox.Quad(quad.subject, quad.predicate, quad.object, graph)
                for quad in ox.parse(self.files[iri], _DATA[Path(iri).suffix], base_iri=iri, rename_blank_nodes=True)
            ]
        path.write_bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")

    def failure(self, test: Test, client: httpx.Client) -> str:
        """What is wrong with the answer to a test; empty where nothing is."""
        text = f"BASE <{test.query}>\n" + self.files[test.query].decode("utf-8")
        dataset: dict[str, list[str]] = {}
        if test.default or test.named:
            dataset["default-graph-uri"] = list(test.default) or ["urn:nothing"]
            dataset["named-graph-uri"] = list(test.named)
        elif not re.search(r"\bFROM\b", text):
            dataset["default-graph-uri"] = ["urn:nothing"]
        suffix = Path(test.result).suffix
        accept = {
            ".csv": "text/csv",
            ".ttl": "application/sparql-results+xml, application/n-triples",
            ".rdf": "application/sparql-results+xml, application/n-triples",
        }.get(suffix, "application/sparql-results+xml")
        headers = {"content-type": "application/sparql-query", "accept": accept}
        answer = client.post("/sparql", params=dataset, content=text.encode(), headers=headers)
        if answer.status_code != 200:
            return f"{answer.status_code} {answer.text[:200]}"
        media_type = answer.headers["content-type"].partition(";")[0]
        if suffix == ".csv":
            same = sorted(answer.text.splitlines()) == sorted(self.files[test.result].decode().splitlines())
            return "" if same else answer.text[:200]
        if media_type == "application/n-triples":
            got = _canonical(ox.parse(answer.content, ox.RdfFormat.N_TRIPLES))
            wanted = _canonical(ox.parse(self.files[test.result], _DATA[suffix], base_iri=test.result))
        else:
            got = _solutions(ox.parse_query_results(answer.content, ox.QueryResultsFormat.XML), lax=test.lax)
            wanted = self._expected(test.result, lax=test.lax)
        return "" if got == wanted else f"{sorted(got ^ wanted)[:4]}"

    def _expected(self, iri: str, *, lax: bool) -> set[str]:
        suffix = Path(iri).suffix
        if suffix in _RESULTS:
            return _solutions(ox.parse_query_results(self.files[iri], _RESULTS[suffix]), lax=lax)
        return _described(ox.parse(self.files[iri], _DATA[suffix], base_iri=iri), lax=lax)


def _listed(store: ox.Store) -> Iterator[ox.NamedNode]:
    """The tests that a manifest lists; some are described and not listed any more."""
    first, rest, entries = (ox.NamedNode(name) for name in (_RDF + "first", _RDF + "rest", _MF + "entries"))
    for entry in store.quads_for_pattern(None, entries, None):
        node = entry.object
        while isinstance(node, ox.BlankNode):
            for quad in store.quads_for_pattern(node, first, None):
                if isinstance(quad.object, ox.NamedNode):
                    yield quad.object
            node = next(quad.object for quad in store.quads_for_pattern(node, rest, None))


def _described(quads: Iterator[ox.Quad], *, lax: bool) -> set[str]:
    """A result that is written as RDF (DAWG result set vocabulary)."""
    store = ox.Store()
    store.extend(quads)

    def of(subject: object, name: str) -> list[ox.Quad]:
        return list(store.quads_for_pattern(subject, ox.NamedNode(_RS + name), None))  # type: ignore[arg-type]

    answers = of(None, "boolean")
    if answers:
        return {str(getattr(answers[0].object, "value", "") == "true")}
    rows: list[dict[str, object]] = []
    for solution in of(None, "solution"):
        row: dict[str, object] = {}
        for binding in of(solution.object, "binding"):
            (name,), (value,) = of(binding.object, "variable"), of(binding.object, "value")
            row[str(getattr(name.object, "value", ""))] = value.object
        rows.append(row)
    return _told(rows, lax=lax)


def _solutions(found: ox.QuerySolutions | ox.QueryBoolean, *, lax: bool) -> set[str]:
    if isinstance(found, ox.QueryBoolean):
        return {str(bool(found))}
    names = [variable.value for variable in found.variables]
    return _told([{name: row[name] for name in names if row[name] is not None} for row in found], lax=lax)


def _told(rows: list[dict[str, object]], *, lax: bool) -> set[str]:
    """Rows as canonical statements, so that names of blank nodes and the order do not count."""
    if lax:
        rows = list({str(row): row for row in rows}.values())
    quads = []
    for row in rows:
        node = ox.BlankNode()
        quads.append(ox.Quad(node, ox.NamedNode(_RS + "row"), ox.Literal("")))
        quads += [ox.Quad(node, ox.NamedNode(f"urn:{name}"), _plain(value)) for name, value in row.items()]  # type: ignore[arg-type]
    return _canonical(quads)


def _canonical(quads: object) -> set[str]:
    dataset = ox.Dataset(
        ox.Quad(quad.subject, quad.predicate, _plain(quad.object))
        for quad in quads  # type: ignore[attr-defined]
    )
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def _plain(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """A number in one form: results may write the same value in several."""
    assert not isinstance(term, ox.Triple)
    if not isinstance(term, ox.Literal):
        return term
    kind = term.datatype.value
    try:
        if kind in _WHOLE:
            return ox.Literal(f"{Decimal(term.value).normalize():f}", datatype=term.datatype)
        if kind in _FLOATING:
            return ox.Literal(repr(float(term.value)), datatype=term.datatype)
    except (ArithmeticError, ValueError):
        pass
    return term


def earl(tests: list[Test], failures: set[str]) -> bytes:
    """The outcome of the tests, of which those with the IRIs in ``failures`` failed, as an EARL report in Turtle."""
    space = "http://www.w3.org/ns/earl#"

    def term(name: str) -> ox.NamedNode:
        return ox.NamedNode(space + name)

    triples = []
    for number, test in enumerate(tests):
        assertion, result = ox.BlankNode(f"a{number}"), ox.BlankNode(f"r{number}")
        outcome = "failed" if test.iri in failures else "passed"
        triples += [
            ox.Triple(assertion, ox.NamedNode(_RDF + "type"), term("Assertion")),
            ox.Triple(assertion, term("assertedBy"), ox.NamedNode("https://w3id.org/dorsale/id/agent/dorsale-project")),
            ox.Triple(assertion, term("subject"), ox.NamedNode("https://w3id.org/dorsale/sparql")),
            ox.Triple(assertion, term("test"), ox.NamedNode(test.iri)),
            ox.Triple(assertion, term("result"), result),
            ox.Triple(result, ox.NamedNode(_RDF + "type"), term("TestResult")),
            ox.Triple(result, term("outcome"), term(outcome)),
        ]
    return ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes={"earl": space}) or b""
