"""Answers of queries as text for agents: a head line, one line a row, cells between bars, things with their IRI."""

import asyncio
from typing import Final

from dorsale.engine.interface import GRAPH_FORMATS, RESULTS_FORMATS, Allowance, Query
from dorsale.exchange.mcp.naming import brief
from dorsale.pages.querying.results import Cell, Solutions, read_solutions, read_some, table_of
from dorsale.pages.render import Context

__all__ = ["MOST_CHARACTERS", "MOST_ROWS", "answered", "clipped"]

MOST_ROWS: Final = 200
MOST_CHARACTERS: Final = 30_000
"""How long the text of one answer may be; what is longer ends with a line that says so."""

_MOST_BYTES: Final = 2_000_000


async def answered(context: Context, query: str, *, rows: int, allowance: Allowance) -> str:
    """The answer of a SPARQL query as text, at most ``rows`` rows of a SELECT. Raises what the engine raises."""
    answer = await context.engine.query(
        Query(
            text=query,
            results_format=RESULTS_FORMATS["tsv"],
            boolean_format=RESULTS_FORMATS["json"],
            graph_format=GRAPH_FORMATS["ttl"],
            allowance=allowance,
        )
    )
    body, whole = await read_some(answer, _MOST_BYTES)
    if answer.form == "boolean":
        return "yes" if b"true" in body.split(b'"boolean"')[-1] else "no"
    if answer.form == "graph":
        return clipped(body.decode(errors="replace"), whole=whole)
    solutions = await asyncio.to_thread(read_solutions, body, whole=whole)
    return await _rows(context, solutions, rows)


def clipped(text: str, *, whole: bool = True) -> str:
    """``text`` in the length that an answer may have, with a last line where that is not all of it."""
    if len(text) <= MOST_CHARACTERS and whole:
        return text
    kept = text[:MOST_CHARACTERS].rpartition("\n")[0] or text[:MOST_CHARACTERS]
    return f"{kept}\n… cut here: more follows. Ask for less: fewer columns, a FILTER, LIMIT and OFFSET."


async def _rows(context: Context, solutions: Solutions, most: int) -> str:
    shown = Solutions(
        columns=solutions.columns, rows=solutions.rows[:most], cut=solutions.cut or len(solutions.rows) > most
    )
    if not shown.rows:
        return "no rows"
    table, _ = await table_of(context, shown)
    lines = [" | ".join(table.columns), *(" | ".join(_cell(cell) for cell in row) for row in table.rows)]
    if shown.cut:
        lines.append(f"… {len(shown.rows)} rows shown, more follow: use LIMIT and OFFSET")
    return clipped("\n".join(lines))


def _cell(cell: Cell | None) -> str:
    """A thing as ``label <iri>``, a number exactly and as people read it, any other value as it is."""
    if cell is None:
        return ""
    shown = cell.shown
    text = " ".join(shown.text.split())
    if shown.iri:
        stated = f" [stated in {', '.join(brief(one.iri) for one in cell.sources)}]" if cell.sources else ""
        return f"{text} <{brief(shown.iri)}>{stated}"
    if shown.look == "number" and shown.machine and shown.machine != text:
        return f"{shown.machine} ({text})"
    return shown.machine if shown.look == "time" and shown.machine else text
