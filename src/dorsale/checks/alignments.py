"""Do the alignments speak of our terms, in words that others know? Mapping sets in ``ontology/alignments/``.

A row relates a term or concept of the ontology to one of somebody else's: by a mapping relation of SKOS (SKOS
Reference, 10), or, where it holds as logic, by an axiom of RDF Schema or OWL. Axioms are given to the reasoner, too.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from dorsale.checks.finding import Finding
from dorsale.checks.messages import finding
from dorsale.namespaces import BASE, LICENCE, PREFIXES, TERM, VOCABULARY
from dorsale.tables.errors import TableError
from dorsale.tables.reading import Row
from dorsale.tables.sssom import MappingSet, UnknownPrefixError, read_mappings
from dorsale.turtle import Tree

__all__ = ["JUSTIFICATIONS", "RELATIONS", "axioms", "check_alignments", "mapping_sets"]

_RDF, _RDFS, _OWL, _SKOS = (PREFIXES[prefix] for prefix in ("rdf", "rdfs", "owl", "skos"))
_SEMAPV: Final = "https://w3id.org/semapv/vocab/"
_HEAD: Final = ("mapping_set_version", "mapping_set_title", "mapping_set_description", "mapping_date", "object_source")
"""What a release repeats of a head, besides identifier and licence."""

_TYPE: Final = ox.NamedNode(_RDF + "type")

_CLASS, _OBJECT, _DATATYPE = (_OWL + name for name in ("Class", "ObjectProperty", "DatatypeProperty"))
_PROPERTIES: Final = frozenset({_OBJECT, _DATATYPE})
_AXIOMS: Final = {
    _RDFS + "subClassOf": frozenset({_CLASS}),
    _OWL + "equivalentClass": frozenset({_CLASS}),
    _RDFS + "subPropertyOf": _PROPERTIES,
    _OWL + "equivalentProperty": _PROPERTIES,
}
"""Relations that are axioms, and of which kinds of term."""

RELATIONS: Final = frozenset(_AXIOMS) | {
    _SKOS + name for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
}
"""What a row may say."""

JUSTIFICATIONS: Final = frozenset(
    _SEMAPV + name
    for name in (
        *("ManualMappingCuration", "MappingReview", "MappingChaining", "MappingInversion", "LogicalReasoning"),
        *("LexicalMatching", "LexicalSimilarityThresholdMatching", "SemanticSimilarityThresholdMatching"),
        *("BackgroundKnowledgeBasedMatching", "InstanceBasedMatching", "StructuralMatching", "CompositeMatching"),
        "UnspecifiedMatching",
    )
)
"""Why somebody holds a row to be true: the matching processes of the Semantic Mapping Vocabulary (SEMAPV)."""


def mapping_sets(root: Path) -> list[Path]:
    """The files of the alignments, by name."""
    return sorted((root / "ontology" / "alignments").glob("*.sssom.tsv"))


def check_alignments(tree: Tree) -> Iterator[Finding]:
    """Heads and rows of the mapping sets that cannot be read, or say what they must not."""
    terms = _Terms(tree)
    for path in mapping_sets(tree.root):
        try:
            mappings = read_mappings(path)
        except TableError as error:
            yield finding("not-sssom", path, error.line or 1, detail=error.why)
            continue
        yield from _check_head(mappings)
        before: dict[tuple[str, str], int] = {}
        for row in mappings.rows:
            yield from terms.check(mappings, row)
            pair = row["subject_id"], row["object_id"]
            if pair in before:
                yield finding(
                    "alignment-repeated", path, row.line, curie=pair[0], other=pair[1], line_before=before[pair]
                )
            before.setdefault(pair, row.line)


def axioms(tree: Tree) -> Iterator[ox.Triple]:
    """The axioms among the rows, with declarations of the foreign terms in them; rows with findings are left out."""
    terms = _Terms(tree)
    for path in mapping_sets(tree.root):
        try:
            mappings = read_mappings(path)
        except TableError:
            continue
        for row in mappings.rows:
            if row.get("predicate_modifier") or any(terms.check(mappings, row)):
                continue
            subject, predicate, value = (
                ox.NamedNode(mappings.expand(row[key])) for key in ("subject_id", "predicate_id", "object_id")
            )
            for kind in sorted(terms.kinds(subject.value) & _AXIOMS.get(predicate.value, frozenset())):
                yield ox.Triple(value, _TYPE, ox.NamedNode(kind))
                yield ox.Triple(subject, predicate, value)


def _check_head(mappings: MappingSet) -> Iterator[Finding]:
    name = mappings.path.name.removesuffix(".sssom.tsv")
    wanted = {"mapping_set_id": f"{BASE}alignments/{name}", "license": LICENCE}
    for key, value in wanted.items():
        if mappings.head.get(key) != value:
            yield finding("alignment-head", mappings.path, mappings.lines.get(key, 1), key=key, wanted=value)
    for key in _HEAD:
        if not mappings.head.get(key):
            yield finding("alignment-head-missing", mappings.path, mappings.lines.get(key, 1), key=key)


class _Terms:
    """What the ontology and the vocabularies define: kinds and English labels."""

    def __init__(self, tree: Tree) -> None:
        self._kinds: dict[str, set[str]] = {}
        self._labels: dict[str, str] = {}
        names = (_RDFS + "label", _SKOS + "prefLabel")
        for triple in tree.triples("ontology", "vocabulary"):
            if not isinstance(triple.subject, ox.NamedNode) or not _is_ours(triple.subject.value):
                continue
            subject, value = triple.subject.value, triple.object
            if triple.predicate == _TYPE and isinstance(value, ox.NamedNode):
                self._kinds.setdefault(subject, set()).add(value.value)
            elif triple.predicate.value in names and isinstance(value, ox.Literal) and value.language == "en":
                self._labels[subject] = value.value

    def kinds(self, iri: str) -> set[str]:
        """The types of a term of ours; none where there is no such term."""
        return self._kinds.get(iri, set())

    def check(self, mappings: MappingSet, row: Row) -> Iterator[Finding]:
        """What is wrong with a row."""
        iris = {}
        for column in ("subject_id", "predicate_id", "object_id", "mapping_justification"):
            try:
                iris[column] = mappings.expand(row[column])
            except UnknownPrefixError as error:
                prefix = error.args[0]
                yield finding("alignment-prefix", row.path, row.line, curie=row[column], prefix=prefix)
        subject = iris.get("subject_id")
        kinds = self.kinds(subject) if subject else set()
        if subject and not kinds:
            yield finding("alignment-subject", row.path, row.line, curie=row["subject_id"])
        said = row.get("subject_label")
        label = self._labels.get(subject or "", said)
        if said and said != label:
            yield finding("alignment-label", row.path, row.line, curie=row["subject_id"], label=label, said=said)
        predicate = iris.get("predicate_id")
        if predicate and predicate not in RELATIONS:
            yield finding("alignment-relation", row.path, row.line, curie=row["predicate_id"])
        elif predicate in _AXIOMS and kinds and not kinds & _AXIOMS[predicate]:
            curie, said = row["predicate_id"], row["subject_id"]
            yield finding("alignment-kind", row.path, row.line, curie=curie, said=said)
        justification = iris.get("mapping_justification")
        if justification and justification not in JUSTIFICATIONS:
            curie = row["mapping_justification"]
            yield finding("alignment-justification", row.path, row.line, curie=curie)


def _is_ours(iri: str) -> bool:
    return iri.startswith((TERM, VOCABULARY))
