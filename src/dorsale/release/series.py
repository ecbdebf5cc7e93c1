"""Releases as datasets of their own, and their series (DCAT 3, 11 and 12): what each one says of itself and its files.

A release has the IRI ``/dataset/VERSION`` and is a version of ``/dataset``; all of them make up ``/releases``. Which
one came before which, no release can know of itself, since it is made of its input alone: a server adds that.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from dorsale.namespaces import BASE, DATASET, LICENCE, ONTOLOGY, PROJECT, RELEASES
from dorsale.release.dumps import SYNTAXES
from dorsale.release.folder import Bundle, Download, Dump, Mappings, Release
from dorsale.release.sayings import Sayings, both, integer, iri, literal, term

__all__ = ["MEDIA_TYPE", "describe_download", "describe_release", "describe_series", "release_iri", "sayings_of"]

MEDIA_TYPE: Final = "https://www.iana.org/assignments/media-types/"
"""The IRI of a media type, without its name."""

_SYNTAXES: Final = {syntax.suffix: syntax.title for syntax in SYNTAXES}


def release_iri(version: str) -> str:
    """The IRI of a release."""
    return f"{DATASET}/{version}"


def sayings_of(release: Release) -> Sayings:
    """What a release says of itself, from its manifest alone, so that releases from before the series say it, too."""
    said = Sayings()
    describe_release(said, release.version, release.manifest, release.downloads)
    return said


def describe_release(said: Sayings, version: str, about: Mapping[str, Any], downloads: Iterable[Download]) -> None:
    """State a release: ``about`` has title and description by language, the days ``modified`` and the ``licence``."""
    release, title = release_iri(version), both(f"Dorsale, release {version}", f"Dorsale, version {version}")
    said.say(release, "rdf:type", term("dcat:Dataset"))
    said.say(release, "dct:title", *title)
    said.say(release, "rdfs:label", *title)
    said.say(release, "dct:description", *(literal(text, language) for language, text in about["description"].items()))
    said.say(release, "dcat:version", literal(version))
    said.say(release, "dct:identifier", literal(release))
    said.say(release, "dct:modified", literal(about["modified"], datatype="xsd:date"))
    said.say(release, "dct:license", iri(about["licence"]))
    said.say(release, "dct:publisher", iri(PROJECT))
    said.say(release, "dct:creator", iri(PROJECT))
    said.say(release, "dct:conformsTo", iri(ONTOLOGY))
    said.say(release, "dcat:isVersionOf", iri(DATASET))
    said.say(release, "dcat:inSeries", iri(RELEASES))
    said.say(release, "dcat:landingPage", iri(release))
    for one in downloads:
        node = f"{release}#{one.format}"
        said.say(release, "dcat:distribution", iri(node))
        describe_download(said, node, one)


def describe_series(said: Sayings) -> None:
    """State the series of the releases."""
    title = both("Releases of Dorsale", "Versions de Dorsale")
    said.say(RELEASES, "rdf:type", term("dcat:DatasetSeries"), term("dcat:Dataset"))
    said.say(RELEASES, "dct:title", *title)
    said.say(RELEASES, "rdfs:label", *title)
    said.say(
        RELEASES,
        "dct:description",
        *both(
            "All releases of the dataset; a release never changes once it is out.",
            "Toutes les versions du jeu de données ; une version publiée ne change plus jamais.",
        ),
    )
    said.say(RELEASES, "dct:publisher", iri(PROJECT))
    said.say(RELEASES, "dct:license", iri(LICENCE))


def describe_download(said: Sayings, node: str, one: Download) -> None:
    """State a download as the distribution ``node``, with its size, its checksum and how it is packed."""
    address, checksum = iri(f"{BASE}dumps/{one.name}"), f"{node}-sha256"
    said.say(node, "rdf:type", term("dcat:Distribution"))
    said.say(node, "dct:title", *both(*_title(one)))
    said.say(node, "rdfs:label", *both(*_title(one)))
    said.say(node, "dct:license", iri(LICENCE))
    said.say(node, "dcat:accessURL", address)
    said.say(node, "dcat:downloadURL", address)
    said.say(node, "dcat:mediaType", iri(MEDIA_TYPE + one.media_type))
    said.say(node, "dcat:byteSize", integer(one.bytes, "nonNegativeInteger"))
    packed = "dcat:compressFormat" if isinstance(one, Dump) else "dcat:packageFormat"
    said.say(node, packed, iri(MEDIA_TYPE + one.served_type))
    if isinstance(one, Bundle):
        said.say(node, "dct:conformsTo", iri("https://datapackage.org/profiles/2.0/datapackage.json"))
    if isinstance(one, Mappings):
        said.say(node, "dct:conformsTo", iri("https://w3id.org/sssom"))
    said.say(node, "spdx:checksum", iri(checksum))
    said.say(checksum, "rdf:type", term("spdx:Checksum"))
    said.say(checksum, "rdfs:label", *both(f"SHA-256 of {one.name}", f"SHA-256 de {one.name}"))
    said.say(checksum, "spdx:algorithm", term("spdx:checksumAlgorithm_sha256"))
    said.say(checksum, "spdx:checksumValue", literal(one.sha256, datatype="xsd:hexBinary"))


def _title(one: Download) -> tuple[str, str]:
    if isinstance(one, Bundle):
        return "Dorsale as tables (CSV)", "Dorsale en tables (CSV)"
    if isinstance(one, Mappings):
        return (
            "Mappings of Dorsale: alignments and identities (SSSOM)",
            "Correspondances de Dorsale : alignements et identités (SSSOM)",
        )
    return f"Dorsale as {_SYNTAXES[one.format]}", f"Dorsale en {_SYNTAXES[one.format]}"
