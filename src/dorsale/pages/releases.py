"""The documents about releases: the series, and each release that is kept, with the ones before and after it."""

from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from dorsale.engine.rows import Value
from dorsale.namespaces import DATASET, GRAPH, RELEASES
from dorsale.pages.documents import Content
from dorsale.pages.files import value_of
from dorsale.pages.render import Context, page
from dorsale.pages.site import Rendered
from dorsale.pages.statements import Statement, Statements, name
from dorsale.pages.views.parts import facts
from dorsale.release.folder import Release
from dorsale.release.kept import before, find, kept
from dorsale.release.rocrate import FILE
from dorsale.release.sayings import Sayings
from dorsale.release.series import describe_series, release_iri, sayings_of

__all__ = ["Edition", "Series"]

_CATALOGUE: Final = GRAPH + "catalog"
_SHOWN_APART: Final = (
    "rdf:type",
    "rdfs:label",
    "dct:title",
    "dct:description",
    "dct:identifier",
    "dcat:distribution",
    "dcat:previousVersion",
    "dcat:prev",
    "dcat:next",
)

_Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """All releases that are kept."""

    iri: str = RELEASES
    path: str = "/releases"

    async def content(self, context: Context, page: int) -> Content | None:
        """The series with its members and the order in which they came."""
        if page > 1:
            return None
        said = Sayings()
        describe_series(said)
        found = [*_statements(said)]
        releases = kept(context.site.release)
        for release in releases:
            found += [
                _link(release_iri(release.version), "dcat:inSeries", RELEASES),
                _text(release_iri(release.version), "dcat:version", release.version),
                _text(release_iri(release.version), "dct:modified", release.manifest["modified"], "xsd:date"),
                *_order(release, releases),
            ]
        return Content(statements=found, first=(RELEASES,))

    async def html(self, context: Context, page: int, headers: _Headers) -> Rendered | None:
        """The releases as a list, the latest first."""
        return _series(context, self, headers) if page == 1 else None


@dataclass(frozen=True, slots=True)
class Edition:
    """One release that is kept; ``path`` is ``/dataset/VERSION``."""

    path: str

    @property
    def version(self) -> str:
        """The version."""
        return self.path.removeprefix("/dataset/")

    @property
    def iri(self) -> str:
        """The IRI of the release."""
        return release_iri(self.version)

    async def content(self, context: Context, page: int) -> Content | None:
        """What the release says of itself, and which ones came before and after it."""
        release = find(context.site.release, self.version)
        if release is None or page > 1:
            return None
        return Content(statements=_described(context, release), first=(self.iri, DATASET))

    async def html(self, context: Context, page: int, headers: _Headers) -> Rendered | None:
        """Its files with sizes and checksums, and where to go from here."""
        release = find(context.site.release, self.version)
        return await _edition(context, self, release, headers) if release and page == 1 else None


def _series(context: Context, topic: Series, headers: _Headers) -> Rendered:
    return page(
        "releases.html",
        context,
        title=context.words("releases.title"),
        description=context.words("releases.lead"),
        document=topic.path,
        headers=headers,
        iri=topic.iri,
        releases=kept(context.site.release),
        served=context.site.release.for_everybody().version,
    )


async def _edition(context: Context, topic: Edition, release: Release, headers: _Headers) -> Rendered:
    reader = await context.reader(Statements(_described(context, release)), Statements())
    earlier = before(release)
    return page(
        "edition.html",
        context,
        title=reader.thing(topic.iri).text,
        description=context.words("releases.lead"),
        document=topic.path,
        headers=headers,
        iri=topic.iri,
        version=release.version,
        facts=facts(reader, topic.iri, without=_SHOWN_APART),
        downloads=release.downloads,
        crate=FILE if release.has(FILE) else None,
        earlier=earlier if earlier and find(context.site.release, earlier) else None,
    )


def _described(context: Context, release: Release) -> list[Statement]:
    return [*_statements(sayings_of(release)), *_order(release, kept(context.site.release))]


def _order(release: Release, releases: list[Release]) -> list[Statement]:
    """Which of the kept releases came before ``release``, and which after (DCAT 3, 11.1 and 12.1)."""
    versions = {one.version for one in releases}
    iri, found = release_iri(release.version), []
    if (earlier := before(release)) in versions and earlier:
        found += [_link(iri, relation, release_iri(earlier)) for relation in ("dcat:previousVersion", "dcat:prev")]
    later = [one.version for one in releases if before(one) == release.version]
    return found + [_link(iri, "dcat:next", release_iri(version)) for version in later]


def _statements(said: Sayings) -> list[Statement]:
    return [
        Statement(triple.subject.value, triple.predicate.value, value_of(triple.object), _CATALOGUE)
        for triple in said.triples()
        if isinstance(triple.subject, ox.NamedNode) and not isinstance(triple.object, ox.Triple)
    ]


def _link(subject: str, predicate: str, value: str) -> Statement:
    return Statement(subject, name(predicate), Value("uri", value), "")


def _text(subject: str, predicate: str, text: str, datatype: str = "") -> Statement:
    return Statement(subject, name(predicate), Value("literal", text, None, name(datatype) if datatype else None), "")
