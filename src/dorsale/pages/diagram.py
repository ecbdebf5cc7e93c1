"""A module of the ontology as a drawing: its classes as a tree, and the main properties that lead away from each.

In the wide form properties stand to the right of their class, in the narrow one below it.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Final

from dorsale.namespaces import TERM
from dorsale.pages.pictures.svg import Element, add, drawing, label, number
from dorsale.pages.pictures.text import width
from dorsale.pages.reader import Reader, Shown
from dorsale.pages.statements import Statements, name

__all__ = ["draw_module"]

_WIDE: Final = 1040.0
_NARROW: Final = 380.0
_ROW: Final = 32.0
_BOX: Final = (266.0, 24.0)
_INDENT: Final = 26.0
_NARROW_INDENT: Final = 14.0
_PROPERTIES: Final = (346.0, 230.0)
"""Where the names of properties begin, and how wide they may get."""
_TARGETS: Final = 606.0
_MORE: Final = 34.0
"""The room that is kept for the number of classes left out."""
_GAP: Final = 8.0
_TARGET_LINES: Final = 2
"""In the narrow form, on how many lines the classes to which a property leads may stand."""
_MOST_PROPERTIES: Final = 3
_SIZE: Final = 12.0


@dataclass(frozen=True, slots=True)
class _Row:
    """One box: the class, how deep it stands in its tree, and whether another module or vocabulary defines it."""

    iri: str
    depth: int
    outside: bool
    properties: tuple[tuple[str, tuple[str, ...]], ...] = ()


def draw_module(
    reader: Reader, classes: Collection[str], *, identity: str, title: str, description: str, narrow: bool = False
) -> Element:
    """The ``classes`` of a module, each once, below its superclass; up to three properties of each lead to others.

    Superclasses from elsewhere stand at the root of a tree with a dashed edge. Of a class with several superclasses the
    nearest counts: one of the module, else one of the project, else the first. ``identity`` begins the ids.
    """
    rows = list(_rows(reader, classes))
    if narrow:
        return _narrow(reader, rows, identity=identity, title=title, description=description)
    tops, y = list[float](), 2.0
    for row in rows:
        tops.append(y)
        y += _ROW * max(1, len(row.properties))
    svg = drawing((_WIDE, y), identity=identity, title=title, description=description)
    for place, row in enumerate(rows):
        _branch(svg, rows, tops, place, indent=_INDENT)
        x = 1 + row.depth * _INDENT
        _box(svg, reader.thing(row.iri), x, tops[place], _BOX[0], look="class outside" if row.outside else "class")
        for line, (property_, targets) in enumerate(row.properties):
            _property(svg, reader, property_, targets, start=(x + _BOX[0], tops[place]), y=tops[place] + line * _ROW)
    return svg


def _narrow(reader: Reader, rows: list[_Row], *, identity: str, title: str, description: str) -> Element:
    svg = drawing((_NARROW, 0), identity=identity, title=title, description=description)
    tops, y = list[float](), 2.0
    for place, row in enumerate(rows):
        tops.append(y)
        _branch(svg, rows, tops, place, indent=_NARROW_INDENT)
        x = 1 + row.depth * _NARROW_INDENT
        _box(svg, reader.thing(row.iri), x, y, _BOX[0], look="class outside" if row.outside else "class")
        foot, y = y + _BOX[1], y + _ROW
        for property_, targets in row.properties:
            path = f"M{number(x + 22)} {number(foot)}V{number(y + _BOX[1] / 2)}h7"
            svg.insert(2, Element("path", {"d": path, "class": "lead"}))
            y = _property_below(svg, reader, property_, targets, left=x + 34, y=y)
    svg.set("viewBox", f"0 0 {number(_NARROW)} {number(y)}")
    return svg


def _rows(reader: Reader, classes: Collection[str]) -> Iterator[_Row]:
    of, inside = reader.statements, set(classes)
    below: dict[str, list[str]] = {}
    roots = set[str]()
    for iri in inside:
        parent = _parent(of, iri, inside)
        if parent is None:
            roots.add(iri)
            continue
        below.setdefault(parent, []).append(iri)
        if parent not in inside:
            roots.add(parent)

    def order(iri: str) -> tuple[bool, str, str]:
        return iri not in inside, reader.thing(iri).order, iri

    def tree(iri: str, depth: int) -> Iterator[_Row]:
        own = iri in inside
        yield _Row(iri, depth, not own, _properties(of, iri, order) if own else ())
        for child in sorted(below.get(iri, ()), key=order):
            yield from tree(child, depth + 1)

    for root in sorted(roots, key=order):
        yield from tree(root, 0)


def _parent(of: Statements, iri: str, inside: Collection[str]) -> str | None:
    found = [one for one in of.iris(iri, "rdfs:subClassOf") if one != iri]
    return min(found, key=lambda one: (one not in inside, not one.startswith(TERM), one), default=None)


def _properties(
    of: Statements, iri: str, order: Callable[[str], tuple[bool, str, str]]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The properties from ``iri`` to classes of the project: those first that fewest classes share."""
    found = []
    for one in {*of.subjects("rdfs:domain", iri), *of.subjects("schema:domainIncludes", iri)}:
        if name("owl:ObjectProperty") not in of.types(one):
            continue
        targets = {to for to in of.iris(one, "rdfs:range", "schema:rangeIncludes") if to.startswith(TERM)}
        shared = len(of.iris(one, "rdfs:domain", "schema:domainIncludes"))
        if targets:
            found.append((shared, order(one), one, tuple(sorted(targets, key=order))))
    return tuple((one, targets) for _, _, one, targets in sorted(found)[:_MOST_PROPERTIES])


