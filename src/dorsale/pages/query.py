"""SPARQL for people: a form, and the answer as a table with links, without a line of script."""

from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox
from starlette.responses import RedirectResponse, Response

from dorsale.engine.interface import GRAPH_FORMATS, RESULTS_FORMATS, Allowance, Answer, Dataset, EngineError, Query
from dorsale.namespaces import PREFIXES, shorten
from dorsale.pages.failures import failure_of
from dorsale.pages.reader import Shown
from dorsale.pages.render import Context, page
from dorsale.pages.respond import respond

__all__ = ["form", "result"]

_MOST_ROWS: Final = 1000
_MOST_BYTES: Final = 4_000_000
_FORMATS: Final = ("table", *RESULTS_FORMATS, *GRAPH_FORMATS)
_EXAMPLE: Final = """PREFIX dor: <https://w3id.org/dorsale/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?deal ?label ?announced WHERE {
  ?deal a dor:Deal ; rdfs:label ?label ; dor:announced ?announced .
  FILTER (LANG(?label) = "en")
}
ORDER BY DESC(?announced)
LIMIT 20"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows of a SELECT; ``cut`` where there are more than a page shows."""

    columns: list[str]
    rows: list[list[Shown | None]]
    cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why there is no answer, in the reader's language; ``detail`` is what the engine says."""

    key: str
    detail: str
    line: int | None
    column: int | None


async def form(context: Context) -> Response:
    """The form, filled with a question of the release where the address names one."""
    asked = context.request.query_params.get("question")
    chosen = next((one for one in context.site.questions if one.slug == asked), None)
    return _page(context, text=chosen.query if chosen else _EXAMPLE, status=200)


async def result(context: Context, dataset: Dataset | None = None) -> Response:
    """The answer to ``?query=`` as a page; where ``?format=`` names a format, the endpoint gives it."""
    parameters = context.request.query_params
    text, chosen = parameters.get("query", ""), parameters.get("format", "table")
    if not text.strip():
        return await form(context)
    if chosen in RESULTS_FORMATS or chosen in GRAPH_FORMATS:
        return RedirectResponse(f"{context.place.plain('/sparql')}?{context.place.query}", 303)
    query = Query(
        text=text,
        dataset=dataset or Dataset(),
        results_format=RESULTS_FORMATS["tsv"],
        boolean_format=RESULTS_FORMATS["json"],
        graph_format=GRAPH_FORMATS["ttl"],
        allowance=context.request.state.allowance or Allowance(),
    )
    try:
        answer = await context.engine.query(query)
        body, whole = await _read(answer)
    except EngineError as error:
        return _failed(context, text, error)
    if answer.form == "results":
        return _page(context, text=text, table=_table(context, body, whole))
    if answer.form == "boolean":
        return _page(context, text=text, truth=b"true" in body.split(b'"boolean"')[-1])
    return _page(context, text=text, graph=body.decode(errors="replace"), cut=not whole)


async def _read(answer: Answer) -> tuple[bytes, bool]:
    """The answer's bytes up to what a page can hold, ended after a whole line, and whether that is all."""
    body = bytearray()
    try:
        async for frame in answer.frames:
            body += frame
            if len(body) > _MOST_BYTES:
                del body[body.rfind(b"\n") + 1 :]
                return bytes(body), False
    finally:
        await answer.aclose()
    return bytes(body), True


def _table(context: Context, body: bytes, whole: bool) -> Table:
    solutions = ox.parse_query_results(body, format=ox.QueryResultsFormat.TSV)
    if not isinstance(solutions, ox.QuerySolutions):
        return Table(columns=[], rows=[], cut=False)
    columns = [variable.value for variable in solutions.variables]
    rows: list[list[Shown | None]] = []
    for solution in solutions:
        if len(rows) == _MOST_ROWS:
            return Table(columns=columns, rows=rows, cut=True)
        rows.append([_cell(context, solution[column]) for column in columns])
    return Table(columns=columns, rows=rows, cut=not whole)


def _cell(context: Context, term: object) -> Shown | None:
    """A term as it stands in the result, an IRI in short with its link."""
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return Shown(text=shorten(term.value).strip("<>"), look="thing", href=context.place.link(term.value))
    if isinstance(term, ox.Literal):
        plain = {PREFIXES["xsd"] + "string", PREFIXES["rdf"] + "langString"}
        kind = "" if term.datatype.value in plain else shorten(term.datatype.value)
        return Shown(text=term.value, look="literal", language=term.language or "", machine=kind)
    return Shown(text=str(term), look="code")


def _failed(context: Context, text: str, error: EngineError) -> Response:
    status, key = failure_of(error)
    failure = Failure(
        key=key,
        detail=getattr(error, "message", str(error)),
        line=getattr(error, "line", None),
        column=getattr(error, "column", None),
    )
    return _page(context, text=text, failure=failure, status=status)


def _page(
    context: Context,
    *,
    text: str,
    table: Table | None = None,
    truth: bool | None = None,
    graph: str | None = None,
    failure: Failure | None = None,
    cut: bool = False,
    status: int = 200,
) -> Response:
    found = page(
        "query.html",
        context,
        title=context.words("query.title"),
        description=context.words("query.lead"),
        status=status,
        islands=("query",),
        text=text,
        formats_offered=_FORMATS,
        format_titles={**RESULTS_FORMATS, **GRAPH_FORMATS},
        topics=context.site.topics(context.place.language),
        table=table,
        truth=truth,
        graph=graph,
        failure=failure,
        cut=cut or (table is not None and table.cut),
        most=_MOST_ROWS,
    )
    return respond(context.request, found)
