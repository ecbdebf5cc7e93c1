"""How is it asked? The SPARQL protocol, dumps, problems and health over HTTP, with the pages behind them."""

from dorsale.server.app import Extension, create_app
from dorsale.server.run import serve

__all__ = ["Extension", "create_app", "serve"]
