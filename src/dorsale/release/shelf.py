"""The folder of releases: one writer at a time, whole folders only, and one name swapped at the end."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from dorsale.release.folder import Release, ReleaseError

__all__ = ["CHANGES", "CURRENT", "Busy", "Mixed", "Shelf"]

CURRENT: Final = "current"
CHANGES: Final = "changes"
"""The folder beside the releases that says, in VERSION.json, what each one says otherwise than the one before it."""

_UNFINISHED: Final = ".unfinished-"


class Busy(Exception):  # noqa: N818 - it says what is the case
    """Another build is writing to the same folder of releases."""


class Mixed(Exception):  # noqa: N818 - it says what is the case
    """A folder would get releases for everybody and private ones, and a server that watches it might publish both."""


class Shelf:
    """A folder of releases, held by one writer; made by :meth:`hold`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._scratch = folder / f"{_UNFINISHED}{os.getpid()}"

    @classmethod
    @contextmanager
    def hold(cls, folder: Path, *, private: bool = False) -> Iterator["Shelf"]:
        """The shelf of ``folder``, which is made where it is missing, without what killed builds left behind.

        A folder has either releases for everybody or private ones, which nobody but its owner may read. Raises
        :class:`Busy` when another process holds it, and :class:`Mixed` when it has the other sort.
        """
        folder.mkdir(mode=0o700 if private else 0o777, parents=True, exist_ok=True)
        with (folder / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Busy(f"another build is writing to {folder}") from error
            shelf = cls(folder)
            current = shelf.current()
            if current and bool(current.private) is not private:
                kept, other = ("private", "one for everybody") if current.private else ("public", "a private one")
                raise Mixed(f"{folder} has {kept} releases, and {other} needs another folder")
            if private:
                folder.chmod(0o700)
            for left in folder.glob(f"{_UNFINISHED}*"):
                if left.is_symlink():
                    left.unlink()
                else:
                    shutil.rmtree(left)
            try:
                yield shelf
            finally:
                shutil.rmtree(shelf._scratch, ignore_errors=True)

    def holds(self, version: str) -> bool:
        """Whether the release is there and every byte of it is the one that its manifest promises."""
        try:
            return not any(Release.open(self._folder / version).damaged())
        except ReleaseError:
            return False

    def scratch(self) -> Path:
        """An empty folder in which to write a release."""
        self._scratch.mkdir()
        return self._scratch

    def place(self, version: str) -> None:
        """Make the scratch folder durable and give it the name of its version."""
        for path in (*self._scratch.rglob("*"), self._scratch):
            _flush(path)
        shutil.rmtree(self._folder / version, ignore_errors=True)
        self._scratch.rename(self._folder / version)

    def current(self) -> Release | None:
        """The release that is served, where there is a whole one."""
        try:
            return Release.open(self._folder / CURRENT)
        except ReleaseError:
            return None

    def tell(self, version: str, changes: bytes) -> None:
        """Keep what a version says otherwise than the one before it; what is kept already stays."""
        kept = self._folder / CHANGES / f"{version}.json"
        if kept.exists():
            return
        self._scratch.mkdir()
        draft = self._scratch / kept.name
        draft.write_bytes(changes)
        _flush(draft)
        kept.parent.mkdir(exist_ok=True)
        draft.replace(kept)
        self._scratch.rmdir()

    def renew(self, name: str, change: Callable[[Path], bool]) -> None:
        """Replace the file ``name`` beside the releases, in one step, by a copy that ``change`` wrote to.

        ``change`` makes the file where there was none, and says whether it is to be kept.
        """
        self._scratch.mkdir()
        kept, draft = self._folder / name, self._scratch / name
        if kept.exists():
            shutil.copyfile(kept, draft)
        if change(draft):
            _flush(draft)
            draft.replace(kept)
            _flush(self._folder)
        shutil.rmtree(self._scratch)

    def point(self, version: str) -> None:
        """Let ``current`` name this version, in one step."""
        self._scratch.symlink_to(version)
        self._scratch.replace(self._folder / CURRENT)
        _flush(self._folder)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
