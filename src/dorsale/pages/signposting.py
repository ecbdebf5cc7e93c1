"""FAIR Signposting: typed links by which programs find their way (RFC 8288), in headers and as a linkset (RFC 9264).

A landing page names what it is about, its type, licence, author, descriptions and files; a description and a file lead
back. The linkset of a landing page holds the same links, and those that lead back, in one document.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from dorsale.namespaces import DATASET, ID, LICENCE, PREFIXES, PROJECT
from dorsale.pages.addresses import Place, path_of
from dorsale.pages.jsonld import schema_class
from dorsale.pages.respond import HTML
from dorsale.release.dumps import SYNTAXES
from dorsale.release.folder import Download, Release
from dorsale.release.kept import find
from dorsale.release.rocrate import FILE, MEDIA_TYPE, PROFILE
from dorsale.release.stream import STREAM

__all__ = [
    "HISTORY",
    "LINKSET",
    "LINKSET_TEXT",
    "Link",
    "headers",
    "history",
    "history_of",
    "items",
    "landing",
    "linkset_json",
    "linkset_text",
    "way_back",
]

HISTORY: Final = "/history/"
"""What stands before kind and slug in the address of the history of a thing."""

LINKSET: Final = "application/linkset+json"
LINKSET_TEXT: Final = "application/linkset"

_SCHEMA: Final = PREFIXES["schema"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link: ``target`` is a path on this host or an IRI, ``anchor`` the path that it starts from (empty: here)."""

    target: str
    rel: str
    type: str = ""
    profile: str = ""
    anchor: str = ""

    def attributes(self) -> dict[str, str]:
        """What the target is said to be."""
        return {name: value for name, value in (("type", self.type), ("profile", self.profile)) if value}


def landing(iri: str, path: str, release: Release) -> list[Link]:
    """The links of the landing page at ``path``, which is about ``iri``.

    A thing in a private release has no licence and is part of nothing that is published.
    """
    thing = iri.startswith(ID)
    shared = not (thing and release.private)
    described = [
        Link(target=f"{path}.{syntax.suffix}", rel="describedby", type=syntax.media_type) for syntax in SYNTAXES
    ]
    if crate := _crate(iri, release):
        described.append(Link(target=crate, rel="describedby", type=MEDIA_TYPE, profile=PROFILE))
    return [
        Link(target=iri, rel="cite-as"),
        Link(target=_SCHEMA + "AboutPage", rel="type"),
        Link(target=_SCHEMA + schema_class(iri), rel="type"),
        *([Link(target=LICENCE, rel="license"), Link(target=PROJECT, rel="author")] if shared else []),
        *described,
        *items(iri, release),
        *([Link(target=path_of(DATASET) or "", rel="collection", type=HTML)] if thing and shared else []),
        *history(iri, release),
        Link(target=f"/linkset{path}.json", rel="linkset", type=LINKSET),
        Link(target=f"/linkset{path}.txt", rel="linkset", type=LINKSET_TEXT),
    ]


def history(iri: str, release: Release) -> list[Link]:
    """The link to the history of a thing of ours (RFC 5829, 3.2.1); none where no event streams are kept."""
    path = history_of(release, iri)
    return [Link(target=path, rel="version-history", type=HTML)] if path else []


def history_of(release: Release, iri: str) -> str | None:
    """The path of the history of a thing of ours; ``None`` where no event streams are kept."""
    kept = iri.startswith(ID) and (release.path.parent / STREAM).is_file()
    return HISTORY + iri.removeprefix(ID) if kept else None


def items(iri: str, release: Release) -> list[Link]:
    """The files of the dataset, or of a release of it; nothing else has files."""
    return [Link(target=f"/dumps/{one.name}", rel="item", type=one.served_type) for one in _downloads(iri, release)]


def way_back(links: Iterable[Link], path: str) -> list[Link]:
    """From each description and each file among ``links`` to the landing page at ``path``."""
    back = {"describedby": "describes", "item": "collection"}
    return [Link(target=path, rel=back[link.rel], type=HTML, anchor=link.target) for link in links if link.rel in back]


def headers(links: Iterable[Link], place: Place) -> list[tuple[str, str]]:
    """Each link as a header of its own; what is on this host is named by its path."""
    return [("link", f'<{_address(link.target, place.plain)}>; rel="{link.rel}"{_parameters(link)}') for link in links]


def linkset_json(links: Iterable[Link], place: Place, path: str) -> bytes:
    """Links in JSON (RFC 9264, 4.2), all addresses in full; ``path`` is where those without an anchor start."""
    contexts: dict[str, defaultdict[str, list[dict[str, str]]]] = {}
    for link in links:
        anchor = place.absolute(link.anchor or path)
        target = {"href": _address(link.target, place.absolute), **link.attributes()}
        contexts.setdefault(anchor, defaultdict(list))[link.rel].append(target)
    told: list[dict[str, Any]] = [{"anchor": anchor, **relations} for anchor, relations in contexts.items()]
    return (json.dumps({"linkset": told}, ensure_ascii=False, indent=1) + "\n").encode()


def linkset_text(links: Iterable[Link], place: Place, path: str) -> bytes:
    """The same as text (RFC 9264, 4.1)."""
    said = (
        f'<{_address(link.target, place.absolute)}>; rel="{link.rel}"; anchor="{place.absolute(link.anchor or path)}"'
        + _parameters(link)
        for link in links
    )
    return (",\n".join(said) + "\n").encode()


def _crate(iri: str, release: Release) -> str | None:
    """The path of the RO-Crate of a release; that of the dataset is the one of the present release."""
    version = release.for_everybody().version if iri == DATASET else iri.removeprefix(f"{DATASET}/")
    found = find(release, version) if version != iri else None
    return f"/dataset/{version}/{FILE}" if found and found.has(FILE) else None


def _downloads(iri: str, release: Release) -> list[Download]:
    if iri == DATASET:
        return release.downloads
    version = iri.removeprefix(f"{DATASET}/")
    found = find(release, version) if version != iri else None
    return found.downloads if found else []


def _address(target: str, local: Callable[[str], str]) -> str:
    return local(target) if target.startswith("/") else target


def _parameters(link: Link) -> str:
    return "".join(f'; {name}="{value}"' for name, value in link.attributes().items())
