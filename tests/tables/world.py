"""A small world for the import of Epoch AI's tables: tables of the same columns, and a tree with the real mapping."""

import csv
import shutil
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from dorsale.namespaces import PREFIXES

__all__ = ["CURATED", "World"]

ROOT: Final = Path(__file__).parents[2]
HEAD: Final = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
MATCHES: Final = ["subject_id", "subject_label", "predicate_id", "predicate_modifier", "object_id", "subject_source"]
NAMES: Final = ["table", "name", "slug", "label_en", "label_fr", "function", "country"]

TABLES: Final[dict[str, list[dict[str, str]]]] = {
    "ml_hardware.csv": [
        {
            "Hardware name": "Acme X1",
            "Manufacturer": "Acme",
            "Foundry": "Fab One",
            "Release date": "2024-05-01",
            "Tensor-FP16/BF16 performance (FLOP/s)": "989400000000000.0",
            "FP8 performance (FLOP/s)": "",
            "FP4 performance (FLOP/s)": "",
            "Memory (bytes)": "80000000000.0",
            "Memory bandwidth (byte/s)": "",
            "TDP (W)": "700.0",
        }
    ],
    "notable_ai_models.csv": [
        {
            "Model": "Gamma",
            "Organization": "Lab,Acme",
            "Publication date": "2024-06-02",
            "Model accessibility": "Open weights (restricted use)",
            "Confidence": "Likely",
            "Parameters": "7000000000.0",
            "Training compute (FLOP)": "1.52e+24",
            "Training hardware": "Acme X1",
            "Hardware quantity": "512.0",
        },
        {"Model": "Nobody's", "Organization": "", "Publication date": "2024-06-02"},
    ],
    "gpu_clusters.csv": [
        {
            "Name": "Big Cluster",
            "Status": "Planned",
            "Certainty": "Likely",
            "Country": "France",
            "Owner": "Acme",
            "Users": "somebody",
            "First Operational Date": "7/22/2027",
            "Chip type (primary)": "Acme X1",
            "Total number of AI chips": "1000",
            "Power Capacity (MW)": "12.5",
            "Reported Power Capacity (MW)": "12.5",
            "H100 equivalents": "2.419",
            "Hardware Cost": "607324.7",
            "Reported Cost": "600000",
            "Single cluster?": "Unclear",
            "Superseded by": "Bigger Cluster",
            "Possible Duplicate": "TRUE",
        },
        *(
            {
                "Name": "Anonymized Chinese System",
                "Status": "Existing",
                "Certainty": "Confirmed",
                "Country": "China",
                "Total number of AI chips": number,
            }
            for number in ("2000", "2000", "3000")
        ),
    ],
    "data_centers.csv": [
        {
            "Name": "Acme North",
            "Owner": "Acme #confident",
            "Users": "Lab #speculative",
            "Country": "United States",
            "Address": "1 Road, Springfield, IL 62701",
        },
        {"Name": "Old Town", "Country": "United States"},
    ],
    "data_center_timelines.csv": [
        {"Data center": name, "Date": day, "IT power (MW)": power, "Power (MW)": "", "H100 equivalents": ""}
        for name in ("Acme North", "Old Town", "Gone")
        for day, power in (("2025-01-01", "0"), ("2026-01-01", "10"), ("2026-02-01", "10"), ("2027-01-01", "20"))
    ],
    "data_center_chip_quantities.csv": [
        {
            "Data center": "Acme North",
            "Date": "2026-01-01",
            "Chip type": "X1",
            "Number of Units": "5000.0",
            "Number of Units source": "Company disclosure",
        },
        {
            "Data center": "Acme North",
            "Date": "2026-01-01",
            "Chip type": "X2",
            "Number of Units": "77.0",
            "Number of Units source": "Estimate",
        },
    ],
    "ai_companies_funding_rounds.csv": [
        {
            "Id": name,
            "Close date": closed,
            "Report date": "9/19/2025",
            "Status": "Closed" if closed else "Late discussions",
            "Type": kind,
            "Confidence": "Uncertain",
            "Funding (equity)": "10000000000",
            "Funding (debt)": debt,
            "Valuation (post-money)": "2E+11",
        }
        for name, closed, kind, debt in (
            ("Round B", "", "Primary", "0"),
            ("Unknown", "", "Primary", "0"),
            ("Sale C", "9/1/2025", "Secondary", "0"),
            ("Stage D", "9/1/2025", "Primary", "4000000000"),
        )
    ],
    "ai_companies_compute_spend.csv": [
        {
            "Id": name,
            "Company": "Lab",
            "Amount": "416000000",
            "Category": "Data",
            "Date": "12/31/2025",
            "Report date": told,
            "Period type": "Year",
            "Confidence": "Likely",
            "Exclude from graph view": "TRUE",
        }
        for name, told in (("Lab 2025", "1/31/2026"), ("Lab 2025 ahead", "9/19/2025"), ("Lab 2025 slip", "0202-07-30"))
    ],
}
CURATED: Final = """
@prefix dor: <https://w3id.org/dorsale/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://w3id.org/dorsale/id/organization/lab> a dor:Organization ; rdfs:label "Lab"@en .
<https://w3id.org/dorsale/id/site/old-town> a dor:Site ; rdfs:label "Old Town"@en .
"""


