"""A private release: a public one with somebody's own graphs laid over it.

All files of the public release stay as they are, byte by byte: dumps, tables, mapping sets, catalogue and store say
nothing of the overlays, and neither does what is made of them later. Overlays stand in ``private/``: each in a named
graph of its own, what follows from them and the record in another one, and beside them the store and the index that a
server of this release loads (decision 19).

The rules run over record and overlays together. What follows from the record alone may then follow no longer, such as
the state of a deal that an overlay ends; the private store leaves it out. What Dorsale computes (circles, estimates,
concentrations, the network) stays that of the record.
"""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from dorsale.checks.overlay import check_overlay, read_overlay
from dorsale.derive import RuleError, apply_rules, label_small_nodes, read_rules
from dorsale.namespaces import GRAPH, PRIVATE, PRIVATE_INFERRED, SLUG
from dorsale.release.content import fingerprint
from dorsale.release.dumps import canonical_quads, write_quads
from dorsale.release.folder import MANIFEST, PRIVATE_INDEX, PRIVATE_NAMES, PRIVATE_STORE, Release, sha256
from dorsale.release.index import SCHEMA, write_index
from dorsale.release.shelf import CHANGES, Busy, Mixed, Shelf
from dorsale.turtle import Tree, read_tree

__all__ = ["OverlayError", "add_overlays"]

_OVERLAYS: Final = "private/overlays"
_INFERRED: Final = "private/inferred.nq"
_DERIVED: Final = frozenset(GRAPH + name for name in ("inferred", "analysis"))
_SAID: Final = frozenset(GRAPH + name for name in ("data", "ontology"))
_SLUG: Final = re.compile(SLUG)
_MEDIA_TYPES: Final = {".nq": "application/n-quads", ".json": "application/json"}


class OverlayError(Exception):
    """No private release was made; what was there before is untouched."""


@dataclass(frozen=True)
class _Laid:
    """What overlays say and what follows: quads of the graph of each, of what is new, and what follows no longer."""

    overlays: dict[str, list[ox.Quad]]
    inferred: list[ox.Quad]
    withdrawn: frozenset[ox.Quad]
    own: list[str]


def add_overlays(
    release: Release, folders: Sequence[Path], out: Path, *, root: Path, say: Callable[[str], None] = lambda _: None
) -> Release:
    """Lay the Turtle of ``folders`` over a public release of ``root``, and let ``out/current`` name the private one.

    Each folder is an overlay, called after it. The rules are those of ``root``, from which the release has to be made.
    Raises :class:`OverlayError` when something is not right, with file and line.
    """
    named = _named(folders)
    if release.private:
        raise OverlayError(f"{release.version} is private already; overlays are laid over a public release")
    trees = {name: read_overlay(folder) for name, folder in named.items()}
    for name, tree in trees.items():
        if not tree.files:
            raise OverlayError(f"{named[name]} has no Turtle (.ttl) in it")
    record = read_tree(root)
    quads = list(ox.parse(path=release.store, format=ox.RdfFormat.N_QUADS))
    _same_record(quads, record, release)
    say("checking the overlays with the record")
    report = check_overlay(record, list(trees.values()))
    if report.exit_status:
        raise OverlayError(report.as_text("en"))
    try:
        say("deriving what follows")
        laid = _lay(quads, trees, root)
        version = f"{release.version}-with-{_fingerprint(laid)}"
        with Shelf.hold(out, private=True) as shelf:
            if not shelf.holds(version):
                say(f"writing {out / version}")
                scratch = shelf.scratch()
                scratch.chmod(0o700)
                _write(scratch, version, release, quads, laid)
                shelf.place(version)
            told = release.path.parent / CHANGES / f"{release.version}.json"
            if told.is_file():
                shelf.tell(version, told.read_bytes())
            shelf.point(version)
    except (RuleError, Busy, Mixed) as error:
        raise OverlayError(str(error)) from error
    return Release.open(out / version)


def _named(folders: Sequence[Path]) -> dict[str, Path]:
    """The folders by the names of their graphs."""
    named: dict[str, Path] = {}
    for folder in folders:
        name = folder.resolve().name.lower()
        if not _SLUG.fullmatch(name):
            raise OverlayError(f"{folder}: a folder whose name is to be that of a graph has letters, digits, - and .")
        if name in named:
            raise OverlayError(f"{folder} and {named[name]}: two overlays of one name")
        named[name] = folder
    return named


