"""A question with other values: each parameter as a field, what people enter as an RDF term, the query with it.

Which field a parameter gets follows from the value that its query was written with. For a thing one may enter its
name, its short name (``org:openai``) or its IRI; for a concept, one chooses among those of its scheme. Only whole terms
ever enter the query, never text as it was typed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import pyoxigraph as ox

from dorsale.derive.wording import LANGUAGES
from dorsale.engine.interface import Engine
from dorsale.namespaces import ID, KINDS, PREFIXES, VOCABULARY, shorten
from dorsale.pages import asking, values
from dorsale.pages.names import Lexicon, Names
from dorsale.pages.reader import kind_of
from dorsale.pages.site import Question
from dorsale.release.search import Search, fold

__all__ = ["PREFIX", "Field", "fields_of", "filled", "iri_named"]

PREFIX: Final = "p-"
"""What stands before the name of a parameter in an address."""

_XSD: Final = PREFIXES["xsd"]
_NAME: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]*):([A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?)")
_LITERAL: Final = re.compile(r'"((?:[^"\\]|\\.)*)"(?:\^\^(\S+)|@([A-Za-z-]+))?')
_LONGEST: Final = 300
_SUGGESTED: Final = 4
_LISTED: Final = (VOCABULARY, PREFIXES["cur"], PREFIXES["unit"])
_NONE: Final[tuple[tuple[str, str], ...]] = ()

Sort = Literal["thing", "concept", "language", "date", "number", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One parameter in the form: its value as text, the choices where there are some, and what is wrong with the value.

    ``term`` is the value as it goes into the query, ``None`` where there is an error; ``error`` is a key of the words
    below ``query.wrong``, and ``suggested`` holds pairs of value and label that may have been meant.
    """

    name: str
    label: str
    sort: Sort
    value: str
    term: ox.NamedNode | ox.Literal | None
    choices: list[tuple[str, str]]
    error: str = ""
    suggested: tuple[tuple[str, str], ...] = ()


async def fields_of(
    question: Question, given: Mapping[str, str], *, engine: Engine, lexicon: Lexicon, names: Names, search: Search
) -> list[Field]:
    """The fields of a question with the values in ``given`` (parameters of an address), else with its own."""
    found = []
    for parameter in question.parameters:
        name, default = str(parameter["name"]), str(parameter["default"])
        own = _term(default)
        sort = _sort(own)
        entered = given.get(PREFIX + name, "").strip()[:_LONGEST]
        term: ox.NamedNode | ox.Literal | None
        error, suggested = "", _NONE
        if not entered:
            term, value = own, await _shown(own, sort, engine=engine, names=names, search=search)
        else:
            term, error, suggested = await _read(entered, own, sort, engine=engine, names=names, search=search)
            value = _key(term) if term is not None and sort in ("concept", "language") else entered
        found.append(
            Field(
                name=name,
                label=parameter["label"][names.language],
                sort=sort,
                value=value,
                term=term,
                choices=_choices(own, sort, lexicon, names),
                error=error,
                suggested=suggested,
            )
        )
    return found


def filled(question: Question, fields: list[Field]) -> str:
    """The query with the term of each field in place of the value it was written with; errors leave the old one."""
    text = question.query
    for field in fields:
        if field.term is not None:
            term = _written(field.term, text)
            place = rf'(VALUES \?{re.escape(field.name)} {{ )(?:"(?:[^"\\]|\\.)*"\S*|\S+)( }})'
            text = re.sub(place, lambda match, term=term: f"{match[1]}{term}{match[2]}", text, count=1)  # type: ignore[misc]
    return text


def _written(term: ox.NamedNode | ox.Literal, query: str) -> str:
    """A term as SPARQL writes it, in short where the query has the prefix."""
    if isinstance(term, ox.NamedNode):
        return _brief(term, query)
    if term.datatype.value in (_XSD + "integer", _XSD + "decimal"):
        return term.value
    quoted = str(ox.Literal(term.value))
    if term.language:
        return f"{quoted}@{term.language}"
    return quoted if term.datatype.value == _XSD + "string" else f"{quoted}^^{_brief(term.datatype, query)}"


def _brief(iri: ox.NamedNode, query: str) -> str:
    short = shorten(iri.value)
    prefix = re.escape(short.partition(":")[0])
    return short if re.search(rf"(?im)^\s*PREFIX\s+{prefix}:", query) else str(iri)


def _term(default: str) -> ox.NamedNode | ox.Literal:
    """The term that a query writes: ``org:openai``, ``<iri>``, a number, or a literal between quotes."""
    literal = _LITERAL.fullmatch(default)
    if literal:
        text = literal[1].replace('\\"', '"').replace("\\\\", "\\")
        if literal[3]:
            return ox.Literal(text, language=literal[3])
        datatype = literal[2]
        if not datatype:
            return ox.Literal(text)
        iri = datatype[1:-1] if datatype.startswith("<") else _expanded(datatype)
        return ox.Literal(text, datatype=ox.NamedNode(iri or _XSD + "string"))
    number = values.decimal(default)
    if number is not None:
        return ox.Literal(default, datatype=ox.NamedNode(_XSD + ("decimal" if "." in default else "integer")))
    return ox.NamedNode(default[1:-1] if default.startswith("<") else _expanded(default) or default)


