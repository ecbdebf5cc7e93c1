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
from dorsale.namespaces import BASE, ID, KINDS
from dorsale.pages import create_pages
from dorsale.settings import Settings

__all__ = ["EXAMPLES", "STATUS", "UNSEEN", "routes", "segments", "things"]


def _query(text: str) -> str:
    return f"/query?query={quote(text)}"


_DOR: Final = "PREFIX dor: <https://w3id.org/dorsale/ontology#> "
_SUMS: Final = f"""{_DOR} SELECT ?who (SUM(?usd) AS ?totalUSD) (COUNT(*) AS ?number) {{
  ?c dor:provider ?who ; dor:amountUSD ?usd }} GROUP BY ?who ORDER BY DESC(?totalUSD) LIMIT 12"""
_AMOUNTS: Final = f"""{_DOR} SELECT ?deal ?announced ?usd {{
  ?deal dor:announced ?announced ; dor:commitment/dor:amountUSD ?usd }} ORDER BY DESC(?usd) LIMIT 30"""
_PAIRS: Final = f"{_DOR} SELECT ?who ?whom {{ ?who dor:suppliesTo ?whom }} ORDER BY ?who ?whom LIMIT 40"
_SITES: Final = f"{_DOR} SELECT ?site {{ ?site dor:point ?point }} ORDER BY ?site LIMIT 40"
_WRONG: Final = _query("SELECT ?x WHERE { ?x a }")

EXAMPLES: Final[Mapping[str, tuple[str, ...]]] = {
    "/": ("/",),
    "/search": ("/search", "/search?q=nvidia", "/search?q=openai&kind=deal", "/search?q=zzzzzz"),
    "/downloads": ("/downloads",),
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
        _WRONG,
    ),
    "/commitments": ("/commitments",),
    "/changes": ("/changes",),
    "/method": ("/method",),
    "/cite": ("/cite", "/cite?of=/doc/deal/2025-11-03-openai-aws"),
    "/pictures": ("/pictures",),
    "/picture/{name}": ("/picture/flows", "/picture/circles", "/picture/map"),
    "/list/{kind}": (
        "/list/deal",
        "/list/organization",
        "/list/source?page=2",
        "/list/site",
        "/list/hardware",
        "/list/model",
    ),
    "/problem/{kind}": ("/problem/syntax", "/problem/timeout"),
    "/{path:path}": (
        "/ontology",
        "/ontology/deals",
        "/alignments/fibo",
        "/shapes",
        "/catalog",
        "/dataset",
        "/graph/inferred",
        "/vocabulary/measure",
        "/vocabulary/function/cloud-provider",
        "/doc/organization/openai?page=2",
        "/doc/deal/nothing",
        "/nothing-here",
    ),
}
"""Paths without language, by the route that answers them. To the last one come all kinds of things: :func:`things`."""

STATUS: Final[Mapping[str, int]] = {_WRONG: 400, "/doc/deal/nothing": 404, "/nothing-here": 404}
"""The status of the examples that are about a failure; that of all others is 200."""

UNSEEN: Final = frozenset(
    {
        "/id/{kind}/{slug}",
        "/static/{digest}/{name}",
        "/logo.svg",
        "/changes.json",
        "/cite.bib",
        "/cite.json",
        "/deals.atom",
        "/opensearch.xml",
        "/picture/{name}.csv",
        "/picture/{name}.svg",
        "/query/terms.{language}.json",
        "/report.json",
        "/suggest",
        "/ontology/context.jsonld",
        "/ontology/frames/{kind}.jsonld",
    }
)
"""Routes that show no page: they lead to one, or what they answer is a file."""


def routes() -> set[str]:
    """The routes of the pages, each once, without the languages that may stand before it."""
    found = set[str]()
    for route in create_pages(Settings()).router.routes:
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
