"""Dereferencing: a topic answers in HTML and in each syntax of RDF, chosen by Accept or by suffix.

What a topic is (a thing, the ontology, the shapes) is its own business; here stands what all have in common:
negotiation, document metadata, links between the forms, validators, and the memory of what was rendered before.
"""

from dataclasses import dataclass, replace
from typing import Final, Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dorsale.namespaces import ID, PREFIXES
from dorsale.pages.negotiation import best
from dorsale.pages.rdf import LICENCE, SYNTAX_BY_SUFFIX, about_document, document_of, serialise
from dorsale.pages.render import Context, words_of
from dorsale.pages.respond import HTML, rendered, respond
from dorsale.pages.site import Rendered
from dorsale.pages.statements import Statement
from dorsale.release.dumps import SYNTAXES, Syntax
from dorsale.release.folder import Release
from dorsale.release.stream import STREAM

__all__ = [
    "FORMATS",
    "HISTORY",
    "Content",
    "Topic",
    "answer",
    "history_of",
    "page_number",
    "prefers_rdf",
    "split_suffix",
]

HISTORY: Final = "/history/"
"""What stands before kind and slug in the address of the history of a thing."""

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


def history_of(release: Release, iri: str) -> str | None:
    """The path of the history of a thing of ours (RFC 5829, 3.2.1); ``None`` where no event streams are kept."""
    kept = iri.startswith(ID) and (release.path.parent / STREAM).is_file()
    return HISTORY + iri.removeprefix(ID) if kept else None


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
    syntax = SYNTAX_BY_SUFFIX.get(suffix) if suffix else _preferred(context.request)
    number = page_number(context)
    key = (*context.key, topic.path, number, suffix, syntax.suffix if syntax else "html")
    found = context.site.recall(key)
    if found is None:
        headers = _headers(context, topic, syntax, number, negotiated=not suffix)
        if syntax is None:
            found = await topic.html(context, number, headers)
        else:
            found = await _rdf(context, topic, syntax, number, headers)
        if found is None:
            raise HTTPException(404, context.words("detail.unknown", iri=topic.iri))
        found = replace(found, status=status)
        context.site.remember(key, found)
    return respond(context.request, found)


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
    context: Context, topic: Topic, syntax: Syntax | None, number: int, *, negotiated: bool
) -> tuple[tuple[str, str], ...]:
    """The links from this form of the document to its topic, its licence and its other forms."""
    plain = context.place.plain
    query = f"?page={number}" if number > 1 else ""
    history = history_of(context.site.release, topic.iri)
    found = [
        *([("link", f'<{plain(history)}>; rel="version-history"')] if history else []),
        ("link", f'<{topic.iri}>; rel="{"describes" if syntax else "cite-as"}"'),
        ("link", f'<{LICENCE}>; rel="license"'),
        ("link", f'<{PREFIXES["foaf"]}Document>; rel="type"') if syntax else ("link", _ABOUT_PAGE),
    ]
    if syntax:
        found += [
            ("link", f'<{topic.iri}>; rel="cite-as"'),
            ("link", f'<{plain(topic.path)}.html{query}>; rel="alternate"; type="{HTML}"'),
        ]
    else:
        found.append(("link", f'<{topic.iri}>; rel="describes"'))
    for suffix, media_type in FORMATS:
        if syntax is None or syntax.suffix != suffix:
            address = f"{plain(topic.path)}.{suffix}{query}"
            found.append(("link", f'<{address}>; rel="alternate"; type="{media_type}"'))
            if syntax is None:
                found.append(("link", f'<{address}>; rel="describedby"; type="{media_type}"'))
    if negotiated:
        found.append(("vary", "accept"))
        form = f".{syntax.suffix}" if syntax else ".html"
        found.append(("content-location", f"{plain(topic.path)}{form}{query}"))
    return tuple(found)


_ABOUT_PAGE: Final = '<https://schema.org/AboutPage>; rel="type"'
