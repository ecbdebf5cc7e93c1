"""Lists of other people: CSV, TSV or JSON lines read row by row, and which of their columns says what.

A column is known by its header, in English or French, or by what stands in it. Nothing of a list is lost: every column
and row comes out again, in its order.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final, TextIO

from dorsale.exchange.match.record import FIELDS, Record, read_lei, read_website, read_wikidata
from dorsale.exchange.match.words import code_of
from dorsale.release.search import fold

__all__ = ["ListError", "Row", "Table", "open_list"]

_HEADERS: Final = {
    header: field
    for field, headers in {
        "name": "name, company, company name, organization, organisation, organization name, organisation name, "
        "entity, entity name, "
        "legal name, label, supplier, vendor, customer, client, firm, issuer, counterparty, nom, societe, "
        "entreprise, raison sociale, denomination, fournisseur, organisme, libelle, emetteur, account name",
        "country": "country, country code, country name, iso country, iso2, iso3, nation, pays, code pays, hq country, "
        "headquarters country, domicile, country of incorporation",
        "lei": "lei, lei code, code lei, legal entity identifier",
        "cik": "cik, cik number, central index key, sec cik",
        "wikidata": "wikidata, wikidata id, wikidata item, qid, wikidata qid",
        "website": "website, web site, url, domain, domain name, homepage, web, site web, site internet, site, "
        "domaine, email, e mail, mail, company website, courriel",
        "ticker": "ticker, symbol, ticker symbol, stock symbol, stock ticker, code, mnemonique, symbole",
        "exchange": "exchange, mic, market, stock exchange, bourse, place de cotation, marche",
    }.items()
    for header in headers.split(", ")
}
"""Folded header → what the column says."""

_LOOKED_AT: Final = 200
_MOSTLY: Final = 0.8
_DELIMITERS: Final = ",;\t|"
_TELLING: Final[Mapping[str, Callable[[str], object]]] = {
    "lei": read_lei,
    "wikidata": read_wikidata,
    "website": lambda cell: "." in cell and " " not in cell and re.search("[a-z]", cell) and read_website(cell),
    "country": lambda cell: len(cell) > 1 and code_of(cell),
}
"""Fields that are known by what stands in their cells."""


class ListError(Exception):
    """A list that cannot be read; says in which file and line, and why."""

    def __init__(self, path: Path, line: int, why: str) -> None:
        super().__init__(f"{path}:{line}: {why}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line of the file on which it begins, its cells as text by column, and itself as it was read."""

    line: int
    cells: Mapping[str, str]
    read: Any


@dataclass(slots=True)
class Table:
    """A list: its columns, which of them say what (field → column), and its rows, which are read once."""

    columns: list[str]
    fields: dict[str, str]
    rows: Iterator[Row]

    def record(self, row: Row) -> Record:
        """What a row says of a thing."""
        return Record.of({field: row.cells.get(column, "") for field, column in self.fields.items()})


@contextmanager
def open_list(
    path: Path, *, named: Mapping[str, str] | None = None, header: bool = True, encoding: str = "utf-8-sig"
) -> Iterator[Table]:
    """The list in a file: JSON lines where its name ends with ``.jsonl`` or ``.ndjson``, else a table of cells.

    ``named`` gives the column of a field where the header would not tell; ``header`` false says that there is none, and
    columns are called ``column 1`` and so on. Raises :class:`ListError`, also while the rows are read.
    """
    try:
        file = path.open(encoding=encoding, newline="")
    except OSError as error:
        raise ListError(path, 1, error.strerror or str(error)) from error
    with file:
        if path.suffix.lower() in (".jsonl", ".ndjson"):
            rows, columns = _objects(path, file), None
        else:
            rows, columns = _cells(path, file, header=header)
        first = list(islice(rows, _LOOKED_AT))
        every = columns or list(dict.fromkeys(column for row in first for column in row.cells))
        yield Table(every, _fields(path, every, first, named or {}), chain(first, rows))


