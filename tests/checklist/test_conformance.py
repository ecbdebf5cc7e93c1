"""P20: the query evaluation tests of the W3C through HTTP."""

import csv
import subprocess
import sys
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from tests.conftest import ROOT, Serve

from .w3c import Suite, earl

REASONS = Path(__file__).with_name("w3c-failures.tsv")


@pytest.fixture(scope="module")
def suite() -> Suite:
    """The suites in the archive that ``make suites`` fetches."""
    folder = Path(sys.prefix) / "suites"
    if not folder.is_dir():
        subprocess.run(["make", "suites", f"VENV={sys.prefix}"], cwd=ROOT, check=True)
    (archive,) = folder.glob("rdflib-*.tar.gz")
    return Suite.read(archive)


def test_p20_the_tests_of_the_w3c_pass_but_for_those_named(suite: Suite, serve: Serve, tmp_path: Path) -> None:
    suite.write_data(tmp_path / "data.nq")
    with (
        serve(tmp_path, data=tmp_path / "data.nq") as (address, _),
        httpx.Client(base_url=address, trust_env=False, timeout=30) as client,
    ):
        told = {test.iri: suite.failure(test, client) for test in suite.tests}
    failures = {iri.rpartition("/tests/")[2]: why for iri, why in told.items() if why}
    with REASONS.open(encoding="utf-8", newline="") as file:
        reasons = {row["test"]: row["why"] for row in csv.DictReader(file, dialect="excel-tab")}
    differing = failures.keys() ^ reasons.keys()
    assert {one: failures.get(one, "passes") for one in differing} == {}
    assert all(reasons.values())
    assert len(told) - len(failures) > 400
    report = ox.Store()
    report.load(earl(suite.tests, {iri for iri, why in told.items() if why}), format=ox.RdfFormat.TURTLE)
    passed = ox.NamedNode("http://www.w3.org/ns/earl#passed")
    assert len(list(report.quads_for_pattern(None, None, passed))) == len(told) - len(failures)
