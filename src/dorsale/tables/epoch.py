"""Epoch AI's tables (CC BY 4.0): chips, models, clusters, campuses with their timelines, and companies' figures.

The columns are read here, cell by cell, into tidy tables; what is new gets a thing of its own, what is known gets
figures. Prose columns are left out, and so are owners and users that the table itself holds for speculative: those
stand in a note.
"""

import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from dorsale.namespaces import ID
from dorsale.tables import cells
from dorsale.tables.curated import Curated
from dorsale.tables.errors import TableError
from dorsale.tables.mapping import mapped
from dorsale.tables.reading import Row, read_table
from dorsale.tables.tidy import Measured, Texts, Tidy, measured
from dorsale.tables.ties import BROAD, EXACT, RELATED, Ties
from dorsale.tables.undecided import undecided
from dorsale.tables.writing import Imported, write

__all__ = ["import_epoch"]

_LEFT_OUT: Final = ("figure", "reason")


def import_epoch(folder: Path, root: Path) -> Imported:
    """Bring the tables in ``folder`` into ``root/data/imported``, and say what changed.

    Writes nothing where a new thing bears the name of one that is known and nobody has said whether they are the same.
    Raises :class:`TableError` for a table that is missing or not what it should be.
    """
    mappings = root / "mappings"
    with (mappings / "epoch" / "tables.toml").open("rb") as file:
        tables = tomllib.load(file)
    epoch = _Epoch(folder, tables, Ties(mappings / "epoch"), measured(mappings / "epoch" / "figures.tsv"))
    made = {tables[name]["output"]: tidy for name, tidy in epoch.tidied()}
    curated = Curated(root / "data")
    left_out = {row["figure"] for row in read_table(mappings / "epoch" / "left-out.tsv", _LEFT_OUT, delimiter="\t")}
    for tidy in made.values():
        tidy.forget(curated.says)
        left_out -= tidy.leave_out(left_out)
    epoch.skipped += [f"left-out.tsv: {name}: the tables have no such figure any more" for name in sorted(left_out)]
    open_questions = undecided(made.values(), epoch.names, epoch.ties, curated)
    if open_questions:
        return Imported(undecided=open_questions, skipped=epoch.skipped)
    return write(mapped(made, mappings / "tidy.rml.ttl"), root / "data" / "imported", skipped=epoch.skipped)


