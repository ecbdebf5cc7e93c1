"""Who is who: which rows and names of a table are things that Dorsale describes already, by tables that people review.

``matches.sssom.tsv`` is a mapping set in SSSOM: ``skos:exactMatch`` says that a row or name is the thing,
``skos:broadMatch`` that it is a unit, phase or version of it, ``skos:relatedMatch`` that a cluster stands at the site
or that a deal is the loan beside a round; a row with the modifier ``Not`` says that two things of like name differ.
``names.tsv`` gives what is new its slug and its labels where they are not the name itself.
"""

import re
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Final, NamedTuple

from dorsale.namespaces import ID
from dorsale.tables.reading import read_table
from dorsale.tables.sssom import read_mappings

__all__ = ["Name", "Ties", "slug"]

EXACT: Final = "skos:exactMatch"
BROAD: Final = "skos:broadMatch"
RELATED: Final = "skos:relatedMatch"

_MATCHES: Final = ("subject_label", "subject_source", "predicate_id", "object_id")
_NAMES: Final = ("table", "name", "slug", "label_en", "label_fr", "function", "country")
_LETTERS: Final = str.maketrans({"ø": "o", "Ł": "L", "ł": "l", "α": "alpha", "β": "beta", "Φ": "phi", "’": "", "'": ""})


class Name(NamedTuple):
    """What a new thing is called."""

    slug: str
    en: str
    fr: str
    functions: tuple[str, ...] = ()
    country: str = ""


class Ties:
    """What the two tables of a folder say."""

    def __init__(self, folder: Path) -> None:
        self._matches: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
        self._differ: set[tuple[str, str]] = set()
        for row in read_mappings(folder / "matches.sssom.tsv", _MATCHES).rows:
            table = row["subject_source"].removeprefix("epoch:")
            thing = row["object_id"].removeprefix("dorsale:")
            if row["object_id"] == thing:
                raise row.wrong(f"object_id: {thing!r} does not begin with dorsale:")
            if row.get("predicate_modifier") == "Not":
                self._differ.add((row["subject_label"], ID + thing))
            else:
                self._matches[table, row["subject_label"], row["predicate_id"]].append(ID + thing)
        self._names = {
            (row["table"], row["name"]): Name(
                row["slug"], row["label_en"], row["label_fr"], tuple(row["function"].split()), row["country"]
            )
            for row in read_table(folder / "names.tsv", _NAMES, delimiter="\t")
        }

    def matches(self, table: str, name: str, predicate: str) -> list[str]:
        """The IRIs to which a row or name of ``table`` is tied by ``predicate``."""
        return self._matches.get((table, name, predicate), [])

    def exact(self, table: str, name: str) -> str | None:
        """The IRI of the thing that a row or name is."""
        return next(iter(self.matches(table, name, EXACT)), None)

    def differ(self, name: str, iri: str) -> bool:
        """Whether somebody has said that the row or name is not the thing."""
        return (name, iri) in self._differ

    def name(self, table: str, name: str) -> Name:
        """How a new thing is called; by its name in the table, where nobody has said otherwise."""
        text = re.sub(r"\s+", " ", name).replace("'", "’")
        return self._names.get((table, name)) or Name(slug(text), text, text)


def slug(text: str) -> str:
    """``text`` in the letters, digits, dots and hyphens of which slugs are made."""
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS).replace("+", " plus "))
    ascii_only = plain.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9.]+", "-", ascii_only).replace(".-", "-").replace("-.", "-").strip("-.")
