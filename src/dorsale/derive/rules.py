"""Rules: SPARQL CONSTRUCT queries, one a file, run to a fixpoint.

A rule file is named ``NN-what-it-derives.rq`` and begins with comment lines ``# title-en:``, ``# title-fr:`` and
``# derives:``. ``NN`` is its stratum: the rules of one stratum are repeated until none of them says anything new, then
the next stratum starts. So a rule with NOT EXISTS may rely on what lower strata derive, as it can no longer grow.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path

import pyoxigraph as ox

from dorsale.derive.functions import FUNCTIONS
from dorsale.derive.store import add
from dorsale.namespaces import PREFIXES

__all__ = ["Rule", "RuleError", "apply_rules", "read_rules"]

_NAME = re.compile(r"(\d\d)-[a-z0-9-]+\.rq")
_HEAD = re.compile(r"^#\s*(title-en|title-fr|derives):\s*(\S.*?)\s*$", re.MULTILINE)
_PREFIX = re.compile(r"PREFIX\s+([\w-]*):\s*<([^>]*)>", re.IGNORECASE)
_NAMED = re.compile(r"(?<![\w?$<-])([\w-]*):([\w-]+)")
_IRI = re.compile(r"<([^<>\s]+)>")
_ANY_PROPERTY = re.compile(r"(?:[{}.]\s*(?:[?$]\w+|<[^<>\s]*>|[\w-]*:[\w-]+)\s+|;\s*)[?$]\w+\s")
"""A variable where a property stands: after a subject that begins a pattern, or after a semicolon."""
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

    def reads(self, predicate: str) -> bool:
        """Whether new statements with ``predicate`` (an IRI) can give this rule more to say: never wrongly no."""
        return self._mentioned is None or predicate in self._mentioned

    @cached_property
    def _mentioned(self) -> frozenset[str] | None:
        """The IRIs below the template of the query; nothing where a property may be any."""
        template = self.query.partition("CONSTRUCT")[2]
        pattern = template.partition("}")[2]
        if _ANY_PROPERTY.search(pattern):
            return None
        prefixes = dict(_PREFIX.findall(self.query))
        names = {prefixes[prefix] + local for prefix, local in _NAMED.findall(pattern) if prefix in prefixes}
        return frozenset({*names, *_IRI.findall(pattern), PREFIXES["rdf"] + "type"})


def read_rules(folder: Path) -> list[Rule]:
    """The rules of ``folder`` in the order of their names.

    Raises :class:`RuleError` for a file whose name has no stratum or whose head lacks a line.
    """
    return [_read(path) for path in sorted(folder.glob("*.rq"))]


def apply_rules(store: ox.Store, rules: Sequence[Rule]) -> list[ox.Triple]:
    """Add to the default graph of ``store`` all that the rules derive, and return what was added, in N-Triples order.

    A rule may call the functions of :mod:`dorsale.derive.functions`. Raises :class:`RuleError` when a rule is no
    CONSTRUCT query, makes blank nodes, or a stratum does not settle.
    """
    added: set[ox.Triple] = set()
    for stratum, members in groupby(rules, key=lambda rule: rule.stratum):
        added |= _settle(store, stratum, list(members))
    return sorted(added, key=str)


def _settle(store: ox.Store, stratum: int, rules: list[Rule]) -> set[ox.Triple]:
    added: set[ox.Triple] = set()
    due = rules
    for _ in range(_MOST_ROUNDS):
        fresh: set[ox.Triple] = set()
        for rule in due:
            new = {triple for triple in _construct(store, rule) if _quad(triple) not in store}
            add(store, new)
            fresh |= new
        added |= fresh
        said = {triple.predicate.value for triple in fresh}
        due = [rule for rule in rules if any(rule.reads(predicate) for predicate in said)]
        if not due:
            return added
    names = ", ".join(rule.name for rule in due)
    raise RuleError(f"the rules of stratum {stratum:02} do not come to an end after {_MOST_ROUNDS} rounds: {names}")


def _construct(store: ox.Store, rule: Rule) -> Iterable[ox.Triple]:
    try:
        result = store.query(rule.query, custom_functions=FUNCTIONS)
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
