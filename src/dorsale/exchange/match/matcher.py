"""Which thing of the record a record of somebody else means; or that it means none, which is said as plainly.

What decides, in this order: identifiers; a name that is equal, letter by letter or after less and less of it; a name
that differs in a slip or a light word. Whatever contradicts takes the decision back: identifiers of two things, an
identifier that the named thing has otherwise, another country, several things of that name. A wrong match is worse than
none, so what is only likely is told as a candidate and not as a match.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from dorsale.exchange.match.known import KEYS, SCHEMES, Known, Thing
from dorsale.exchange.match.likeness import compare
from dorsale.exchange.match.names import Name, is_telling, parts, spelled
from dorsale.exchange.match.record import Record
from dorsale.exchange.match.words import REGION

__all__ = ["Candidate", "Finding", "Matcher"]

_SCORES: Final = {
    "identifier": 100.0,
    "label": 98.0,
    "alias": 96.0,
    "core": 94.0,
    "plain": 92.0,
    "trunk": 91.0,
    "ordered": 90.0,
    "former": 88.0,
    "unit": 86.0,
    "ticker": 85.0,
    "slip": 80.0,
    "close": 76.0,
}
"""How sure a reason is, out of 100. Whatever is no match is below 70."""

_UNSURE: Final = 69.0
_STRONG: Final = 94.0
_US: Final = ("XNAS", "XNYS")
_ONE_CHINA: Final = frozenset(("CN", "HK", "MO"))
_MOST: Final = 10
_WORTH_TELLING: Final = 0.25
"""Names that have less in common are no candidates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A thing that may be meant. ``reason`` is a key of ``match.reason``, ``notes`` are keys of ``match.note``.

    ``detail`` fills the place that a reason has: the name of an identifier, the name that was met.
    """

    thing: Thing
    score: float
    reason: str
    detail: str = ""
    notes: tuple[str, ...] = ()
    match: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found for a record: its candidates, the likeliest first. Where one is the match, it is the first.

    ``objection`` is a key of ``match.none``: why there is no match.
    """

    candidates: tuple[Candidate, ...] = ()
    objection: str = ""

    @property
    def match(self) -> Candidate | None:
        """The thing that is meant, if one is."""
        return self.candidates[0] if self.candidates and self.candidates[0].match else None

    @property
    def next(self) -> Candidate | None:
        """The likeliest of those that are not the match."""
        return next((one for one in self.candidates if not one.match), None)


@dataclass(slots=True)
class Matcher:
    """Matches with the things of one release, whose search index is at ``path``; may be used from several threads."""

    path: Path
    _known: dict[str, Known] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def known(self, kind: str) -> Known:
        """The things of a kind, read when they are first asked for."""
        with self._lock:
            if kind not in self._known:
                self._known[kind] = Known.read(self.path, kind)
            return self._known[kind]

    def find(self, record: Record, *, kind: str = "organization", most: int = _MOST) -> Finding:
        """What ``record`` means among the things of ``kind``, with at most ``most`` candidates."""
        if record.is_empty:
            return Finding(objection="empty")
        known = self.known(kind)
        by_identifier, disagree = _by_identifier(known, record)
        named = _by_name(known, record) if record.name else Finding()
        found = _merged(by_identifier, named.candidates)
        if disagree:
            return _without_match(found, "identifiers", most)
        decided = _decided(by_identifier, named, record)
        if isinstance(decided, str):
            return _without_match(found, decided, most)
        rest = [replace(one, match=False) for one in found if one.thing is not decided.thing]
        return Finding(candidates=(replace(decided, match=True), *_capped(rest))[:most])


def _decided(by_identifier: list[Candidate], named: Finding, record: Record) -> Candidate | str:
    """The match, or why there is none."""
    if by_identifier:
        first = by_identifier[0]
        other = named.match
        if other and other.thing is not first.thing and other.score >= _STRONG:
            return "name-identifier"
        return first
    ticked = _by_ticker(named, record)
    if ticked:
        return ticked
    match = named.match
    if match is None:
        return named.objection or "nothing"
    for scheme in ("lei", "cik", "wikidata"):
        given, own = getattr(record, scheme), match.thing.values(scheme)
        if given and own and given not in own:
            return "other-identifier"
    return match


