"""The questions that pages put to the engine, each a SPARQL query."""

import asyncio
import re
from collections.abc import Iterable, Iterator
from typing import Final

from dorsale.engine.interface import Engine
from dorsale.engine.rows import Value, rows
from dorsale.namespaces import BASE, GRAPH, PREFIXES
from dorsale.pages.statements import Statement, Statements

__all__ = [
    "INCOMING_A_PAGE",
    "bundle",
    "claims",
    "dated",
    "described",
    "exists",
    "incoming",
    "is_iri",
    "labels",
    "lexicon",
    "select",
    "version_of",
]

INCOMING_A_PAGE: Final = 200
"""How many incoming links one document holds; the rest is on the next pages."""

_IRI: Final = re.compile(r"[a-z][a-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+")
_PREFIXES: Final = ("dor", "owl", "rdf", "rdfs", "skos", "dct", "schema", "measure", "rank", "standing")
_HEAD: Final = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in _PREFIXES)
_LABELS_A_QUERY: Final = 400
_MOST_CLAIMS: Final = 400
_KINDS: Final = ("bnode", "uri", "literal")

_PARTS: Final = (
    "(dor:commitment|dor:event|dor:participation|dor:figure|dor:listing|^dor:heldIn|^dor:offers|^skos:inScheme)*/"
    "(dor:statedIn|dor:claimedIn)?"
)
"""From a thing to the small nodes that are only its own, and on to their sources."""


def is_iri(text: str) -> bool:
    """Whether ``text`` may stand between angle brackets in a query."""
    return _IRI.fullmatch(text) is not None


async def select(engine: Engine, pattern: str) -> list[dict[str, Value]]:
    """The solutions of a SELECT query that uses the prefixes of the house."""
    return await rows(engine, _HEAD + pattern)


async def exists(engine: Engine, iri: str) -> bool:
    """Whether anything is stated about ``iri``."""
    return bool(await select(engine, f"SELECT ?p WHERE {{ <{iri}> ?p ?o }} LIMIT 1"))


async def bundle(engine: Engine, iri: str) -> Statements:
    """All statements about a thing, about the small nodes that are only its own, and about their sources.

    In an order of ours: stores differ in that of texts in two languages.
    """
    found = await select(
        engine,
        f"""SELECT ?g ?s ?p ?o WHERE {{
          {{ SELECT DISTINCT ?s WHERE {{ <{iri}> {_PARTS} ?s FILTER isIRI(?s) }} }}
          GRAPH ?g {{ ?s ?p ?o }} }}""",
    )
    return Statements(sorted(_statements(found), key=_order))


async def described(engine: Engine, figures: Iterable[str]) -> Statements:
    """All statements about several figures and about their sources, and what the figures are of."""
    listed = " ".join(f"<{iri}>" for iri in sorted(set(figures)) if is_iri(iri))
    if not listed:
        return Statements()
    told = await asyncio.gather(
        select(engine, f"SELECT ?g ?s ?p ?o WHERE {{ VALUES ?s {{ {listed} }} GRAPH ?g {{ ?s ?p ?o }} }}"),
        select(
            engine,
            f"""SELECT ?g ?s ?p ?o WHERE {{
              {{ SELECT DISTINCT ?s WHERE {{ VALUES ?figure {{ {listed} }} ?figure dor:statedIn ?s }} }}
              GRAPH ?g {{ ?s ?p ?o }} }}""",
        ),
        select(
            engine,
            f"""SELECT ?g ?s ?p ?o WHERE {{
              VALUES ?o {{ {listed} }} GRAPH ?g {{ ?s dor:figure ?o }} BIND (dor:figure AS ?p) }}""",
        ),
    )
    return Statements(sorted(_statements(row for rows in told for row in rows), key=_order))


