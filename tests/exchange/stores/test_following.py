"""Real stores follow releases: over one or the other way, killed at any moment, tampered with and mended."""

import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.release.small import LABEL, small_release, thing

from dorsale.exchange.stores import Address, Credentials, Foreign, Refused, StoreError, Target, push, sync
from dorsale.exchange.stores.writing import write_all
from dorsale.namespaces import GRAPH, ID
from dorsale.release import Release
from dorsale.release.patch import Change, sparql_update

from .conftest import FRESH, GRAPHS, Running

LONG = bool(os.environ.get("DORSALE_TEST_LONG"))
KILLS = 20 if LONG else 7
XSD = "http://www.w3.org/2001/XMLSchema#"
WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"
OURS = f"<{ID}deal/000007>"


def _typed(text: str, kind: str) -> str:
    return f'"{text}"^^<{kind if ":" in kind else XSD + kind}>'


_AWKWARD = (
    *(_typed(text, "decimal") for text in ("1.50", "333089980.55", "0.1", "-7", "12345678901234.5")),
    *(_typed(text, "integer") for text in ("12", "007", "9223372036854775807")),
    *(_typed(text, "nonNegativeInteger") for text in ("13", "14")),
    *(_typed(text, "boolean") for text in ("true", "false")),
    *(_typed(text, "gYear") for text in ("2025", "2030")),
    *(_typed(text, "gYearMonth") for text in ("2025-10", "1999-01")),
    *(_typed(text, "date") for text in ("2025-11-03", "1965-02-28", "2025-11-03Z")),
    *(_typed(text, "dateTime") for text in ("2025-11-03T10:00:00Z", "2025-11-03T10:00:00.5+02:00")),
    *(_typed(text, "duration") for text in ("P15Y", "P7D", "P1Y2M")),
    *(_typed(text, "anyURI") for text in ("https://example.org/é?a=b#c",)),
    *(_typed(text, "hexBinary") for text in ("0AFF",)),
    *(_typed(text, WKT) for text in ("POINT (-101.84295 33.8323)", "POINT (2.3522 48.8566)")),
    *('"é ’ € \U0001f600"@fr', '"of \\"quotes\\" \\\\ \\\\u0041 \\n \\t _:b ?x"', '""', '"same"@en', '"same"'),
    '"' + "long " * 4000 + '"@en',
)
"""Literals that stores are known to change, or to choke on."""


