"""The documents about things, concepts and whatever else the graph describes under one IRI."""

import asyncio
from dataclasses import dataclass
from typing import Final

from dorsale.namespaces import ID
from dorsale.pages import asking
from dorsale.pages.addresses import iri_of, path_of
from dorsale.pages.documents import Content
from dorsale.pages.jsonld import thing_json_ld
from dorsale.pages.pictures.embeds import asked_of, life_of, site_pictures
from dorsale.pages.querying.words import Told, told
from dorsale.pages.reader import Reader, Shown, kind_of, slug_of
from dorsale.pages.render import Context, page
from dorsale.pages.signposting import history_of
from dorsale.pages.site import Rendered
from dorsale.pages.statements import Statements
from dorsale.pages.views.asked import Asked, ask
from dorsale.pages.views.flows import Row, iris_in, organization_rows
from dorsale.pages.views.thing import thing_page

__all__ = ["Thing"]

_QUESTIONS: Final = ID + "question/"


@dataclass(frozen=True, slots=True)
class Thing:
    """Anything that the graph describes under the IRI that belongs to ``path``."""

    path: str

    @property
    def iri(self) -> str:
        """The IRI of the thing."""
        return iri_of(self.path)

    async def content(self, context: Context, page: int) -> Content | None:
        """All statements about the thing and its own small nodes, and one page of those that point at it."""
        own, (incoming, more) = await asyncio.gather(
            asking.bundle(context.engine, self.iri), asking.incoming(context.engine, self.iri, page)
        )
        if not incoming and (page > 1 or not own):
            return None
        return Content(statements=[*own, *incoming], first=(), more=more)

    async def html(self, context: Context, page: int, headers: tuple[tuple[str, str], ...]) -> Rendered | None:
        """The page of the thing."""
        return await _html(context, self.iri, page, headers)


async def _html(context: Context, iri: str, number: int, headers: tuple[tuple[str, str], ...]) -> Rendered | None:
    engine = context.engine
    kind = kind_of(iri)
    own, (incoming, more), found, claims, asked, drawn = await asyncio.gather(
        asking.bundle(engine, iri),
        asking.incoming(engine, iri, number),
        organization_rows(engine, iri) if kind == "organization" else _nothing(),
        asking.claims(engine, iri),
        ask(engine, iri, kind, context.place.language),
        asked_of(context, iri, kind if number == 1 else None),
    )
    if not incoming and (number > 1 or not own):
        return None
    own.add(await asking.described(engine, _figures(kind, incoming, asked)))
    lexicon = await context.lexicon()
    wanted = own.mentioned() | incoming.mentioned() | iris_in(found) | iris_in(claims)
    wanted = wanted.union(*(iris_in(rows) for rows in asked.values()))
    named = {one for one in wanted if lexicon.named(one) or own.objects(one, "rdfs:label", "skos:prefLabel")}
    labels = await asking.labels(engine, wanted - named)
    reader = await context.reader(own, labels)
    view = thing_page(reader, iri, incoming, page=number, more=more, rows=found, claims=claims, asked=asked)
    if number == 1:
        drawn |= site_pictures(reader, iri) if kind == "site" else {}
        events = [(one.date, one.kind, f"#{one.anchor}") for one in view.events] if kind == "deal" else []
        drawn |= life_of(reader, events)
    return page(
        "thing.html",
        context,
        title=view.title.text,
        description=_description(reader, iri, view.classes),
        json_ld=thing_json_ld(context, reader, iri, view.kind),
        document=path_of(iri) or "",
        cited=path_of(iri) or context.place.path,
        headers=headers,
        view=view,
        cite=view.sources.cite,
        told=await _told(context, iri) if number == 1 else None,
        drawn=drawn,
        network=_network(context, iri),
        history=history_of(context.site.release, iri),
    )


async def _told(context: Context, iri: str) -> Told | None:
    """What a question of the release asks, in words; ``None`` for any other thing."""
    slug = iri.removeprefix(_QUESTIONS)
    question = next((one for one in context.site.questions if one.slug == slug), None) if slug != iri else None
    return await told(context, question.query, question) if question else None


def _network(context: Context, iri: str) -> str | None:
    """Where the neighbourhood of a company is drawn; nowhere for whom no tie to another group is known."""
    dependence = context.site.dependence
    if dependence.group_of(iri) not in dependence.ties:
        return None
    return f"{context.place.href('/picture/network')}?organization={slug_of(iri)}"


def _figures(kind: str | None, incoming: Statements, asked: Asked) -> list[str]:
    """The figures of other things that the page shows: those that a source states, those beside a figure."""
    if kind == "source":
        return [one.subject for one in incoming if kind_of(one.subject) == "figure"]
    return [row["figure"].value for row in asked.get("figures", [])]


async def _nothing() -> list[Row]:
    return []


def _description(reader: Reader, iri: str, classes: list[Shown]) -> str:
    """What a list of search results says about the page."""
    definition = reader.names.definition(iri)
    notes = reader.texts(reader.statements.objects(iri, "dor:note"))
    said = definition.text if definition else notes[0].text if notes else ""
    kinds = ", ".join(shown.text for shown in classes)
    return " — ".join(part for part in (kinds, said) if part)[:300]
