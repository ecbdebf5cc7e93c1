"""What is given to others: wheel and sdist hold what runs in browsers, and the wheel alone serves it."""

import gzip
import importlib.util
import json
import re
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

Serve = Callable[..., AbstractContextManager[tuple[str, "subprocess.Popen[str]"]]]
_BUILT = "dorsale/pages/static/built/"


@pytest.fixture(scope="module")
def packages(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The wheel and the sdist, built from the tree."""
    out = tmp_path_factory.mktemp("packages")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(out), "-t", "wheel", "-t", "sdist"]
    subprocess.run(command, cwd=root, check=True, capture_output=True, timeout=120)
    return {"wheel": next(out.glob("*.whl")), "sdist": next(out.glob("*.tar.gz"))}


@pytest.fixture(scope="module")
def built(root: Path) -> set[str]:
    """The names of the files that ``make web`` has to build, of which one is for each island."""
    islands = {f"{source.stem}.js" for source in (root / "web" / "src").glob("*.ts")}
    assert islands
    return {*islands, "world.json", "THIRD_PARTY_NOTICES.txt"}


def test_the_wheel_holds_every_module(packages: dict[str, Path], built: set[str]) -> None:
    with zipfile.ZipFile(packages["wheel"]) as wheel:
        names = wheel.namelist()
    assert {name.removeprefix(_BUILT) for name in names if name.startswith(_BUILT)} == built


def test_the_sdist_holds_modules_and_their_sources(packages: dict[str, Path], built: set[str]) -> None:
    with tarfile.open(packages["sdist"]) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    assert {f"src/{_BUILT}{name}" for name in built} <= names
    assert {"web/package-lock.json", "web/build.mjs", "web/hatch_build.py"} <= names
    assert [name for name in names if "node_modules" in name] == []


@pytest.mark.parametrize(("name", "most"), [("query.js", 150_000), ("network.js", 10_000), ("suggest.js", 5_000)])
def test_modules_stay_small(root: Path, name: str, most: int) -> None:
    """In bytes, as the server sends them (gzip)."""
    assert len(gzip.compress((root / "src" / _BUILT / name).read_bytes(), 6)) < most


def test_each_package_that_went_in_is_named_with_its_licence(root: Path) -> None:
    notices = (root / "src" / _BUILT / "THIRD_PARTY_NOTICES.txt").read_text(encoding="utf-8")
    asked = json.loads((root / "web" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert asked
    assert [name for name, version in asked.items() if f"\n{name} {version} (" not in notices] == []


def test_no_package_is_built_without_them(root: Path, tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("hatch_build", root / "web" / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    hook = module.IslandsHook(str(tmp_path), {}, None, None, str(tmp_path), "wheel")
    with pytest.raises(RuntimeError, match="make web"):
        hook.initialize("standard", {})
    hook.initialize("editable", {})


@pytest.fixture(scope="module")
def installed(packages: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> str:
    """A Python with the wheel, and the dependencies of this one's; not the tree that this one's dorsale comes from."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False, symlinks=True)
    python = str(folder / "bin" / "python")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python]
    subprocess.run([*pip, "install", "--quiet", "--no-deps", "--no-index", packages["wheel"]], check=True, timeout=120)
    site = _says(python, "import sysconfig; print(sysconfig.get_path('purelib'))")
    dependencies = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
    Path(site, "dependencies.pth").write_text("\n".join(dependencies), encoding="utf-8")
    return python


def _says(python: str, code: str) -> str:
    """What a Python prints, asked far from the tree."""
    command = [python, "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd="/", timeout=60).stdout.strip()


@pytest.fixture(scope="module")
def site(installed: str, releases: Path, serve: Serve) -> Iterator[httpx.Client]:
    """A client of a server that runs from the wheel."""
    with (
        serve(releases, python=installed) as (address, _),
        httpx.Client(base_url=address, trust_env=False, timeout=60) as client,
    ):
        yield client


def test_the_wheel_alone_serves_pages_with_their_modules(installed: str, site: httpx.Client) -> None:
    where = subprocess.run(
        [installed, "-c", "import dorsale; print(dorsale.__file__)"],
        check=True,
        capture_output=True,
        text=True,
        cwd="/",
    )
    assert Path(installed).parents[1] in Path(where.stdout.strip()).parents
    page = site.get("/query", headers={"accept": "text/html"})
    scripts = re.findall(r'<script type="module" src="([^"]+)"></script>', page.text)
    assert [script.rpartition("/")[2] for script in scripts] == ["suggest.js", "query.js", "copy.js"]
    script = site.get(scripts[0])
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "immutable" in script.headers["cache-control"]
    assert len(script.content) > 100


def test_the_world_is_closed_rings_on_the_sphere(root: Path) -> None:
    world = json.loads((root / "src" / _BUILT / "world.json").read_text(encoding="utf-8"))
    assert len(world["land"]) > 100
    assert len(world["borders"]) > 100
    assert [ring for ring in world["land"] if ring[0] != ring[-1] or len(ring) < 4] == []
    for line in (*world["land"], *world["borders"]):
        assert [point for point in line if abs(point[0]) > 180 or abs(point[1]) > 90] == []
        steps = [(one, other) for one, other in pairwise(line) if abs(one[0] - other[0]) > 60]
        assert [step for step in steps if abs(step[0][1]) != 90] == []
