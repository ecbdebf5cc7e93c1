"""No thing is described twice: names, identifiers, addresses and places of all data compared."""

import re
from collections import defaultdict
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest

from dorsale.namespaces import ID, PREFIXES
from dorsale.tables.curated import folded

_DOR: Final = PREFIXES["dor"]
_NAMED: Final = {PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "altLabel", _DOR + "legalName"}
_KINDS: Final = {
    *("organization", "person", "publisher", "deal", "programme"),
    *("site", "cluster", "hardware", "model", "platform"),
}
_IDENTIFIERS: Final = {_DOR + name for name in ("lei", "cik", "wikidata")}
_HOSTS: Final = {_DOR + name for name in ("operatedBy", "ownedBy", "developedBy")}

APART: Final = {
    frozenset({"model/deeplabv3", "model/deeplabv3-plus"}): "told apart by a plus sign",
    frozenset({"model/pointnet", "model/pointnet-plus-plus"}): "told apart by plus signs",
    frozenset({"model/sora", "model/sora-turbo"}): "the table's faster variant, which the model counts among its names",
    frozenset({"organization/openai", "organization/openai-group-pbc"}): "a group and its company of like name",
    frozenset(
        {"organization/q-ai", "organization/qai"}
    ): "an Israeli firm that Apple bought, and one of Qatar's state fund",
    frozenset({"publisher/japan-news", "publisher/yomiuri-shimbun"}): "a newspaper and its English edition",
    frozenset({"site/abilene-crusoe-expansion", "site/abilene-stargate"}): "two campuses side by side",
    frozenset({"site/iskandar-puteri-airtrunk-jhb1", "site/iskandar-puteri-airtrunk-jhb2"}): "two campuses",
    frozenset({"site/kamloops-bell", "site/kamloops-bell-tru"}): "two centres, one at the university",
    frozenset({"site/memphis-colossus-1", "site/memphis-colossus-2"}): "two campuses of one town",
    frozenset({"site/sat14-microsoft", "site/sat40-microsoft"}): "two centres of one town",
}
"""What looks like the same thing and is not, with the reason."""


class Seen:
    """Who bears which name, identifier and address, and where sites stand."""

    def __init__(self, data: Path) -> None:
        self.names: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self.identifiers: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self.addresses: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self.towns: defaultdict[str, set[str]] = defaultdict(set)
        self.hosts: defaultdict[str, set[str]] = defaultdict(set)
        for path in sorted(data.rglob("*.ttl")):
            for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
                if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(ID):
                    value = quad.object.value if isinstance(quad.object, ox.NamedNode | ox.Literal) else ""
                    self._see(quad.subject.value.removeprefix(ID), quad.predicate.value, value)

    def _see(self, thing: str, predicate: str, value: str) -> None:
        kind = thing.partition("/")[0]
        if kind in _KINDS and predicate in _NAMED:
            self.names[kind, folded(value)].add(thing)
        elif predicate in _IDENTIFIERS:
            self.identifiers[predicate, value].add(thing)
        elif (kind, predicate) in (("publisher", _DOR + "website"), ("source", _DOR + "url")):
            self.addresses[kind, re.sub(r"^https?://(www\.)?", "", value).rstrip("/").lower()].add(thing)
        elif kind == "site" and predicate == _DOR + "locality":
            self.towns[folded(value)].add(thing)
        elif kind == "site" and predicate in _HOSTS:
            self.hosts[thing].add(value)


@pytest.fixture(scope="module")
def seen(root: Path) -> Seen:
    return Seen(root / "data")


@pytest.mark.parametrize("what", ["names", "identifiers", "addresses"])
def test_nothing_is_there_twice(what: str, seen: Seen) -> None:
    doubles = {key: things for key, things in getattr(seen, what).items() if len(things) > 1}
    assert [(key, sorted(things)) for key, things in doubles.items() if frozenset(things) not in APART] == []


def test_no_town_has_a_host_twice(seen: Seen) -> None:
    found = [
        sorted((one, other))
        for things in seen.towns.values()
        for one in things
        for other in things
        if one < other and seen.hosts[one] & seen.hosts[other] and frozenset({one, other}) not in APART
    ]
    assert found == []


def test_what_is_held_apart_still_looks_alike(seen: Seen) -> None:
    """An exception that nothing needs any more is taken out."""
    alike = [frozenset(things) for table in (seen.names, seen.addresses) for things in table.values()]
    in_a_town = list(seen.towns.values())
    assert [sorted(pair) for pair in APART if pair not in alike and not any(pair <= town for town in in_a_town)] == []
