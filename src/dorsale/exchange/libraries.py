"""Libraries that not every installation has."""

import importlib
from types import ModuleType
from typing import Final

__all__ = ["MissingLibraryError", "library"]

_EXTRAS: Final = {"duckdb": "tables", "pandas": "pandas"}


class MissingLibraryError(ImportError):
    """The library that a form needs is not installed; the message says what to install."""


def library(name: str) -> ModuleType:
    """The module ``name`` of a library that one of our extras brings. Raises :class:`MissingLibraryError`."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise MissingLibraryError(f"this needs {name}: pip install 'dorsale[{_EXTRAS[name]}]'", name=name) from error
