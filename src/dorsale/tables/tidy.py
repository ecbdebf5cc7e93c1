"""The shape into which every table is brought before it is mapped: things, links between things, and figures.

Three small tables, one row for each statement that the mapping makes; ``mappings/tidy.rml.ttl`` turns them into RDF.
"""

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from dorsale.namespaces import ID, PREFIXES
from dorsale.tables.reading import Row, read_table

__all__ = ["Measured", "Texts", "Tidy", "measured", "write_tidy"]

_COLUMNS: Final = ("table", "column", "name", "measure", "unit", "divide_by", "decimals", "qualifier")

_DIGITS: Final = 3

Texts = tuple[str, str]
"""A text in English and in French."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What a column of a table measures: the figure's name within its thing, measure, unit and hedge."""

    column: str
    name: str
    measure: str
    unit: str
    divide_by: Decimal
    decimals: int | None
    qualifier: str

    def value(self, row: Row) -> Decimal | None:
        """The value of the cell in the unit, rounded where the table carries digits that nobody measured.

        Of a small number three digits are kept, however few ``decimals`` there are to be.
        """
        number = row.number(self.column)
        if number is None:
            return None
        value = number / self.divide_by
        if self.decimals is None or not value:
            return value
        return round(value, max(self.decimals, _DIGITS - 1 - value.adjusted()))


def measured(path: Path) -> dict[str, list[Measured]]:
    """The columns that are measures, by table, from ``figures.tsv``."""
    found: dict[str, list[Measured]] = {}
    for row in read_table(path, _COLUMNS, delimiter="\t"):
        divide_by = row.number("divide_by")
        if not divide_by:
            raise row.wrong("divide_by: a number other than zero is needed")
        column = Measured(
            column=row["column"],
            name=row["name"],
            measure=row["measure"],
            unit=row["unit"],
            divide_by=divide_by,
            decimals=int(row["decimals"]) if row["decimals"] else None,
            qualifier=row["qualifier"],
        )
        found.setdefault(row["table"], []).append(column)
    return found


_THINGS: Final = (
    *("iri", "type", "label_en", "label_fr", "country", "locality", "open_weights"),
    *("start", "end", "released", "published", "note_en", "note_fr", "source"),
)
_LINKS: Final = ("of", "property", "value")
_FIGURES: Final = (
    *("iri", "of", "measure", "qualifier", "value_integer", "value_decimal", "unit"),
    *("rank", "as_of", "source", "note_en", "note_fr"),
)


@dataclass
class Tidy:
    """Statements of one table under way to RDF; ``source`` is the source that states them all."""

    source: str
    things: dict[str, dict[str, str]] = field(default_factory=dict)
    links: set[tuple[str, str, str]] = field(default_factory=set)
    figures: dict[str, dict[str, str]] = field(default_factory=dict)

    def thing(self, iri: str, kind: str, label: Texts, *, note: Texts = ("", ""), **cells: str) -> None:
        """Describe a thing of class ``kind`` (a local name of the ontology)."""
        self.things[iri] = {
            "iri": iri,
            "type": PREFIXES["dor"] + kind,
            "label_en": label[0],
            "label_fr": label[1],
            "note_en": note[0],
            "note_fr": note[1],
            "source": self.source,
            **cells,
        }

    def link(self, subject: str, predicate: str, objects: Iterable[str]) -> None:
        """Tie ``subject`` to each of ``objects`` by a property of the ontology."""
        self.links |= {(subject, PREFIXES["dor"] + predicate, value) for value in objects}

    def figure(
        self,
        of: str,
        name: str,
        column: Measured,
        value: Decimal,
        *,
        rank: str = "normal",
        as_of: date | None = None,
        qualifier: str = "",
        note: Texts = ("", ""),
    ) -> None:
        """State a figure of ``of``; ``name`` tells it from the others."""
        iri = f"{ID}figure/{name}"
        if iri in self.figures:
            raise ValueError(f"two figures are called {iri}")
        whole = value == value.to_integral_value()
        self.figures[iri] = {
            "iri": iri,
            "of": of,
            "measure": PREFIXES["measure"] + column.measure,
            "qualifier": PREFIXES["qualifier"] + (qualifier or column.qualifier),
            "value_integer": str(int(value)) if whole else "",
            "value_decimal": "" if whole else format(value.normalize(), "f"),
            "unit": _expand(column.unit),
            "rank": PREFIXES["rank"] + rank,
            "as_of": as_of.isoformat() if as_of else "",
            "source": self.source,
            "note_en": note[0],
            "note_fr": note[1],
        }

    def linked(self) -> list[dict[str, str]]:
        """The links as rows, sorted."""
        return [dict(zip(_LINKS, link, strict=True)) for link in sorted(self.links)]

    def forget(self, known: Callable[[str, str, Decimal, str], bool]) -> None:
        """Drop the figures that are known: those of a thing, measure, value and day of which ``known`` says so."""
        self.figures = {
            iri: cells
            for iri, cells in self.figures.items()
            if not known(
                cells["of"],
                cells["measure"],
                Decimal(cells["value_integer"] or cells["value_decimal"]),
                cells["as_of"],
            )
        }

    def leave_out(self, names: Iterable[str]) -> set[str]:
        """Drop the figures of these names; those that were there are returned."""
        return {name for name in names if self.figures.pop(f"{ID}figure/{name}", None)}


def write_tidy(tidies: Mapping[str, Tidy], folder: Path) -> None:
    """Write all as ``things.csv``, ``links.csv`` and ``figures.csv``; ``table`` names the one that a row is of."""
    for name, columns, rows in (
        ("things", _THINGS, [(table, row) for table, tidy in tidies.items() for row in tidy.things.values()]),
        ("links", _LINKS, [(table, row) for table, tidy in tidies.items() for row in tidy.linked()]),
        ("figures", _FIGURES, [(table, row) for table, tidy in tidies.items() for row in tidy.figures.values()]),
    ):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ("table", *columns), restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows({"table": table, **row} for table, row in rows)


def _expand(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local
