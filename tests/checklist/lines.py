"""The checklist of standards, read from ``lines.tsv``: each line with its level, in our own words.

Every line that holds has one test in this folder, named by its id (``test_p1_…``); ``more`` names the test of a room
that proves it in depth, and ``why`` says of a line that does not hold what is missing. ``docs/checklist.md`` is printed
from here::

    python tests/checklist/lines.py > docs/checklist.md
"""

import csv
import sys
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

__all__ = ["LINES", "Line", "table"]


class Line(NamedTuple):
    """One line: ``level`` M is a must, S a should."""

    section: str
    id: str
    level: str
    says: str
    more: str
    why: str


def _read() -> tuple[Line, ...]:
    with Path(__file__).with_name("lines.tsv").open(encoding="utf-8", newline="") as file:
        return tuple(Line(**row) for row in csv.DictReader(file, dialect="excel-tab", quoting=csv.QUOTE_NONE))


LINES: Final = _read()


def table() -> str:
    """The checklist as a page in Markdown."""
    told = ["# The checklist of standards", "", _lead(), ""]
    for title, lines in groupby(LINES, key=lambda line: line.section):
        told += [f"## {title}", "", "| line | level | what it says | proved in |", "| --- | --- | --- | --- |"]
        told += [f"| {line.id} | {line.level} | {line.says} | {_proof(line)} |" for line in lines]
        told.append("")
    return "\n".join(told)


def _proof(line: Line) -> str:
    return line.why or (f"`{line.more}`" if line.more else "here")


def _lead() -> str:
    def held(level: str) -> str:
        of = [line for line in LINES if line.level == level]
        return f"{sum(not line.why for line in of)} of {len(of)}"

    return f"""\
What a harvester, a client or a tester may expect of an open knowledge graph, one assertion a line: M is a must, S a
should. Each line that holds has a test of its own in `tests/checklist/`, named by its id and run against a real server;
where a room proves it in depth, that test is named too (under `tests/`). A line that does not hold says why.
**{held("M")} lines of level M hold, and {held("S")} of level S.**"""


if __name__ == "__main__":
    sys.stdout.write(table())
