"""A handful of statements in memory, looked up by subject, by predicate or by what they point at."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final, NamedTuple

from dorsale.engine.rows import Value
from dorsale.namespaces import GRAPH, PREFIXES, PRIVATE, PRIVATE_INFERRED

__all__ = ["DERIVED", "SAID", "Statement", "Statements", "is_private", "name"]

SAID: Final = GRAPH + "data"
DERIVED: Final = frozenset({GRAPH + "inferred", GRAPH + "analysis", PRIVATE_INFERRED})
"""The graphs of what nobody stated."""


def is_private(graph: str) -> bool:
    """Whether a named graph is that of an overlay, or of what follows from overlays."""
    return graph == PRIVATE_INFERRED or graph.startswith(PRIVATE)


@cache
def name(prefixed: str) -> str:
    """The IRI of a prefixed name of the table: ``dor:figure``. Raises ``KeyError`` for an unknown prefix."""
    prefix, _, local = prefixed.partition(":")
    return PREFIXES[prefix] + local


class Statement(NamedTuple):
    """One triple and the named graph that holds it."""

    subject: str
    predicate: str
    object: Value
    graph: str


class Statements:
    """Statements, each kept once a graph, in the order in which they came."""

    def __init__(self, statements: Iterable[Statement] = ()) -> None:
        self._all: dict[Statement, None] = {}
        self._by_subject: dict[str, dict[str, list[Statement]]] = defaultdict(lambda: defaultdict(list))
        self._by_object: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        self.add(statements)

    def add(self, statements: Iterable[Statement]) -> None:
        """Take more statements in; those already here change nothing."""
        for statement in statements:
            if statement in self._all:
                continue
            self._all[statement] = None
            self._by_subject[statement.subject][statement.predicate].append(statement)
            if statement.object.kind == "uri":
                self._by_object[statement.predicate, statement.object.value][statement.subject] = None

    def __iter__(self) -> Iterator[Statement]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def __contains__(self, subject: str) -> bool:
        return subject in self._by_subject

    def of(self, subject: str) -> dict[str, list[Statement]]:
        """Everything stated about ``subject``, by predicate."""
        return self._by_subject.get(subject, {})

    def described(self) -> list[str]:
        """Everything about which something is stated, blank nodes included."""
        return list(self._by_subject)

    def objects(self, subject: str, *predicates: str) -> list[Value]:
        """The objects of prefixed ``predicates``, each once, in the order of the predicates."""
        found = self.of(subject)
        values = (one.object for predicate in predicates for one in found.get(name(predicate), ()))
        return list(dict.fromkeys(values))

    def iris(self, subject: str, *predicates: str) -> list[str]:
        """The IRIs among the objects."""
        return [value.value for value in self.objects(subject, *predicates) if value.kind == "uri"]

    def first(self, subject: str, *predicates: str) -> str | None:
        """The first object in its lexical form, ``None`` where there is none."""
        return next((value.value for value in self.objects(subject, *predicates)), None)

    def subjects(self, predicate: str, object_: str) -> list[str]:
        """Who points at ``object_`` by the prefixed ``predicate``."""
        return list(self._by_object.get((name(predicate), object_), ()))

    def types(self, subject: str) -> list[str]:
        """The classes of ``subject`` as written by hand; where nobody wrote one, those that follow."""
        found = self.of(subject).get(PREFIXES["rdf"] + "type", [])
        said = [one.object.value for one in found if one.graph not in DERIVED]
        return list(dict.fromkeys(said or [one.object.value for one in found]))

    def graphs(self, subject: str, predicate: str, object_: Value) -> list[str]:
        """The named graphs that hold a triple."""
        return [one.graph for one in self.of(subject).get(predicate, ()) if one.object == object_]

    def mentioned(self) -> set[str]:
        """Every IRI that occurs as subject, predicate or object."""
        found: set[str] = set()
        for one in self._all:
            found |= {one.subject, one.predicate}
            if one.object.kind == "uri":
                found.add(one.object.value)
            elif one.object.datatype:
                found.add(one.object.datatype)
        return found