async def incoming(engine: Engine, iri: str, page: int = 1) -> tuple[Statements, bool]:
    """One page of the statements that point at ``iri``, and whether another page follows."""
    found = await select(
        engine,
        f"""SELECT ?g ?s ?p WHERE {{ GRAPH ?g {{ ?s ?p <{iri}> }} FILTER isIRI(?s) }}
        ORDER BY ?p ?s ?g LIMIT {INCOMING_A_PAGE + 1} OFFSET {(page - 1) * INCOMING_A_PAGE}""",
    )
    target = Value("uri", iri)
    kept = ({**row, "o": target} for row in found[:INCOMING_A_PAGE])
    return Statements(_statements(kept)), len(found) > INCOMING_A_PAGE


async def version_of(engine: Engine, iri: str) -> str | None:
    """The ontology of which ``iri`` names a version."""
    found = await select(engine, f"SELECT ?s WHERE {{ ?s owl:versionIRI <{iri}> }} ORDER BY ?s LIMIT 1")
    return found[0]["s"].value if found else None


async def claims(engine: Engine, iri: str) -> list[dict[str, Value]]:
    """The claims that have to do with ``iri``: about it, made by it, supported or contradicted by it."""
    return await select(
        engine,
        f"""SELECT DISTINCT ?claim ?relation ?type ?who ?source WHERE {{
          VALUES ?relation {{ dor:about dor:attributedTo dor:supportedBy dor:contradictedBy }}
          ?claim ?relation <{iri}> ; a dor:Claim .
          OPTIONAL {{ ?claim dor:claimType ?type }} OPTIONAL {{ ?claim dor:attributedTo ?who }}
          OPTIONAL {{ ?claim dor:claimedIn ?source }}
        }} ORDER BY ?relation ?claim ?who LIMIT {_MOST_CLAIMS}""",
    )


async def labels(engine: Engine, iris: Iterable[str]) -> Statements:
    """The labels of ``iris``; a few hundred a query, so that its text stays within every engine's limit."""
    wanted = sorted(iri for iri in set(iris) if is_iri(iri))
    lists = (
        " ".join(f"<{iri}>" for iri in wanted[start : start + _LABELS_A_QUERY])
        for start in range(0, len(wanted), _LABELS_A_QUERY)
    )
    queries = [
        f"SELECT DISTINCT ?s ?p ?o WHERE {{ VALUES ?s {{ {listed} }} "
        "?s ?p ?o FILTER (?p IN (rdfs:label, skos:prefLabel, dct:title)) }"
        for listed in lists
    ]
    answers = await asyncio.gather(*(select(engine, query) for query in queries))
    return Statements(one for answer in answers for one in _statements(answer))


async def lexicon(engine: Engine) -> Statements:
    """The labels, definitions, symbols and hierarchy of everything that ontology and vocabularies define."""
    found = await select(
        engine,
        f"""SELECT ?s ?p ?o WHERE {{
          VALUES ?p {{ rdfs:label skos:prefLabel skos:definition skos:notation dor:pluralLabel dor:quantityKind
                      rdfs:subPropertyOf rdfs:subClassOf skos:inScheme schema:position }}
          GRAPH <{GRAPH}ontology> {{ ?s ?p ?o }} FILTER (isIRI(?s) && !isBlank(?o)) }}""",
    )
    return Statements(_statements(found))


async def dated(engine: Engine) -> frozenset[str]:
    """The properties of which some value is a day, a month, a year or a moment."""
    kinds = ", ".join(f"<{PREFIXES['xsd']}{kind}>" for kind in ("date", "gYearMonth", "gYear", "dateTime"))
    found = await select(
        engine, f"SELECT DISTINCT ?p WHERE {{ ?s ?p ?o FILTER (isLiteral(?o) && DATATYPE(?o) IN ({kinds})) }}"
    )
    return frozenset(row["p"].value for row in found)


def _order(statement: Statement) -> tuple[object, ...]:
    """By subject, property and object: blank nodes, IRIs, then literals by their text and language."""
    subject, predicate, (kind, value, language, datatype), graph = statement
    return subject, predicate, _KINDS.index(kind), value, language or "", datatype or "", graph


def _statements(found: Iterable[dict[str, Value]]) -> Iterator[Statement]:
    for row in found:
        graph = row["g"].value if "g" in row else BASE
        subject = f"_:{row['s']}" if row["s"].kind == "bnode" else row["s"].value
        yield Statement(subject, row["p"].value, row["o"], graph)
