"""The queries of docs/what-follows.md run on the real data and find something."""

import re
from pathlib import Path

import pyoxigraph as ox


def test_the_queries_of_the_page_have_answers(root: Path, graph: ox.Store) -> None:
    page = (root / "docs" / "what-follows.md").read_text(encoding="utf-8")
    queries = re.findall(r"```sparql\n(.*?)```", page, re.DOTALL)
    assert len(queries) == 3
    for query in queries:
        found = graph.query(query)
        assert isinstance(found, ox.QuerySolutions)
        assert list(found), query
