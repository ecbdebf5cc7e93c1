"""Answers as Python values, for code of ours that asks the engine itself."""

import json
from typing import Literal, NamedTuple

from dorsale.engine.interface import GRAPH_FORMATS, RESULTS_FORMATS, Dataset, Engine, Query

__all__ = ["Value", "ask", "graph", "rows"]


class Value(NamedTuple):
    """One RDF term of a result; ``str()`` gives its IRI, label of a blank node, or lexical form."""

    kind: Literal["uri", "literal", "bnode"]
    value: str
    language: str | None = None
    datatype: str | None = None

    def __str__(self) -> str:
        return self.value


async def rows(engine: Engine, text: str, *, dataset: Dataset | None = None) -> list[dict[str, Value]]:
    """The solutions of a SELECT query; a variable that is unbound in a solution is absent from its row."""
    query = Query(
        text=text,
        dataset=dataset or Dataset(),
        results_format=RESULTS_FORMATS["json"],
        boolean_format=None,
        graph_format=None,
    )
    found = json.loads(await (await engine.query(query)).read())
    return [
        {name: _value(term) for name, term in row.items() if term["type"] in ("uri", "literal", "bnode")}
        for row in found["results"]["bindings"]
    ]


async def ask(engine: Engine, text: str, *, dataset: Dataset | None = None) -> bool:
    """The answer of an ASK query."""
    query = Query(text=text, dataset=dataset or Dataset(), results_format=None, graph_format=None)
    return bool(json.loads(await (await engine.query(query)).read())["boolean"])


async def graph(
    engine: Engine, text: str, *, media_type: str = GRAPH_FORMATS["nt"], dataset: Dataset | None = None
) -> bytes:
    """The graph of a CONSTRUCT or DESCRIBE query, serialised as ``media_type``."""
    query = Query(
        text=text,
        dataset=dataset or Dataset(),
        results_format=None,
        boolean_format=None,
        graph_format=media_type,
    )
    return await (await engine.query(query)).read()


def _value(term: dict[str, str]) -> Value:
    kind = term["type"]
    if kind == "uri":
        return Value("uri", term["value"])
    if kind == "bnode":
        return Value("bnode", term["value"])
    return Value("literal", term["value"], term.get("xml:lang"), term.get("datatype"))
