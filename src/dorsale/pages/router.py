"""The addresses of the pages: each one without a prefix (the reader's language decides), under /en and under /fr."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final

from fastapi import APIRouter
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dorsale.derive.wording import LANGUAGES
from dorsale.engine.interface import Dataset
from dorsale.namespaces import KINDS, LICENCE
from dorsale.pages import (
    asking,
    citation,
    crawling,
    explained,
    feed,
    finding,
    front,
    linksets,
    pictures,
    query,
    streams,
    tables,
)
from dorsale.pages.addresses import iri_of, path_of
from dorsale.pages.catalogue import CATALOGUE_GRAPH
from dorsale.pages.documents import Topic, answer, prefers_rdf, split_suffix
from dorsale.pages.history import tombstone
from dorsale.pages.problem import Problem, kind_page, problem_page
from dorsale.pages.querying import words
from dorsale.pages.rdf import SYNTAX_BY_SUFFIX
from dorsale.pages.reference import shape_statements
from dorsale.pages.render import STATIC, Context, context_of, prepare, static_files
from dorsale.pages.respond import rendered, respond
from dorsale.pages.site import Sites
from dorsale.pages.topics import topic_at
from dorsale.release.context import FRAMES
from dorsale.release.shelf import CURRENT
from dorsale.settings import Settings

__all__ = ["Pages", "create_pages"]

_Handler = Callable[[Context], Awaitable[Response]]
_PREFIXES: Final = ("", *(f"/{language}" for language in LANGUAGES))
_JSON_LD: Final = SYNTAX_BY_SUFFIX["jsonld"].media_type
_FOREVER: Final = "public, max-age=31536000, immutable"


class Pages:
    """Everything that people see. ``router`` holds the addresses; it ends with one that answers for every other IRI."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._sites = Sites()
        self.router = APIRouter(lifespan=self._lifespan, include_in_schema=False)
        for path, handler in (
            ("/commitments", front.commitments),
            ("/search", finding.search),
            ("/suggest", finding.suggest),
            ("/opensearch.xml", finding.opensearch),
            ("/method", explained.method),
            ("/changes", explained.changes),
            ("/stream", streams.overview),
            ("/cite", citation.cite),
            ("/downloads", front.downloads),
            ("/tables", tables.show),
            ("/questions", front.questions),
            ("/about", front.about),
            ("/report", front.report),
            ("/query", query.result),
            ("/query/explain", words.explained),
            ("/pictures", pictures.index),
            ("/picture/{name}.svg", pictures.still),
            ("/picture/{name}.csv", pictures.table),
            ("/picture/{name}.json", pictures.graph_json),
            ("/picture/{name}.graphml", pictures.graph_xml),
            ("/picture/{name}", pictures.show),
        ):
            self._add(path, handler)
        self._add("/", self._home)
        for language in LANGUAGES:
            self.router.add_route(f"/{language}", self._to_home, methods=["GET"])
        self._add("/list/{kind}", self._list)
        self._add("/problem/{kind}", kind_page)
        self._add("/id/{kind}/{slug}", self._thing)
        self.router.add_route(f"/{STATIC}/{{digest}}/{{name}}", self._static, methods=["GET"])
        self.router.add_route("/query/terms.{language}.json", self._terms, methods=["GET"])
        for name, handler in (
            ("robots.txt", crawling.robots),
            ("sitemap.xml", crawling.sitemap),
            ("llms.txt", crawling.llms),
            ("stream/{graph}", streams.root),
            ("stream/{graph}/{at}/{number}", streams.closed),
        ):
            self._add(f"/{name}", handler, prefixes=("",))
        self.router.add_route("/logo.svg", self._logo, methods=["GET"])
        self.router.add_route("/report.json", self._report, methods=["GET"])
        self.router.add_route("/changes.json", self._changes, methods=["GET"])
        self._add("/deals.atom", feed.deals)
        self._add("/cite.bib", citation.cite_bibtex)
        self._add("/cite.json", citation.cite_csl)
        self.router.add_route("/ontology/context.jsonld", self._json_ld, methods=["GET"])
        self.router.add_route("/ontology/frames/{kind}.jsonld", self._json_ld, methods=["GET"])
        self._add("/linkset/{path:path}", linksets.show, prefixes=("",))
        self._add("/{path:path}", self._document)

    @property
    def tells_agents(self) -> bool:
        """Whether agents may read what overlays of a private release say."""
        return self._settings.tell_agents

    async def sparql_form(self, request: Request) -> Response:
        """The form for a browser that opens the SPARQL endpoint without a query."""
        return await query.form(self.context(request))

    async def sparql_result(self, request: Request, dataset: Dataset) -> Response:
        """The answer to the request's query as a page, for a browser that sends it to the SPARQL endpoint."""
        return await query.result(self.context(request), dataset)

    async def explain(self, request: Request, text: str) -> Response:
        """A query in words, for a request that carries it in its body."""
        return await words.answer(self.context(request), text)

    async def problem(self, request: Request, problem: Problem) -> Response:
        """A problem as a page, for a client that prefers HTML."""
        return problem_page(self.context(request), problem)

    def _add(self, path: str, handler: _Handler, *, prefixes: Sequence[str] = _PREFIXES) -> None:
        async def handle(request: Request) -> Response:
            return await handler(self.context(request))

        for prefix in prefixes:
            self.router.add_route(prefix + path, handle, methods=["GET"])

    def context(self, request: Request) -> Context:
        """The place, release and engine of a request."""
        return context_of(request, settings=self._settings, sites=self._sites)

    @asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:  # noqa: ARG002
        prepare()
        yield
        self._sites.close()

    async def _home(self, context: Context) -> Response:
        if prefers_rdf(context.request):
            return _see_other(context, "/dataset")
        return await front.home(context)

    async def _to_home(self, request: Request) -> Response:
        return RedirectResponse(self.context(request).place.href("/"), 308)

    async def _list(self, context: Context) -> Response:
        return await front.list_of(context, context.request.path_params["kind"])

    async def _thing(self, context: Context) -> Response:
        """From a thing to the document about it (Cool URIs for the Semantic Web, 4.2)."""
        kind, slug = (context.request.path_params[key] for key in ("kind", "slug"))
        path = f"/doc/{kind}/{slug}"
        iri = iri_of(path)
        known = kind in KINDS.values() and asking.is_iri(iri)
        if not known or not (await asking.exists(context.engine, iri) or await tombstone(context, path)):
            raise HTTPException(404, context.words("detail.unknown", iri=iri))
        return _see_other(context, path)

    async def _document(self, context: Context) -> Response:
        path, suffix = split_suffix(context.place.path)
        if not asking.is_iri(iri_of(path)):
            raise HTTPException(404)
        topic = topic_at(path)
        moved = await _moved(context, topic)
        if moved:
            target = moved + (f".{suffix}" if suffix else "")
            return _see_other(context, target)
        try:
            return await answer(context, topic, suffix=suffix)
        except HTTPException as error:
            stone = await tombstone(context, path) if error.status_code == 404 else None
            if stone is None:
                raise
            return await answer(context, stone, suffix=suffix, status=410)

    async def _static(self, request: Request) -> Response:
        return _file(request, request.path_params["name"], request.path_params["digest"])

    async def _terms(self, request: Request) -> Response:
        return await query.terms(self.context(request))

    async def _report(self, request: Request) -> Response:
        return front.report_data(self.context(request))

    async def _changes(self, request: Request) -> Response:
        return explained.changes_data(self.context(request))

    async def _json_ld(self, request: Request) -> Response:
        """The JSON-LD context and the frames, as the release carries them."""
        context, kind = self.context(request), request.path_params.get("kind")
        if kind not in (None, *FRAMES):
            raise HTTPException(404, context.words("detail.unknown", iri=iri_of(context.place.path)))
        file = context.site.release.file(f"frames/{kind}.jsonld" if kind else "context.jsonld")
        return respond(request, rendered(file.read_bytes(), _JSON_LD, (("link", f'<{LICENCE}>; rel="license"'),)))

    async def _logo(self, request: Request) -> Response:
        return _file(request, "logo.svg")