def _by_identifier(known: Known, record: Record) -> tuple[list[Candidate], bool]:
    """The things with an identifier of the record, and whether its identifiers are those of several things."""
    found: list[Candidate] = []
    sets: list[set[str]] = []
    for scheme in SCHEMES:
        value = getattr(record, scheme)
        if not value or (scheme == "ticker" and value[0] == ":"):
            continue
        things = known.identified(scheme, value)
        if things:
            sets.append({thing.iri for thing in things})
        if len(things) == 1:
            found.append(_candidate(things[0], "identifier", record, detail=scheme))
    disagree = any(one.isdisjoint(other) for one in sets for other in sets)
    unique = {one.thing.iri: one for one in reversed(found)}
    return [one for one in found if unique[one.thing.iri] is one], disagree


def _by_ticker(named: Finding, record: Record) -> Candidate | None:
    """The match by a ticker without exchange: the likeliest thing by name, if it has that ticker."""
    symbol = record.ticker.removeprefix(":") if record.ticker[:1] == ":" else ""
    if not symbol:
        return None
    for one in named.candidates:
        if (
            any(value.rpartition(":")[2] == symbol for value in one.thing.values("ticker"))
            and "country" not in one.notes
        ):
            return one if one.match else replace(one, score=_SCORES["ticker"], reason="ticker", detail=one.thing.en)
    return None


def _by_name(known: Known, record: Record) -> Finding:
    """What the name of a record means."""
    outside, inside, former = parts(record.name)
    for text in (record.name, *([outside] if inside and outside else [])):
        found = _equal(known, spelled(text), record)
        if found.match and inside and text == outside:
            others = [_equal(known, spelled(one), record).match for one in inside]
            if any(other and other.score >= _STRONG and other.thing is not found.match.thing for other in others):
                return _without_match(found.candidates, "several", _MOST)
        if found.match or found.objection:
            return _with_others(known, found, spelled(text), record)
    if former or (inside and not outside):
        for one in inside:
            found = _equal(known, spelled(one), record)
            if found.match:
                return Finding(candidates=(replace(found.match, score=_SCORES["former"], reason="former"),))
    return _close(known, spelled(outside or record.name), record)


def _with_others(known: Known, found: Finding, name: Name, record: Record) -> Finding:
    """A finding by an equal name with the things besides that share a word with it."""
    held = {one.thing.iri for one in found.candidates}
    others = [one for one, _ in _alike(known, name, record, misspelled=False) if one.thing.iri not in held]
    return replace(found, candidates=(*found.candidates, *_capped(others)))


def _equal(known: Known, name: Name, record: Record) -> Finding:
    """The things with an equal name, by the strictest key by which there is any."""
    if not name.whole:
        return Finding(objection="nothing")
    for key in KEYS:
        if met := known.equal(key, name):
            return _chosen(met, key, name, record)
    home = name.without_places()
    if home is not name:
        for key in ("trunk", "ordered"):
            places = {place[1:] if place != REGION else "*" for place in name.places}
            met = [one for one in known.equal(key, home) if _at_home(home, one[0], places)]
            if met:
                return _chosen(met, "unit", home, record, places=places)
    return Finding()


def _at_home(name: Name, thing: Thing, places: set[str]) -> bool:
    """Whether a name may have the ``places`` more: it says enough without, or they are those of the thing."""
    return is_telling(name.words) or (len(name.words) > 2 and thing.countries == places)