class _Epoch:
    def __init__(
        self, folder: Path, tables: dict[str, dict[str, Any]], ties: Ties, columns: dict[str, list[Measured]]
    ) -> None:
        self._folder = folder
        self._tables = tables
        self._columns = columns
        self._organizations: dict[str, set[str]] = defaultdict(set)
        self.ties = ties
        self.names: dict[str, str] = {}
        self.skipped: list[str] = []

    def tidied(self) -> Iterator[tuple[str, Tidy]]:
        """Each table's tidy form; the organizations last, since the others tell which are needed."""
        makers: dict[str, Callable[[Tidy], None]] = {
            "hardware": self._hardware,
            "models": self._models,
            "gpu-clusters": self._clusters,
            "data-centers": self._sites,
            "companies": self._companies,
        }
        for table, make in makers.items():
            tidy = Tidy(self._tables[table]["source"])
            make(tidy)
            yield table, tidy
        yield "organizations", self._named_organizations()

    # Tables -----------------------------------------------------------------------------------------------------

    def _hardware(self, tidy: Tidy) -> None:
        for row in self._rows("hardware", "Hardware name", "Manufacturer", "Foundry", "Release date"):
            name = row["Hardware name"]
            if self.ties.exact("hardware", name):
                continue  # its figures are curated
            iri = self._new("hardware", "hardware", name)
            called = self.ties.name("hardware", name)
            tidy.thing(iri, "Accelerator", (called.en, called.fr), released=_iso(row.day("Release date")))
            tidy.link(iri, "designedBy", self._organization(row.names("Manufacturer"), tidy.source))
            tidy.link(iri, "fabricatedBy", self._organization(row.names("Foundry"), tidy.source))
            for column in self._columns["hardware"]:
                value = column.value(row)
                if value is not None:
                    tidy.figure(iri, f"epoch-hw-{called.slug}-{column.name}", column, value, rank="preferred")

    def _models(self, tidy: Tidy) -> None:
        for row in self._rows(
            "models", "Model", "Organization", "Publication date", "Model accessibility", "Confidence"
        ):
            name = row["Model"]
            known = self.ties.exact("models", name)
            makers = self._organization(row.names("Organization"), tidy.source)
            if not known and not makers:
                self._skip(f"{row.path.name}:{row.line}: {name}: no organization")
                continue
            called = self.ties.name("models", name)
            iri = known or self._new("models", "model", name)
            if not known:
                tidy.thing(
                    iri,
                    "Model",
                    (called.en, called.fr),
                    published=_iso(row.day("Publication date")),
                    open_weights=cells.OPEN_WEIGHTS.get(row["Model accessibility"], ""),
                )
                tidy.link(iri, "developedBy", makers)
                tidy.link(iri, "versionOf", self.ties.matches("models", name, BROAD))
            for column in self._columns["models"]:
                value = column.value(row)
                if not value or (known and column.measure == "parameter-count"):
                    continue
                note = cells.trained_with(row["Training hardware"]) if column.name == "accelerator-count" else ("", "")
                tidy.figure(
                    iri,
                    f"epoch-model-{called.slug}-{column.name}",
                    column,
                    value,
                    rank="normal" if known else "preferred",
                    qualifier="about" if row["Confidence"] in ("Likely", "Speculative") else "",
                    note=cells.joined(note, cells.CONFIDENCE.get(row["Confidence"], ("", ""))),
                )

    def _clusters(self, tidy: Tidy) -> None:
        seen: set[str] = set()
        for row in self._rows(
            "gpu-clusters",
            *("Name", "Status", "Certainty", "Country", "Owner", "Users", "First Operational Date"),
            *("Chip type (primary)", "Chip type (secondary)", "Possible Duplicate", "Possible Duplicate Of"),
            *("Single cluster?", "Superseded by", "Decommissioned Date (if applicable)"),
        ):
            name = row["Name"].strip('"')
            known = self.ties.exact("gpu-clusters", name)
            called = cells.cluster_name(row, self.ties.name("gpu-clusters", name), seen)
            iri = known or self._new("gpu-clusters", "cluster", name, called.slug)
            planned = row["Status"] == "Planned"
            begun = row.day("First Operational Date")
            if not known:
                tidy.thing(
                    iri,
                    "Cluster",
                    (called.en, called.fr),
                    country=cells.country(row, "Country"),
                    start="" if planned else _iso(begun),
                    end=cells.loose_day(row["Decommissioned Date (if applicable)"]),
                    note=cells.cluster_note(row, begun),
                )
                tidy.link(iri, "ownedBy", self._organization(row.names("Owner"), tidy.source))
                tidy.link(iri, "usedBy", self._known_organizations(row.names("Users")))
                tidy.link(iri, "hasComponent", self._chips(row))
                tidy.link(iri, "partOf", self.ties.matches("gpu-clusters", name, BROAD))
                tidy.link(iri, "sitedAt", self.ties.matches("gpu-clusters", name, RELATED))
            for column in self._columns["gpu-clusters"]:
                value = column.value(row)
                if value:
                    tidy.figure(
                        iri,
                        f"epoch-cluster-{called.slug}-{column.name}",
                        column,
                        value,
                        rank="normal" if known else "preferred",
                        qualifier="target" if planned else "",
                        note=cells.reported(row, column.column),
                    )

    def _sites(self, tidy: Tidy) -> None:
        made = self._tables["data-centers"]["date"]
        sites: dict[str, tuple[str, str, bool]] = {}
        for row in self._rows("data-centers", "Name", "Owner", "Users", "Country", "Address"):
            name = row["Name"]
            known = self.ties.exact("data-centers", name)
            called = self.ties.name("data-centers", name)
            iri = known or self._new("data-centers", "site", name)
            sites[name] = (iri, iri.rpartition("/")[2], bool(known))
            if not known:
                tidy.thing(
                    iri,
                    "Site",
                    (called.en, called.fr),
                    country=cells.country(row, "Country"),
                    locality=cells.locality(row["Address"]),
                    note=cells.held_for(row),
                )
                # Epoch's owner is that of the computers, which the note says.
                tidy.link(iri, "ownedBy", self._organization(cells.confident(row, "Owner"), tidy.source))
                tidy.link(iri, "usedBy", self._organization(cells.confident(row, "Users"), tidy.source))
        for file in ("timelines", "chips"):  # which still hold campuses that have left the first table
            for row in self._rows("data-centers", "Data center", file=file):
                known = self.ties.exact("data-centers", row["Data center"])
                if known:
                    sites.setdefault(row["Data center"], (known, known.rpartition("/")[2], True))
                elif row["Data center"] not in sites:
                    self._skip(f"{row['Data center']}: in {file} only, and tied to no site")
        self._timelines(tidy, sites, made)
        self._quantities(tidy, sites, made)

    def _timelines(self, tidy: Tidy, sites: dict[str, tuple[str, str, bool]], made: date) -> None:
        """Power, capacity, buildings and cost on each day on which they change."""
        days: defaultdict[str, list[tuple[date, Row]]] = defaultdict(list)
        for row in self._rows("data-centers", "Data center", "Date", file="timelines"):
            day = row.day("Date")
            if day and row["Data center"] in sites:
                days[row["Data center"]].append((day, row))
        for name, rows in days.items():
            iri, slug, known = sites[name]
            rows.sort(key=lambda item: item[0])
            for column in self._columns["data-centers"]:
                steps = cells.steps((day, column.value(row)) for day, row in rows)
                current = max((day for day in steps if day <= made), default=None)
                for day, value in steps.items():
                    tidy.figure(
                        iri,
                        f"epoch-site-{slug}-{column.name}-{day}",
                        column,
                        value,
                        rank="preferred" if day == current and not known else "normal",
                        as_of=day,
                        qualifier="target" if day > made else "",
                        note=cells.DOLLARS_OF_2025 if column.name == "cost" else ("", ""),
                    )

    def _quantities(self, tidy: Tidy, sites: dict[str, tuple[str, str, bool]], made: date) -> None:
        """How many chips of which sort stood on which day."""
        column = Measured(
            column="Number of Units",
            name="chips",
            measure="accelerator-count",
            unit="counted:accelerator",
            divide_by=cells.ONE,
            decimals=0,
            qualifier="about",
        )
        columns = ("Data center", "Date", "Chip type", "Number of Units", "Number of Units source")
        for row in self._rows("data-centers", *columns, file="chips"):
            value, day = column.value(row), row.day("Date")
            if row["Data center"] not in sites or not value or day is None:
                continue
            iri, slug, _ = sites[row["Data center"]]
            tidy.figure(
                iri,
                f"epoch-site-{slug}-chips-{cells.plain_slug(row['Chip type'])}-{day}",
                column,
                value,
                as_of=day,
                qualifier="target" if day > made else "exact" if cells.disclosed(row["Number of Units source"]) else "",
                note=cells.chips_note(row["Chip type"], row["Number of Units source"]),
            )

    def _companies(self, tidy: Tidy) -> None:
        (column,) = self._columns["companies"]
        columns = ("Id", "Company", "Amount", "Date", "Report date", "Category", "Confidence")
        for row in self._rows("companies", *columns, file="spending"):
            company = self.ties.exact("organizations", row["Company"])
            value = column.value(row)
            if company is None or value is None:
                self._skip(f"{row.path.name}:{row.line}: {row['Id']}: company or amount unknown")
                continue
            name = f"epoch-company-{cells.plain_slug(row['Id'])}"
            tidy.figure(
                company,
                name,
                column,
                value,
                as_of=row.day("Date"),
                qualifier="target" if cells.foreseen(row) else "",
                note=cells.spending_note(row),
            )
        self._rounds(tidy)

    def _rounds(self, tidy: Tidy) -> None:
        """What funding rounds brought and at which valuation, for the deals that they are or belong to.

        A deal that is only related to a round is the loan that came with it.
        """
        for row in self._rows("companies", "Id", "Close date", "Report date", "Type", "Confidence", file="rounds"):
            name = row["Id"]
            whole, part, loan = (self.ties.matches("rounds", name, tie) for tie in (EXACT, BROAD, RELATED))
            if not whole and not part:
                self._skip(f"{row.path.name}:{row.line}: {name}: a round that is tied to no deal")
            hedge = "target" if cells.in_talks(row) else "" if row["Confidence"] == "Confident" else "about"
            for column in self._columns["rounds"]:
                value = column.value(row)
                if not value:
                    continue
                for deal in loan if loan and column.name == "debt" else [*whole, *part]:
                    tidy.figure(
                        deal,
                        f"epoch-round-{cells.plain_slug(name)}-{column.name}",
                        _of_a_round(column, row, whole=deal not in part),
                        value,
                        as_of=row.day("Close date") or row.day("Report date"),
                        qualifier=hedge,
                        note=cells.round_note(row, column.name, whole=deal not in part),
                    )

    # Names ------------------------------------------------------------------------------------------------------

    def _rows(self, table: str, *columns: str, file: str = "file") -> Iterator[Row]:
        yield from read_table(self._folder / self._tables[table][file], columns)

    def _new(self, table: str, kind: str, name: str, slug: str = "") -> str:
        """The IRI of a new thing; remembers its name, so that one that is known already is noticed."""
        iri = f"{ID}{kind}/{slug or self.ties.name(table, name).slug}"
        if iri in self.names:
            raise TableError(self._folder, None, f"{name!r} and {self.names[iri]!r} are both called {iri}")
        self.names[iri] = name
        return iri

    def _organization(self, names: list[str], source: str) -> list[str]:
        """The IRIs of organizations, of which the unknown ones will be described."""
        found = []
        for name in names:
            known = self.ties.exact("organizations", name) or next(
                iter(self.ties.matches("organizations", name, BROAD)), None
            )
            if known is None:
                called = self.ties.name("organizations", name)
                if not called.functions:
                    self._skip(f"{name}: an organization without a function in names.tsv")
                    continue
                known = f"{ID}organization/{called.slug}"
                self.names[known] = name
                self._organizations[known].add(source)
            found.append(known)
        return found

    def _skip(self, what: str) -> None:
        if what not in self.skipped:
            self.skipped.append(what)

    def _known_organizations(self, names: list[str]) -> list[str]:
        return [iri for name in names if (iri := self.ties.exact("organizations", name))]

    def _chips(self, row: Row) -> list[str]:
        names = [row["Chip type (primary)"], row["Chip type (secondary)"]]
        found = (self.ties.exact("hardware", name) or self._hardware_called(name) for name in names if name)
        return [iri for iri in found if iri]

    def _hardware_called(self, name: str) -> str | None:
        iri = f"{ID}hardware/{self.ties.name('hardware', name).slug}"
        return iri if iri in self.names else None

    def _named_organizations(self) -> Tidy:
        tidy = Tidy("")
        for iri, sources in sorted(self._organizations.items()):
            called = self.ties.name("organizations", self.names[iri])
            label: Texts = (called.en, called.fr)
            tidy.thing(iri, "Organization", label, country=called.country, source=min(sources))
            tidy.link(iri, "function", (cells.FUNCTION + function for function in called.functions))
            tidy.link(iri, "statedIn", (f"{ID}source/{source}" for source in sources))
        return tidy


def _of_a_round(column: Measured, row: Row, *, whole: bool) -> Measured:
    """The column, with the measure that its numbers have for a stage, and for a sale of shares that existed."""
    if column.name == "valuation":
        return replace(column, measure="equity-value") if "Secondary" in row.names("Type") else column
    return column if whole else replace(column, measure="tranche-amount")


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
