"""Search over labels and aliases in both languages, as good for half a word as for a whole question.

Accents, case and blanks are folded (``open ai`` is ``OpenAI``). What a thing has to do with counts as well: the parties
and the year of a deal, the place and the operator of a site. A word that begins no word of the record is taken for a
misspelling of one that does. Answers are ordered by how exactly a name is met, and by the weight that the release has
stored with each thing (see :mod:`dorsale.release.index`), never by a number that has to be computed over all matches.
"""

import sqlite3
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

__all__ = ["SMALL_WORDS", "Hit", "Search", "fold"]

_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
"""What NFKD leaves whole and many keyboards lack."""


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


SMALL_WORDS: Final = _words(
    "a an and at by for from in of on the to with au aux avec d dans de des du en et l la le les par pour sur un une"
)
"""Words that say nothing of what is looked for, unless they are all there is."""

_MOST: Final = 150
"""Rows read of one index: the weightiest."""

_EXACT, _BEGINS, _BEGINS_PART, _WHOLE_WORDS, _WORDS, _ABOUT, _INSIDE = 9.0, 5.0, 4.0, 4.0, 2.5, 2.0, 0.0
_NAMED, _CALLED, _GUESSED = 1.5, 2.0, 0.5
"""How much a match is worth, beside the weight of the thing (0 to 7); what it gains where the label has the words as
well, or where the kind of thing is asked for; what it loses where a word was guessed."""

_MOST_WORDS: Final = 12

_ROW: Final = "thing.id, thing.iri, thing.kind, thing.en, thing.fr, thing.weight"
_OF_KIND: Final = "(:kind IS NULL OR thing.kind = :kind)"

_BY_BEGIN: Final = f"""
SELECT {_ROW}, name.text, name.folded, name.joined, name.distance
FROM name JOIN thing ON thing.id = name.thing
WHERE name.joined >= :joined AND name.joined < :beyond AND {_OF_KIND}
ORDER BY name.joined <> :joined, thing.id LIMIT {_MOST}
"""  # noqa: S608 - only constants of this module

_BY_WORD: Final = f"""
SELECT {_ROW}, name.text, name.folded, name.joined, name.distance
FROM {{index}} JOIN name ON name.id = {{index}}.rowid JOIN thing ON thing.id = name.thing
WHERE {{index}} MATCH :match AND {_OF_KIND} ORDER BY {{index}}.rowid LIMIT {_MOST}
"""  # noqa: S608

