"""Dereferencing: a topic answers in HTML and in each syntax of RDF, chosen by Accept or by suffix.

What a topic is (a thing, the ontology, the shapes) is its own business; here stands what all have in common:
negotiation, document metadata, links between the forms, validators, and the memory of what was rendered before.
"""

from dataclasses import dataclass, replace
from typing import Final, Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dorsale.derive.wording import LANGUAGES, Language
from dorsale.namespaces import DATASET, LICENCE, PREFIXES
from dorsale.pages.negotiation import best
from dorsale.pages.profiled import ALTERNATES, asked_profile, list_statements, media_type_of, view
from dorsale.pages.profiled import links as profile_links
from dorsale.pages.rdf import SYNTAX_BY_SUFFIX, about_document, document_of, serialise
from dorsale.pages.render import Context, page, words_of
from dorsale.pages.respond import HTML, rendered, respond
from dorsale.pages.signposting import Link, headers, history, landing
from dorsale.pages.site import Rendered
from dorsale.pages.statements import Statement
from dorsale.pages.typography import typeset
from dorsale.release.dumps import SYNTAXES, Syntax
from dorsale.release.profiles import DESCRIPTION, RO_CRATE, Profile, profiles_of
from dorsale.release.rocrate import FILE as CRATE

__all__ = [
    "FORMATS",
    "Content",
    "Topic",
    "answer",
    "page_number",
    "prefers_rdf",
    "split_suffix",
]

FORMATS: Final = tuple((syntax.suffix, syntax.media_type) for syntax in SYNTAXES)
"""Suffix and media type of the forms of a document besides HTML."""

_OFFERS: Final = (HTML, *(syntax.media_type for syntax in SYNTAXES))
_BY_MEDIA_TYPE: Final = {syntax.media_type: syntax for syntax in SYNTAXES}
_MOST_PAGES: Final = 10_000
_MOST_DIGITS: Final = 5
"""Of the number of a page; Python refuses to read numbers of thousands of digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The statements of a document: the subjects in ``first`` stand on top, ``more`` says that a page follows."""

    statements: list[Statement]
    first: tuple[str, ...]
    more: bool = False


class Topic(Protocol):
    """What a document is about."""

    @property
    def iri(self) -> str:
        """The IRI of the topic."""

    @property
    def path(self) -> str:
        """The path of the document on this host, without suffix and language."""

    async def content(self, context: Context, page: int) -> Content | None:
        """The statements of one page of the document; ``None`` where there is nothing to say."""

    async def html(self, context: Context, page: int, headers: tuple[tuple[str, str], ...]) -> Rendered | None:
        """The HTML of one page of the document, with ``headers``; ``None`` where there is nothing to say."""


def split_suffix(path: str) -> tuple[str, str]:
    """A path without its format, and the format: ``/doc/deal/x.ttl`` is (``/doc/deal/x``, ``ttl``)."""
    stem, _, suffix = path.rpartition(".")
    return (stem, suffix) if stem and (suffix in SYNTAX_BY_SUFFIX or suffix == "html") else (path, "")


def prefers_rdf(request: Request) -> bool:
    """Whether the client would rather have RDF than a page."""
    return _preferred(request) is not None


def page_number(context: Context) -> int:
    """The page that the query string asks for. Raises a 404 for what is no page."""
    text = context.request.query_params.get("page", "1")
    is_number = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    if not is_number or not 1 <= int(text) <= _MOST_PAGES:
        raise HTTPException(404, context.words("detail.page", number=text[:20]))
    return int(text)


async def answer(context: Context, topic: Topic, *, suffix: str = "", status: int = 200) -> Response:
    """The document about ``topic`` in the form that ``suffix`` names, else in the one that the client prefers.

    ``status`` is 410 where the document is about what is gone.

    Raises a 404 where nothing is known, and a 406 where no form is acceptable.
    """
    gone = status != 200
    profile = DESCRIPTION if gone else asked_profile(context.request, topic.iri, negotiated=not suffix)
    if profile is not DESCRIPTION:
        return await _profiled(context, topic, profile, suffix)
    syntax = SYNTAX_BY_SUFFIX.get(suffix) if suffix else _preferred(context.request)
    number = page_number(context)

    async def make() -> Rendered:
        told = _headers(context, topic, syntax, number, negotiated=not suffix, gone=gone)
        if syntax is None:
            found = await topic.html(context, number, told)
        else:
            found = await _rdf(context, topic, syntax, number, told)
        if found is None:
            raise HTTPException(404, context.words("detail.unknown", iri=topic.iri))
        return replace(found, status=status)

    form = syntax.suffix if syntax else "html"
    return respond(context.request, await context.once(topic.path, number, suffix, form, make=make))


