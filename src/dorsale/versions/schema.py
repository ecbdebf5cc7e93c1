"""What becomes of terms and concepts, and of what is entailed of terms."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from dorsale.namespaces import shorten
from dorsale.versions.axioms import Axiom
from dorsale.versions.changes import Change, Sign, axiom_text, change, kind_text
from dorsale.versions.closure import holds
from dorsale.versions.number import Level
from dorsale.versions.state import State, fires, is_own
from dorsale.versions.structure import Value, names, show

__all__ = ["inference", "terms"]

_EITHER_WAY: Final = ("disjoint", "disjoint-properties", "inverse")
_BOTH_NEEDED: Final = ("disjoint", "disjoint-properties", "key")


def terms(old: State, new: State) -> Iterator[Change]:
    """Names that came and went; outside names are borrowed, and their loss is told by what it lets follow no more."""
    for iri in sorted(old.described - new.described):
        en, fr = kind_text(old.kinds.get(iri, set()))
        if not is_own(iri) and iri not in old.concepts:
            yield change(Level.MINOR, "marks", "-", shorten(iri), (f"{en} no longer borrowed", f"fin d’emprunt ({fr})"))
            continue
        other = old.replacement(iri)
        if not old.is_deprecated(iri):
            en, fr = f"{en}, never deprecated before", f"{fr}, sans dépréciation préalable"
        elif other:
            en, fr = f"{en}, replaced by {shorten(other)}", f"{fr}, au profit de {shorten(other)}"
        yield change(Level.MAJOR, "removed", "-", shorten(iri), (en, fr))
    for iri in sorted(new.described - old.described):
        en, fr = kind_text(new.kinds.get(iri, set()))
        if not is_own(iri) and iri not in new.concepts:
            yield change(Level.MINOR, "marks", "+", shorten(iri), (f"{en} borrowed", f"emprunt ({fr})"))
            continue
        for axiom in sorted(_about(new, iri), key=str):
            more = axiom_text(axiom)
            en, fr = f"{en}, {more[0]}", f"{fr}, {more[1]}"
        yield change(Level.MINOR, "added", "+", shorten(iri), (en, fr))
    for iri in sorted(old.kinds.keys() & new.kinds.keys()):
        if old.kinds[iri] != new.kinds[iri]:
            before, after = kind_text(old.kinds[iri]), kind_text(new.kinds[iri])
            texts = f"{before[0]} → {after[0]}", f"{before[1]} → {after[1]}"
            yield change(Level.MAJOR if is_own(iri) else Level.MINOR, "inference", "~", shorten(iri), texts)


def _about(state: State, iri: str) -> Iterator[Axiom]:
    node = ox.NamedNode(iri)
    return (axiom for axiom in state.said if axiom.subject == node and axiom.kind not in _EITHER_WAY)


def inference(old: State, new: State) -> Iterator[Change]:
    """What is entailed no more, and what is entailed for the first time.

    What goes with a removed term is not told apart from it, nor what comes with a new term and says nothing about data
    that were there before it.
    """
    gone = {iri for iri in old.described - new.described if is_own(iri)}
    lost = (axiom for axiom in old.entailed - new.entailed if not holds(axiom, new.entailed))
    yield from _told({axiom for axiom in lost if not gone & _names(axiom)}, "-", old, old.names)
    fresh = new.described - old.names

    def tells(axiom: Axiom) -> bool:
        ends = _names(axiom) if axiom.kind in _EITHER_WAY else set(names(axiom.subject))
        return _fires(axiom, old.names) or not fresh & ends

    gained = (axiom for axiom in new.entailed - old.entailed if not holds(axiom, old.entailed))
    yield from _told({axiom for axiom in gained if tells(axiom)}, "+", new, old.names)


def _names(axiom: Axiom) -> set[str]:
    return {*names(axiom.subject), *names(axiom.value)}


def _fires(axiom: Axiom, known: set[str]) -> bool:
    """Whether an axiom says something about data that use only ``known`` names."""
    if axiom.kind == "chain":
        return fires(axiom.value, known)
    return fires(axiom.subject, known) and (axiom.kind not in _BOTH_NEEDED or fires(axiom.value, known))


def _told(found: set[Axiom], sign: Sign, state: State, known: set[str]) -> Iterator[Change]:
    apart: dict[tuple[Level, str, Value, bool], list[str]] = defaultdict(list)
    for axiom in sorted(found, key=str):
        turned = axiom._replace(subject=axiom.value, value=axiom.subject)
        if axiom.kind in _EITHER_WAY and turned in found and str(turned) < str(axiom):
            continue
        level = Level.MAJOR if _fires(axiom, known) else Level.MINOR
        follows = axiom not in state.said and not (axiom.kind in _EITHER_WAY and turned in state.said)
        if axiom.kind == "disjoint":
            apart[level, axiom.kind, axiom.subject, follows].append(show(axiom.value))
            continue
        yield change(level, "inference", sign, show(axiom.subject), axiom_text(axiom), follows=follows)
    for (level, kind, subject, follows), others in apart.items():
        several = Axiom(kind, subject, ox.Literal(", ".join(others)))
        yield change(level, "inference", sign, show(subject), axiom_text(several), follows=follows)
