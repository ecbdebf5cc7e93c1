"""The addresses of the pictures: ``/pictures``, and of each its page, its image and its data."""

import csv
import io
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import Response

from dorsale.namespaces import LICENCE
from dorsale.pages.pictures.asked import Asked
from dorsale.pages.pictures.capacity import Capacity
from dorsale.pages.pictures.circles import Circles
from dorsale.pages.pictures.drawing import Drawing, Picture
from dorsale.pages.pictures.flows import Flows
from dorsale.pages.pictures.map import Map
from dorsale.pages.pictures.network import Network
from dorsale.pages.pictures.network.files import as_json, graphml
from dorsale.pages.pictures.svg import inline, policy, standalone
from dorsale.pages.pictures.timeline import Timeline
from dorsale.pages.render import Context, page
from dorsale.pages.respond import rendered, respond
from dorsale.pages.site import Rendered

__all__ = ["PICTURES", "graph_json", "graph_xml", "index", "show", "still", "table"]

PICTURES: Final[dict[str, Picture]] = {
    one.name: one for one in (Flows(), Network(), Circles(), Timeline(), Capacity(), Map())
}
"""Every picture by its name, in the order of the index."""

_SVG: Final = "image/svg+xml"
_CSV: Final = "text/csv"
_JSON: Final = "application/json"
_GRAPHML: Final = "application/graphml+xml"
_EMBEDDING: Final = Markup('<a href="{}"><img src="{}" alt="{}"></a>')
_LICENCE: Final = ("link", f'<{LICENCE}>; rel="license"')

_Render = Callable[[Context, Picture, Asked, Drawing], Rendered]


async def index(context: Context) -> Response:
    """What pictures there are."""
    found = page(
        "picture-list.html",
        context,
        title=context.words("pictures.title"),
        description=context.words("pictures.lead"),
        pictures=list(PICTURES),
    )
    return respond(context.request, found)


async def show(context: Context) -> Response:
    """The page of a picture: the drawing, its filters, its data, and how to embed and cite it."""
    return await _answer(context, "page", _page)


async def still(context: Context) -> Response:
    """The picture as an image that stands alone."""
    return await _answer(context, "image", _image)


async def table(context: Context) -> Response:
    """The data of the picture as CSV (RFC 4180)."""
    return await _answer(context, "data", _data)


async def graph_json(context: Context) -> Response:
    """A picture that is a network, as JSON: its nodes, and its edges with their evidence."""
    return await _answer(context, "json", _nodes_and_edges(_JSON, as_json))


async def graph_xml(context: Context) -> Response:
    """The same as GraphML."""
    return await _answer(context, "graphml", _nodes_and_edges(_GRAPHML, graphml))


async def _answer(context: Context, form: str, render: _Render) -> Response:
    picture = PICTURES.get(context.request.path_params["name"])
    if picture is None:
        raise HTTPException(404)
    asked = Asked(context, context.request.query_params, names=picture.filters)

    async def make() -> Rendered:
        return render(context, picture, asked, await picture.draw(context, asked))

    return respond(context.request, await context.once(form, asked.key, make=make))


def _page(context: Context, picture: Picture, asked: Asked, drawn: Drawing) -> Rendered:
    place, name = context.place, picture.name
    address = place.absolute(f"/picture/{name}", place.language) + asked.query
    image, data = (f"/picture/{name}.{suffix}" for suffix in ("svg", "csv"))
    graphs = [
        (text, place.href(f"/picture/{name}.{suffix}") + asked.query, media_type)
        for text, suffix, media_type in (("JSON", "json", _JSON), ("GraphML", "graphml", _GRAPHML))
        if drawn.graph
    ]
    return page(
        "picture.html",
        context,
        title=drawn.title,
        description=context.words(f"pictures.{name}.lead"),
        headers=tuple(
            ("link", f'<{href}>; rel="alternate"; type="{media_type}"')
            for href, media_type in (
                (place.href(image) + asked.query, _SVG),
                (place.href(data) + asked.query, _CSV),
                *((href, media_type) for _, href, media_type in graphs),
            )
        ),
        name=name,
        drawn=drawn,
        wide=inline(drawn.wide),
        narrow=inline(drawn.narrow),
        image=place.href(image) + asked.query,
        data=place.href(data) + asked.query,
        graphs=graphs,
        every=asked.changed(f"/picture/{name}", rows="all") if "rows" in picture.filters else "",
        islands=drawn.islands,
        query=f"{place.href('/query')}?{urlencode({'query': drawn.query})}",
        address=address,
        embedding=str(_EMBEDDING.format(address, place.absolute(image, place.language) + asked.query, drawn.title)),
    )


def _image(context: Context, picture: Picture, asked: Asked, drawn: Drawing) -> Rendered:  # noqa: ARG001
    source = context.words("pictures.source", version=context.site.manifest["version"])
    body = standalone(drawn.wide, title=drawn.title, source=source, origin=context.place.origin)
    return rendered(body, _SVG, (*_spoken(context), _LICENCE, ("content-security-policy", policy())))


def _data(context: Context, picture: Picture, asked: Asked, drawn: Drawing) -> Rendered:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([column.key for column in drawn.columns])
    writer.writerows([cell.data for cell in row] for row in drawn.rows)
    name = "-".join([picture.name, *(value for _, value in asked.key)])
    disposition = ("content-disposition", f'inline; filename="dorsale-{name}.csv"')
    return rendered(text.getvalue().encode(), _CSV, (*_spoken(context), _LICENCE, disposition))


def _nodes_and_edges(media_type: str, written: Callable[[dict[str, Any]], bytes]) -> _Render:
    def render(context: Context, picture: Picture, asked: Asked, drawn: Drawing) -> Rendered:
        if drawn.graph is None:
            raise HTTPException(404)
        name = "-".join([picture.name, *(value for _, value in asked.key)])
        suffix = "graphml" if media_type == _GRAPHML else "json"
        disposition = ("content-disposition", f'inline; filename="dorsale-{name}.{suffix}"')
        return rendered(written(drawn.graph()), media_type, (*_spoken(context), _LICENCE, disposition))

    return render


def _spoken(context: Context) -> tuple[tuple[str, str], ...]:
    vary = () if context.place.fixed else (("vary", "accept-language"),)
    return (("content-language", context.place.language), *vary, ("x-content-type-options", "nosniff"))
