"""The network of dependence: how many organizations rely on one, and whom its failure would cut off."""

from decimal import Decimal
from typing import Final

import networkx as nx
import pyoxigraph as ox

from dorsale.derive.findings import Findings
from dorsale.derive.store import select

__all__ = ["find_bridges"]

_QUERY: Final = """
SELECT DISTINCT ?dependent ?support {
  ?dependence a dor:Dependence ; dor:dependent ?one ; dor:reliesOn ?other .
  ?one a dor:Organization . ?other a dor:Organization .
  OPTIONAL { ?one dor:ultimateParent ?oneHead } OPTIONAL { ?other dor:ultimateParent ?otherHead }
  BIND (COALESCE(?oneHead, ?one) AS ?dependent) BIND (COALESCE(?otherHead, ?other) AS ?support)
  FILTER (?dependent != ?support)
}"""


def find_bridges(store: ox.Store, findings: Findings) -> None:
    """Add to ``findings`` how many groups rely on each, directly or through others, and how many each one keeps tied.

    Only groups on which somebody relies get the first number, and only those whose loss cuts somebody off the second.
    """
    relies = nx.DiGraph(sorted((row["dependent"], row["support"]) for row in select(store, _QUERY)))
    for group in sorted(relies):
        dependents = nx.ancestors(relies, group)
        if dependents:
            _count(group, "dependent-count", len(dependents), "reach", findings)
    ties = relies.to_undirected()
    for group in sorted(nx.articulation_points(ties)):
        whole = nx.node_connected_component(ties, group) - {group}
        parts = sorted(map(len, nx.connected_components(ties.subgraph(whole))))
        _count(group, "cut-off-count", sum(parts[:-1]), "articulation", findings)


def _count(group: str, measure: str, number: int, method: str, findings: Findings) -> None:
    findings.estimate(ox.NamedNode(group), measure, Decimal(number), "counted:organization", method=method)
