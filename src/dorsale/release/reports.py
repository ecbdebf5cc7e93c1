"""The report on coverage and weakness: tables computed from the graph by queries, with headings in both languages.

A query stands in ``ontology/reports/NN-name.rq``. Its head says ``title-en``, ``title-fr``, ``meaning-en``,
``meaning-fr`` and, for each variable it selects, ``column NAME: English | French``.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from dorsale.namespaces import PREFIXES

__all__ = ["ReportError", "ReportQuery", "read_reports", "report_json", "report_text"]

_HEAD: Final = re.compile(r"^#\s*((?:title|meaning)-(?:en|fr)):\s*(\S.*?)\s*$", re.MULTILINE)
_COLUMN: Final = re.compile(r"^#\s*column (\w+):\s*(\S.*?)\s*\|\s*(\S.*?)\s*$", re.MULTILINE)
_KEYS: Final = ("title-en", "title-fr", "meaning-en", "meaning-fr")
_LABELS: Final = (PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "prefLabel")
_LONGEST: Final = 20


class ReportError(Exception):
    """A query of the report lacks a part of its head, or selects what its head does not name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportQuery:
    """One table of the report: what it is called and means in each language, its columns and its query."""

    slug: str
    title: dict[str, str]
    meaning: dict[str, str]
    columns: dict[str, dict[str, str]]
    query: str


def read_reports(folder: Path) -> list[ReportQuery]:
    """The queries of ``folder`` in the order of their names. Raises :class:`ReportError` for an incomplete head."""
    return [_read(path) for path in sorted(folder.glob("*.rq"))]


def report_json(queries: Iterable[ReportQuery], store: ox.Store) -> bytes:
    """The tables of a store that holds all graphs in its default graph.

    A cell is text, a number or, for a thing, an object with its ``iri`` and its label in ``en`` and ``fr``. Raises
    :class:`ReportError` for a query that is no SELECT of the columns that its head names.
    """
    tables = [_table(query, store) for query in queries]
    return (json.dumps(tables, ensure_ascii=False, indent=1) + "\n").encode()


def report_text(tables: list[dict[str, Any]], language: str) -> str:
    """The tables as text, the long ones cut after their first rows, with the number of the others."""
    more = {"en": "… and {} more", "fr": "… et {} autres"}[language]
    lines = []
    for table in tables:
        lines += [table["title"][language], f"  {table['meaning'][language]}"]
        rows = [[_said(cell, language) for cell in row] for row in table["rows"]]
        shown = [[column[language] for column in table["columns"]], *rows[:_LONGEST]]
        widths = [max(len(row[at]) for row in shown) for at in range(len(table["columns"]))]
        lines += [
            "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in shown
        ]
        lines += [f"  {more.format(len(rows) - _LONGEST)}"] if len(rows) > _LONGEST else []
        lines.append("")
    return "\n".join(lines)


def _said(cell: Any, language: str) -> str:
    return str(cell[language] if isinstance(cell, dict) else cell)


def _table(query: ReportQuery, store: ox.Store) -> dict[str, Any]:
    try:
        found = store.query(query.query)
    except SyntaxError as error:
        raise ReportError(f"{query.slug}: {error}") from error
    if not isinstance(found, ox.QuerySolutions):
        raise ReportError(f"{query.slug}: a query of the report is a SELECT")
    names = [variable.value for variable in found.variables]
    if names != list(query.columns):
        raise ReportError(f"{query.slug}: selects {', '.join(names)}, but its head names {', '.join(query.columns)}")
    return {
        "slug": query.slug,
        "title": query.title,
        "meaning": query.meaning,
        "columns": [{"name": name, **query.columns[name]} for name in names],
        "rows": [[_cell(solution[name], store) for name in names] for solution in found],
    }


def _cell(term: Any, store: ox.Store) -> str | int | float | dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"iri": term.value, **{language: _label(term, language, store) for language in ("en", "fr")}}
    if not isinstance(term, ox.Literal):
        return ""
    kind = term.datatype.value.removeprefix(PREFIXES["xsd"])
    if kind == "integer":
        return int(term.value)
    return float(term.value) if kind in ("decimal", "double") else term.value


def _label(term: ox.NamedNode, language: str, store: ox.Store) -> str:
    for predicate in _LABELS:
        for quad in store.quads_for_pattern(term, ox.NamedNode(predicate), None, None):
            if isinstance(quad.object, ox.Literal) and quad.object.language == language:
                return quad.object.value
    return term.value


def _read(path: Path) -> ReportQuery:
    text = path.read_text(encoding="utf-8")
    head = dict(_HEAD.findall(text))
    missing = [key for key in _KEYS if key not in head]
    if missing:
        raise ReportError(f"{path}: lacks {', '.join(f'# {key}:' for key in missing)}")
    return ReportQuery(
        slug=path.stem.partition("-")[2],
        title={language: head[f"title-{language}"] for language in ("en", "fr")},
        meaning={language: head[f"meaning-{language}"] for language in ("en", "fr")},
        columns={name: {"en": english, "fr": french} for name, english, french in _COLUMN.findall(text)},
        query=text,
    )
