"""The template of a CONSTRUCT: triples with variables, and what solutions make of them (SPARQL 1.1, 16.2)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import pyoxigraph as ox

from dorsale.engine.interface import QueryRefused
from dorsale.engine.lexer import tokens

__all__ = ["Template", "Term"]

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_Blanks: TypeAlias = dict[ox.BlankNode, ox.BlankNode]

_VARIABLE: Final = "urn:x-dorsale-variable:"
_REMEMBERED: Final = 250_000
"""So many triples are told apart; after that, one may come twice, which means the same to whoever reads the graph."""


@dataclass(frozen=True, kw_only=True)
class Template:
    """Triples in which IRIs of one kind stand for variables."""

    variables: tuple[str, ...]
    triples: tuple[ox.Triple, ...]

    @classmethod
    def read(cls, prologue: str, text: str) -> "Template":
        """The template of this text; what it has in common with Turtle is all but the variables.

        Raises :class:`~dorsale.engine.interface.QueryRefused` for what Turtle cannot say.
        """
        variables: list[str] = []
        turtle: list[str] = []
        position, last = 0, "."
        for word in tokens(text):
            last = text[word.start : word.end]
            if word.kind == "variable":
                if last[1:] not in variables:
                    variables.append(last[1:])
                turtle += [text[position : word.start], f"<{_VARIABLE}{variables.index(last[1:])}>"]
                position = word.end
        turtle += [text[position:], "" if last == "." else " ."]
        try:
            found = tuple(
                ox.Triple(quad.subject, quad.predicate, quad.object)
                for quad in ox.parse(f"{prologue}{''.join(turtle)}".encode(), format=ox.RdfFormat.TURTLE)
            )
        except SyntaxError as error:
            raise QueryRefused("the template makes no triples") from error
        return cls(variables=tuple(variables), triples=found)

    def fill(self, rows: Iterable[ox.QuerySolution]) -> Iterator[ox.Triple]:
        """The triples that the solutions make, each once; what is unbound or no triple is left out."""
        seen: set[ox.Triple] = set()
        for row in rows:
            blanks: _Blanks = {}
            for triple in self.triples:
                made = self._made(triple, row, blanks)
                if made is None or made in seen:
                    continue
                if len(seen) < _REMEMBERED:
                    seen.add(made)
                yield made

    def _made(
        self, triple: ox.Triple, row: ox.QuerySolution, blanks: dict[ox.BlankNode, ox.BlankNode]
    ) -> ox.Triple | None:
        subject = self._filled(triple.subject, row, blanks)
        predicate = self._filled(triple.predicate, row, blanks)
        value = self._filled(triple.object, row, blanks)
        if not isinstance(subject, ox.NamedNode | ox.BlankNode) or not isinstance(predicate, ox.NamedNode):
            return None
        return None if value is None else ox.Triple(subject, predicate, value)

    def _filled(self, term: Term, row: ox.QuerySolution, blanks: _Blanks) -> Term | None:
        if isinstance(term, ox.BlankNode):
            return blanks.setdefault(term, ox.BlankNode())
        if isinstance(term, ox.NamedNode) and term.value.startswith(_VARIABLE):
            bound: Term | None = row[self.variables[int(term.value.removeprefix(_VARIABLE))]]
            return bound
        return term
