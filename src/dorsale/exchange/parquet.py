"""The tables of a release in Apache Parquet, written by DuckDB."""

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dorsale.exchange.database import select, text
from dorsale.exchange.libraries import library
from dorsale.exchange.tables import Table, Tables
from dorsale.release.datapackage import DESCRIPTION

if TYPE_CHECKING:
    import duckdb

__all__ = ["write_parquet"]


def write_parquet(tables: Tables, folder: Path) -> None:
    """Write NAME.parquet for each table, and their description: the same release gives the same bytes.

    Each file says in its metadata what its columns mean (``dorsale``) and under which licence it may be used.
    Raises :class:`dorsale.exchange.MissingLibraryError` without DuckDB.
    """
    with library("duckdb").connect(config={"threads": 1}) as connection:
        for table in tables.tables:
            _write(connection, table, folder / f"{table.name}.parquet", tables.description)
    described = {**tables.description, "resources": [_resource(one, folder) for one in tables.description["resources"]]}
    (folder / DESCRIPTION).write_text(json.dumps(described, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _write(connection: "duckdb.DuckDBPyConnection", table: Table, path: Path, described: dict[str, Any]) -> None:
    said = {
        "title": table.title["en"],
        "description": table.meaning["en"],
        "licence": described["licenses"][0]["path"],
        "version": described["version"],
        "dorsale": json.dumps({field.name: field.meaning for field in table.fields}, ensure_ascii=False),
    }
    metadata = ", ".join(f"{key}: {text(value)}" for key, value in said.items())
    options = f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{metadata}}}"
    connection.execute(f"COPY ({select(table)}) TO {text(str(path))} ({options})")


def _resource(resource: dict[str, Any], folder: Path) -> dict[str, Any]:
    path = folder / f"{resource['name']}.parquet"
    body = path.read_bytes()
    kept = {key: value for key, value in resource.items() if key not in ("dialect", "encoding")}
    return kept | {
        "path": path.name,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": len(body),
        "hash": f"sha256:{hashlib.sha256(body).hexdigest()}",
    }
