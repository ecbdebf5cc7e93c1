"""How does it fit into yours? Tables and property graphs of a release, as files and in Python."""

from dorsale.exchange.export import FORMATS, ExportError, export
from dorsale.exchange.libraries import MissingLibraryError
from dorsale.exchange.loading import load

__all__ = ["FORMATS", "ExportError", "MissingLibraryError", "export", "load"]
