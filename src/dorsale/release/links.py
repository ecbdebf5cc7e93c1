"""What our names are called elsewhere: the graph ``links``, of the alignments and of the identities in the data.

Each mapping set, those in ``ontology/alignments/`` and those made from identifiers, gives one triple a row, and is
described as a ``void:Linkset`` (VoID, 5); so are the rows of one predicate in it. Rows with a ``predicate_modifier``
deny a relation and give none.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox

from dorsale.checks.alignments import mapping_sets
from dorsale.namespaces import BASE, DATASET, GRAPH, shorten
from dorsale.release.identities import IdentitySet
from dorsale.release.sayings import Sayings, both, integer, iri, term
from dorsale.tables.sssom import MappingSet, UnknownPrefixError, read_mappings

__all__ = ["mapping_files", "read_links"]


def read_links(root: Path, identities: Iterable[IdentitySet]) -> list[ox.Triple]:
    """The triples of the alignments under ``root``, and those of the ``identities`` of things.

    Raises :class:`dorsale.tables.TableError` for a mapping set that cannot be read, or that uses a prefix which its
    head does not explain.
    """
    said = Sayings()
    links: list[ox.Triple] = []
    for path in mapping_sets(root):
        mappings = read_mappings(path)
        found = set(_links(mappings))
        links += found
        _describe(said, mappings.head, found, of="ontology")
    for one in identities:
        same = one.triples()
        links += same
        _describe(said, one.head, same, of="data")
    return [*said.triples(), *links]


def mapping_files(root: Path, identities: Iterable[IdentitySet]) -> dict[str, bytes]:
    """The mapping sets in SSSOM/TSV by the names of their files: alignments as they were written, and identities."""
    written = {path.name: path.read_bytes() for path in mapping_sets(root)}
    return written | {f"{one.register.name}.sssom.tsv": one.tsv() for one in identities}


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


def _describe(said: Sayings, head: Mapping[str, str], links: Collection[ox.Triple], *, of: str) -> None:
    linkset, title = head["mapping_set_id"], head["mapping_set_title"]
    said.say(linkset, "rdf:type", term("void:Linkset"))
    said.say(linkset, "dct:title", *both(title, title))
    said.say(linkset, "rdfs:label", *both(title, title))
    said.say(linkset, "dct:description", ox.Literal(head["mapping_set_description"], language="en"))
    said.say(linkset, "dct:license", iri(head["license"]))
    said.say(linkset, "dct:modified", ox.Literal(head["mapping_date"], datatype=term("xsd:date")))
    said.say(linkset, "dcat:version", ox.Literal(head["mapping_set_version"]))
    said.say(linkset, "dct:isPartOf", iri(DATASET))
    said.say(linkset, "void:subjectsTarget", iri(GRAPH + of))
    said.say(linkset, "void:objectsTarget", iri(head["object_source"]))
    said.say(linkset, "void:triples", integer(len(links)))
    said.say(linkset, "void:dataDump", iri(f"{BASE}sssom/{linkset.rpartition('/')[2]}.sssom.tsv"))
    counts = Counter(triple.predicate.value for triple in links)
    for predicate, number in counts.items():
        local = predicate.replace("#", "/").rpartition("/")[2]
        part, named = f"{linkset}/{local}", both(f"{title}: {shorten(predicate)}", f"{title} : {shorten(predicate)}")
        said.say(linkset, "void:subset", iri(part))
        said.say(part, "rdf:type", term("void:Linkset"))
        said.say(part, "dct:title", *named)
        said.say(part, "rdfs:label", *named)
        said.say(part, "void:linkPredicate", iri(predicate))
        said.say(part, "void:subjectsTarget", iri(GRAPH + of))
        said.say(part, "void:objectsTarget", iri(head["object_source"]))
        said.say(part, "void:triples", integer(number))
