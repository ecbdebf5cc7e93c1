"""What all rooms share: the real tree, and one release built of it for the whole run."""

from pathlib import Path

import pytest

from dorsale.release import Release, build

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder that holds ontology/ and data/."""
    return ROOT


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of releases with one release of the real tree (the tree is checked by a test of its own)."""
    out = tmp_path_factory.mktemp("releases")
    build(ROOT, out, verify=False)
    return out


@pytest.fixture(scope="session")
def release(releases: Path) -> Release:
    """The release in the folder of releases."""
    return Release.open(releases / "current")
