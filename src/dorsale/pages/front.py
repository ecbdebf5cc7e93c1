"""The pages about the whole: home, lists by kind, search, downloads, questions, about."""

import asyncio
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from dorsale.namespaces import BASE
from dorsale.pages import asking
from dorsale.pages.documents import page_number
from dorsale.pages.jsonld import dataset_json_ld
from dorsale.pages.render import Context, page
from dorsale.pages.respond import rendered, respond
from dorsale.pages.site import Rendered
from dorsale.pages.statements import Statements
from dorsale.pages.typography import typeset
from dorsale.pages.views.flows import biggest_rows, flows, iris_in
from dorsale.pages.views.lists import CLASSES, event_rows, happenings, list_rows, listing
from dorsale.release.dumps import SYNTAXES

__all__ = ["about", "downloads", "home", "list_of", "questions", "report", "report_data", "search"]

_LATEST: Final = 10
_BIGGEST: Final = 12
_A_PAGE: Final = 100
_FOUND: Final = 50
_ROWS: Final = 20
_LONGEST_SEARCH: Final = 200


async def home(context: Context) -> Response:
    """What Dorsale is, how big and how current; the latest events and the biggest commitments."""
    found = context.site.recall((*context.key, "home"))
    if found is None:
        found = await _home(context)
        context.site.remember((*context.key, "home"), found)
    return respond(context.request, found)


async def _home(context: Context) -> Rendered:
    latest, biggest = await asyncio.gather(event_rows(context.engine, _LATEST), biggest_rows(context.engine, _BIGGEST))
    labels = await asking.labels(context.engine, iris_in(latest) | iris_in(biggest))
    reader = await context.reader(Statements(), labels)
    things = context.site.manifest["things"]
    return page(
        "home.html",
        context,
        title=context.words("site.title"),
        description=context.words("home.lead"),
        json_ld=dataset_json_ld(context, context.site.release.dumps),
        headers=(
            ("vary", "accept"),
            ("link", f'<{BASE}>; rel="cite-as"'),
            ("link", f'<{context.place.plain("/dataset")}>; rel="describedby"; type="text/turtle"'),
        ),
        things=[(kind, things[kind]) for kind in CLASSES if things.get(kind)],
        happenings=happenings(reader, latest),
        biggest=flows(reader, biggest),
    )


async def list_of(context: Context, kind: str) -> Response:
    """All things of one kind: deals by date, everything else by name."""
    if kind not in CLASSES:
        raise HTTPException(404)
    number = page_number(context)
    key = (*context.key, "list", number)
    found = context.site.recall(key)
    if found is None:
        found = await _list_of(context, kind, number)
        context.site.remember(key, found)
    return respond(context.request, found)


async def _list_of(context: Context, kind: str, number: int) -> Rendered:
    rows = await list_rows(context.engine, kind, context.place.language, number, _A_PAGE)
    if not rows and number > 1:
        raise HTTPException(404, context.words("detail.page", number=number))
    entries = listing(await context.reader(Statements(), await asking.labels(context.engine, iris_in(rows))), rows)
    return page(
        "list.html",
        context,
        title=context.words(f"kinds.{kind}"),
        kind=kind,
        kinds=[one for one in CLASSES if context.site.manifest["things"].get(one)],
        entries=entries[:_A_PAGE],
        columns={key: any(getattr(entry, key) for entry in entries) for key in ("date", "details", "places")},
        total=context.site.manifest["things"].get(kind, 0),
        number=number,
        more=len(entries) > _A_PAGE,
    )


async def search(context: Context) -> Response:
    """What the search index finds; without a question, only the box."""
    text = context.request.query_params.get("q", "")[:_LONGEST_SEARCH]
    kind = context.request.query_params.get("kind") or None
    hits = await asyncio.to_thread(
        context.site.search.find, text, language=context.place.language, limit=_FOUND, kind=kind
    )
    found = page(
        "search.html",
        context,
        title=context.words("search.title"),
        text=text,
        hits=[(hit, typeset(hit.label, context.place.language), context.place.link(hit.iri)) for hit in hits],
        kind=kind or "",
        kinds=CLASSES,
        limit=_FOUND,
    )
    return respond(context.request, found)


async def downloads(context: Context) -> Response:
    """The dumps with size and checksum, the other files, the licence and how to cite."""
    release = context.site.release
    found = page(
        "downloads.html",
        context,
        title=context.words("downloads.title"),
        description=context.words("downloads.lead"),
        json_ld=dataset_json_ld(context, release.dumps),
        headers=tuple(
            ("link", f'<{context.place.plain(f"/dumps/{dump.name}")}>; rel="item"; type="{dump.media_type}"')
            for dump in release.dumps
        ),
        dumps=release.dumps,
        titles={syntax.suffix: syntax.title for syntax in SYNTAXES},
    )
    return respond(context.request, found)


async def questions(context: Context) -> Response:
    """The competency questions, each with its query."""
    found = page(
        "questions.html",
        context,
        title=context.words("questions.title"),
        description=context.words("questions.lead"),
        topics=context.site.topics(context.place.language),
    )
    return respond(context.request, found)


async def report(context: Context) -> Response:
    """What the release covers and where it is weak, in the tables that were computed when it was made."""
    found = page(
        "report.html",
        context,
        title=context.words("report.title"),
        description=context.words("report.lead"),
        tables=context.site.report,
        shown=_ROWS,
    )
    return respond(context.request, found)


def report_data(context: Context) -> Response:
    """The tables of the report in JSON."""
    body = context.site.release.file("report.json").read_bytes()
    return respond(context.request, rendered(body, "application/json"))


async def about(context: Context) -> Response:
    """What Dorsale is, how it is made and how to cite it."""
    found = page("about.html", context, title=context.words("about.title"), description=context.words("home.lead"))
    return respond(context.request, found)
