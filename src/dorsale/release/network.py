"""The network of dependence as a file of the release: who relies on whom for what, on which grounds, and where each
stands in a picture.

The edges are the rows of ``network.rq``, each ground once with all its parties. A group of companies is one node, named
by the company that is a party most often. Places are settled here, once a release, since forces take seconds.
"""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any, Final, TypeAlias

import pyoxigraph as ox

from dorsale.derive.store import select
from dorsale.namespaces import PREFIXES
from dorsale.release.forces import Box, Frame, place

__all__ = ["FRAMES", "HUBS", "KINDS", "LOOSE", "MOST", "QUERY", "RESOURCES", "VIEWS", "network_json", "radius"]

QUERY: Final = (resources.files(__package__) / "network.rq").read_text(encoding="utf-8")
"""The stored query; its lines ``#name …`` are filters (``dorsale.pages.pictures.stored``)."""

RESOURCES: Final = ("compute", "chips", "space", "power", "capital", "models", "other")
"""What one relies on another for, as the query sorts resources."""

LOOSE: Final = ("intended", "reported")
"""The standings of grounds on which no dependence rests."""

VIEWS: Final = ("", *RESOURCES, *LOOSE)
"""Of what there are places: all that is firm or announced, that for one resource, and what is looser than that."""

_FUNCTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "compute": ("cloud-provider", "neocloud"),
    "models": ("model-developer",),
    "chips": (
        *("chip-designer", "foundry", "chip-packager", "memory-maker", "equipment-maker"),
        *("server-maker", "network-equipment-maker", "power-and-cooling-equipment-maker"),
    ),
    "power": ("energy-company",),
    "space": ("data-centre-developer",),
    "capital": ("financier", "holding-company", "special-purpose-vehicle"),
    "public": ("government", "research-institute", "non-profit"),
}
KINDS: Final = (*_FUNCTIONS, "other")
"""What a group mostly is: the first of these of which one of its functions is."""

FRAMES: Final[Mapping[str, Frame]] = {
    "wide": Frame(wide=1040, high=800, margin=34),
    "narrow": Frame(wide=380, high=580, margin=22),
}
MOST: Final[Mapping[str, int]] = {"wide": 140, "narrow": 40}
"""How many groups each shape of the picture has room for; those with most ties are drawn."""

HUBS: Final[Mapping[str, float]] = {"wide": 9.0, "narrow": 7.5}
"""The radius from which a group is a hub, whose name is larger and whole."""

_SMALLEST: Final = 3.2
_LARGEST: Final[Mapping[str, float]] = {"wide": 24.0, "narrow": 15.0}
_LETTER: Final[Mapping[str, float]] = {"wide": 6.3, "narrow": 5.9}
_LARGER: Final = 1.36
_LONGEST: Final = 20
_LINE: Final = 13.0

_PARTIES: Final = "SELECT ?organization ?function { ?organization a dor:Organization ; dor:function ?function }"
_SOURCES: Final = """SELECT DISTINCT ?ground ?source {
  { VALUES ?family { dor:SupplyCommitment dor:FinancingCommitment } ?ground a ?family .
    ?ground ^dor:commitment?/(dor:event|dor:figure)/dor:statedIn ?source }
  UNION { ?ground a dor:HardwareModel ; dor:fabricatedBy ?maker ; dor:statedIn ?source }
} ORDER BY ?ground ?source"""

_Row: TypeAlias = dict[str, str]
_Ties: TypeAlias = dict[tuple[str, str], set[str]]


