"""What ``docs/stores.md`` tells is what happens: its commands, its patches, and what the two stores keep."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx
import pytest
from tests.conftest import Serve
from tests.release.small import small_release, small_tree, thing

from dorsale.exchange.stores.keeping import PROBES
from dorsale.namespaces import GRAPH, ID
from dorsale.release import Release, build

from .conftest import FRESH, Running

PAGE: Final = (Path(__file__).parents[3] / "docs" / "stores.md").read_text("utf-8")
STORES: Final = {"oxigraph": "Oxigraph server", "virtuoso": "Virtuoso"}
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
WKT: Final = "http://www.opengis.net/ont/geosparql#wktLiteral"


def _dorsale(*command: str, store: Running | None = None) -> tuple[int, str]:
    """The exit status of a command, and all that it says."""
    user = store.credentials if store else None
    settings = {"DORSALE_STORE_USER": user.user, "DORSALE_STORE_PASSWORD": user.password} if user else {}
    whole = [sys.executable, "-m", "dorsale", *command]
    done = subprocess.run(whole, check=False, capture_output=True, text=True, env=settings, timeout=300)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def shelf(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two releases built of a small tree; the second has another title, and is the current one."""
    folder = tmp_path_factory.mktemp("shelf")
    tree = small_tree(root, folder / "tree", "platforms")
    build(tree, folder / "releases", verify=False)
    dataset = tree / "data" / "dataset.ttl"
    dataset.write_text(dataset.read_text("utf-8").replace("Dorsale", "Épine"), "utf-8")
    build(tree, folder / "releases", verify=False)
    return folder / "releases"


@pytest.fixture(scope="module")
def versions(shelf: Path) -> tuple[str, str]:
    """The older release and the current one."""
    new = Release.open(shelf / "current").version
    (old,) = {path.parent.name for path in shelf.glob("*/store.nq")} - {new, "current"}
    return old, new


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """A folder with the small releases a and b, of which a is the current one."""
    for version, number in (("a", 1), ("b", 2)):
        figures = [thing(f"figure/{one}", f'"{number * one}.50"^^<{XSD}decimal>') for one in range(400)]
        small_release(tmp_path, version, {"data": figures, "gone" if number == 1 else "come": figures[:2]})
    (tmp_path / "current").symlink_to("a")
    return tmp_path


def test_the_four_commands_and_their_exit_status(running: Running, two: Path) -> None:
    commands = re.findall(r"^dorsale (push|sync) --to http://localhost:7878( --\w+)? +(?=\w)", PAGE, re.MULTILINE)
    assert commands == [("push", ""), ("sync", ""), ("sync", " --check"), ("sync", " --repair")]
    load, follow, check, repair = [
        [name, *option.split(), "--to", running.url, "--releases", str(two)] for name, option in commands
    ]
    where = f"GRAPH <{GRAPH}data> {{ <{ID}figure/7> ?p ?o }}"
    running.do(f"INSERT DATA {{ {where.replace('?p ?o', '<http://e/p> <http://e/o>')} }}")
    status, said = _dorsale(*load, store=running)
    assert (status, "--replace" in said) == (2, True)
    assert _dorsale(*load, "--replace", store=running)[0] == 0
    running.do(f"DELETE WHERE {{ {where} }}")
    status, said = _dorsale(*check, store=running)
    assert status == 1
    assert f"{GRAPH}data" in said
    assert f"{ID}figure/7" in said
    assert running.rows(f"SELECT ?o {{ {where} }}") == set()
    assert _dorsale(*repair, store=running)[0] == 0
    assert len(running.rows(f"SELECT ?o {{ {where} }}")) == 1
    (two / "current").unlink()
    (two / "current").symlink_to("b")
    assert _dorsale(*follow, store=running)[0] == 0
    marker = running.rows(f"SELECT ?p ?o {{ GRAPH <{GRAPH}sync> {{ ?s ?p ?o }} }}")
    assert (f"{GRAPH}sync#release", "b") in marker
    assert {value for name, value in marker if name.endswith("#loses")} == _lost(running)
    assert running.credentials.password not in said or not running.credentials.password
    assert _dorsale("push", "--to", "http://127.0.0.1:9", "--releases", str(two))[0] == 2


def _lost(running: Running) -> set[str]:
    """What the table of the page says that a store loses."""
    (cell,) = re.findall(rf"^\| {STORES[running.name]} [^|]+ \| ([^|]+) \| measured", PAGE, re.MULTILINE)
    return set(re.findall(r"`(\w+)`", cell))


def test_every_loss_is_described() -> None:
    assert set(re.findall(r"^\| `(\w+)` \| ", PAGE, re.MULTILINE)) == PROBES.keys()