def _same_record(quads: Iterable[ox.Quad], record: Tree, release: Release) -> None:
    """Refuse a release that was made of other data than those with which the overlays were checked."""
    if {quad.triple for quad in quads if _graph(quad) == GRAPH + "data"} != set(record.triples("data")):
        raise OverlayError(f"release {release.version} was made of other data than those in {record.root / 'data'}")


def _lay(quads: Sequence[ox.Quad], trees: dict[str, Tree], root: Path) -> _Laid:
    store = ox.Store()
    store.bulk_extend(_merged(quad for quad in quads if _graph(quad) in _SAID))
    overlays = {
        name: canonical_quads(
            ox.Quad(one.subject, one.predicate, one.object, ox.NamedNode(PRIVATE + name))
            for one in tree.triples("data", "vocabulary", "ontology")
        )
        for name, tree in trees.items()
    }
    for members in overlays.values():
        store.extend(_merged(members))
    follows = set(apply_rules(store, read_rules(root / "ontology" / "rules")))
    store.bulk_extend(_merged(quad for quad in quads if _graph(quad) == GRAPH + "analysis"))
    follows |= set(label_small_nodes(store))
    before = {quad.triple for quad in quads if _graph(quad) in _DERIVED}
    withdrawn = frozenset(quad for quad in quads if _graph(quad) == GRAPH + "inferred" and quad.triple not in follows)
    new = (ox.Quad(one.subject, one.predicate, one.object, ox.NamedNode(PRIVATE_INFERRED)) for one in follows - before)
    described = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    subjects = {
        quad.subject.value
        for members in overlays.values()
        for quad in members
        if isinstance(quad.subject, ox.NamedNode)
    }
    inferred = canonical_quads(new)
    subjects |= {quad.subject.value for quad in inferred if isinstance(quad.subject, ox.NamedNode)}
    return _Laid(overlays, inferred, withdrawn, sorted(subjects - described))


def _graph(quad: ox.Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""


def _merged(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    return (ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)


def _fingerprint(laid: _Laid) -> str:
    withdrawn = "".join(sorted(map(str, laid.withdrawn)))
    return fingerprint({**laid.overlays, PRIVATE_INFERRED: laid.inferred}, withdrawn.encode(), SCHEMA.encode())


def _write(folder: Path, version: str, release: Release, quads: Sequence[ox.Quad], laid: _Laid) -> None:
    for entry in release.manifest["files"]:
        _same_file(release.path / entry["path"], folder / entry["path"])
    (folder / _OVERLAYS).mkdir(parents=True)
    for name, members in laid.overlays.items():
        write_quads(folder / _OVERLAYS / f"{name}.nq", members)
    write_quads(folder / _INFERRED, laid.inferred)
    private = [*(quad for members in laid.overlays.values() for quad in members), *laid.inferred]
    served = [*(quad for quad in quads if quad not in laid.withdrawn), *private]
    write_quads(folder / PRIVATE_STORE, served)
    write_index(folder / PRIVATE_INDEX, (quad for quad in served if _graph(quad) != GRAPH + "catalog"))
    (folder / PRIVATE_NAMES).write_text(json.dumps(laid.own, indent=1) + "\n", encoding="utf-8")
    manifest: dict[str, Any] = {
        **release.manifest,
        "version": version,
        "files": [*release.manifest["files"], *_files(folder)],
        "private": {
            "record": release.version,
            "overlays": {name: PRIVATE + name for name in laid.overlays},
            "triples": {PRIVATE + name: len(members) for name, members in laid.overlays.items()},
            "inferred": len(laid.inferred),
            "withdrawn": len(laid.withdrawn),
        },
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _same_file(old: Path, new: Path) -> None:
    """Let the folder have a file of another release, which never changes: by the same inode where that can be."""
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new)
    except OSError:
        shutil.copyfile(old, new)


def _files(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(path for path in (folder / "private").rglob("*") if path.is_file()):
        yield {
            "path": path.relative_to(folder).as_posix(),
            "bytes": path.stat().st_size,
            "sha256": sha256(path),
            "media_type": _MEDIA_TYPES.get(path.suffix, "application/octet-stream"),
        }
