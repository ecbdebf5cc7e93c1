"""What the shapes say of data, vocabulary and ontology, by two engines whose results have to be the same.

pyshifty is quick and runs every day; pySHACL has the last word. What only one of them finds is a finding of its own,
and so is a shape that finds no node to look at, or speaks of a term that nothing declares: both would pass in silence.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from operator import eq
from typing import Final

import pyoxigraph as ox

from dorsale.checks.engines import SH, Result
from dorsale.checks.finding import Finding, Severity
from dorsale.checks.messages import finding
from dorsale.namespaces import BASE, PREFIXES, SHAPES, shorten
from dorsale.turtle import Location, Tree

__all__ = ["as_findings", "check_shapes", "graphs"]

_TYPE: Final = PREFIXES["rdf"] + "type"
_FIRST: Final = PREFIXES["rdf"] + "first"
_SUBCLASS: Final = PREFIXES["rdfs"] + "subClassOf"
_CLASSES: Final = (PREFIXES["rdfs"] + "Class", PREFIXES["owl"] + "Class")
_MAY_BE_UNUSED: Final = SHAPES + "mayBeUnused"
_CLOSED: Final = f"<{SH}ClosedConstraintComponent>"
_SEVERITIES: Final[dict[str, Severity]] = {
    f"<{SH}Violation>": "error",
    f"<{SH}Warning>": "warning",
    f"<{SH}Info>": "info",
}
_LONGEST: Final = 80
_WORDS: Final = {"en": ("value {}", "{}: {} ({})", "{}: {}"), "fr": ("valeur {}", "{} : {} ({})", "{} : {}")}


def graphs(tree: Tree) -> tuple[bytes, bytes]:
    """What is validated, and the shapes, both in N-Triples."""
    data = ox.serialize(tree.triples("data", "vocabulary", "ontology"), format=ox.RdfFormat.N_TRIPLES)
    shapes = ox.serialize(tree.triples("shapes"), format=ox.RdfFormat.N_TRIPLES)
    return data or b"", shapes or b""


def as_findings(tree: Tree, results: dict[str, list[Result]]) -> Iterator[Finding]:
    """The results of each engine as findings; where the engines differ, the difference too."""
    reader = _Reader(tree)
    union = sorted({result for found in results.values() for result in found})
    for result in union:
        found_by = [engine for engine, found in results.items() if result in found]
        yield reader.finding(result)
        if len(found_by) < len(results):
            yield reader.disagreement(result, found_by)


class _Reader:
    """Turns results into findings: the message of the shape, and the place in the tree."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._said: dict[tuple[str, str], list[ox.Triple]] = {}
        for triple in tree.triples("shapes"):
            self._said.setdefault((str(triple.subject), triple.predicate.value), []).append(triple)

    def finding(self, result: Result) -> Finding:
        texts = self._messages(result)
        focus, value = _show(result.focus), _show(result.value)
        message = {}
        for language, (of_value, with_value, without) in _WORDS.items():
            text = texts[language]
            if value and value != focus:
                message[language] = with_value.format(focus, text.rstrip("."), of_value.format(value))
            else:
                message[language] = without.format(focus, text.rstrip("."))
        path, line = self._place(result)
        code = shorten(_iri(result.shape)) if result.shape != "_:" else f"sh:{_local(result.component)}"
        return Finding(path, line, _SEVERITIES.get(result.severity, "error"), code, message, _iri(result.focus))

    def disagreement(self, result: Result, engines: list[str]) -> Finding:
        path, line = self._place(result)
        return finding(
            "engines-disagree",
            path,
            line,
            subject=_iri(result.focus),
            engine=", ".join(engines),
            focus=_show(result.focus),
            shape=_show(result.shape),
            component=_local(result.component),
            value=_show(result.value) or "-",
        )

    def _messages(self, result: Result) -> dict[str, str]:
        found = {
            triple.object.language: triple.object.value
            for triple in self._said.get((result.shape, SH + "message"), ())
            if isinstance(triple.object, ox.Literal)
        }
        component = _local(result.component).removesuffix("ConstraintComponent")
        return {
            "en": found.get("en") or f"breaks the constraint sh:{component} of {_show(result.shape)}",
            "fr": found.get("fr") or f"enfreint la contrainte sh:{component} de {_show(result.shape)}",
        }

    def _place(self, result: Result) -> Location:
        """The line of the value, else of the predicate, else of the focus node, else of a mention of it.

        Blank nodes have no name to look for: the place is that of the first one in the data.
        """
        focus = _iri(result.focus)
        if not focus and (blank := self._first_blank_node()):
            return blank
        predicate = _iri(result.path) or self._first_step(result.shape)
        value = _term(result.value)
        place = self._tree.locate(focus, predicate or None, value)
        if place is None:
            place = self._tree.mention(focus) or self._tree.locate(_iri(result.shape))
        return place or Location(self._tree.root / "ontology", 1)

    def _first_blank_node(self) -> Location | None:
        for file in self._tree.files:
            if file.part == "data":
                for line in file.blank_lines():
                    return Location(file.path, line)
        return None

    def _first_step(self, shape: str) -> str:
        """The predicate with which a path of several steps begins, where it begins with a plain one."""
        for triple in self._said.get((shape, SH + "path"), ()):
            for first in self._said.get((str(triple.object), _FIRST), ()):
                if isinstance(first.object, ox.NamedNode):
                    return first.object.value
        return ""


