"""The releases that are kept beside the one that is served, and which of them came before which."""

import json
import re
from typing import Final

from dorsale.release.folder import MANIFEST, Release, ReleaseError
from dorsale.release.shelf import CHANGES, CURRENT

__all__ = ["VERSION", "before", "find", "kept"]

VERSION: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,99}")
"""What a version looks like."""


def find(served: Release, version: str) -> Release | None:
    """The release of that version; ``None`` where it is not kept, not whole, or no version at all.

    None is private: where what is served is, its record is what there is, and nothing else.
    """
    record = served.for_everybody()
    if version == record.version:
        return record
    if served.private or version == CURRENT or not VERSION.fullmatch(version):
        return None
    try:
        found = Release.open(served.path.parent / version)
    except ReleaseError:
        return None
    return found if found.version == version and not found.private else None


def kept(served: Release) -> list[Release]:
    """Every release that is kept and whole, the served one included, the latest data first."""
    own = served.for_everybody().version
    names = {path.parent.name for path in served.path.parent.glob(f"[!.]*/{MANIFEST}")} - {CURRENT}
    found = [release for name in {*names, own} if (release := find(served, name))]
    return sorted(found, key=lambda one: (one.version == own, one.manifest["modified"], one.version), reverse=True)


def before(release: Release) -> str | None:
    """The version that was served before ``release``, where a build has compared the two."""
    file = release.path.parent / CHANGES / f"{release.version}.json"
    return str(json.loads(file.read_text(encoding="utf-8"))["from"]) if file.is_file() else None
