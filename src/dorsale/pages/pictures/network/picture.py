"""Who depends on whom: what a reader asks for, and the drawing, list and files that answer it."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

import pyoxigraph as ox

from dorsale.namespaces import PREFIXES
from dorsale.pages import values
from dorsale.pages.dependence import SETTLED, STANDINGS, Edge, Group, count_ties
from dorsale.pages.pictures.asked import Asked
from dorsale.pages.pictures.drawing import Choice, Drawing, Filter, Rows
from dorsale.pages.pictures.network import chain, files, table
from dorsale.pages.pictures.network.overview import draw_overview
from dorsale.pages.pictures.network.telling import Guide, Link, Telling, linked
from dorsale.pages.pictures.stored import filled
from dorsale.pages.pictures.svg import Element
from dorsale.pages.reader import slug_of
from dorsale.pages.render import Context
from dorsale.pages.statements import Statements
from dorsale.release.network import FRAMES, LOOSE, QUERY, RESOURCES

__all__ = ["Network"]

_ALL: Final = "all"
_STEPS: Final = ("1", "2")
_NAMED: Final = 8


class Network:
    """The picture ``network``."""

    name: Final = "network"
    filters: Final = ("resource", "standing", "year", "organization", "steps", "rows")

    async def draw(self, context: Context, asked: Asked) -> Drawing:
        """All groups, or those up to two steps around one; firm and announced, or of one standing where asked for."""
        resource, year = asked.one_of("resource", RESOURCES) or "", asked.year() or ""
        standing, steps = asked.one_of("standing", STANDINGS), int(asked.one_of("steps", _STEPS) or 1)
        whole = asked.one_of("rows", (_ALL,)) == _ALL
        organization = await asked.thing("organization")
        network = context.site.dependence
        focus = network.group_of(organization) if organization else None
        every = network.edges(resource=resource, year=year, standings=(standing,) if standing else SETTLED)
        edges = _around(every, focus, steps) if focus else every
        reader = await context.reader(Statements(), network.labels)
        telling = Telling(reader, network)
        words = context.words
        about = [
            telling.who(focus).text if focus else "",
            telling.resource(resource) if resource else "",
            telling.standing(standing).text if standing else "",
            year,
        ]
        title = words("pictures.network.title")
        if any(about):
            title = words("pictures.of", title=title, what=", ".join(part for part in about if part))
        sketch = _Sketch(
            context, telling, asked, edges, title=title, focus=focus, view=standing if standing in LOOSE else resource
        )
        wide, narrow = (sketch.drawn(shape, steps) for shape in FRAMES)
        return Drawing(
            title=title,
            wide=wide,
            narrow=narrow,
            columns=table.columns(words),
            rows=Rows(sketch.ordered, partial(table.row, telling)),
            shown=len(edges) if whole else table.SHOWN,
            query=filled(
                QUERY,
                self.name,
                resource=ox.Literal(resource) if resource else None,
                year=ox.Literal(year) if year else None,
                standing=ox.NamedNode(PREFIXES["standing"] + standing) if standing else None,
                settled=None if standing else ox.Literal("firm, announced"),
                organization=ox.NamedNode(organization) if organization and steps == 1 else None,
            ),
            filters=_filters(
                telling,
                {"resource": resource, "standing": standing or "", "year": year, "steps": str(steps)},
                focus,
            ),
            notes=sketch.notes(steps),
            graph=partial(
                files.graph,
                telling,
                edges,
                network.ties,
                network.places("wide"),
                about={
                    "title": title,
                    "source": words("pictures.source", version=context.site.manifest["version"]),
                    "licence": str(context.site.manifest["licence"]),
                },
            ),
            islands=("network",),
        )


class _Sketch:
    """The drawings of one request. ``ordered`` are the edges as the list has them, those that are drawn first."""

    def __init__(
        self,
        context: Context,
        telling: Telling,
        asked: Asked,
        edges: Sequence[Edge],
        *,
        title: str,
        focus: Group | None,
        view: str,
    ) -> None:
        self._context, self._telling, self._asked = context, telling, asked
        self._words = context.words
        self._edges, self._title, self._focus, self._view = edges, title, focus, view
        self._links = linked(edges)
        self._ties = count_ties(edges)
        self._drawn: dict[str, tuple[int, int]] = {}
        places = telling.network.places("wide", view)
        self.ordered = sorted(edges, key=lambda edge: not {edge.tag.dependent, edge.tag.support} <= places.keys())
        self._rows = {id(edge): at for at, edge in enumerate(self.ordered, 1)}

    def drawn(self, shape: str, steps: int) -> Element:
        """The picture in one shape."""
        identity = "network" if shape == "wide" else "network-narrow"
        guide = Guide(title=self._title, description=self._description(), lead=self._lead, focus=self._address)
        if self._focus:
            form = chain.WIDE[steps] if shape == "wide" else chain.NARROW
            columns = chain.columns_of(self._focus, self._links, steps=steps, shape=form)
            shown = {group for rows in columns.rows.values() for group in rows}
            self._drawn[shape] = len(shown), len(columns.drawn)
            return chain.draw_chain(self._telling, columns, form, identity=identity, guide=guide)
        places = self._telling.network.places(shape, self._view)
        links = [one for one in self._links if one.support in places and one.dependent in places]
        self._drawn[shape] = len({end for one in links for end in (one.support, one.dependent)}), len(links)
        return draw_overview(self._telling, links, self._ties, places, shape=shape, identity=identity, guide=guide)

    def notes(self, steps: int) -> list[str]:
        """What the picture leaves out."""
        language = self._context.place.language
        groups, links = self._drawn["wide"]
        counts = {
            "groups": groups,
            "narrow": self._drawn["narrow"][0],
            "all": len(self._ties),
            "links": links,
            "every": len(self._links),
        }
        told = [self._words("pictures.network.drawn", **{k: values.grouped(v, language) for k, v in counts.items()})]
        if self._focus and steps == 2:
            told.append(self._words("pictures.network.two-steps"))
        return told

    def _description(self) -> str:
        best = sorted(self._ties, key=lambda group: (-self._ties[group], group))[:_NAMED]
        return self._words(
            "pictures.network.description",
            groups=len(self._ties),
            links=len(self._links),
            names=", ".join(f"{self._telling.who(group).text} ({self._ties[group]})" for group in best),
        )

    def _lead(self, link: Link) -> str:
        """To the deal where there is but one, else to the row that lists them."""
        pages = {page for edge in link.edges for page in edge.pages}
        if len(pages) == 1 and (href := self._context.place.link(next(iter(pages)))):
            return href
        row = min(self._rows[id(edge)] for edge in link.edges)
        address = self._asked.address("/picture/network")
        if row > table.SHOWN and "rows=" not in address:
            address += f"{'&' if '?' in address else '?'}rows={_ALL}"
        return f"{address}#row-{row}"

    def _address(self, group: Group) -> str:
        """The picture around a group, under the same filters."""
        return self._asked.changed("/picture/network", organization=self._telling.slug(group), rows="")


def _around(edges: Sequence[Edge], focus: Group, steps: int) -> list[Edge]:
    """The edges of ``focus``, and in two steps those of its neighbours."""
    near = {focus}
    for _ in range(steps - 1):
        near |= {end for edge in edges if near & set(edge.tag[:2]) for end in edge.tag[:2]}
    return [edge for edge in edges if near & set(edge.tag[:2])]


def _filters(telling: Telling, chosen: Mapping[str, str], focus: Group | None) -> list[Filter]:
    network = telling.network
    words = telling.words
    groups = {*network.faces, *((focus,) if focus else ())}
    named = sorted((telling.who(group) for group in groups), key=lambda shown: shown.order)
    held = {what for ground in network.grounds for what in ground.resources}
    return [
        Filter(
            name="resource",
            choices=[Choice(value=one, text=telling.resource(one)) for one in RESOURCES if one in held],
            chosen=chosen["resource"],
        ),
        Filter(
            name="standing",
            choices=[Choice(value=one, text=telling.standing(one).text) for one in STANDINGS],
            chosen=chosen["standing"],
            every="settled",
        ),
        Filter(name="year", choices=[Choice(value=one, text=one) for one in network.years], chosen=chosen["year"]),
        Filter(
            name="organization",
            choices=[Choice(value=slug_of(one.iri), text=one.text) for one in named],
            chosen=telling.slug(focus) if focus else "",
        ),
        Filter(
            name="steps",
            choices=[Choice(value=one, text=words(f"pictures.network.steps.{one}")) for one in _STEPS],
            chosen=chosen["steps"],
            needed=True,
        ),
    ]
