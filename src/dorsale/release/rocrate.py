"""A release as an RO-Crate (1.2): every file of the folder with its media type, size and checksum.

The crate is attached: its paths are those of the folder, and so those below ``/dataset/VERSION/`` of a server. The
manifest alone is not in it, since the manifest names the crate.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from dorsale.namespaces import BASE, DATASET, ONTOLOGY, PROJECT

__all__ = ["FILE", "MEDIA_TYPE", "PROFILE", "crate"]

FILE: Final = "ro-crate-metadata.json"
"""The name of the file, in the root of the folder."""

MEDIA_TYPE: Final = "application/ld+json"

PROFILE: Final = "https://w3id.org/ro/crate/1.2"
"""What the crate conforms to."""

_SAID: Final = {
    "store.nq": "All named graphs, the catalogue included: what an engine loads",
    "catalog.ttl": "Catalogue of the release: VoID and DCAT",
    "ontology.ttl": "Ontology and vocabularies as one graph",
    "links.ttl": "What our names are called elsewhere, as one graph",
    "shapes.ttl": "SHACL shapes as one graph",
    "context.jsonld": "JSON-LD context of all terms",
    "questions.json": "Competency questions with their queries",
    "report.json": "What is covered and where it is weak",
    "network.json": "Who depends on whom, laid out",
    "modules.json": "Which module of the ontology defines which classes",
    "news.json": "What people wrote about changes of the data",
    "search.sqlite": "Search index (SQLite, full text)",
    "dumps/SHA256SUMS": "Checksums of the dumps",
    "tables/datapackage.json": "Description of the tables (Data Package 2)",
}
_FOLDERS: Final = {
    "tables/": "Table",
    "sssom/": "Mapping set (SSSOM)",
    "frames/": "JSON-LD frame",
}
_COUNTED: Final = {"triples": "Dump of the whole dataset", "rows": "All tables", "mappings": "All mapping sets (SSSOM)"}
"""What the manifest counts of a download → what the download is."""


def crate(*, version: str, about: Mapping[str, Any], files: Iterable[Mapping[str, Any]]) -> bytes:
    """The metadata document: the same release gives the same bytes.

    ``about`` has title and description by language, the days ``modified`` and ``current_to`` and the ``licence``;
    ``files`` are entries of the manifest.
    """
    members = [_file(entry) for entry in files]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": f"{about['title']['en']}, release {version}",
        "alternateName": about["title"]["fr"],
        "description": about["description"]["en"],
        "datePublished": about["modified"],
        "dateModified": about["modified"],
        "temporalCoverage": f"../{about['current_to']}",
        "version": version,
        "inLanguage": ["en", "fr"],
        "license": {"@id": about["licence"]},
        "author": {"@id": PROJECT},
        "publisher": {"@id": PROJECT},
        "identifier": f"{DATASET}/{version}",
        "cite-as": f"{DATASET}/{version}",
        "url": f"{DATASET}/{version}",
        "isBasedOn": {"@id": DATASET},
        "about": {"@id": ONTOLOGY},
        "hasPart": [{"@id": member["@id"]} for member in members],
    }
    graph = [
        {
            "@id": FILE,
            "@type": "CreativeWork",
            "name": "RO-Crate metadata of the release",
            "conformsTo": {"@id": PROFILE},
            "about": {"@id": "./"},
        },
        root,
        *members,
        {
            "@id": DATASET,
            "@type": "CreativeWork",
            "name": about["title"]["en"],
            "description": "The dataset of which this is a release.",
            "url": DATASET,
            "license": {"@id": about["licence"]},
        },
        {
            "@id": about["licence"],
            "@type": "CreativeWork",
            "name": "Creative Commons Attribution 4.0 International",
            "identifier": "CC-BY-4.0",
            "description": "Share and adapt for any purpose, and name the source.",
        },
        {"@id": PROJECT, "@type": "Organization", "name": "Dorsale project", "url": BASE},
        {"@id": ONTOLOGY, "@type": "CreativeWork", "name": "Dorsale ontology of the AI industry", "url": ONTOLOGY},
    ]
    body = {"@context": f"{PROFILE}/context", "@graph": graph}
    return (json.dumps(body, ensure_ascii=False, indent=1) + "\n").encode()


def _file(entry: Mapping[str, Any]) -> dict[str, Any]:
    path = entry["path"]
    folder = f"{path.partition('/')[0]}/"
    packed = entry.get("compression")
    counted = next((said for key, said in _COUNTED.items() if key in entry), None)
    return {
        "@id": path,
        "@type": "File",
        "name": path.rpartition("/")[2],
        "description": _SAID.get(path) or counted or _FOLDERS.get(folder, "File of the release"),
        "encodingFormat": [f"application/{packed}", entry["media_type"]] if packed else entry["media_type"],
        "contentSize": str(entry["bytes"]),
        "sha256": entry["sha256"],
    }
