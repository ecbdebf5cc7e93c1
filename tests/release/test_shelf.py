import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dorsale.release import BuildError, Release, ReleaseError, build
from dorsale.release.shelf import Busy, Shelf

BUILD = """
import sys
from pathlib import Path
from dorsale.release import build
build(Path(sys.argv[1]), Path(sys.argv[2]), verify=False)
"""


def changed(root: Path, copy: Path) -> Path:
    """A copy of the tree in which one label differs."""
    (copy / "ontology").symlink_to(root / "ontology")
    (copy / "data").mkdir()
    for part in (root / "data").iterdir():
        if part.name != "dataset.ttl":
            (copy / "data" / part.name).symlink_to(part)
    text = (root / "data" / "dataset.ttl").read_text(encoding="utf-8")
    (copy / "data" / "dataset.ttl").write_text(text.replace("Dorsale", "Épine"), encoding="utf-8")
    return copy


def test_the_same_input_gives_the_same_bytes(root: Path, release: Release, tmp_path: Path) -> None:
    again = build(root, tmp_path, verify=False)
    assert again.manifest == release.manifest
    assert not list(again.damaged())


def test_another_input_gives_another_version(root: Path, release: Release, tmp_path: Path) -> None:
    other = build(changed(root, tmp_path), tmp_path / "out", verify=False)
    assert other.version != release.version


def test_killed_at_any_moment_it_leaves_the_old_release(root: Path, release: Release, tmp_path: Path) -> None:
    out = tmp_path / "out"
    old = build(root, out, verify=False)
    new_root = changed(root, tmp_path)
    started = time.monotonic()
    subprocess.run([sys.executable, "-c", BUILD, str(new_root), str(tmp_path / "other")], check=True)
    lasts = time.monotonic() - started
    for moment in range(10):
        child = subprocess.Popen([sys.executable, "-c", BUILD, str(new_root), str(out)])
        time.sleep(lasts * (0.3 + 0.07 * moment))
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        served = Release.open(out / "current")
        assert not list(served.damaged())
        if served.version != old.version:
            break
    new = build(new_root, out, verify=False)
    assert Release.open(out / "current").version == new.version != old.version
    assert not [path for path in out.iterdir() if path.name.startswith(".unfinished")]


def test_one_writer_at_a_time(root: Path, tmp_path: Path) -> None:
    with Shelf.hold(tmp_path):
        with pytest.raises(Busy), Shelf.hold(tmp_path):
            pass
        with pytest.raises(BuildError, match="another build"):
            build(root, tmp_path, verify=False)


def test_a_damaged_release_is_noticed_and_made_again(root: Path, tmp_path: Path) -> None:
    made = build(root, tmp_path, verify=False)
    victim = made.file("store.nq")
    victim.write_bytes(victim.read_bytes().replace(b"OpenAI", b"OpenIA", 1))
    assert list(made.damaged()) == ["store.nq"]
    assert not list(build(root, tmp_path, verify=False).damaged())
    victim.write_bytes(b"")
    with pytest.raises(ReleaseError, match=r"store\.nq"):
        Release.open(tmp_path / "current")


def test_no_release_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="dorsale build"):
        Release.open(tmp_path / "current")
