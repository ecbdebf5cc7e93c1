"""The MCP server: the tools under their names, with what a model is told about each (Model Context Protocol, tools)."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated, Any, Final

from mcp.server.mcpserver import Context as Call
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import Field

from dorsale import __version__
from dorsale.derive.wording import Language
from dorsale.engine.interface import Allowance, EngineError
from dorsale.exchange.mcp import tools
from dorsale.exchange.mcp.schema import schema
from dorsale.pages.render import Context

__all__ = ["desk"]

ContextOf = Callable[[Call[Any, Any]], Context]
"""Tells the release, engine and place that a call is about."""

_INSTRUCTIONS: Final = (
    "Dorsale is the knowledge graph of the AI industry: who builds, supplies, funds, powers and depends on whom. Every "
    "number carries its source. Start with find or questions; a stored question (ask) is safer than own SPARQL "
    "(query; read schema first). Amounts differ in qualifier (exact, about, up to, target) and standing (firm, "
    "announced, reported): say so, and cite the source with its date. Where sources disagree, report both."
)

_READS: Final = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)

InLanguage = Annotated[Language, Field(description="Language of labels")]
Thing = Annotated[str, Field(description="Short IRI (org:openai), IRI, page address or exact name", max_length=500)]
Rows = Annotated[int, Field(description="Rows at most", ge=1, le=200)]


def desk(context_of: ContextOf) -> MCPServer[Any]:
    """A server with all tools, each on the release that ``context_of`` tells for a call."""
    server: MCPServer[Any] = MCPServer(
        "dorsale", title="Dorsale", version=__version__, instructions=_INSTRUCTIONS, log_level="WARNING"
    )

    def at(call: Call[Any, Any], language: Language) -> Context:
        context = context_of(call)
        return replace(context, place=replace(context.place, language=language, fixed=True))

    @server.tool(annotations=_READS, structured_output=False)
    async def find(
        call: Call[Any, Any],
        text: Annotated[str, Field(description="Name, alias, ticker or words", max_length=200)],
        kind: Annotated[str, Field(description="organization, deal, site, hardware, model, concept, term …")] = "",
        limit: Annotated[int, Field(ge=1, le=50)] = 10,
        language: InLanguage = "en",
    ) -> str:
        """Find things by name; gives short IRIs for the other tools."""
        return await _answer(tools.find(at(call, language), text, kind=kind, limit=limit))

    @server.tool(annotations=_READS, structured_output=False)
    async def describe(call: Call[Any, Any], thing: Thing, language: InLanguage = "en") -> str:
        """All that is stated about a thing: parties, dates, figures, links."""
        return await _answer(tools.describe(at(call, language), thing))

    @server.tool(annotations=_READS, structured_output=False)
    async def cite(call: Call[Any, Any], thing: Thing, language: InLanguage = "en") -> str:
        """The figures of a thing with qualifier, rank, date, and the sources that state them."""
        return await _answer(tools.cite(at(call, language), thing))

    @server.tool(annotations=_READS, structured_output=False)
    async def questions(
        call: Call[Any, Any],
        about: Annotated[str, Field(description="Words; empty for all", max_length=200)] = "",
        language: InLanguage = "en",
    ) -> str:
        """List stored questions with checked answers, and the values that may be set."""
        return await _answer(tools.questions(at(call, language), about))

    @server.tool(annotations=_READS, structured_output=False)
    async def ask(
        call: Call[Any, Any],
        question: Annotated[str, Field(description="Name of a stored question", max_length=200)],
        values: Annotated[dict[str, str] | None, Field(description="Values by name, things by name or IRI")] = None,
        rows: Rows = 50,
        language: InLanguage = "en",
    ) -> str:
        """Answer a stored question."""
        context = at(call, language)
        return await _answer(tools.ask(context, question, values or {}, rows=rows, allowance=_allowance(context)))

    @server.tool(annotations=_READS, structured_output=False)
    async def query(
        call: Call[Any, Any],
        sparql: Annotated[str, Field(description="SPARQL 1.1 query; house prefixes are declared for you")],
        rows: Rows = 50,
        language: InLanguage = "en",
    ) -> str:
        """Run SPARQL (read-only, limits as at /sparql). Read schema first."""
        context = at(call, language)
        return await _answer(tools.query(context, sparql, rows=rows, allowance=_allowance(context)))

    @server.tool(name="schema", annotations=_READS, structured_output=False)
    async def schema_(call: Call[Any, Any], language: InLanguage = "en") -> str:
        """Classes, properties and concepts of the graph, in few words, for writing SPARQL."""
        return await _answer(schema(at(call, language)))

    return server


async def _answer(work: Awaitable[str]) -> str:
    try:
        return await work
    except (tools.Refused, EngineError) as error:
        raise ToolError(str(error)) from error


def _allowance(context: Context) -> Allowance:
    return getattr(context.request.state, "allowance", None) or Allowance()