def _chosen(
    met: list[tuple[Thing, bool]], key: str, name: Name, record: Record, *, places: Iterable[str] = ()
) -> Finding:
    """The one among things of an equal name: by country, then the one whose name is whole, whose label it is."""
    near = [one for one in met if not _abroad(one[0], record, places)]
    candidates = []
    for thing, is_label in met:
        reason = ("label" if is_label else "alias") if key == "whole" else key
        candidates.append(_candidate(thing, reason, record, places=places))
    if not near:
        return _without_match(candidates, "country", _MOST)
    best = max(_rank(thing, is_label, name) for thing, is_label in near)
    chosen = [thing for thing, is_label in near if _rank(thing, is_label, name) == best]
    if len(chosen) > 1:
        return _without_match(candidates, "several", _MOST)
    first = next(one for one in candidates if one.thing is chosen[0])
    rest = [one for one in candidates if one is not first]
    return Finding(candidates=(replace(first, match=True), *_capped(rest)))


def _rank(thing: Thing, is_label: bool, name: Name) -> tuple[bool, bool]:
    return any(own.whole == name.core for _, own, _ in thing.names), is_label


def _close(known: Known, name: Name, record: Record) -> Finding:
    """The things with a name that is near: a match where one of them, and no other, may be held to be the same."""
    ordered = _alike(known, name, record, misspelled=True)
    candidates = [one for one, _ in ordered]
    certain = [one for one, sure in ordered if sure]
    if not certain:
        return _without_match(candidates, "nothing", _MOST)
    if len(certain) > 1 and certain[0].score - certain[1].score < 1:
        return _without_match(candidates, "several", _MOST)
    return Finding(candidates=(replace(certain[0], match=True), *_capped(candidates[1:])))


def _alike(known: Known, name: Name, record: Record, *, misspelled: bool) -> list[tuple[Candidate, bool]]:
    """The things with a name that is near, the nearest first, and whether each may be held to be meant."""
    best: dict[str, tuple[Candidate, bool]] = {}
    for thing, own in known.near(name, misspelled=misspelled):
        backed = bool(record.country) and record.country in thing.countries
        likeness = compare(name, own, language=known.words_of_language, knows=known.knows, backed=backed)
        if likeness.share < _WORTH_TELLING:
            continue
        places = {place[1:] if place != REGION else "*" for place in likeness.more if place[0] == "@"}
        sure = likeness.sure and not _abroad(thing, record, places)
        reason = "slip" if likeness.slips and not (likeness.more or likeness.less) else "close"
        score = _SCORES[reason] + 3 * likeness.share if sure else _UNSURE * min(1.0, likeness.share)
        text = next((text for text, one, _ in thing.names if one is own), thing.en)
        candidate = _candidate(thing, reason, record, detail=text, score=round(score, 1), places=places)
        held = best.get(thing.iri)
        if held is None or (sure, score) > (held[1], held[0].score):
            best[thing.iri] = candidate, sure
    return sorted(best.values(), key=lambda one: (-one[1], -one[0].score, -one[0].thing.weight, one[0].thing.iri))


def _candidate(
    thing: Thing,
    reason: str,
    record: Record,
    *,
    detail: str = "",
    score: float | None = None,
    places: Iterable[str] = (),
) -> Candidate:
    notes = []
    if record.country and record.country in thing.countries:
        notes.append("same-country")
    elif _abroad(thing, record, places):
        notes.append("country")
    return Candidate(
        thing=thing,
        score=_SCORES[reason] if score is None else score,
        reason=reason,
        detail=detail,
        notes=tuple(notes),
    )


def _abroad(thing: Thing, record: Record, places: Iterable[str]) -> bool:
    """Whether the record says another country than the thing has. A country in the name itself explains it."""
    if not record.country or not thing.countries or record.country in thing.countries:
        return False
    if record.country in places or "*" in places:
        return False
    return not (record.country in _ONE_CHINA and thing.countries & _ONE_CHINA)


def _merged(first: Iterable[Candidate], second: Iterable[Candidate]) -> list[Candidate]:
    found = {one.thing.iri: one for one in (*second, *first)}
    return sorted(found.values(), key=lambda one: (-one.score, -one.thing.weight, one.thing.iri))


def _capped(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates with the scores of what is no match."""
    return [replace(one, match=False, score=min(one.score, _UNSURE)) for one in candidates]


def _without_match(candidates: Iterable[Candidate], objection: str, most: int) -> Finding:
    return Finding(candidates=tuple(_capped(candidates))[:most], objection=objection)
