"""The schema.org view of a page, for search engines: Organization, Person, Dataset, WebPage."""

from typing import Any, Final

from dorsale.namespaces import BASE, DATASET, LICENCE, PROJECT, RELEASES, VOCABULARY
from dorsale.pages.files import file_statements
from dorsale.pages.reader import Reader, kind_of, slug_of
from dorsale.pages.render import Context
from dorsale.pages.statements import Statements
from dorsale.release.folder import Download

__all__ = ["dataset_json_ld", "schema_class", "thing_json_ld"]

_CONTEXT: Final = "https://schema.org"
_TYPES: Final = {
    "organization": "Organization",
    "publisher": "Organization",
    "person": "Person",
    "site": "Place",
    "source": "CreativeWork",
    "claim": "Claim",
    "model": "SoftwareApplication",
    "hardware": "ProductModel",
    "concept": "DefinedTerm",
    "scheme": "DefinedTermSet",
    "dataset": "Dataset",
}


def schema_class(iri: str, kind: str | None = None) -> str:
    """The class of schema.org that fits what is at ``iri``; its kind is read from the IRI where none is given."""
    if iri in (DATASET, RELEASES) or iri.startswith(f"{DATASET}/"):
        return "Dataset"
    if iri == BASE + "catalog":
        return "DataCatalog"
    if iri.startswith(VOCABULARY):
        return _TYPES["concept" if "/" in iri.removeprefix(VOCABULARY) else "scheme"]
    return _TYPES.get(kind or kind_of(iri) or "", "Thing")


def thing_json_ld(context: Context, reader: Reader, iri: str, kind: str) -> dict[str, Any]:
    """A page about one thing."""
    place, of = context.place, reader.statements
    title = reader.names(iri).text
    about: dict[str, Any] = {"@type": schema_class(iri, kind), "@id": iri, "name": title}
    aliases = sorted({value.value for value in of.objects(iri, "skos:altLabel", "dor:legalName")})
    if aliases:
        about["alternateName"] = aliases
    if url := of.first(iri, "dor:website", "dor:url"):
        about["url"] = url
    if item := of.first(iri, "dor:wikidata"):
        about["sameAs"] = item
    if definition := reader.names.definition(iri):
        about["description"] = definition.text
    if lei := of.first(iri, "dor:lei"):
        about["leiCode"] = lei
    tickers = [ticker for listing in of.iris(iri, "dor:listing") if (ticker := of.first(listing, "dor:ticker"))]
    if tickers and kind == "organization":
        about["tickerSymbol"] = tickers
    if kind == "organization" and (founded := of.first(iri, "dor:founded")):
        about["foundingDate"] = founded
    if kind == "concept" and (code := of.first(iri, "skos:notation")):
        about["termCode"] = code
    return {
        "@context": _CONTEXT,
        "@type": "WebPage",
        "@id": place.here(place.language),
        "name": title,
        "inLanguage": place.language,
        **({} if context.private else {"license": LICENCE}),
        "dateModified": context.site.manifest["modified"],
        "isPartOf": {"@type": "Dataset", "@id": DATASET, "name": context.site.manifest["title"][place.language]},
        "about": about,
        "citation": [
            url for source in of.iris(iri, "dor:statedIn", "dor:claimedIn") if (url := of.first(source, "dor:url"))
        ],
    }


def dataset_json_ld(context: Context, downloads: list[Download]) -> dict[str, Any]:
    """The dataset with its downloads."""
    manifest, place = context.site.manifest, context.place
    said = Statements(file_statements(context, "catalog.ttl"))
    project = {"@type": "Organization", "@id": PROJECT, "name": context.words("site.project"), "url": BASE}
    keywords = [word.value for word in said.objects(DATASET, "dcat:keyword") if word.language == place.language]
    return {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "@id": DATASET,
        "identifier": DATASET,
        "name": manifest["title"][place.language],
        "description": manifest["description"][place.language],
        "url": BASE,
        "version": manifest["version"],
        "datePublished": said.first(DATASET, "dct:issued"),
        "dateModified": manifest["modified"],
        "keywords": keywords,
        "temporalCoverage": f"../{manifest['current_to']}",
        "license": manifest["licence"],
        "inLanguage": ["en", "fr"],
        "isAccessibleForFree": True,
        "creator": project,
        "publisher": project,
        "isBasedOn": [{"@id": source} for source in said.iris(DATASET, "dct:source")],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": slug_of(one.name),
                "contentUrl": place.absolute(f"/dumps/{one.name}"),
                "encodingFormat": [one.served_type, one.media_type],
                "contentSize": str(one.bytes),
                "sha256": one.sha256,
            }
            for one in downloads
        ],
    }
