"""The public interface for programs that read OpenAPI (3.1): what ``docs/http.md`` tells people.

Media types, kinds and problems come from where the code has them. ``tests/server/test_openapi.py`` holds a real server
to it.
"""

from functools import cache
from typing import Any, Final, TypeAlias

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dorsale import __version__
from dorsale.derive.wording import LANGUAGES
from dorsale.engine.interface import GRAPH_FORMATS, RESULTS_FORMATS
from dorsale.namespaces import BASE, CONCEPT_SCHEMES, GRAPH, KINDS, SLUG
from dorsale.pages.addresses import place_of
from dorsale.pages.feed import ATOM
from dorsale.pages.finding import OPENSEARCH, SUGGESTIONS
from dorsale.pages.language import words
from dorsale.pages.profiled import ALTERNATES
from dorsale.pages.signposting import LINKSET, LINKSET_TEXT
from dorsale.pages.streams import FORMS as STREAM_FORMS
from dorsale.pages.views.lists import CLASSES
from dorsale.release.context import FRAMES
from dorsale.release.kept import VERSION
from dorsale.release.patch import FORMS
from dorsale.release.profiles import PROFILES
from dorsale.release.rocrate import FILE as CRATE
from dorsale.release.rocrate import MEDIA_TYPE as CRATE_TYPE
from dorsale.release.shelf import CURRENT
from dorsale.server.patches import NOTHING
from dorsale.server.problems import HTML, MEDIA_TYPE

__all__ = ["paths", "show"]

_Json: TypeAlias = dict[str, Any]

_JSON: Final = "application/json"
_TSV: Final = "text/tab-separated-values"
_TEXT: Final[_Json] = {"type": "string"}
_EXAMPLE: Final = "SELECT ?p ?o { <https://w3id.org/dorsale/id/organization/openai> ?p ?o } LIMIT 5"
_ALIASES: Final = (_JSON, "application/xml", "text/xml")
_REASONS: Final = {
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
_OF_PAGES: Final = (400, 404, 406, 500, 503, 504)
_OF_FILES: Final = (400, 404, 500)
_OF_QUERIES: Final = (400, 401, 403, 406, 413, 422, 429, 500, 503, 504)
_OF_EXPLANATIONS: Final = tuple(status for status in _OF_QUERIES if status != 422)
_EXPLAINED: Final[_Json] = {
    "type": "object",
    "required": ["language", "query", "text", "lines"],
    "properties": {
        "language": {"enum": [*LANGUAGES]},
        "query": _TEXT,
        "text": {"type": "string", "description": "All lines as plain text, indented."},
        "lines": {"type": "array", "items": {"type": "object", "required": ["text", "pieces", "lines"]}},
    },
}
_SUGGESTED: Final[_Json] = {
    "type": "array",
    "description": "OpenSearch Suggestions 1.1, with the kind and the path of each as a fifth member.",
    "minItems": 5,
    "maxItems": 5,
}
_VERSION: Final = f"^{VERSION.pattern}$"
_NUMBER: Final[_Json] = {"X-Request-ID": {"required": True, "schema": _TEXT}}
_ETAG: Final[_Json] = {**_NUMBER, "ETag": {"schema": _TEXT}}
_AWAY: Final[_Json] = {**_NUMBER, "Location": {"required": True, "schema": _TEXT}}


async def show(request: Request, *, public_url: str, pages: bool) -> Response:
    """``/openapi.json``; without ``pages`` only the endpoint and its health."""
    server = place_of(request, public_url=public_url).plain("") or "/"
    body = {**_head(), "servers": [{"url": server}], "paths": paths(pages=pages)}
    return JSONResponse(body, headers={"cache-control": "public, max-age=60"})


@cache
def paths(*, pages: bool) -> _Json:
    """The addresses with their methods, parameters and answers."""
    return {**_endpoint(), **_health(), **(_documents() | _pages() | _reconciliation() if pages else {})}


@cache
def _head() -> _Json:
    known = words("en").keys()
    kinds = sorted(key.removeprefix("failure.") for key in known if key.startswith("failure."))
    problem = {
        "type": "object",
        "description": "RFC 9457. The document behind `type` says what the kind means and what to do about it.",
        "required": ["type", "title", "status"],
        "properties": {
            "type": {"enum": [f"{BASE}problem/{kind}" for kind in kinds if kind != "place"]},
            "title": _TEXT,
            "status": {"enum": sorted({*_REASONS, 405})},
            "detail": _TEXT,
            "request_id": _TEXT,
            **{name: {"type": "integer", "minimum": 1} for name in ("line", "column", "limit")},
            **{name: {"type": "number", "minimum": 0} for name in ("seconds", "retry_after")},
        },
    }
    results = {
        "type": "object",
        "description": "SPARQL 1.1 Query Results JSON Format.",
        "required": ["head"],
        "properties": {"head": {"type": "object"}, "boolean": {"type": "boolean"}, "results": {"type": "object"}},
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Dorsale",
            "version": __version__,
            "summary": "The open knowledge graph of the AI industry: pages, linked data and SPARQL.",
            "description": "Pages also answer under `/en` and `/fr`; without this prefix Accept-Language decides. "
            "Every GET may be a HEAD. Documents take a suffix (`.ttl .nt .rdf .jsonld .trig .nq .html`) in place of "
            "Accept. A long answer that breaks off ends its connection before the body ends.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "security": [{}, {"key": []}],
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "Raises the limits."}},
            "schemas": {"Problem": problem, "Results": results},
            "responses": {str(status): _problem(status) for status in _REASONS},
        },
    }


