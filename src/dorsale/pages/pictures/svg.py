"""SVG as a tree: elements with escaped text, labels that keep to their room, and the two forms that leave the house.

Inside a page a picture has classes and takes its colours from ``static/picture.css``; on its own it carries that style
sheet, a ground, its title and a line that names its source (SVG 1.1, chapters 5 and 10).
"""

import base64
import copy
import hashlib
import re
from functools import cache
from importlib import resources
from typing import Final
from xml.etree import ElementTree as ET

from markupsafe import Markup

from dorsale.pages.pictures.text import shortened, wrapped

__all__ = ["Element", "add", "drawing", "inline", "label", "number", "policy", "standalone"]

Element = ET.Element

_NAMESPACE: Final = "http://www.w3.org/2000/svg"
_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0, 2.2 cannot hold."""
_MARGIN: Final = 14.0
_FOOT: Final = 30.0
_TITLE: Final = 17.0
_SOURCE: Final = 11.0


def drawing(size: tuple[float, float], *, identity: str, title: str, description: str, linked: bool = True) -> Element:
    """An empty picture of ``size`` (width, height) with its accessible name and description.

    ``identity`` begins the ids in it, so that several pictures stand on one page. A picture that holds links is a group
    to assistive technology, since the role of an image would hide them (WAI-ARIA 1.2, img); one without is an image.
    """
    svg = Element(
        "svg",
        {
            "class": "picture",
            "viewBox": f"0 0 {number(size[0])} {number(size[1])}",
            "role": "group" if linked else "img",
            "aria-labelledby": f"{identity}-title",
            "aria-describedby": f"{identity}-desc",
        },
    )
    add(svg, "title", _clean(title), id=f"{identity}-title")
    add(svg, "desc", _clean(description), id=f"{identity}-desc")
    return svg


def add(parent: Element, tag: str, text: str = "", /, **attributes: str | float | None) -> Element:
    """A new last child of ``parent``. ``class_`` and ``stroke_width`` stand for ``class`` and ``stroke-width``."""
    told = {
        name.rstrip("_").replace("_", "-"): value if isinstance(value, str) else number(value)
        for name, value in attributes.items()
        if value is not None
    }
    child = ET.SubElement(parent, tag, {name: _clean(value) for name, value in told.items()})
    child.text = _clean(text) or None
    return child


def label(
    parent: Element,
    text: str,
    x: float,
    y: float,
    *,
    room: float,
    size: float = 12.0,
    anchor: str = "start",
    look: str = "",
    lines: int = 1,
) -> Element:
    """A text that is at most ``room`` wide, its first line on the base ``y``; cut, it keeps its whole text as title.

    ``look`` holds classes; ``strong`` among them is measured as bold.
    """
    bold = "strong" in look.split()
    shown = wrapped(text, room, size, lines=lines, bold=bold) if lines > 1 else [shortened(text, room, size, bold=bold)]
    told = add(
        parent,
        "text",
        x=x,
        y=y,
        font_size=size,
        class_=look or None,
        text_anchor=None if anchor == "start" else anchor,
    )
    if len(shown) == 1:
        told.text = _clean(shown[0])
    else:
        for place, line in enumerate(shown):
            add(told, "tspan", line, x=x, dy=size * 1.2 if place else None)
    if any(line.endswith("…") for line in shown):
        add(told, "title", text)
        told.text = told.text or ""
        if len(shown) == 1:
            # A title stands first in its element, and the text follows it.
            told.text, told[0].tail = None, told.text
    return told


def number(value: float) -> str:
    """A coordinate in as few digits as a screen shows."""
    text = f"{value:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"


def inline(svg: Element) -> Markup:
    """The picture as it stands in a page."""
    return Markup(ET.tostring(svg, encoding="unicode"))  # noqa: S704 - the serialiser escapes every text


def standalone(svg: Element, *, title: str, source: str, origin: str) -> bytes:
    """The picture as a document of its own: under ``title``, over the line ``source``, its links made whole.

    ``origin`` (scheme and host) goes before each link that begins with a slash.
    """
    whole = copy.deepcopy(svg)
    _, _, wide, high = (float(part) for part in whole.attrib["viewBox"].split())
    lines = wrapped(title, wide, _TITLE, lines=2, bold=True)
    head = len(lines) * _TITLE * 1.25 + 12
    box = (-_MARGIN, -head - _MARGIN, wide + 2 * _MARGIN, high + head + _FOOT + _MARGIN)
    whole.attrib.update(
        {
            "xmlns": _NAMESPACE,
            "viewBox": " ".join(number(part) for part in box),
            "width": number(box[2]),
            "height": number(box[3]),
            "class": "picture alone",
        }
    )
    for element in whole.iter():
        if element.attrib.get("href", "").startswith("/"):
            element.attrib["href"] = origin + element.attrib["href"]
    style, ground, name = Element("style"), Element("rect"), Element("g")
    style.text = _sheet()
    ground.attrib.update({"class": "ground", **dict(zip(("x", "y", "width", "height"), map(number, box), strict=True))})
    for place, line in enumerate(lines):
        add(name, "text", line, y=place * _TITLE * 1.25 - head + _TITLE - 2, font_size=_TITLE, class_="heading")
    for place, element in enumerate((style, ground, name), 2):
        whole.insert(place, element)
    add(whole, "text", shortened(source, wide, _SOURCE), y=high + _FOOT - 12, font_size=_SOURCE, class_="soft")
    return bytes(ET.tostring(whole, encoding="utf-8", xml_declaration=True))


def policy() -> str:
    """The Content-Security-Policy of a picture that is opened on its own: its own style sheet and nothing else."""
    digest = base64.b64encode(hashlib.sha256(_sheet().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; frame-ancestors 'none'"


@cache
def _sheet() -> str:
    return (resources.files("dorsale.pages") / "static" / "picture.css").read_text(encoding="utf-8")


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text)
