"""What our names are called elsewhere: the graph ``links``, of the alignments and of the identities in the data.

Each mapping set in ``ontology/alignments/`` gives one triple a row, and is described as a ``void:Linkset`` (VoID, 5);
so are the rows of one predicate in it, and the identities.
Rows with a ``predicate_modifier`` deny a relation and give none.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from dorsale.checks.alignments import mapping_sets
from dorsale.namespaces import BASE, DATASET, GRAPH, PREFIXES, TERM, shorten
from dorsale.release.sayings import Sayings, both, integer, iri, term
from dorsale.tables.sssom import MappingSet, UnknownPrefixError, read_mappings

__all__ = ["IDENTITIES", "read_links"]

IDENTITIES: Final = BASE + "alignments/identities"
"""The linkset of the items of Wikidata that the data name."""

_WIKIDATA: Final = TERM + "wikidata"
_SAME_AS: Final = ox.NamedNode(PREFIXES["schema"] + "sameAs")


def read_links(root: Path, data: Iterable[ox.Triple]) -> list[ox.Triple]:
    """The triples of the alignments under ``root``, and ``schema:sameAs`` for the Wikidata items named in ``data``.

    Raises :class:`dorsale.tables.TableError` for a mapping set that cannot be read, or that uses a prefix which its
    head does not explain.
    """
    identities = {
        ox.Triple(triple.subject, _SAME_AS, triple.object) for triple in data if triple.predicate.value == _WIKIDATA
    }
    said = Sayings(identities)
    _describe_identities(said, len(identities))
    links: list[ox.Triple] = []
    for path in mapping_sets(root):
        mappings = read_mappings(path)
        found = set(_links(mappings))
        links += found
        _describe(said, mappings, found)
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


def _describe_identities(said: Sayings, links: int) -> None:
    title = both("Things of ours as items of Wikidata", "Nos choses comme éléments de Wikidata")
    said.say(IDENTITIES, "rdf:type", term("void:Linkset"))
    said.say(IDENTITIES, "dct:title", *title)
    said.say(IDENTITIES, "rdfs:label", *title)
    said.say(IDENTITIES, "dct:isPartOf", iri(DATASET))
    said.say(IDENTITIES, "void:subjectsTarget", iri(GRAPH + "data"))
    said.say(IDENTITIES, "void:objectsTarget", iri("https://www.wikidata.org/"))
    said.say(IDENTITIES, "void:linkPredicate", _SAME_AS)
    said.say(IDENTITIES, "void:triples", integer(links))


def _describe(said: Sayings, mappings: MappingSet, links: set[ox.Triple]) -> None:
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
    said.say(linkset, "void:triples", integer(len(links)))
    counts = Counter(triple.predicate.value for triple in links)
    for predicate, number in counts.items():
        local = predicate.replace("#", "/").rpartition("/")[2]
        part, named = f"{linkset}/{local}", both(f"{title}: {shorten(predicate)}", f"{title} : {shorten(predicate)}")
        said.say(linkset, "void:subset", iri(part))
        said.say(part, "rdf:type", term("void:Linkset"))
        said.say(part, "dct:title", *named)
        said.say(part, "rdfs:label", *named)
        said.say(part, "void:linkPredicate", iri(predicate))
        said.say(part, "void:subjectsTarget", iri(GRAPH + "ontology"))
        said.say(part, "void:objectsTarget", iri(head["object_source"]))
        said.say(part, "void:triples", integer(number))
