"""The real tree with the faults of ``faulty/`` laid over it."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def faulty(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of ontology/ and data/ with the files of ``faulty/`` beside theirs."""
    copy = tmp_path_factory.mktemp("faulty")
    for folder in ("ontology", "data"):
        shutil.copytree(root / folder, copy / folder)
    return Path(shutil.copytree(Path(__file__).parent / "faulty", copy, dirs_exist_ok=True))
