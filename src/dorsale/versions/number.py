"""Version numbers (Semantic Versioning 2.0.0) and what a step from one to the next declares."""

import re
from enum import IntEnum
from typing import Final, NamedTuple

__all__ = ["Level", "Version", "declared"]

_FORM: Final = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


class Level(IntEnum):
    """How much a change weighs; the weightiest change says what the next version has to be."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


class Version(NamedTuple):
    """``MAJOR.MINOR.PATCH``."""

    major: int
    minor: int
    patch: int

    @classmethod
    def read(cls, text: str) -> "Version":
        """The version that ``text`` is.

        Raises:
            ValueError: it is none; marks of pre-releases and builds are not used here.
        """
        found = _FORM.fullmatch(text)
        if not found:
            raise ValueError(text)
        return cls(*map(int, found.groups()))

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    def next(self, level: Level) -> "Version":
        """The first version after this one that declares a change of ``level``."""
        if level is Level.NONE:
            return self
        if level is Level.MAJOR:
            return Version(self.major + 1, 0, 0) if self.major else Version(0, self.minor + 1, 0)
        if level is Level.MINOR and self.major:
            return Version(self.major, self.minor + 1, 0)
        return Version(self.major, self.minor, self.patch + 1)


def declared(old: Version, new: Version) -> Level | None:
    """What the step from ``old`` to ``new`` declares; None for a step back.

    While the major number is 0 the middle one plays its part, and the last one that of both others.
    """
    if new < old:
        return None
    if new == old:
        return Level.NONE
    if new.major != old.major:
        return Level.MAJOR
    if new.minor != old.minor:
        return Level.MINOR if new.major else Level.MAJOR
    return Level.PATCH if new.major else Level.MINOR
