"""What our names are called elsewhere: the graph ``links``, of the alignments and of the identities in the data.

Each mapping set in ``ontology/alignments/`` gives one triple a row, and is described as a ``void:Linkset`` (VoID, 5).
Rows with a ``predicate_modifier`` deny a relation and give none.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from dorsale.checks.alignments import mapping_sets
from dorsale.namespaces import DATASET, GRAPH, PREFIXES, TERM
from dorsale.release.sayings import Sayings, both, integer, iri, term
from dorsale.tables.sssom import MappingSet, UnknownPrefixError, read_mappings

__all__ = ["read_links"]

_WIKIDATA: Final = TERM + "wikidata"
_SAME_AS: Final = ox.NamedNode(PREFIXES["schema"] + "sameAs")


def read_links(root: Path, data: Iterable[ox.Triple]) -> list[ox.Triple]:
    """The triples of the alignments under ``root``, and ``schema:sameAs`` for the Wikidata items named in ``data``.

    Raises :class:`dorsale.tables.TableError` for a mapping set that cannot be read, or that uses a prefix which its
    head does not explain.
    """
    said = Sayings(
        ox.Triple(triple.subject, _SAME_AS, triple.object) for triple in data if triple.predicate.value == _WIKIDATA
    )
    links: list[ox.Triple] = []
    for path in mapping_sets(root):
        mappings = read_mappings(path)
        found = set(_links(mappings))
        links += found
        _describe(said, mappings, len(found))
    return [*said.triples(), *links]


def _links(mappings: MappingSet) -> Iterator[ox.Triple]:
    for row in mappings.rows:
        if not row.get("predicate_modifier"):
            try:
                subject, predicate, value = (
                    ox.NamedNode(mappings.expand(row[key])) for key in ("subject_id", "predicate_id", "object_id")
                )
            except UnknownPrefixError as error:
                raise row.wrong(f"curie_map lacks the prefix {error.args[0]!r}") from error
            yield ox.Triple(subject, predicate, value)


def _describe(said: Sayings, mappings: MappingSet, links: int) -> None:
    head = mappings.head
    linkset, title = head["mapping_set_id"], head["mapping_set_title"]
    said.say(linkset, "rdf:type", term("void:Linkset"))
    said.say(linkset, "dct:title", *both(title, title))
    said.say(linkset, "rdfs:label", *both(title, title))
    said.say(linkset, "dct:description", ox.Literal(head["mapping_set_description"], language="en"))
    said.say(linkset, "dct:license", iri(head["license"]))
    said.say(linkset, "dct:modified", ox.Literal(head["mapping_date"], datatype=term("xsd:date")))
    said.say(linkset, "dcat:version", ox.Literal(head["mapping_set_version"]))
    said.say(linkset, "dct:isPartOf", iri(DATASET))
    said.say(linkset, "void:subjectsTarget", iri(GRAPH + "ontology"))
    said.say(linkset, "void:objectsTarget", iri(head["object_source"]))
    said.say(linkset, "void:triples", integer(links))
