"""What does a change mean? Two editions of the ontology compared by what they entail, and the version it asks for."""

from dorsale.versions.compare import Comparison, compare
from dorsale.versions.edition import Edition, UnreadableError, read_edition
from dorsale.versions.number import Level, Version

__all__ = ["Comparison", "Edition", "Level", "UnreadableError", "Version", "compare", "read_edition"]
