"""What was found for a row, in words and in cells."""

from typing import Any, Final

from dorsale.exchange.match.matcher import Candidate, Finding
from dorsale.pages.language import Words
from dorsale.pages.typography import typeset

__all__ = ["COLUMNS", "cells", "member", "reason", "verdict"]

COLUMNS: Final = (
    "dorsale_iri",
    "dorsale_label",
    "dorsale_score",
    "dorsale_reason",
    "dorsale_next_iri",
    "dorsale_next_label",
    "dorsale_next_score",
    "dorsale_next_reason",
)
"""The columns that are added to a list. The first three are empty where nothing is the match."""


def reason(candidate: Candidate, words: Words) -> str:
    """Why a candidate may be meant, in words."""
    detail, thing = candidate.detail, candidate.thing
    if detail in (thing.en, thing.fr):
        detail = thing.label(words.language)
    if candidate.reason == "identifier":
        detail = words(f"match.scheme.{detail}")
    told = words(f"match.reason.{candidate.reason}", detail=detail)
    notes = [words(f"match.note.{note}") for note in candidate.notes]
    return typeset(words("match.joint").join([told, *notes]), words.language)


def verdict(finding: Finding, words: Words) -> str:
    """Why there is a match, or why there is none."""
    return reason(finding.match, words) if finding.match else words(f"match.none.{finding.objection}")


def cells(finding: Finding, words: Words) -> tuple[str, ...]:
    """The cells of :data:`COLUMNS`."""
    match, other = finding.match, finding.next
    return (
        *((match.thing.iri, match.thing.label(words.language), f"{match.score:g}") if match else ("", "", "")),
        verdict(finding, words),
        *(
            (other.thing.iri, other.thing.label(words.language), f"{other.score:g}", reason(other, words))
            if other
            else ("", "", "", "")
        ),
    )


def member(finding: Finding, words: Words) -> dict[str, Any]:
    """The same as a member of a JSON object; ``match`` is null where there is none."""

    def told(candidate: Candidate | None) -> dict[str, Any] | None:
        if candidate is None:
            return None
        return {
            "iri": candidate.thing.iri,
            "label": candidate.thing.label(words.language),
            "score": candidate.score,
            "reason": reason(candidate, words),
        }

    return {"match": told(finding.match), "reason": verdict(finding, words), "next": told(finding.next)}