def _problem(status: int) -> _Json:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}, HTML: {"schema": _TEXT}}
    waits = {"Retry-After": {"schema": {"type": "integer", "minimum": 1}}} if status in (429, 503, 504) else {}
    return {"description": _REASONS[status], "content": content, "headers": {**_NUMBER, **waits}}


def _endpoint() -> _Json:
    short = {"enum": [*RESULTS_FORMATS, *GRAPH_FORMATS]}
    graphs = {"type": "array", "items": {"type": "string", "format": "iri"}}
    query = {"type": "string", "description": "A query of SPARQL 1.1; the graph is only read."}
    dataset = [_query_parameter(name, graphs) for name in ("default-graph-uri", "named-graph-uri")]
    chosen = _query_parameter("format", {**short, "description": "Wins over Accept."})
    get = _operation(
        "sparql",
        "Ask; without a query the service description, or a form for people.",
        {"200": _ok(*_ALIASES, *RESULTS_FORMATS.values(), *GRAPH_FORMATS.values(), HTML), "304": _unchanged()},
        _OF_QUERIES,
        [_query_parameter("query", query, _EXAMPLE), *dataset, chosen],
    )
    post = _operation(
        "sparqlPost",
        "Ask by a form or by the query itself.",
        {"200": _ok(*_ALIASES, *RESULTS_FORMATS.values(), *GRAPH_FORMATS.values()), "304": _unchanged()},
        (*_OF_QUERIES, 415),
        [*dataset, chosen],
    )
    content = _query_in_a_body({"format": short, "default-graph-uri": graphs, "named-graph-uri": graphs})
    store = _operation(
        "graphStore",
        "A whole graph by its name, or the default graph (`?default`).",
        {
            "200": _ok(*GRAPH_FORMATS.values()),
            "303": _away("To the catalogue, which names the graphs, without either."),
            "304": _unchanged(),
        },
        (400, 401, 404, 406, 422, 429, 500, 503, 504),
        [_required("graph", {"type": "string", "format": "iri"}, f"{GRAPH}questions")],
    )
    return {
        "/sparql": {"get": get, "post": {**post, "requestBody": {"required": True, "content": content}}},
        "/graph-store": {"get": store},
    }


def _query_in_a_body(more: _Json | None = None) -> _Json:
    """A query as a form, with ``more`` fields, or as the body itself."""
    query = {"type": "string", "description": "A query of SPARQL 1.1; the graph is only read."}
    form = {"type": "object", "required": ["query"], "properties": {"query": query, **(more or {})}}
    return {
        "application/x-www-form-urlencoded": {"schema": form, "example": {"query": _EXAMPLE}},
        "application/sparql-query": {"schema": query, "example": _EXAMPLE},
    }


def _health() -> _Json:
    ready = {
        "type": "object",
        "required": ["ready", "release"],
        "properties": {"ready": {"type": "boolean"}, "release": _TEXT},
    }
    answers = {"200": _ok(_JSON, schema=ready), "503": _ok(_JSON, schema=ready, about="No query is answered now.")}
    return {
        "/healthz": {"get": _operation("alive", "The process runs.", {"200": _ok("text/plain")}, (500,))},
        "/readyz": {"get": _operation("ready", "A real query is answered now.", answers, (500,))},
        "/openapi.json": {"get": _operation("openapi", "This document.", {"200": _ok(_JSON, schema={})}, (500,))},
    }