def check_shapes(tree: Tree) -> Iterator[Finding]:
    """Shapes that look at nothing, and terms in shapes that nothing declares."""
    nodes = _Nodes(tree)
    excused = set()
    targets: dict[str, list[bool]] = {}
    for triple in tree.triples("shapes"):
        if not isinstance(triple.subject, ox.NamedNode):
            continue
        shape, predicate = triple.subject.value, triple.predicate.value
        if predicate == _MAY_BE_UNUSED and isinstance(triple.object, ox.Literal) and triple.object.value == "true":
            excused.add(shape)
        found = nodes.targeted(predicate, triple.object)
        if found is not None:
            targets.setdefault(shape, []).append(found)
    for shape, found_by in targets.items():
        if not any(found_by) and shape not in excused:
            place = tree.locate(shape)
            if place:
                mark = shorten(_MAY_BE_UNUSED)
                yield finding("unused-shape", *place, subject=shape, shape=shorten(shape), mark=mark)
    yield from _unknown_terms(tree)


class _Nodes:
    """What SHACL's target declarations would find (SHACL, section 2.1.3)."""

    def __init__(self, tree: Tree) -> None:
        self._classes: set[str] = set()
        self._predicates: set[str] = set()
        below: list[tuple[str, str]] = []
        for triple in tree.triples("data", "vocabulary", "ontology"):
            predicate = triple.predicate.value
            self._predicates.add(predicate)
            if isinstance(triple.object, ox.NamedNode):
                if predicate == _TYPE:
                    self._classes.add(triple.object.value)
                elif predicate == _SUBCLASS and isinstance(triple.subject, ox.NamedNode):
                    below.append((triple.subject.value, triple.object.value))
        grown = True
        while grown:
            above = {upper for lower, upper in below if lower in self._classes} - self._classes
            self._classes |= above
            grown = bool(above)

    def targeted(self, predicate: str, value: object) -> bool | None:
        """Whether a declaration finds a node; None where it is no target declaration."""
        iri = value.value if isinstance(value, ox.NamedNode) else ""
        if predicate == SH + "targetClass":
            return iri in self._classes
        if predicate in (SH + "targetSubjectsOf", SH + "targetObjectsOf"):
            return iri in self._predicates
        if predicate == SH + "targetNode" or (predicate == _TYPE and iri in _CLASSES):
            return True
        return None


def _unknown_terms(tree: Tree) -> Iterator[Finding]:
    declared = {
        triple.subject.value
        for triple in tree.triples("ontology", "vocabulary", "shapes")
        if isinstance(triple.subject, ox.NamedNode)
    }
    seen: set[str] = set()
    for file in tree.files:
        if file.part != "shapes":
            continue
        shape = ""
        for triple in file.triples:
            if isinstance(triple.subject, ox.NamedNode):
                shape = triple.subject.value
            term = triple.object
            if isinstance(term, ox.NamedNode) and term.value.startswith(BASE) and term.value not in declared | seen:
                seen.add(term.value)
                line = next(file.lines_of(partial(eq, term)), file.line(shape))
                shown = shorten(term.value)
                yield finding("unknown-term-in-shape", file.path, line, shape=shorten(shape), term=shown)


def _iri(term: str) -> str:
    return term[1:-1] if term.startswith("<") else ""


def _local(iri: str) -> str:
    return _iri(iri).rpartition("#")[2]


def _term(text: str) -> ox.NamedNode | ox.Literal | None:
    if not text or text == "_:":
        return None
    quad: Iterable[ox.Quad] = ox.parse(f"<s:> <p:> {text} .", format=ox.RdfFormat.N_TRIPLES)
    term = next(iter(quad)).object
    return term if isinstance(term, ox.NamedNode | ox.Literal) else None


def _show(text: str) -> str:
    """A term as people read it: names shortened, long texts cut."""
    term = _term(text)
    if term is None:
        return "[]" if text else ""
    if isinstance(term, ox.NamedNode):
        return shorten(term.value)
    value = term.value if len(term.value) <= _LONGEST else term.value[: _LONGEST - 1] + "…"
    if term.language:
        return f'"{value}"@{term.language}'
    datatype = shorten(term.datatype.value)
    return f'"{value}"' if datatype == "xsd:string" else f'"{value}"^^{datatype}'
