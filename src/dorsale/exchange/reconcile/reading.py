"""What a request to the service asks: a batch of queries, or an extension; checked before anything is looked for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs

from starlette.requests import Request
from werkzeug.http import parse_options_header

from dorsale.exchange.match import Record
from dorsale.exchange.reconcile.types import kind_of_type
from dorsale.server.problems import BadRequest

__all__ = ["MOST_QUERIES", "Extension", "Query", "read_extension", "read_fields", "read_queries"]

MOST_QUERIES: Final = 100
_MOST_BYTES: Final = 262_144
_MOST_FIELDS: Final = 16
_LONGEST: Final = 500
_MOST_CANDIDATES: Final = 20
_CANDIDATES: Final = 5
_MOST_IDS: Final = 200
_MOST_PROPERTIES: Final = 20
_FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One query of a batch. ``kinds`` are those of its types: empty where it names only unknown ones, None for any."""

    text: str
    kinds: tuple[str, ...] | None
    limit: int
    record: Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """The identifiers of things, and those of the properties whose values are wanted."""

    ids: tuple[str, ...]
    properties: tuple[str, ...]


async def read_fields(request: Request) -> Mapping[str, str]:
    """The parameters of a GET, or the fields of a form.

    Raises :class:`BadRequest` for another media type, for too much, and for what is not UTF-8.
    """
    if request.method != "POST":
        return request.query_params
    media_type, _ = parse_options_header(request.headers.get("content-type"))
    if media_type != _FORM:
        raise BadRequest(415, f"Media types: {_FORM}", headers={"accept-post": _FORM})
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_BYTES:
            raise BadRequest(413, f"At most {_MOST_BYTES} bytes.")
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise BadRequest(400, "The form is not UTF-8, or has too many fields.") from None
    return {name: values[0] for name, values in fields.items()}


def read_queries(text: str) -> dict[str, Query]:
    """A reconciliation query batch (Reconciliation Service API 0.2, 4.1). Raises :class:`BadRequest`."""
    batch = _object(_json(text, "queries"), "queries")
    if len(batch) > MOST_QUERIES:
        raise BadRequest(413, f"At most {MOST_QUERIES} queries in a batch.")
    return {key: _query(_object(value, f"queries.{key}"), f"queries.{key}") for key, value in batch.items()}


def read_extension(text: str) -> Extension:
    """A data extension query (7.4). Raises :class:`BadRequest`."""
    asked = _object(_json(text, "extend"), "extend")
    ids = [_text(one, "extend.ids") for one in _list(asked.get("ids"), "extend.ids")]
    wanted = _list(asked.get("properties"), "extend.properties")
    properties = [
        _text(_object(one, "extend.properties").get("id"), "extend.properties: the member “id”") for one in wanted
    ]
    if len(ids) > _MOST_IDS or len(properties) > _MOST_PROPERTIES:
        raise BadRequest(413, f"At most {_MOST_IDS} identifiers and {_MOST_PROPERTIES} properties.")
    return Extension(ids=tuple(dict.fromkeys(ids)), properties=tuple(dict.fromkeys(properties)))


def _query(asked: dict[str, Any], where: str) -> Query:
    text = _text(asked.get("query", ""), f"{where}.query")
    properties = _list(asked.get("properties", []), f"{where}.properties")
    if not text.strip() and not properties:
        raise BadRequest(400, f"{where}: one of “query” and “properties” is needed.")
    cells = {"name": text}
    for one in properties:
        given = _object(one, f"{where}.properties")
        pid = _text(given.get("pid"), f"{where}.properties: the member “pid”")
        value = _value(given.get("v"), f"{where}.properties.{pid}")
        if value and not (pid == "name" and text):
            cells[pid] = value
    limit = asked.get("limit", _CANDIDATES)
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not 1 <= limit < 1e6:
        raise BadRequest(400, f"{where}.limit: a positive number is expected.")
    return Query(
        text=text,
        kinds=_kinds(asked.get("type"), where),
        limit=min(int(limit), _MOST_CANDIDATES),
        record=Record.of(cells),
    )


def _kinds(given: Any, where: str) -> tuple[str, ...] | None:
    if given in (None, "", []):
        return None
    several = given if isinstance(given, list) else [given]
    named = [_text(one.get("id") if isinstance(one, dict) else one, f"{where}.type") for one in several]
    return tuple(kind for one in named if (kind := kind_of_type(one)))


def _value(given: Any, where: str) -> str:
    """The first of the values of a property as text; an entity stands for its name, else for its identifier."""
    first = given[0] if isinstance(given, list) and given else given
    if isinstance(first, dict):
        first = first.get("name") or first.get("id")
    if isinstance(first, bool | int | float):
        return str(first)
    return _text(first, where) if first not in (None, []) else ""


def _json(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        why = f"{error.msg} at column {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else "too deep"
        raise BadRequest(400, f"{name}: not JSON ({why}).") from None


def _object(given: Any, where: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise BadRequest(400, f"{where}: a JSON object is expected.")
    return given


def _list(given: Any, where: str) -> list[Any]:
    if not isinstance(given, list):
        raise BadRequest(400, f"{where}: a JSON array is expected.")
    return given


def _text(given: Any, where: str) -> str:
    if not isinstance(given, str):
        raise BadRequest(400, f"{where}: a text is expected.")
    if len(given) > _LONGEST:
        raise BadRequest(413, f"{where}: at most {_LONGEST} characters.")
    return given