def _documents() -> _Json:
    rdf = tuple(GRAPH_FORMATS.values())
    slug, number = (
        {"type": "string", "pattern": f"^{SLUG}$"},
        _query_parameter("page", {"type": "integer", "minimum": 1}),
    )
    thing = [_in_path("kind", {"enum": [*KINDS.values()]}, "organization"), _in_path("slug", slug, "openai")]
    scheme = _in_path("scheme", {"enum": [*CONCEPT_SCHEMES]}, "firmness")
    profile = _query_parameter("_profile", {"enum": [*(one.short for one in PROFILES), ALTERNATES.short]})
    version = _in_path("version", {"type": "string", "pattern": _VERSION}, CURRENT)
    found = {"200": _ok(HTML, *rdf), "304": _unchanged()}
    kept = {**found, "410": _ok(HTML, *rdf, about="What it was, since when it is gone, and what replaces it.")}
    file = {"200": _ok(GRAPH_FORMATS["jsonld"]), "304": _unchanged()}
    moved = {**found, "303": _away("To the document in which it is described.")}
    away = {"303": _away("To the document about it.")}
    suffix = _in_path("suffix", {"enum": [*GRAPH_FORMATS, "html"]}, "ttl")
    listed = {
        "/id/{kind}/{slug}": _operation("thing", "A thing.", away, _OF_PAGES, thing),
        "/doc/{kind}/{slug}": _operation("document", "The document about a thing.", kept, _OF_PAGES, [*thing, number]),
        "/doc/{kind}/{slug}.{suffix}": _operation(
            "documentAs", "The document in one form.", kept, _OF_PAGES, [*thing, suffix, number]
        ),
        "/history/{kind}/{slug}": _operation(
            "history", "What was said of a thing from release to release.", found, _OF_PAGES, [*thing, number]
        ),
        "/stream/{graph}": _operation(
            "stream",
            "The event stream of a named graph (LDES); its relations lead to pages, which never change.",
            {
                "200": _ok(*(GRAPH_FORMATS[form] for form in STREAM_FORMS)),
                "303": _away("To the page about the streams, who prefers HTML."),
                "304": _unchanged(),
            },
            _OF_PAGES,
            [_in_path("graph", slug, "data")],
        ),
        "/ontology": _operation("ontology", "All terms.", found, _OF_PAGES),
        "/ontology/{name}": _operation(
            "module", "A module, or a version of it.", moved, _OF_PAGES, [_in_path("name", slug, "actors")]
        ),
        "/ontology/context.jsonld": _operation("context", "A JSON-LD context of all terms.", file, _OF_FILES),
        "/ontology/frames/{frame}.jsonld": _operation(
            "frame", "A JSON-LD frame.", file, _OF_FILES, [_in_path("frame", {"enum": [*FRAMES]}, "deal")]
        ),
        "/shapes": _operation("shapes", "The SHACL shapes.", found, _OF_PAGES),
        "/vocabulary/{scheme}": _operation("scheme", "A vocabulary.", found, _OF_PAGES, [scheme, number]),
        "/vocabulary/{scheme}/{concept}": _operation(
            "concept", "A concept.", found, _OF_PAGES, [scheme, _in_path("concept", slug, "binding"), number]
        ),
        "/dataset": _operation("dataset", "The dataset, in several profiles.", moved, _OF_PAGES, [profile]),
        "/releases": _operation("releases", "The releases that are kept.", found, _OF_PAGES),
        "/dataset/{version}": _operation("release", "A release, or `current`.", moved, _OF_PAGES, [version]),
        f"/dataset/{{version}}/{CRATE}": _operation(
            "crate",
            "A release as an RO-Crate; each file that it names stands beside it.",
            {**file, "206": _ok(CRATE_TYPE), "303": _away("From `current` to the version.")},
            _OF_FILES,
            [version],
        ),
        "/linkset/{path}": _operation(
            "linkset",
            "The typed links of a page (RFC 9264); the suffixes `.json` and `.txt` win over Accept.",
            {"200": _ok(LINKSET, LINKSET_TEXT, schema={}), "304": _unchanged()},
            _OF_PAGES,
            [_in_path("path", _TEXT, "dataset")],
        ),
        "/catalog": _operation("catalog", "The catalogue, with counts.", found, _OF_PAGES),
        "/.well-known/void": _operation("void", "Where the dataset is described.", away, (500,)),
    }
    return {path: {"get": operation} for path, operation in listed.items()}