def _branch(svg: Element, rows: list[_Row], tops: list[float], place: int, *, indent: float) -> None:
    """The line from a class up to its superclass, with the hollow head that says "is a" in UML."""
    row = rows[place]
    if not row.depth:
        return
    above = max(other for other in range(place) if rows[other].depth == row.depth - 1)
    x, middle, foot = 1 + row.depth * indent - indent / 2, tops[place] + _BOX[1] / 2, tops[above] + _BOX[1]
    path = f"M{number(x + indent / 2)} {number(middle)}H{number(x)}V{number(foot + 7)}"
    add(svg, "path", d=path, class_="branch")
    head = f"M{number(x)} {number(foot)}l5 7h-10z"
    add(svg, "path", d=head, class_="branch head")


def _property(
    svg: Element, reader: Reader, property_: str, targets: tuple[str, ...], *, start: tuple[float, float], y: float
) -> None:
    """A property: a line from the box, its name, an arrow, and the classes to which it leads."""
    left, room = _PROPERTIES
    middle, base = y + _BOX[1] / 2, y + _BOX[1] / 2 + 4.5
    if y == start[1]:
        path = f"M{number(start[0])} {number(middle)}H{number(left - 6)}"
    else:
        path = f"M{number(left - 16)} {number(start[1] + _BOX[1] / 2)}V{number(middle)}H{number(left - 6)}"
    add(svg, "path", d=path, class_="lead")
    shown = reader.thing(property_)
    label(_link(svg, shown, "property"), shown.text, left, base, room=room, size=_SIZE, look="name")
    tip = _TARGETS - 2
    add(svg, "path", d=f"M{number(left + room + 6)} {number(middle)}H{number(tip)}m-5 -4l5 4l-5 4", class_="lead")
    x = _TARGETS
    for place, target in enumerate(targets):
        to = reader.thing(target)
        wide = width(to.text, _SIZE) + 16
        if x + wide > _WIDE - _MORE:
            label(svg, f"+{len(targets) - place}", x, base, room=_WIDE - x, size=_SIZE, look="soft")
            break
        _box(svg, to, x, y, wide, look="target")
        x += wide + _GAP


def _property_below(
    svg: Element, reader: Reader, property_: str, targets: tuple[str, ...], *, left: float, y: float
) -> float:
    """A property below its class: its name, an arrow, and beside or below it where it leads. Returns the foot."""
    shown = reader.thing(property_)
    label(_link(svg, shown, "property"), shown.text, left, y + 16.5, room=_NARROW - left, size=_SIZE, look="name")
    x = left + width(shown.text, _SIZE) + 30
    shapes = [(reader.thing(target), width(reader.thing(target).text, _SIZE) + 16) for target in targets]
    if x + shapes[0][1] > _NARROW:
        x, y = left + 26, y + _ROW
    start, line = x, 1
    tip, middle = number(x - 3), number(y + _BOX[1] / 2)
    add(svg, "path", d=f"M{number(x - 22)} {middle}H{tip}m-5 -4l5 4l-5 4", class_="lead")
    for place, (to, wide) in enumerate(shapes):
        last = line == _TARGET_LINES and place < len(shapes) - 1
        if x > start and x + wide > _NARROW - (_MORE if last else 0):
            if line == _TARGET_LINES:
                label(svg, f"+{len(shapes) - place}", x, y + 16.5, room=_NARROW - x, size=_SIZE, look="soft")
                break
            x, y, line = start, y + _ROW, line + 1
        _box(svg, to, x, y, wide, look="target")
        x += wide + _GAP
    return y + _ROW


def _box(svg: Element, shown: Shown, x: float, y: float, wide: float, *, look: str) -> None:
    holder = _link(svg, shown, look)
    add(holder, "rect", x=x, y=y, width=wide, height=_BOX[1], rx=4)
    middle, base = x + wide / 2, y + _BOX[1] / 2 + 4.5
    style = "name" if look == "target" else "name strong"
    label(holder, shown.text, middle, base, room=wide - 12, size=_SIZE, anchor="middle", look=style)


def _link(svg: Element, shown: Shown, look: str) -> Element:
    return add(svg, "a", href=shown.href, class_=look) if shown.href else add(svg, "g", class_=look)
