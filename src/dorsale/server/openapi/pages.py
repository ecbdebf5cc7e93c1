"""The pages for people, the files beside them, and the service that reconciles names."""

from typing import Final

from dorsale.derive.wording import LANGUAGES
from dorsale.pages.feed import ATOM
from dorsale.pages.finding import OPENSEARCH, SUGGESTIONS
from dorsale.pages.views.lists import CLASSES
from dorsale.release.patch import FORMS
from dorsale.release.shelf import CURRENT
from dorsale.server.openapi.parts import (
    A_VERSION,
    EXAMPLE,
    JSON,
    OF_FILES,
    OF_PAGES,
    OF_QUERIES,
    TEXT,
    Json,
    away,
    in_path,
    ok,
    operation,
    query_in_a_body,
    query_parameter,
    required,
    unchanged,
)
from dorsale.server.patches import NOTHING
from dorsale.server.problems import HTML

__all__ = ["pages", "reconciliation"]

_TSV: Final = "text/tab-separated-values"
_OF_EXPLANATIONS: Final = tuple(status for status in OF_QUERIES if status != 422)
_EXPLAINED: Final[Json] = {
    "type": "object",
    "required": ["language", "query", "text", "lines"],
    "properties": {
        "language": {"enum": [*LANGUAGES]},
        "query": TEXT,
        "text": {"type": "string", "description": "All lines as plain text, indented."},
        "lines": {"type": "array", "items": {"type": "object", "required": ["text", "pieces", "lines"]}},
    },
}
_SUGGESTED: Final[Json] = {
    "type": "array",
    "description": "OpenSearch Suggestions 1.1, with the kind and the path of each as a fifth member.",
    "minItems": 5,
    "maxItems": 5,
}


def pages() -> Json:
    """What people read, and what they download."""
    html = {"200": ok(HTML), "304": unchanged()}
    kind, number = (
        in_path("kind", {"enum": [*CLASSES]}, "deal"),
        query_parameter("page", {"type": "integer", "minimum": 1}),
    )
    text = query_parameter("q", TEXT, "openai")
    language = query_parameter("lang", {"enum": [*LANGUAGES]})
    suggested = {"200": ok(SUGGESTIONS, schema=_SUGGESTED), "304": unchanged()}
    described = {"200": ok(OPENSEARCH), "304": unchanged()}
    problem = {"200": ok(HTML, JSON, schema={"type": "object", "required": ["type", "title"]}), "304": unchanged()}
    whole = {"200": ok("application/gzip", "text/plain"), "304": unchanged(), "206": ok("application/gzip")}
    out_of_range = {"416": ok("text/plain", about="There is nothing in this range.")}
    listed = {
        "/": operation("home", "The home page.", {**html, "303": away("To /dataset, who prefers RDF.")}, OF_PAGES),
        "/search": operation("search", "Names.", html, OF_PAGES, [text, query_parameter("kind", TEXT)]),
        "/suggest": operation("suggest", "What a text may mean.", suggested, OF_FILES, [text, language]),
        "/opensearch.xml": operation("opensearch", "How browsers search (OpenSearch 1.1).", described, OF_FILES),
        "/query": operation(
            "query",
            "A query and its answer as a page.",
            {**html, "303": away("To the endpoint, for another format.")},
            OF_QUERIES,
            [query_parameter("query", TEXT, EXAMPLE), query_parameter("format", TEXT)],
        ),
        "/query/explain": operation(
            "explain",
            "A query in words, from the names of its terms.",
            {"200": ok(JSON, HTML, schema=_EXPLAINED), "304": unchanged()},
            _OF_EXPLANATIONS,
            [required("query", {"type": "string", "description": "A query of SPARQL 1.1."}, EXAMPLE), language],
        ),
        "/pictures": operation("pictures", "The pictures.", html, OF_PAGES, []),
        "/robots.txt": operation(
            "robots", "What crawlers may read (RFC 9309).", {"200": ok("text/plain"), "304": unchanged()}, OF_FILES
        ),
        "/sitemap.xml": operation(
            "sitemap", "All documents (Sitemaps 0.9).", {"200": ok("application/xml"), "304": unchanged()}, OF_FILES
        ),
        "/llms.txt": operation(
            "llms", "What language models find here.", {"200": ok("text/markdown"), "304": unchanged()}, OF_FILES
        ),
        "/deals.atom": operation("feed", "The latest deals (Atom).", {"200": ok(ATOM), "304": unchanged()}, OF_FILES),
        "/picture/{name}": operation(
            "picture", "A picture with its data.", html, OF_PAGES, [in_path("name", TEXT, "flows")]
        ),
        "/list/{kind}": operation("list", "All things of a kind.", html, OF_PAGES, [kind, number]),
        "/problem/{kind}": operation(
            "problem", "What a kind of problem means.", problem, OF_PAGES, [in_path("kind", TEXT, "syntax")]
        ),
        "/dumps/{name}": operation(
            "dump",
            "A dump, all tables or all mapping sets as ZIP, or SHA256SUMS.",
            {**whole, **out_of_range},
            (400, 404, 500),
            [in_path("name", TEXT, "SHA256SUMS")],
        ),
        "/tables/{name}": operation(
            "table",
            "A table as CSV.",
            {"200": ok("text/csv"), "304": unchanged(), "206": ok("text/csv"), **out_of_range},
            (400, 404, 500),
            [in_path("name", TEXT, "deals.csv")],
        ),
        "/sssom/{name}": operation(
            "mappings",
            "A mapping set, of terms or of things, as SSSOM/TSV.",
            {"200": ok(_TSV), "304": unchanged(), "206": ok(_TSV), **out_of_range},
            (400, 404, 500),
            [in_path("name", TEXT, "identities-wikidata.sssom.tsv")],
        ),
        "/changes/{old}/{new}": operation(
            "patch",
            "What makes of one kept release another; the suffixes `.rdfp` and `.ru` win over Accept.",
            {"200": ok(*FORMS.values()), "304": unchanged()},
            OF_PAGES,
            [in_path("old", A_VERSION, NOTHING), in_path("new", A_VERSION, CURRENT)],
        ),
        **{
            f"/{name}": operation(name, f"The page “{name}”.", html, OF_PAGES)
            for name in ("questions", "downloads", "tables", "report", "about", "stream")
        },
    }
    found = {path: {"get": operation} for path, operation in listed.items()}
    found["/query/explain"]["post"] = {
        **operation(
            "explainPost",
            "The same for a query in the body.",
            {"200": ok(JSON, HTML, schema=_EXPLAINED), "304": unchanged()},
            (*_OF_EXPLANATIONS, 415),
            [language],
        ),
        "requestBody": {"required": True, "content": query_in_a_body()},
    }
    return found


