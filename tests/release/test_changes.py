"""What changed from one release to the next, read from the releases themselves."""

import json
from pathlib import Path

import pytest

from dorsale.namespaces import GRAPH, ID
from dorsale.release import build
from dorsale.release.changes import Difference, differences, news_json

from .small import small_tree

_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


def _quads(path: Path, *said: tuple[str, str], graph: str = "data") -> Path:
    lines = sorted(f'<{ID}{thing}> {_LABEL} "{text}"@en <{GRAPH}{graph}> .\n' for thing, text in said)
    path.write_text("".join(lines), encoding="utf-8")
    return path


def _difference(thing: str, way: str, *properties: str) -> Difference:
    return Difference(iri=ID + thing, way=way, properties=properties)


def test_differences_by_thing(tmp_path: Path) -> None:
    old = _quads(tmp_path / "old", ("deal/a", "A"), ("deal/a-b", "same"), ("deal/c", "C"), ("deal/e", "E"))
    new = _quads(tmp_path / "new", ("deal/a", "B"), ("deal/a-b", "same"), ("deal/d", "D"), ("deal/e", "E"))
    assert list(differences(old, new)) == [
        _difference("deal/a", "changed", "rdfs:label"),
        _difference("deal/c", "removed"),
        _difference("deal/d", "added"),
    ]
    assert list(differences(new, new)) == []


@pytest.mark.parametrize(("first", "second"), [("old", "new"), ("new", "old")])
def test_an_empty_side(tmp_path: Path, first: str, second: str) -> None:
    _quads(tmp_path / "old")
    _quads(tmp_path / "new", ("deal/a", "A"), ("deal/b", "B"))
    ways = {one.way for one in differences(tmp_path / first, tmp_path / second)}
    assert ways == {"added" if second == "new" else "removed"}


def test_what_follows_does_not_count(tmp_path: Path) -> None:
    old = _quads(tmp_path / "old", ("deal/a", "A"), graph="inferred")
    new = _quads(tmp_path / "new", ("deal/a", "B"), graph="inferred")
    assert list(differences(old, new)) == []


def test_a_build_tells_what_changed(root: Path, tmp_path: Path) -> None:
    """With labels in both languages; of a figure also what it said before. Going on and back tells nothing new."""
    part, out = "deals/2025/2025-11-03-openai-aws.ttl", tmp_path / "out"
    deal = small_tree(root, tmp_path, part) / "data" / part
    old = build(tmp_path, out, verify=False)
    deal.write_text(deal.read_text(encoding="utf-8").replace("38000000000", "39000000000"), encoding="utf-8")
    new = build(tmp_path, out, verify=False)
    told = json.loads((out / "changes" / f"{new.version}.json").read_text(encoding="utf-8"))
    assert (told["from"], told["to"]) == (old.version, new.version)
    assert list(told["kinds"]) == ["figure"]
    (changed,) = told["kinds"]["figure"]["changed"]
    assert changed["properties"] == ["dor:value"]
    assert "39 billion" in changed["label"]["en"]
    assert "38 milliards" in changed["was"]["fr"]
    assert not list(new.damaged())
    kept = (out / "changes" / f"{new.version}.json").read_bytes()
    build(tmp_path, out, verify=False)
    assert (out / "changes" / f"{new.version}.json").read_bytes() == kept


def test_news_are_the_parts_on_data() -> None:
    text = "# Log\n\n## Unreleased\n\n### Site\n- x\n\n### Data\n- One\n  and more.\n\n- Two\n"
    text += "\n## 1, 2026\n\n### Data\n- Three\n"
    assert json.loads(news_json(text)) == [
        {"version": "Unreleased", "items": ["One and more.", "Two"]},
        {"version": "1, 2026", "items": ["Three"]},
    ]
