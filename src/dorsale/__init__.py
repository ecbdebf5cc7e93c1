"""Dorsale, the open knowledge graph of the AI industry: who builds, supplies, funds, powers and depends on whom."""

from importlib.metadata import version

__all__ = ["__version__"]

__version__ = version("dorsale")
