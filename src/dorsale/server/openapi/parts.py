"""What the description of an address is put together from: operations, parameters, answers, problems."""

from typing import Any, Final, TypeAlias

from dorsale.engine.interface import GRAPH_FORMATS
from dorsale.release.kept import VERSION
from dorsale.server.problems import HTML, MEDIA_TYPE

__all__ = [
    "A_VERSION",
    "EXAMPLE",
    "JSON",
    "OF_FILES",
    "OF_PAGES",
    "OF_QUERIES",
    "REASONS",
    "TEXT",
    "Json",
    "away",
    "in_path",
    "ok",
    "operation",
    "problem",
    "query_in_a_body",
    "query_parameter",
    "required",
    "unchanged",
]

Json: TypeAlias = dict[str, Any]

JSON: Final = "application/json"
TEXT: Final[Json] = {"type": "string"}
A_VERSION: Final[Json] = {"type": "string", "pattern": f"^{VERSION.pattern}$"}
EXAMPLE: Final = "SELECT ?p ?o { <https://w3id.org/dorsale/id/organization/openai> ?p ?o } LIMIT 5"
REASONS: Final = {
    400: "Not understood: `syntax` with line and column, `deep`, `request`, `refused`.",
    401: "A key that nobody knows.",
    403: "Writing (`update`) or asking another endpoint (`service`).",
    404: "Nothing is known under this address.",
    406: "None of the accepted forms is available.",
    410: "It was here and is no more.",
    413: "The text is longer than the limit.",
    415: "A media type that is not understood; see Accept-Post.",
    422: "The result is longer than the limit.",
    429: "This client has too many queries running or waiting.",
    500: "A defect of ours; `request_id` finds it in the log.",
    503: "Too many queries, too much memory, or not started.",
    504: "Stopped at the time limit.",
}
OF_PAGES: Final = (400, 404, 406, 500, 503, 504)
OF_FILES: Final = (400, 404, 500)
OF_QUERIES: Final = (400, 401, 403, 406, 413, 422, 429, 500, 503, 504)
_NUMBER: Final[Json] = {"X-Request-ID": {"required": True, "schema": TEXT}}
_ETAG: Final[Json] = {**_NUMBER, "ETag": {"schema": TEXT}}
_AWAY: Final[Json] = {**_NUMBER, "Location": {"required": True, "schema": TEXT}}


def operation(
    name: str, summary: str, answers: Json, problems: tuple[int, ...], parameters: list[Json] | None = None
) -> Json:
    """An operation with its own ``answers`` and those of ``problems`` (statuses)."""
    told = {str(status): {"$ref": f"#/components/responses/{status}"} for status in problems}
    return {
        "operationId": name,
        "summary": summary,
        **({"parameters": parameters} if parameters else {}),
        "responses": dict(sorted({**told, **answers}.items())),
    }


def query_parameter(name: str, schema: Json, example: str | None = None) -> Json:
    """A parameter in the address, which may be left out."""
    shown = {"example": example} if example else {}
    return {"name": name, "in": "query", "schema": schema, **shown}


def required(name: str, schema: Json, example: str) -> Json:
    """A parameter in the address, without which nothing is answered."""
    return {**query_parameter(name, schema, example), "required": True}


def in_path(name: str, schema: Json, example: str) -> Json:
    """A part of the path."""
    return {"name": name, "in": "path", "required": True, "schema": schema, "example": example}


def ok(*media_types: str, schema: Json | None = None, about: str = "The answer.") -> Json:
    """An answer in one of ``media_types``, with what it looks like where that is not their own affair."""
    content = {name: {"schema": _schema(name) if schema is None or name == HTML else schema} for name in media_types}
    return {"description": about, "content": content, "headers": _ETAG}


def _schema(media_type: str) -> Json:
    if media_type == GRAPH_FORMATS["jsonld"]:
        return {"type": ["array", "object"]}
    if media_type.endswith("json"):
        return {"$ref": "#/components/schemas/Results"}
    return TEXT


def unchanged() -> Json:
    """A 304."""
    return {"description": "The client holds it already (If-None-Match).", "headers": _NUMBER}


def away(about: str) -> Json:
    """A redirection."""
    return {"description": about, "headers": _AWAY}


def problem(status: int) -> Json:
    """The answer of a status that tells of a problem."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}, HTML: {"schema": TEXT}}
    waits = {"Retry-After": {"schema": {"type": "integer", "minimum": 1}}} if status in (429, 503, 504) else {}
    return {"description": REASONS[status], "content": content, "headers": {**_NUMBER, **waits}}


def query_in_a_body(more: Json | None = None) -> Json:
    """A query as a form, with ``more`` fields, or as the body itself."""
    query = {"type": "string", "description": "A query of SPARQL 1.1; the graph is only read."}
    form = {"type": "object", "required": ["query"], "properties": {"query": query, **(more or {})}}
    return {
        "application/x-www-form-urlencoded": {"schema": form, "example": {"query": EXAMPLE}},
        "application/sparql-query": {"schema": query, "example": EXAMPLE},
    }
