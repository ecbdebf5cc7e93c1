"""Competency questions: one folder each, with the query, what it means in both languages and its checked answer."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from dorsale.namespaces import BASE, ID, PREFIXES

__all__ = ["Parameter", "Question", "QuestionError", "questions_json", "questions_triples", "read_questions"]

_HEAD: Final = re.compile(r"^#\s*((?:title|meaning|keywords)-(?:en|fr)):\s*(\S.*?)\s*$", re.MULTILINE)
_PARAMETER: Final = re.compile(r"^#\s*parameter\s+(\w+):\s*(\S.*?)\s*\|\s*(\S.*?)\s*$", re.MULTILINE)
_TERM: Final = re.compile(r"(?<![\w?<:/])dor:(\w+)")
_KEYS: Final = ("title-en", "title-fr", "meaning-en", "meaning-fr", "keywords-en", "keywords-fr")
_TARGET: Final = BASE + "sparql"


class QuestionError(Exception):
    """A question lacks a part."""


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """What may be put in place of one value of a question: the one in ``VALUES ?name { default }``."""

    name: str
    label: dict[str, str]
    default: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question: ``query`` is the SPARQL text below its head, ``expected`` the checked answers.

    ``expected`` has ``columns``; ``small``, the rows on the fixed sample of the tests; and ``real``, what must hold on
    the whole graph: ``least`` and ``most`` rows, and ``rows`` that have to be among them in this order.
    """

    slug: str
    title: dict[str, str]
    meaning: dict[str, str]
    keywords: dict[str, list[str]]
    query: str
    expected: dict[str, Any]
    parameters: tuple[Parameter, ...] = field(default=())

    @property
    def terms(self) -> frozenset[str]:
        """The IRIs of the terms of our ontology that the query mentions."""
        return frozenset(PREFIXES["dor"] + name for name in _TERM.findall(self.query))


def read_questions(folder: Path) -> list[Question]:
    """The questions of ``folder`` (``SLUG/question.rq`` and ``SLUG/expected.json``), by slug.

    Raises :class:`QuestionError` for a question without title, meaning, keywords or answer, and for a parameter without
    exactly one ``VALUES ?name { … }`` of one value.
    """
    return [_read(path) for path in sorted(folder.glob("*/question.rq"))]


def questions_json(questions: Iterable[Question]) -> bytes:
    """The questions as a release carries them, for pages and agents."""
    rows = [
        {
            "slug": one.slug,
            "title": one.title,
            "meaning": one.meaning,
            "keywords": one.keywords,
            "parameters": [{"name": p.name, "label": p.label, "default": p.default} for p in one.parameters],
            "terms": sorted(one.terms),
            "query": one.query,
        }
        for one in questions
    ]
    return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()


def questions_triples(questions: Iterable[Question]) -> list[ox.Triple]:
    """The questions as SHACL SPARQL executables, in the form of SIB's sparql-examples: text, query, target, keywords.

    Each also refers (``dct:references``) to the terms of the ontology that it uses.
    """
    triples = []
    for one in questions:
        node = ox.NamedNode(f"{ID}question/{one.slug}")
        said: list[tuple[str, ox.NamedNode | ox.Literal]] = [
            ("rdf:type", ox.NamedNode(PREFIXES["sh"] + "SPARQLExecutable")),
            ("rdf:type", ox.NamedNode(PREFIXES["sh"] + "SPARQLSelectExecutable")),
            ("sh:select", ox.Literal(one.query)),
            ("schema:target", ox.NamedNode(_TARGET)),
            *(("rdfs:label", ox.Literal(text, language=language)) for language, text in one.title.items()),
            *(("rdfs:comment", ox.Literal(text, language=language)) for language, text in one.meaning.items()),
            *(
                ("schema:keywords", ox.Literal(word, language=language))
                for language, words in one.keywords.items()
                for word in words
            ),
            *(("dct:references", ox.NamedNode(term)) for term in sorted(one.terms)),
        ]
        for name, value in said:
            prefix, _, local = name.partition(":")
            triples.append(ox.Triple(node, ox.NamedNode(PREFIXES[prefix] + local), value))
    return sorted(triples, key=str)


def _read(path: Path) -> Question:
    text = path.read_text(encoding="utf-8")
    head = dict(_HEAD.findall(text))
    missing = [key for key in _KEYS if key not in head]
    answer = path.with_name("expected.json")
    if missing or not answer.is_file():
        lacks = [f"# {key}:" for key in missing] or [answer.name]
        raise QuestionError(f"{path}: lacks {', '.join(lacks)}")
    query = _PARAMETER.sub("", _HEAD.sub("", text)).lstrip("\n")
    return Question(
        slug=path.parent.name,
        title={language: head[f"title-{language}"] for language in ("en", "fr")},
        meaning={language: head[f"meaning-{language}"] for language in ("en", "fr")},
        keywords={language: re.split(r",\s*", head[f"keywords-{language}"]) for language in ("en", "fr")},
        query=query,
        parameters=tuple(_parameter(path, query, *found) for found in _PARAMETER.findall(text)),
        expected=json.loads(answer.read_text(encoding="utf-8")),
    )


def _parameter(path: Path, query: str, name: str, english: str, french: str) -> Parameter:
    found = re.findall(rf"VALUES \?{name} {{ (\S+|\"[^\"]*\"\S*) }}", query)
    if len(found) != 1:
        raise QuestionError(f"{path}: needs one “VALUES ?{name} {{ … }}” with one value for the parameter {name}")
    return Parameter(name=name, label={"en": english, "fr": french}, default=found[0])
