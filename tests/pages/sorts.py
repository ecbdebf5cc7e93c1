"""Every sort of page, in one place: examples for each route of the pages, and for each kind of thing and document.

A route that is added to the router without an example here fails a test, and so does a kind of document that a release
begins to name.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from dorsale.derive.wording import LANGUAGES
from dorsale.exchange import reconcile
from dorsale.namespaces import BASE, ID, KINDS
from dorsale.pages import create_pages
from dorsale.settings import Settings

__all__ = ["EXAMPLES", "FRAMED", "STATUS", "UNSEEN", "routes", "segments", "things"]


def _query(text: str) -> str:
    return f"/query?query={quote(text)}"


_DOR: Final = "PREFIX dor: <https://w3id.org/dorsale/ontology#> "
_SUMS: Final = f"""{_DOR} SELECT ?who (SUM(?usd) AS ?totalUSD) (COUNT(*) AS ?number) {{
  ?c dor:provider ?who ; dor:amountUSD ?usd }} GROUP BY ?who ORDER BY DESC(?totalUSD) LIMIT 12"""
_AMOUNTS: Final = f"""{_DOR} SELECT ?deal ?announced ?usd {{
  ?deal dor:announced ?announced ; dor:commitment/dor:amountUSD ?usd }} ORDER BY DESC(?usd) LIMIT 30"""
_PAIRS: Final = f"{_DOR} SELECT ?who ?whom {{ ?who dor:suppliesTo ?whom }} ORDER BY ?who ?whom LIMIT 40"
_SITES: Final = f"{_DOR} SELECT ?site {{ ?site dor:point ?point }} ORDER BY ?site LIMIT 40"
_BEYOND: Final = "SELECT * { ?s ?p <<( <urn:a> <urn:b> <urn:c> )>> }"
_WRONG: Final = _query("SELECT ?x WHERE { ?x a }")

EXAMPLES: Final[Mapping[str, tuple[str, ...]]] = {
    "/": ("/",),
    "/search": ("/search", "/search?q=nvidia", "/search?q=openai&kind=deal", "/search?q=zzzzzz"),
    "/downloads": ("/downloads",),
    "/tables": ("/tables",),
    "/questions": ("/questions", "/questions?find=circles"),
    "/about": ("/about",),
    "/report": ("/report",),
    "/query": (
        "/query",
        _query("SELECT * { ?s ?p ?o } LIMIT 30"),
        _query("SELECT * { ?s a <https://example.org/nothing> }"),
        _query("ASK {}"),
        _query(f"DESCRIBE <{ID}deal/2025-11-03-openai-aws>"),
        f"/query?view=chart&query={quote(_SUMS)}",
        f"/query?view=chart&query={quote(_AMOUNTS)}",
        f"/query?view=graph&query={quote(_PAIRS)}",
        f"/query?view=map&query={quote(_SITES)}",
        "/query?question=between-two-actors&run=1",
        "/query?question=between-two-actors&p-one=Nobody&p-other=Oracl",
        f"/query?words=1&query={quote(_AMOUNTS)}",
        "/query?question=words-for-the-state-of-a-deal",
        _WRONG,
    ),
    "/query/explain": (f"/query/explain?query={quote(_SUMS)}", f"/query/explain?query={quote(_BEYOND)}"),
    "/commitments": ("/commitments",),
    "/changes": ("/changes",),
    "/stream": ("/stream",),
    "/method": ("/method",),
    "/cite": ("/cite", "/cite?of=/doc/deal/2025-11-03-openai-aws"),
    "/pictures": ("/pictures",),
    "/picture/{name}": (
        "/picture/flows",
        "/picture/circles",
        "/picture/timeline",
        "/picture/capacity",
        "/picture/map",
        "/picture/map?region=united-states",
        "/picture/network",
        "/picture/network?organization=tsmc&steps=2&resource=chips",
    ),
    "/list/{kind}": (
        "/list/deal",
        "/list/organization",
        "/list/source?page=2",
        "/list/site",
        "/list/hardware",
        "/list/model",
    ),
    "/problem/{kind}": ("/problem/syntax", "/problem/timeout"),
    "/reconcile/preview": (
        "/reconcile/preview?id=organization/nvidia",
        "/reconcile/preview?id=site/abilene-stargate",
        "/reconcile/preview?id=organization/nobody",
    ),
    "/{path:path}": (
        "/ontology",
        "/ontology/deals",
        "/alignments/fibo",
        "/shapes",
        "/catalog",
        "/dataset",
        "/dataset?_profile=alt",
        "/dataset/current",
        "/releases",
        "/profile/description",
        "/graph/inferred",
        "/vocabulary/measure",
        "/vocabulary/function/cloud-provider",
        "/doc/organization/openai?page=2",
        "/history/deal/2025-11-03-openai-aws",
        "/history/circle/none",
        "/doc/deal/nothing",
        "/nothing-here",
    ),
}
"""Paths without language, by the route that answers them. To the last one come all kinds of things: :func:`things`."""

STATUS: Final[Mapping[str, int]] = {
    _WRONG: 400,
    "/doc/deal/nothing": 404,
    "/nothing-here": 404,
    "/history/circle/none": 404,
    "/reconcile/preview?id=organization/nobody": 404,
}
"""The status of the examples that are about a failure; that of all others is 200."""

FRAMED: Final = frozenset(path for path in EXAMPLES["/reconcile/preview"] if path not in STATUS)
"""Examples that stand in frames of other sites, so without our menu."""

UNSEEN: Final = frozenset(
    {
        "/id/{kind}/{slug}",
        "/static/{digest}/{name}",
        "/logo.svg",
        "/changes.json",
        "/cite.bib",
        "/cite.json",
        "/deals.atom",
        "/linkset/{path:path}",
        "/llms.txt",
        "/opensearch.xml",
        "/picture/{name}.csv",
        "/picture/{name}.graphml",
        "/picture/{name}.json",
        "/picture/{name}.svg",
        "/query/terms.{language}.json",
        "/reconcile",
        "/reconcile/properties",
        "/reconcile/suggest/{what}",
        "/report.json",
        "/robots.txt",
        "/sitemap.xml",
        "/stream/{graph}",
        "/stream/{graph}/{at}/{number}",
        "/suggest",
        "/ontology/context.jsonld",
        "/ontology/frames/{kind}.jsonld",
    }
)
"""Routes that show no page: they lead to one, or what they answer is a file."""


def routes() -> set[str]:
    """The routes of the pages and of what stands beside them, each once, without the languages that may come first."""
    found = set[str]()
    pages = create_pages(Settings())
    for route in (*pages.router.routes, *reconcile.router(pages).routes):
        path = str(vars(route)["path"])
        first, _, rest = path[1:].partition("/")
        found.add(f"/{rest}" if first in LANGUAGES else path)
    return found


def segments(graph: ox.Store) -> set[str]:
    """The first parts of the paths of all IRIs of the project that the release names."""
    terms = (term for quad in graph for term in (quad.subject, quad.predicate, quad.object))
    iris = {term.value for term in terms if isinstance(term, ox.NamedNode)}
    paths = (iri.removeprefix(BASE).partition("#")[0] for iri in iris if iri.startswith(BASE))
    return {path.partition("/")[0] for path in paths}


def things(graph: ox.Store) -> dict[str, tuple[str, str]]:
    """For each kind of thing two documents: of the thing about which most is said, and of one in the middle."""
    said: defaultdict[str, int] = defaultdict(int)
    for quad in graph:
        for term in (quad.subject, quad.object):
            if isinstance(term, ox.NamedNode) and term.value.startswith(ID):
                said[term.value] += 1
    found: dict[str, tuple[str, str]] = {}
    for kind in KINDS.values():
        ranked = sorted((number, iri) for iri, number in said.items() if iri.startswith(f"{ID}{kind}/"))
        assert ranked, f"the release holds no {kind}"
        most, middle = (f"/doc/{iri.removeprefix(ID)}" for _, iri in (ranked[-1], ranked[len(ranked) // 2]))
        found[kind] = (most, middle)
    return found
