"""The tables of a release, read with the types that its description gives them."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeAlias

from dorsale.release import Release, ReleaseError
from dorsale.release.datapackage import DESCRIPTION

__all__ = ["Cell", "Field", "Table", "Tables"]

Cell: TypeAlias = str | int | float | bool | date | list[str] | None
"""What a cell holds: nothing where it is empty, and a list, be it empty, where the column holds lists."""

_READ: Final[Mapping[str, Callable[[str], Cell]]] = {
    "integer": int,
    "decimal": float,
    "boolean": "true".__eq__,
    "day": date.fromisoformat,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column: ``kind`` is one of :data:`dorsale.release.tabular.KINDS`.

    ``link`` is the IRI of the property behind a column of IRIs; the cell is its object or, where it is ``reverse``, its
    subject.
    """

    name: str
    kind: str
    many: bool
    table: str
    link: str
    reverse: bool
    meaning: dict[str, str]

    def read(self, text: str) -> Cell:
        """The value that a cell of this column holds."""
        if self.many:
            return text.split()
        if not text:
            return None
        return _READ[self.kind](text) if self.kind in _READ else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: where its CSV file is, what its columns are, and what its rows are in a property graph."""

    name: str
    path: Path
    title: dict[str, str]
    meaning: dict[str, str]
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    node: tuple[str, ...]
    relation: tuple[str, ...]

    def rows(self) -> Iterator[dict[str, Cell]]:
        """The rows, in the order of their keys."""
        with self.path.open(encoding="utf-8", newline="") as file:
            lines = csv.reader(file)
            next(lines)
            for line in lines:
                yield {field.name: field.read(text) for field, text in zip(self.fields, line, strict=True)}


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one release and their description, as it stands in ``datapackage.json``."""

    release: Release
    description: dict[str, Any]
    tables: tuple[Table, ...]

    @classmethod
    def of(cls, release: Release) -> "Tables":
        """The tables of ``release``. Raises :class:`dorsale.release.ReleaseError` where it has none."""
        if not release.has(f"tables/{DESCRIPTION}"):
            raise ReleaseError(f"release {release.version} has no tables; `dorsale build` makes one that has")
        described = json.loads(release.file(f"tables/{DESCRIPTION}").read_text(encoding="utf-8"))
        return cls(release, described, tuple(_table(release, one) for one in described["resources"]))


def _table(release: Release, resource: dict[str, Any]) -> Table:
    more = resource["dorsale"]
    return Table(
        name=resource["name"],
        path=release.file(f"tables/{resource['path']}"),
        title={"en": resource["title"], "fr": more["title"]},
        meaning={"en": resource["description"], "fr": more["meaning"]},
        fields=tuple(map(_field, resource["schema"]["fields"])),
        key=tuple(resource["schema"]["primaryKey"]),
        node=tuple(more.get("node", ())),
        relation=tuple(more.get("relation", ())),
    )


def _field(field: dict[str, Any]) -> Field:
    more = field["dorsale"]
    return Field(
        name=field["name"],
        kind=more["kind"],
        many=field["type"] == "list",
        table=more.get("table", ""),
        link=more.get("property") or more.get("inverse", ""),
        reverse="inverse" in more,
        meaning={"en": field["description"], "fr": more["meaning"]},
    )
