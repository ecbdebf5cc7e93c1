"""What a picture shows, read from its SVG: boxes of texts and shapes, with the transforms around them added up."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from dorsale.pages.pictures.text import width

__all__ = ["SVG", "Box", "drawings", "overlaps", "texts"]

SVG = "{http://www.w3.org/2000/svg}"
_DRAWING = re.compile(r"<svg class=\"picture.*?</svg>", re.DOTALL)
_SHIFT = re.compile(r"translate\(([-\d.]+)[ ,]+([-\d.]+)\)")


@dataclass(frozen=True)
class Box:
    """A text where it stands."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether both share more than an edge."""
        return (
            min(self.right, other.right) - max(self.left, other.left) > 0.5
            and min(self.bottom, other.bottom) - max(self.top, other.top) > 0.5
        )


def drawings(html: str) -> list[ET.Element]:
    """The drawings in a page, each read as XML, which is stricter than HTML."""
    return [ET.fromstring(found) for found in _DRAWING.findall(html)]


def texts(svg: ET.Element) -> list[Box]:
    """Every text of a drawing."""
    return list(_texts(svg, 0.0, 0.0))


def overlaps(svg: ET.Element) -> list[tuple[str, str]]:
    """The pairs of texts that lie on each other, and those that leave the frame (paired with "frame")."""
    left, top, wide, high = (float(part) for part in svg.attrib["viewBox"].split())
    boxes = texts(svg)
    found = [(one.text, other.text) for place, one in enumerate(boxes) for other in boxes[:place] if one.meets(other)]
    outside = [
        one.text
        for one in boxes
        if min(one.left - left, one.top - top, left + wide - one.right, top + high - one.bottom) < -0.5
    ]
    return found + [(text, "frame") for text in outside]


def _texts(element: ET.Element, x: float, y: float) -> Iterator[Box]:
    if shift := _SHIFT.match(element.get("transform", "")):
        x, y = x + float(shift[1]), y + float(shift[2])
    if element.tag.removeprefix(SVG) == "text":
        yield from _lines(element, x, y)
    for child in element:
        yield from _texts(child, x, y)


def _lines(element: ET.Element, x: float, y: float) -> Iterator[Box]:
    size, bold = (
        float(element.get("font-size", "12")),
        bool({"strong", "heading"} & set(element.get("class", "").split())),
    )
    spans = [child for child in element if child.tag.removeprefix(SVG) == "tspan"] or [element]
    base = y + float(element.get("y", "0"))
    for span in spans:
        base += float(span.get("dy", "0")) if span is not element else 0
        text = (span.text or "") + "".join(child.tail or "" for child in span)
        wide = width(text, size, bold=bold)
        at = x + float(span.get("x") or element.get("x") or "0")
        left = at - {"middle": wide / 2, "end": wide}.get(element.get("text-anchor", ""), 0.0)
        yield Box(text, left, base - 0.75 * size, left + wide, base + 0.2 * size)
