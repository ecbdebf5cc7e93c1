"""The verdict as people and programs meet it through the real command: text, JSON, exit status, what cannot be read."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.versions.conftest import Write

from dorsale.cli import main
from dorsale.versions import compare

DROPPED = ("; rdfs:domain dor:Loan", "")
REWORDED = ("Money lent.", "Money that is lent.")
ADDED = "dor:Guarantee a owl:Class ."
OLD_IRI = "<https://w3id.org/dorsale/ontology/1.0.0>"


def diff(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["diff", *map(str, arguments)])


@pytest.mark.parametrize(
    ("old", "new", "replace", "more", "status"),
    [
        ("1.0.0", "1.0.0", [], "", 0),
        ("1.0.0", "1.0.1", [], "", 0),
        ("1.0.0", "1.0.0", [REWORDED], "", 1),
        ("1.0.0", "1.0.1", [REWORDED], "", 0),
        ("1.0.0", "1.0.1", [], ADDED, 1),
        ("1.0.0", "1.1.0", [], ADDED, 0),
        ("1.0.0", "2.0.0", [], ADDED, 0),
        ("1.0.0", "1.1.0", [DROPPED], "", 1),
        ("1.0.0", "2.0.0", [DROPPED], "", 0),
        ("1.1.0", "1.0.0", [], "", 1),
        ("0.1.0", "0.1.1", [REWORDED], ADDED, 0),
        ("0.1.0", "0.1.1", [DROPPED], "", 1),
        ("0.1.0", "0.2.0", [DROPPED], "", 0),
        ("0.1.0", "1.0.0", [DROPPED], "", 0),
    ],
)
def test_exit_status(
    *, write: Write, old: str, new: str, replace: list[tuple[str, str]], more: str, status: int
) -> None:
    done = diff(write("old", version=old), write("new", *replace, more=more, version=new))
    assert done.exit_code == status, done.output


def test_text_in_both_languages(write: Write) -> None:
    old, new = write("old"), write("new", DROPPED, REWORDED, version="1.1.0", more=ADDED)
    assert diff(old, new).output.splitlines() == [
        f"{old} (1.0.0) → {new} (1.1.0)",
        "What follows from terms (major)",
        "  - dor:lender: domain dor:Loan",
        "Terms and concepts added (minor)",
        "  + dor:Guarantee: class",
        "Texts (patch)",
        "  ~ dor:Loan: skos:definition (en)",
        "owl:priorVersion of the new header does not name the old version",
        "needed: major, that is 2.0.0 or higher; declared: minor (1.0.0 → 1.1.0): the version does not fit",
    ]
    assert diff(old, new, "--lang", "fr").output.splitlines() == [
        f"{old} (1.0.0) → {new} (1.1.0)",
        "Ce qui découle des termes (majeur)",
        "  - dor:lender : domaine dor:Loan",
        "Termes et concepts ajoutés (mineur)",
        "  + dor:Guarantee : classe",
        "Textes (correctif)",
        "  ~ dor:Loan : skos:definition (en)",
        "owl:priorVersion, dans le nouvel en-tête, ne nomme pas l’ancienne version",
        "niveau requis : majeur, soit 2.0.0 ou plus ; niveau déclaré : mineur (1.0.0 → 1.1.0) ; "
        "la version ne convient pas",
    ]


def test_json(write: Write) -> None:
    old, new = write("old"), write("new", DROPPED, version="2.0.0", header=f"owl:priorVersion {OLD_IRI} ;")
    done = diff(old, new, "--format", "json")
    assert done.exit_code == 0
    assert json.loads(done.output) == {
        "old": {"path": str(old), "version": "1.0.0"},
        "new": {"path": str(new), "version": "2.0.0"},
        "needed": "major",
        "next": "2.0.0",
        "declared": "major",
        "fits": True,
        "remarks": [],
        "changes": [
            {
                "level": "major",
                "group": "inference",
                "sign": "-",
                "subject": "dor:lender",
                "follows": False,
                "text": {"en": "dor:lender: domain dor:Loan", "fr": "dor:lender : domaine dor:Loan"},
            }
        ],
    }


def test_a_step_back_is_declared_as_nothing(write: Write) -> None:
    done = diff(write("old", version="1.1.0"), write("new"), "--format", "json")
    assert json.loads(done.output)["declared"] is None
    assert "un recul (1.1.0 → 1.0.0)" in diff(write("a", version="1.1.0"), write("b"), "--lang", "fr").output


@pytest.mark.parametrize(
    ("predicate", "replace", "version", "remark", "fits"),
    [
        ("owl:priorVersion", [DROPPED], "2.0.0", "", True),
        ("owl:backwardCompatibleWith", [DROPPED], "2.0.0", "compatible-but-major", False),
        ("owl:backwardCompatibleWith", [REWORDED], "1.0.1", "", True),
        ("owl:incompatibleWith", [REWORDED], "2.0.0", "incompatible-but-minor", False),
        ("owl:incompatibleWith", [DROPPED], "2.0.0", "", True),
    ],
)
def test_the_header_may_not_promise_what_does_not_hold(
    *, write: Write, predicate: str, replace: list[tuple[str, str]], version: str, remark: str, fits: bool
) -> None:
    found = compare(write("old"), write("new", *replace, version=version, header=f"{predicate} {OLD_IRI} ;"))
    assert [one for one in found.remarks if one != "prior-version-not-named"] == [remark][: bool(remark)]
    assert found.fits is fits


def test_a_release_and_a_file_are_read_without_their_rules(write: Write, tmp_path: Path) -> None:
    checkout, other = write("checkout"), write("other", rules={})
    release = tmp_path / "release"
    release.mkdir()
    turtle = (checkout / "ontology" / "dorsale.ttl").read_bytes()
    (release / "ontology.ttl").write_bytes(turtle)
    for one in (release, release / "ontology.ttl", checkout / "ontology" / "dorsale.ttl"):
        found = compare(one, other)
        assert found.changes == ()
        assert found.remarks == ("rules-not-compared",)
        assert found.exit_status == 0
    assert compare(checkout, other).exit_status == 1


UNREADABLE = {
    "a.ttl": ("a owl:Deal .", "1:1", "1:1"),
    "none.ttl": (
        "<https://w3id.org/dorsale/ontology#Deal> a <http://www.w3.org/2002/07/owl#Class> .",
        "0 headers",
        "0 en-têtes",
    ),
    "two.ttl": (
        "@prefix o: <http://www.w3.org/2002/07/owl#> . <https://a.example/> a o:Ontology . "
        "<https://b.example/> a o:Ontology .",
        "2 headers (owl:Ontology) that could tell the version, not one",
        "2 en-têtes (owl:Ontology) pourraient dire la version, au lieu d’un",
    ),
    "unversioned.ttl": (
        "<https://w3id.org/dorsale/ontology> a <http://www.w3.org/2002/07/owl#Ontology> .",
        "has 0 values of owl:versionInfo, not one",
        "a 0 valeurs d’owl:versionInfo au lieu d’une",
    ),
    "wrong.ttl": (
        '@prefix o: <http://www.w3.org/2002/07/owl#> . <https://a.example/> a o:Ontology ; o:versionInfo "draft" .',
        "owl:versionInfo “draft” is not of the form 1.2.3",
        "owl:versionInfo « draft » n’est pas de la forme 1.2.3",
    ),
    "circle.ttl": (
        '@prefix o: <http://www.w3.org/2002/07/owl#> . <https://a.example/> a o:Ontology ; o:versionInfo "1.0.0" ; '
        "o:x _:a . _:a o:x _:b . _:b o:x _:a .",
        "blank nodes that lead back to themselves are no OWL",
        "des nœuds anonymes qui ramènent à eux-mêmes ne sont pas de l’OWL",
    ),
    "island.ttl": (
        '@prefix o: <http://www.w3.org/2002/07/owl#> . <https://a.example/> a o:Ontology ; o:versionInfo "1.0.0" . '
        "_:a o:x _:b . _:b o:x _:a .",
        "blank nodes that lead back to themselves are no OWL",
        "des nœuds anonymes qui ramènent à eux-mêmes ne sont pas de l’OWL",
    ),
    "endless.ttl": (
        '@prefix o: <http://www.w3.org/2002/07/owl#> . <https://a.example/> a o:Ontology ; o:versionInfo "1.0.0" ; '
        "o:x _:a . _:a <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> 1 ; "
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:a .",
        "blank nodes that lead back to themselves are no OWL",
        "des nœuds anonymes qui ramènent à eux-mêmes ne sont pas de l’OWL",
    ),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read(write: Write, tmp_path: Path, name: str) -> None:
    text, en, fr = UNREADABLE[name]
    (tmp_path / name).write_text(text, encoding="utf-8")
    for language, words in (("en", en), ("fr", fr)):
        done = diff(tmp_path / name, write(f"new-{language}"), "--lang", language)
        assert (done.exit_code, done.stdout) == (2, "")
        assert done.stderr.startswith(str(tmp_path / name))
        assert words in done.stderr


def test_what_is_not_there(write: Write, tmp_path: Path) -> None:
    done = diff(tmp_path, write("new"))
    assert done.exit_code == 2
    assert done.stderr == f"{tmp_path}: neither a folder that holds ontology/ or ontology.ttl, nor a file\n"


def test_a_rule_that_is_no_text(write: Write) -> None:
    new = write("new")
    (new / "ontology" / "rules" / "02-x.rq").write_bytes(b"\xff")
    done = diff(write("old"), new, "--lang", "fr")
    assert (done.exit_code, done.stderr.endswith("02-x.rq : ce n’est pas de l’UTF-8\n")) == (2, True)
