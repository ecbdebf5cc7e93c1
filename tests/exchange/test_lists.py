"""Lists of other people: how they are read, what is wrong with them, and that nothing of them is lost."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dorsale.cli import main
from dorsale.exchange.match import ListError, open_list
from dorsale.release import Release


@pytest.fixture
def run(releases: Path, tmp_path: Path) -> "Run":
    return Run(releases, tmp_path)


class Run:
    """Writes a list and matches it by the command."""

    def __init__(self, releases: Path, folder: Path) -> None:
        self.releases = releases
        self.folder = folder

    def __call__(self, text: str | bytes, *options: str, name: str = "list.csv") -> Result:
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return CliRunner().invoke(main, ["match", str(path), "--releases", str(self.releases), *options])


def rows(result: Result, delimiter: str = ",") -> list[dict[str, str]]:
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout), delimiter=delimiter))


def test_a_list_comes_out_whole_with_what_was_found(run: Run) -> None:
    found = rows(run('Company,Note,Country\n"Nvidea Corp","a, ""b""\nc",US\nAcme,,\n,,\n'))
    assert [(row["Company"], row["Note"], row["Country"]) for row in found] == [
        ("Nvidea Corp", 'a, "b"\nc', "US"),
        ("Acme", "", ""),
        ("", "", ""),
    ]
    assert found[0]["dorsale_iri"] == "https://w3id.org/dorsale/id/organization/nvidia"
    assert found[0]["dorsale_reason"] == "spelled nearly as “NVIDIA”; same country"
    assert [row["dorsale_iri"] for row in found[1:]] == ["", ""]
    assert [row["dorsale_reason"] for row in found[1:]] == ["no name is near enough", "nothing to match by"]


def test_columns_are_known_by_header_or_content(tmp_path: Path) -> None:
    for text, fields in (
        ("Société;Pays;Code LEI\nx;FR;\n", {"name": "Société", "country": "Pays", "lei": "Code LEI"}),
        (
            "a\tb\tc\td\n1\tNVIDIA\t549300S4KLFTLO7GSQ80\tnvidia.com\n2\tMeta\t\tmeta.com\n",
            {"lei": "c", "website": "d", "name": "b"},
        ),
        ("id,who,where\nQ182477,NVIDIA,United States\n", {"wikidata": "id", "country": "where", "name": "who"}),
    ):
        path = tmp_path / "list.csv"
        path.write_text(text, "utf-8")
        with open_list(path) as table:
            assert table.fields == fields


def test_columns_can_be_named(run: Run) -> None:
    found = rows(run("Name,Real\nzzz,OpenAI\n", "--column", "name=Real"))
    assert found[0]["dorsale_label"] == "OpenAI"
    without = rows(run("OpenAI\nAnthropic\n", "--no-header"))
    assert [row["dorsale_label"] for row in without] == ["OpenAI", "Anthropic"]


def test_other_forms_and_the_other_language(run: Run, tmp_path: Path) -> None:
    lines = '{"name": "Gouvernement de la France", "n": [1, 2]}\n\n{"name": null}\n'
    result = run(lines, "--lang", "fr", name="list.jsonl")
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert found[0]["n"] == [1, 2]
    assert found[0]["dorsale"]["match"]["label"] == "Gouvernement français"
    assert found[1]["dorsale"] == {"match": None, "reason": "rien à rapprocher", "next": None}
    assert rows(run("name\tx\nOpenAI\t1\n", name="list.tsv"), "\t")[0]["dorsale_label"] == "OpenAI"
    out = tmp_path / "out.csv"
    assert run("name\nOpenAI\n", "--out", str(out)).stdout == ""
    assert out.read_text("utf-8").startswith("name,dorsale_iri")


def test_old_encodings(run: Run) -> None:
    text = "Société\nSociété Générale\n".encode("cp1252")
    assert "list.csv:1: not utf-8" in run(text).output
    assert rows(run(text, "--encoding", "cp1252"))[0]["dorsale_label"] == "Société Générale"
    assert rows(run("\ufeffname\nOpenAI\n"))[0]["dorsale_label"] == "OpenAI"


@pytest.mark.parametrize(
    ("text", "options", "name", "told"),
    [
        ("", (), "list.csv", "list.csv:1: the list is empty"),
        ("a,b\n1,2\n3\n", (), "list.csv", "list.csv:3: 1 cells, where the first line has 2"),
        ('a,b\n"1\n\n2",x\n3\n', (), "list.csv", "list.csv:5: 1 cells"),
        ('name,x\n"open,1\n', (), "list.csv", "list.csv:2: unexpected end of data"),
        ('name\n"a"b\n', (), "list.csv", "list.csv:2:"),
        ("name,name\na,b\n", (), "list.csv", "list.csv:1: two columns are called “name”"),
        ("1,2\n3,4\n", (), "list.csv", "list.csv:1: no column has names or identifiers"),
        ("name\nx\n", ("--column", "nome=name"), "list.csv", "there is no field “nome”"),
        ("name\nx\n", ("--column", "name=Nom"), "list.csv", "there is no column “Nom”; columns are name"),
        ("name\nx\n", ("--column", "name"), "list.csv", "write FIELD=COLUMN"),
        ("name\nx\n", ("--kind", "company"), "list.csv", "there is no kind “company”"),
        ("name\nx\n", ("--encoding", "utf-9"), "list.csv", "unknown encoding"),
        ('{"name": "x"}\n{"name": }\n', (), "list.jsonl", "list.jsonl:2: not JSON: Expecting value at column 10"),
        ('["x"]\n', (), "list.jsonl", "list.jsonl:1: each line has to be a JSON object"),
        ("[" * 100_000 + "\n", (), "list.jsonl", "list.jsonl:1: "),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(
    text: str, options: tuple[str, ...], name: str, told: str, run: Run
) -> None:
    result = run(text, *options, name=name)
    assert result.exit_code == 1
    assert told in result.stderr
    assert "Traceback" not in result.output


def test_no_file_is_left_half_written(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert run("name,x\n" + "OpenAI,1\n" * 300 + "broken\n", "--out", str(out)).exit_code == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["list.csv"]


def test_without_a_release(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name\nx\n", "utf-8")
    result = CliRunner().invoke(main, ["match", str(path), "--releases", str(tmp_path)])
    assert result.exit_code == 1
    assert "holds no release" in result.output


def test_an_error_knows_its_line(release: Release, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name,x\n" + "OpenAI,1\n" * 500 + "broken\n", "utf-8")
    with pytest.raises(ListError) as caught, open_list(path) as table:
        list(table.rows)
    assert caught.value.line == 502
