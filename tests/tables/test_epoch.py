"""The import of Epoch AI's tables, on small tables of the same columns: what it writes, keeps, reports and refuses."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner

from dorsale.cli import main
from dorsale.tables import Imported, TableError, import_epoch

from .world import CURATED, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Imported]:
    """A world after its import, to look at, and what the import told."""
    world = World(tmp_path_factory.mktemp("imported"))
    return world, import_epoch(world.tables, world.root)


SAID: Final = {
    "a chip with its maker and its figures": """hw:acme-x1 a dor:Accelerator ; dor:designedBy org:acme ;
        dor:released "2024-05-01"^^xsd:date ; dor:figure ?one , ?two .
        ?one dor:measure measure:dense-compute-16-bit ; dor:value 989.4 ; dor:unit unit:TeraFLOPS .
        ?two dor:measure measure:memory-capacity ; dor:value 80 ; dor:qualifier qualifier:exact""",
    "an organization that only the tables know": """org:acme a dor:Organization ; rdfs:label "Acme"@fr ;
        dor:function function:chip-designer ; dor:country country:FR ;
        dor:statedIn src:epoch-ai-machine-learning-hardware , src:epoch-ai-gpu-clusters""",
    "a model of two makers, whose numbers are only likely": """model:gamma a dor:Model ; dor:openWeights true ;
        dor:developedBy org:lab , org:acme ; dor:published "2024-06-02"^^xsd:date ; dor:figure ?one , ?two .
        ?one dor:measure measure:training-compute ; dor:value 1520000 ; dor:unit counted:exaflop ;
        dor:qualifier qualifier:about ; dor:note ?note . FILTER (CONTAINS(?note, "probable"))
        ?two dor:measure measure:parameter-count ; dor:value 7000000000""",
    "a planned cluster aims at its figures": """cluster:big-cluster a dor:Cluster ; dor:country country:FR ;
        dor:hasComponent hw:acme-x1 ; dor:note ?note ; dor:figure ?one .
        ?one dor:measure measure:cluster-power ; dor:value 12.5 ; dor:qualifier qualifier:target .
        FILTER (LANG(?note) = "fr" && CONTAINS(?note, "Prévue (probable)"))
        FILTER NOT EXISTS { cluster:big-cluster dor:start ?day }""",
    "a cluster's remarks, its reported cost and small numbers": """
        cluster:big-cluster dor:note ?note ; dor:figure ?one , ?two . FILTER CONTAINS(?note,
            "Perhaps not a single cluster. A phase that Bigger Cluster continues. Perhaps the same as another")
        ?one dor:measure measure:hardware-cost ; dor:value 607325 ; dor:note ?how .
        FILTER (STR(?how) = "As reported. In dollars of January 2025.")
        ?two dor:measure measure:accelerator-equivalents ; dor:value 2.42""",
    "a company's own number of chips is exact, one that is left out is not there": """site:acme-north dor:figure ?one .
        ?one dor:measure measure:accelerator-count ; dor:value 5000 ; dor:qualifier qualifier:exact .
        FILTER NOT EXISTS { site:acme-north dor:figure/dor:value 77 }""",
    "the owner for sure is linked, the user in speculation is not": """site:north-acme ?p ?o
        FILTER EXISTS { site:acme-north dor:ownedBy org:acme ; dor:locality "Springfield" ; dor:note ?note
        FILTER CONTAINS(?note, "Lab (speculative)") }""",
    "a timeline has the days of change, and today's value is preferred": """site:acme-north dor:figure ?one , ?two .
        ?one dor:measure measure:critical-it-power ; dor:asOf "2026-01-01"^^xsd:date ; dor:rank rank:preferred .
        ?two dor:asOf "2027-01-01"^^xsd:date ; dor:qualifier qualifier:target ; dor:rank rank:normal .
        FILTER NOT EXISTS { site:acme-north dor:figure/dor:asOf "2026-02-01"^^xsd:date }
        FILTER NOT EXISTS { site:acme-north dor:figure/dor:asOf "2025-01-01"^^xsd:date }""",
    "a known site only gets figures, none of them preferred": """site:old-town dor:figure ?one
        FILTER NOT EXISTS { site:old-town a ?class }
        FILTER NOT EXISTS { site:old-town dor:figure/dor:rank rank:preferred }""",
    "a funding round adds to the deal that it is": """deal:b dor:figure ?one , ?two .
        ?one dor:measure measure:total-commitment ; dor:value 10000000000 ; dor:rank rank:normal ; dor:note ?note .
        ?two dor:measure measure:valuation-post-money ; dor:value 200000000000 ; dor:asOf "2025-09-19"^^xsd:date .
        FILTER (CONTAINS(?note, "Fonds propres. Encore en discussion à cette date. Jugé incertain"))
        ?one dor:qualifier qualifier:target .
        FILTER NOT EXISTS { deal:b dor:figure/dor:value 0 }""",
    "a sale of shares brings no new money": """deal:c dor:figure ?one . ?one dor:measure measure:equity-value ;
        dor:value 200000000000 ; dor:qualifier qualifier:about""",
    "a stage is a tranche, and its loan a deal of its own": """deal:d dor:figure ?one .
        ?one dor:measure measure:tranche-amount ; dor:value 10000000000 .
        FILTER NOT EXISTS { deal:d dor:figure/dor:value 4000000000 }
        deal:loan dor:figure ?two . ?two dor:measure measure:total-commitment ; dor:value 4000000000""",
    "what a company spent": """org:lab dor:figure ?one .
        ?one dor:measure measure:compute-spending ; dor:qualifier qualifier:about ; dor:value 416000000 ;
        dor:unit cur:USD ; dor:asOf "2025-12-31"^^xsd:date ; dor:note ?note .
        FILTER (CONTAINS(?note, "on that day. Held by Epoch AI as likely. Left out"))""",
    "what a company was to spend": """org:lab dor:figure ?one , ?two .
        ?one dor:qualifier qualifier:target ; dor:note ?note . FILTER (CONTAINS(?note, "Foreseen on 2025-09-19."))
        ?two dor:qualifier qualifier:target ; dor:note ?other . FILTER (CONTAINS(?other, "Foreseen. Held"))""",
}


@pytest.mark.parametrize("pattern", SAID.values(), ids=SAID)
def test_what_an_import_says(imported: tuple[World, Imported], pattern: str) -> None:
    world, _ = imported
    assert world.asked(f"ASK {{ {pattern.replace('site:north-acme ?p ?o', '')} }}")


def test_clusters_without_a_name_stay_apart(imported: tuple[World, Imported]) -> None:
    world, _ = imported
    assert world.asked(
        """ASK { { SELECT (COUNT(DISTINCT ?one) AS ?number) { ?one a dor:Cluster ; dor:country country:CN } }
        FILTER (?number = 3) }"""
    )


def test_what_is_left_out_is_said(imported: tuple[World, Imported]) -> None:
    _, outcome = imported
    skipped = outcome.skipped
    assert "notable_ai_models.csv:3: Nobody's: no organization" in skipped
    assert "Gone: in timelines only, and tied to no site" in skipped
    assert "left-out.tsv: epoch-hw-gone: the tables have no such figure any more" in skipped


def test_the_same_tables_change_no_byte(world: World) -> None:
    first = import_epoch(world.tables, world.root)
    assert {change.path.name for change in first.changes} == {f"epoch-{name}.ttl" for name in _OUTPUTS}
    before = {path: path.read_bytes() for path in world.data.iterdir()}
    assert import_epoch(world.tables, world.root).changes == ()
    assert {path: path.read_bytes() for path in world.data.iterdir()} == before


_OUTPUTS: Final = ("hardware", "models", "gpu-clusters", "data-centers", "companies", "organizations")


def test_newer_tables_tell_what_changed(world: World) -> None:
    import_epoch(world.tables, world.root)
    world.change("ml_hardware.csv", 0, **{"TDP_(W)": "", "Memory_(bytes)": "96000000000.0"})
    (change,) = import_epoch(world.tables, world.root).changes
    figure = "https://w3id.org/dorsale/id/figure/epoch-hw-acme-x1-"
    assert (change.added, change.removed) == ((), (figure + "thermal-design-power",))
    assert change.changed == (figure + "memory-capacity", "https://w3id.org/dorsale/id/hardware/acme-x1")


def test_a_thing_of_a_known_name_waits_for_a_word(world: World) -> None:
    world.matches(["Lab organization/lab organizations"])
    (world.root / "data" / "organizations" / "lab.ttl").write_text(
        CURATED.replace("site/old-town", "site/another"), encoding="utf-8"
    )
    outcome = import_epoch(world.tables, world.root)
    assert "'Old Town' (would be https://w3id.org/dorsale/id/site/old-town) is called like" in outcome.undecided[0]
    assert not world.data.exists()
    found = CliRunner().invoke(main, ["import", "epoch", str(world.tables), "--root", str(world.root)])
    assert found.exit_code == 1
    assert "same or not?" in found.output


def test_an_iri_that_is_taken_waits_for_a_word(world: World) -> None:
    taken = CURATED + '<https://w3id.org/dorsale/id/hardware/acme-x1> rdfs:label "Another"@en .'
    (world.root / "data" / "organizations" / "lab.ttl").write_text(taken, encoding="utf-8")
    (line,) = import_epoch(world.tables, world.root).undecided
    assert line == "'Acme X1' would be https://w3id.org/dorsale/id/hardware/acme-x1, which is described already"


def test_a_figure_that_is_there_already_is_not_said_again(world: World) -> None:
    said = """<https://w3id.org/dorsale/id/site/old-town> dor:figure <https://w3id.org/dorsale/id/figure/known> .
        <https://w3id.org/dorsale/id/figure/known> dor:value 10.0 ; dor:asOf "2026-01-01" ;
            dor:measure <https://w3id.org/dorsale/vocabulary/measure/critical-it-power> ."""
    (world.root / "data" / "organizations" / "lab.ttl").write_text(CURATED + said, encoding="utf-8")
    import_epoch(world.tables, world.root)
    assert world.asked("""ASK { site:old-town dor:figure/dor:asOf "2027-01-01"^^xsd:date
        FILTER NOT EXISTS { site:old-town dor:figure/dor:asOf "2026-01-01"^^xsd:date } }""")