def create_pages(settings: Settings) -> Pages:
    """The pages of one server.

    They expect the engine, the release and the allowance of each request in ``request.state``,
    and raise :class:`starlette.exceptions.HTTPException` where there is nothing to show.
    """
    return Pages(settings)


async def _moved(context: Context, topic: Topic) -> str | None:
    """Where an IRI without a document of its own leads: that of a version, of a part of the shapes, of a graph."""
    if topic.iri == CATALOGUE_GRAPH:
        return "/catalog"
    if topic.path == f"/dataset/{CURRENT}":
        return f"/dataset/{context.site.release.for_everybody().version}"
    if topic.path.startswith("/shapes/") and any(one.subject == topic.iri for one in shape_statements(context)):
        return "/shapes"
    if not topic.path.startswith("/ontology/"):
        return None
    owner = await asking.version_of(context.engine, topic.iri)
    return path_of(owner) if owner else None


def _see_other(context: Context, path: str) -> Response:
    """To the document at ``path``, whose form depends on what the client accepts."""
    return RedirectResponse(context.place.href(path), 303, headers={"vary": "accept"})


def _file(request: Request, file: str, digest: str | None = None) -> Response:
    found = static_files().get(file)
    if found is None or digest not in (None, found[2]):
        raise HTTPException(404)
    body, media_type, _ = found
    response = respond(request, rendered(body, media_type))
    if digest:
        response.headers["cache-control"] = _FOREVER
    return response
