"""New things that bear the name or the IRI of a known one: somebody has to say whether they are the same."""

from collections.abc import Iterable

from dorsale.tables.curated import Curated, folded, kind_of
from dorsale.tables.tidy import Tidy
from dorsale.tables.ties import Ties

__all__ = ["undecided"]


def undecided(tables: Iterable[Tidy], names: dict[str, str], ties: Ties, curated: Curated) -> list[str]:
    """A line for each new thing whose name is, but for case, accents and signs, that of a known one of its kind.

    ``names`` has the name in the table of each new thing. What ``matches.sssom.tsv`` tells apart is left out.
    """
    found = []
    for tidy in tables:
        for iri, cells in tidy.things.items():
            if iri in curated.described:
                found.append(f"{names[iri]!r} would be {iri}, which is described already")
                continue
            kind = kind_of(iri)
            for other in sorted(curated.called.get((kind, folded(cells["label_en"])), ()) if kind else ()):
                if not ties.differ(names[iri], other):
                    found.append(f"{names[iri]!r} (would be {iri}) is called like {other}")
    return found
