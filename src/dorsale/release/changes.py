"""What a release says otherwise than the one before it: things added, changed and removed, by kind.

Both releases are read as streams of sorted lines, one subject at a time. Only the graph of what is said counts: what
follows changes with it. The result stands beside the releases, not inside one, since a release is made of its input
alone (decision 12).
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, takewhile
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from dorsale.namespaces import GRAPH, ID, PREFIXES, shorten
from dorsale.release.folder import Release

__all__ = ["Difference", "changes_json", "differences", "news_json"]

_GRAPH: Final = f"<{GRAPH}data> .\n"
_SUBJECT: Final = re.compile(r"<([^>]*)> ")
_PREDICATE: Final = re.compile(r"<[^>]*> <([^>]*)> ")
_LABEL: Final = f" <{PREFIXES['rdfs']}label> "
_VERSION: Final = re.compile(r"^## (.+)$")
_ITEM: Final = re.compile(r"^- (.+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing of which the releases say different things; ``way`` is added, changed or removed."""

    iri: str
    way: str
    properties: tuple[str, ...]


def differences(old: Path, new: Path) -> Iterator[Difference]:
    """The things of ours whose statements differ between two files of sorted N-Quads, in the order of their IRIs."""
    ours, theirs = _things(new), _things(old)
    one, other = next(ours, None), next(theirs, None)
    while one or other:
        if one and (other is None or one[0] < other[0]):
            yield Difference(iri=_iri(one[0]), way="added", properties=())
            one = next(ours, None)
        elif other and (one is None or other[0] < one[0]):
            yield Difference(iri=_iri(other[0]), way="removed", properties=())
            other = next(theirs, None)
        elif one and other:
            if one[1] != other[1]:
                named = {found[1] for line in one[1] ^ other[1] if (found := _PREDICATE.match(line))}
                yield Difference(iri=_iri(one[0]), way="changed", properties=tuple(sorted(map(shorten, named))))
            one, other = next(ours, None), next(theirs, None)


def changes_json(old: Release, new: Release) -> bytes:
    """The differences by kind, each with its labels; what changed has also those that it had, where they differ."""
    found = list(differences(old.store, new.store))
    now = _labels(new.store, {one.iri for one in found if one.way != "removed"})
    before = _labels(old.store, {one.iri for one in found if one.way != "added"})
    kinds: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for one in found:
        labels = now.get(one.iri) or before.get(one.iri, {})
        entry: dict[str, Any] = {"iri": one.iri, "label": labels}
        if one.way == "changed":
            entry["properties"] = list(one.properties)
            if before.get(one.iri, {}) != labels:
                entry["was"] = before.get(one.iri, {})
        kind = one.iri.removeprefix(ID).partition("/")[0]
        kinds.setdefault(kind, {"added": [], "changed": [], "removed": []})[one.way].append(entry)
    told = {"from": old.version, "to": new.version, "kinds": kinds}
    return (json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def news_json(changelog: str) -> bytes:
    """What a changelog in Markdown says under ``### Data``: for each version that has such a part, its items."""
    found: list[dict[str, Any]] = []
    version, inside = "", False
    for line in changelog.splitlines():
        if heading := _VERSION.match(line):
            version, inside = heading[1], False
        elif line.startswith("### "):
            inside = line.strip() == "### Data"
            if inside:
                found.append({"version": version, "items": []})
        elif inside and (item := _ITEM.match(line)):
            found[-1]["items"].append(item[1])
        elif inside and line.strip() and found[-1]["items"]:
            found[-1]["items"][-1] += f" {line.strip()}"
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def _things(path: Path) -> Iterator[tuple[str, frozenset[str]]]:
    """The lines about each thing of ours in the graph of what is said, which stands first in the file."""
    with path.open(encoding="utf-8") as lines:
        said = takewhile(lambda line: line.endswith(_GRAPH), lines)
        for subject, members in groupby(said, key=lambda line: line[: line.index(" ") + 1]):
            if subject.startswith(f"<{ID}"):
                yield subject, frozenset(members)


def _iri(subject: str) -> str:
    return subject.removeprefix("<").removesuffix("> ")


def _labels(path: Path, iris: set[str]) -> dict[str, dict[str, str]]:
    """The labels of ``iris`` in every graph of a file, by language."""
    found: dict[str, dict[str, str]] = {}
    for quad in ox.parse("".join(_label_lines(path, iris)), format=ox.RdfFormat.N_QUADS):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal) and quad.object.language:
            found.setdefault(quad.subject.value, {})[quad.object.language] = quad.object.value
    return found


def _label_lines(path: Path, iris: set[str]) -> Iterable[str]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if _LABEL in line and (subject := _SUBJECT.match(line)) and subject[1] in iris:
                yield line
