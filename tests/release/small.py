"""Small releases that are real folders: written by hand, or built of a small part of the tree."""

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox
from hypothesis import strategies as st

from dorsale.namespaces import GRAPH, ID
from dorsale.release import Release
from dorsale.release.folder import MANIFEST, sha256

__all__ = ["GRAPHS", "LABEL", "small_release", "small_tree", "thing"]

LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


def thing(name: str, value: str, predicate: str = LABEL) -> str:
    """A statement about a thing of ours, as N-Triples without the full stop."""
    return f"<{ID}{name}> {predicate} {value}"


def small_tree(root: Path, copy: Path, *parts: str) -> Path:
    """A copy of the tree with the ontology and, of the data, only the description of the dataset and these ``parts``.

    It is quickly built, where its references are not checked.
    """
    shutil.copytree(root / "ontology", copy / "ontology")
    for part in ("dataset.ttl", *parts):
        (copy / "data" / part).parent.mkdir(parents=True, exist_ok=True)
        if (root / "data" / part).is_dir():
            shutil.copytree(root / "data" / part, copy / "data" / part)
        else:
            shutil.copy(root / "data" / part, copy / "data" / part)
    return copy


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


_STATEMENTS = st.frozensets(
    st.builds(
        lambda name, predicate, value: thing(f"deal/{name}", value, f"<http://e/{predicate}>"),
        st.sampled_from(["a", "a-b", "a.b", "b", "é"]),
        st.sampled_from("pq"),
        st.one_of(
            st.text(alphabet='a\\u"U0\n\t_:<> é\U0001f600', max_size=8).map(lambda text: str(ox.Literal(text))),
            st.sampled_from([f"<{ID}deal/a>", f"<{ID}deal/b>"]),
        ),
    ),
    max_size=8,
)
GRAPHS = st.dictionaries(st.sampled_from(["data", "inferred", "links"]), _STATEMENTS.filter(bool))
"""Graphs of any small release, each with its statements."""
