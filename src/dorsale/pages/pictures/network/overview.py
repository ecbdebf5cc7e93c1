"""The map of the network: the best tied groups where the release has placed them, every label where it has room."""

import math
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from dorsale.pages.dependence import Group
from dorsale.pages.pictures.legend import legend
from dorsale.pages.pictures.network.marks import Point, entries, outline, wedge
from dorsale.pages.pictures.network.telling import Guide, Link, Telling
from dorsale.pages.pictures.svg import Element, add, drawing, label, number
from dorsale.pages.pictures.text import shortened, width
from dorsale.release.network import FRAMES, HUBS, KINDS, radius

__all__ = ["draw_overview", "thickness", "tie"]

_Box: TypeAlias = tuple[float, float, float, float]
_Spot: TypeAlias = tuple[float, float, float]
"""The centre and the radius of a node."""

_SIZES: Final = {"wide": (13.0, 10.5, 138.0), "narrow": (12.0, 10.0, 104.0)}
"""The sizes of the labels of hubs and of others, and the most that one of the latter is wide."""
_WIDER: Final = 1.6


def draw_overview(
    telling: Telling,
    links: Sequence[Link],
    ties: Mapping[Group, int],
    places: Mapping[Group, Point],
    *,
    shape: str,
    identity: str,
    guide: Guide,
) -> Element:
    """The groups that have both a place and a link, and the links between them."""
    drawn = [link for link in links if link.support in places and link.dependent in places]
    shown = {group for link in drawn for group in (link.support, link.dependent)}
    frame = FRAMES[shape]
    picture = drawing((frame.wide, 0), identity=identity, title=guide.title, description=guide.description)
    kinds = [kind for kind in KINDS if any(telling.network.kinds[group] == kind for group in shown)]
    standings = sorted({link.standing for link in drawn})
    top = legend(picture, entries(telling.words, kinds, standings), wide=frame.wide) + 4
    body = add(picture, "g", transform=f"translate(0 {number(top)})", class_="field")
    most = max((ties[group] for group in shown), default=1)
    spots = {group: (*places[group], radius(ties[group], shape, most=most)) for group in shown}
    twins: dict[frozenset[Group], int] = {}
    for link in sorted(drawn, key=lambda one: (one.resource != "capital", one.size)):
        pair = frozenset((link.support, link.dependent))
        twins[pair] = twins.get(pair, 0) + 1
        (x, y, _), (to_x, to_y, reach) = spots[link.support], spots[link.dependent]
        bend = (1.0, -1.0, 2.2, -2.2, 3.0, -3.0)[(twins[pair] - 1) % 6]
        path = wedge((x, y), (to_x, to_y), wide=thickness(link), clear=reach, bend=bend)
        tie(body, telling, link, path, guide.lead(link))
    order = sorted(shown, key=lambda group: (-spots[group][2], group))
    taken: list[_Box] = [(x - r, y - r, x + r, y + r) for x, y, r in (spots[group] for group in order)]
    for group in order:
        holder = add(
            body,
            "a",
            href=guide.focus(group),
            class_=f"who k-{telling.network.kinds[group]}",
            data_node=telling.slug(group),
        )
        add(holder, "title", telling.who(group).text)
        add(holder, "path", d=outline(telling.network.kinds[group], *spots[group]), class_="mark")
        _name(holder, telling.who(group).text, spots[group], taken, shape)
    picture.attrib["viewBox"] = f"0 0 {number(frame.wide)} {number(top + frame.high)}"
    return picture


def thickness(link: Link) -> float:
    """How wide the wide end of a mark is: more for more money, by its logarithm; thin where no amount is known."""
    return 2.4 if link.size < 1e7 else min(9.0, 2.4 + 1.5 * (math.log10(link.size) - 7))


def tie(parent: Element, telling: Telling, link: Link, path: str, href: str) -> None:
    """One mark between two groups."""
    holder = add(
        parent,
        "a",
        href=href,
        tabindex="-1",
        class_=f"tie r-{link.resource} {link.standing}",
        data_ends=f"{telling.slug(link.support)} {telling.slug(link.dependent)}",
    )
    add(holder, "title", telling.link(link))
    add(holder, "path", d=path)


def _name(holder: Element, name: str, spot: _Spot, taken: list[_Box], shape: str) -> None:
    """The label of a node where one has room."""
    reach = spot[2]
    hub = reach >= HUBS[shape]
    large, small, room = _SIZES[shape]
    size, room = (large, room * _WIDER) if hub else (small, room)
    text = shortened(name, room, size, bold=hub)
    at = _free(spot, width(text, size, bold=hub), size, taken, shape)
    if at:
        left, base = at
        look = "name strong halo" if hub else "name halo"
        label(holder, name, left, base, room=room, size=size, look=look)


def _free(spot: _Spot, long: float, size: float, taken: list[_Box], shape: str) -> tuple[float, float] | None:
    """Where a label may begin, its left end and its base: below, above, right or left of its node, or nowhere."""
    x, y, reach = spot
    frame = FRAMES[shape]
    centre = min(max(x - long / 2, 0.0), frame.wide - long)
    beside = y + 0.34 * size
    own = (x - reach, y - reach, x + reach, y + reach)
    options = [
        (centre, y + reach + 0.9 * size + 1),
        (centre, y - reach - 0.3 * size),
        (x + reach + 3, beside),
        (x - reach - 3 - long, beside),
    ]
    for left, base in options:
        box = (left, base - 0.8 * size, left + long, base + 0.22 * size)
        inside = box[0] >= 0 and box[1] >= 0 and box[2] <= frame.wide and box[3] <= frame.high
        if inside and all(other == own or not _meet(box, other) for other in taken):
            taken.append(box)
            return left, base
    return None


def _meet(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
