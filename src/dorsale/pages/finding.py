"""Finding things by name: the page of results, suggestions while one types, and how a browser may ask for both.

Suggestions come in the form of OpenSearch Suggestions 1.1, ``[text, names, descriptions, addresses]``, with a fifth
member for the lists of our own pages: what kind of thing each is, its IRI, and the path of its page on this host.
"""

import asyncio
import json
from typing import Final
from xml.sax.saxutils import escape

from starlette.responses import Response

from dorsale.derive.wording import LANGUAGES, Language
from dorsale.pages.addresses import path_of
from dorsale.pages.language import words
from dorsale.pages.render import Context, page
from dorsale.pages.respond import rendered, respond
from dorsale.pages.typography import typeset
from dorsale.pages.views.lists import CLASSES
from dorsale.release.search import Hit

__all__ = ["OPENSEARCH", "SUGGESTIONS", "opensearch", "search", "suggest"]

SUGGESTIONS: Final = "application/x-suggestions+json"
OPENSEARCH: Final = "application/opensearchdescription+xml"

_FOUND: Final = 50
_SUGGESTED: Final = 8
_LONGEST: Final = 200
_TEMPLATE: Final = "{searchTerms}"


async def search(context: Context) -> Response:
    """What the search index finds; without a question, only the box."""
    text = _text(context)
    kind = context.request.query_params.get("kind") or None
    language = context.place.language
    hits = await asyncio.to_thread(context.site.search.find, text, language=language, limit=_FOUND, kind=kind)
    found = page(
        "search.html",
        context,
        title=context.words("search.title"),
        text=text,
        hits=[(hit, typeset(hit.label, language), context.place.link(hit.iri)) for hit in hits],
        guessed=bool(hits) and hits[0].guessed,
        kind=kind or "",
        kinds=CLASSES,
        limit=_FOUND,
    )
    return respond(context.request, found)


async def suggest(context: Context) -> Response:
    """The few things that a text most likely means, for the list below a search box or a browser's address bar.

    ``lang`` names the language; without it, that of the path decides, else that of the reader.
    """
    text = _text(context)
    asked = context.request.query_params.get("lang")
    fixed = next((one for one in LANGUAGES if one == asked), context.place.language if context.place.fixed else None)
    language = fixed or context.place.language
    hits = await asyncio.to_thread(context.site.search.find, text, language=language, limit=_SUGGESTED)
    shown = [(path, hit) for hit in hits if (path := path_of(hit.iri))]
    body = [
        text,
        [typeset(hit.label, language) for _, hit in shown],
        [_described(hit, language) for _, hit in shown],
        [context.place.absolute(path, fixed) for path, _ in shown],
        {
            "dorsale:kind": [hit.kind for _, hit in shown],
            "dorsale:iri": [hit.iri for _, hit in shown],
            "dorsale:path": [f"{context.place.base}{f'/{fixed}' if fixed else ''}{path}" for path, _ in shown],
        },
    ]
    vary = () if fixed else (("vary", "accept-language"),)
    answer = rendered(
        json.dumps(body, ensure_ascii=False).encode(), SUGGESTIONS, (("content-language", language), *vary)
    )
    return respond(context.request, answer)


async def opensearch(context: Context) -> Response:
    """How a browser or a program asks for results and suggestions (OpenSearch 1.1), in the language of the address."""
    place, language = context.place, context.place.language
    fixed = language if place.fixed else None
    results = place.absolute("/search", fixed) + f"?q={_TEMPLATE}"
    suggestions = place.absolute("/suggest", fixed) + f"?q={_TEMPLATE}"
    body = f"""<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
  <ShortName>Dorsale</ShortName>
  <Description>{escape(context.words("site.title"))}</Description>
  <Language>{language}</Language>
  <InputEncoding>UTF-8</InputEncoding>
  <OutputEncoding>UTF-8</OutputEncoding>
  <Image type="image/svg+xml">{escape(place.absolute("/logo.svg"))}</Image>
  <Url type="text/html" template="{escape(results)}"/>
  <Url type="{SUGGESTIONS}" template="{escape(suggestions)}"/>
</OpenSearchDescription>
"""
    vary = () if fixed else (("vary", "accept-language"),)
    return respond(context.request, rendered(body.encode(), OPENSEARCH, vary))


def _text(context: Context) -> str:
    return context.request.query_params.get("q", "")[:_LONGEST]


def _described(hit: Hit, language: Language) -> str:
    """The kind of thing in the reader's language, and the name that was met where it is not the label."""
    kind = words(language).get(f"kind.{hit.kind}") or hit.kind
    return kind if hit.matched == hit.label else f"{kind} · {typeset(hit.matched, language)}"
