"""What the curated files say already: the names of things, and the values of their figures."""

import re
import unicodedata
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from dorsale.namespaces import ID, PREFIXES

__all__ = ["Curated", "folded", "kind_of"]

_DOR: Final = PREFIXES["dor"]
_NAMED: Final = {PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "altLabel", _DOR + "legalName"}
_MEASURED: Final = {_DOR + name: name for name in ("measure", "value", "asOf")}
_KIND: Final = re.compile(re.escape(ID) + r"(organization|hardware|model|cluster|site)/")


class Curated:
    """The data that people wrote, read once; what was imported before is left out."""

    def __init__(self, data: Path) -> None:
        self.called: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self.described: set[str] = set()
        parts: defaultdict[str, dict[str, str]] = defaultdict(dict)
        owners: dict[str, str] = {}
        for path in sorted(data.rglob("*.ttl")):
            if "imported" not in path.parts:
                for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
                    subject, predicate = str(quad.subject).strip("<>"), quad.predicate.value
                    value = quad.object.value if isinstance(quad.object, ox.NamedNode | ox.Literal) else ""
                    if predicate in _NAMED and (kind := kind_of(subject)):
                        self.called[kind, folded(value)].add(subject)
                        self.described.add(subject)
                    elif predicate in _MEASURED:
                        parts[subject][_MEASURED[predicate]] = value
                    elif predicate == _DOR + "figure":
                        owners[value] = subject
        self._figures = {
            (owners[iri], said["measure"], Decimal(said["value"]), said["asOf"])
            for iri, said in parts.items()
            if iri in owners and len(said) == len(_MEASURED)
        }

    def says(self, thing: str, measure: str, value: Decimal, as_of: str) -> bool:
        """Whether a figure of ``thing`` has this value of this measure for this day."""
        return (thing, measure, value, as_of) in self._figures


def kind_of(iri: str) -> str | None:
    """The kind of a thing of which a table may know another; ``None`` for everything else."""
    found = _KIND.match(iri)
    return found[1] if found else None


def folded(name: str) -> str:
    """A name without case, accents, blanks and signs."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "", plain)
