"""What an agent may do: each tool a plain function over one release that gives text.

Things go in by name, short IRI or address and come out with their short IRI, so that one answer leads to the next
question. A refusal is a :class:`Refused`, whose text says what to do instead.
"""

import asyncio
import re
from collections.abc import Mapping
from typing import Final

from dorsale.derive.wording import LANGUAGES
from dorsale.engine.interface import Allowance, EngineError
from dorsale.engine.rows import Value
from dorsale.exchange.mcp.naming import NothingMeant, brief, line, meant
from dorsale.exchange.mcp.tables import MOST_ROWS, answered, clipped
from dorsale.namespaces import PREFIXES, shorten
from dorsale.pages import asking
from dorsale.pages.addresses import path_of
from dorsale.pages.failures import failure_of
from dorsale.pages.names import Names
from dorsale.pages.querying.parameters import PREFIX, fields_of, filled
from dorsale.pages.reader import Reader, kind_of
from dorsale.pages.render import Context
from dorsale.pages.statements import Statements
from dorsale.pages.statements import name as named
from dorsale.pages.views.lists import CLASSES
from dorsale.release.search import fold

__all__ = ["Refused", "ask", "cite", "describe", "find", "query", "questions"]

_MOST_HITS: Final = 50
_MOST_FIGURES: Final = 60
_MOST_VALUES: Final = 12
_NAME_OF_HOUSE: Final = re.compile(r"(?<![\w?$:/#@-])([A-Za-z][A-Za-z0-9-]*):(?=[A-Za-z0-9_])")
_DECLARED: Final = re.compile(r"(?i)\bPREFIX\s+([A-Za-z][A-Za-z0-9-]*)\s*:")
_UNTOLD: Final = frozenset(map(named, ("rdf:type", "rdfs:label", "skos:prefLabel")))


class Refused(Exception):  # noqa: N818 - what went wrong, in plain words
    """A tool gives no answer; the text says why, and what to do instead."""


async def find(context: Context, text: str, *, kind: str = "", limit: int = 10) -> str:
    """The things that ``text`` most likely means, one a line, the likeliest first."""
    kinds = sorted({*CLASSES, "concept", "term", "question"})
    if kind and kind not in kinds:
        raise Refused(f"There is no kind {kind!r}. Kinds: {', '.join(kinds)}")
    hits = await asyncio.to_thread(
        context.site.search.find,
        text,
        language=context.place.language,
        limit=max(1, min(limit, _MOST_HITS)),
        kind=kind or None,
    )
    if not hits:
        return f"nothing is called {text!r}"
    guessed = "no exact match; these are near:\n" if hits[0].guessed else ""
    return guessed + "\n".join(line(hit) for hit in hits)


async def describe(context: Context, name: str) -> str:
    """Everything that the record states about a thing and about the small nodes that are only its own."""
    iri, reader, own = await _told(context, name)
    lines = _head(context, reader, iri)
    for subject in own.described():
        if kind_of(subject) == "source":
            continue
        lines += _node(reader, own, subject, first=subject == iri)
    return clipped("\n".join(lines))


async def cite(context: Context, name: str) -> str:
    """The figures of a thing with qualifier, rank, date and the sources that state them, or a source itself."""
    iri, reader, own = await _told(context, name)
    figures = [one for one in own.described() if kind_of(one) == "figure"]
    sources = [one for one in own.described() if kind_of(one) == "source"]
    lines = _head(context, reader, iri)
    for one in figures[:_MOST_FIGURES]:
        lines.append(_figure(reader, own, one))
    if len(figures) > _MOST_FIGURES:
        lines.append(f"… {len(figures) - _MOST_FIGURES} more figures: cite the parts one by one")
    lines.append("sources:")
    lines += [_source(reader, own, one) for one in sources] or ["none of its own: cite its deals or figures"]
    manifest = context.site.manifest
    lines.append(f"graph: Dorsale, release {manifest['version']}, CC BY 4.0, {context.place.absolute('/')}")
    return clipped("\n".join(lines))


async def questions(context: Context, about: str = "") -> str:
    """The stored questions whose words hold ``about``: name, title, and the values that may be set."""
    language = context.place.language
    lines = []
    for topic, listed in context.site.topics(language, about).items():
        lines.append(f"# {topic}")
        for one in listed:
            own = ", ".join(f"{p['name']}={p['default']} ({p['label'][language]})" for p in one.parameters)
            lines.append(f"{one.slug}: {one.title[language]}" + (f" [{own}]" if own else ""))
    return clipped("\n".join(lines)) if lines else f"no stored question has the words {about!r}; try fewer"


async def ask(context: Context, question: str, values: Mapping[str, str], *, rows: int, allowance: Allowance) -> str:
    """The answer of a stored question, with some of its values set."""
    found = next((one for one in context.site.questions if one.slug == question), None)
    if found is None:
        words = fold(question).split()
        near = [one.slug for one in context.site.questions if any(word in one.slug for word in words)]
        said = f"Near: {', '.join(near[:8])}." if near else "The tool questions lists them."
        raise Refused(f"There is no question {question!r}. {said}")
    known = [str(parameter["name"]) for parameter in found.parameters]
    for name in values:
        if name not in known:
            raise Refused(f"The question has no value {name!r}; it has: {', '.join(known) or 'none'}")
    lexicon = await context.lexicon()
    language = context.place.language
    fields = await fields_of(
        found,
        {PREFIX + name: value for name, value in values.items()},
        engine=context.engine,
        lexicon=lexicon,
        names=Names(language, lexicon.statements),
        search=context.site.search,
    )
    for field in fields:
        if field.error:
            near_ = "; ".join(f"{short} = {label}" for short, label in field.suggested)
            raise Refused(
                f"{field.name}={field.value!r}: {context.words(f'query.wrong.{field.error}')}"
                + (f" Near: {near_}" if near_ else "")
            )
    answer = await query(context, filled(found, fields), rows=rows, allowance=allowance)
    return f"{found.title[language]}\n{answer}"


