"""What ``docs/match.md`` shows is what happens: its list, its command, its Python, its requests, its numbers."""

import json
import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Final

import httpx
import pytest
from click.testing import CliRunner
from tests.exchange.test_quality import ROWS, is_tuning, scored

from dorsale.cli import main
from dorsale.exchange.match import Matcher
from dorsale.release import Release

TEXT: Final = (Path(__file__).parents[2] / "docs" / "match.md").read_text("utf-8")
REQUESTS: Final = re.findall(r"\$ curl --data-urlencode '(\w+)=(.*?)' \$ADDRESS(/\S+)\n(.*?)\n```", TEXT, re.DOTALL)


def test_the_command(releases: Path, tmp_path: Path) -> None:
    (name, listed) = re.findall(r"```csv (\S+)\n(.*?)```", TEXT, re.DOTALL)[0]
    (told,) = re.findall(rf"\$ dorsale match {name}\n(.*?)```", TEXT, re.DOTALL)
    path = tmp_path / name
    path.write_text(listed, "utf-8")
    result = CliRunner().invoke(main, ["match", str(path), "--releases", str(releases)])
    assert result.stdout == told
    assert "name = Company, country = Country, website = Website" in result.stderr


def test_the_python(releases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    (told,) = re.findall(r"```text\n(.*?)```", TEXT, re.DOTALL)
    monkeypatch.chdir(releases.parent)
    code = code.replace("releases/current", str(releases / "current"))
    with redirect_stdout(StringIO()) as said:
        exec(compile(code, "docs/match.md", "exec"), {})  # noqa: S102 - the examples of our own page
    assert said.getvalue() == told


@pytest.mark.parametrize(("field", "sent", "path", "told"), REQUESTS)
def test_the_requests(field: str, sent: str, path: str, told: str, client: httpx.Client) -> None:
    assert client.post(path, data={field: sent}).json() == json.loads(told)


def test_there_are_two_requests() -> None:
    assert len(REQUESTS) == TEXT.count("$ curl") == 2


def test_the_numbers(release: Release) -> None:
    matcher = Matcher(release.file("search.sqlite"))
    for half in ("tuning", "held out"):
        score = scored(matcher, [row for row in ROWS if is_tuning(row[1]) == (half == "tuning")])
        row = (
            f"| {half} | {score.right} | {len(score.wrong)} | {score.missed} | {len(score.taken_for)} of "
            f"{score.strangers} | {score.precision:.2f} | {score.recall:.2f} |"
        )
        assert row in TEXT
    meant = sum(row[4] != "-" for row in ROWS)
    assert f"has {meant} names as others write them" in TEXT
    assert f"{len(ROWS) - meant} look-alikes and strangers" in TEXT
