"""Rules: SPARQL CONSTRUCT queries, one a file, run to a fixpoint.

A rule file is named ``NN-what-it-derives.rq`` and begins with comment lines ``# title-en:``, ``# title-fr:`` and
``# derives:``. ``NN`` is its stratum: the rules of one stratum are repeated until none of them says anything new, then
the next stratum starts. So a rule with NOT EXISTS may rely on what lower strata derive, as it can no longer grow.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pyoxigraph as ox

__all__ = ["Rule", "RuleError", "apply_rules", "read_rules"]

_NAME = re.compile(r"(\d\d)-[a-z0-9-]+\.rq")
_HEAD = re.compile(r"^#\s*(title-en|title-fr|derives):\s*(\S.*?)\s*$", re.MULTILINE)
_MOST_ROUNDS = 100


class RuleError(Exception):
    """A rule cannot be read, cannot be run, or does not come to an end."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule: its stratum, its title in each language, what it derives and its query."""

    name: str
    stratum: int
    title: dict[str, str]
    derives: str
    query: str


def read_rules(folder: Path) -> list[Rule]:
    """The rules of ``folder`` in the order of their names.

    Raises :class:`RuleError` for a file whose name has no stratum or whose head lacks a line.
    """
    return [_read(path) for path in sorted(folder.glob("*.rq"))]


def apply_rules(store: ox.Store, rules: Sequence[Rule]) -> list[ox.Triple]:
    """Add to the default graph of ``store`` all that the rules derive, and return what was added, in N-Triples order.

    Raises :class:`RuleError` when a rule is no CONSTRUCT query, makes blank nodes, or a stratum does not settle.
    """
    added: set[ox.Triple] = set()
    for stratum, members in groupby(rules, key=lambda rule: rule.stratum):
        added |= _settle(store, stratum, list(members))
    return sorted(added, key=str)


def _settle(store: ox.Store, stratum: int, rules: list[Rule]) -> set[ox.Triple]:
    added: set[ox.Triple] = set()
    for _ in range(_MOST_ROUNDS):
        fresh: set[ox.Triple] = set()
        for rule in rules:
            new = {triple for triple in _construct(store, rule) if _quad(triple) not in store}
            store.extend(_quad(triple) for triple in new)
            fresh |= new
        if not fresh:
            return added
        added |= fresh
    names = ", ".join(rule.name for rule in rules)
    raise RuleError(f"the rules of stratum {stratum:02} do not come to an end after {_MOST_ROUNDS} rounds: {names}")


def _construct(store: ox.Store, rule: Rule) -> Iterable[ox.Triple]:
    try:
        result = store.query(rule.query)
    except SyntaxError as error:
        raise RuleError(f"{rule.name}: {error}") from error
    if not isinstance(result, ox.QueryTriples):
        raise RuleError(f"{rule.name}: a rule is a CONSTRUCT query")
    for triple in result:
        if isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode):
            raise RuleError(f"{rule.name}: a rule may not derive statements about blank nodes: {triple}")
        yield triple


def _quad(triple: ox.Triple) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object)


def _read(path: Path) -> Rule:
    name = _NAME.fullmatch(path.name)
    if not name:
        raise RuleError(f"{path}: the name of a rule is two digits (its stratum), a hyphen and words, ending in .rq")
    query = path.read_text(encoding="utf-8")
    head = dict(_HEAD.findall(query))
    missing = [key for key in ("title-en", "title-fr", "derives") if key not in head]
    if missing:
        raise RuleError(f"{path}: the head lacks {', '.join(f'# {key}:' for key in missing)}")
    return Rule(
        name=path.stem,
        stratum=int(name[1]),
        title={"en": head["title-en"], "fr": head["title-fr"]},
        derives=head["derives"],
        query=query,
    )
