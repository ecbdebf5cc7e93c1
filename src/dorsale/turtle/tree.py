"""The Turtle that people write, read whole, with the file and line of every triple.

pyoxigraph parses each file (and says where one is broken); the places are found by `dorsale.turtle.syntax`, only in
the files and only when somebody asks. SHACL and rdflib get plain in-memory rdflib graphs made from the same triples:
an Oxigraph-backed graph would hand them plain strings with an explicit ``xsd:string``, which rdflib holds for another
term.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple

import pyoxigraph as ox
from rdflib import Graph
from rdflib.term import BNode, Node, URIRef
from rdflib.term import Literal as RdflibLiteral

from dorsale.turtle.lexer import Lines, TurtleError
from dorsale.turtle.syntax import Document, Object, Property, Term, parse

__all__ = ["PARTS", "Location", "SourceFile", "SyntaxProblem", "Tree", "read_files", "read_tree", "to_rdflib"]

PARTS: Final = ("data", "ontology", "vocabulary", "shapes")
"""What a file belongs to, by its folder: ``ontology/vocabulary/`` and ``ontology/shapes/`` stand apart."""

_PLAIN: Final = frozenset(
    {"http://www.w3.org/2001/XMLSchema#string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"}
)

_VERSION: Final = re.compile(r"^[ \t]*@?version\b", re.IGNORECASE | re.MULTILINE)


class Location(NamedTuple):
    """A line of a file, counted from 1."""

    path: Path
    line: int


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """Why a file is not Turtle, and where."""

    path: Path
    line: int
    column: int
    message: str


class SourceFile:
    """One Turtle file: its text, its triples, and on demand the places of what it says."""

    def __init__(self, path: Path, part: str) -> None:
        self.path = path
        self.part = part
        self.text = ""
        self.triples: tuple[ox.Triple, ...] = ()
        self.problem: SyntaxProblem | None = None
        raw = path.read_bytes()
        try:
            self.text = raw.decode()
            self.triples = tuple(
                quad.triple for quad in ox.parse(raw, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
            )
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            column = error.start - raw.rfind(b"\n", 0, error.start)
            self.problem = SyntaxProblem(path, line, column, "not UTF-8")
        except SyntaxError as error:
            message = str(error.msg).partition(": ")[2] or str(error.msg)
            self.problem = SyntaxProblem(path, error.lineno or 1, error.offset or 1, message)
        if self.problem is None and (
            _VERSION.search(self.text) or any(_is_rdf_1_2(triple.object) for triple in self.triples)
        ):
            self._check_rdf_1_1()

    def _check_rdf_1_1(self) -> None:
        try:
            parse(self.text)
        except TurtleError as error:
            self.triples = ()
            lines = Lines(self.text)
            line, column = lines.line(error.offset), lines.column(error.offset)
            self.problem = SyntaxProblem(self.path, line, column, str(error))

    @cached_property
    def document(self) -> Document:
        """The file as written.

        Raises:
            TurtleError: the file is not Turtle (it then has a ``problem``).
        """
        return parse(self.text)

    @cached_property
    def subjects(self) -> frozenset[str]:
        """The IRIs that the file describes."""
        return frozenset(triple.subject.value for triple in self.triples if isinstance(triple.subject, ox.NamedNode))

    @cached_property
    def _places(self) -> dict[str, list[tuple[int, list[Property]]]]:
        places: dict[str, list[tuple[int, list[Property]]]] = {}
        for block in self.document.blocks:
            if isinstance(block.subject, ox.NamedNode):
                places.setdefault(block.subject.value, []).append((block.line, block.properties))
        return places

    def line(self, subject: str, predicate: str | None = None, value: ox.NamedNode | ox.Literal | None = None) -> int:
        """The line of a statement: of the object, where it is written, else of the predicate, else of the subject."""
        best = 0
        for start, _ in self._places.get(subject, ()):
            best = best or start
        found = [
            statement
            for _, properties in self._places.get(subject, ())
            for statement in properties
            if predicate in (None, statement.predicate.value)
        ]
        for statement in found:
            for item in statement.objects:
                if value is not None and item.term == value:
                    return item.line
        return found[0].line if found and predicate is not None else best or 1

    def lines_of(self, wanted: Callable[[Term], bool]) -> Iterator[int]:
        """The lines of the subjects and objects that ``wanted`` picks, nested ones too, in the order written."""
        for block in self.document.blocks:
            if wanted(block.subject):
                yield block.line
            for statement in block.properties:
                for item in statement.objects:
                    yield from _lines_in(item, wanted)

    def blank_lines(self) -> list[int]:
        """The lines at which blank nodes are written, lists included."""
        terms = (term for triple in self.triples for term in (triple.subject, triple.object))
        if not any(isinstance(term, ox.BlankNode) for term in terms):
            return []
        return sorted(set(self.lines_of(lambda term: not isinstance(term, ox.NamedNode | ox.Literal))))


def _lines_in(item: Object, wanted: Callable[[Term], bool]) -> Iterator[int]:
    if wanted(item.term):
        yield item.line
    properties = getattr(item.term, "properties", ())
    for inner in [*getattr(item.term, "items", ()), *(o for statement in properties for o in statement.objects)]:
        yield from _lines_in(inner, wanted)


def _is_rdf_1_2(term: object) -> bool:
    return isinstance(term, ox.Triple) or (isinstance(term, ox.Literal) and term.direction is not None)


class Tree:
    """The files of a tree, their triples by part, and who describes what where."""

    def __init__(self, root: Path, files: Iterable[SourceFile], *, by_path: bool = True) -> None:
        """Files come by path, or in the order given; what several describe is found in the first of them."""
        self.root = root
        self.files = tuple(sorted(files, key=lambda file: file.path) if by_path else files)

    @property
    def problems(self) -> list[SyntaxProblem]:
        """The syntax error of each file that has one; such a file has no triples."""
        return [file.problem for file in self.files if file.problem is not None]

    def triples(self, *parts: str) -> Iterator[ox.Triple]:
        """The triples of these parts (all parts where none is given), file by file."""
        for file in self.files:
            if not parts or file.part in parts:
                yield from file.triples

    def rdflib(self, *parts: str) -> Graph:
        """A new in-memory rdflib graph of these parts, lexical forms kept."""
        return to_rdflib(self.triples(*parts))

    @cached_property
    def data(self) -> Graph:
        """What is said: the files of ``data/``."""
        return self.rdflib("data")

    @cached_property
    def ontology(self) -> Graph:
        """The modules: classes, properties and axioms."""
        return self.rdflib("ontology")

    @cached_property
    def vocabulary(self) -> Graph:
        """The SKOS schemes."""
        return self.rdflib("vocabulary")

    @cached_property
    def shapes(self) -> Graph:
        """The SHACL shapes."""
        return self.rdflib("shapes")

    @cached_property
    def described(self) -> dict[str, tuple[SourceFile, ...]]:
        """Which files describe an IRI (are there triples of which it is the subject)."""
        described: dict[str, tuple[SourceFile, ...]] = {}
        for file in self.files:
            for subject in file.subjects:
                described[subject] = (*described.get(subject, ()), file)
        return described

    def locate(
        self, subject: str, predicate: str | None = None, value: ox.NamedNode | ox.Literal | None = None
    ) -> Location | None:
        """Where a statement is written; None where no file describes ``subject``.

        The line is that of the object where ``value`` is written there (under ``predicate``, where one is given), else
        that of the first such predicate, else that of the subject.
        """
        files = self.described.get(subject, ())
        for file in files:
            if any(
                triple.subject.value == subject
                and predicate in (None, triple.predicate.value)
                and (value is None or triple.object == value)
                for triple in file.triples
                if isinstance(triple.subject, ox.NamedNode)
            ):
                return Location(file.path, file.line(subject, predicate, value))
        return Location(files[0].path, files[0].line(subject, predicate, value)) if files else None

    def mention(self, iri: str) -> Location | None:
        """Where ``iri`` is first used, as an object or as a predicate; None where it is not."""
        for file in self.files:
            if any(iri in (triple.predicate.value, getattr(triple.object, "value", None)) for triple in file.triples):
                lines = [*file.lines_of(lambda term: isinstance(term, ox.NamedNode) and term.value == iri)]
                lines += [used.line for _, used in file.document.statements() if used.predicate.value == iri]
                if lines:
                    return Location(file.path, min(lines))
        return None


def read_files(paths: Iterable[Path], *, root: Path) -> Tree:
    """The tree of these files, each parted by its place under ``root``."""
    return Tree(root, (SourceFile(path, _part(path, root)) for path in paths))


def read_tree(root: Path, parts: Iterable[str] = ("ontology", "data")) -> Tree:
    """Read every ``.ttl`` under these folders of ``root``.

    Broken files raise nothing: they are in `Tree.problems`, all of them, and have no triples.
    """
    return read_files((path for part in parts for path in (root / part).rglob("*.ttl")), root=root)


def _part(path: Path, root: Path) -> str:
    folders = path.relative_to(root).parts if path.is_relative_to(root) else path.parts
    if folders[:1] == ("ontology",):
        return folders[1] if len(folders) > 2 and folders[1] in ("vocabulary", "shapes") else "ontology"
    return "data"


def to_rdflib(triples: Iterable[ox.Triple]) -> Graph:
    """An in-memory rdflib graph of ``triples``; literals keep their lexical form and plain strings stay plain."""
    names: dict[str, URIRef] = {}
    graph = Graph(bind_namespaces="none")

    def node(term: object) -> Node:
        if isinstance(term, ox.NamedNode):
            iri = term.value
            return names.get(iri) or names.setdefault(iri, URIRef(iri))
        if isinstance(term, ox.Literal):
            datatype = None if term.datatype.value in _PLAIN else term.datatype.value
            return RdflibLiteral(term.value, lang=term.language, datatype=datatype, normalize=False)
        if isinstance(term, ox.BlankNode):
            return BNode(term.value)
        raise TypeError(f"no RDF 1.1 term: {term}")

    graph.addN((node(t.subject), node(t.predicate), node(t.object), graph) for t in triples)
    return graph
