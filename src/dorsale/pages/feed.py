"""The latest deals as an Atom feed (RFC 4287), for readers of news and programs that watch."""

from typing import Final
from xml.etree import ElementTree as ET

from starlette.responses import Response

from dorsale.engine.interface import Engine
from dorsale.namespaces import BASE, LICENCE
from dorsale.pages import asking
from dorsale.pages.render import Context
from dorsale.pages.respond import rendered, respond
from dorsale.pages.site import Rendered
from dorsale.pages.statements import SAID, Statements
from dorsale.pages.views.flows import Row, iris_in

__all__ = ["ATOM", "deals"]

ATOM: Final = "application/atom+xml"

_NAMESPACE: Final = "http://www.w3.org/2005/Atom"
_ID: Final = BASE + "feed/deals"
_ENTRIES: Final = 50


async def deals(context: Context) -> Response:
    """``/deals.atom``: the deals of which something happened last, each with all that happened, the latest first."""
    return respond(context.request, await context.once("feed", make=lambda: _deals(context)))


async def _deals(context: Context) -> Rendered:
    place, words = context.place, context.words
    modified = str(context.site.manifest["modified"])
    rows = await _rows(context.engine, modified)
    reader = await context.reader(Statements(), await asking.labels(context.engine, iris_in(rows)))
    fixed = place.language if place.fixed else None
    feed = ET.Element("feed", {"xmlns": _NAMESPACE, "xml:lang": place.language})
    _text(feed, "id", _ID)
    _text(feed, "title", words("feed.title"))
    _text(feed, "subtitle", words("site.title"))
    _text(feed, "updated", f"{modified}T00:00:00Z")
    ET.SubElement(feed, "link", {"rel": "self", "type": ATOM, "href": place.absolute("/deals.atom", fixed)})
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": place.absolute("/list/deal", fixed)})
    ET.SubElement(feed, "link", {"rel": "license", "href": LICENCE})
    _text(ET.SubElement(feed, "author"), "name", "Dorsale")
    happened: dict[str, dict[str, Row]] = {}
    for row in rows:
        happened.setdefault(row["deal"].value, {})[row["event"].value] = row
    for deal, events in happened.items():
        days = [row["day"].value for row in events.values()]
        shown = reader.thing(deal)
        entry = ET.SubElement(feed, "entry")
        _text(entry, "id", deal)
        _text(entry, "title", shown.text)
        _text(entry, "published", f"{min(days)}T00:00:00Z")
        _text(entry, "updated", f"{max(days)}T00:00:00Z")
        page = place.absolute(f"/doc/{deal.removeprefix(BASE).removeprefix('id/')}", fixed)
        ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": page})
        told = (
            words("feed.event", kind=reader.thing(row["kind"].value).text, date=reader.value(row["date"]).text)
            for row in events.values()
        )
        _text(entry, "summary", " · ".join(told))
    body = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    vary = () if place.fixed else (("vary", "accept-language"),)
    return rendered(body, ATOM, (("content-language", place.language), *vary))


async def _rows(engine: Engine, modified: str) -> list[Row]:
    """The events of the latest deals up to the day of the release, the latest first; one row an event and deal.

    Only of what the record says: a feed goes round.
    """
    said = f"GRAPH <{SAID}> {{ ?deal a dor:Deal . ?event a dor:DealEvent }}"
    events = f"?deal dor:commitment?/dor:event ?event . ?event dor:firstDay ?day . {said}"
    past = f'FILTER (STR(?day) <= "{modified}")'
    return await asking.select(
        engine,
        f"""SELECT DISTINCT ?deal ?event ?kind ?date ?day ?last WHERE {{
          {{ SELECT ?deal (MAX(STR(?day)) AS ?last) WHERE {{ {events} {past} }}
             GROUP BY ?deal ORDER BY DESC(?last) ?deal LIMIT {_ENTRIES} }}
          {events} {past} ?event dor:eventKind ?kind ; dor:date ?date .
        }} ORDER BY DESC(?last) ?deal DESC(STR(?day)) ?event ?kind""",
    )


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text
