"""A query in words, for a request that carries the query in its body."""

from starlette.requests import Request
from starlette.responses import Response

from dorsale.pages import Pages
from dorsale.server.asked import longest, read_request
from dorsale.server.problems import BadRequest
from dorsale.settings import Settings

__all__ = ["Explained"]


class Explained:
    """``POST /query/explain``: the body is read as the endpoint reads one."""

    def __init__(self, settings: Settings, pages: Pages) -> None:
        self._pages = pages
        self._most = longest(settings)

    async def answer(self, request: Request) -> Response:
        """The explanation of the query in the body; raises what the endpoint raises for a query that it refuses."""
        asked = await read_request(request, most=self._most)
        if asked.text is None:
            raise BadRequest(400, "A query is missing.")
        return await self._pages.explain(request, asked.text)
