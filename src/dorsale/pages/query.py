"""SPARQL for people: a form, questions with fields, the answer as table, chart, network or map; no script needed."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from dorsale.derive.wording import LANGUAGES
from dorsale.engine.interface import (
    GRAPH_FORMATS,
    RESULTS_FORMATS,
    Allowance,
    Dataset,
    EngineError,
    Form,
    Query,
)
from dorsale.pages.failures import failure_of
from dorsale.pages.names import Names
from dorsale.pages.querying import charts, maps, networks
from dorsale.pages.querying.parameters import PREFIX, Field, fields_of, filled
from dorsale.pages.querying.programs import programs
from dorsale.pages.querying.results import (
    MOST_ROWS,
    Solutions,
    Table,
    read_solutions,
    read_some,
    reader_of,
    table_of,
)
from dorsale.pages.querying.sketches import sketch
from dorsale.pages.querying.terms import terms_json
from dorsale.pages.querying.words import Told, check, told
from dorsale.pages.render import Context, page
from dorsale.pages.respond import rendered, respond
from dorsale.pages.site import Question, Rendered

__all__ = ["form", "result", "terms"]

_MOST_BYTES: Final = 4_000_000
_FORMATS: Final = ("table", *RESULTS_FORMATS, *GRAPH_FORMATS)
_BOOLEAN: Final = {name: RESULTS_FORMATS[name] for name in ("json", "xml")}
_OURS: Final = frozenset({"query", "question", "run", "words", "view", "column"})
_VIEWS: Final = ("table", "chart", "graph", "map")
_PROPOSED: Final = ("class", "property", "concept", "variable", "keyword", "function", "prefix")
_PHRASES: Final = {"Completions": "completions", "Selection deleted": "deleted", "Control character": "control"}
"""What CodeMirror says by itself, and the key of our words for it."""

_EXAMPLE: Final = """PREFIX dor: <https://w3id.org/dorsale/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?deal ?label ?announced WHERE {
  ?deal a dor:Deal ; rdfs:label ?label ; dor:announced ?announced .
  FILTER (LANG(?label) = "en")
}
ORDER BY DESC(?announced)
LIMIT 20"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why there is no answer, in the reader's language; ``detail`` is what the engine says."""

    key: str
    detail: str
    line: int | None
    column: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address asks: the text of a query, and the question with its fields where it was made from one.

    ``words`` says that it asks for no more than the query in words.
    """

    text: str
    run: bool
    words: bool = False
    question: Question | None = None
    fields: list[Field] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a page shows of an answer: one of ``table``, ``truth`` and ``graph``, and the picture that is asked for."""

    form: Form = "results"
    table: Table | None = None
    truth: bool | None = None
    graph: str | None = None
    cut: bool = False
    views: tuple[str, ...] = ("table",)
    view: str = "table"
    picture: charts.Bars | charts.Line | networks.Network | maps.Map | None = None
    columns: tuple[str, ...] = ()


async def form(context: Context) -> Response:
    """The form, filled with a question of the release where the address names one."""
    asked = await _asked(context)
    return _page(context, asked, said=await told(context, asked.text, asked.question))


async def result(context: Context, dataset: Dataset | None = None) -> Response:
    """The answer to ``?query=`` or ``?question=`` as a page; by the endpoint where ``?format=`` names a format.

    With ``?words=`` the query is not run, but only told in words.
    """
    asked = await _asked(context)
    chosen = context.request.query_params.get("format", "table")
    if asked.words:
        try:
            await check(context, asked.text)
        except EngineError as error:
            return _failed(context, asked, error)
    if not asked.run:
        return _page(context, asked, said=await told(context, asked.text, asked.question))
    if chosen in RESULTS_FORMATS or chosen in GRAPH_FORMATS:
        kept = [(key, value) for key, value in context.request.query_params.multi_items() if key not in _OURS]
        return RedirectResponse(f"{context.place.plain('/sparql')}?{urlencode([('query', asked.text), *kept])}", 303)
    query = Query(
        text=asked.text,
        dataset=dataset or Dataset(),
        results_format=RESULTS_FORMATS["tsv"],
        boolean_format=RESULTS_FORMATS["json"],
        graph_format=GRAPH_FORMATS["ttl"],
        allowance=context.request.state.allowance or Allowance(),
    )
    try:
        answer = await context.engine.query(query)
        body, whole = await read_some(answer, _MOST_BYTES)
    except EngineError as error:
        return _failed(context, asked, error)
    if answer.form == "results":
        found = await _rows(context, await asyncio.to_thread(read_solutions, body, whole=whole))
    elif answer.form == "boolean":
        found = Found(form="boolean", truth=b"true" in body.split(b'"boolean"')[-1])
    else:
        found = await _graph(context, body, whole)
    return _page(context, asked, found=found, said=await told(context, asked.text, asked.question))


async def terms(context: Context) -> Response:
    """What the editor completes, in the language that the address names."""
    language = context.request.path_params["language"]
    if language not in LANGUAGES:
        raise HTTPException(404)

    async def make() -> Rendered:
        return rendered(terms_json(await context.lexicon(), language), "application/json")

    return respond(context.request, await context.site.once(("terms", language), make))