def _sort(own: ox.NamedNode | ox.Literal) -> Sort:
    if isinstance(own, ox.NamedNode):
        return "concept" if own.value.startswith(_LISTED) else "thing"
    datatype = own.datatype.value.removeprefix(_XSD)
    if datatype == "date":
        return "date"
    if datatype in ("integer", "decimal", "double"):
        return "number"
    return "language" if own.value in LANGUAGES else "text"


def _choices(own: ox.NamedNode | ox.Literal, sort: Sort, lexicon: Lexicon, names: Names) -> list[tuple[str, str]]:
    """The values of a list and what they are called, in the order of their names."""
    if sort == "language":
        return [(code, values.language_name(code, names.language)) for code in LANGUAGES]
    if sort != "concept" or not isinstance(own, ox.NamedNode):
        return []
    scheme = own.value.rpartition("/")[0]
    concepts = set(lexicon.statements.subjects("skos:inScheme", scheme)) | {own.value}
    if not own.value.startswith(VOCABULARY):
        concepts |= {iri for iri in lexicon.statements.described() if iri.rpartition("/")[0] == scheme}
    return sorted(((shorten(iri), names(iri).text) for iri in concepts), key=lambda pair: fold(pair[1]))


async def _shown(own: ox.NamedNode | ox.Literal, sort: Sort, *, engine: Engine, names: Names, search: Search) -> str:
    """The query's own value as the field shows it: a thing by its name, where the name leads back to it."""
    if sort == "thing" and isinstance(own, ox.NamedNode):
        told = Names(names.language, await asking.labels(engine, [own.value]))(own.value)
        read, _, _ = await _thing(told.text, own, sort, engine=engine, names=names, search=search)
        return told.text if read == own else shorten(own.value)
    return _key(own)


def _key(term: ox.NamedNode | ox.Literal) -> str:
    return shorten(term.value) if isinstance(term, ox.NamedNode) else term.value


_Read = tuple[ox.NamedNode | ox.Literal | None, str, tuple[tuple[str, str], ...]]


async def _read(
    entered: str, own: ox.NamedNode | ox.Literal, sort: Sort, *, engine: Engine, names: Names, search: Search
) -> _Read:
    """What was entered as a term, or what is wrong with it and what may have been meant."""
    if isinstance(own, ox.NamedNode):
        return await _thing(entered, own, sort, engine=engine, names=names, search=search)
    if sort == "number":
        number = values.decimal(entered.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", "."))
        whole = own.datatype.value == _XSD + "integer"
        if number is None or (whole and number != number.to_integral_value()):
            return None, "whole" if whole else "number", ()
        return ox.Literal(str(int(number)) if whole else f"{number:f}", datatype=own.datatype), "", ()
    if sort == "date":
        try:
            return ox.Literal(date.fromisoformat(entered).isoformat(), datatype=own.datatype), "", ()
        except ValueError:
            return None, "date", ()
    if sort == "language" and entered not in LANGUAGES:
        return None, "language", ()
    if own.language:
        return ox.Literal(entered, language=own.language), "", ()
    return ox.Literal(entered, datatype=own.datatype), "", ()


async def _thing(entered: str, own: ox.NamedNode, sort: Sort, *, engine: Engine, names: Names, search: Search) -> _Read:
    """An IRI, a short name, the address of a page of ours, or a name that the search knows exactly."""
    iri = iri_named(entered)
    if iri is not None:
        if sort == "concept" and iri.rpartition("/")[0] != own.value.rpartition("/")[0]:
            return None, "concept", ()
        if asking.is_iri(iri) and await asking.exists(engine, iri):
            return ox.NamedNode(iri), "", ()
        return None, "unknown", ()
    kind = "concept" if sort == "concept" else kind_of(own.value)
    hits = search.find(entered, language=names.language, limit=50, kind=kind)
    if not hits and kind != "concept":
        hits = search.find(entered, language=names.language, limit=50)
    if sort == "concept":
        hits = [hit for hit in hits if hit.iri.rpartition("/")[0] == own.value.rpartition("/")[0]]
    exact = [hit for hit in hits if fold(entered) in (fold(hit.matched), fold(hit.label))]
    if len(exact) == 1 or (exact and fold(exact[0].label) == fold(entered)):
        return ox.NamedNode(exact[0].iri), "", ()
    near = tuple((shorten(hit.iri), hit.label) for hit in (exact or hits)[:_SUGGESTED])
    return None, "several" if near else "unknown", near


def iri_named(entered: str) -> str | None:
    """The IRI that is written in full, in short or as the address of a document; ``None`` for any other text."""
    if entered.startswith("<") and entered.endswith(">"):
        entered = entered[1:-1]
    if re.match(r"https?://", entered):
        path = re.search(r"/doc/([a-z-]+/[^?#]+?)(?:\.[a-z]+)?$", entered)
        return ID + path[1] if path and path[1].partition("/")[0] in KINDS.values() else entered
    return _expanded(entered)


def _expanded(name: str) -> str | None:
    match = _NAME.fullmatch(name)
    return PREFIXES[match[1]] + match[2] if match and match[1] in PREFIXES else None
