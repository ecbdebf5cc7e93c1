"""The pages about the whole: home, lists by kind, downloads, questions, about."""

import asyncio
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from dorsale.namespaces import DATASET
from dorsale.pages import asking
from dorsale.pages.documents import page_number
from dorsale.pages.jsonld import dataset_json_ld
from dorsale.pages.pictures.flows import Flows
from dorsale.pages.render import Context, page
from dorsale.pages.respond import rendered, respond
from dorsale.pages.signposting import Link, headers, items, landing
from dorsale.pages.site import Rendered
from dorsale.pages.statements import Statements
from dorsale.pages.views.flows import biggest_rows, flows, iris_in
from dorsale.pages.views.lists import CLASSES, event_rows, happenings, list_rows, listing
from dorsale.pages.views.money import STANDINGS, payment_rows, total_rows, totals, ways
from dorsale.release.dumps import SYNTAXES

__all__ = ["about", "commitments", "downloads", "home", "list_of", "questions", "report", "report_data"]

_LATEST: Final = 8
_BIGGEST: Final = 8
_WAYS: Final = 8
_A_PAGE: Final = 100
_ROWS: Final = 20
_LONGEST_QUESTION: Final = 200
_ASKED: Final = (
    "who-supplies-compute-to-openai",
    "circles-through-an-actor",
    "planned-against-running-power",
    "conflicting-figures",
    "concentration-of-suppliers",
    "large-loans",
    "money-behind-suppliers",
    "what-hangs-on-a-foundry",
)
"""Questions that the home page asks for readers who know no SPARQL."""
_COUNTED: Final = """SELECT ?what (COUNT(DISTINCT ?one) AS ?number) WHERE {
  { ?one a dor:Circle BIND ("circles" AS ?what) } UNION { ?one dor:disagreesWith ?other BIND ("rivals" AS ?what) }
  UNION { ?owner dor:figure ?one BIND ("figures" AS ?what) } } GROUP BY ?what"""


async def home(context: Context) -> Response:
    """What Dorsale is, how big and how current; the latest events and the biggest commitments."""
    return respond(context.request, await context.once("home", make=lambda: _home(context)))


async def _home(context: Context) -> Rendered:
    engine = context.engine
    latest, biggest, sums, payments, counted, drawn = await asyncio.gather(
        event_rows(engine, _LATEST),
        biggest_rows(engine, _BIGGEST),
        total_rows(engine),
        payment_rows(engine),
        asking.select(engine, _COUNTED),
        Flows().embed(context),
    )
    labels = await asking.labels(engine, iris_in(latest) | iris_in(biggest) | iris_in(payments) | iris_in(sums))
    reader = await context.reader(Statements(), labels)
    things = context.site.manifest["things"]
    asked = {question.slug: question for question in context.site.questions}
    return page(
        "home.html",
        context,
        title=context.words("site.title"),
        description=context.words("home.lead"),
        json_ld=dataset_json_ld(context, context.site.release.downloads),
        headers=(
            ("vary", "accept"),
            *headers(landing(DATASET, "/dataset", context.site.release), context.place),
        ),
        things=[(kind, things[kind]) for kind in CLASSES if things.get(kind)],
        totals={total.slug: total for total in totals(reader, sums)},
        counted={row["what"].value: int(row["number"].value) for row in counted},
        ways=ways(reader, payments, _WAYS),
        happenings=happenings(reader, latest),
        biggest=flows(reader, biggest),
        asked=[asked[slug] for slug in _ASKED if slug in asked],
        drawn=drawn,
    )


async def commitments(context: Context) -> Response:
    """All commitments of one standing by amount, with the sums that they make."""
    number = page_number(context)
    sure = context.request.query_params.get("standing", STANDINGS[0])
    if sure not in STANDINGS:
        raise HTTPException(404)
    found = await context.once("commitments", sure, number, make=lambda: _commitments(context, sure, number))
    return respond(context.request, found)


async def _commitments(context: Context, sure: str, number: int) -> Rendered:
    rows, sums = await asyncio.gather(
        biggest_rows(context.engine, _A_PAGE + 1, sure=(sure,), offset=(number - 1) * _A_PAGE),
        total_rows(context.engine),
    )
    if not rows and number > 1:
        raise HTTPException(404, context.words("detail.page", number=number))
    reader = await context.reader(Statements(), await asking.labels(context.engine, iris_in(rows) | iris_in(sums)))
    listed = flows(reader, rows)
    return page(
        "commitments.html",
        context,
        title=context.words("commitments.title"),
        description=context.words("commitments.lead"),
        sure=sure,
        totals=totals(reader, sums),
        flows=listed[:_A_PAGE],
        number=number,
        more=len(listed) > _A_PAGE,
    )


async def list_of(context: Context, kind: str) -> Response:
    """All things of one kind: deals by date, everything else by name."""
    if kind not in CLASSES:
        raise HTTPException(404)
    number = page_number(context)
    found = await context.once("list", number, make=lambda: _list_of(context, kind, number))
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


async def downloads(context: Context) -> Response:
    """The dumps with size and checksum, the other files, the licence and how to cite."""
    release = context.site.release
    found = page(
        "downloads.html",
        context,
        title=context.words("downloads.title"),
        description=context.words("downloads.lead"),
        json_ld=dataset_json_ld(context, release.downloads),
        headers=tuple(headers([Link(target=DATASET, rel="cite-as"), *items(DATASET, release)], context.place)),
        dumps=release.dumps,
        bundles=release.bundles,
        mappings=release.mappings,
        mapping_sets=[
            one["path"].removeprefix("sssom/") for one in release.manifest["files"] if one["path"].startswith("sssom/")
        ],
        titles={syntax.suffix: syntax.title for syntax in SYNTAXES},
    )
    return respond(context.request, found)


async def questions(context: Context) -> Response:
    """The competency questions; with ``?find=``, those that hold all its words in either language."""
    text = context.request.query_params.get("find", "").strip()[:_LONGEST_QUESTION]

    async def make() -> Rendered:
        return _questions(context, text)

    return respond(context.request, await make() if text else await context.once("questions", make=make))


def _questions(context: Context, text: str) -> Rendered:
    topics = context.site.topics(context.place.language, text)
    return page(
        "questions.html",
        context,
        title=context.words("questions.title"),
        description=context.words("questions.lead"),
        topics=topics,
        text=text,
        number=sum(map(len, topics.values())),
    )


async def report(context: Context) -> Response:
    """What the release covers and where it is weak, in the tables that were computed when it was made."""

    async def make() -> Rendered:
        return page(
            "report.html",
            context,
            title=context.words("report.title"),
            description=context.words("report.lead"),
            tables=context.site.report,
            shown=_ROWS,
        )

    return respond(context.request, await context.once("report", make=make))


def report_data(context: Context) -> Response:
    """The tables of the report in JSON."""
    body = context.site.release.file("report.json").read_bytes()
    return respond(context.request, rendered(body, "application/json"))


async def about(context: Context) -> Response:
    """What Dorsale is, how it is made and how to cite it."""
    found = page("about.html", context, title=context.words("about.title"), description=context.words("home.lead"))
    return respond(context.request, found)
