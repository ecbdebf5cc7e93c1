import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dorsale.release import BuildError, Release, ReleaseError, build
from dorsale.release.shelf import Busy, Shelf
from dorsale.release.stream import STREAM

from .small import small_tree

BUILD = """
import os, re, signal, sys
from pathlib import Path
from dorsale.release import build

def watch(event, arguments):
    if event in STEPS and re.search(sys.argv[3], f"{event} {' '.join(map(str, arguments[:2]))}"):
        os.kill(os.getpid(), signal.SIGKILL)

STEPS = {"open", "os.mkdir", "os.rename", "os.symlink", "sqlite3.connect"}
sys.addaudithook(watch)
build(Path(sys.argv[1]), Path(sys.argv[2]), verify=False)
"""
"""A build that dies just before the step that its third argument, a regular expression, names."""

STEPS = (
    r"open \S+/\.lock w",
    r"os\.mkdir \S+/\.unfinished-\d+ ",
    r"open \S+/dumps/\S+\.rdf\.gz w",
    r"open \S+/store\.nq w",
    r"sqlite3\.connect \S+/search\.sqlite",
    r"open \S+/manifest\.json w",
    r"open \S+/\.unfinished-\d+ None",  # while what the build before left is cleared away
    r"open \S+/\.unfinished-\d+/store\.nq None",  # while files are flushed to disk
    r"os\.rename \S+/\.unfinished-\d+ \S+/\d",
    r"os\.symlink ",
    r"os\.rename \S+ \S+/current",
)


DEAL = "deals/2025/2025-11-03-openai-aws.ttl"


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, and where its links lead."""
    return {
        str(path.relative_to(folder)): bytes(path.readlink()) if path.is_symlink() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def test_the_same_input_gives_the_same_bytes(root: Path, tmp_path: Path) -> None:
    """From another folder, in a process that hashes otherwise and lives in another time zone.

    But for the streams, which say when a release came. A part of the tree; all of it with ``DORSALE_TEST_LONG=1``.
    """
    parts: tuple[str, ...] = ("platforms", "persons", "deals/2024")
    if os.environ.get("DORSALE_TEST_LONG"):
        parts = tuple(path.name for path in (root / "data").iterdir() if path.is_dir())
    tree = small_tree(root, tmp_path / "tree", *parts)
    shutil.copy(root / "CHANGELOG.md", tree)
    shutil.copytree(tree, tmp_path / "other")
    build(tree, tmp_path / "here", verify=False)
    environment = {**os.environ, "PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}
    command = [sys.executable, "-c", BUILD, str(tmp_path / "other"), str(tmp_path / "there"), "(?!)"]
    subprocess.run(command, check=True, env=environment)
    made, before = contents(tmp_path / "there"), contents(tmp_path / "here")
    assert {made.pop(STREAM)[:16], before.pop(STREAM)[:16]} == {b"SQLite format 3\0"}
    assert made == before


def test_another_input_gives_another_version(root: Path, tmp_path: Path) -> None:
    tree = small_tree(root, tmp_path / "tree")
    one = build(tree, tmp_path / "out", verify=False)
    dataset = tree / "data" / "dataset.ttl"
    dataset.write_text(dataset.read_text(encoding="utf-8").replace("Dorsale", "Épine"), encoding="utf-8")
    assert build(tree, tmp_path / "out", verify=False).version != one.version


def test_killed_before_any_step_it_leaves_the_old_release(root: Path, releases: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(releases, out, symlinks=True)
    old = Release.open(out / "current")
    served = contents(old.path)
    new_root = small_tree(root, tmp_path)
    for step in STEPS:
        died = subprocess.run([sys.executable, "-c", BUILD, str(new_root), str(out), step], check=False)
        assert died.returncode == -signal.SIGKILL, step
        assert Release.open(out / "current").version == old.version, step
        assert contents((out / "current").resolve()) == served, step
    new = build(new_root, out, verify=False)
    assert Release.open(out / "current").version == new.version != old.version
    assert not list(new.damaged())
    assert not [path for path in out.iterdir() if path.name.startswith(".unfinished")]


def test_a_fault_ends_the_build_and_leaves_the_old_release(root: Path, releases: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(releases, out, symlinks=True)
    before = contents(out)
    deal = small_tree(root, tmp_path, DEAL) / "data" / DEAL
    lines = deal.read_text(encoding="utf-8").splitlines(keepends=True)
    line = lines.index("    dor:value 38000000000 ;\n")
    lines[line] = "    dor:value -38000000000 ;\n"
    deal.write_text("".join(lines), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "dorsale", "build", "--root", str(tmp_path), "--out", str(out)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "no release was made" in done.stderr
    assert f"data/{DEAL}:{line + 1}: error: " in done.stderr
    assert contents(out) == before


def test_what_breaks_on_a_faulty_tree_is_told_by_its_check(root: Path, tmp_path: Path) -> None:
    tree = small_tree(root, tmp_path / "tree", DEAL)
    (tree / "data" / DEAL).write_text("this is no Turtle\n", encoding="utf-8")
    with pytest.raises(BuildError, match=rf"data/{DEAL}:1: error: "):
        build(tree, tmp_path / "out")


def test_one_writer_at_a_time(root: Path, tmp_path: Path) -> None:
    with Shelf.hold(tmp_path):
        with pytest.raises(Busy), Shelf.hold(tmp_path):
            pass
        with pytest.raises(BuildError, match="another build"):
            build(root, tmp_path, verify=False)


def test_a_damaged_release_is_noticed_and_made_again(root: Path, tmp_path: Path) -> None:
    tree, out = small_tree(root, tmp_path / "tree"), tmp_path / "out"
    made = build(tree, out, verify=False)
    victim = made.file("store.nq")
    victim.write_bytes(victim.read_bytes().replace(b"Dorsale", b"Dorsela", 1))
    assert list(made.damaged()) == ["store.nq"]
    assert not list(build(tree, out, verify=False).damaged())
    victim.write_bytes(b"")
    with pytest.raises(ReleaseError, match=r"store\.nq"):
        Release.open(out / "current")


def test_no_release_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="dorsale build"):
        Release.open(tmp_path / "current")
