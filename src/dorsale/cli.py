"""The ``dorsale`` command: one verb a command, each a thin call of a library function."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from dorsale import __version__
from dorsale.namespaces import GRAPH
from dorsale.settings import Settings

if TYPE_CHECKING:
    from dorsale.exchange.stores import Target

__all__ = ["main"]


def _root_option(function: click.decorators.FC) -> click.decorators.FC:
    return click.option(
        "--root",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        default=lambda: Settings().root,
        help="Folder that holds ontology/ and data/.",
    )(function)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="dorsale")
def main() -> None:
    """Dorsale, the open knowledge graph of the AI industry."""


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@_root_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Form of the findings.")
@click.option("--lang", type=click.Choice(["en", "fr"]), default="en", help="Language of the findings.")
@click.option("--thorough", is_flag=True, help="Ask pySHACL too, the reference, and compare the two engines.")
@click.option("--only", multiple=True, help="Run only these checks (turtle, layout, shacl, ...); may be repeated.")
def check(*, paths: tuple[Path, ...], root: Path, form: str, lang: str, thorough: bool, only: tuple[str, ...]) -> None:
    """Say whether the Turtle is right; PATHS limit what is reported, never what is read.

    Exit status: 0 clean, 1 findings, 2 the check could not run.
    """
    from dorsale.checks import check as run_checks

    try:
        report = run_checks(root, paths=paths, only=only or None, thorough=thorough)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    click.echo(report.as_json() if form == "json" else report.as_text(lang))
    sys.exit(report.exit_status)


@main.command(name="format")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@_root_option
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit with 1 when a file would change.")
def format_turtle(paths: tuple[Path, ...], root: Path, only_check: bool) -> None:
    """Write Turtle files in the canonical form (all files of the tree where no PATHS are given)."""
    from dorsale.turtle import format_files

    changed = format_files(paths or (root / "data", root / "ontology"), write=not only_check)
    for path in changed:
        click.echo(f"{'would change' if only_check else 'formatted'} {path}")
    sys.exit(1 if only_check and changed else 0)


@main.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "rdf-patch", "sparql-update"]),
    default="text",
    help="Form of the answer; with the last two, all that OLD and NEW say, which then have to be releases.",
)
@click.option("--lang", type=click.Choice(["en", "fr"]), default="en", help="Language of the answer.")
def diff(old: Path, new: Path, form: str, lang: str) -> None:
    """Say what changed in the ontology from OLD to NEW, and whether the new version tells it.

    OLD and NEW are folders that hold ontology/, the folders of releases, or Turtle files of the ontology.
    Exit status: 0 the version fits, 1 it does not, 2 one of the two cannot be read.

    As rdf-patch or sparql-update: what makes of the data of the release OLD those of the release NEW.
    """
    from dorsale.versions import UnreadableError, compare

    if form in ("rdf-patch", "sparql-update"):
        _patch(old, new, form)
        return
    try:
        comparison = compare(old, new)
    except UnreadableError as error:
        click.echo(error.message[lang], err=True)
        sys.exit(2)
    click.echo(comparison.as_json() if form == "json" else comparison.as_text(lang))
    sys.exit(comparison.exit_status)


def _patch(old: Path, new: Path, form: str) -> None:
    from dorsale.release import Release, ReleaseError
    from dorsale.release.patch import patch

    try:
        for line in patch(Release.open(old), Release.open(new), form):
            click.echo(line, nl=False)
    except ReleaseError as error:
        click.echo(str(error), err=True)
        sys.exit(2)


@main.command(name="import")
@click.argument("tables", type=click.Choice(["epoch"]))
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@_root_option
@click.option("--list", "every", is_flag=True, help="Name every node that came, went or changed.")
def import_tables(tables: str, folder: Path, root: Path, every: bool) -> None:  # noqa: ARG001 - there is one set so far
    """Bring Epoch AI's tables, CSV files in FOLDER, into data/imported, and say what changed.

    Exit status: 0 done, 1 nothing written since somebody has to decide whether things of like name are the same.
    """
    from dorsale.tables import TableError, import_epoch

    try:
        outcome = import_epoch(folder, root)
    except TableError as error:
        raise click.ClickException(str(error)) from error
    except ModuleNotFoundError as error:
        raise click.ClickException(f"the import needs {error.name}: pip install 'dorsale[import]'") from error
    for line in outcome.skipped:
        click.echo(f"left out: {line}", err=True)
    for change in outcome.changes:
        nodes = [("+", change.added), ("-", change.removed), ("~", change.changed)]
        click.echo(f"{change.path}: {', '.join(f'{sign}{len(which)}' for sign, which in nodes)}")
        for sign, which in nodes if every else ():
            for node in which:
                click.echo(f"  {sign} {node}")
    if outcome.undecided:
        raise click.ClickException("\n".join(["same or not? Say so in matches.sssom.tsv:", *outcome.undecided]))
    if not outcome.changes:
        click.echo("nothing changed")


@main.command()
@_root_option
@click.option("--out", type=click.Path(path_type=Path), default=lambda: Settings().releases, help="Folder of releases.")
@click.option(
    "--with",
    "overlays",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Lay the Turtle in DIR over the release, for oneself alone; may be repeated.",
)
@click.option(
    "--onto",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="With --with: the release of ROOT that is there already, instead of building one.",
)
@click.option(
    "--private",
    type=click.Path(path_type=Path),
    default=lambda: Settings().private,
    help="With --with: folder of private releases.",
)
def build(*, root: Path, out: Path, overlays: tuple[Path, ...], onto: Path | None, private: Path) -> None:
    """Check the Turtle, make a release of it and let OUT/current name it.

    With --with, make a private release of it besides, which PRIVATE/current names: it says what the overlays say, too.
    """
    from dorsale.release import BuildError, OverlayError, Release, ReleaseError, add_overlays
    from dorsale.release import build as build_release

    if onto and not overlays:
        raise click.UsageError("--onto goes with --with")
    try:
        release = Release.open(onto) if onto else build_release(root, out, say=click.echo)
        if not onto:
            click.echo(f"release {release.version}: {release.manifest['triples']} triples in {release.path}")
        if overlays:
            made = add_overlays(release, overlays, private, root=root, say=click.echo)
            click.echo(f"private release {made.version} in {made.path}")
            click.echo(f"for yourself: dorsale serve --releases {private}")
    except (BuildError, OverlayError, ReleaseError) as error:
        raise click.ClickException(f"no release was made; what was served before stays\n{error}") from error


@main.command()
@click.option("--releases", type=click.Path(path_type=Path), default=lambda: Settings().releases)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Form of the report.")
@click.option("--lang", type=click.Choice(["en", "fr"]), default="en", help="Language of the report.")
def report(releases: Path, form: str, lang: str) -> None:
    """Count what the current release covers and where it is weak."""
    import json

    from dorsale.release import Release, ReleaseError
    from dorsale.release.reports import report_text

    try:
        tables = Release.open(releases / "current").file("report.json").read_text(encoding="utf-8")
    except ReleaseError as error:
        raise click.ClickException(str(error)) from error
    click.echo(tables if form == "json" else report_text(json.loads(tables), lang), nl=False)


@main.command()
@click.argument("path", metavar="LIST", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--column", "columns", multiple=True, metavar="FIELD=COLUMN", help="What a column says; may be repeated.")
@click.option("--no-header", is_flag=True, help="The first line is a row; columns are called “column 1” and so on.")
@click.option("--encoding", default="utf-8-sig", help="Encoding of the list.", show_default=True)
@click.option("--kind", default="organization", help="What the list has: organization, deal, site, hardware, model …")
@click.option(
    "--format", "form", type=click.Choice(["csv", "tsv", "jsonl"]), help="Form of the answer; else the list’s."
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write; else standard output.")
@click.option("--lang", type=click.Choice(["en", "fr"]), default="en", help="Language of labels and reasons.")
@click.option("--releases", type=click.Path(path_type=Path), default=lambda: Settings().releases)
def match(
    *,
    path: Path,
    columns: tuple[str, ...],
    no_header: bool,
    encoding: str,
    kind: str,
    form: str | None,
    out: Path | None,
    lang: Literal["en", "fr"],
    releases: Path,
) -> None:
    """Find out whom LIST means: CSV, TSV or JSON lines, with a column of names or of identifiers.

    Fields are name, country, lei, cik, wikidata, website, ticker and exchange; columns are recognised by header or
    content. Every row comes out again with IRI, label, score and reason, or with a reason for none.
    """
    from dorsale.exchange.match import ListError
    from dorsale.exchange.match.command import match_file
    from dorsale.release import ReleaseError

    try:
        told = match_file(
            path,
            releases,
            columns=columns,
            header=not no_header,
            encoding=encoding,
            kind=kind,
            form=form,
            out=out,
            lang=lang,
        )
    except (ListError, ReleaseError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(told, err=True)


@main.command()
@click.argument("release", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--to", "folder", required=True, type=click.Path(path_type=Path), help="A new or empty folder.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "parquet", "neo4j", "graphml"]),
    default="csv",
    help="Tables (csv, parquet) or a property graph (neo4j, graphml).",
)
def export(release: Path | None, folder: Path, form: str) -> None:
    """Write the tables of RELEASE, or of the current one, or a property graph of them, for other programs."""
    from dorsale.exchange.export import ExportError
    from dorsale.exchange.export import export as write
    from dorsale.exchange.libraries import MissingLibraryError
    from dorsale.release import Release, ReleaseError

    try:
        opened = Release.open(release or Settings().releases / "current")
        write(opened, folder, form=form)
    except (ReleaseError, ExportError, MissingLibraryError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"release {opened.version} as {form} in {folder}")


@main.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--data", is_flag=True, help="Serve FILES, any RDF, as a SPARQL endpoint, instead of a release.")
@click.option(
    "--union-default-graph/--no-union-default-graph",
    "union",
    default=True,
    help="With --data: does the default graph hold the named graphs too?",
)
@click.option("--engine", metavar="URL", default=lambda: Settings().engine, help="Store that answers (DORSALE_ENGINE).")
@click.option(
    "--insecure",
    is_flag=True,
    default=lambda: Settings().store_insecure,
    help="Send a password unencrypted to another machine if the store asks.",
)
@click.option("--releases", type=click.Path(path_type=Path), default=lambda: Settings().releases)
@click.option("--host", default=lambda: Settings().host, help="Address on which the server listens (HOST).")
@click.option("--port", type=int, default=lambda: Settings().port, help="Port on which the server listens (PORT).")
def serve(*, files: tuple[Path, ...], data: bool, union: bool, engine: str, **chosen: Any) -> None:
    """Publish the current release: linked data, SPARQL endpoint, dumps and pages. With --data, ask any RDF FILES.

    With --engine a store that was loaded by `dorsale push` answers, and what is published is the release that it holds.
    Name and password, or a token, are read from DORSALE_STORE_USER, DORSALE_STORE_PASSWORD and DORSALE_STORE_TOKEN.
    """
    if data != bool(files):
        raise click.UsageError("--data goes with files, and files go with --data")
    if data and engine:
        raise click.UsageError("--data and --engine are two engines; name one")
    from dorsale.engine.graphs import Source
    from dorsale.engine.remote import StoreError
    from dorsale.exchange import mcp, reconcile
    from dorsale.release import ReleaseError
    from dorsale.server import serve as run_server
    from dorsale.server.clients import KeyFileError

    try:
        source = Source(version="data", files=files, union=union) if data else None
        settings = Settings(engine=engine, store_insecure=chosen.pop("insecure"), **chosen)
        run_server(settings, source, extensions=(reconcile.router, mcp.router))
    except (ReleaseError, KeyFileError, StoreError) as error:
        raise click.ClickException(str(error)) from error


@main.command(name="mcp")
@click.option("--releases", type=click.Path(path_type=Path), default=lambda: Settings().releases)
def serve_agents(releases: Path) -> None:
    """Give the tools for agents over standard input and output (Model Context Protocol)."""
    from dorsale.engine import EngineFailed
    from dorsale.exchange import mcp
    from dorsale.release import ReleaseError

    try:
        mcp.run(Settings(releases=releases))
    except (ReleaseError, EngineFailed) as error:
        raise click.ClickException(str(error)) from error


@main.command()
@click.argument("name")
@click.option("--file", "path", type=click.Path(path_type=Path), default=lambda: Settings().keys, help="File of keys.")
def key(name: str, path: Path | None) -> None:
    """Make a key that raises the limits for NAME, and print it; the file keeps only its hash."""
    from dorsale.server.clients import KeyFileError, add_key

    if path is None:
        raise click.UsageError("name the file with --file or DORSALE_KEYS")
    try:
        click.echo(add_key(path, name))
    except KeyFileError as error:
        raise click.ClickException(str(error)) from error


def _store_options(function: click.decorators.FC) -> click.decorators.FC:
    for option in (
        click.option("--insecure", is_flag=True, help="Send a password unencrypted to another machine if it asks."),
        click.option("--replace", is_flag=True, help="Empty graphs of our names that somebody else has written."),
        click.option("--graph-prefix", "prefix", default=GRAPH, help="What stands before the names of our graphs."),
        click.option("--update", help="Address for SPARQL Update, where it is not found out."),
        click.option("--to", required=True, help="Address of the store, or of its SPARQL endpoint."),
        click.option("--releases", type=click.Path(path_type=Path), default=lambda: Settings().releases),
    ):
        function = option(function)
    return function


@main.command()
@_store_options
@click.option("--gsp", help="Address of the Graph Store Protocol, to load by it instead of SPARQL Update.")
def push(*, replace: bool, **store: Any) -> None:
    """Load the current release into a store that speaks SPARQL 1.1, and compare.

    Other graphs of the store stay as they are. Name and password, or a token, are read from DORSALE_STORE_USER,
    DORSALE_STORE_PASSWORD and DORSALE_STORE_TOKEN. Exit status: 0 the store holds the release, 1 it differs, 2 it could
    not be done.
    """
    from dorsale.exchange import stores

    sys.exit(_with_store(lambda target: stores.push(target, replace=replace), **store))


@main.command()
@_store_options
@click.option("--repair", is_flag=True, help="Mend what differs.")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; compare with what it should hold.")
def sync(*, replace: bool, repair: bool, only_check: bool, **store: Any) -> None:
    """Bring a store from the release that it holds to the newest, by what differs alone, and compare.

    It may be killed and run again at any time. Exit status: 0 the store holds the release, 1 it differs (the message
    names the graphs), 2 it could not be done.
    """
    from dorsale.exchange import stores

    def work(target: stores.Target) -> int:
        return stores.sync(target, replace=replace, repair=repair, only_check=only_check)

    sys.exit(_with_store(work, **store))


def _with_store(
    work: "Callable[[Target], int]",
    *,
    to: str,
    update: str | None,
    releases: Path,
    prefix: str,
    insecure: bool,
    gsp: str | None = None,
) -> int:
    """Do the work on a store; 2 with a message where it cannot be done."""
    from dorsale.exchange.stores import Address, Credentials, StoreError, Target
    from dorsale.release import ReleaseError

    settings = Settings()
    credentials = Credentials(
        user=settings.store_user,
        password=settings.store_password.get_secret_value(),
        token=settings.store_token.get_secret_value(),
        insecure=insecure or settings.store_insecure,
    )
    address = Address(to=to, update=update, gsp=gsp)
    try:
        return work(Target(address=address, releases=releases, credentials=credentials, prefix=prefix, say=click.echo))
    except (StoreError, ReleaseError) as error:
        click.echo(f"Error: {error}", err=True)
        return 2
