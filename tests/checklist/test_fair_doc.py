"""docs/fair.md: each address gives what the page says, and its example runs."""

import re
from pathlib import Path
from typing import Any

import httpx


def test_each_row_gives_what_it_says(root: Path, client: httpx.Client) -> None:
    page = (root / "docs" / "fair.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(/[^`]*)` \| `([^`]*)` \| `([^`]*)` \|", page, re.MULTILINE)
    assert len(rows) == page.count("\n| `/")
    for address, accept, media_type in rows:
        answer = client.get(address, headers={"accept": accept}, follow_redirects=True)
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, media_type), address


def test_the_example_runs(root: Path, address: str) -> None:
    page = (root / "docs" / "fair.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {"server": address}
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    exec(code, names)  # noqa: S102
    assert names["cite"] == {"href": "https://w3id.org/dorsale/id/deal/2025-11-03-openai-aws"}
    assert len(names["formats"]) == 6
    assert names["page"].status_code == 200
