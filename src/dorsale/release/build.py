"""Build a release: derive, write a new folder beside the old ones, and swap one name when the check approves.

Nothing is ever changed in a released folder and ``current`` is replaced in one step, so a build that is killed at any
moment leaves what was served before, and going back is one rename. The version names the content and its maker: the
same Turtle, rules and software give the same version and the same bytes.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from dorsale import __version__
from dorsale.derive import RuleError
from dorsale.namespaces import DATASET, GRAPH, PREFIXES
from dorsale.release.catalog import catalog
from dorsale.release.changes import changes_json, news_json
from dorsale.release.checking import Faulty, checking
from dorsale.release.content import (
    ContentError,
    Graphs,
    apart,
    fingerprint,
    graph,
    identities,
    modules_json,
    read_graphs,
    read_shapes,
    read_turtle,
    together,
)
from dorsale.release.context import FrameError, json_ld_files
from dorsale.release.datapackage import bundle, table_files
from dorsale.release.dumps import SYNTAXES, sorted_triples, write_dump, write_graph, write_quads
from dorsale.release.folder import MANIFEST, Bundle, Download, Dump, Mappings, Release, ReleaseError, sha256
from dorsale.release.index import SCHEMA, write_index
from dorsale.release.links import mapping_files
from dorsale.release.network import network_json
from dorsale.release.questions import QuestionError, questions_json, questions_triples, read_questions
from dorsale.release.reports import ReportError, ReportQuery, read_reports, report_json
from dorsale.release.rocrate import FILE as CRATE
from dorsale.release.rocrate import MEDIA_TYPE as CRATE_TYPE
from dorsale.release.rocrate import crate
from dorsale.release.shelf import Busy, Mixed, Shelf
from dorsale.release.statistics import count, count_things
from dorsale.release.stream import STREAM, Stream, grow
from dorsale.release.tabular import Table, TabularError, fill, read_tables
from dorsale.tables import TableError

__all__ = ["BuildError", "build"]

_MEDIA_TYPES: Final = {
    ".nq": "application/n-quads",
    ".ttl": "text/turtle",
    ".json": "application/json",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".jsonld": "application/ld+json",
    ".sqlite": "application/vnd.sqlite3",
    "": "text/plain",
}


_COUNTED: Final = {Dump: ("triples",), Bundle: ("tables", "rows"), Mappings: ("sets", "mappings")}
"""What the manifest counts of a download."""


class BuildError(Exception):
    """No release was made; what was served before is untouched."""


def build(root: Path, out: Path, *, verify: bool = True, say: Callable[[str], None] = lambda _: None) -> Release:
    """Make a release of ``root/ontology`` and ``root/data`` in ``out`` and let ``out/current`` name it.

    The tree is checked meanwhile, and nothing gets its name before it is found right; ``verify=False`` is for input
    that was checked just before. ``say`` is told what happens. Raises :class:`BuildError` when the check has findings,
    when a rule or question is broken, or when another build is under way.
    """
    try:
        with Shelf.hold(out) as shelf, checking(root) if verify else nullcontext(lambda: None) as approve:
            try:
                return _build(root, out, shelf, say, approve)
            except Exception:
                approve()  # of a tree that is not right its findings tell more
                raise
    except (
        Faulty,
        ContentError,
        RuleError,
        QuestionError,
        ReportError,
        TableError,
        TabularError,
        FrameError,
        ReleaseError,
        Busy,
        Mixed,
    ) as error:
        raise BuildError(str(error)) from error


def _build(root: Path, out: Path, shelf: Shelf, say: Callable[[str], None], approve: Callable[[], None]) -> Release:
    say("deriving what follows")
    graphs = read_graphs(root)
    asked_of_it = read_questions(root / "ontology" / "questions")
    graphs["questions"] = graph("questions", questions_triples(asked_of_it))
    files = {
        "questions.json": questions_json(asked_of_it),
        **json_ld_files(sorted_triples(graphs["ontology"]), root / "ontology" / "frames"),
        "modules.json": modules_json(root),
        **_news(root / "CHANGELOG.md"),
        "network.json": network_json([*graphs["data"], *graphs["inferred"]]),
        **{f"sssom/{name}": body for name, body in mapping_files(root, identities(graphs["data"])).items()},
    }
    shapes = read_shapes(root)
    reports = read_reports(root / "ontology" / "reports")
    tables = read_tables(root / "ontology" / "tables")
    asked = (query.encode() for query in (*(one.query for one in reports), *(one.query for one in tables)))
    shaped = (str(shape).encode() for shape in shapes)
    version = f"{__version__}-{fingerprint(graphs, *files.values(), *asked, *shaped, SCHEMA.encode())}"
    if new := not shelf.holds(version):
        say(f"writing {out / version}")
        _write(
            shelf.scratch(),
            version,
            graphs,
            shapes=shapes,
            files=files,
            reports=reports,
            tables=tables,
            root=root,
        )
    approve()
    if new:
        shelf.place(version)
    before = shelf.current()
    if before and before.version != version:
        say(f"comparing with {before.version}")
        shelf.tell(version, changes_json(before, Release.open(out / version)))
    if _streamed(out) != version:
        say("bringing the event streams up to date")
        made = Release.open(out / version)
        shelf.renew(STREAM, lambda draft: grow(draft, made))
    shelf.point(version)
    return Release.open(out / version)


def _write(
    folder: Path,
    version: str,
    graphs: Graphs,
    *,
    shapes: list[ox.Triple],
    files: dict[str, bytes],
    reports: list[ReportQuery],
    tables: list[Table],
    root: Path,
) -> None:
    quads = apart(quad for members in graphs.values() for quad in members)
    union = sorted_triples(quads)
    whole = count(union)
    counts = {name: count(_in_graph(name, quads)) for name in graphs}
    described = read_turtle([root / "data" / "dataset.ttl"])
    said = _about(described)
    store = together(graphs)
    tabular = _tables(folder, version, tables, store, said)
    dumps = list(_dumps(folder / "dumps", version, quads, union))
    mappings = _mappings(folder / "dumps", version, files)
    downloads = [*dumps, tabular, mappings]
    _sum_up(folder / "dumps", downloads)
    about = catalog(
        version=version,
        about=said,
        description=described,
        whole=whole,
        graphs=counts,
        downloads=downloads,
    )
    served = apart([*quads, *graph("catalog", about)])
    write_quads(folder / "store.nq", served)
    write_graph(folder / "catalog.ttl", about)
    write_graph(folder / "ontology.ttl", sorted_triples(graphs["ontology"]))
    write_graph(folder / "links.ttl", sorted_triples(graphs["links"]))
    write_graph(folder / "shapes.ttl", shapes)
    for name, body in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(body)
    (folder / "report.json").write_bytes(report_json(reports, store))
    write_index(folder / "search.sqlite", quads)
    files_by_name = {one.name: one for one in downloads}
    entries = [_entry(folder, path, files_by_name) for path in sorted(folder.rglob("*")) if path.is_file()]
    (folder / CRATE).write_bytes(crate(version=version, about=said, files=entries))
    entries.append(_entry(folder, folder / CRATE, files_by_name))
    manifest = {
        "version": version,
        **said,
        "triples": whole.triples,
        "graphs": {GRAPH + name: {"triples": statistics.triples} for name, statistics in counts.items()},
        "things": count_things(union),
        "files": sorted(entries, key=lambda entry: folder / entry["path"]),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _in_graph(name: str, quads: list[ox.Quad]) -> list[ox.Triple]:
    graph_name = ox.NamedNode(GRAPH + name)
    return [quad.triple for quad in quads if quad.graph_name == graph_name]


def _streamed(out: Path) -> str | None:
    """The version up to which the event streams beside the releases lead."""
    with Stream.open(out) as stream:
        return stream.entries()[-1].version if stream else None


def _news(changelog: Path) -> dict[str, bytes]:
    """What people wrote about changes of the data, where there is a changelog."""
    return {"news.json": news_json(changelog.read_text(encoding="utf-8"))} if changelog.is_file() else {}


def _dumps(folder: Path, version: str, quads: list[ox.Quad], union: list[ox.Triple]) -> Iterator[Dump]:
    for syntax in SYNTAXES:
        path = folder / f"dorsale-{version}.{syntax.suffix}.gz"
        statements = quads if syntax.has_graphs else union
        write_dump(path, syntax, statements)
        yield Dump(
            name=path.name,
            path=path,
            format=syntax.suffix,
            media_type=syntax.media_type,
            compression="gzip",
            bytes=path.stat().st_size,
            sha256=sha256(path),
            triples=len(statements),
        )


def _tables(folder: Path, version: str, tables: list[Table], store: ox.Store, about: dict[str, Any]) -> Bundle:
    """The tables, one by one and in one archive."""
    filled = fill(tables, store)
    files = table_files(filled, version=version, about=about)
    for name in ("tables", "dumps"):
        (folder / name).mkdir()
    for name, body in files.items():
        (folder / "tables" / name).write_bytes(body)
    path = folder / "dumps" / f"dorsale-{version}.tables.zip"
    path.write_bytes(bundle(files))
    return Bundle(
        name=path.name,
        path=path,
        format="csv",
        media_type="text/csv",
        compression="zip",
        bytes=path.stat().st_size,
        sha256=sha256(path),
        tables=len(filled),
        rows=sum(len(one.rows) for one in filled),
    )


def _mappings(folder: Path, version: str, files: dict[str, bytes]) -> Mappings:
    """The mapping sets in one archive."""
    sets = {name.removeprefix("sssom/"): body for name, body in files.items() if name.startswith("sssom/")}
    path = folder / f"dorsale-{version}.sssom.zip"
    path.write_bytes(bundle(sets))
    return Mappings(
        name=path.name,
        path=path,
        format="sssom",
        media_type="text/tab-separated-values",
        compression="zip",
        bytes=path.stat().st_size,
        sha256=sha256(path),
        sets=len(sets),
        mappings=sum(_rows(body) for body in sets.values()),
    )


def _rows(table: bytes) -> int:
    """The rows of a table with a head, below lines that begin with a number sign."""
    return sum(not line.startswith(b"#") for line in table.splitlines()) - 1


def _sum_up(folder: Path, downloads: Iterable[Download]) -> None:
    sums = "".join(f"{one.sha256}  {one.name}\n" for one in downloads)
    (folder / "SHA256SUMS").write_text(sums, encoding="ascii")


def _about(described: list[ox.Triple]) -> dict[str, Any]:
    """What the manifest repeats of the dataset's own description."""

    def values(predicate: str, subject: str = DATASET) -> list[ox.Literal | ox.NamedNode]:
        prefix, _, local = predicate.partition(":")
        return [
            triple.object
            for triple in described
            if str(triple.subject) == f"<{subject}>"
            and triple.predicate.value == PREFIXES[prefix] + local
            and isinstance(triple.object, ox.Literal | ox.NamedNode)
        ]

    def in_languages(predicate: str) -> dict[str, str]:
        return {
            value.language: value.value
            for value in values(predicate)
            if isinstance(value, ox.Literal) and value.language
        }

    period = values("dct:temporal")[0].value
    return {
        "title": in_languages("dct:title"),
        "description": in_languages("dct:description"),
        "modified": values("dct:modified")[0].value,
        "current_to": values("dcat:endDate", period)[0].value,
        "licence": values("dct:license")[0].value,
    }


def _entry(folder: Path, path: Path, downloads: dict[str, Download]) -> dict[str, Any]:
    """What the manifest says of a file; ``downloads`` are known by their names."""
    entry: dict[str, Any] = {
        "path": path.relative_to(folder).as_posix(),
        "bytes": path.stat().st_size,
        "sha256": sha256(path),
    }
    if one := downloads.get(path.name):
        more = next(keys for kind, keys in _COUNTED.items() if isinstance(one, kind))
        return entry | {key: getattr(one, key) for key in ("media_type", "format", "compression", *more)}
    media_type = CRATE_TYPE if path.name == CRATE else _MEDIA_TYPES.get(path.suffix, "application/octet-stream")
    return {**entry, "media_type": media_type}
