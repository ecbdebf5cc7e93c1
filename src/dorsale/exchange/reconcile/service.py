"""The addresses of the service: its manifest, queries, suggestions, previews and extensions, in both languages.

Work on a batch happens in a thread, and in turns (:mod:`dorsale.exchange.reconcile.turns`), so that the server goes on
answering others meanwhile.
"""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeAlias

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dorsale.derive.wording import LANGUAGES, Language
from dorsale.exchange.match import Matcher
from dorsale.exchange.reconcile.answering import answers
from dorsale.exchange.reconcile.extending import extended, values
from dorsale.exchange.reconcile.manifest import manifest
from dorsale.exchange.reconcile.reading import read_extension, read_fields, read_queries
from dorsale.exchange.reconcile.turns import Turns
from dorsale.exchange.reconcile.types import (
    TYPES,
    begins,
    entity_id,
    iri_of_entity,
    kind_of_type,
    of_kind,
    property_name,
    type_of,
    type_of_kind,
)
from dorsale.pages import Pages, asking
from dorsale.pages.addresses import path_of
from dorsale.pages.names import Names
from dorsale.pages.render import Context, page
from dorsale.pages.respond import rendered, respond
from dorsale.pages.typography import typeset
from dorsale.pages.values import grouped
from dorsale.release.folder import Release
from dorsale.release.search import Search
from dorsale.server.problems import BadRequest

__all__ = ["router"]

_Handler: TypeAlias = Callable[[Context], Awaitable[Response]]
_JSON: Final = "application/json"
_SUGGESTED: Final = 10
_LONGEST: Final = 200
_MOST_CURSOR: Final = 200
_RELEASES_KEPT: Final = 2


def router(pages: Pages) -> APIRouter:
    """The routes of the service beside ``pages``, without a language, under /en and under /fr."""
    service = _Service()
    handlers: tuple[tuple[str, _Handler, list[str]], ...] = (
        ("/reconcile", service.ask, ["GET", "POST"]),
        ("/reconcile/suggest/{what}", service.suggest, ["GET"]),
        ("/reconcile/properties", service.propose, ["GET"]),
        ("/reconcile/preview", service.preview, ["GET"]),
    )
    return APIRouter(
        routes=[
            Route(prefix + path, _on(pages, handler), methods=methods)
            for path, handler, methods in handlers
            for prefix in ("", *(f"/{language}" for language in LANGUAGES))
        ]
    )


def _on(pages: Pages, handler: _Handler) -> Callable[[Request], Awaitable[Response]]:
    async def handle(request: Request) -> Response:
        return await handler(pages.context(request))

    return handle