_BY_CONTEXT: Final = f"""
SELECT {_ROW} FROM about JOIN thing ON thing.id = about.rowid
WHERE about MATCH :match AND {_OF_KIND} ORDER BY about.rowid LIMIT {_MOST}
"""  # noqa: S608


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One thing found: its label in the language asked for, and the name that matched.

    ``guessed`` says that a word of the question was taken for a misspelling.
    """

    iri: str
    kind: str
    label: str
    matched: str
    guessed: bool = False


@dataclass(frozen=True, kw_only=True)
class _Question:
    """What is asked for. ``guessed`` says that the words are not those that were typed."""

    words: list[str]
    language: str
    kind: str | None
    guessed: bool = False


@dataclass(frozen=True, kw_only=True)
class _Match:
    score: float
    place: int
    hit: Hit
    exact: bool


class Search:
    """The search index of one release; may be used from several threads, one call at a time each."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True, check_same_thread=False)
        self._spellings: dict[str, float] = dict(self._database.execute("SELECT word, weight FROM spelling"))
        self._words = list(self._spellings)
        self._callings: defaultdict[str, set[str]] = defaultdict(set)
        for word, kind in self._database.execute("SELECT word, kind FROM calling"):
            self._callings[word].add(kind)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def find(self, text: str, *, language: str = "en", limit: int = 20, kind: str | None = None) -> list[Hit]:
        """The things that ``text`` most likely means, the likeliest first.

        ``kind`` limits to one kind (``organization``, ``deal``, ``concept``, ``term`` …).
        """
        words = fold(text).split()[:_MOST_WORDS]
        if not words:
            return []
        asked = _Question(words=words, language=language, kind=kind)
        found = self._matches(asked)
        if not any(match.exact for match in found.values()):
            meant = self._meant(words)
            if meant != words:
                _merge(found, self._matches(replace(asked, words=meant, guessed=True)))
        if not found and len(words) > 2:
            for left_out in range(len(words)):
                fewer = words[:left_out] + words[left_out + 1 :]
                _merge(found, self._matches(replace(asked, words=fewer)))
        if len(found) < limit and all(len(word) >= 3 for word in words):
            for iri, match in self._inside(asked).items():
                found.setdefault(iri, match)
        best = sorted(found.values(), key=lambda match: (-match.score, match.place))
        return [match.hit for match in best[:limit]]

    def _matches(self, asked: _Question) -> dict[str, _Match]:
        """The best match of each thing by name or context."""
        found: dict[str, _Match] = {}
        joined = "".join(asked.words)
        telling = [word for word in asked.words if word not in SMALL_WORDS] or asked.words
        begin = {"joined": joined, "beyond": joined + "\U0010ffff", "kind": asked.kind}
        for row in (
            *self._database.execute(_BY_BEGIN, begin),
            *self._database.execute(_BY_WORD.format(index="word"), _match(asked.words, asked.kind)),
        ):
            worth = _worth(telling, joined, row[7], row[8]) - 0.4 * row[9]
            self._keep(found, row, worth, row[6], asked)
        if len(telling) > 1:
            for row in self._database.execute(_BY_CONTEXT, _match(telling, asked.kind)):
                label = set(fold(row[3]).split()) | set(fold(row[4]).split())
                named = sum(word in label for word in telling) / len(telling)
                self._keep(found, row, _ABOUT + _NAMED * named, "", asked)
        return found

    def _keep(
        self, found: dict[str, _Match], row: tuple[Any, ...], worth: float, matched: str, asked: _Question
    ) -> None:
        """Take a row for a match where it is the best one of its thing."""
        place, iri, kind, english, french, weight = row[:6]
        score = worth + weight - (_GUESSED if asked.guessed else 0.0)
        if any(kind in self._callings.get(word, ()) for word in asked.words):
            score += _CALLED
        held = found.get(iri)
        if held is None or score > held.score:
            label = french if asked.language == "fr" else english
            hit = Hit(
                iri=iri,
                kind=kind,
                label=label,
                matched=matched if matched not in ("", english, french) else label,
                guessed=asked.guessed,
            )
            found[iri] = _Match(score=score, place=place, hit=hit, exact=worth >= _EXACT - 1)

    def _inside(self, asked: _Question) -> dict[str, _Match]:
        """Things with a name in which every word stands anywhere."""
        found: dict[str, _Match] = {}
        values = _match(asked.words, asked.kind, beginning="")
        for row in self._database.execute(_BY_WORD.format(index="part"), values):
            self._keep(found, row, _INSIDE, row[6], asked)
        return found

    def _meant(self, words: list[str]) -> list[str]:
        """The words with each one that begins no word of the record replaced by the closest that there is."""
        return [self._closest(word) if self._is_unknown(word) else word for word in words]

    def _is_unknown(self, word: str) -> bool:
        query = _match([word], None)
        return not any(
            next(self._database.execute(f"SELECT 1 FROM {index} WHERE {index} MATCH :match LIMIT 1", query), None)  # noqa: S608
            for index in ("word", "about")
        )

    def _closest(self, word: str) -> str:
        """The word of the record with the fewest slips to ``word``, the weightiest among equals; else ``word``."""
        if len(word) < 4 or not word.isalpha():
            return word
        slips = 1 if len(word) < 6 else 2
        near = process.extract(word, self._words, scorer=OSA.distance, score_cutoff=slips, limit=None)
        if not near:
            return word
        return min(near, key=lambda one: (one[1], one[0][0] != word[0], -self._spellings[one[0]], one[0]))[0]


def _match(words: list[str], kind: str | None, *, beginning: str = "*") -> dict[str, str | None]:
    """The parameters of a query for all of ``words``, each of which begins a word."""
    return {"match": " ".join(f'"{word}"{beginning}' for word in words), "kind": kind}


def _worth(telling: list[str], joined: str, folded: str, name: str) -> float:
    """How exactly the name ``folded`` (without blanks ``name``) is met."""
    if name == joined:
        return _EXACT
    own = folded.split()
    said = " ".join(word for word in own if word not in SMALL_WORDS)
    whole = " ".join(telling)
    if said.startswith(whole):
        return _BEGINS if said[len(whole) :][:1] in ("", " ") else _BEGINS_PART
    return _WHOLE_WORDS if all(word in own for word in telling) else _WORDS


def _merge(found: dict[str, _Match], more: dict[str, _Match]) -> None:
    for iri, match in more.items():
        if iri not in found or match.score > found[iri].score:
            found[iri] = match


def fold(text: str) -> str:
    """``text`` without case, accents, ligatures and punctuation, its words separated by single blanks."""
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_LIGATURES)
    kept = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(kept).split())
