"""Small releases that are real folders: written by hand, without the build of the whole tree."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from dorsale.namespaces import GRAPH, ID
from dorsale.release import Release
from dorsale.release.folder import MANIFEST, sha256

__all__ = ["LABEL", "small_release", "thing"]

LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


def thing(name: str, value: str, predicate: str = LABEL) -> str:
    """A statement about a thing of ours, as N-Triples without the full stop."""
    return f"<{ID}{name}> {predicate} {value}"


def small_release(folder: Path, version: str, graphs: Mapping[str, Iterable[str]]) -> Release:
    """A release that says these statements, in the folder ``folder/VERSION``; the graphs stand in the order given."""
    path = folder / version
    path.mkdir(parents=True)
    store = path / "store.nq"
    lines = [f"{line} <{GRAPH}{name}> .\n" for name, members in graphs.items() for line in sorted(set(members))]
    store.write_text("".join(lines), encoding="utf-8")
    files = [{"path": store.name, "bytes": store.stat().st_size, "sha256": sha256(store)}]
    (path / MANIFEST).write_text(json.dumps({"version": version, "files": files}), encoding="utf-8")
    return Release.open(path)
