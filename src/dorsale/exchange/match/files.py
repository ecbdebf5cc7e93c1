"""A list in, the same list with what was found out."""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from dorsale.exchange.match.lists import Table
from dorsale.exchange.match.matcher import Finding, Matcher
from dorsale.exchange.match.telling import COLUMNS, cells, member
from dorsale.pages.language import Words

__all__ = ["FORMS", "Tally", "write_matches"]


@dataclass(slots=True)
class Tally:
    """How many rows there were, and for how many a thing is meant."""

    rows: int = 0
    matched: int = 0


def write_matches(
    table: Table, matcher: Matcher, out: TextIO, *, form: str, words: Words, kind: str = "organization"
) -> Tally:
    """Write every row of ``table`` with what ``matcher`` finds for it; ``form`` is one of :data:`FORMS`.

    Raises :class:`~dorsale.exchange.match.lists.ListError` on the first row that cannot be read; those before it are
    written.
    """
    tally = Tally()

    def found() -> Iterator[tuple[Any, Finding]]:
        for row in table.rows:
            finding = matcher.find(table.record(row), kind=kind)
            tally.rows += 1
            tally.matched += finding.match is not None
            yield row, finding

    FORMS[form](table, found(), out, words)
    return tally


def _csv(table: Table, found: Iterator[tuple[Any, Finding]], out: TextIO, words: Words, delimiter: str = ",") -> None:
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow([*table.columns, *COLUMNS])
    for row, finding in found:
        writer.writerow([*(row.cells.get(column, "") for column in table.columns), *cells(finding, words)])


def _tsv(table: Table, found: Iterator[tuple[Any, Finding]], out: TextIO, words: Words) -> None:
    _csv(table, found, out, words, "\t")


def _jsonl(table: Table, found: Iterator[tuple[Any, Finding]], out: TextIO, words: Words) -> None:  # noqa: ARG001
    for row, finding in found:
        read = row.read if isinstance(row.read, dict) else dict(row.cells)
        out.write(json.dumps({**read, "dorsale": member(finding, words)}, ensure_ascii=False) + "\n")


FORMS: dict[str, Callable[[Table, Iterator[tuple[Any, Finding]], TextIO, Words], None]] = {
    "csv": _csv,
    "tsv": _tsv,
    "jsonl": _jsonl,
}
"""The forms in which matches are written."""
