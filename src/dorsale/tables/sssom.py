"""Mapping sets: tables in SSSOM/TSV, whose head in comments says what the set is and what its prefixes mean.

Of the YAML in which SSSOM writes the head (SSSOM, “SSSOM/TSV”), what our files use is read: one ``key: value`` a line,
and the lines of ``curie_map``, indented.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dorsale.tables.errors import TableError
from dorsale.tables.reading import Row, read_table

__all__ = ["COLUMNS", "MappingSet", "UnknownPrefixError", "read_mappings"]

COLUMNS: Final = ("subject_id", "predicate_id", "object_id", "mapping_justification")
"""The columns that every mapping set has."""

_MAP: Final = "curie_map"
_LINE: Final = re.compile(r"#(?P<indent> *)(?P<key>[A-Za-z_][\w.-]*):(?: +(?P<value>.*?))? *")


class UnknownPrefixError(KeyError):
    """A CURIE has a prefix that ``curie_map`` does not explain."""


@dataclass(frozen=True, slots=True)
class MappingSet:
    """One table: what its head says, the lines on which it says so, its prefixes and its rows."""

    path: Path
    head: Mapping[str, str]
    lines: Mapping[str, int]
    prefixes: Mapping[str, str]
    rows: tuple[Row, ...]

    def expand(self, curie: str) -> str:
        """The IRI of a CURIE. Raises :class:`UnknownPrefixError`."""
        prefix, colon, local = curie.partition(":")
        if not colon or prefix not in self.prefixes:
            raise UnknownPrefixError(prefix)
        return self.prefixes[prefix] + local


def read_mappings(path: Path, columns: Iterable[str] = COLUMNS) -> MappingSet:
    """The mapping set in a file. Raises :class:`TableError` where its head or its table cannot be read."""
    rows = tuple(read_table(path, columns, delimiter="\t", comment="#"))
    head: dict[str, str] = {}
    lines: dict[str, int] = {}
    prefixes: dict[str, str] = {}
    for number, text in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        if not text.startswith("#"):
            break
        found = _LINE.fullmatch(text)
        if found is None:
            raise TableError(path, number, f"{text!r} is no line of a head in SSSOM (`# key: value`)")
        key, value = found["key"], (found["value"] or "").strip("\"'")
        if len(found["indent"]) <= 1:
            head[key], lines[key] = value, number
        elif lines and list(lines)[-1] == _MAP:
            prefixes[key] = value
        else:
            raise TableError(path, number, f"{key} is indented, but does not belong to {_MAP}")
    return MappingSet(path, head, lines, prefixes, rows)