async def _profiled(context: Context, topic: Topic, profile: Profile, suffix: str) -> Response:
    """The document in another profile than its plain description."""
    if profile is RO_CRATE:
        record = context.site.release.for_everybody()
        version = record.version if topic.iri == DATASET else topic.path.rpartition("/")[2]
        target = context.place.plain(f"/dataset/{version}/{CRATE}")
        return RedirectResponse(target, 303, headers={"vary": "accept, accept-profile"})
    media_type = media_type_of(context.request, profile, suffix)

    async def make() -> Rendered:
        found = await _in_profile(context, topic, profile, media_type, negotiated=not suffix)
        if found is None:
            raise HTTPException(404, context.words("detail.unknown", iri=topic.iri))
        return found

    return respond(context.request, await context.once(topic.path, profile.short, media_type, make=make))


async def _in_profile(
    context: Context, topic: Topic, profile: Profile, media_type: str, *, negotiated: bool
) -> Rendered | None:
    syntax = _BY_MEDIA_TYPE.get(media_type)
    told = _headers(context, topic, syntax, 1, negotiated=negotiated, profile=profile)
    if profile is not ALTERNATES:
        body = await view(context, topic.iri, profile, media_type)
        return rendered(body, media_type, told) if body else None
    if await topic.content(context, 1) is None:
        return None
    if syntax:
        return rendered(serialise(list_statements(topic.iri), syntax, first=(topic.iri,)), media_type, told)
    listed = profiles_of(topic.iri)
    return page(
        "alternates.html",
        context,
        title=context.words("profiles.title"),
        description=context.words("profiles.lead"),
        headers=told,
        iri=topic.iri,
        address=context.place.plain(topic.path),
        profiles=[(one, *_said(one, context.place.language)) for one in listed],
    )


def _said(profile: Profile, language: Language) -> tuple[str, str]:
    """Title and meaning of a profile in a language."""
    which = LANGUAGES.index(language)
    return typeset(profile.title[which], language), typeset(profile.meaning[which], language)


def _preferred(request: Request) -> Syntax | None:
    """The syntax of RDF that a client prefers; ``None`` for HTML, which also answers one that takes anything."""
    found = best(request.headers.get("accept"), _OFFERS)
    if found is None:
        raise HTTPException(406, words_of(request)("detail.formats", formats=", ".join(_OFFERS)))
    return _BY_MEDIA_TYPE.get(found)


async def _rdf(
    context: Context, topic: Topic, syntax: Syntax, number: int, headers: tuple[tuple[str, str], ...]
) -> Rendered | None:
    content = await topic.content(context, number)
    if content is None:
        return None
    following = f"{topic.path}.{syntax.suffix}?page={number + 1}" if content.more else None
    metadata = about_document(topic.iri, modified=str(context.site.manifest["modified"]), private=context.private)
    body = serialise(
        [*metadata, *content.statements], syntax, first=(document_of(topic.iri), topic.iri, *content.first)
    )
    more = [("link", f'<{context.place.plain(following)}>; rel="next"')] if following else []
    return rendered(body, syntax.media_type, (*headers, *more))


def _headers(
    context: Context,
    topic: Topic,
    syntax: Syntax | None,
    number: int,
    *,
    negotiated: bool,
    profile: Profile = DESCRIPTION,
    gone: bool = False,
) -> tuple[tuple[str, str], ...]:
    """The links from this form of the document to its topic, its licence, its other forms and profiles.

    What is ``gone`` has one profile, and no linkset.
    """
    plain = context.place.plain
    query = f"?page={number}" if number > 1 else ""
    told = [Link(target=topic.iri, rel="describes")]
    if syntax:
        told += [
            Link(target=topic.iri, rel="cite-as"),
            Link(target=topic.path, rel="describes", type=HTML),
            Link(target=LICENCE, rel="license"),
            Link(target=PREFIXES["foaf"] + "Document", rel="type"),
            Link(target=f"{topic.path}.html{query}", rel="alternate", type=HTML),
            *history(topic.iri, context.site.release),
        ]
    elif gone:
        told += [
            Link(target=topic.iri, rel="cite-as"),
            Link(target=LICENCE, rel="license"),
            *history(topic.iri, context.site.release),
        ]
    else:
        told += landing(topic.iri, topic.path, context.site.release)
    told += [
        Link(target=f"{topic.path}.{suffix}{query}", rel="alternate", type=media_type)
        for suffix, media_type in FORMATS
        if syntax is None or syntax.suffix != suffix
    ]
    found = headers(told, context.place)
    if not gone:
        found += profile_links(context, topic.iri, topic.path, profile)
    if negotiated:
        form = f".{syntax.suffix}" if syntax else ".html"
        chosen = f"?_profile={profile.short}" if profile is not DESCRIPTION else query
        found.append(("vary", "accept, accept-profile"))
        found.append(("content-location", f"{plain(topic.path)}{form}{chosen}"))
    return tuple(found)
