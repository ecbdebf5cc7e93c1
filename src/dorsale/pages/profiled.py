"""Negotiation by profile (W3C Working Draft of 2 October 2023): which view of a topic, besides in which syntax.

``Accept-Profile`` asks by IRI, ``_profile=`` in the address by IRI or token and wins. What is served says so by
``Content-Profile`` and ``rel="profile"``, and names the others by ``rel="alternate"``; ``_profile=alt`` lists them.
"""

import json
from collections.abc import Iterable
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from werkzeug.http import parse_accept_header

from dorsale.engine.rows import Value
from dorsale.namespaces import BASE, DATASET, GRAPH, PREFIXES
from dorsale.pages import asking
from dorsale.pages.files import file_statements
from dorsale.pages.jsonld import dataset_json_ld, thing_json_ld
from dorsale.pages.negotiation import best
from dorsale.pages.rdf import SYNTAX_BY_SUFFIX, serialise
from dorsale.pages.reader import kind_of
from dorsale.pages.render import Context
from dorsale.pages.statements import Statement, Statements, name
from dorsale.release.dumps import SYNTAXES
from dorsale.release.profiles import DESCRIPTION, RO_CRATE, SCHEMA, Profile, profiles_of

__all__ = ["ALTERNATES", "asked_profile", "links", "list_statements", "media_type_of", "view"]

ALTERNATES: Final = Profile(
    short="alt",
    iri=PREFIXES["altr"] + "alt-profile",
    title=("Profiles", "Profils"),
    meaning=("The list of profiles.", "La liste des profils."),
    media_types=DESCRIPTION.media_types,
)
"""The list of the profiles of a topic, itself one of them."""

_VOID: Final = PREFIXES["void"]
_DATA_CATALOGUE: Final = tuple(
    PREFIXES[prefix] for prefix in ("dcat", "dct", "foaf", "spdx", "vcard", "rdf", "rdfs", "skos", "adms")
)
_BY_MEDIA_TYPE: Final = {syntax.media_type: syntax for syntax in SYNTAXES}


def asked_profile(request: Request, iri: str, *, negotiated: bool) -> Profile:
    """The profile of the topic ``iri`` that a request asks for; the first one where it asks for none that there is.

    Its headers count where the address is ``negotiated``, so without a suffix. Raises a 406 for a ``_profile`` that the
    topic has not.
    """
    offered = (*profiles_of(iri), ALTERNATES)
    wanted = request.query_params.get("_profile")
    if wanted is not None:
        found = next((one for one in offered if wanted in (one.short, one.iri)), None)
        if found is None:
            raise HTTPException(406, ", ".join(f"{one.short} ({one.iri})" for one in offered))
        return found
    for accepted, quality in parse_accept_header(request.headers.get("accept-profile") if negotiated else None):
        found = next((one for one in offered if accepted.strip("<>") in (one.short, one.iri)), None)
        if found and quality > 0:
            return found
    return offered[0]


def media_type_of(request: Request, profile: Profile, suffix: str) -> str:
    """The media type in which a profile is served: by suffix, else as the client prefers, else its first one."""
    if suffix:
        named = SYNTAX_BY_SUFFIX[suffix].media_type if suffix in SYNTAX_BY_SUFFIX else "text/html"
        return named if named in profile.media_types else profile.media_types[0]
    return best(request.headers.get("accept"), profile.media_types) or profile.media_types[0]


def links(context: Context, iri: str, path: str, profile: Profile) -> list[tuple[str, str]]:
    """The headers that name the profile that is served and the others."""
    address = context.place.plain(path)
    others = [one for one in (*profiles_of(iri), ALTERNATES) if one.short != profile.short]
    return [
        ("content-profile", f"<{profile.iri}>"),
        ("link", f'<{profile.iri}>; rel="profile"'),
        *(
            (
                "link",
                f'<{address}?_profile={one.short}>; rel="alternate"; type="{one.media_types[0]}"; format="{one.iri}"',
            )
            for one in others
        ),
    ]


async def view(context: Context, iri: str, profile: Profile, media_type: str) -> bytes | None:
    """The topic in a profile that is not its plain description; ``None`` where nothing is known of it."""
    if profile is SCHEMA:
        return await _schema(context, iri)
    if profile is RO_CRATE:
        raise LookupError("an RO-Crate has an address of its own")
    statements = _catalogue(context) if profile.short == "dcat-ap" else _void(context)
    return serialise(statements, _BY_MEDIA_TYPE[media_type], first=(BASE + "catalog", DATASET))


def list_statements(iri: str) -> list[Statement]:
    """The profiles of a topic in the Alternate Representations Data Model (section 5 of the draft)."""
    found: list[Statement] = []

    def say(subject: str, predicate: str, value: Value) -> None:
        found.append(Statement(subject, name(predicate), value, ""))

    for number, profile in enumerate(profiles_of(iri)):
        for media_type in profile.media_types:
            node = f"{iri}?_profile={profile.short}&_mediatype={media_type}"
            default = number == 0 and media_type == profile.media_types[0]
            say(iri, "altr:hasDefaultRepresentation" if default else "altr:hasRepresentation", Value("uri", node))
            say(node, "rdf:type", Value("uri", name("altr:Representation")))
            say(node, "dct:conformsTo", Value("uri", profile.iri))
            say(node, "dct:format", Value("literal", media_type))
        say(profile.iri, "rdf:type", Value("uri", name("prof:Profile")))
        say(profile.iri, "prof:hasToken", Value("literal", profile.short))
        for title, language in zip(profile.title, ("en", "fr"), strict=True):
            say(profile.iri, "rdfs:label", Value("literal", title, language))
    return found


async def _schema(context: Context, iri: str) -> bytes | None:
    if iri == DATASET:
        body = dataset_json_ld(context, context.site.release.downloads)
    else:
        own = await asking.bundle(context.engine, iri)
        if not own:
            return None
        reader = await context.reader(own, Statements())
        body = thing_json_ld(context, reader, iri, kind_of(iri) or "")
    return (json.dumps(body, ensure_ascii=False, indent=1) + "\n").encode()


def _catalogue(context: Context) -> Iterable[Statement]:
    """The catalogue without what only VoID says: no counts, no parts."""
    said = Statements(file_statements(context, "catalog.ttl"))
    parts = {one.subject for one in said if one.predicate in (_VOID + "class", _VOID + "property")}
    for one in said:
        known = one.predicate.startswith(_DATA_CATALOGUE) and one.subject not in parts
        about_void = one.object.value.startswith(_VOID) or one.subject.startswith(GRAPH)
        if known and not about_void:
            yield one


def _void(context: Context) -> Iterable[Statement]:
    """The dataset, its graphs, their parts and the linksets; no distributions and services."""
    said = Statements(file_statements(context, "catalog.ttl"))
    linked = Statements(file_statements(context, "links.ttl"))
    sets = {one.subject for one in said if one.predicate.startswith(_VOID)}
    linksets = set(linked.subjects("rdf:type", _VOID + "Linkset"))
    for one in (*said, *linked):
        if one.subject not in sets | linksets:
            continue
        if one.predicate.startswith((_VOID, PREFIXES["dct"], PREFIXES["foaf"], PREFIXES["rdfs"])) or (
            one.predicate == name("rdf:type") and one.object.value.startswith(_VOID)
        ):
            yield one