async def _asked(context: Context) -> Asked:
    """The query of the address: its text, or that of a question with the values of its fields."""
    parameters = context.request.query_params
    text = parameters.get("query", "")
    if text.strip():
        words = "words" in parameters
        return Asked(text=text, run=not words, words=words)
    slug = parameters.get("question")
    question = next((one for one in context.site.questions if one.slug == slug), None)
    if question is None:
        return Asked(text=_EXAMPLE, run=False)
    lexicon = await context.lexicon()
    fields = await fields_of(
        question,
        parameters,
        engine=context.engine,
        lexicon=lexicon,
        names=Names(context.place.language, lexicon.statements),
        search=context.site.search,
    )
    wanted = "run" in parameters or any(PREFIX + one.name in parameters for one in fields)
    sound = not any(one.error for one in fields)
    return Asked(text=filled(question, fields), run=wanted and sound, question=question, fields=fields)


async def _rows(context: Context, solutions: Solutions) -> Found:
    """The rows as a table, and as the picture that the address asks for where they allow it."""
    table, reader = await table_of(context, solutions)
    known = await maps.sited(context.engine, solutions)
    ties = networks.pairs(solutions)
    drawable = charts.numeric(solutions, table)
    drawn = maps.map_of(solutions, table, known)
    possible = {"table": True, "chart": bool(drawable), "graph": bool(ties), "map": drawn is not None}
    view = _view(context, possible)
    picture: charts.Bars | charts.Line | networks.Network | maps.Map | None = None
    if view == "chart":
        column = context.request.query_params.get("column", "")
        picture = charts.chart_of(solutions, table, reader, column=column)
    elif view == "graph":
        places, left_out = await asyncio.to_thread(networks.layout, ties)
        picture = networks.network_of(ties, places, reader, left_out=left_out)
    elif view == "map":
        picture = drawn
    return Found(
        table=table,
        cut=table.cut,
        views=tuple(name for name in _VIEWS if possible[name]),
        view=view,
        picture=picture,
        columns=tuple(solutions.columns[number] for number in drawable) if view == "chart" else (),
    )


async def _graph(context: Context, body: bytes, whole: bool) -> Found:
    """A graph as Turtle, and as a network where the address asks for it."""
    ties = await asyncio.to_thread(networks.triples, body) if whole else []
    view = _view(context, {"table": True, "graph": bool(ties)})
    picture = None
    if view == "graph":
        places, left_out = await asyncio.to_thread(networks.layout, ties)
        named = {*places, *(tie for _, tie, _ in ties)}
        picture = networks.network_of(ties, places, await reader_of(context, named), left_out=left_out)
    return Found(
        form="graph",
        graph=body.decode(errors="replace"),
        cut=not whole,
        views=("table", "graph") if ties else ("table",),
        view=view,
        picture=picture,
    )


def _view(context: Context, possible: dict[str, bool]) -> str:
    wanted = context.request.query_params.get("view", "table")
    return wanted if possible.get(wanted) else "table"


def _failed(context: Context, asked: Asked, error: EngineError) -> Response:
    status, key = failure_of(error)
    failure = Failure(
        key=key,
        detail=getattr(error, "message", str(error)),
        line=getattr(error, "line", None),
        column=getattr(error, "column", None),
    )
    return _page(context, asked, failure=failure, status=status)


def _page(
    context: Context,
    asked: Asked,
    *,
    found: Found | None = None,
    said: Told | None = None,
    failure: Failure | None = None,
    status: int = 200,
) -> Response:
    place = context.place
    formats = {"results": RESULTS_FORMATS, "boolean": _BOOLEAN, "graph": GRAPH_FORMATS}[found.form] if found else {}
    made = page(
        "query.html",
        context,
        title=context.words("query.title"),
        description=context.words("query.lead"),
        status=status,
        islands=("query", "copy"),
        asked=asked,
        text=asked.text,
        prefix=PREFIX,
        formats_offered=_FORMATS,
        format_titles={**RESULTS_FORMATS, **GRAPH_FORMATS},
        topics=context.site.topics(place.language),
        found=found,
        told=said,
        sketch=sketch(found.picture, context.words) if found else None,
        failure=failure,
        editor=_editor(context, failure),
        most=MOST_ROWS,
        downloads=[
            (name, f"{place.plain('/sparql')}?{urlencode({'query': asked.text, 'format': name})}") for name in formats
        ],
        seen=_seen(context, found),
        programs=programs(place.absolute("/sparql"), asked.text, found.form if found else "results"),
    )
    return respond(context.request, made)


def _editor(context: Context, failure: Failure | None) -> dict[str, str]:
    """What the editor has to know, as attributes of the field that it stands for: addresses, words and a fault."""
    place, words = context.place, context.words
    about = {
        "terms": place.plain(f"/query/terms.{place.language}.json"),
        "suggest": place.href("/suggest"),
        "label": words("query.label"),
        "declared": words("query.declared"),
        "kinds": json.dumps({kind: words(f"query.kind.{kind}") for kind in _PROPOSED}),
        "phrases": json.dumps({said: words(f"query.phrase.{key}") for said, key in _PHRASES.items()}),
    }
    if failure and failure.line:
        about |= {"line": str(failure.line), "column": str(failure.column or 1)}
        about |= {"fault": words(f"failure.{failure.key}"), "detail": failure.detail}
    return {f"data-{name}": value for name, value in about.items()}


def _seen(context: Context, found: Found | None) -> dict[str, Any]:
    """The addresses of the other views of an answer, and of the other columns of a chart."""
    if found is None:
        return {"views": [], "columns": []}
    kept = [(k, v) for k, v in context.request.query_params.multi_items() if k not in ("view", "format", "column")]

    def address(**more: str) -> str:
        return f"{context.place.href('/query')}?{urlencode([*kept, *more.items()])}"

    return {
        "views": [(view, address(view=view)) for view in found.views],
        "columns": [(column, address(view="chart", column=column)) for column in found.columns],
    }
