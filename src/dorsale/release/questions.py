"""Competency questions: one folder each, with the query, what it means in both languages and its checked answer."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

__all__ = ["Question", "QuestionError", "questions_json", "read_questions"]

_HEAD: Final = re.compile(r"^#\s*((?:title|meaning)-(?:en|fr)):\s*(\S.*?)\s*$", re.MULTILINE)
_KEYS: Final = ("title-en", "title-fr", "meaning-en", "meaning-fr")


class QuestionError(Exception):
    """A question lacks a part."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question: ``query`` is the SPARQL text below its head, ``expected`` the checked answer.

    Where the graph grows, ``others`` in it says that more rows may stand between those that were checked.
    """

    slug: str
    title: dict[str, str]
    meaning: dict[str, str]
    query: str
    expected: dict[str, Any]


def read_questions(folder: Path) -> list[Question]:
    """The questions of ``folder`` (``SLUG/question.rq`` and ``SLUG/expected.json``), by slug.

    Raises :class:`QuestionError` for a question without title, meaning or answer.
    """
    return [_read(path) for path in sorted(folder.glob("*/question.rq"))]


def questions_json(questions: Iterable[Question]) -> bytes:
    """The questions as a release carries them, for pages and agents."""
    rows = [{"slug": q.slug, "title": q.title, "meaning": q.meaning, "query": q.query} for q in questions]
    return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()


def _read(path: Path) -> Question:
    text = path.read_text(encoding="utf-8")
    head = dict(_HEAD.findall(text))
    missing = [key for key in _KEYS if key not in head]
    answer = path.with_name("expected.json")
    if missing or not answer.is_file():
        lacks = [f"# {key}:" for key in missing] or [answer.name]
        raise QuestionError(f"{path}: lacks {', '.join(lacks)}")
    return Question(
        slug=path.parent.name,
        title={language: head[f"title-{language}"] for language in ("en", "fr")},
        meaning={language: head[f"meaning-{language}"] for language in ("en", "fr")},
        query=_HEAD.sub("", text).lstrip("\n"),
        expected=json.loads(answer.read_text(encoding="utf-8")),
    )