def _objects(path: Path, file: TextIO) -> Iterator[Row]:
    for number, line in _lines(path, file):
        if not line.strip():
            continue
        try:
            read = json.loads(line)
        except json.JSONDecodeError as error:
            raise ListError(path, number, f"not JSON: {error.msg} at column {error.colno}") from error
        except RecursionError as error:
            raise ListError(path, number, "JSON that nests too deep") from error
        if not isinstance(read, dict):
            raise ListError(path, number, "each line has to be a JSON object")
        cells = {key: str(value) for key, value in read.items() if isinstance(value, str | int | float)}
        yield Row(number, cells, read)


def _cells(path: Path, file: TextIO, *, header: bool) -> tuple[Iterator[Row], list[str]]:
    lines = (line for _, line in _lines(path, file))
    first = next(lines, None)
    if first is None:
        raise ListError(path, 1, "the list is empty")
    delimiter = "\t" if path.suffix.lower() == ".tsv" else _delimiter(first)
    reader = csv.reader(chain([first], lines), delimiter=delimiter, strict=True)
    top = _next(path, reader)
    columns = top if header else [f"column {number}" for number in range(1, len(top) + 1)]
    if len(set(columns)) < len(columns):
        twice = next(one for one, often in Counter(columns).items() if often > 1)
        raise ListError(path, 1, f"two columns are called “{twice}”")

    def rows() -> Iterator[Row]:
        if not header:
            yield Row(1, dict(zip(columns, top, strict=True)), top)
        while True:
            begins = reader.line_num + 1
            try:
                cells = _next(path, reader)
            except StopIteration:
                return
            if not cells:
                cells = [""] * len(columns)
            if len(cells) != len(columns):
                raise ListError(path, begins, f"{len(cells)} cells, where the first line has {len(columns)}")
            yield Row(begins, dict(zip(columns, cells, strict=True)), cells)

    return rows(), columns


def _next(path: Path, reader: Any) -> list[str]:
    try:
        found: list[str] = next(reader)
    except csv.Error as error:
        raise ListError(path, reader.line_num, str(error)) from error
    return found


def _lines(path: Path, file: TextIO) -> Iterator[tuple[int, str]]:
    number = 0
    while True:
        try:
            line = file.readline()
        except UnicodeDecodeError as error:
            raise ListError(path, number + 1, f"not {error.encoding}: {error.reason} (see --encoding)") from error
        if not line:
            return
        number += 1
        yield number, line


def _delimiter(line: str) -> str:
    """What separates the cells of a line: the most frequent delimiter outside quotes."""
    counts = Counter(re.sub(r'"[^"]*"', "", line))
    return max(_DELIMITERS, key=lambda one: counts[one])


def _fields(path: Path, columns: list[str], rows: list[Row], named: Mapping[str, str]) -> dict[str, str]:
    for field, column in named.items():
        if field not in FIELDS:
            raise ListError(path, 1, f"there is no field “{field}”; fields are {', '.join(FIELDS)}")
        if column not in columns:
            raise ListError(path, 1, f"there is no column “{column}”; columns are {', '.join(columns)}")
    found = dict(named)
    for column in columns:
        said = _HEADERS.get(fold(column))
        if said and said not in found and column not in found.values():
            found[said] = column
    for column in columns:
        if column in found.values():
            continue
        cells = [cell for row in rows if (cell := row.cells.get(column, "").strip())]
        for field, tells in _TELLING.items():
            if field not in found and cells and sum(1 for cell in cells if tells(cell)) >= _MOSTLY * len(cells):
                found[field] = column
                break
    if "name" not in found and (name := _most_like_names(columns, rows, found.values())):
        found["name"] = name
    if not set(found) - {"country", "exchange"}:
        raise ListError(
            path, 1, f"no column has names or identifiers; say which by --column (columns: {', '.join(columns)})"
        )
    return found


def _most_like_names(columns: list[str], rows: list[Row], taken: Iterable[str]) -> str | None:
    """The column with the most different texts that have letters in them."""
    best = {
        column: len({row.cells.get(column, "") for row in rows if re.search(r"[^\W\d_]{2}", row.cells.get(column, ""))})
        for column in columns
        if column not in set(taken)
    }
    column = max(best, key=lambda one: best[one], default=None)
    return column if column is not None and best[column] else None
