"""What a request asks of the SPARQL endpoint: read by the SPARQL 1.1 Protocol, or refused."""

from binascii import a2b_qp
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl

from starlette.datastructures import QueryParams
from starlette.requests import Request
from werkzeug.http import parse_options_header

from dorsale.engine.interface import GRAPH_FORMATS, RESULTS_FORMATS, Allowance, Dataset, Form, Query
from dorsale.pages.negotiation import best
from dorsale.server.problems import HTML, BadRequest
from dorsale.settings import Settings

__all__ = [
    "ACCEPT_POST",
    "DIRECT",
    "FORM",
    "METHODS",
    "Asked",
    "Formats",
    "formats",
    "lone_query",
    "lone_text",
    "longest",
    "read_request",
]

METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")

FORM: Final = "application/x-www-form-urlencoded"
DIRECT: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
ACCEPT_POST: Final = {"accept-post": f"{FORM}, {DIRECT}"}
_MOST_FIELDS: Final = 1000
_QUERY: Final = b"query="

_ALIASES: Final = {
    "application/json": RESULTS_FORMATS["json"],
    "application/xml": RESULTS_FORMATS["xml"],
    "text/xml": RESULTS_FORMATS["xml"],
}
_RESULTS: Final = (*RESULTS_FORMATS.values(), *_ALIASES)
_BOOLEAN: Final = (RESULTS_FORMATS["json"], RESULTS_FORMATS["xml"], *_ALIASES)
_GRAPH: Final = tuple(GRAPH_FORMATS.values())
_SHORT: Final = {**RESULTS_FORMATS, **GRAPH_FORMATS}


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as it came; ``text`` is None where there is none, ``short`` the format that the address names."""

    text: str | None
    dataset: Dataset
    short: str | None


@dataclass(frozen=True, slots=True)
class Formats:
    """The media types that a client accepts, one a form, under the names by which it asked for them.

    ``page`` says that it would rather have HTML than any of them.
    """

    names: dict[Form, str | None]
    page: bool

    def query(self, text: str, dataset: Dataset, allowance: Allowance) -> Query:
        """The query for an engine, with the media types under the names that engines know."""
        return Query(
            text=text,
            dataset=dataset,
            results_format=self._canonical("results"),
            boolean_format=self._canonical("boolean"),
            graph_format=self._canonical("graph"),
            allowance=allowance,
        )

    def _canonical(self, form: Form) -> str | None:
        name = self.names[form]
        return _ALIASES.get(name, name) if name else None


async def read_request(request: Request, *, most: int) -> Asked:
    """What is asked by GET, by a form or by a body that is the query itself (Protocol, 2.1.1 to 2.1.3).

    Raises :class:`BadRequest` for what the protocol does not allow, and for a body of more than ``most`` bytes.
    """
    parameters = _parameters(request.scope["query_string"])
    direct: str | None = None
    if request.method == "POST":
        direct, parameters = await _posted(request, parameters, most)
    if "update" in parameters:
        raise BadRequest(403, "", kind="update")
    text = direct if direct is not None else _only(parameters, "query")
    if text is None and request.method == "POST":
        raise BadRequest(400, "A query is missing: the form has no field 'query'.")
    dataset = Dataset(
        default_graphs=_all(parameters, "default-graph-uri"), named_graphs=_all(parameters, "named-graph-uri")
    )
    return Asked(text, dataset, _only(parameters, "format"))


def lone_query(encoded: bytes) -> str | None:
    """The query of an address or a form that holds nothing else; None where it takes a closer look to tell.

    Percent-encoding becomes quoted-printable, which the library decodes in one go.
    """
    if not encoded.startswith(_QUERY) or b"&" in encoded or b"\n" in encoded or b"\r" in encoded:
        return None
    value = encoded[len(_QUERY) :]
    decoded = a2b_qp(value.replace(b"=", b"=3D").replace(b"+", b" ").replace(b"%", b"="))
    if len(value) - len(decoded) != 2 * value.count(b"%"):
        return None  # not every % began two hexadecimal digits
    return lone_text(decoded)


def lone_text(encoded: bytes) -> str | None:
    """The text of a body that is the query itself; None where it is not UTF-8."""
    try:
        return encoded.decode()
    except UnicodeDecodeError:
        return None


def longest(settings: Settings) -> int:
    """How many bytes a body may have: a text as a form is at most three times as long."""
    return 3 * settings.query_bytes + 65_536


@lru_cache(maxsize=1024)
def formats(accept: str | None, short: str | None) -> Formats:
    """The formats that an Accept header asks for; ``short`` (``json``, ``ttl`` …) wins over it.

    Raises :class:`BadRequest` for a ``short`` name that does not exist.
    """
    if short is not None and short not in _SHORT:
        raise BadRequest(400, f"Formats: {', '.join(_SHORT)}")
    wanted = _SHORT[short] if short else accept
    page = short is None and best(accept, (*_RESULTS, *_GRAPH, HTML)) == HTML
    names: dict[Form, str | None] = {
        "results": best(wanted, _RESULTS),
        "boolean": best(wanted, _BOOLEAN),
        "graph": best(wanted, _GRAPH),
    }
    return Formats(names, page)


async def _posted(request: Request, address: QueryParams, most: int) -> tuple[str | None, QueryParams]:
    media_type, options = parse_options_header(request.headers.get("content-type"))
    if options.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise BadRequest(415, "The body has to be UTF-8.")
    if media_type == _UPDATE:
        raise BadRequest(403, "", kind="update")
    if media_type not in (FORM, DIRECT):
        raise BadRequest(415, f"Media types: {FORM}, {DIRECT}", headers=ACCEPT_POST)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise BadRequest(413, f"At most {most} bytes.")
    if media_type == FORM:
        return None, _parameters(bytes(body))
    if "query" in address:
        raise BadRequest(400, "The query is in the body; there may be no second one in the address.")
    try:
        return body.decode(), address
    except UnicodeDecodeError:
        raise BadRequest(400, "The body is not UTF-8.") from None


def _parameters(encoded: bytes) -> QueryParams:
    try:
        text = encoded.decode()
        fields = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        what = "not UTF-8" if isinstance(error, UnicodeDecodeError) else f"more than {_MOST_FIELDS}"
        raise BadRequest(400, f"The parameters are {what}.") from None
    return QueryParams(fields)


def _all(parameters: QueryParams, name: str) -> tuple[str, ...] | None:
    return tuple(parameters.getlist(name)) or None


def _only(parameters: QueryParams, name: str) -> str | None:
    found = parameters.getlist(name)
    if len(found) > 1:
        raise BadRequest(400, f"The parameter '{name}' stands there {len(found)} times; once is right.")
    return found[0] if found else None