def _pages() -> _Json:
    html = {"200": _ok(HTML), "304": _unchanged()}
    kind, number = (
        _in_path("kind", {"enum": [*CLASSES]}, "deal"),
        _query_parameter("page", {"type": "integer", "minimum": 1}),
    )
    text = _query_parameter("q", _TEXT, "openai")
    language = _query_parameter("lang", {"enum": [*LANGUAGES]})
    suggested = {"200": _ok(SUGGESTIONS, schema=_SUGGESTED), "304": _unchanged()}
    described = {"200": _ok(OPENSEARCH), "304": _unchanged()}
    problem = {"200": _ok(HTML, _JSON, schema={"type": "object", "required": ["type", "title"]}), "304": _unchanged()}
    whole = {"200": _ok("application/gzip", "text/plain"), "304": _unchanged(), "206": _ok("application/gzip")}
    version = {"type": "string", "pattern": _VERSION}
    out_of_range = {"416": _ok("text/plain", about="There is nothing in this range.")}
    listed = {
        "/": _operation("home", "The home page.", {**html, "303": _away("To /dataset, who prefers RDF.")}, _OF_PAGES),
        "/search": _operation("search", "Names.", html, _OF_PAGES, [text, _query_parameter("kind", _TEXT)]),
        "/suggest": _operation("suggest", "What a text may mean.", suggested, _OF_FILES, [text, language]),
        "/opensearch.xml": _operation("opensearch", "How browsers search (OpenSearch 1.1).", described, _OF_FILES),
        "/query": _operation(
            "query",
            "A query and its answer as a page.",
            {**html, "303": _away("To the endpoint, for another format.")},
            _OF_QUERIES,
            [_query_parameter("query", _TEXT, _EXAMPLE), _query_parameter("format", _TEXT)],
        ),
        "/query/explain": _operation(
            "explain",
            "A query in words, from the names of its terms.",
            {"200": _ok(_JSON, HTML, schema=_EXPLAINED), "304": _unchanged()},
            _OF_EXPLANATIONS,
            [_required("query", {"type": "string", "description": "A query of SPARQL 1.1."}, _EXAMPLE), language],
        ),
        "/pictures": _operation("pictures", "The pictures.", html, _OF_PAGES, []),
        "/robots.txt": _operation(
            "robots", "What crawlers may read (RFC 9309).", {"200": _ok("text/plain"), "304": _unchanged()}, _OF_FILES
        ),
        "/sitemap.xml": _operation(
            "sitemap", "All documents (Sitemaps 0.9).", {"200": _ok("application/xml"), "304": _unchanged()}, _OF_FILES
        ),
        "/llms.txt": _operation(
            "llms", "What language models find here.", {"200": _ok("text/markdown"), "304": _unchanged()}, _OF_FILES
        ),
        "/deals.atom": _operation(
            "feed", "The latest deals (Atom).", {"200": _ok(ATOM), "304": _unchanged()}, _OF_FILES
        ),
        "/picture/{name}": _operation(
            "picture", "A picture with its data.", html, _OF_PAGES, [_in_path("name", _TEXT, "flows")]
        ),
        "/list/{kind}": _operation("list", "All things of a kind.", html, _OF_PAGES, [kind, number]),
        "/problem/{kind}": _operation(
            "problem", "What a kind of problem means.", problem, _OF_PAGES, [_in_path("kind", _TEXT, "syntax")]
        ),
        "/dumps/{name}": _operation(
            "dump",
            "A dump, all tables or all mapping sets as ZIP, or SHA256SUMS.",
            {**whole, **out_of_range},
            (400, 404, 500),
            [_in_path("name", _TEXT, "SHA256SUMS")],
        ),
        "/tables/{name}": _operation(
            "table",
            "A table as CSV.",
            {"200": _ok("text/csv"), "304": _unchanged(), "206": _ok("text/csv"), **out_of_range},
            (400, 404, 500),
            [_in_path("name", _TEXT, "deals.csv")],
        ),
        "/sssom/{name}": _operation(
            "mappings",
            "A mapping set, of terms or of things, as SSSOM/TSV.",
            {"200": _ok(_TSV), "304": _unchanged(), "206": _ok(_TSV), **out_of_range},
            (400, 404, 500),
            [_in_path("name", _TEXT, "identities-wikidata.sssom.tsv")],
        ),
        "/changes/{old}/{new}": _operation(
            "patch",
            "What makes of one kept release another; the suffixes `.rdfp` and `.ru` win over Accept.",
            {"200": _ok(*FORMS.values()), "304": _unchanged()},
            _OF_PAGES,
            [_in_path("old", version, NOTHING), _in_path("new", version, CURRENT)],
        ),
        **{
            f"/{name}": _operation(name, f"The page “{name}”.", html, _OF_PAGES)
            for name in ("questions", "downloads", "tables", "report", "about", "stream")
        },
    }
    found = {path: {"get": operation} for path, operation in listed.items()}
    found["/query/explain"]["post"] = {
        **_operation(
            "explainPost",
            "The same for a query in the body.",
            {"200": _ok(_JSON, HTML, schema=_EXPLAINED), "304": _unchanged()},
            (*_OF_EXPLANATIONS, 415),
            [language],
        ),
        "requestBody": {"required": True, "content": _query_in_a_body()},
    }
    return found


