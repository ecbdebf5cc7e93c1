"""The tables of a release: one stored query each, with typed columns that say in both languages what they mean.

A table stands in ``ontology/tables/NAME.rq``. Its head says ``title-en``, ``title-fr``, ``meaning-en``, ``meaning-fr``,
``key`` (the columns that name a row) and, for each variable that it selects, in this order::

    # column NAME (TYPE): English | French

A type is one of :data:`KINDS`. ``required`` before it forbids empty cells; a plural (``iris``, ``codes``) is a list,
written with blanks between its members. ``of TABLE`` says where the rows of these IRIs are, ``of SCHEME`` in which SKOS
scheme the codes are, and ``as dor:property`` (``as ^dor:property``) that the cell is the object (the subject) of that
property.

For a property graph, ``node: LABEL`` makes each row a node, with the cell of a column as second label where it says
``node: LABEL COLUMN``; ``relation: FROM TYPE TO`` makes each row a relationship, where FROM and TO are columns and TYPE
is one too or, in capitals, a name.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from dorsale.derive.dates import days_of

__all__ = ["KINDS", "Column", "Filled", "Table", "TabularError", "as_csv", "fill", "read_tables"]

KINDS: Final = ("iri", "code", "text", "integer", "decimal", "boolean", "date", "day", "address")
"""What a cell may be.

``iri`` names a thing, ``code`` is the last part of a concept's or term's IRI, ``date`` is as exact as its source (a
year, a month or a day), ``day`` is a whole date, ``address`` is one on the Web.
"""

_HEAD: Final = re.compile(r"^#\s*((?:title|meaning)-(?:en|fr)|key|node|relation):\s*(\S.*?)\s*$", re.MULTILINE)
_COLUMN: Final = re.compile(r"^#\s*column (\w+) \(([^)]+)\):\s*(\S.*?)\s*\|\s*(\S.*?)\s*$", re.MULTILINE)
_TYPE: Final = re.compile(rf"(required )?({'|'.join(KINDS)})(s?)(?: of ([\w-]+))?(?: as (\^?\w+:\w+))?")
_NEEDED: Final = ("title-en", "title-fr", "meaning-en", "meaning-fr", "key")
_FORMS: Final = {
    "iri": re.compile(r"[a-z][a-z0-9+.-]*:\S+"),
    "code": re.compile(r"\S+"),
    "integer": re.compile(r"-?\d+"),
    "decimal": re.compile(r"-?\d+(\.\d+)?"),
    "boolean": re.compile(r"true|false"),
    "date": re.compile(r"\d{4}(-\d\d(-\d\d)?)?"),
    "day": re.compile(r"\d{4}-\d\d-\d\d"),
    "address": re.compile(r"https?://\S+"),
}
_BOUNDS: Final = (
    ("first_day", "First day that {} may mean.", "Premier jour que {} peut désigner."),
    ("last_day", "Last day that {} may mean.", "Dernier jour que {} peut désigner."),
)


class TabularError(Exception):
    """A table lacks a part of its head, or its query does not give what the head promises."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name, type and meaning in each language."""

    name: str
    kind: str
    many: bool = False
    required: bool = False
    of: str = ""
    """The table or the SKOS scheme to which its values belong; empty for any or none."""
    link: str = ""
    """The property of the graph behind a column of IRIs, as a prefixed name; ``^`` before it turns it round."""
    bounds: str = ""
    """The date of which it is the first or last day."""
    meaning: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: ``columns`` holds what the query selects and, after each date, the first and last day it may mean."""

    name: str
    title: dict[str, str]
    meaning: dict[str, str]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    node: tuple[str, ...] = ()
    relation: tuple[str, ...] = ()
    query: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A table with its rows in the order of their keys; a cell is the text of its value, empty where there is none."""

    table: Table
    rows: list[tuple[str, ...]]


def read_tables(folder: Path) -> list[Table]:
    """The tables of ``folder`` in the order of their names. Raises :class:`TabularError` for an incomplete head."""
    tables = [_read(path) for path in sorted(folder.glob("*.rq"))]
    names = {table.name for table in tables}
    for table in tables:
        for column in table.columns:
            if column.kind == "iri" and column.of and column.of not in names:
                raise TabularError(f"{table.name}.rq: {column.name} is of {column.of}, which is no table")
    return tables


