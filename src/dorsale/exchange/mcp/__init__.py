"""Tools for agents, by the Model Context Protocol: find things, describe them, ask, cite; at ``/mcp`` and over stdio.

Each tool is a plain function over one release (:mod:`.tools`); what it gives is text in few tokens, bounded, with an
IRI for whatever one may want to ask about next. Nothing can be written.
"""

from dorsale.exchange.mcp.endpoint import router
from dorsale.exchange.mcp.stdio import run

__all__ = ["router", "run"]