def _reconciliation() -> _Json:
    """The Reconciliation Service API 0.2; ``tests/exchange/reconciliation.json`` tells the forms of its answers."""
    batch = {"type": "string", "description": "A reconciliation query batch, JSON as text."}
    extend = {"type": "string", "description": "A data extension query, JSON as text."}
    example = '{"q0": {"query": "Nvidea Corp", "type": "Organization"}}'
    found = {"200": _ok(_JSON, schema={"type": "object"}), "304": _unchanged()}
    suggested = {"200": _ok(_JSON, schema={"type": "object", "required": ["result"]}), "304": _unchanged()}
    proposed = {"200": _ok(_JSON, schema={"type": "object", "required": ["properties"]}), "304": _unchanged()}
    number = {"type": "integer", "minimum": 0}
    get = _operation(
        "reconcile",
        "What a batch of names means, or values of what was matched; without either, the manifest.",
        found,
        (400, 401, 413, 429, 500, 503, 504),
        [_query_parameter("queries", batch, example), _query_parameter("extend", extend)],
    )
    post = _operation("reconcilePost", "The same by a form.", found, (400, 401, 413, 415, 429, 500, 503, 504))
    form = {"type": "object", "minProperties": 1, "properties": {"queries": batch, "extend": extend}}
    content = {"application/x-www-form-urlencoded": {"schema": form, "example": {"queries": example}}}
    return {
        "/reconcile": {"get": get, "post": {**post, "requestBody": {"required": True, "content": content}}},
        "/reconcile/suggest/{what}": {
            "get": _operation(
                "reconcileSuggest",
                "What a few letters may mean.",
                suggested,
                _OF_FILES,
                [
                    _in_path("what", {"enum": ["entity", "type", "property"]}, "entity"),
                    _query_parameter("prefix", _TEXT, "mistral"),
                    _query_parameter("cursor", number),
                ],
            )
        },
        "/reconcile/properties": {
            "get": _operation(
                "reconcileProperties",
                "The properties of a type.",
                proposed,
                _OF_FILES,
                [_query_parameter("type", _TEXT, "Organization"), _query_parameter("limit", number)],
            )
        },
        "/reconcile/preview": {
            "get": _operation(
                "reconcilePreview",
                "A small page about a thing, which may stand in a frame of another site.",
                {"200": _ok(HTML), "304": _unchanged()},
                _OF_PAGES,
                [{**_query_parameter("id", _TEXT, "organization/nvidia"), "required": True}],
            )
        },
    }


def _operation(
    name: str, summary: str, answers: _Json, problems: tuple[int, ...], parameters: list[_Json] | None = None
) -> _Json:
    told = {str(status): {"$ref": f"#/components/responses/{status}"} for status in problems}
    return {
        "operationId": name,
        "summary": summary,
        **({"parameters": parameters} if parameters else {}),
        "responses": dict(sorted({**told, **answers}.items())),
    }


def _query_parameter(name: str, schema: _Json, example: str | None = None) -> _Json:
    shown = {"example": example} if example else {}
    return {"name": name, "in": "query", "schema": schema, **shown}


def _required(name: str, schema: _Json, example: str) -> _Json:
    return {**_query_parameter(name, schema, example), "required": True}


def _in_path(name: str, schema: _Json, example: str) -> _Json:
    return {"name": name, "in": "path", "required": True, "schema": schema, "example": example}


def _ok(*media_types: str, schema: _Json | None = None, about: str = "The answer.") -> _Json:
    content = {name: {"schema": _schema(name) if schema is None or name == HTML else schema} for name in media_types}
    return {"description": about, "content": content, "headers": _ETAG}


def _schema(media_type: str) -> _Json:
    if media_type == GRAPH_FORMATS["jsonld"]:
        return {"type": ["array", "object"]}
    if media_type.endswith("json"):
        return {"$ref": "#/components/schemas/Results"}
    return _TEXT


def _unchanged() -> _Json:
    return {"description": "The client holds it already (If-None-Match).", "headers": _NUMBER}


def _away(about: str) -> _Json:
    return {"description": about, "headers": _AWAY}
