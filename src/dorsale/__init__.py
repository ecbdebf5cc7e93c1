"""Dorsale, the open knowledge graph of the AI industry: who builds, supplies, funds, powers and depends on whom."""

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dorsale.exchange.loading import load

__all__ = ["__version__", "load"]

__version__ = version("dorsale")


def __getattr__(name: str) -> Any:
    """:func:`dorsale.exchange.loading.load`, which brings all rooms in and is imported only where it is asked for."""
    if name != "load":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from dorsale.exchange.loading import load

    return load
