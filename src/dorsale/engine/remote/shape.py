"""What a query is made of, cut at its words, and the plan by which any store answers it.

A store is only ever asked for tables: those can be counted, and there is one way of writing them. Yes or no is whether
there is a row. Graphs are put together here: of CONSTRUCT by its template, of DESCRIBE by the statements about each
thing, its blank nodes included, since the standard leaves to each store what it tells (SPARQL 1.1, 16.4).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from dorsale.engine.interface import Dataset, Form, QueryRefused
from dorsale.engine.remote.template import Template
from dorsale.engine.remote.text import BASE_IRI
from dorsale.engine.remote.words import Words

__all__ = ["NOWHERE", "Plan", "plan", "within"]

NOWHERE: Final = "urn:x-dorsale:nothing"
"""A graph that does not exist: a part of a dataset that is empty has to be named, else the store takes its own."""

_FORMS: Final[dict[str, Form]] = {"SELECT": "results", "ASK": "boolean", "CONSTRUCT": "graph", "DESCRIBE": "graph"}
_ESCAPED: Final = re.compile(r"\\(.)")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a store is asked, and what becomes of its answer.

    ``text`` is a SELECT without FROM; empty for a DESCRIBE that names all its things. ``dataset`` is what FROM
    named, ``limit`` what LIMIT allows. ``template`` is that of a CONSTRUCT, ``described`` the things that a DESCRIBE
    names itself.
    """

    form: Form
    text: str
    dataset: Dataset
    limit: int | None = None
    template: Template | None = None
    described: tuple[str, ...] | None = None


def plan(text: str) -> Plan:
    """The plan for ``text``, which is SPARQL 1.1 and canonical (:func:`dorsale.engine.remote.text.canonical`)."""
    return _Cut(text).plan()


def within(text: str, graphs: Collection[str]) -> str:
    """``text``, which is canonical, with every GRAPH held to these graphs.

    The dataset of the protocol should see to that, but Virtuoso lets who names another graph read it.
    """
    return _Cut(text).within(graphs)


class _Cut:
    """A query cut into prologue, head, FROM clauses and the rest."""

    def __init__(self, text: str) -> None:
        self._words = Words(text)
        self._base, self._prefixes = BASE_IRI, dict[str, str]()
        self._at = self._read_prologue()
        self._prologue = text[: self._words[self._at].start]
        self._opening = self._words.said(self._at).upper()

    def plan(self) -> Plan:
        form = _FORMS[self._opening]
        head_start = self._at + 1
        body = head_start
        template: tuple[int, int] | None = None
        if self._opening == "CONSTRUCT" and self._words.said(body) == "{":
            end = self._closing(body)
            template = (body + 1, end)
            body = end + 1
        depth = 0
        while body < len(self._words):
            said = self._words.said(body)
            if depth == 0 and (said == "{" or (self._words.kind(body) == "word" and said.upper() in ("FROM", "WHERE"))):
                break
            depth += (said == "(") - (said == ")")
            body += 1
        head = self._words.between(head_start, body)
        dataset, where = self._read_dataset(body)
        rest = self._words.between(where, len(self._words))
        limit = self._limit(where)
        if form == "results":
            return Plan(form=form, text=f"{self._prologue}SELECT {head} {rest}", dataset=dataset, limit=limit)
        if form == "boolean":
            first = f"{self._prologue}SELECT (1 AS ?any) {rest}" + (" LIMIT 1" if limit is None else "")
            return Plan(form=form, text=first, dataset=dataset, limit=1)
        if self._opening == "DESCRIBE":
            return self._describing(head_start, body, rest, dataset, limit)
        if template is None:
            opening = next(index for index in range(where, len(self._words)) if self._words.said(index) == "{")
            template = (opening + 1, self._closing(opening))
        made = Template.read(self._prologue, self._words.between(*template))
        chosen = " ".join(f"?{name}" for name in made.variables) or "(1 AS ?any)"
        return Plan(
            form=form,
            text=f"{self._prologue}SELECT {chosen} {rest}",
            dataset=dataset,
            limit=limit,
            template=made,
        )

    def within(self, graphs: Collection[str]) -> str:
        edits: list[tuple[int, int, str]] = []
        listed = ", ".join(f"<{graph}>" for graph in graphs) or f"<{NOWHERE}>"
        for index, word in enumerate(self._words):
            if word.kind != "word" or self._words.said(index).upper() != "GRAPH" or index + 1 == len(self._words):
                continue
            target = self._words[index + 1]
            if target.kind == "variable":
                end = self._words[self._closing(index + 2)].end
                edits.append((end, end, f" FILTER ({self._words.said(index + 1)} IN ({listed}))"))
            elif self._resolved(index + 1) not in graphs:
                edits.append((target.start, target.end, f"<{NOWHERE}>"))
        return self._words.edited(edits)

    def _describing(self, start: int, end: int, rest: str, dataset: Dataset, limit: int | None) -> Plan:
        heads = range(start, end)
        named = tuple(self._resolved(index) for index in heads if self._words.kind(index) in ("iri", "name"))
        variables = [
            said for index in heads if (said := self._words.said(index)) == "*" or self._words.kind(index) == "variable"
        ]
        text = f"{self._prologue}SELECT {' '.join(variables)} {rest}" if variables and "{" in rest else ""
        return Plan(form="graph", text=text, dataset=dataset, limit=limit, described=named)

    def _read_prologue(self) -> int:
        position = 0
        while True:
            word = self._words.said(position).upper()
            if word == "BASE":
                self._base = urljoin(self._base, self._words.said(position + 1)[1:-1])
                position += 2
            elif word == "PREFIX":
                iri = urljoin(self._base, self._words.said(position + 2)[1:-1])
                self._prefixes[self._words.said(position + 1).removesuffix(":")] = iri
                position += 3
            elif word in _FORMS:
                return position
            else:
                raise QueryRefused(f"no store is asked a query that begins with {word}")

    def _read_dataset(self, position: int) -> tuple[Dataset, int]:
        """The graphs of the FROM clauses, and the place after them."""
        default: list[str] = []
        named: list[str] = []
        while self._words.said(position).upper() == "FROM":
            into, position = (default, position + 1)
            if self._words.said(position).upper() == "NAMED":
                into, position = (named, position + 1)
            into.append(self._resolved(position))
            position += 1
        if not default and not named:
            return Dataset(), position
        return Dataset(default_graphs=tuple(default), named_graphs=tuple(named)), position

    def _limit(self, start: int) -> int | None:
        """The LIMIT of the query itself, not of a query in it."""
        depth, limit = 0, None
        for index in range(start, len(self._words)):
            said = self._words.said(index)
            depth += (said in ("{", "(")) - (said in ("}", ")"))
            if depth == 0 and self._words.kind(index) == "word" and said.upper() == "LIMIT":
                limit = int(self._words.said(index + 1))
        return limit

    def _resolved(self, index: int) -> str:
        said = self._words.said(index)
        if self._words.kind(index) == "iri":
            return urljoin(self._base, said[1:-1])
        prefix, _, local = said.partition(":")
        return self._prefixes.get(prefix, "") + _ESCAPED.sub(r"\1", local)

    def _closing(self, opening: int) -> int:
        found = self._words.closing(opening)
        if found is None:
            raise QueryRefused("a bracket is not closed")
        return found
