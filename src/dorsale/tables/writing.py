"""The triples of a table as a file of canonical Turtle, and what that changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from dorsale.turtle import canonical

__all__ = ["Change", "Imported", "write"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """What an import changed in one file: the IRIs of the nodes that came, went, or say something else now."""

    path: Path
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Imported:
    """The outcome of an import; with ``undecided`` lines nothing was written."""

    changes: tuple[Change, ...] = ()
    undecided: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def write(tables: Mapping[str, Iterable[ox.Triple]], folder: Path, *, skipped: list[str]) -> Imported:
    """Write ``folder/NAME.ttl`` for each table; a file whose bytes stay the same is left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    changes = []
    for name, triples in tables.items():
        path = folder / f"{name}.ttl"
        text = canonical("".join(f"{triple} .\n" for triple in sorted(triples, key=str)), path)
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        if text != before:
            path.write_text(text, encoding="utf-8")
            changes.append(_change(path, _nodes(before), _nodes(text)))
    return Imported(changes=tuple(changes), skipped=skipped)


def _nodes(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for quad in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE):
        found.setdefault(str(quad.subject).strip("<>"), set()).add(f"{quad.predicate} {quad.object}")
    return found


def _change(path: Path, before: dict[str, set[str]], after: dict[str, set[str]]) -> Change:
    return Change(
        path=path,
        added=tuple(sorted(after.keys() - before.keys())),
        removed=tuple(sorted(before.keys() - after.keys())),
        changed=tuple(sorted(node for node in before.keys() & after.keys() if before[node] != after[node])),
    )
