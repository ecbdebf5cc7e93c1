"""What ``dorsale push`` and ``dorsale sync`` do, with the status that they exit with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dorsale.engine.remote.auth import Credentials
from dorsale.exchange.stores.comparing import Compared
from dorsale.exchange.stores.errors import StoreError, Unknown
from dorsale.exchange.stores.following import Follower
from dorsale.exchange.stores.opening import Address, open_store
from dorsale.namespaces import GRAPH
from dorsale.release import Release

__all__ = ["Target", "push", "sync"]


@dataclass(frozen=True, kw_only=True)
class Target:
    """A store, who writes to it, what its graphs are called, and the releases that it follows."""

    address: Address
    releases: Path
    credentials: Credentials
    prefix: str = GRAPH
    say: Callable[[str], None] = lambda _: None

    @contextmanager
    def open(self, *, write: bool = True) -> Iterator[Follower]:
        """The store, opened. Raises :class:`StoreError`."""
        if Release.open(self.releases / "current").private:
            raise StoreError(
                f"{self.releases} has private releases, which are not pushed: push the public one of which they are "
                "made, and load private/overlays/*.nq by the store’s own means"
            )
        marker = Follower.marker_of(self.prefix)
        with open_store(self.address, self.credentials, marker=marker, write=write) as store:
            yield Follower(store=store, releases=self.releases, prefix=self.prefix, say=self.say)


def push(target: Target, *, replace: bool = False) -> int:
    """Load the current release and compare; 0 the store holds it, 1 it differs.

    Raises :class:`StoreError` and :class:`dorsale.release.ReleaseError` when it cannot be done.
    """
    release = Release.open(target.releases / "current")
    with target.open() as follower:
        follower.push(release, replace=replace)
        return _told(follower.verify(release), release, target.say)


def sync(target: Target, *, replace: bool = False, repair: bool = False, only_check: bool = False) -> int:
    """Bring the store to the current release and compare; with ``repair`` mend what differs.

    With ``only_check`` nothing is written, and the store is compared with the release that its marker names. Returns 0
    when the store holds the release and 1 when it differs. Raises as :func:`push` does.
    """
    with target.open(write=not only_check) as follower:
        if only_check:
            held = follower.held()
            if held is None:
                raise StoreError("the store holds no whole release of ours; dorsale sync brings one")
            release = follower.kept(held)
        else:
            try:
                release = follower.sync(replace=replace)
            except Unknown:
                if not repair:
                    raise
                release = Release.open(target.releases / "current")
        found = follower.verify(release)
        if repair and not only_check and not (follower.held() == release.version and all(one.same for one in found)):
            found = follower.repair(release)
        return _told(found, release, target.say)


def _told(found: list[Compared], release: Release, say: Callable[[str], None]) -> int:
    wrong = [one for one in found if not one.same]
    for one in found:
        verdict = "as it should be" if one.same else f"DIFFERS from the release, which has {one.expected} {one.digest}"
        say(f"{one.graph}: {one.found} triples, SHA-256 {one.found_digest}, {verdict}")
        if not one.same and one.example:
            say(f"  {one.example}")
    if wrong:
        say(f"{len(wrong)} graphs differ from release {release.version}; dorsale sync --repair mends them")
        return 1
    say(f"the store holds release {release.version}")
    return 0
