"""Tables as rows that know their line."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from dorsale.tables.errors import TableError

__all__ = ["Row", "read_table"]


class Row:
    """One row: cells by the name of their column, without blanks at either end, empty where there is nothing."""

    def __init__(self, path: Path, line: int, cells: dict[str, str]) -> None:
        self.path = path
        self.line = line
        self._cells = cells

    def __getitem__(self, column: str) -> str:
        return self._cells[column]

    def get(self, column: str) -> str:
        """A cell of a column that the table need not have."""
        return self._cells.get(column, "")

    def names(self, column: str) -> list[str]:
        """The names of a cell that holds several, parted by commas."""
        return [name.strip() for name in self[column].split(",") if name.strip()]

    def number(self, column: str) -> Decimal | None:
        """The number of a cell. Raises :class:`TableError` for anything else."""
        text = self[column].replace(",", "")
        try:
            found = Decimal(text) if text else None
        except InvalidOperation:
            found = Decimal("NaN")
        if found is not None and not found.is_finite():
            raise self.wrong(f"{column}: {text!r} is no number")
        return found

    def day(self, column: str) -> date | None:
        """The day of a cell, written 2026-08-21 or 8/21/2026. Raises :class:`TableError` for anything else."""
        text = self[column]
        if not text:
            return None
        parts = text.split("/")
        try:
            if len(parts) == 3:
                month, day, year = map(int, parts)
                return date(year, month, day)
            return date.fromisoformat(text)
        except ValueError:
            raise self.wrong(f"{column}: {text!r} is no day") from None

    def wrong(self, why: str) -> TableError:
        """The error to raise about this row."""
        return TableError(self.path, self.line, why)


def read_table(path: Path, columns: Iterable[str], *, delimiter: str = ",", comment: str = "") -> Iterator[Row]:
    """The rows of a table with a head; lines above the head that begin with ``comment`` are passed over.

    Raises :class:`TableError` where the file is missing, is not UTF-8 or lacks one of ``columns``.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    except OSError as error:
        raise TableError(path, None, str(error.strerror)) from error
    except UnicodeDecodeError as error:
        raise TableError(path, None, "not UTF-8") from error
    above = 0
    while comment and above < len(lines) and lines[above].startswith(comment):
        above += 1
    reader = csv.DictReader(lines[above:], delimiter=delimiter, restval="")
    missing = [column for column in columns if column not in (reader.fieldnames or ())]
    if missing:
        raise TableError(path, above + 1, f"lacks the columns {', '.join(missing)}")
    for cells in reader:
        yield Row(path, above + reader.line_num, {name: (cell or "").strip() for name, cell in cells.items() if name})