def test_things_told_apart_are_two(world: World) -> None:
    (world.root / "data" / "organizations" / "lab.ttl").write_text(
        CURATED.replace("site/old-town", "site/another"), encoding="utf-8"
    )
    world.matches(["Old~Town site/another data-centers", "Acme organization/lab organizations"], modifier="Not")
    names = world.root / "mappings" / "epoch" / "names.tsv"
    names.write_text(
        names.read_text(encoding="utf-8") + "organizations\tLab\tlab-two\tLab Two\tLab Two\tneocloud\t\n",
        encoding="utf-8",
    )
    assert import_epoch(world.tables, world.root).undecided == []
    assert world.asked("ASK { site:old-town a dor:Site }")


Spoil = Callable[[World], Any]
WRONG: Final[dict[str, tuple[Spoil, str]]] = {
    "a number": (
        lambda world: world.change("ml_hardware.csv", 0, **{"TDP_(W)": "much"}),
        r"ml_hardware\.csv:2: TDP \(W\): 'much' is no number",
    ),
    "a day": (
        lambda world: world.change("notable_ai_models.csv", 0, Publication_date="soon"),
        r"notable_ai_models\.csv:2: Publication date: 'soon' is no day",
    ),
    "a country": (
        lambda world: world.change("gpu_clusters.csv", 0, Country="Atlantis"),
        r"gpu_clusters\.csv:2: Country: 'Atlantis' is no country",
    ),
    "a column": (
        lambda world: (world.tables / "ml_hardware.csv").write_text("Name\nX\n", encoding="utf-8"),
        r"ml_hardware\.csv:1: lacks the columns Hardware name",
    ),
    "a table": (
        lambda world: (world.tables / "gpu_clusters.csv").unlink(),
        r"gpu_clusters\.csv: No such file",
    ),
    "text": (
        lambda world: (world.tables / "gpu_clusters.csv").write_bytes(b"\xff\xfe"),
        r"gpu_clusters\.csv: not UTF-8",
    ),
}


@pytest.mark.parametrize(("spoil", "message"), WRONG.values(), ids=WRONG)
def test_a_fault_has_its_place_and_nothing_is_written(world: World, spoil: Spoil, message: str) -> None:
    spoil(world)
    with pytest.raises(TableError, match=message):
        import_epoch(world.tables, world.root)
    assert not world.data.exists()


def test_the_command_says_what_changed(world: World) -> None:
    arguments = ["import", "epoch", str(world.tables), "--root", str(world.root)]
    found = CliRunner().invoke(main, [*arguments, "--list"])
    assert found.exit_code == 0, found.output
    assert "epoch-hardware.ttl: +4, -0, ~0" in found.output
    assert "  + https://w3id.org/dorsale/id/hardware/acme-x1" in found.output
    assert CliRunner().invoke(main, arguments).stdout == "nothing changed\n"
