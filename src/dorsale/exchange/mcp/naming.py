"""Which thing an agent means: an IRI, a short name such as ``org:openai``, the address of a page, or a name."""

import asyncio
from typing import Final

from dorsale.namespaces import shorten
from dorsale.pages import asking
from dorsale.pages.querying.parameters import iri_named
from dorsale.pages.render import Context
from dorsale.release.search import Hit, fold

__all__ = ["NothingMeant", "brief", "line", "meant"]

_SUGGESTED: Final = 5
_LOOKED_AT: Final = 20
_PUBLISHER: Final = "publisher"
"""Publishers are there for their sources: whoever says NVIDIA means the organization."""


class NothingMeant(Exception):  # noqa: N818 - what went wrong, in plain words
    """Nothing of the record goes by ``name``, or several things do; ``near`` are those that may have been meant."""

    def __init__(self, name: str, near: list[Hit]) -> None:
        if near:
            super().__init__(f"{name!r} names no one thing. Near: {'; '.join(line(hit) for hit in near)}")
        else:
            super().__init__(f"Nothing in the record is called {name!r}; find looks for parts of names too.")
        self.name = name
        self.near = near


def brief(iri: str) -> str:
    """An IRI in the short form that every tool takes, ``org:openai``; in full where no prefix stands for it."""
    return shorten(iri).strip("<>")


def line(hit: Hit) -> str:
    """A thing that was found, in one line: its short IRI, its label, its kind, and the name that was met."""
    met = "" if hit.matched == hit.label else f", met as {hit.matched}"
    return f"{brief(hit.iri)} = {hit.label} ({hit.kind}{met})"


async def meant(context: Context, name: str) -> str:
    """The IRI of the thing that ``name`` says, a publisher only where nothing else has this name.

    Raises :class:`NothingMeant`.
    """
    text = name.strip().strip("<>")
    iri = iri_named(text)
    if iri is not None:
        if asking.is_iri(iri) and await asking.exists(context.engine, iri):
            return iri
        raise NothingMeant(text, [])
    hits = await asyncio.to_thread(context.site.search.find, text, language=context.place.language, limit=_LOOKED_AT)
    exact = [hit for hit in hits if fold(text) in (fold(hit.matched), fold(hit.label))]
    labelled = [hit for hit in exact if fold(hit.label) == fold(text)]
    for listed in (labelled, exact):
        meant_first = [hit for hit in listed if hit.kind != _PUBLISHER] or listed
        if len(meant_first) == 1:
            return meant_first[0].iri
    raise NothingMeant(text, (exact or hits)[:_SUGGESTED])