def reconciliation() -> Json:
    """The Reconciliation Service API 0.2; ``tests/exchange/reconciliation.json`` tells the forms of its answers."""
    batch = {"type": "string", "description": "A reconciliation query batch, JSON as text."}
    extend = {"type": "string", "description": "A data extension query, JSON as text."}
    example = '{"q0": {"query": "Nvidea Corp", "type": "Organization"}}'
    found = {"200": ok(JSON, schema={"type": "object"}), "304": unchanged()}
    suggested = {"200": ok(JSON, schema={"type": "object", "required": ["result"]}), "304": unchanged()}
    proposed = {"200": ok(JSON, schema={"type": "object", "required": ["properties"]}), "304": unchanged()}
    number = {"type": "integer", "minimum": 0}
    get = operation(
        "reconcile",
        "What a batch of names means, or values of what was matched; without either, the manifest.",
        found,
        (400, 401, 413, 429, 500, 503, 504),
        [query_parameter("queries", batch, example), query_parameter("extend", extend)],
    )
    post = operation("reconcilePost", "The same by a form.", found, (400, 401, 413, 415, 429, 500, 503, 504))
    form = {"type": "object", "minProperties": 1, "properties": {"queries": batch, "extend": extend}}
    content = {"application/x-www-form-urlencoded": {"schema": form, "example": {"queries": example}}}
    return {
        "/reconcile": {"get": get, "post": {**post, "requestBody": {"required": True, "content": content}}},
        "/reconcile/suggest/{what}": {
            "get": operation(
                "reconcileSuggest",
                "What a few letters may mean.",
                suggested,
                OF_FILES,
                [
                    in_path("what", {"enum": ["entity", "type", "property"]}, "entity"),
                    query_parameter("prefix", TEXT, "mistral"),
                    query_parameter("cursor", number),
                ],
            )
        },
        "/reconcile/properties": {
            "get": operation(
                "reconcileProperties",
                "The properties of a type.",
                proposed,
                OF_FILES,
                [query_parameter("type", TEXT, "Organization"), query_parameter("limit", number)],
            )
        },
        "/reconcile/preview": {
            "get": operation(
                "reconcilePreview",
                "A small page about a thing, which may stand in a frame of another site.",
                {"200": ok(HTML), "304": unchanged()},
                OF_PAGES,
                [{**query_parameter("id", TEXT, "organization/nvidia"), "required": True}],
            )
        },
    }
