"""The rows of a SELECT as people read them: things by their names, numbers with units, and who states what.

A number is shown with its unit where the column to its right holds units, or where its name ends in ``USD``; a figure,
event or other node that sources state, with these sources.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

import pyoxigraph as ox
from babel.numbers import format_decimal

from dorsale.engine.interface import Answer, EngineError
from dorsale.engine.rows import Value
from dorsale.namespaces import ID, PREFIXES, shorten
from dorsale.pages import asking, values
from dorsale.pages.reader import Reader, Shown, kind_of
from dorsale.pages.render import Context
from dorsale.pages.statements import Statements

__all__ = [
    "MOST_ROWS",
    "Cell",
    "Solutions",
    "Table",
    "moment_of",
    "number_of",
    "point_of",
    "read_solutions",
    "read_some",
    "table_of",
]

MOST_ROWS: Final = 1000
"""How many rows a page shows."""

_MOST_NAMED: Final = 2000
_MOST_SOURCED: Final = 300
_STATED: Final = {"figure", "event", "participation", "stake", "availability", "claim", "listing"}
_XSD: Final = PREFIXES["xsd"]
_NUMBERS: Final = {
    _XSD + name
    for name in ("integer", "decimal", "double", "float", "int", "long", "short", "byte", "nonNegativeInteger")
}
_DATES: Final = {_XSD + name for name in ("date", "dateTime", "gYear", "gYearMonth")}
_KNOWN_BY_LOOK: Final = {*_NUMBERS, *_DATES, _XSD + "boolean", _XSD + "duration", _XSD + "anyURI", _XSD + "string"}
_POINT: Final = PREFIXES["geo"] + "wktLiteral"
_UNITS: Final = (PREFIXES["cur"], PREFIXES["unit"], PREFIXES["counted"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Solutions:
    """The rows of a SELECT as the engine gives them; ``cut`` where there are more than a page shows."""

    columns: list[str]
    rows: list[list[Value | None]]
    cut: bool

    def column(self, number: int) -> list[Value]:
        """The bound values of one column."""
        return [value for row in self.rows if (value := row[number]) is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One value as it is shown, with what tells its exact term, and the sources that state it."""

    shown: Shown
    note: str = ""
    sources: list[Shown] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows for the page; ``amounts`` are the numbers of the columns that hold only numbers."""

    columns: list[str]
    rows: list[list[Cell | None]]
    amounts: frozenset[int]
    cut: bool


async def read_some(answer: Answer, most: int) -> tuple[bytes, bool]:
    """The answer's bytes up to about ``most``, ended after a whole line, and whether that is all; frees the worker."""
    body = bytearray()
    try:
        async for frame in answer.frames:
            body += frame
            if len(body) > most:
                del body[body.rfind(b"\n") + 1 :]
                return bytes(body), False
    finally:
        await answer.aclose()
    return bytes(body), True


def read_solutions(body: bytes, *, whole: bool) -> Solutions:
    """The rows in an answer in SPARQL TSV, as many as a page shows; ``whole`` is false where the answer was cut."""
    found = ox.parse_query_results(body, format=ox.QueryResultsFormat.TSV)
    if not isinstance(found, ox.QuerySolutions):
        return Solutions(columns=[], rows=[], cut=not whole)
    columns = [variable.value for variable in found.variables]
    rows: list[list[Value | None]] = []
    for solution in found:
        if len(rows) == MOST_ROWS:
            return Solutions(columns=columns, rows=rows, cut=True)
        rows.append([_value(solution[column]) for column in columns])
    return Solutions(columns=columns, rows=rows, cut=not whole)


def number_of(value: Value) -> Decimal | None:
    """The number that a literal of a numeric type writes."""
    return values.decimal(value.value) if value.datatype in _NUMBERS else None


def moment_of(value: Value) -> str | None:
    """The lexical form of a literal of a type of date."""
    return value.value if value.datatype in _DATES else None


def point_of(value: Value) -> tuple[float, float] | None:
    """Longitude and latitude of a point in well-known text (GeoSPARQL 1.1, 8.5), in degrees."""
    place = values.point(value.value) if value.datatype == _POINT else None
    return (float(place[0]), float(place[1])) if place else None


