"""A comparison as people read it, in English and French."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from dorsale.versions.changes import GROUPS, Change
from dorsale.versions.number import Level, Version

__all__ = ["REMARKS", "as_text"]

REMARKS: Final[dict[str, dict[str, str]]] = {
    "rules-not-compared": {
        "en": "rules were not compared: at least one side is Turtle without ontology/rules/",
        "fr": "les règles n’ont pas été comparées : l’un des deux côtés au moins est du Turtle sans ontology/rules/",
    },
    "prior-version-not-named": {
        "en": "owl:priorVersion of the new header does not name the old version",
        "fr": "owl:priorVersion, dans le nouvel en-tête, ne nomme pas l’ancienne version",
    },
    "compatible-but-major": {
        "en": "owl:backwardCompatibleWith names the old version, though what follows from data has changed",
        "fr": "owl:backwardCompatibleWith nomme l’ancienne version, alors que ce qui découle des données a changé",
    },
    "incompatible-but-minor": {
        "en": "owl:incompatibleWith names the old version, though all that followed from data still does",
        "fr": "owl:incompatibleWith nomme l’ancienne version, alors que tout ce qui découlait des données en découle "
        "encore",
    },
}
"""What the headers and the way of reading leave to be said, by code."""

_LEVELS: Final = {
    Level.NONE: {"en": "none", "fr": "aucun"},
    Level.PATCH: {"en": "patch", "fr": "correctif"},
    Level.MINOR: {"en": "minor", "fr": "mineur"},
    Level.MAJOR: {"en": "major", "fr": "majeur"},
}
_WORDS: Final = {
    "en": {
        "colon": ": ",
        "nothing": "no change",
        "follows": "… and {count} more that follow from these",
        "follows-one": "… and one more that follows from these",
        "needed": "needed: {needed}, that is {next} or higher",
        "needed-none": "needed: no new version",
        "declared": "declared: {declared} ({old} → {new})",
        "back": "declared: a step back ({old} → {new})",
        "fits": "the version fits",
        "unfit": "the version does not fit",
    },
    "fr": {
        "colon": " : ",
        "nothing": "aucun changement",
        "follows": "… et {count} autres qui en découlent",
        "follows-one": "… et un autre qui en découle",
        "needed": "niveau requis : {needed}, soit {next} ou plus",
        "needed-none": "niveau requis : aucun, la version peut rester",
        "declared": "niveau déclaré : {declared} ({old} → {new})",
        "back": "niveau déclaré : un recul ({old} → {new})",
        "fits": "la version convient",
        "unfit": "la version ne convient pas",
    },
}


def as_text(
    language: str,
    *,
    paths: tuple[Path, Path],
    versions: tuple[Version, Version],
    changes: Sequence[Change],
    needed: Level,
    declared: Level | None,
    fits: bool,
    remarks: Iterable[str],
) -> str:
    """One line a change, by weight and group; what only follows is counted; then remarks and the verdict."""
    words = _WORDS[language]
    old, new = versions
    lines = [f"{paths[0]} ({old}) → {paths[1]} ({new})"]
    for (level, group), found in groupby(changes, key=lambda change: (change.level, change.group)):
        members = list(found)
        lines.append(f"{GROUPS[group][language]} ({_LEVELS[level][language]})")
        lines += [f"  {change.sign} {change.text[language]}" for change in members if not change.follows]
        count = sum(change.follows for change in members)
        if count:
            lines.append("  " + words["follows" if count > 1 else "follows-one"].format(count=count))
    if not changes:
        lines.append(words["nothing"])
    lines += [REMARKS[remark][language] for remark in remarks]
    asked = words["needed" if needed else "needed-none"].format(needed=_LEVELS[needed][language], next=old.next(needed))
    step = words["back"] if declared is None else words["declared"]
    said = step.format(declared=_LEVELS[declared or Level.NONE][language], old=old, new=new)
    verdict = words["fits" if fits else "unfit"]
    return "\n".join([*lines, f"{asked} ; {said} ; {verdict}" if language == "fr" else f"{asked}; {said}: {verdict}"])
