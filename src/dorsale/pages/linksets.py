"""The linkset of each landing page (RFC 9264): level 2 of FAIR Signposting."""

from dataclasses import replace
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from dorsale.namespaces import DATASET
from dorsale.pages import asking
from dorsale.pages.addresses import iri_of
from dorsale.pages.documents import Topic
from dorsale.pages.negotiation import best
from dorsale.pages.render import Context
from dorsale.pages.respond import rendered, respond
from dorsale.pages.signposting import LINKSET, LINKSET_TEXT, Link, landing, linkset_json, linkset_text, way_back
from dorsale.pages.site import Rendered
from dorsale.pages.topics import topic_at

__all__ = ["show"]

_SUFFIXES: Final = {"json": LINKSET, "txt": LINKSET_TEXT}


async def show(context: Context) -> Response:
    """``/linkset/PATH.json`` and ``.txt``, or by Accept without a suffix: the links of the landing page at ``/PATH``.

    Raises a 404 where nothing is known of the topic, and a 406 for another form.
    """
    stem, _, suffix = context.place.path.removeprefix("/linkset").rpartition(".")
    path = stem if suffix in _SUFFIXES and stem else context.place.path.removeprefix("/linkset")
    named = _SUFFIXES.get(suffix) if path == stem else None
    form = named or best(context.request.headers.get("accept"), (LINKSET, LINKSET_TEXT))
    if form is None:
        raise HTTPException(406, context.words("detail.formats", formats=f"{LINKSET}, {LINKSET_TEXT}"))
    if not asking.is_iri(iri_of(path)):
        raise HTTPException(404)
    made = await context.once("linkset", form, make=lambda: _linkset(context, topic_at(path), form, not named))
    return respond(context.request, made)


async def _linkset(context: Context, topic: Topic, form: str, negotiated: bool) -> Rendered:
    if await topic.content(context, 1) is None:
        raise HTTPException(404, context.words("detail.unknown", iri=topic.iri))
    write = linkset_json if form == LINKSET else linkset_text
    vary = (("vary", "accept"),) if negotiated else ()
    return rendered(write(_links(context, topic), context.place, topic.path), form, vary)


def _links(context: Context, topic: Topic) -> list[Link]:
    """All links of a landing page, and back to it; the home page is one of the dataset, too."""
    own = [link for link in landing(topic.iri, topic.path, context.site.release) if link.rel != "linkset"]
    home = [replace(link, anchor="/") for link in own] if topic.iri == DATASET else []
    return [*own, *way_back(own, topic.path), *home]
