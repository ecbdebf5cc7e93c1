"""What a good graph never does: one SPARQL query a file, which must find nothing.

A query stands in ``ontology/hygiene/NAME.rq`` and NAME is the code of its findings. Its head says, in comments,
``severity`` (error, warning, info), ``scope`` (``ontology``: modules and vocabulary; ``data`` and ``all``: data with
them), ``title-en`` and ``title-fr``. It selects ``?subject`` and may select ``?predicate`` and ``?value``, which say
where the defect is written, and ``?detail``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, get_args

import pyoxigraph as ox

from dorsale.checks.errors import QueryError
from dorsale.checks.finding import Finding, Severity
from dorsale.namespaces import shorten
from dorsale.turtle import Location, Tree

__all__ = ["HygieneQuery", "check_hygiene", "read_queries"]

_HEAD: Final = re.compile(r"^#\s*(severity|scope|title-en|title-fr):\s*(.+?)\s*$", re.MULTILINE)
_SCOPES: Final = {"ontology": ("ontology", "vocabulary"), "data": (), "all": ()}
_SEVERITIES: Final[dict[str, Severity]] = {severity: severity for severity in get_args(Severity)}
_LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class HygieneQuery:
    """One file: its name, what its head says, and its text."""

    path: Path
    severity: Severity
    scope: str
    title: dict[str, str]
    text: str


def read_queries(folder: Path) -> list[HygieneQuery]:
    """The queries of ``folder``, by name.

    Raises:
        QueryError: a head is incomplete.
    """
    queries = []
    for path in sorted(folder.glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        head = dict(_HEAD.findall(text))
        severity = _SEVERITIES.get(head.get("severity", ""))
        scope = head.get("scope", "")
        if severity is None or scope not in _SCOPES or not {"title-en", "title-fr"} <= head.keys():
            raise QueryError(f"{path.name}: its head has to say severity, scope, title-en and title-fr")
        title = {"en": head["title-en"], "fr": head["title-fr"]}
        queries.append(HygieneQuery(path, severity, scope, title, text))
    return queries


def check_hygiene(tree: Tree) -> Iterator[Finding]:
    """Run every query of ``ontology/hygiene/``.

    Raises:
        QueryError: a query has an incomplete head, or is not SPARQL.
    """
    parts = ("data", "ontology", "vocabulary")
    everything, ontology = _store(tree, *parts), _store(tree, "ontology", "vocabulary")
    for query in read_queries(tree.root / "ontology" / "hygiene"):
        store = ontology if query.scope == "ontology" else everything
        try:
            solutions = store.query(query.text)
        except SyntaxError as error:
            raise QueryError(f"{query.path.name}: {error.msg}") from error
        if not isinstance(solutions, ox.QuerySolutions):
            raise QueryError(f"{query.path.name}: has to be a SELECT query")
        names = {variable.value for variable in solutions.variables}
        if "subject" not in names:
            raise QueryError(f"{query.path.name}: has to select ?subject")
        for solution in solutions:
            row = {name: solution[name] for name in names}
            yield _finding(tree, query, row)


def _store(tree: Tree, *parts: str) -> ox.Store:
    store = ox.Store()
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in tree.triples(*parts))
    return store


def _finding(tree: Tree, query: HygieneQuery, row: dict[str, object]) -> Finding:
    subject, value = row["subject"], row.get("value")
    predicate = row.get("predicate")
    iri = subject.value if isinstance(subject, ox.NamedNode) else ""
    place = tree.locate(
        iri,
        predicate.value if isinstance(predicate, ox.NamedNode) else None,
        value if isinstance(value, ox.NamedNode | ox.Literal) else None,
    )
    place = place or tree.mention(iri) or Location(query.path, 1)
    shown = [_show(row.get(name)) for name in ("predicate", "value", "detail")]
    about = ", ".join(text for text in shown if text)
    message = {
        "en": f"{_show(subject)}: {query.title['en']}" + (f" ({about})" if about else ""),
        "fr": f"{_show(subject)} : {query.title['fr']}" + (f" ({about})" if about else ""),
    }
    return Finding(*place, query.severity, query.path.stem, message, iri or None)


def _show(term: object) -> str:
    """A term as people read it; IRIs inside a text are shortened too."""
    if isinstance(term, ox.NamedNode):
        return shorten(term.value)
    if isinstance(term, ox.Literal):
        text = re.sub(r"https?://[^\s<>\"]+", lambda match: shorten(match.group()).strip("<>"), term.value)
        text = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
        return f'"{text}"@{term.language}' if term.language else text
    return "[]" if isinstance(term, ox.BlankNode) else ""
