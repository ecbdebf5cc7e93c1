"""The real ontology with the faults of ``faulty/`` laid over it."""

import shutil
from pathlib import Path

import pytest
from tests.release.small import small_tree


@pytest.fixture(scope="session")
def faulty(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the ontology, with the files of ``faulty/`` beside theirs."""
    copy = small_tree(root, tmp_path_factory.mktemp("faulty") / "tree")
    return Path(shutil.copytree(Path(__file__).parent / "faulty", copy, dirs_exist_ok=True))
