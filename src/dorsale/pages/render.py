"""Templates into HTML, with what every page has: words, address, languages, release and static files."""

import hashlib
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request

from dorsale.engine.interface import Engine
from dorsale.pages import values
from dorsale.pages.addresses import Place, place_of
from dorsale.pages.language import NAMES, Words, words
from dorsale.pages.names import Lexicon
from dorsale.pages.reader import Reader
from dorsale.pages.respond import HTML, policy, rendered
from dorsale.pages.site import Rendered, Site, Sites
from dorsale.pages.statements import Statements
from dorsale.release.dumps import SYNTAXES
from dorsale.settings import Settings

__all__ = ["STATIC", "Context", "context_of", "page", "prepare", "static_files", "words_of"]

STATIC: Final = "static"
_BUILT: Final = "built"
_SEARCH_BOX: Final = "suggest"
_MEDIA_TYPES: Final = {
    "css": "text/css",
    "js": "text/javascript",
    "json": "application/json",
    "svg": "image/svg+xml",
    "txt": "text/plain",
}
_HEADING: Final = re.compile(r'<h2 id="([^"]+)"[^>]*>(.*?)</h2>', re.DOTALL)
_TAG: Final = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One request: where it stands, which release and engine serve it, and in which words."""

    request: Request
    place: Place
    site: Site
    engine: Engine

    @property
    def private(self) -> bool:
        """Whether the release has overlays, and is for its owner only."""
        return self.site.release.private is not None

    @property
    def words(self) -> Words:
        """The catalogue of the page's language."""
        return words(self.place.language)

    @property
    def key(self) -> tuple[object, ...]:
        """What an answer depends on besides its own parameters."""
        place = self.place
        return (place.origin, place.base, place.path, place.language, place.fixed)

    async def lexicon(self) -> Lexicon:
        """The words of ontology and vocabularies."""
        return await self.site.lexicon(self.engine)

    async def reader(self, statements: Statements, labels: Statements) -> Reader:
        """A reader of ``statements`` in the language of the request."""
        return Reader(self.place, await self.lexicon(), statements, labels, self.site.own)

    async def once(self, *part: object, make: Callable[[], Awaitable[Rendered]]) -> Rendered:
        """The answer that ``part`` names among those of this address, made where the release does not remember it."""
        return await self.site.once((*self.key, *part), make)


def context_of(request: Request, *, settings: Settings, sites: Sites) -> Context:
    """The context of a request; the server has put its engine and release into ``request.state``."""
    return Context(
        request=request,
        place=place_of(request, public_url=settings.public_url),
        site=sites.of(request.state.release),
        engine=request.state.engine,
    )


def words_of(request: Request) -> Words:
    """The catalogue in the language of a request: that of its path, else of its Accept-Language."""
    return words(place_of(request).language)


def page(
    template: str,
    context: Context,
    *,
    title: str,
    description: str = "",
    json_ld: dict[str, Any] | None = None,
    document: str = "",
    headers: tuple[tuple[str, str], ...] = (),
    status: int = 200,
    languages: bool = True,
    islands: tuple[str, ...] = (),
    framed: bool = False,
    **values_: object,
) -> Rendered:
    """An HTML page. ``document`` is the path of its forms in RDF; ``languages`` false says that it has no other one.

    ``islands`` names the modules of ``web/src`` that the page loads besides that of the search box, which is on every
    page; one that was not built is left out. ``framed`` says that other sites may show the page in a frame; it has no
    modules.
    """
    place = context.place
    wanted = () if framed else (_SEARCH_BOX, *islands)
    scripts = [name for name in (f"{island}.js" for island in wanted) if name in static_files()]
    text = (
        _environment()
        .get_template(template)
        .render(
            place=place,
            t=context.words,
            title=title,
            description=description,
            formats=[(one, place.plain(f"{document}.{one.suffix}")) for one in SYNTAXES] if document else [],
            json_ld=_data_block(json_ld) if json_ld else None,
            languages=place.others if languages else {},
            language_names=NAMES,
            release=context.site.manifest,
            static=_static_address,
            scripts=scripts,
            moment=lambda lexical: values.moment(str(lexical), place.language),
            size=lambda number: values.bytes_(int(number), place.language),
            grouped=lambda number: values.grouped(int(number), place.language),
            **values_,
        )
    )
    vary = () if place.fixed else (("vary", "accept-language"),)
    link = tuple(
        ("link", f'<{address}>; rel="alternate"; hreflang="{language}"')
        for language, address in (place.others if languages else {}).items()
    )
    every = (("content-language", place.language), policy(scripts=bool(scripts), framed=framed), *vary, *link, *headers)
    return rendered(text.encode(), HTML, every, status=status)


def prepare() -> None:
    """Compile every template, so that no reader waits for it."""
    environment = _environment()
    for name in environment.list_templates(extensions=["html"]):
        environment.get_template(name)


@cache
def static_files() -> dict[str, tuple[bytes, str, str]]:
    """Name → bytes, media type and digest of every static file of the package, those built from ``web/`` included."""
    folder = resources.files("dorsale.pages") / STATIC
    built = folder / _BUILT
    found = {}
    for file in (*folder.iterdir(), *(built.iterdir() if built.is_dir() else ())):
        media_type = _MEDIA_TYPES.get(file.name.rpartition(".")[2])
        if media_type:
            body = file.read_bytes()
            found[file.name] = (body, media_type, hashlib.sha256(body).hexdigest()[:12])
    return found


def _static_address(name: str) -> str:
    return f"/{STATIC}/{static_files()[name][2]}/{name}"


def _data_block(data: dict[str, Any]) -> Markup:
    """JSON that may stand inside a script element: no character that could end it."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - everything that HTML could read is escaped above


def _headings(html: Markup) -> list[tuple[str, Markup]]:
    """The anchors and texts of the sections of a rendered page, for its table of contents."""
    return [(anchor, Markup(_TAG.sub("", text))) for anchor, text in _HEADING.findall(str(html))]  # noqa: S704 - ours


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("dorsale.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["headings"] = _headings
    return environment
