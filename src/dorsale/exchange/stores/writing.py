"""Changes into a store, in batches: one that is made twice does the same as once, and the marker follows behind."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from dorsale.exchange.stores.errors import Refused, StoreError
from dorsale.exchange.stores.marker import MarkerGraph
from dorsale.exchange.stores.store import Store
from dorsale.release.patch import MOST, Change, sparql_update

__all__ = ["write", "write_all"]

_TOO_MUCH: Final = frozenset({400, 413, 500})
"""What stores answer to an update that is too long for them."""


def write(store: Store, marker: MarkerGraph, changes: Iterable[Change]) -> Iterator[int]:
    """Make the changes that are not done yet, and give how many are done after each batch.

    Raises :class:`StoreError`; the store then holds what the marker says, and some changes more.
    """
    left = iter(changes)
    done = sum(1 for _ in islice(left, marker.marker.done))
    while batch := list(islice(left, MOST)):
        done += len(batch)
        _write(store, batch, after=marker.progress(done) if store.update else "")
        yield done


def write_all(store: Store, changes: Iterable[Change], *, most: int = MOST) -> None:
    """Make all the changes, so many at a time; the marker is not told. Raises :class:`StoreError`."""
    left = iter(changes)
    while batch := list(islice(left, most)):
        _write(store, batch)


def _write(store: Store, batch: list[Change], *, after: str = "") -> None:
    if store.update is None:
        _post(store, batch)
        return
    ordered = sorted(batch, key=lambda change: (change.graph, change.way == "A"))
    try:
        store.write("".join(sparql_update(ordered)) + after)
    except Refused as error:
        if error.status not in _TOO_MUCH:
            raise
        if len(batch) == 1:
            raise StoreError(f"the store does not take this: {batch[0].statement}\n{error}") from error
        middle = len(batch) // 2
        _write(store, batch[:middle])
        _write(store, batch[middle:], after=after)


def _post(store: Store, batch: list[Change]) -> None:
    if any(change.way == "D" for change in batch):
        raise StoreError("the Graph Store Protocol cannot take single statements away: name --update")
    for graph in dict.fromkeys(change.graph for change in batch):
        store.add(graph, [change.statement for change in batch if change.graph == graph])
