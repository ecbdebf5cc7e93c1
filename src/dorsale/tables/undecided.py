"""New things that bear the name or the IRI of a known one: somebody has to say whether they are the same."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from dorsale.namespaces import ID, PREFIXES
from dorsale.tables.tidy import Tidy
from dorsale.tables.ties import Ties

__all__ = ["folded", "undecided"]

_NAMED: Final = {PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "altLabel", PREFIXES["dor"] + "legalName"}
_THING: Final = re.compile(re.escape(ID) + r"(organization|hardware|model|cluster|site)/")


def undecided(tables: Iterable[Tidy], names: dict[str, str], ties: Ties, data: Path) -> list[str]:
    """A line for each new thing whose name is, but for case, accents and signs, that of a known one of its kind.

    ``names`` has the name in the table of each new thing. What ``matches.sssom.tsv`` tells apart is left out.
    """
    known: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for path in sorted(data.rglob("*.ttl")):
        if "imported" not in path.parts:
            for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
                if quad.predicate.value in _NAMED and isinstance(quad.subject, ox.NamedNode):
                    kind = _THING.match(quad.subject.value)
                    if kind:
                        known[kind[1], folded(ox.Literal(quad.object.value).value)].add(quad.subject.value)
    described = {iri for iris in known.values() for iri in iris}
    found = []
    for tidy in tables:
        for iri, cells in tidy.things.items():
            kind = _THING.match(iri)
            if iri in described:
                found.append(f"{names[iri]!r} would be {iri}, which is described already")
                continue
            for other in sorted(known.get((kind[1], folded(cells["label_en"])), ()) if kind else ()):
                if not ties.differ(names[iri], other):
                    found.append(f"{names[iri]!r} (would be {iri}) is called like {other}")
    return found


def folded(name: str) -> str:
    """A name without case, accents, blanks and signs."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "", plain)
