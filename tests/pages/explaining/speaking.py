"""Queries in words without a server: names from the files of the tree, lines as plain text."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from dorsale.derive.wording import Language
from dorsale.engine.rows import Value
from dorsale.namespaces import GRAPH, PREFIXES, TERM
from dorsale.pages.names import Lexicon, Names
from dorsale.pages.querying.explaining.naming import Naming, iris_of, variables_of
from dorsale.pages.querying.explaining.parsing import parse
from dorsale.pages.querying.explaining.phrases import Line, Piece, Voice
from dorsale.pages.querying.explaining.telling import explain
from dorsale.pages.statements import Statement, Statements

__all__ = ["HEAD", "ROOT", "Case", "cases", "complaints", "said", "tell"]

ROOT: Final = Path(__file__).parents[3]
HEAD: Final = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
"""What stands before each query of the cases: all prefixes of the house."""

_NAMING: Final = [
    PREFIXES[prefix] + local
    for prefix, local in (
        ("rdfs", "label"),
        ("skos", "prefLabel"),
        ("rdfs", "subPropertyOf"),
        ("rdfs", "subClassOf"),
    )
]
_DATED: Final = frozenset(TERM + name for name in ("announced", "start", "end", "asOf", "firstDay", "lastDay", "date"))
_CASES: Final = Path(__file__).with_name("cases.txt")
_CAST: Final = PREFIXES["xsd"]


@cache
def _statements() -> Statements:
    found = []
    for folder in ("ontology/modules", "ontology/vocabulary", "data/organizations"):
        for file in sorted((ROOT / folder).glob("*.ttl")):
            for quad in ox.parse(path=file):
                subject, value = quad.subject, quad.object
                if quad.predicate.value not in _NAMING or not isinstance(subject, ox.NamedNode):
                    continue
                if isinstance(value, ox.Literal):
                    term = Value("literal", value.value, value.language, value.datatype.value)
                elif isinstance(value, ox.NamedNode):
                    term = Value("uri", value.value)
                else:
                    continue
                found.append(Statement(subject.value, quad.predicate.value, term, GRAPH + "ontology"))
    return Statements(found)


@cache
def _lexicon() -> Lexicon:
    return Lexicon(_statements())


def tell(query: str, language: Language) -> tuple[Line, ...]:
    """A query in words."""
    return explain(parse(query), Names(language, _statements()), _lexicon(), dated=_DATED)


def said(query: str, language: Language) -> str:
    """A query in words, as an indented list of plain text."""
    return "\n".join(_said(Voice(Names(language)), tell(query, language)))


def _said(voice: Voice, lines: Iterable[Line], depth: int = 0) -> Iterator[str]:
    for line in lines:
        yield f"{'  ' * depth}- {voice.text(line.pieces)}"
        yield from _said(voice, line.lines, depth + 1)


def complaints(text: str, language: Language) -> list[str]:
    """The IRIs and variables of a query that its words leave out.

    A variable that stands there only once is “anything”; classes and conversions have words of their own.
    """
    query = parse(text)
    pieces = list(_pieces(tell(text, language)))
    shown = " ".join(piece.text for piece in pieces)
    code = " ".join(piece.text for piece in pieces if piece.look == "code").replace("\\", "").replace("$", "?")
    iris = {piece.iri for piece in pieces} | {PREFIXES["rdf"] + "type", PREFIXES["rdf"] + "nil"}
    variables = {piece.code.removeprefix("?") for piece in pieces}
    names = Names(language, _statements())
    naming = Naming(query, names, _lexicon(), type_=Voice(names).plain("type"))
    mentioned = list(variables_of(query))
    return [
        *(iri for iri in set(iris_of(query)) - iris if re.split("[#/]", iri)[-1] not in code and _CAST not in iri),
        *(
            f"?{name}"
            for name in set(mentioned) - variables
            if mentioned.count(name) > 1 and naming(name) not in shown and f"?{name}" not in code
        ),
    ]


def _pieces(lines: Iterable[Line]) -> Iterator[Piece]:
    for line in lines:
        yield from line.pieces
        yield from _pieces(line.lines)


class Case:
    """A query and what is said of it in each language."""

    def __init__(self, text: str) -> None:
        query, english, french = re.split(r"^### (?:en|fr)\n", text, flags=re.MULTILINE)
        self.query = query.strip()
        self.expected: dict[Language, str] = {"en": english.strip(), "fr": french.strip()}


def cases() -> list[Case]:
    """The queries of ``cases.txt``."""
    parts = re.split(r"^### query\n", _CASES.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [Case(part) for part in parts[1:]]