async def reader_of(context: Context, iris: set[str]) -> Reader:
    """A reader that knows the names of ``iris``; where the engine has no time for them, those of the ontology."""
    try:
        labels = await asking.labels(context.engine, sorted(iris)[:_MOST_NAMED])
    except EngineError:
        labels = Statements()
    return await context.reader(Statements(), labels)


async def table_of(context: Context, solutions: Solutions) -> tuple[Table, Reader]:
    """The rows with names, units and sources in the reader's language, and the reader that knows them."""
    iris = dict.fromkeys(value.value for row in solutions.rows for value in row if value and value.kind == "uri")
    stated = [iri for iri in iris if kind_of(iri) in _STATED][:_MOST_SOURCED]
    sources = await _sources(context, stated)
    reader = await reader_of(context, {*iris, *(source for listed in sources.values() for source in listed)})
    columns = range(len(solutions.columns))
    units = {number: unit for number in columns if (unit := _unit_of(solutions, number))}
    amounts = {
        number for number in columns if (held := solutions.column(number)) and all(number_of(one) for one in held)
    }
    rows = [
        [_cell(reader, value, _unit(row, units.get(number)), sources) for number, value in enumerate(row)]
        for row in solutions.rows
    ]
    return Table(columns=solutions.columns, rows=rows, amounts=frozenset(amounts), cut=solutions.cut), reader


def _cell(reader: Reader, value: Value | None, unit: str | None, sources: dict[str, list[str]]) -> Cell | None:
    if value is None:
        return None
    if value.kind == "uri":
        short = shorten(value.value).strip("<>")
        if not reader.names(value.value).found:
            return Cell(shown=Shown(text=short, look="thing", href=reader.place.link(value.value)))
        stated = [reader.thing(source) for source in sources.get(value.value, ())]
        return Cell(shown=reader.thing(value.value), note=short, sources=stated)
    number = number_of(value)
    if number is not None:
        digits = format_decimal(number.normalize(), format="#,##0.##########", locale=reader.place.language)
        text = reader.amount(value.value, unit) if unit else digits
        return Cell(shown=Shown(text=text, look="number", machine=value.value))
    if value.kind == "literal" and (value.language or value.datatype not in {*_DATES, _POINT}):
        machine = value.language or ""
        if not machine and value.datatype and value.datatype not in _KNOWN_BY_LOOK:
            machine = shorten(value.datatype)
        if value.datatype in {_XSD + "boolean", _XSD + "duration", _XSD + "anyURI"}:
            return Cell(shown=reader.value(value))
        return Cell(shown=Shown(text=value.value, look="literal", language=value.language or ""), note=machine)
    return Cell(shown=reader.value(value))


def _unit_of(solutions: Solutions, number: int) -> int | str | None:
    """The column that holds the units of a column of numbers, or the unit that its name says."""
    if solutions.columns[number].endswith("USD"):
        return PREFIXES["cur"] + "USD"
    following = number + 1
    if following == len(solutions.columns):
        return None
    held = solutions.column(following)
    return following if held and all(one.kind == "uri" and one.value.startswith(_UNITS) for one in held) else None


def _unit(row: list[Value | None], unit: int | str | None) -> str | None:
    if isinstance(unit, int):
        held = row[unit]
        return held.value if held else None
    return unit


async def _sources(context: Context, iris: list[str]) -> dict[str, list[str]]:
    """The sources that state each of ``iris``; none where the engine has no time to say."""
    wanted = [iri for iri in iris if asking.is_iri(iri) and iri.startswith(ID)]
    if not wanted:
        return {}
    listed = " ".join(f"<{iri}>" for iri in wanted)
    pattern = f"""SELECT DISTINCT ?s ?source WHERE {{
      VALUES ?s {{ {listed} }} ?s dor:statedIn|dor:claimedIn ?source }} ORDER BY ?s ?source"""
    found: dict[str, list[str]] = {}
    try:
        for row in await asking.select(context.engine, pattern):
            found.setdefault(row["s"].value, []).append(row["source"].value)
    except EngineError:
        return {}
    return found


def _value(term: object) -> Value | None:
    if isinstance(term, ox.NamedNode):
        return Value("uri", term.value)
    if isinstance(term, ox.Literal):
        return Value("literal", term.value, term.language, term.datatype.value)
    return None if term is None else Value("bnode", str(term))
