"""Where an IRI of ours is answered on this host, and how a page is addressed in a language.

An IRI and its address differ in two things: a thing (``/id/…``) is read at its document (``/doc/…``), and the host
that answers may stand under any origin and path. ``/fr/…`` and ``/en/…`` fix the language of a page; without such a
prefix the request's Accept-Language decides.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from starlette.requests import Request

from dorsale.derive.wording import LANGUAGES, Language
from dorsale.namespaces import BASE, DOC, ID
from dorsale.pages.language import preferred_language

__all__ = ["Place", "iri_of", "path_of", "place_of"]

_SAFE: Final = "/:@!$&'()*+,;=-._~"


def path_of(iri: str) -> str | None:
    """The path, with fragment, at which an IRI of ours is described; ``None`` for everybody else's IRI."""
    if not iri.startswith(BASE):
        return None
    if iri.startswith(ID):
        iri = DOC + iri[len(ID) :]
    path, hash_, fragment = iri[len(BASE) - 1 :].partition("#")
    return quote(path, safe=_SAFE) + hash_ + quote(fragment, safe=_SAFE)


def iri_of(path: str) -> str:
    """The IRI that ``path`` (without language) is about: ``/doc/deal/x`` is about ``…/id/deal/x``."""
    iri = BASE + path.lstrip("/")
    return ID + iri[len(DOC) :] if iri.startswith(DOC) else iri


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a request stands: the host, the path without its language, the language and whether the path fixed it."""

    origin: str
    base: str
    path: str
    query: str
    language: Language
    fixed: bool

    def href(self, path: str) -> str:
        """The address of one of our pages, in the language of this page where the reader has fixed it."""
        return f"{self.base}/{self.language}{path}" if self.fixed else self.base + path

    def plain(self, path: str) -> str:
        """The address of something that has no language: a file, a dump, an endpoint."""
        return self.base + path

    def absolute(self, path: str, language: Language | None = None) -> str:
        """The full address of a page, with ``language`` in the one that is fixed to it."""
        return f"{self.origin}{self.base}{f'/{language}' if language else ''}{path}"

    def link(self, iri: str) -> str | None:
        """Where a reader goes for ``iri``: our page of it, or the web address itself; ``None`` where it is neither."""
        path = path_of(iri)
        if path is not None:
            return self.href(path)
        return iri if urlsplit(iri).scheme in {"http", "https"} else None

    def here(self, language: Language | None = None) -> str:
        """The full address of this page, query included."""
        return self.absolute(self.path, language) + (f"?{self.query}" if self.query else "")

    def turned(self, language: Language) -> str:
        """This page in ``language``, as a link of the page itself."""
        return f"{self.base}/{language}{self.path}" + (f"?{self.query}" if self.query else "")

    @property
    def others(self) -> dict[Language, str]:
        """This page in every language, its own included."""
        return {language: self.here(language) for language in LANGUAGES}


def place_of(request: Request, *, public_url: str = "") -> Place:
    """Read a request's place from its address, its Accept-Language and the address under which people reach us."""
    public = urlsplit(public_url)
    base = (public.path if public_url else str(request.scope.get("root_path", ""))).rstrip("/")
    origin = f"{public.scheme}://{public.netloc}" if public_url else f"{request.url.scheme}://{request.url.netloc}"
    path, fixed = _without_language(_path_in_app(request))
    return Place(
        origin=origin,
        base=base,
        path=path,
        query=request.url.query,
        language=fixed or preferred_language(request.headers.get("accept-language")),
        fixed=fixed is not None,
    )


def _path_in_app(request: Request) -> str:
    path, root = str(request.scope["path"]), str(request.scope.get("root_path", "")).rstrip("/")
    return path[len(root) :] if root and path.startswith(root + "/") else path


def _without_language(path: str) -> tuple[str, Language | None]:
    for language in LANGUAGES:
        if path == f"/{language}" or path.startswith(f"/{language}/"):
            return path[len(language) + 1 :] or "/", language
    return path, None
