"""The layout of a Sankey: whatever comes in, bars keep apart, ribbons fill them, and heights say the amounts."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dorsale.pages.pictures.sankey import Layout, Link, arrange

Node = tuple[int, str]
_Links = list[Link[Node, int]]


@st.composite
def _flows(draw: st.DrawFn) -> _Links:
    names = [[(column, f"{column}{place}") for place in range(draw(st.integers(1, 9)))] for column in range(3)]
    found: _Links = []
    for tag in range(draw(st.integers(1, 40))):
        column = draw(st.integers(0, 1))
        found.append(
            Link(
                source=draw(st.sampled_from(names[column])),
                target=draw(st.sampled_from(names[column + 1])),
                value=draw(st.floats(1e3, 1e12)),
                tag=tag,
            )
        )
    return found


def _arranged(links: _Links, *, above: bool, height: float = 600) -> Layout[Node, int]:
    nodes = {node for link in links for node in (link.source, link.target)}
    columns = [sorted(node for node in nodes if node[0] == column) for column in range(3)]
    return arrange(columns, links, height=height, label=30, gap=5, above=above)


@settings(deadline=None)
@given(links=_flows(), above=st.booleans())
def test_bars_of_a_column_keep_apart_and_inside(links: _Links, above: bool) -> None:
    layout = _arranged(links, above=above)
    for column in range(3):
        bars = sorted((bar for bar in layout.bars.values() if bar.column == column), key=lambda bar: bar.top)
        for bar in bars:
            assert bar.top >= -1e-6
            assert bar.top + bar.slot <= 600 + 1e-6
            assert bar.top - 1e-6 <= bar.y <= bar.y + bar.height <= bar.top + bar.slot + 1e-6
            assert bar.slot >= 30 - 1e-9
        for upper, lower in pairwise(bars):
            assert upper.top + upper.slot + 5 <= lower.top + 1e-6


@settings(deadline=None)
@given(links=_flows(), above=st.booleans())
def test_a_bar_is_as_high_as_the_greater_sum_of_its_ribbons(links: _Links, above: bool) -> None:
    layout = _arranged(links, above=above)
    for node, bar in layout.bars.items():
        out = sum(ribbon.thickness for ribbon in layout.ribbons if ribbon.link.source == node)
        into = sum(ribbon.thickness for ribbon in layout.ribbons if ribbon.link.target == node)
        assert bar.height == pytest.approx(max(out, into), abs=1e-6)
    for ribbon in layout.ribbons:
        assert ribbon.thickness == pytest.approx(ribbon.link.value * layout.scale)


@settings(deadline=None)
@given(links=_flows())
def test_ribbons_lie_side_by_side_within_their_bars(links: _Links) -> None:
    layout = _arranged(links, above=False)
    for node, bar in layout.bars.items():
        for edges in (
            [(one.start, one.thickness) for one in layout.ribbons if one.link.source == node],
            [(one.end, one.thickness) for one in layout.ribbons if one.link.target == node],
        ):
            edges.sort()
            assert all(bar.y - 1e-6 <= at and at + thick <= bar.y + bar.height + 1e-6 for at, thick in edges)
            assert all(at + thick <= following + 1e-6 for (at, thick), (following, _) in pairwise(edges))


def test_what_comes_last_stands_at_the_foot() -> None:
    links: _Links = [
        Link(source=(0, "a"), target=(1, "rest"), value=9, tag=0),
        Link(source=(0, "a"), target=(1, "b"), value=1, tag=1),
    ]
    layout = arrange([[(0, "a")], [(1, "rest"), (1, "b")]], links, height=200, label=20, gap=4, last=[(1, "rest")])
    assert layout.bars[1, "rest"].top > layout.bars[1, "b"].top


def test_too_many_labels_are_refused() -> None:
    links: _Links = [Link(source=(0, "a"), target=(1, str(one)), value=1, tag=one) for one in range(30)]
    with pytest.raises(ValueError, match="30 labels do not fit"):
        _arranged(links, above=False, height=300)
