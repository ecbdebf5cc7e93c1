"""The picture of who depends on whom: a map of the best tied, or the neighbourhood of one group in columns."""

from dorsale.pages.pictures.network.picture import Network

__all__ = ["Network"]
