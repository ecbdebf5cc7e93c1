"""What programs that look around read first: ``robots.txt``, ``sitemap.xml`` and ``llms.txt``."""

from typing import Final
from xml.etree import ElementTree as ET

from starlette.exceptions import HTTPException
from starlette.responses import Response

from dorsale.namespaces import BASE
from dorsale.pages import asking
from dorsale.pages.addresses import path_of
from dorsale.pages.render import Context
from dorsale.pages.respond import rendered, respond
from dorsale.pages.site import Rendered
from dorsale.pages.views.lists import CLASSES

__all__ = ["llms", "robots", "sitemap"]

_TEXT: Final = "text/plain"
_XML: Final = "application/xml"
_MARKDOWN: Final = "text/markdown"
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MOST: Final = 50_000
"""How many addresses one sitemap may have (Sitemaps 0.9)."""

_CLOSED: Final = (
    "/sparql?query=",
    "/query?query=",
    "/query?question=",
    "/query/explain",
    "/search?q=",
    "/suggest?q=",
    "/reconcile",
    "/mcp",
    "/changes/",
    "/stream/",
    "/history/",
)
"""What costs a computation each time, or has as many addresses as there are questions."""

_PAGES: Final = (
    "/",
    "/pictures",
    "/picture/flows",
    "/picture/network",
    "/picture/circles",
    "/picture/timeline",
    "/picture/capacity",
    "/picture/map",
    "/commitments",
    "/questions",
    "/report",
    "/changes",
    "/stream",
    "/method",
    "/about",
    "/cite",
    "/downloads",
    "/tables",
    "/ontology",
    "/shapes",
    "/dataset",
    *(f"/list/{kind}" for kind in CLASSES),
)


async def robots(context: Context) -> Response:
    """``/robots.txt`` (RFC 9309): pages, documents and dumps are open, what asks the engine is not.

    Nothing of a private release is open, and it has neither a sitemap nor words for language models.
    """
    if context.private:
        return respond(context.request, rendered(b"User-agent: *\nDisallow: /\n", _TEXT))
    closed = "".join(
        f"Disallow: {context.place.base}{prefix}{path}\n" for path in _CLOSED for prefix in ("", "/en", "/fr")
    )
    body = f"User-agent: *\n{closed}Allow: /\n\nSitemap: {context.place.absolute('/sitemap.xml')}\n"
    return respond(context.request, rendered(body.encode(), _TEXT))


async def sitemap(context: Context) -> Response:
    """``/sitemap.xml`` (Sitemaps 0.9): the pages, and the document of everything that has a list."""
    _refuse_private(context)
    return respond(context.request, await context.once("sitemap", make=lambda: _sitemap(context)))


def _refuse_private(context: Context) -> None:
    """Raise a 404 where the release is for its owner only."""
    if context.private:
        raise HTTPException(404, context.words("detail.private-crawlers"))


async def _sitemap(context: Context) -> Rendered:
    classes = " ".join(CLASSES.values())
    things = await asking.select(
        context.engine,
        f"SELECT DISTINCT ?thing WHERE {{ VALUES ?class {{ {classes} }} ?thing a ?class }} ORDER BY ?thing",
    )
    documents = (path_of(row["thing"].value) for row in things if row["thing"].value.startswith(BASE))
    paths = dict.fromkeys((*_PAGES, *(path for path in documents if path)))
    urls = ET.Element("urlset", {"xmlns": _NAMESPACE})
    for path in list(paths)[:_MOST]:
        url = ET.SubElement(urls, "url")
        ET.SubElement(url, "loc").text = context.place.absolute(path)
        ET.SubElement(url, "lastmod").text = str(context.site.manifest["modified"])
    return rendered(ET.tostring(urls, encoding="utf-8", xml_declaration=True), _XML)


async def llms(context: Context) -> Response:
    """``/llms.txt`` (llmstxt.org): what a language model may read here, and how it asks."""
    _refuse_private(context)

    def line(name: str, path: str, said: str) -> str:
        return f"- [{name}]({context.place.absolute(path)}): {said}"

    manifest = context.site.manifest
    body = "\n".join(
        [
            "# Dorsale",
            "",
            "> The open knowledge graph of the AI industry: who builds, supplies, funds, powers and depends on whom.",
            "> Every number carries its source, its qualifier (exact, about, up to, target) and its measure; where",
            "> sources disagree, both stand. English and French, CC BY 4.0.",
            "",
            f"Release {manifest['version']} of {manifest['modified']}, {manifest['triples']} triples. Cite the source "
            "of a number with its date, and say whether a commitment is firm, announced or only reported.",
            "",
            "## Ask",
            "",
            line("Tools", "/mcp", "Model Context Protocol, streamable HTTP: find, describe, cite, ask, query, schema"),
            line("Questions", "/questions", "stored questions with checked answers and values to set"),
            line("SPARQL", "/sparql", "SPARQL 1.1 Protocol, read-only; CSV, JSON, XML and six syntaxes of RDF"),
            line("Search", "/search", "names, aliases and tickers in both languages"),
            line("Terms", "/query/terms.en.json", "prefixes and all terms with labels, for writing queries"),
            "",
            "## Read",
            "",
            line("Commitments", "/commitments", "what is promised, the firmest first"),
            line(
                "Organizations",
                "/list/organization",
                "each with what it gives and takes, on whom it relies, its circles",
            ),
            line(
                "Pictures",
                "/pictures",
                "flows of money, dependence, circles, deals and power over time, sites; with CSV",
            ),
            line("Method", "/method", "how a figure comes in and what its qualifiers mean"),
            line("Coverage", "/report.json", "what is covered and where it is weak"),
            line("Changes", "/changes", "what this release says otherwise than the one before"),
            "",
            "## Take",
            "",
            line("Dumps", "/downloads", "the whole graph in six syntaxes, with checksums"),
            line("Tables", "/tables/datapackage.json", "the graph as CSV tables with a Data Package"),
            line("Ontology", "/ontology", "classes, properties and vocabularies; as RDF by Accept"),
            line("Catalogue", "/dataset", "VoID and DCAT"),
            line(
                "Event streams", "/stream", "every version of every thing, one Linked Data Event Stream (LDES) a graph"
            ),
            "",
            "## Optional",
            "",
            line("Reconciliation", "/reconcile", "OpenRefine Reconciliation Service API 0.2 for lists of one's own"),
            line("Deals", "/deals.atom", "the latest deals as a feed"),
            line("How to cite", "/cite", "BibTeX and CSL JSON"),
            "",
        ]
    )
    return respond(context.request, rendered(body.encode(), _MARKDOWN))