class _Service:
    def __init__(self) -> None:
        self._matchers: OrderedDict[str, Matcher] = OrderedDict()
        self._turns = Turns()

    async def ask(self, context: Context) -> Response:
        """The manifest, the candidates of a batch of queries, or values of properties."""
        fields = await read_fields(context.request)
        names = await _names(context)
        if "queries" in fields:
            queries = read_queries(fields["queries"])
            matcher = self._matcher(context.site.release)
            async with self._turns.of(_client(context.request)):
                found = await asyncio.to_thread(answers, matcher, queries, words=context.words, names=names)
            return _json(context, found)
        if "extend" in fields:
            asked = read_extension(fields["extend"])
            return _json(context, await extended(context.engine, asked.ids, asked.properties, names))
        if context.request.method == "POST":
            raise BadRequest(400, "The form has neither “queries” nor “extend”.")
        return _json(context, manifest(context, names))

    async def suggest(self, context: Context) -> Response:
        """What a few letters may mean: entities, types or properties (5.3)."""
        what = context.request.path_params["what"]
        suggesting = {"entity": self._entities, "type": self._types, "property": self._properties}.get(what)
        if suggesting is None:
            raise HTTPException(404)
        parameters = context.request.query_params
        skipped = _number(parameters, "cursor", 0, _MOST_CURSOR)
        found = await suggesting(context, parameters.get("prefix", "")[:_LONGEST].strip(), skipped + _SUGGESTED)
        return _json(context, {"result": found[skipped : skipped + _SUGGESTED]})

    async def propose(self, context: Context) -> Response:
        """The properties whose values can be fetched for things of a type (7.3)."""
        parameters = context.request.query_params
        given = parameters.get("type", "")
        limit = _number(parameters, "limit", 0, 1_000_000)
        names = await _names(context)
        kind = kind_of_type(given)
        every = [] if given and kind is None else list(of_kind(kind))
        listed = [{"id": one.id, "name": property_name(one, names)} for one in every]
        body: dict[str, Any] = {"properties": listed[: limit or None]}
        return _json(context, body | ({"type": given} if given else {}) | ({"limit": limit} if limit else {}))

    async def preview(self, context: Context) -> Response:
        """A small page about one thing, to be shown in a frame of another site (6)."""
        iri = iri_of_entity(context.request.query_params.get("id", ""))
        if iri is None or not asking.is_iri(iri) or not await asking.exists(context.engine, iri):
            raise HTTPException(404, context.words("detail.unknown", iri=iri or ""))
        names, kind = await _names(context), type_of(iri) or ""
        called = Names(context.place.language, await asking.labels(context.engine, [iri]))
        facts = []
        for one in of_kind(kind):
            cells = (await values(context.engine, one, [iri], names)).get(iri, [])
            if cells:
                facts.append((property_name(one, names), [_shown(cell, names.language) for cell in cells[:6]]))
        found = page(
            "preview.html",
            context,
            title=called(iri).text,
            kind=type_of_kind(kind, names)["name"],
            facts=facts,
            address=context.place.absolute(path_of(iri) or "/", context.place.language),
            languages=False,
            framed=True,
        )
        return respond(context.request, found)

    async def _entities(self, context: Context, prefix: str, most: int) -> list[dict[str, Any]]:
        names = await _names(context)
        language = context.place.language
        if (iri := iri_of_entity(prefix)) and asking.is_iri(iri) and await asking.exists(context.engine, iri):
            called = Names(language, await asking.labels(context.engine, [iri]))
            return [_entity(iri, called(iri).text, type_of(iri) or "", "", names)]
        hits = await asyncio.to_thread(_hits, context.site.search, prefix, language, most)
        return [
            _entity(
                hit.iri, typeset(hit.label, language), hit.kind, hit.matched if hit.matched != hit.label else "", names
            )
            for hit in hits
        ]

    async def _types(self, context: Context, prefix: str, most: int) -> list[dict[str, Any]]:
        names = await _names(context)
        every = [type_of_kind(kind, names) for kind in TYPES]
        return [one for one in every if begins(prefix, one["id"], one["name"])][:most]

    async def _properties(self, context: Context, prefix: str, most: int) -> list[dict[str, Any]]:
        names = await _names(context)
        every = [{"id": one.id, "name": property_name(one, names)} for one in of_kind(None)]
        return [one for one in every if begins(prefix, one["id"], one["name"])][:most]

    def _matcher(self, release: Release) -> Matcher:
        """The matcher of a release; of the one before, as long as requests may end on it."""
        if release.version not in self._matchers:
            self._matchers[release.version] = Matcher(release.index)
            while len(self._matchers) > _RELEASES_KEPT:
                self._matchers.popitem(last=False)
        return self._matchers[release.version]


def _client(request: Request) -> str:
    """Who asks. Raises a 401 for a key that nobody knows."""
    if request.state.allowance is None:
        raise HTTPException(401, headers={"www-authenticate": "Bearer"})
    return str(request.state.allowance.client)


def _hits(search: Search, prefix: str, language: str, most: int) -> list[Any]:
    """Things of the service's types that a text may mean."""
    if not prefix:
        return []
    hits = search.find(prefix, language=language, limit=4 * most)
    return [hit for hit in hits if hit.kind in TYPES][:most]


def _entity(iri: str, label: str, kind: str, matched: str, names: Names) -> dict[str, Any]:
    described = [type_of_kind(kind, names)["name"], *([matched] if matched not in ("", label) else [])]
    return {
        "id": entity_id(iri),
        "name": label,
        "description": " · ".join(described),
        "notable": [type_of_kind(kind, names)],
    }


def _shown(cell: Mapping[str, Any], language: Language) -> str:
    if "int" in cell:
        return grouped(cell["int"], language)
    value = cell.get("name", next(iter(cell.values())))
    return str(value).removesuffix("T00:00:00Z") if "date" in cell else str(value)


def _number(parameters: Mapping[str, str], name: str, default: int, most: int) -> int:
    given = parameters.get(name, "")
    if not given:
        return default
    if not (given.isascii() and given.isdigit()) or len(given) > 9:
        raise BadRequest(400, f"{name}: a whole number is expected.")
    return min(int(given), most)


async def _names(context: Context) -> Names:
    return Names(context.place.language, (await context.lexicon()).statements)


def _json(context: Context, body: Mapping[str, Any]) -> Response:
    language = context.place.language
    vary = () if context.place.fixed else (("vary", "accept-language"),)
    text = json.dumps(body, ensure_ascii=False).encode("utf-8", "backslashreplace")
    return respond(context.request, rendered(text, _JSON, (("content-language", language), *vary)))
