"""Migrations of a made-up ontology: what is right, what is not, and what the updates do to data in old words."""

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from dorsale.checks import CODES, check
from dorsale.namespaces import PREFIXES

HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
LINES = HEAD.count("\n")
ONTOLOGY = """
dor:Loan a owl:Class .
dor:OldLoan a owl:Class ; owl:deprecated true ; dct:isReplacedBy dor:Loan .
dor:lender a owl:ObjectProperty .
dor:borrowedFrom a owl:ObjectProperty ; owl:deprecated true ; dct:isReplacedBy dor:lender .
"""
CONCEPTS = """
rank:usual a skos:Concept .
rank:normal a skos:Concept ; owl:deprecated true ; dct:isReplacedBy rank:usual .
"""
QUERY_HEAD = """\
# old: {old}
# new: {new}
# since: 0.2.0
# title-en: From the old to the new
# title-fr: De l’ancien au nouveau
PREFIX dor: <https://w3id.org/dorsale/ontology#>
PREFIX rank: <https://w3id.org/dorsale/vocabulary/rank/>

"""
LOAN = QUERY_HEAD.format(old="dor:OldLoan", new="dor:Loan")
LENDER = QUERY_HEAD.format(old="dor:borrowedFrom", new="dor:lender")
RANK = QUERY_HEAD.format(old="rank:normal", new="rank:usual")
MIGRATIONS = {
    "01-OldLoan-to-Loan.detect.rq": LOAN + "SELECT ?subject { ?subject a dor:OldLoan }",
    "01-OldLoan-to-Loan.ru": LOAN + "DELETE { ?s a dor:OldLoan } INSERT { ?s a dor:Loan } WHERE { ?s a dor:OldLoan }",
    "02-borrowedFrom-to-lender.detect.rq": LENDER + "SELECT ?subject ?lender { ?subject dor:borrowedFrom ?lender }",
    "02-borrowedFrom-to-lender.ru": LENDER
    + "DELETE { ?s dor:borrowedFrom ?o } INSERT { ?s dor:lender ?o } WHERE { ?s dor:borrowedFrom ?o }",
    "03-normal-to-usual.detect.rq": RANK + "SELECT ?subject { ?subject ?p rank:normal }",
    "03-normal-to-usual.ru": RANK
    + "DELETE { ?s ?p rank:normal } INSERT { ?s ?p rank:usual } WHERE { ?s ?p rank:normal }",
}

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write the ontology and the migrations, some of them otherwise (None: not at all)."""

    def written(ontology: str = ONTOLOGY, **changed: str | bytes | None) -> Path:
        for folder, name, turtle in (("modules", "deals", ontology), ("vocabulary", "rank", CONCEPTS)):
            (tmp_path / "ontology" / folder).mkdir(parents=True)
            (tmp_path / "ontology" / folder / f"{name}.ttl").write_text(HEAD + turtle, encoding="utf-8")
        (tmp_path / "ontology" / "migrations").mkdir()
        files: dict[str, str | bytes | None] = {"README.md": "What is here", **MIGRATIONS, **changed}
        for name, text in files.items():
            if text is not None:
                raw = text if isinstance(text, bytes) else text.encode()
                (tmp_path / "ontology" / "migrations" / name).write_bytes(raw)
        return tmp_path

    return written


def findings(root: Path) -> list[tuple[str, int, str]]:
    report = check(root, only=["migrations"])
    assert report.failures == ()
    return sorted((found.path.name, found.line, found.code) for found in report.findings)


def test_migrations_that_are_right(write: Write) -> None:
    assert findings(write()) == []


def test_no_migrations_are_needed_where_nothing_is_deprecated(tmp_path: Path) -> None:
    (tmp_path / "ontology" / "modules").mkdir(parents=True)
    (tmp_path / "ontology" / "modules" / "deals.ttl").write_text(HEAD + "dor:Loan a owl:Class .", encoding="utf-8")
    assert findings(tmp_path) == []


LOAN_DETECT, LOAN_UPDATE = "01-OldLoan-to-Loan.detect.rq", "01-OldLoan-to-Loan.ru"
LENDER_UPDATE, RANK_DETECT = "02-borrowedFrom-to-lender.ru", "03-normal-to-usual.detect.rq"


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({LOAN_UPDATE: None}, [(LOAN_DETECT, 1, "migration-alone")]),
        ({LOAN_DETECT: None}, [(LOAN_UPDATE, 1, "migration-alone")]),
        ({LOAN_DETECT: None, LOAN_UPDATE: None}, [("deals.ttl", LINES + 3, "migration-missing")]),
        ({RANK_DETECT: None, "03-normal-to-usual.ru": None}, [("rank.ttl", LINES + 3, "migration-missing")]),
        ({"notes.txt": "x"}, [("notes.txt", 1, "migration-name")]),
        ({"4-a-to-b.ru": LOAN}, [("4-a-to-b.ru", 1, "migration-name")]),
        ({"04-Old-to-New.ru": MIGRATIONS[LOAN_UPDATE]}, [("04-Old-to-New.ru", 1, "migration-name")]),
        (
            {LOAN_UPDATE: MIGRATIONS[LOAN_UPDATE].replace("# since", "# when")},
            [(LOAN_DETECT, 1, "migration-alone"), (LOAN_UPDATE, 1, "migration-head")],
        ),
        (
            {LOAN_UPDATE: MIGRATIONS[LOAN_UPDATE].replace("0.2.0", "soon")},
            [(LOAN_DETECT, 1, "migration-alone"), (LOAN_UPDATE, 1, "migration-head-wrong")],
        ),
        (
            {LOAN_UPDATE: MIGRATIONS[LOAN_UPDATE].replace("old: dor:", "old: door:")},
            [(LOAN_DETECT, 1, "migration-alone"), (LOAN_UPDATE, 1, "migration-head-wrong")],
        ),
        ({LOAN_UPDATE: b"\xff"}, [(LOAN_DETECT, 1, "migration-alone"), (LOAN_UPDATE, 1, "migration-query")]),
        ({LOAN_UPDATE: LOAN + "DELETE WHERE"}, [(LOAN_UPDATE, 9, "migration-query")]),
        ({LOAN_DETECT: LOAN + "SELECT"}, [(LOAN_DETECT, 9, "migration-query")]),
        ({LOAN_DETECT: LOAN + "ASK { ?s a dor:OldLoan }"}, [(LOAN_DETECT, 1, "migration-query")]),
        ({LOAN_DETECT: LOAN + "SELECT ?s { ?s a dor:OldLoan }"}, [(LOAN_DETECT, 1, "migration-query")]),
        (
            {LOAN_DETECT: LOAN + "SELECT ?subject { ?subject a dor:Loan }"},
            [(LOAN_DETECT, 1, "migration-misses-use"), (LOAN_UPDATE, 1, "migration-leaves-use")],
        ),
        (
            {LOAN_UPDATE: LOAN + "INSERT { ?s a dor:Loan } WHERE { ?s a dor:OldLoan }"},
            [(LOAN_UPDATE, 1, "migration-leaves-use")],
        ),
        ({LOAN_UPDATE: LOAN + "DELETE WHERE { ?s a dor:OldLoan }"}, [(LOAN_UPDATE, 1, "migration-leaves-use")]),
        (
            {
                LENDER_UPDATE: MIGRATIONS[LENDER_UPDATE]
                .replace("?o }\n", "?o }")
                .replace("WHERE { ?s", "WHERE { ?s a dor:Loan . ?s")
            },
            [(LENDER_UPDATE, 1, "migration-leaves-use")],
        ),
    ],
)
def test_what_is_not_right(
    write: Write, changed: dict[str, str | bytes | None], found: list[tuple[str, int, str]]
) -> None:
    assert findings(write(**changed)) == found


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (
            "dor:OldLoan a owl:Class ; owl:deprecated true ; dct:isReplacedBy dor:Loan",
            "dor:OldLoan a owl:Class",
            [(LOAN_DETECT, 1, "migration-of-a-term-in-use")],
        ),
        ("dor:Loan a owl:Class .\n", "", [(LOAN_DETECT, 1, "migration-to-nowhere")]),
        ("dor:OldLoan a owl:Class ; owl:deprecated true ; dct:isReplacedBy dor:Loan .", "", []),
        ("owl:deprecated true ; dct:isReplacedBy dor:Loan .", "owl:deprecated true .", []),
    ],
)
def test_what_does_not_fit_the_ontology(
    write: Write, before: str, after: str, found: list[tuple[str, int, str]]
) -> None:
    assert ONTOLOGY.count(before) == 1
    assert findings(write(ONTOLOGY.replace(before, after))) == found


def test_a_later_migration_may_lead_on(write: Write) -> None:
    ontology = ONTOLOGY.replace("dor:Loan a owl:Class .", "dor:Credit a owl:Class .").replace(
        "By dor:Loan", "By dor:Credit"
    )
    on = QUERY_HEAD.format(old="dor:Loan", new="dor:Credit")
    more = {
        "04-Loan-to-Credit.detect.rq": on + "SELECT ?subject { ?subject a dor:Loan }",
        "04-Loan-to-Credit.ru": on + "DELETE { ?s a dor:Loan } INSERT { ?s a dor:Credit } WHERE { ?s a dor:Loan }",
    }
    assert findings(write(ontology, **more)) == []


def test_data_in_old_words_follow(write: Write) -> None:
    folder = write() / "ontology" / "migrations"
    store = ox.Store()
    old = HEAD + "com:x a dor:OldLoan ; dor:borrowedFrom org:a . fig:x dor:rank rank:normal ."
    new = HEAD + "com:x a dor:Loan ; dor:lender org:a . fig:x dor:rank rank:usual ."
    store.load(old.encode(), format=ox.RdfFormat.TURTLE)
    for path in sorted(folder.glob("*.ru")):
        store.update(path.read_text(encoding="utf-8"))
    assert set(store) == set(ox.parse(new, format=ox.RdfFormat.TURTLE))


def test_every_finding_of_migrations_is_made_here(write: Write) -> None:
    codes = {code for code, kind in CODES.items() if kind.check == "migrations"}
    text = Path(__file__).read_text(encoding="utf-8")
    assert [code for code in codes if f'"{code}"' not in text] == []