def _things(numbers: range, salt: int) -> Iterator[str]:
    for number in numbers:
        yield thing(f"deal/{number:06}", f'"Deal {number}, {number % 7 == salt}"@en')
        yield thing(f"deal/{number:06}", _typed(str(number), "integer"), "<http://e/value>")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three releases, of which each has what the others lack: a, b and c."""
    folder = tmp_path_factory.mktemp("kept")
    awkward = [thing(f"figure/{number:03}", value, "<http://e/is>") for number, value in enumerate(_AWKWARD)]
    twins = [thing("figure/twins", _typed("8", kind), "<http://e/is>") for kind in ("integer", "decimal", "int")]
    days = [
        thing("figure/days", _typed(text, kind), "<http://e/is>")
        for text, kind in (("2025", "gYear"), ("2025-01-01", "date"))
    ]
    nodes = ["_:c14n0 <http://e/p> _:c14n1", '_:c14n1 <http://e/p> "1"']
    small_release(
        folder, "a", {"data": [*_things(range(1400), 1), *awkward[::2], *twins], "gone": nodes, "links": nodes}
    )
    small_release(folder, "b", {"data": [*_things(range(300, 1700), 2), *awkward, *days, twins[1]], "links": nodes[1:]})
    small_release(
        folder, "c", {"data": [*_things(range(1500), 3), *awkward[1::2], *twins[:2]], "come": nodes, "links": nodes}
    )
    return folder


def _now(folder: Path, version: str) -> None:
    """Let ``current`` name a release."""
    (folder / "new").symlink_to(version)
    (folder / "new").replace(folder / "current")


def _target(running: Running, releases: Path, prefix: str = GRAPH, said: list[str] | None = None) -> Target:
    say = said.append if said is not None else (lambda _: None)
    address = Address(to=running.url)
    return Target(address=address, releases=releases, credentials=running.credentials, prefix=prefix, say=say)


def _held(running: Running, prefix: str = GRAPH) -> dict[str, set[tuple[str, ...]]]:
    """All that the store says in our graphs, the marker left out."""
    found = {}
    for name in GRAPHS:
        pattern = f"GRAPH <{prefix}{name}> {{ ?s ?p ?o }}"
        found[name] = running.rows(f"SELECT ?s ?p ?o (datatype(?o) AS ?d) (lang(?o) AS ?l) WHERE {{ {pattern} }}")
    return found


def _bare(held: dict[str, set[tuple[str, ...]]]) -> dict[str, set[tuple[str, ...]]]:
    """The same without datatypes and languages: by this way Virtuoso makes a decimal of the largest of integers."""
    return {name: {row[:3] for row in rows} for name, rows in held.items()}


def test_from_a_over_b_to_c_is_c(running: Running, kept: Path) -> None:
    for version in "abc":
        _now(kept, version)
        said: list[str] = []
        assert sync(_target(running, kept, said=said)) == 0, said
        assert said[-1] == f"the store holds release {version}"
    assert push(_target(running, kept, FRESH)) == 0
    assert _held(running) == _held(running, FRESH)
    assert _held(running)["gone"] == set()
    assert len(_held(running)["come"]) == 2


def test_a_sync_with_nothing_to_do_writes_nothing(running: Running, kept: Path) -> None:
    _now(kept, "a")
    assert push(_target(running, kept)) == 0
    marker = running.rows(f"SELECT ?p ?o WHERE {{ GRAPH <{GRAPH}sync> {{ ?s ?p ?o }} }}")
    assert (f"{GRAPH}sync#release", "a") in marker
    assert sync(_target(running, kept)) == 0
    assert sync(_target(running, kept), only_check=True) == 0
    assert running.rows(f"SELECT ?p ?o WHERE {{ GRAPH <{GRAPH}sync> {{ ?s ?p ?o }} }}") == marker


def test_killed_many_times_it_ends_the_same(running: Running, kept: Path) -> None:
    """Seven times (twenty with ``DORSALE_TEST_LONG=1``), from the first question to the last batch of a change.

    And more often, until some kill met a change that was under way: how long a store takes differs.
    """
    _now(kept, "a")
    assert push(_target(running, kept)) == 0
    moments = random.Random(20)  # noqa: S311 - no secret
    user = {"DORSALE_STORE_USER": running.credentials.user, "DORSALE_STORE_PASSWORD": running.credentials.password}
    killed = under_way = 0
    for number in range(4 * KILLS):
        if number >= KILLS and under_way and killed > KILLS // 2:
            break
        _now(kept, "bca"[number % 3])
        moment = [str(moments.randint(2, 14)), str(moments.uniform(0, 0.05))]
        command = [sys.executable, str(Path(__file__).with_name("killed.py")), *moment]
        options = ["--releases", str(kept), "--to", running.url]
        done = subprocess.run([*command, *options], check=False, capture_output=True, text=True, env=user, timeout=300)
        assert done.returncode in (-9, 0), done.stderr + done.stdout
        killed += done.returncode == -9
        marker = running.rows(f"SELECT ?p WHERE {{ GRAPH <{GRAPH}sync> {{ ?s ?p ?o }} }}")
        under_way += (f"{GRAPH}sync#target",) in marker
    assert killed > KILLS // 2
    assert under_way > 0
    _now(kept, "c")
    said: list[str] = []
    assert sync(_target(running, kept, said=said)) == 0, said
    assert push(_target(running, kept, FRESH)) == 0
    assert _held(running) == _held(running, FRESH)


_TAMPERED = {
    "a triple is gone": f"DELETE WHERE {{ GRAPH <{GRAPH}data> {{ {OURS} {LABEL} ?x }} }}",
    "a triple has come": f'INSERT DATA {{ GRAPH <{GRAPH}data> {{ {OURS} {LABEL} "false" }} }}',
    "another value": f"DELETE {{ GRAPH <{GRAPH}data> {{ {OURS} <http://e/value> ?x }} }} "
    f"INSERT {{ GRAPH <{GRAPH}data> {{ {OURS} <http://e/value> 8 }} }} "
    f"WHERE {{ GRAPH <{GRAPH}data> {{ {OURS} <http://e/value> ?x }} }}",
    "another subject": f"DELETE {{ GRAPH <{GRAPH}data> {{ {OURS} {LABEL} ?x }} }} "
    f"INSERT {{ GRAPH <{GRAPH}data> {{ <http://e/x> {LABEL} ?x }} }} "
    f"WHERE {{ GRAPH <{GRAPH}data> {{ {OURS} {LABEL} ?x }} }}",
    "only a stranger": f'INSERT DATA {{ GRAPH <{GRAPH}data> {{ <http://e/x> {LABEL} "x" }} }}',
    "a blank node": f"INSERT {{ GRAPH <{GRAPH}data> {{ {OURS} {LABEL} [] }} }} WHERE {{ }}",
    "an empty graph": f"CLEAR GRAPH <{GRAPH}data>",
}


def test_who_tampers_is_noticed_and_mended(running: Running, kept: Path) -> None:
    _now(kept, "a")
    running.do('INSERT DATA { GRAPH <http://example.org/theirs> { <http://e/s> <http://e/p> "theirs" } }')
    assert push(_target(running, kept)) == 0
    before = _held(running)
    for what, update in _TAMPERED.items():
        running.do(update)
        said: list[str] = []
        assert sync(_target(running, kept, said=said), only_check=True) == 1, what
        assert [line.partition(": ")[0] for line in said if "DIFFERS" in line] == [f"{GRAPH}data"], what
        assert sync(_target(running, kept, said=said), repair=True) == 0, (what, said)
        assert _held(running) == before, what
    running.do(next(iter(_TAMPERED.values())))
    assert sync(_target(running, kept)) == 1
    theirs = running.rows("SELECT ?o WHERE { GRAPH <http://example.org/theirs> { ?s ?p ?o } }")
    assert theirs == {("theirs",)}


def test_what_somebody_else_has_written_stays(running: Running, kept: Path) -> None:
    _now(kept, "a")
    running.do(f"INSERT DATA {{ GRAPH <{GRAPH}data> {{ <http://e/s> <http://e/p> <http://e/o> }} }}")
    for work in (push, sync):
        with pytest.raises(Foreign, match=re.escape(f"1 triples in {GRAPH}data")):
            work(_target(running, kept))
    assert running.rows(f"SELECT ?s WHERE {{ GRAPH <{GRAPH}data> {{ ?s ?p ?o }} }}") == {("http://e/s",)}
    assert push(_target(running, kept), replace=True) == 0


def test_a_release_that_is_not_kept(running: Running, kept: Path, tmp_path: Path) -> None:
    """No patch leads on from it; comparing with the newest one does, and what is right stays."""
    old = small_release(tmp_path / "old", "old", {"data": _things(range(1500), 1), "gone": [thing("deal/x", '"x"')]})
    _now(tmp_path / "old", "old")
    assert push(_target(running, tmp_path / "old")) == 0
    _now(kept, "a")
    with pytest.raises(StoreError, match="--repair"):
        sync(_target(running, kept))
    assert sync(_target(running, kept), repair=True) == 0
    assert push(_target(running, kept, FRESH)) == 0
    assert _held(running) == _held(running, FRESH)
    assert old.version == "old"


def test_loading_by_the_graph_store_protocol(running: Running, kept: Path) -> None:
    _now(kept, "b")
    address = Address(to=running.query, gsp=running.gsp)
    said: list[str] = []
    target = Target(address=address, releases=kept, credentials=running.credentials, say=said.append)
    assert push(target) == 0, said
    assert push(_target(running, kept, FRESH)) == 0
    assert _bare(_held(running)) == _bare(_held(running, FRESH))
    _now(kept, "c")
    assert sync(_target(running, kept)) == 0


@pytest.mark.virtuoso
def test_a_batch_that_is_too_long_is_halved(virtuoso: Running, kept: Path) -> None:
    """Virtuoso refuses an update of 6000 statements, and takes it in pieces."""
    graph = f"{FRESH}long"
    statements = list(_things(range(3000), 1))
    with _target(virtuoso, kept).open() as follower:
        with pytest.raises(Refused, match="memory exhausted"):
            follower.store.write("".join(sparql_update((Change("A", graph, one) for one in statements), most=6000)))
        write_all(follower.store, (Change("A", graph, one) for one in statements), most=6000)
        assert follower.store.count(graph) == len(statements)
        follower.store.clear(graph)


@pytest.mark.virtuoso
def test_a_wrong_password_is_refused_and_not_shown(virtuoso: Running, kept: Path) -> None:
    target = Target(
        address=Address(to=virtuoso.url),
        releases=kept,
        credentials=Credentials(user="dba", password="s3cret-x"),  # noqa: S106
    )
    with pytest.raises(StoreError, match="401") as raised:
        push(target)
    assert "s3cret-x" not in f"{raised.value!r} {target!r}"


@pytest.mark.virtuoso
def test_what_the_record_says(virtuoso: Running, release: Release, tmp_path: Path) -> None:
    """Every tenth statement of the real release; all of them with ``DORSALE_TEST_LONG=1``, which takes minutes."""
    said: list[str] = []
    graphs: dict[str, list[str]] = {}
    with release.store.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            statement, _, graph = line.removesuffix(" .\n").rpartition(" ")
            if (LONG or number % 10 == 0) and "_:" not in statement:
                graphs.setdefault(graph[1:-1].removeprefix(GRAPH), []).append(statement)
    record = small_release(tmp_path, "record", graphs)
    (tmp_path / "current").symlink_to(record.path, target_is_directory=True)
    assert push(_target(virtuoso, tmp_path, "http://example.org/real/", said)) == 0, said
    counts = [int(line.split()[1]) for line in said if " triples, SHA-256 " in line]
    assert sum(counts) == sum(len(set(statements)) for statements in graphs.values())
