"""What is said of terms, concepts and the ontology itself, besides axioms: implications, marks and texts."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from dorsale.namespaces import PREFIXES, shorten
from dorsale.versions.changes import Change, Group, Sign, change
from dorsale.versions.number import Level
from dorsale.versions.state import DEPRECATED, REPLACED_BY, TYPE, State, is_own
from dorsale.versions.structure import Node, Value, show

__all__ = ["deprecations", "loose_axioms", "statements"]

_STATUS: Final = PREFIXES["adms"] + "status"
_OF_DEPRECATION: Final = frozenset({DEPRECATED, REPLACED_BY, _STATUS})
_OF_THE_VERSION: Final = frozenset(
    [
        *(PREFIXES["owl"] + name for name in ("versionInfo", "versionIRI", "priorVersion")),
        *(PREFIXES["owl"] + name for name in ("backwardCompatibleWith", "incompatibleWith")),
        *(PREFIXES["dct"] + name for name in ("issued", "modified", "bibliographicCitation")),
    ]
)
_FROM_ABOVE: Final = frozenset(PREFIXES["skos"] + name for name in ("hasTopConcept", "narrower", "member"))
"""Statements of which the new thing is the object: they tell of it, not of the older subject."""

_STRINGS: Final = frozenset({PREFIXES["rdf"] + "langString", PREFIXES["xsd"] + "string"})
_OF_AXIOMS: Final = frozenset(PREFIXES["owl"] + name for name in ("Axiom", "Annotation"))
_COVERED: Final = frozenset(PREFIXES["owl"] + name for name in ("AllDisjointClasses", "AllDisjointProperties"))


def deprecations(old: State, new: State) -> Iterator[Change]:
    """Names that were deprecated, and those that are in use again."""
    for iri in sorted(old.described & new.described):
        if new.is_deprecated(iri) and not old.is_deprecated(iri):
            other = new.replacement(iri)
            en, fr = (f", replaced by {shorten(other)}", f", remplacé par {shorten(other)}") if other else ("", "")
            yield change(Level.MINOR, "deprecated", "~", shorten(iri), (f"deprecated{en}", f"déprécié{fr}"))
        elif old.is_deprecated(iri) and not new.is_deprecated(iri):
            yield change(Level.MINOR, "deprecated", "~", shorten(iri), ("deprecated no more", "n’est plus déprécié"))


def statements(old: State, new: State) -> Iterator[Change]:
    """What else is said of what both sides describe."""
    for iri in sorted(old.statements.keys() | new.statements.keys()):
        if iri in old.headers ^ new.headers:
            yield change(Level.MINOR, "marks", "-" if iri in old.headers else "+", shorten(iri), "module")
        if iri in (old.headers ^ new.headers) | (old.described ^ new.described):
            continue
        ignored = _OF_THE_VERSION if iri in old.headers else frozenset[str]()
        if old.is_deprecated(iri) != new.is_deprecated(iri):
            ignored |= _OF_DEPRECATION
        before = {pair for pair in old.statements.get(iri, set()) if pair[0] not in ignored}
        after = {pair for pair in new.statements.get(iri, set()) if pair[0] not in ignored}
        yield from _of_one(iri, before - after, after - before, old, new)


def _of_one(
    iri: str, lost: set[tuple[str, Value]], gained: set[tuple[str, Value]], old: State, new: State
) -> Iterator[Change]:
    implies = iri in old.described  # headers and the agents that they name let nothing follow
    texts: dict[tuple[str, str], set[Sign]] = defaultdict(set)
    sides: tuple[tuple[Sign, set[tuple[str, Value]], State], ...] = (("-", lost, old), ("+", gained, new))
    for sign, pairs, state in sides:
        for predicate, value in sorted(pairs, key=str):
            mute = not implies or _is_annotation(predicate, old, new)
            language = _language(value)
            if mute and language is not None:
                texts[predicate, language].add(sign)
            elif mute:
                yield change(Level.MINOR, "marks", sign, shorten(iri), f"{shorten(predicate)} {show(value)}")
            elif not _told_elsewhere(predicate, value, sign, old, new):
                group: Group = "concepts" if iri in state.concepts else "inference"
                name = "a" if predicate == TYPE else shorten(predicate)
                yield change(Level.MAJOR, group, sign, shorten(iri), f"{name} {show(value)}")
    languages: dict[tuple[str, Sign], list[str]] = defaultdict(list)
    for (predicate, language), signs in sorted(texts.items()):
        languages[predicate, "~" if len(signs) > 1 else min(signs)].append(language)
    for (predicate, sign), found in languages.items():
        shown = ", ".join(filter(None, found))
        yield change(Level.PATCH, "texts", sign, shorten(iri), shorten(predicate) + (f" ({shown})" if shown else ""))


def _is_annotation(predicate: str, old: State, new: State) -> bool:
    """Whether a statement lets nothing follow on either side; one that both leave undeclared may."""
    sides = [state for state in (old, new) if predicate in state.kinds] or [new]
    return all(state.is_annotation(predicate) for state in sides)


def _language(value: Value) -> str | None:
    """The language of a text, empty where it says none; None for what is no text."""
    if isinstance(value, ox.Literal) and value.datatype.value in _STRINGS:
        return value.language or ""
    return None


def _told_elsewhere(predicate: str, value: Value, sign: str, old: State, new: State) -> bool:
    """Whether the other end of a statement is a name that went, or one that came and is told of from above."""
    if not isinstance(value, ox.NamedNode):
        return False
    if sign == "-":
        return value.value in old.described - new.described and is_own(value.value)
    return predicate in _FROM_ABOVE and value.value in new.described - old.described


def loose_axioms(old: State, new: State) -> Iterator[Change]:
    """Axioms that stand on no name: of those that are not compared otherwise, annotations weigh less than the rest."""
    sides: tuple[tuple[Sign, set[Node]], ...] = (("-", old.loose - new.loose), ("+", new.loose - old.loose))
    for sign, found in sides:
        for node in sorted(found, key=str):
            kinds = {
                value.value for predicate, value in node.said if predicate == TYPE and isinstance(value, ox.NamedNode)
            }
            if kinds & _COVERED:
                continue
            if kinds & _OF_AXIOMS:
                yield change(Level.MINOR, "marks", sign, "[]", show(node))
            else:
                yield change(Level.MAJOR, "inference", sign, "[]", show(node))