def fill(tables: Iterable[Table], store: ox.Store) -> list[Filled]:
    """The tables with their rows, of a store that holds all graphs in its default graph.

    Raises :class:`TabularError` where a query is no SELECT of the columns in its head, where two rows have one key, and
    where a required cell is empty or a cell is not of its type.
    """
    return [Filled(table, _rows(table, store)) for table in tables]


def as_csv(filled: Filled) -> bytes:
    """CSV (RFC 4180) in UTF-8 with a header, but with plain line feeds."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(column.name for column in filled.table.columns)
    writer.writerows(filled.rows)
    return out.getvalue().encode()


def _rows(table: Table, store: ox.Store) -> list[tuple[str, ...]]:
    try:
        found = store.query(table.query)
    except SyntaxError as error:
        raise TabularError(f"{table.name}.rq: {error}") from error
    if not isinstance(found, ox.QuerySolutions):
        raise TabularError(f"{table.name}.rq: a table is a SELECT")
    selected = [variable.value for variable in found.variables]
    promised = [column.name for column in table.columns if not column.bounds]
    if selected != promised:
        raise TabularError(f"{table.name}.rq: selects {', '.join(selected)}, but its head names {', '.join(promised)}")
    rows = sorted(tuple(_cells(table, solution)) for solution in found)
    places = [[column.name for column in table.columns].index(name) for name in table.key]
    rows.sort(key=lambda row: [row[place] for place in places])
    _prove(table, rows, places)
    return rows


def _cells(table: Table, solution: ox.QuerySolution) -> Iterator[str]:
    text = ""
    for column in table.columns:
        if column.bounds:
            days = days_of(text)
            yield "" if days is None else days[column.name.endswith("last_day")].isoformat()
            continue
        term = solution[column.name]
        text = term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""
        yield " ".join(sorted(set(text.split()))) if column.many else text


def _prove(table: Table, rows: list[tuple[str, ...]], places: list[int]) -> None:
    before: list[str] | None = None
    for row in rows:
        key = [row[place] for place in places]
        if key == before:
            raise TabularError(f"{table.name}.rq: two rows of {' '.join(key)}")
        for column, cell in zip(table.columns, row, strict=True):
            form = _FORMS.get(column.kind)
            if not cell and column.required:
                raise TabularError(f"{table.name}.rq: {' '.join(key)} has no {column.name}")
            if cell and form and not all(map(form.fullmatch, cell.split(" ") if column.many else (cell,))):
                raise TabularError(f"{table.name}.rq: {' '.join(key)}: {column.name} is no {column.kind}: {cell}")
        before = key


def _read(path: Path) -> Table:
    text = path.read_text(encoding="utf-8")
    head = dict(_HEAD.findall(text))
    missing = [key for key in _NEEDED if key not in head]
    if missing:
        raise TabularError(f"{path}: lacks {', '.join(f'# {key}:' for key in missing)}")
    columns = tuple(column for found in _COLUMN.findall(text) for column in _columns(path, *found))
    names = [column.name for column in columns]
    key, node, relation = (tuple(head.get(name, "").split()) for name in ("key", "node", "relation"))
    unknown = {*key, *node[1:], *relation[:1], *relation[2:]} - set(names)
    if unknown or len(set(names)) < len(names):
        raise TabularError(f"{path}: names a column twice, or none: {', '.join(sorted(unknown)) or ', '.join(names)}")
    return Table(
        name=path.stem,
        title={language: head[f"title-{language}"] for language in ("en", "fr")},
        meaning={language: head[f"meaning-{language}"] for language in ("en", "fr")},
        key=key,
        columns=columns,
        node=node,
        relation=relation,
        query=text,
    )


def _columns(path: Path, name: str, kind: str, english: str, french: str) -> Iterator[Column]:
    """The column that a line of the head describes and, for a date, the two that follow it."""
    found = _TYPE.fullmatch(kind)
    if not found:
        raise TabularError(f"{path}: {name}: no type: {kind}")
    yield Column(
        name=name,
        required=bool(found[1]),
        kind=found[2],
        many=bool(found[3]),
        of=found[4] or "",
        link=found[5] or "",
        meaning={"en": english, "fr": french},
    )
    if found[2] == "date":
        for suffix, *texts in _BOUNDS:
            english, french = (text.format(f"`{name}`") for text in texts)
            yield Column(name=f"{name}_{suffix}", kind="day", bounds=name, meaning={"en": english, "fr": french})
