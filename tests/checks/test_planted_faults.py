"""Every fault in ``faulty/`` is found at its line, by the whole check at once, and nothing else is.

A comment ``#! severity code, …`` at the end of a line (of a table, in its last cell) says what must be reported there.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from dorsale.checks import Report, check

FAULTS: Final = Path(__file__).parent / "faulty"
_MARK: Final = re.compile(r"#! (.+)$")

Place = tuple[str, int, str, str]
"""File, line, severity and code."""


def faulty_files() -> list[Path]:
    return sorted(path for path in FAULTS.rglob("*") if path.suffix in (".ttl", ".tsv", ".rq", ".ru"))


def planted() -> Iterator[Place]:
    for path in faulty_files():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if mark := _MARK.search(line):
                for words in mark.group(1).split(", "):
                    severity, code = words.split()
                    yield path.relative_to(FAULTS).as_posix(), number, severity, code


@pytest.fixture(scope="module")
def report(faulty: Path) -> Report:
    return check(faulty, thorough=True)


def test_each_fault_is_reported_at_its_line_and_nothing_else(report: Report, faulty: Path) -> None:
    found = {
        (finding.path.relative_to(faulty).as_posix(), finding.line, finding.severity, finding.code)
        for finding in report.findings
        if finding.code != "not-canonical"  # faults are not written in it
    }
    files = {path.relative_to(FAULTS).as_posix() for path in faulty_files()}
    assert {place for place in found if place[0] in files} == set(planted())
    elsewhere = {place for place in found if place[0] not in files and place[2] != "info"}
    assert {place for place in elsewhere if place[3] != "unused-shape"} == set()  # most shapes have no data here
    assert len({code for *_, code in found}) >= 40


def test_faults_of_every_check_are_planted(report: Report) -> None:
    assert report.exit_status == 1
    assert report.failures == ()
    assert report.skipped == ()
    assert {
        "turtle",
        "layout",
        "identifiers",
        "alignments",
        "hygiene",
        "migrations",
        "pyshifty",
        "pyshacl",
        "reasoner",
    } <= report.times.keys()


def test_the_two_engines_agree_on_the_faults(report: Report) -> None:
    by_shapes = [finding for finding in report.findings if finding.code.startswith("dorsh:")]
    assert len(by_shapes) > 30
    assert [finding.as_text() for finding in report.findings if finding.code == "engines-disagree"] == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_message_is_a_sentence_in_each_language(report: Report, language: str) -> None:
    other = {"en": "fr", "fr": "en"}[language]
    for finding in report.findings:
        message = finding.message[language]
        assert re.search(r"\w{3}", message), finding.code
        assert not re.search(r"[{}]|None", message), message
        assert message != finding.message[other], message
