"""What Dorsale computes from the graph: circles of money, concentrations, bridges, yearly parts."""

import pyoxigraph as ox

from dorsale.derive.circles import find_circles
from dorsale.derive.concentration import find_concentrations
from dorsale.derive.findings import Findings
from dorsale.derive.flows import read_flows
from dorsale.derive.network import find_bridges
from dorsale.derive.spread import spread_over_years
from dorsale.derive.store import add
from dorsale.derive.telling import tell_circles

__all__ = ["analyse"]


def analyse(store: ox.Store, day: str) -> list[ox.Triple]:
    """Add the findings to the default graph of ``store``, where the rules have run; return them in N-Triples order.

    ``day`` (``YYYY-MM-DD``) is the day for which the data holds. Each finding names its method and what it rests on.
    """
    findings = Findings(day)
    flows = read_flows(store)
    find_circles(flows, findings)
    find_concentrations(flows, findings)
    find_bridges(store, findings)
    spread_over_years(store, findings)
    add(store, findings.triples)
    told = tell_circles(store)
    add(store, told)
    return sorted([*findings.triples, *told], key=str)
