"""What a dataset counts: the numbers that VoID, DCAT and the manifest state, all computed."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from dorsale.namespaces import ID, PREFIXES

__all__ = ["Statistics", "count", "count_things"]

_TYPE = PREFIXES["rdf"] + "type"


@dataclass(frozen=True, kw_only=True)
class Statistics:
    """The counts of one graph, as VoID section 4 defines them."""

    triples: int
    entities: int
    distinct_subjects: int
    distinct_objects: int
    classes: dict[str, int]
    """Class → entities of it."""
    properties: dict[str, int]
    """Property → triples with it."""


def count(triples: Iterable[ox.Triple]) -> Statistics:
    """The statistics of a graph, given its triples without repetition; entities are the things under ``/id/``."""
    subjects: set[object] = set()
    objects: set[object] = set()
    classes: defaultdict[str, int] = defaultdict(int)
    properties: Counter[str] = Counter()
    total = 0
    for triple in triples:
        total += 1
        subjects.add(triple.subject)
        objects.add(triple.object)
        properties[triple.predicate.value] += 1
        if triple.predicate.value == _TYPE and isinstance(triple.object, ox.NamedNode):
            classes[triple.object.value] += 1
    entities = sum(isinstance(subject, ox.NamedNode) and subject.value.startswith(ID) for subject in subjects)
    return Statistics(
        triples=total,
        entities=entities,
        distinct_subjects=len(subjects),
        distinct_objects=len(objects),
        classes=dict(sorted(classes.items())),
        properties=dict(sorted(properties.items())),
    )


def count_things(triples: Iterable[ox.Triple]) -> dict[str, int]:
    """How many things of each kind have a type (``deal``, ``organization`` …)."""
    typed = {
        triple.subject.value
        for triple in triples
        if triple.predicate.value == _TYPE
        and isinstance(triple.subject, ox.NamedNode)
        and triple.subject.value.startswith(ID)
    }
    return dict(sorted(Counter(iri.removeprefix(ID).partition("/")[0] for iri in typed).items()))
