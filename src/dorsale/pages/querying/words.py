"""What a query asks, in words: as a part of pages, as a page of its own, and as JSON (``/query/explain``)."""

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from dorsale.derive.wording import LANGUAGES
from dorsale.engine.interface import GRAPH_FORMATS, RESULTS_FORMATS, Allowance, Dataset, EngineError, Query
from dorsale.namespaces import GRAPH
from dorsale.pages import asking
from dorsale.pages.names import Names
from dorsale.pages.negotiation import best
from dorsale.pages.querying.explaining.naming import iris_of
from dorsale.pages.querying.explaining.parsing import NotUnderstood, parse
from dorsale.pages.querying.explaining.phrases import Line, Piece, Voice
from dorsale.pages.querying.explaining.telling import explain
from dorsale.pages.render import Context, page
from dorsale.pages.respond import HTML, rendered, respond
from dorsale.pages.site import Question, Rendered
from dorsale.pages.statements import Statements

__all__ = ["Told", "answer", "check", "explained", "told"]

_JSON: Final = "application/json"
_NOWHERE: Final = Dataset(default_graphs=(GRAPH + "nothing",), named_graphs=())
"""A dataset without statements: what is asked of it costs no more than its parsing."""

_MOST_NAMED: Final = 400


@dataclass(frozen=True, slots=True)
class Told:
    """A query in words; no ``lines`` where words are missing for all of it."""

    lines: tuple[Line, ...]


async def check(context: Context, text: str) -> None:
    """Raise the :class:`~dorsale.engine.interface.EngineError` of a text that the endpoint would refuse."""
    query = Query(
        text=text,
        dataset=_NOWHERE,
        results_format=RESULTS_FORMATS["tsv"],
        boolean_format=RESULTS_FORMATS["json"],
        graph_format=GRAPH_FORMATS["nt"],
        allowance=context.request.state.allowance or Allowance(),
    )
    await (await context.engine.query(query)).aclose()


async def told(context: Context, text: str, question: Question | None = None) -> Told:
    """A query that is known to be valid, in the words of the request's language.

    The parameters of the ``question`` that it was made from have the names that people gave them.
    """
    try:
        query = await asyncio.to_thread(parse, text)
    except NotUnderstood:
        return Told(())
    parameters = question.parameters if question else []
    given = {str(one["name"]): str(one["label"][context.place.language]) for one in parameters}
    lexicon = await context.lexicon()
    unnamed = [iri for iri in dict.fromkeys(iris_of(query)) if not lexicon.named(iri)]
    try:
        labels = await asking.labels(context.engine, unnamed[:_MOST_NAMED])
        dated = await context.site.dated(context.engine)
    except EngineError:
        labels, dated = Statements(), frozenset()
    names = Names(context.place.language, labels, lexicon.statements)
    return Told(await asyncio.to_thread(explain, query, names, lexicon, dated=dated, given=given))


async def explained(context: Context) -> Response:
    """The explanation of ``?query=``."""
    found = context.request.query_params.getlist("query")
    if len(found) != 1:
        raise HTTPException(400, context.words("detail.one-query"))
    return await answer(context, found[0])


async def answer(context: Context, text: str) -> Response:
    """The explanation of ``text`` as a page or as JSON, in the language of ``?lang=`` where there is one.

    Raises what the endpoint raises for a text that it refuses.
    """
    wanted = context.request.query_params.get("lang")
    language = next((one for one in LANGUAGES if one == wanted), None)
    if wanted is not None and language is None:
        raise HTTPException(400, context.words("detail.languages", languages=", ".join(LANGUAGES)))
    if language:
        context = replace(context, place=replace(context.place, language=language, fixed=True))
    form = best(context.request.headers.get("accept"), (_JSON, HTML))
    if form is None:
        raise HTTPException(406, context.words("detail.formats", formats=f"{_JSON}, {HTML}"))
    await check(context, text)
    found = await told(context, text)
    return respond(context.request, _page(context, text, found) if form == HTML else _data(context, text, found))


def _page(context: Context, text: str, found: Told) -> Rendered:
    return page(
        "explain.html",
        context,
        title=context.words("explain.title"),
        description=context.words("explain.hint"),
        text=text,
        told=found,
        headers=(("vary", "accept"),),
    )


def _data(context: Context, text: str, found: Told) -> Rendered:
    names = Names(context.place.language)
    voice = Voice(names)
    body: dict[str, Any] = {
        "language": context.place.language,
        "query": text,
        "text": "\n".join(_plain(voice, found.lines)) or context.words("explain.unknown"),
        "lines": [_line(voice, line) for line in found.lines],
    }
    vary = () if context.place.fixed else (("vary", "accept-language"),)
    headers = (("content-language", context.place.language), ("vary", "accept"), *vary)
    return rendered(json.dumps(body, ensure_ascii=False).encode(), _JSON, headers)


def _plain(voice: Voice, lines: Iterable[Line], depth: int = 0) -> Iterable[str]:
    for line in lines:
        yield f"{'  ' * depth}- {voice.text(line.pieces)}"
        yield from _plain(voice, line.lines, depth + 1)


def _line(voice: Voice, line: Line) -> dict[str, Any]:
    return {
        "text": voice.text(line.pieces),
        "pieces": [_piece(piece) for piece in line.pieces],
        "lines": [_line(voice, one) for one in line.lines],
    }


def _piece(piece: Piece) -> dict[str, str]:
    """What is empty is left out."""
    every = {
        "text": piece.text,
        "look": piece.look,
        "iri": piece.iri,
        "language": piece.language,
        "variable": piece.code,
    }
    return {key: value for key, value in every.items() if value}
