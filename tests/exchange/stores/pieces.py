"""A store that does the operations of one request one by one and can be killed between any two, as Virtuoso can be.

The engine is Oxigraph's; only the way to it is ours, so that every moment can be tried, not only those that a clock
hits.
"""

import httpx
import pyoxigraph as ox

__all__ = ["Killed", "Pieces"]


class Killed(BaseException):
    """The process that was writing is no more."""


class Pieces(httpx.BaseTransport):
    """Answers from ``store``; ``left`` is the number of operations after which the writer is killed, if any."""

    def __init__(self) -> None:
        self.store = ox.Store()
        self.left: int | None = None
        self.done = 0

    def client(self) -> httpx.Client:
        """A client that talks to it alone."""
        return httpx.Client(transport=self)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request of the SPARQL 1.1 Protocol."""
        text = request.read().decode()
        if request.headers["content-type"] == "application/sparql-update":
            for operation in filter(str.strip, text.split(" ;\n")):
                if self.left is not None and self.done >= self.left:
                    raise Killed
                self.store.update(operation)
                self.done += 1
            return httpx.Response(204)
        found = self.store.query(httpx.QueryParams(text)["query"])
        if isinstance(found, ox.QueryTriples):
            body = found.serialize(format=ox.RdfFormat.N_TRIPLES)
            return httpx.Response(200, content=body, headers={"content-type": "application/n-triples"})
        assert isinstance(found, ox.QuerySolutions)
        return httpx.Response(200, content=found.serialize(format=ox.QueryResultsFormat.JSON))
