"""The pictures of an answer as SVG: numbers over time, a network, a map; what each mark says stands in its title."""

from typing import Final

from markupsafe import Markup

from dorsale.pages.language import Words
from dorsale.pages.pictures.svg import Element, add, drawing, inline
from dorsale.pages.querying.charts import Bars, Line
from dorsale.pages.querying.maps import Map
from dorsale.pages.querying.networks import Network

__all__ = ["sketch"]

_EDGE: Final = 40.0
"""How near to an end of an axis a label no longer stands in the middle of its tick."""


def sketch(one: Bars | Line | Network | Map | None, words: Words) -> Markup | None:
    """The drawing of a picture; bars are a list, and have none."""
    if isinstance(one, Line):
        return inline(_plot(one, words))
    if isinstance(one, Network):
        return inline(_network(one, words))
    if isinstance(one, Map):
        return inline(_map(one, words))
    return None


def _begun(look: str, size: tuple[float, float], *, title: str, description: str, linked: bool) -> Element:
    svg = drawing(size, identity=look, title=title, description=description, linked=linked)
    svg.attrib["class"] = look
    return svg


def _plot(one: Line, words: Words) -> Element:
    title = words("query.view.chart")
    told = words("query.drawn", value=one.value, against=one.against)
    svg = _begun("plot", (one.width, one.height), title=title, description=told, linked=False)
    for tick in one.y:
        add(svg, "line", class_="grid", x1=one.left, x2=one.right, y1=tick.at, y2=tick.at)
        add(svg, "text", tick.label, x=one.left - 8, y=tick.at + 4, text_anchor="end")
    for tick in one.x:
        add(svg, "line", class_="grid", x1=tick.at, x2=tick.at, y1=one.bottom, y2=one.bottom + 5)
        anchor = "end" if tick.at > one.right - _EDGE else "middle" if tick.at > one.left + _EDGE else "start"
        add(svg, "text", tick.label, x=tick.at, y=one.bottom + 20, text_anchor=anchor)
    if one.path:
        add(svg, "path", class_="line", d=one.path)
    for point in one.points:
        add(add(svg, "circle", cx=point.x, cy=point.y, r=3.5), "title", point.title)
    return svg


def _network(one: Network, words: Words) -> Element:
    title, told = words("query.view.graph"), words("query.network")
    svg = _begun("network", (one.width, one.height), title=title, description=told, linked=True)
    for edge in one.edges:
        add(add(svg, "line", x1=edge.x1, y1=edge.y1, x2=edge.x2, y2=edge.y2), "title", edge.title)
    for node in one.nodes:
        holder = _mark(svg, (node.x, node.y, node.radius), href=node.href, text=node.text)
        _name(holder, node.label, node.x, node.y, gap=node.radius + 4, anchor=node.anchor)
    return svg


def _map(one: Map, words: Words) -> Element:
    title = words("query.view.map")
    told = words.count("query.places", len(one.spots), number=len(one.spots))
    svg = _begun("map", (one.width, one.height), title=title, description=told, linked=True)
    add(svg, "path", class_="land", fill_rule="evenodd", d=one.land)
    add(svg, "path", class_="borders", d=one.borders)
    for spot in one.spots:
        holder = _mark(svg, (spot.x, spot.y, 5), href=spot.href, text=spot.text)
        _name(holder, spot.label, spot.x, spot.y, gap=8, anchor=spot.anchor)
    return svg


def _mark(svg: Element, disc: tuple[float, float, float], *, href: str | None, text: str) -> Element:
    """A disc, a link where it leads anywhere."""
    holder = add(svg, "a", href=href, aria_label=text) if href else add(svg, "g")
    add(add(holder, "circle", cx=disc[0], cy=disc[1], r=disc[2]), "title", text)
    return holder


def _name(holder: Element, text: str, x: float, y: float, *, gap: float, anchor: str) -> None:
    if text:
        add(holder, "text", text, x=x - gap if anchor == "end" else x + gap, y=y + 4, text_anchor=anchor)
