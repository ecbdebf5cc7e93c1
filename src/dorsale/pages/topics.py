"""Which document stands at which path."""

from dorsale.pages.catalogue import Catalogue
from dorsale.pages.documents import Topic
from dorsale.pages.history import History
from dorsale.pages.reference import Ontology, Shapes
from dorsale.pages.releases import Edition, Series
from dorsale.pages.signposting import HISTORY
from dorsale.pages.things import Thing

__all__ = ["topic_at"]


def topic_at(path: str) -> Topic:
    """What the document at ``path`` (without language and suffix) is about, whether anything is known of it or not."""
    if path == "/ontology":
        return Ontology()
    if path == "/shapes":
        return Shapes()
    if path == "/catalog":
        return Catalogue()
    if path == "/releases":
        return Series()
    if path.startswith("/dataset/"):
        return Edition(path)
    if path.startswith(HISTORY):
        return History(path)
    return Thing(path)