def test_a_release_stands_where_a_prefix_puts_it(running: Running, two: Path) -> None:
    command = ["push", "--to", running.url, "--graph-prefix", FRESH, "--releases", str(two)]
    assert _dorsale(*command, store=running)[0] == 0
    graphs = {name for (name,) in running.rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")}
    ours = {name for name in graphs if name.startswith((FRESH, GRAPH))}
    assert ours == {f"{FRESH}data", f"{FRESH}gone", f"{FRESH}sync"}


def test_the_two_requests_bring_a_store_on(
    oxigraph: Running, shelf: Path, versions: tuple[str, str], serve: Serve
) -> None:
    """The page's own, but for hosts and version, and from nothing first: the store then holds the current release."""
    oxigraph.do("DROP ALL")
    old, _ = versions
    (block,) = re.findall(r"```\n(curl .+?)\n```", PAGE, re.DOTALL)
    (told,) = re.findall(r"/changes/([^/]+…)/current -H", block)
    with serve(shelf) as (address, _), httpx.Client(trust_env=False, timeout=60) as client:
        requests = (
            block.replace(told, "{0}").replace("https://HOST", address).replace("http://localhost:7878", oxigraph.url)
        )
        for since in ("nothing", old):
            patch = b""
            for request in requests.format(since).split("&&"):
                _, _, url, *options = shlex.split(request)
                given = dict(zip(options[::2], options[1::2], strict=True))
                headers = dict([given["-H"].split(": ")])
                if "--data-binary" in given:
                    client.post(url, headers=headers, content=patch).raise_for_status()
                else:
                    patch = client.get(url, headers=headers).raise_for_status().content
            for words in re.findall(rb"(?:INSERT|DELETE) DATA \{(.*?)\n\}", patch, re.DOTALL):
                assert words.count(b" .\n") <= 1000
    whole = "SELECT ?g ?s ?p ?o {{ GRAPH ?g {{ ?s ?p ?o }} FILTER STRSTARTS(STR(?g), '{}') }}"
    held = oxigraph.rows(whole.format(GRAPH))
    assert _dorsale("push", "--to", oxigraph.url, "--graph-prefix", FRESH, "--releases", str(shelf))[0] == 0
    fresh = oxigraph.rows(whole.format(FRESH))
    assert held == {(row[0].replace(FRESH, GRAPH), *row[1:]) for row in fresh if row[0] != f"{FRESH}sync"}
    assert any("Épine" in row[3] for row in held)


def test_patches_are_written_as_told(shelf: Path, versions: tuple[str, str]) -> None:
    commands = re.findall(r"^dorsale diff releases/OLD releases/NEW --format (\S+)$", PAGE, re.MULTILINE)
    assert commands == ["rdf-patch", "sparql-update"]
    for form in commands:
        status, said = _dorsale("diff", *(str(shelf / one) for one in versions), "--format", form)
        assert status == 0
        if form == "rdf-patch":
            *head, begin = [line.split(" ", 2)[:2] for line in said.splitlines()[:5]]
            assert head == [["H", name] for name in re.findall(r"`H (\w+)`", PAGE)]
            assert begin == ["TX", "."]
            assert said.splitlines()[-1] == "TC ."
            assert {line[0] for line in said.splitlines()[5:-1]} == {"A", "D"}
        else:
            assert "DELETE DATA {" in said
            assert "INSERT DATA {" in said
            assert "_:" not in re.sub(r'"(?:[^"\\]|\\.)*"', "", said)


def _write(running: Running, graph: str, *literals: str) -> httpx.Response:
    """By SPARQL Update: one statement for each literal."""
    said = " ".join(f"<http://e/s> <http://e/p{number}> {literal} ." for number, literal in enumerate(literals))
    return running.ask_for(f"INSERT DATA {{ GRAPH <{graph}> {{ {said} }} }}")


def _put(running: Running, graph: str, *literals: str) -> None:
    """By the Graph Store Protocol: one statement for each literal."""
    said = "".join(f"<http://e/s> <http://e/p{number}> {literal} .\n" for number, literal in enumerate(literals))
    with running.client() as client:
        headers = {"content-type": "text/turtle"}
        client.put(running.gsp, params={"graph": graph}, content=said.encode(), headers=headers).raise_for_status()


def _back(running: Running, graph: str) -> dict[str, tuple[str, str]]:
    """What was written, by the last letters of its property: its text, and its datatype or language."""
    form = "SELECT ?p ?o (IF(LANG(?o) = '', STR(DATATYPE(?o)), LANG(?o)) AS ?k) {{ GRAPH <{}> {{ ?s ?p ?o }} }}"
    return {p.removeprefix("http://e/"): (o, k.removeprefix(XSD)) for p, o, k in running.rows(form.format(graph))}


def _of(text: str, kind: str) -> str:
    return f'"{text}"^^<{kind if ":" in kind else XSD + kind}>'


def test_what_oxigraph_keeps(oxigraph: Running) -> None:
    oxigraph.do("DROP ALL")
    graph = f"{FRESH}trial"
    given = ["1.50 decimal", "007 integer", "9 nonNegativeInteger", "P15Y duration", "2025 gYear"]
    literals = [_of(*one.split()) for one in given]
    assert _write(oxigraph, graph, *literals, '"x"@fr-CA').is_success
    assert [_back(oxigraph, graph)[f"p{number}"] for number in range(6)] == [
        *(("1.5", "decimal"), ("7", "integer"), ("9", "integer")),
        *(("P15Y", "duration"), ("2025", "gYear"), ("x", "fr-ca")),
    ]


@pytest.mark.virtuoso
class TestVirtuoso:
    """The measured list of the page, line by line."""

    GRAPH = f"{FRESH}trial"

    @pytest.fixture(autouse=True)
    def _empty(self, virtuoso: Running) -> Iterator[None]:
        yield
        virtuoso.do(f"CLEAR SILENT GRAPH <{self.GRAPH}>")

    def _after(self, virtuoso: Running, *literals: str) -> list[tuple[str, str]]:
        answer = _write(virtuoso, self.GRAPH, *literals)
        assert answer.is_success, answer.text
        back = _back(virtuoso, self.GRAPH)
        return [back[f"p{number}"] for number in range(len(literals))]

    def test_durations(self, virtuoso: Running) -> None:
        refused = _write(virtuoso, self.GRAPH, _of("P15Y", "duration"))
        assert not refused.is_success
        assert "SR553" in refused.text
        _put(virtuoso, self.GRAPH, _of("P15Y", "duration"), _of("P7D", "duration"))
        assert _back(virtuoso, self.GRAPH) == {"p0": ("180", "duration"), "p1": ("604800.0", "duration")}

    def test_points(self, virtuoso: Running) -> None:
        (point,) = self._after(virtuoso, _of("POINT (2.50 48)", WKT))
        assert point == ("POINT(2.5 48)", "http://www.openlinksw.com/schemas/virtrdf#Geometry")

    def test_numbers(self, virtuoso: Running) -> None:
        given = [_of("1.1234567890123456789", "decimal"), _of("1.500", "decimal"), _of("01", "integer")]
        numbers = [("1.123456789012346", "decimal"), ("1.5", "decimal"), ("1", "integer")]
        assert self._after(virtuoso, *given) == numbers
        virtuoso.do(f"CLEAR GRAPH <{self.GRAPH}>")
        refused = _write(virtuoso, self.GRAPH, _of("18446744073709551616", "integer"))
        assert not refused.is_success
        assert "SR341" in refused.text
        beyond = _of("9223372036854775808", "integer")
        assert self._after(virtuoso, beyond) == [("-9223372036854775808", "integer")]
        _put(virtuoso, self.GRAPH, beyond)
        assert _back(virtuoso, self.GRAPH)["p0"] == ("9223372036854775808", "decimal")

    @pytest.mark.parametrize(
        "same",
        [
            [_of("1", kind) for kind in ("integer", "decimal", "nonNegativeInteger")] + [_of("true", "boolean")],
            [_of("2025", "gYear"), _of("2025-01-01", "date")],
        ],
    )
    def test_equal_values_are_one(self, virtuoso: Running, same: list[str]) -> None:
        for literal in same:
            assert _write(virtuoso, self.GRAPH, literal).is_success
        assert len(virtuoso.rows(f"SELECT ?p ?o {{ GRAPH <{self.GRAPH}> {{ ?s ?p ?o }} }}")) == 1

    def test_what_comes_back_as_given(self, virtuoso: Running) -> None:
        kept = [("2025", "gYear"), ("2025-10", "gYearMonth"), ("2025-11-03", "date"), ("true", "boolean")]
        kept += [("2025-11-03T10:00:00", "dateTime"), ("é \U0001f600 " + "x" * 20_000, "string")]
        literals = [_of(*one) for one in kept]
        *back, tag = self._after(virtuoso, *literals, '"x"@fr-CA')
        shown = {"true": "1"}  # in its answers to SELECT as JSON
        assert [(text, kind) for text, kind in back] == [(shown.get(text, text), kind) for text, kind in kept]
        assert tag == ("x", "fr-ca")

    @pytest.mark.parametrize(("number", "taken"), [(2000, True), (5000, False)])
    def test_how_much_an_update_may_hold(self, virtuoso: Running, number: int, taken: bool) -> None:
        answer = _write(virtuoso, self.GRAPH, *(f'"{one}"' for one in range(number)))
        assert answer.is_success == taken
        assert taken or "SP030" in answer.text
        assert taken or "memory exhausted" in answer.text

    def test_no_answer_has_more_than_ten_thousand_rows(self, virtuoso: Running) -> None:
        for first in range(0, 12_000, 1500):
            said = " ".join(f"<http://e/{number}> <http://e/p> {number} ." for number in range(first, first + 1500))
            virtuoso.do(f"INSERT DATA {{ GRAPH <{self.GRAPH}> {{ {said} }} }}")
        assert len(virtuoso.rows(f"SELECT ?s {{ GRAPH <{self.GRAPH}> {{ ?s ?p ?o }} }}")) == 10_000
        with virtuoso.client() as client:
            headers = {"accept": "text/plain"}
            answer = client.get(virtuoso.gsp, params={"graph": self.GRAPH}, headers=headers)
        assert answer.status_code == 200
        assert len(answer.text.splitlines()) == 10_001
