"""In which order the canonical form writes what a file says: predicates, objects, and the blocks of a data file."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from dorsale.namespaces import ID, PREFIXES, shorten
from dorsale.turtle.syntax import Block, Object, Property

__all__ = ["data_blocks", "object_key", "predicate_key"]

_ORDER: Final = re.findall(
    r"\S+",
    """
rdf:type
owl:versionIRI owl:versionInfo owl:priorVersion owl:backwardCompatibleWith owl:incompatibleWith
owl:imports dct:title
rdfs:label skos:prefLabel skos:altLabel skos:hiddenLabel skos:notation
skos:definition dct:abstract dct:description rdfs:comment skos:scopeNote skos:example
skos:inScheme skos:topConceptOf skos:hasTopConcept skos:broader skos:narrower skos:related
owl:equivalentClass rdfs:subClassOf owl:disjointWith owl:disjointUnionOf owl:members owl:distinctMembers
owl:equivalentProperty rdfs:subPropertyOf owl:inverseOf owl:propertyChainAxiom owl:propertyDisjointWith
rdfs:domain rdfs:range schema:domainIncludes schema:rangeIncludes
owl:onProperty owl:onClass owl:onDataRange
owl:someValuesFrom owl:allValuesFrom owl:hasValue owl:cardinality owl:minCardinality owl:maxCardinality
owl:qualifiedCardinality owl:minQualifiedCardinality owl:maxQualifiedCardinality
owl:unionOf owl:intersectionOf owl:complementOf owl:oneOf

sh:targetClass sh:targetNode sh:targetSubjectsOf sh:targetObjectsOf sh:target
sh:path sh:inversePath sh:alternativePath sh:zeroOrMorePath sh:oneOrMorePath sh:zeroOrOnePath
sh:nodeKind sh:class sh:datatype sh:in sh:hasValue sh:node sh:property sh:pattern sh:flags
sh:minCount sh:maxCount sh:minInclusive sh:minExclusive sh:maxInclusive sh:maxExclusive sh:minLength sh:maxLength
sh:languageIn sh:uniqueLang sh:equals sh:disjoint sh:lessThan sh:lessThanOrEquals
sh:qualifiedValueShape sh:qualifiedValueShapesDisjoint sh:qualifiedMinCount sh:qualifiedMaxCount
sh:and sh:or sh:xone sh:not sh:closed sh:ignoredProperties sh:sparql sh:prefixes sh:select sh:severity sh:message

dor:legalName dor:function dor:country dor:locality dor:founded dor:website dor:lei dor:cik dor:wikidata
dor:listing dor:ticker dor:exchange dor:subsidiaryOf dor:successorOf dor:affiliation
dor:holder dor:heldIn
dor:partOf dor:amends dor:extends dor:supersedes dor:trancheOf dor:conditionalOn dor:securedBy
dor:supplier dor:customer dor:investor dor:investee dor:lender dor:borrower dor:contributor dor:venture dor:funder
dor:grantor dor:grantee dor:guarantor dor:beneficiary dor:obligor dor:seller dor:buyer dor:acquirer dor:target
dor:lessor dor:lessee dor:contractor dor:client dor:licensor dor:licensee dor:modelProvider dor:distributor
dor:payer dor:payee dor:issuer dor:shareholder dor:promisor dor:promisee dor:undertakingKind dor:pledger
dor:resource dor:subjectMatter dor:instrument dor:participant dor:part
dor:eventKind dor:date
dor:operatedBy dor:ownedBy dor:usedBy dor:designedBy dor:fabricatedBy dor:developedBy dor:hasComponent dor:runsOn
dor:sitedAt dor:point dor:pointPrecision dor:openWeights dor:released
dor:offers dor:onPlatform dor:since dor:releaseState
dor:claimedIn dor:attributedTo dor:about dor:claimType dor:claimTopic
dor:measure dor:qualifier dor:value dor:minimum dor:maximum dor:valueText dor:unit dor:rank
dor:url dct:publisher dct:language dor:lastSeen dor:sourceKind dor:relays
dor:asOf dor:start dor:end dor:term dor:condition
dor:commitment dor:participation dor:event dor:figure
dor:statedIn dor:supportedBy dor:contradictedBy dor:disagreesWith
dor:note
""",
)
"""The predicates with a place of their own; all others follow them, by IRI."""


def _expand(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


_RANK: Final = {_expand(name): rank for rank, name in enumerate(_ORDER)}
_LANGUAGES: Final = {"en": 0, "fr": 1}
_KIND: Final = re.compile(re.escape(ID) + r"([^/]+)/(.+)")


def predicate_key(statement: Property) -> tuple[int, str]:
    """Where a predicate stands among those of its subject."""
    iri = statement.predicate.value
    return _RANK.get(iri, len(_RANK)), iri


def object_key(item: Object) -> tuple[int, int, Decimal, str, str]:
    """Where an object stands among those of its predicate: IRIs, then literals (English, French, others; numbers by
    size), then blank nodes and lists, which all have one key, so that they keep the order in which they are written.
    """
    term = item.term
    if isinstance(term, ox.NamedNode):
        return 0, 0, Decimal(0), shorten(term.value).strip("<>"), term.value
    if isinstance(term, ox.Literal):
        language = term.language or ""
        return 1, _LANGUAGES.get(language, 2), _number(term), language, f"{term.value}\n{term.datatype.value}"
    return 2, 0, Decimal(0), "", ""


def _number(literal: ox.Literal) -> Decimal:
    if literal.language is None and literal.datatype.value.startswith(PREFIXES["xsd"]):
        try:
            number = Decimal(literal.value)
        except InvalidOperation:
            return Decimal(0)
        return number if number.is_finite() else Decimal(0)
    return Decimal(0)


def data_blocks(blocks: list[Block], path: Path | None) -> list[Block]:
    """The blocks of a data file in reading order.

    The thing after which the file is named comes first; then, below each thing, the nodes of other kinds that it
    mentions, in the order in which it mentions them, each followed by its own. What nobody mentions comes by IRI.
    """
    by_iri = {block.subject.value: block for block in blocks if isinstance(block.subject, ox.NamedNode)}
    mentions = {iri: list(_mentioned(iri, block, by_iri)) for iri, block in by_iri.items()}
    mentioned = {iri for found in mentions.values() for iri in found}
    stem = path.stem if path is not None else ""
    roots = sorted(by_iri, key=lambda iri: (not _is_named(iri, stem), iri in mentioned, iri))
    ordered: dict[str, Block] = {}
    for root in roots:
        waiting = [root]
        while waiting:
            iri = waiting.pop()
            if iri not in ordered:
                ordered[iri] = by_iri[iri]
                waiting += reversed(mentions[iri])
    return [*ordered.values(), *(block for block in blocks if not isinstance(block.subject, ox.NamedNode))]


def _mentioned(subject: str, block: Block, known: dict[str, Block]) -> Iterator[str]:
    for statement in block.properties:
        for item in statement.objects:
            if isinstance(item.term, ox.NamedNode) and item.term.value in known:
                iri = item.term.value
                if _kind(iri) != _kind(subject):
                    yield iri


def _kind(iri: str) -> str:
    match = _KIND.fullmatch(iri)
    return match.group(1) if match else ""


def _is_named(iri: str, stem: str) -> bool:
    match = _KIND.fullmatch(iri)
    return match.group(2) == stem if match else False
