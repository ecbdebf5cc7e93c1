"""A store over HTTP: SPARQL 1.1 Protocol for questions and updates, Graph Store Protocol for whole graphs."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

import httpx
import pyoxigraph as ox

from dorsale.exchange.stores.errors import Refused, StoreError

__all__ = ["Store"]

_RESULTS: Final = "application/sparql-results+json"
_TRIPLES: Final = "application/n-triples, text/turtle;q=0.5"
_MESSAGE: Final = 300
"""How much of what a store says about an error is passed on."""


class Store:
    """One store; ``update`` or ``gsp`` may be missing, and then what needs it raises :class:`StoreError`."""

    def __init__(self, client: httpx.Client, *, query: str, update: str | None = None, gsp: str | None = None) -> None:
        self._client = client
        self.query = query
        self.update = update
        self.gsp = gsp

    def ask(self, pattern: str) -> bool:
        """Whether something matches a graph pattern."""
        return bool(self.select(f"SELECT * WHERE {{ {pattern} }} LIMIT 1"))

    def select(self, query: str) -> list[dict[str, str]]:
        """The rows of a SELECT query, each value by its lexical form or IRI."""
        response = self._send("POST", self.query, data={"query": query}, headers={"accept": _RESULTS})
        try:
            bindings: list[dict[str, Any]] = json.loads(response.content)["results"]["bindings"]
            return [{name: str(term["value"]) for name, term in row.items()} for row in bindings]
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{self.query} does not answer in SPARQL results: {_said(response)}") from error

    def count(self, graph: str) -> int:
        """How many triples a named graph holds."""
        (row,) = self.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        return int(row["n"])

    def about(self, graph: str, subjects: Sequence[str]) -> list[str]:
        """What a named graph says of subjects (IRIs in angle brackets), as N-Triples without the full stop."""
        values = " ".join(subjects)
        pattern = f"GRAPH <{graph}> {{ VALUES ?s {{ {values} }} ?s ?p ?o }}"
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}"
        response = self._send("POST", self.query, data={"query": query}, headers={"accept": _TRIPLES})
        is_turtle = "turtle" in response.headers.get("content-type", "")
        form = ox.RdfFormat.TURTLE if is_turtle else ox.RdfFormat.N_TRIPLES
        try:
            found = list(ox.parse(response.content, format=form, lenient=True))
        except SyntaxError as error:
            raise StoreError(f"{self.query} does not answer in N-Triples or Turtle: {error}") from error
        return [f"{quad.subject} {quad.predicate} {quad.object}" for quad in found]

    def write(self, update: str) -> None:
        """Run operations of SPARQL Update."""
        if self.update is None:
            raise StoreError("this needs SPARQL Update: name its address with --update")
        self._send("POST", self.update, content=update.encode(), headers={"content-type": "application/sparql-update"})

    def add(self, graph: str, statements: Iterable[str]) -> None:
        """Add statements (N-Triples without the full stop) to a named graph by the Graph Store Protocol (5.5)."""
        self._put("POST", graph, statements)

    def replace(self, graph: str, statements: Iterable[str]) -> None:
        """Let a named graph hold these statements and no others, by the Graph Store Protocol (5.3)."""
        self._put("PUT", graph, statements)

    def clear(self, graph: str) -> None:
        """Empty a named graph, which need not exist."""
        if self.update is not None:
            self.write(f"CLEAR SILENT GRAPH <{graph}>")
        else:
            self._send("DELETE", self._gsp(), params={"graph": graph}, missing=True)

    def _put(self, method: str, graph: str, statements: Iterable[str]) -> None:
        body = "".join(f"{one} .\n" for one in statements).encode()
        headers = {"content-type": "application/n-triples"}
        self._send(method, self._gsp(), params={"graph": graph}, content=body, headers=headers)

    def _gsp(self) -> str:
        if self.gsp is None:
            raise StoreError("this needs the Graph Store Protocol: name its address with --gsp")
        return self.gsp

    def _send(self, method: str, url: str, *, missing: bool = False, **sent: Any) -> httpx.Response:
        try:
            response = self._client.request(method, url, **sent)
        except httpx.HTTPError as error:
            raise StoreError(f"{url} cannot be reached: {error or type(error).__name__}") from error
        if response.is_success or (missing and response.status_code == httpx.codes.NOT_FOUND):
            return response
        raise Refused(f"{url} answers {response.status_code}: {_said(response)}", status=response.status_code)


def _said(response: httpx.Response) -> str:
    """The beginning of what a store says, on one line."""
    return " ".join(response.text[: 2 * _MESSAGE].split())[:_MESSAGE] or "nothing"
