"""Write a release to a folder in a form that other programs read."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from dorsale.exchange.graphml import write_graphml
from dorsale.exchange.neo4j import write_neo4j
from dorsale.exchange.parquet import write_parquet
from dorsale.exchange.tables import Tables
from dorsale.release import Release

__all__ = ["FORMATS", "ExportError", "export"]


class ExportError(Exception):
    """Nothing was written."""


def _write_csv(tables: Tables, folder: Path) -> None:
    shutil.copytree(tables.release.path / "tables", folder, dirs_exist_ok=True)


FORMATS: Final[Mapping[str, Callable[[Tables, Path], None]]] = {
    "csv": _write_csv,
    "parquet": write_parquet,
    "neo4j": write_neo4j,
    "graphml": write_graphml,
}
"""Name of a format → what writes it."""


def export(release: Release, folder: Path, *, form: str = "csv") -> None:
    """Write the tables of ``release`` to ``folder``, which has to be new or empty, in one of :data:`FORMATS`.

    What fails on the way leaves nothing behind.

    Raises :class:`ExportError` for a folder that holds something, :class:`dorsale.release.ReleaseError` for a release
    without tables and :class:`dorsale.exchange.MissingLibraryError` for a format whose library is not installed.
    """
    tables = Tables.of(release)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ExportError(f"{folder} is not empty")
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    try:
        FORMATS[form](tables, draft)
        draft.replace(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
