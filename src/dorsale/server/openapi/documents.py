"""The documents about things, terms, releases and graphs."""

from dorsale.engine.interface import GRAPH_FORMATS
from dorsale.namespaces import CONCEPT_SCHEMES, KINDS, SLUG
from dorsale.pages.profiled import ALTERNATES
from dorsale.pages.signposting import LINKSET, LINKSET_TEXT
from dorsale.pages.streams import FORMS as STREAM_FORMS
from dorsale.release.context import FRAMES
from dorsale.release.profiles import PROFILES
from dorsale.release.rocrate import FILE as CRATE
from dorsale.release.rocrate import MEDIA_TYPE as CRATE_TYPE
from dorsale.release.shelf import CURRENT
from dorsale.server.openapi.parts import (
    A_VERSION,
    OF_FILES,
    OF_PAGES,
    TEXT,
    Json,
    away,
    in_path,
    ok,
    operation,
    query_parameter,
    unchanged,
)
from dorsale.server.problems import HTML

__all__ = ["documents"]


def documents() -> Json:
    """Linked data: each answers with a page or with RDF."""
    rdf = tuple(GRAPH_FORMATS.values())
    slug, number = (
        {"type": "string", "pattern": f"^{SLUG}$"},
        query_parameter("page", {"type": "integer", "minimum": 1}),
    )
    thing = [in_path("kind", {"enum": [*KINDS.values()]}, "organization"), in_path("slug", slug, "openai")]
    scheme = in_path("scheme", {"enum": [*CONCEPT_SCHEMES]}, "firmness")
    profile = query_parameter("_profile", {"enum": [*(one.short for one in PROFILES), ALTERNATES.short]})
    version = in_path("version", A_VERSION, CURRENT)
    found = {"200": ok(HTML, *rdf), "304": unchanged()}
    kept = {**found, "410": ok(HTML, *rdf, about="What it was, since when it is gone, and what replaces it.")}
    file = {"200": ok(GRAPH_FORMATS["jsonld"]), "304": unchanged()}
    moved = {**found, "303": away("To the document in which it is described.")}
    seen = {"303": away("To the document about it.")}
    suffix = in_path("suffix", {"enum": [*GRAPH_FORMATS, "html"]}, "ttl")
    listed = {
        "/id/{kind}/{slug}": operation("thing", "A thing.", seen, OF_PAGES, thing),
        "/doc/{kind}/{slug}": operation("document", "The document about a thing.", kept, OF_PAGES, [*thing, number]),
        "/doc/{kind}/{slug}.{suffix}": operation(
            "documentAs", "The document in one form.", kept, OF_PAGES, [*thing, suffix, number]
        ),
        "/history/{kind}/{slug}": operation(
            "history", "What was said of a thing from release to release.", found, OF_PAGES, [*thing, number]
        ),
        "/stream/{graph}": operation(
            "stream",
            "The event stream of a named graph (LDES); its relations lead to pages, which never change.",
            {
                "200": ok(*(GRAPH_FORMATS[form] for form in STREAM_FORMS)),
                "303": away("To the page about the streams, who prefers HTML."),
                "304": unchanged(),
            },
            OF_PAGES,
            [in_path("graph", slug, "data")],
        ),
        "/ontology": operation("ontology", "All terms.", found, OF_PAGES),
        "/ontology/{name}": operation(
            "module", "A module, or a version of it.", moved, OF_PAGES, [in_path("name", slug, "actors")]
        ),
        "/ontology/context.jsonld": operation("context", "A JSON-LD context of all terms.", file, OF_FILES),
        "/ontology/frames/{frame}.jsonld": operation(
            "frame", "A JSON-LD frame.", file, OF_FILES, [in_path("frame", {"enum": [*FRAMES]}, "deal")]
        ),
        "/shapes": operation("shapes", "The SHACL shapes.", found, OF_PAGES),
        "/vocabulary/{scheme}": operation("scheme", "A vocabulary.", found, OF_PAGES, [scheme, number]),
        "/vocabulary/{scheme}/{concept}": operation(
            "concept", "A concept.", found, OF_PAGES, [scheme, in_path("concept", slug, "binding"), number]
        ),
        "/dataset": operation("dataset", "The dataset, in several profiles.", moved, OF_PAGES, [profile]),
        "/releases": operation("releases", "The releases that are kept.", found, OF_PAGES),
        "/dataset/{version}": operation("release", "A release, or `current`.", moved, OF_PAGES, [version]),
        f"/dataset/{{version}}/{CRATE}": operation(
            "crate",
            "A release as an RO-Crate; each file that it names stands beside it.",
            {**file, "206": ok(CRATE_TYPE), "303": away("From `current` to the version.")},
            OF_FILES,
            [version],
        ),
        "/linkset/{path}": operation(
            "linkset",
            "The typed links of a page (RFC 9264); the suffixes `.json` and `.txt` win over Accept.",
            {"200": ok(LINKSET, LINKSET_TEXT, schema={}), "304": unchanged()},
            OF_PAGES,
            [in_path("path", TEXT, "dataset")],
        ),
        "/catalog": operation("catalog", "The catalogue, with counts.", found, OF_PAGES),
        "/.well-known/void": operation("void", "Where the dataset is described.", seen, (500,)),
    }
    return {path: {"get": operation} for path, operation in listed.items()}
