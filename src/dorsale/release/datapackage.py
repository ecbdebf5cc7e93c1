"""The tables of a release described for machines: a Data Package (datapackage.org, version 2) with a Table Schema each.

Beside what the standard names, a resource and a field have a member ``dorsale`` with what our readers need: titles and
meanings in French, the kind of a column, the table, the scheme and the property behind it, and what it is in a property
graph.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any, Final

from dorsale.namespaces import BASE, DATASET, PREFIXES, VOCABULARY
from dorsale.release.tabular import Column, Filled, as_csv

__all__ = ["DESCRIPTION", "bundle", "table_files"]

DESCRIPTION: Final = "datapackage.json"
"""The name of the file that describes the others."""

_PROFILE: Final = "https://datapackage.org/profiles/2.0/"
_DATE: Final = r"\d{4}(-\d{2}(-\d{2})?)?"
_TYPES: Final = {"integer": "integer", "decimal": "number", "boolean": "boolean", "day": "date"}
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_DIALECT: Final = {"header": True, "delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True}


def table_files(tables: list[Filled], *, version: str, about: Mapping[str, Any]) -> dict[str, bytes]:
    """The CSV file of each table and their description, by name.

    ``about`` has the ``title`` and ``description`` in each language, the day ``modified`` and the ``licence``.
    """
    files = {f"{one.table.name}.csv": as_csv(one) for one in tables}
    keys = {one.table.name: one.table.key for one in tables}
    resources = [_resource(one, files[f"{one.table.name}.csv"], keys) for one in tables]
    package = {
        "$schema": _PROFILE + "datapackage.json",
        "name": "dorsale",
        "id": DATASET,
        "version": version,
        "title": about["title"]["en"],
        "description": about["description"]["en"],
        "homepage": BASE,
        "created": f"{about['modified']}T00:00:00Z",
        "licenses": [{"name": "CC-BY-4.0", "path": about["licence"]}],
        "resources": resources,
        "dorsale": {"title": about["title"]["fr"], "description": about["description"]["fr"]},
    }
    files[DESCRIPTION] = (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()
    return files


def bundle(files: Mapping[str, bytes]) -> bytes:
    """The files as one ZIP archive: the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name], zipfile.ZIP_DEFLATED, compresslevel=9)
    return out.getvalue()


def _resource(filled: Filled, body: bytes, keys: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    table = filled.table
    foreign = [
        {"fields": [column.name], "reference": {"resource": column.of, "fields": list(keys[column.of])}}
        for column in table.columns
        if column.kind == "iri" and column.of and not column.many
    ]
    graph = {name: list(value) for name, value in (("node", table.node), ("relation", table.relation)) if value}
    return {
        "name": table.name,
        "type": "table",
        "title": table.title["en"],
        "description": table.meaning["en"],
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(body),
        "hash": f"sha256:{hashlib.sha256(body).hexdigest()}",
        "dialect": _DIALECT,
        "schema": {
            "$schema": _PROFILE + "tableschema.json",
            "fields": [_field(column) for column in table.columns],
            "primaryKey": list(table.key),
            **({"foreignKeys": foreign} if foreign else {}),
        },
        "dorsale": {"title": table.title["fr"], "meaning": table.meaning["fr"], "rows": len(filled.rows), **graph},
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": _TYPES.get(column.kind, "string")}
    if column.many:
        field |= {"type": "list", "delimiter": " ", "itemType": "string"}
    elif column.kind in ("iri", "address"):
        field["format"] = "uri"
    field["description"] = column.meaning["en"]
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.kind == "date":
        constraints["pattern"] = _DATE
    if constraints:
        field["constraints"] = constraints
    more = {"kind": column.kind, "meaning": column.meaning["fr"]}
    if column.of:
        more |= {"table": column.of} if column.kind == "iri" else {"scheme": VOCABULARY + column.of}
    if column.link:
        prefix, _, local = column.link.removeprefix("^").partition(":")
        more |= {"inverse" if column.link.startswith("^") else "property": PREFIXES[prefix] + local}
    return {**field, "dorsale": more}