async def query(context: Context, sparql: str, *, rows: int, allowance: Allowance) -> str:
    """The answer of a SPARQL 1.1 query. The prefixes of the house need not be declared."""
    declared = _declarations(sparql)
    try:
        return await answered(context, declared + sparql, rows=max(1, min(rows, MOST_ROWS)), allowance=allowance)
    except EngineError as error:
        raise Refused(_told_of(context, error, shift=declared.count("\n"))) from error


def _declarations(sparql: str) -> str:
    """A line that declares the prefixes of the house which a query uses without declaring them."""
    used = set(_NAME_OF_HOUSE.findall(sparql)) - set(_DECLARED.findall(sparql))
    known = " ".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>" for prefix in sorted(used) if prefix in PREFIXES)
    return f"{known}\n" if known else ""


def _told_of(context: Context, error: EngineError, *, shift: int) -> str:
    """Why a query has no answer, where in its text, and what to do."""
    kind, words = failure_of(error)[1], context.words
    at = getattr(error, "line", None)
    place = f" (line {at - shift}, column {getattr(error, 'column', None)})" if at and at > shift else ""
    said = getattr(error, "message", "")
    title, remedy = words.get(f"failure.{kind}") or kind, words.get(f"failure-help.{kind}.do") or ""
    return " ".join(f"{title}{place}: {said}. {remedy}".replace(": . ", ". ").split())


async def _told(context: Context, name: str) -> tuple[str, Reader, Statements]:
    """The thing that ``name`` means, what is stated about it and its small nodes, and a reader of that."""
    try:
        iri = await meant(context, name)
    except NothingMeant as nothing:
        raise Refused(str(nothing)) from nothing
    own = await asking.bundle(context.engine, iri)
    labels = await asking.labels(context.engine, own.mentioned())
    return iri, await context.reader(own, labels), own


def _head(context: Context, reader: Reader, iri: str) -> list[str]:
    return [_thing(reader, iri), f"page: {context.place.absolute(path_of(iri) or '/', context.place.language)}"]


def _thing(reader: Reader, iri: str) -> str:
    return f"{reader.thing(iri).text} <{brief(iri)}>"


def _node(reader: Reader, own: Statements, subject: str, *, first: bool) -> list[str]:
    """The statements of one node; those of a small node are set in."""
    if kind_of(subject) == "figure":
        return [_figure(reader, own, subject)]
    kinds = ", ".join(reader.thing(one).text for one in own.types(subject))
    lines = [f"is: {kinds}"] if first else [f"- {_thing(reader, subject)}: {kinds}"]
    for predicate, statements in own.of(subject).items():
        if predicate in _UNTOLD:
            continue
        values = list(
            dict.fromkeys(_value(reader, one.object) for one in statements if _in_language(reader, one.object))
        )
        if len(values) > _MOST_VALUES:
            values[_MOST_VALUES:] = [f"… {len(values) - _MOST_VALUES} more"]
        if values:
            lines.append(f"{'' if first else '  '}{shorten(predicate)}: {'; '.join(values)}")
    return lines


def _in_language(reader: Reader, value: Value) -> bool:
    return not value.language or value.language == reader.place.language or value.language not in LANGUAGES


def _value(reader: Reader, value: Value) -> str:
    if value.kind == "uri":
        return _thing(reader, value.value)
    return " ".join(value.value.split())


def _figure(reader: Reader, own: Statements, iri: str) -> str:
    """One figure in a line: of what, measure, value as it is said and exactly, rank, date, sources, disagreement."""
    figure = reader.figure(iri, own)
    owner = next(iter(own.subjects("dor:figure", iri)), "")
    exact = " ".join(filter(None, (figure.said.machine, brief(own.first(iri, "dor:unit") or ""))))
    told = [
        f"= <{brief(iri)}>" + (f" of <{brief(owner)}>" if owner else ""),
        f"{figure.measure.text}: {figure.said.text}" + (f" [{exact}]" if figure.said.machine else ""),
        f"qualifier {brief(own.first(iri, 'dor:qualifier') or 'qualifier:exact')}, rank {figure.rank}",
        figure.when.text if figure.when else "",
        "contradicted by another figure" if figure.disagrees else "",
        f"stated in {', '.join(map(brief, figure.sources))}" if figure.sources else "computed, no source of its own",
        *(f"note: {note.text}" for note in figure.notes),
    ]
    return " | ".join(part for part in told if part)


def _source(reader: Reader, own: Statements, iri: str) -> str:
    """One source in a line: publisher, title, date, kind, address, when it was last seen."""
    told = [f"- <{brief(iri)}>"]
    for label, predicate in (
        ("", "dct:publisher"),
        ("", "dct:title"),
        ("", "dor:date"),
        ("", "dor:sourceKind"),
        ("", "dor:url"),
        ("relays ", "dor:relays"),
        ("last seen ", "dor:lastSeen"),
    ):
        values = [reader.value(one).text if one.kind == "uri" else one.value for one in own.objects(iri, predicate)]
        if values:
            told.append(label + "; ".join(values))
    return " | ".join(told)