def network_json(quads: Iterable[ox.Quad]) -> bytes:
    """The network of what is stated and what follows, as JSON; the same quads give the same bytes.

    ``grounds`` has what the edges rest on: ``dependents`` and ``supports`` as pairs of company and group,
    ``resources``, ``standing``, ``since``, ``upper`` (US dollars, where the commitment is counted) and ``sources``;
    ``groups`` the nodes with ``face`` and ``kind``; ``names`` the labels in English and French; ``places`` the
    coordinates by shape and view (:data:`VIEWS`).
    """
    store = ox.Store()
    store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    grounds = _grounds(store)
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for ground in grounds:
        for company, group in (*ground["dependents"], *ground["supports"]):
            seen[group][company] += 1
    functions: defaultdict[str, set[str]] = defaultdict(set)
    for row in select(store, _PARTIES):
        functions[row["organization"]].add(row["function"].rsplit("/", 1)[-1])
    groups = {
        group: {
            "face": (face := min(counts, key=lambda one: (-counts[one], one))),
            "kind": _kind(functions[face] or functions[group]),
        }
        for group, counts in sorted(seen.items())
    }
    named = {iri for ground in grounds for iri in (ground["ground"], ground["deal"], *ground["sources"]) if iri}
    named |= {company for counts in seen.values() for company in counts} | groups.keys()
    names = _names(store, named)
    told = {
        "grounds": grounds,
        "groups": groups,
        "names": names,
        "places": {shape: {view: _placed(grounds, groups, names, view, shape) for view in VIEWS} for shape in FRAMES},
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def radius(ties: int, shape: str, *, most: int) -> float:
    """The radius of a node with ``ties`` where the greatest has ``most``: its area grows with its ties."""
    return max(_SMALLEST, _LARGEST[shape] * math.sqrt(ties / most)) if most else _SMALLEST


def _grounds(store: ox.Store) -> list[dict[str, Any]]:
    rows: defaultdict[str, list[_Row]] = defaultdict(list)
    for row in select(store, QUERY):
        rows[row["ground"]].append(row)
    sources: defaultdict[str, list[str]] = defaultdict(list)
    for row in select(store, _SOURCES):
        sources[row["ground"]].append(row["source"])
    return [_ground(found, sources[ground]) for ground, found in sorted(rows.items())]


def _ground(rows: list[_Row], sources: list[str]) -> dict[str, Any]:
    first = rows[0]
    sides = {
        side: sorted({(row[side], row.get(f"{side}Head", row[side])) for row in rows})
        for side in ("dependent", "support")
    }
    return {
        "ground": first["ground"],
        "deal": min((row["deal"] for row in rows if "deal" in row), default=""),
        "dependents": sides["dependent"],
        "supports": sides["support"],
        "resources": [one for one in RESOURCES if any(row["resource"] == one for row in rows)],
        "standing": first["standing"].rsplit("/", 1)[-1],
        "since": min((row["since"] for row in rows if "since" in row), default=""),
        "upper": first["upper"] if "upper" in first and "counted" in first else "",
        "sources": sources,
    }


def _kind(functions: Iterable[str]) -> str:
    held = set(functions)
    return next((kind for kind, listed in _FUNCTIONS.items() if held.intersection(listed)), "other")


def _names(store: ox.Store, iris: Iterable[str]) -> dict[str, list[str]]:
    """The English and the French label of each."""
    label = ox.NamedNode(PREFIXES["rdfs"] + "label")
    found: dict[str, list[str]] = {}
    for iri in sorted(iris):
        texts = {
            quad.object.language or "": quad.object.value
            for quad in store.quads_for_pattern(ox.NamedNode(iri), label, None, None)
            if isinstance(quad.object, ox.Literal)
        }
        if texts:
            english = texts.get("en") or next(iter(texts.values()))
            found[iri] = [english, texts.get("fr", english)]
    return found


def _placed(
    grounds: Iterable[Mapping[str, Any]],
    groups: Mapping[str, Mapping[str, str]],
    names: Mapping[str, list[str]],
    view: str,
    shape: str,
) -> dict[str, list[float]]:
    """The places of the groups that are best tied in one view."""
    ties = _ties(grounds, view)
    near: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in ties:
        near[one].add(other)
        near[other].add(one)
    kept = _kept(near, MOST[shape])
    if not kept:
        return {}
    most = max(len(near[group]) for group in kept)
    boxes = {}
    for group in kept:
        reach = radius(len(near[group]), shape, most=most)
        long = max(map(len, names.get(groups[group]["face"], [""])))
        letters = long * _LARGER if reach >= HUBS[shape] else min(_LONGEST, long)
        boxes[group] = Box(wide=max(2 * reach, letters * _LETTER[shape]) + 4, high=2 * reach + _LINE)
    drawn = {pair: 1.0 + 0.4 * (len(what) - 1) for pair, what in ties.items() if kept.issuperset(pair)}
    return {group: list(at) for group, at in place(boxes, drawn, FRAMES[shape]).items()}


def _ties(grounds: Iterable[Mapping[str, Any]], view: str) -> _Ties:
    """Pairs of groups in alphabetical order, with the resources that pass between them."""
    found: _Ties = defaultdict(set)
    for ground in grounds:
        given = set(ground["resources"])
        standing = ground["standing"]
        if standing != view if view in LOOSE else standing in LOOSE or (view and view not in given):
            continue
        for _, dependent in ground["dependents"]:
            for _, support in ground["supports"]:
                if dependent != support:
                    found[min(dependent, support), max(dependent, support)] |= given
    return found


def _kept(near: Mapping[str, set[str]], most: int) -> set[str]:
    """Those with most ties, but for any that would stand without a tie to another of them."""
    best = set(sorted(near, key=lambda group: (-len(near[group]), group))[:most])
    return {group for group in best if near[group] & best}
