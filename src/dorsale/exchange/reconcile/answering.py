"""The answers to a batch of queries: candidates with score, type and the reason in words."""

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from dorsale.engine.interface import QueryTimeout
from dorsale.exchange.match import Candidate, Finding, Matcher, reason
from dorsale.exchange.match.known import Thing
from dorsale.exchange.reconcile.reading import Query
from dorsale.exchange.reconcile.types import TYPES, entity_id, iri_of_entity, type_of, type_of_kind
from dorsale.pages.language import Words
from dorsale.pages.names import Names
from dorsale.pages.typography import typeset

__all__ = ["answers"]

_SECONDS: Final = 5.0
"""How much time of a processor one batch may take."""


def answers(matcher: Matcher, queries: Mapping[str, Query], *, words: Words, names: Names) -> dict[str, Any]:
    """The result batch. Raises :class:`~dorsale.engine.interface.QueryTimeout` where it takes too long."""
    until = time.thread_time() + _SECONDS
    found: dict[str, Any] = {}
    for key, query in queries.items():
        if time.thread_time() > until:
            raise QueryTimeout(seconds=_SECONDS)
        candidates = [_told(one, words, names) for one in _candidates(matcher, query)]
        found[key] = {"result": candidates}
    return found


def _candidates(matcher: Matcher, query: Query) -> list[Candidate]:
    """The likeliest first. Where no type is given and two kinds have a match of the same score, none is certain."""
    if (iri := iri_of_entity(query.text.strip())) and (thing := _thing(matcher, iri)):
        return [Candidate(thing=thing, score=100.0, reason="identifier", detail="iri", match=True)]
    kinds = TYPES if query.kinds is None else query.kinds
    findings = [matcher.find(query.record, kind=kind, most=query.limit) for kind in kinds]
    certain = _certain(findings)
    every = [one for finding in findings for one in finding.candidates]
    ordered = sorted(every, key=lambda one: (one is not certain, -one.score, -one.thing.weight, one.thing.iri))
    return [one if one is certain or not one.match else replace(one, match=False) for one in ordered[: query.limit]]


def _certain(findings: list[Finding]) -> Candidate | None:
    matches = sorted((one.match for one in findings if one.match), key=lambda one: -one.score)
    if len(matches) > 1 and matches[0].score == matches[1].score:
        return None
    return matches[0] if matches else None


def _thing(matcher: Matcher, iri: str) -> Thing | None:
    kind = type_of(iri)
    return matcher.known(kind).thing(iri) if kind else None


def _told(candidate: Candidate, words: Words, names: Names) -> dict[str, Any]:
    thing = candidate.thing
    return {
        "id": entity_id(thing.iri),
        "name": typeset(thing.label(words.language), words.language),
        "description": reason(candidate, words),
        "type": [type_of_kind(thing.kind, names)],
        "score": candidate.score,
        "match": candidate.match,
        "features": [
            {"id": "match-score", "value": candidate.score},
            {"id": "same-country", "value": "same-country" in candidate.notes},
        ],
    }
