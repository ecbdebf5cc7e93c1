"""How well names as others write them are matched: ``messy.tsv`` against the real record, in two halves."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from dorsale.exchange.match import FIELDS, Matcher, Record
from dorsale.namespaces import PREFIXES
from dorsale.release import Release
from dorsale.release.search import fold

LIST: Final = Path(__file__).with_name("messy.tsv")
ROWS: Final = [row.split("\t") for row in LIST.read_text("utf-8").splitlines() if row and row[0] != "#"]
PRECISION: Final = 0.98
RECALL: Final = 0.90


@dataclass
class Score:
    """What was found for one half of the rows."""

    right: int = 0
    missed: int = 0
    strangers: int = 0
    wrong: list[str] = field(default_factory=list)
    taken_for: list[str] = field(default_factory=list)
    """Look-alikes and strangers that were matched."""

    @property
    def precision(self) -> float:
        """Of what was matched, the share that is right."""
        return self.right / (self.right + len(self.wrong) + len(self.taken_for))

    @property
    def recall(self) -> float:
        """Of what should be matched, the share that was, and rightly."""
        return self.right / (self.right + self.missed + len(self.wrong))


def is_tuning(name: str) -> bool:
    """Whether a row is of the half by which the matcher was tuned: chance decided, and always decides alike."""
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 1


@pytest.fixture(scope="module")
def matcher(release: Release) -> Matcher:
    return Matcher(release.file("search.sqlite"))


def scored(matcher: Matcher, rows: list[list[str]]) -> Score:
    """What the matcher makes of some rows of the list."""
    score = Score()
    for _, name, country, more, meant in rows:
        column, _, value = more.partition("=")
        record = Record.of({"name": name, "country": country, **({column: value} if column else {})})
        match = matcher.find(record).match
        found = match.thing.iri.removeprefix(PREFIXES["org"]) if match else "-"
        if meant == "-":
            score.strangers += 1
            score.taken_for += [f"{name} ({country}) → {found}"] if found != "-" else []
        elif found == meant:
            score.right += 1
        elif found == "-":
            score.missed += 1
        else:
            score.wrong.append(f"{name} ({country}) → {found}")
    return score


@pytest.mark.parametrize("half", ["tuning", "held-out"])
def test_precision_recall_and_strangers(half: str, matcher: Matcher) -> None:
    score = scored(matcher, [row for row in ROWS if is_tuning(row[1]) == (half == "tuning")])
    assert score.taken_for == []
    assert score.precision >= PRECISION, score.wrong
    assert score.recall >= RECALL
    assert score.strangers >= 40


def test_the_list_is_what_it_says(release: Release, matcher: Matcher) -> None:
    """Long enough, with and without countries, and without a name that the record has itself."""
    assert sum(row[4] != "-" for row in ROWS) >= 300
    assert sum(row[4] == "-" for row in ROWS) >= 80
    assert 0.3 < sum(bool(row[2]) for row in ROWS) / len(ROWS) < 0.7
    assert {row[3].partition("=")[0] for row in ROWS} - {""} <= set(FIELDS)
    things = matcher.known("organization").things
    names = {fold(text) for thing in things for text, *_ in thing.names}
    same = [row[1] for row in ROWS if fold(row[1]) in names and not (row[4] == "-" and (row[2] or row[3]))]
    assert same == []
    known = {thing.iri.removeprefix(PREFIXES["org"]): thing for thing in things}
    assert {row[4] for row in ROWS} - {"-"} <= set(known)


def test_every_name_of_the_record_means_the_thing_that_has_it(matcher: Matcher) -> None:
    """What is asked for by its own label is found, or said to be shared."""
    lost = []
    for thing in matcher.known("organization").things:
        finding = matcher.find(Record.of({"name": thing.en}))
        if finding.match is None or finding.match.thing is not thing:
            lost.append((thing.en, finding.objection))
    assert [one for one in lost if one[1] != "several"] == []
    assert len(lost) < 15