class World:
    """A tree with the real mapping and small tables of its own."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "root"
        self.tables = folder / "tables"
        self.data = self.root / "data" / "imported"
        mappings = self.root / "mappings" / "epoch"
        mappings.mkdir(parents=True)
        (self.root / "data" / "organizations").mkdir(parents=True)
        (self.root / "data" / "organizations" / "lab.ttl").write_text(CURATED, encoding="utf-8")
        shutil.copy(ROOT / "mappings" / "tidy.rml.ttl", mappings.parent)
        for name in ("tables.toml", "figures.tsv"):
            shutil.copy(ROOT / "mappings" / "epoch" / name, mappings)
        self.tsv("names.tsv", NAMES, [["organizations", "Acme", "acme", "Acme", "Acme", "chip-designer", "FR"]])
        left_out = ("epoch-site-acme-north-chips-x2-2026-01-01", "epoch-hw-gone")
        self.tsv("left-out.tsv", ["figure", "reason"], [[name, "a slip"] for name in left_out])
        self.matches(
            [
                *("Lab organization/lab organizations", "Old~Town site/old-town data-centers", "Round~B deal/b rounds"),
                *("Sale~C deal/c rounds", "Stage~D deal/d rounds broad", "Stage~D deal/loan rounds related"),
            ]
        )
        self.tables.mkdir()
        for name, rows in TABLES.items():
            self.write(name, [dict(row) for row in rows])

    def tsv(self, name: str, columns: list[str], rows: list[list[str]]) -> None:
        lines = ["\t".join(columns), *("\t".join(row) for row in rows)]
        (self.root / "mappings" / "epoch" / name).write_text("\n".join(lines) + "\n", encoding="utf-8")

    def matches(self, rows: list[str], *, modifier: str = "") -> None:
        """Tie names to things: ``NAME KIND/SLUG TABLE [exact|broad|related]``, a blank in a name written as a tilde."""
        said = []
        for row in rows:
            name, thing, table, tie = f"{row} exact".replace("~", "\0").split()[:4]
            name = name.replace("\0", " ")
            said.append([f"epoch:{name}", name, f"skos:{tie}Match", modifier, f"dorsale:{thing}", f"epoch:{table}"])
        self.tsv("matches.sssom.tsv", MATCHES, said)

    def write(self, name: str, rows: list[dict[str, str]]) -> None:
        columns = dict.fromkeys(column for row in [*TABLES[name], *rows] for column in row)
        for extra in _COLUMNS.get(name, ()):
            columns.setdefault(extra)
        with (self.tables / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(columns), restval="")
            writer.writeheader()
            writer.writerows(rows)

    def change(self, name: str, line: int, **cells: str) -> None:
        rows = [dict(row) for row in TABLES[name]]
        rows[line] |= {column.replace("_", " "): cell for column, cell in cells.items()}
        self.write(name, rows)

    def asked(self, question: str) -> bool:
        store = ox.Store()
        for path in self.data.glob("*.ttl"):
            store.load(path=path, format=ox.RdfFormat.TURTLE)
        return bool(store.query(HEAD + question))


_COLUMNS: Final = {
    "notable_ai_models.csv": ["Training hardware"],
    "gpu_clusters.csv": [
        *("Chip type (secondary)", "Possible Duplicate Of", "Decommissioned Date (if applicable)"),
    ],
    "data_center_timelines.csv": ["Buildings operational", "Total capital cost (2025 USD billions)"],
}
