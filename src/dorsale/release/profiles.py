"""The profiles in which our documents may be had, one table for the catalogue, the negotiation and its list.

A profile says which statements a representation holds and in which vocabulary, as its media type says in which syntax
(Content Negotiation by Profile, W3C Working Draft of 2 October 2023). Only those stand here that are really served.
"""

from dataclasses import dataclass, field
from typing import Final

from dorsale.namespaces import BASE, DATASET, PREFIXES, RELEASES
from dorsale.release.dumps import SYNTAXES
from dorsale.release.rocrate import PROFILE as RO_CRATE_PROFILE
from dorsale.release.sayings import Sayings, both, iri, literal, term

__all__ = ["DESCRIPTION", "PROFILES", "RO_CRATE", "SCHEMA", "Profile", "describe_profiles", "profiles_of"]

_RDF: Final = tuple(syntax.media_type for syntax in SYNTAXES)
_JSON_LD: Final = ("application/ld+json",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A profile; ``short`` is the token that names it in an address, ``of`` the IRIs that have it (empty: all do)."""

    short: str
    iri: str
    title: tuple[str, str]
    meaning: tuple[str, str]
    media_types: tuple[str, ...]
    of: frozenset[str] = field(default=frozenset())
    within: str = ""
    """Topics whose IRIs begin with this have it, too."""
    base: str = ""
    """What it is a profile of."""

    def fits(self, topic: str) -> bool:
        """Whether the topic with this IRI may be had in the profile."""
        everywhere = not self.of and not self.within
        return everywhere or topic in self.of or bool(self.within and topic.startswith(self.within))


DESCRIPTION: Final = Profile(
    short="description",
    iri=BASE + "profile/description",
    title=("Dorsale: description", "Dorsale : description"),
    meaning=(
        "All that the graph says of a thing and of the small nodes that are only its own, in the terms of Dorsale.",
        "Tout ce que le graphe dit d’une chose et des petits nœuds qui ne sont qu’à elle, dans les termes de Dorsale.",
    ),
    media_types=("text/html", *_RDF),
)
SCHEMA: Final = Profile(
    short="schema",
    iri=PREFIXES["schema"],
    title=("schema.org", "schema.org"),
    meaning=(
        "What search engines read: name, aliases, address, identifiers, licence and date, in the terms of schema.org.",
        "Ce que lisent les moteurs de recherche : nom, alias, adresse, identifiants, licence et date, dans les termes "
        "de schema.org.",
    ),
    media_types=_JSON_LD,
    of=frozenset({DATASET}),
    within=BASE + "id/",
)
RO_CRATE: Final = Profile(
    short="ro-crate",
    iri=RO_CRATE_PROFILE,
    title=("RO-Crate 1.2", "RO-Crate 1.2"),
    meaning=(
        "Every file of a release with its size and checksum, for archives of research.",
        "Chaque fichier d’une version avec sa taille et sa somme de contrôle, pour les archives de la recherche.",
    ),
    media_types=_JSON_LD,
    of=frozenset({DATASET}),
    within=DATASET + "/",
    base=PREFIXES["schema"],
)
PROFILES: Final = (
    DESCRIPTION,
    SCHEMA,
    Profile(
        short="dcat-ap",
        iri="https://semiceu.github.io/DCAT-AP/releases/3.0.0/",
        title=("DCAT-AP 3.0", "DCAT-AP 3.0"),
        meaning=(
            "Catalogue, dataset, releases, distributions and services, as the data portals of Europe harvest them.",
            "Catalogue, jeu de données, versions, distributions et services, tels que les moissonnent les portails de "
            "données d’Europe.",
        ),
        media_types=_RDF,
        of=frozenset({DATASET, RELEASES, BASE + "catalog"}),
        base=PREFIXES["dcat"],
    ),
    Profile(
        short="void",
        iri=PREFIXES["void"],
        title=("VoID", "VoID"),
        meaning=(
            "The graphs of the dataset with counts by class and property, and where they link to.",
            "Les graphes du jeu de données, comptés par classe et par propriété, et vers quoi ils pointent.",
        ),
        media_types=_RDF,
        of=frozenset({DATASET, BASE + "catalog"}),
    ),
    RO_CRATE,
)


def profiles_of(topic: str) -> tuple[Profile, ...]:
    """The profiles in which the topic with this IRI may be had, the one that is served unasked first."""
    return tuple(profile for profile in PROFILES if profile.fits(topic))


def describe_profiles(said: Sayings) -> None:
    """State each profile as a ``prof:Profile`` (Profiles Vocabulary)."""
    for profile in PROFILES:
        said.say(profile.iri, "rdf:type", term("prof:Profile"))
        said.say(profile.iri, "rdfs:label", *both(*profile.title))
        said.say(profile.iri, "dct:title", *both(*profile.title))
        said.say(profile.iri, "dct:description", *both(*profile.meaning))
        said.say(profile.iri, "prof:hasToken", literal(profile.short))
        if profile.base:
            said.say(profile.iri, "prof:isProfileOf", iri(profile.base))
