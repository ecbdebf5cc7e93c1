"""How does it fit into yours? Lists matched, tables and property graphs, other stores, and tools for agents."""

from dorsale.exchange.export import FORMATS, ExportError, export
from dorsale.exchange.libraries import MissingLibraryError
from dorsale.exchange.loading import load

__all__ = ["FORMATS", "ExportError", "MissingLibraryError", "export", "load"]
