"""Does a store hold what it should? Graph by graph: how many triples, and the SHA-256 of all of them in their order.

The store is asked for the subjects of the release, some hundred at a time, which every store answers from an index and
none cuts short; that it holds nothing about other subjects follows from the count. Where the store keeps all as it is
given and a graph has no blank nodes, the SHA-256 is that of the lines of this graph in the release's ``store.nq``.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from dorsale.exchange.stores.keeping import Keeping
from dorsale.exchange.stores.store import Store
from dorsale.release.patch import Section, groups, statements

__all__ = ["Compared", "Portion", "compare", "portions"]

_SUBJECTS: Final = 300
_STATEMENTS: Final = 3000
"""How much is asked at once. Virtuoso gives no more than 10,000 rows as it comes."""


class Portion(NamedTuple):
    """Some subjects of a graph: what should be said of them, and what the store says."""

    expected: list[str]
    found: list[str]


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A graph as it should be and as it is in the store."""

    graph: str
    expected: int
    found: int
    digest: str
    found_digest: str
    example: str
    """A statement that is too many (``+``) or missing (``-``) in the store; empty where none was met."""

    @property
    def same(self) -> bool:
        """Whether the store holds the graph and nothing else in it."""
        return self.expected == self.found and self.digest == self.found_digest


def portions(
    store: Store, path: Path, graph: str, section: Section | None, *, named: str, keeping: Keeping
) -> Iterator[Portion]:
    """The statements of a graph of the file at ``path`` side by side with those of the store's graph ``named``."""
    subjects: list[str] = []
    expected: list[str] = []
    for _, lines in groups(path, graph, section):
        said = keeping.kept(statements(lines, graph))
        subjects.append(said[0].partition(" ")[0])
        expected += said
        if len(subjects) >= _SUBJECTS or len(expected) >= _STATEMENTS:
            yield Portion(expected, store.about(named, subjects))
            subjects, expected = [], []
    if subjects:
        yield Portion(expected, store.about(named, subjects))


def compare(store: Store, path: Path, graph: str, section: Section | None, *, named: str, keeping: Keeping) -> Compared:
    """Compare one graph; ``section`` is None for one that should be empty."""
    digests = hashlib.sha256(), hashlib.sha256()
    number, example = 0, ""
    for portion in portions(store, path, graph, section, named=named, keeping=keeping):
        number += len(portion.expected)
        both = [sorted({keeping.compared(one) for one in side}) for side in portion]
        for digest, lines in zip(digests, both, strict=True):
            digest.update("".join(f"{line} <{graph}> .\n" for line in lines).encode())
        if both[0] != both[1] and not example:
            missing, many = (sorted(set(one) - set(other)) for one, other in (both, both[::-1]))
            example = f"- {missing[0]}" if missing else f"+ {many[0]}"
    return Compared(
        graph=named,
        expected=number,
        found=store.count(named),
        digest=digests[0].hexdigest(),
        found_digest=digests[1].hexdigest(),
        example=example,
    )
