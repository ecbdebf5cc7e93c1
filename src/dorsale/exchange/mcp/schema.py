"""The ontology in few words, as an agent needs it to write a query: what the graph holds, and what goes with what."""

from typing import Final

from dorsale.engine.rows import Value
from dorsale.exchange.mcp.naming import brief
from dorsale.namespaces import GRAPH, ID, TERM, VOCABULARY
from dorsale.pages import asking
from dorsale.pages.render import Context

__all__ = ["schema"]

_SMALL: Final = 24
"""Up to so many concepts of a scheme are named one by one."""

_USED: Final = f"""SELECT ?class ?property (COUNT(*) AS ?uses) (SAMPLE(?kind) AS ?to) WHERE {{
  GRAPH ?g {{ ?s a ?class }} FILTER (?g IN (<{GRAPH}data>, <{GRAPH}analysis>))
  FILTER (STRSTARTS(STR(?class), "{TERM}"))
  ?s ?property ?o FILTER (STRSTARTS(STR(?property), "{TERM}"))
  BIND (IF(isIRI(?o), REPLACE(STR(?o), "[^/]+$", ""), STR(DATATYPE(?o))) AS ?kind)
}} GROUP BY ?class ?property ORDER BY ?class ?property"""

_ADVICE: Final = """\
The prefixes of the house are declared for you: dor: for terms; org: deal: com: fig: src: site: hw: model: … for things;
firmness: standing: measure: qualifier: … for concepts; cur:USD and unit:GigaW for units; rdfs: skos: dct: xsd:.
A deal has commitments (dor:commitment), each with parties, states and figures. Money: sum dor:lowerUSD or dor:upperUSD
of commitments by dor:countedAs (standing:firm, standing:announced …), never raw figures: amendments and shares are
counted there. A figure has dor:measure, dor:value (or minimum and maximum), dor:unit, dor:qualifier, dor:rank; take
rank:preferred. dor:statedIn leads to its sources. Things have rdfs:label in en and fr. dor:date is as exact as its
source (day, month or year); dor:firstDay sorts."""


_TOGETHER: Final = ("dor:Commitment", "dor:HardwareModel", "dor:Organization")
"""Classes whose kinds are told in one line, since their members have much the same properties."""


async def schema(context: Context) -> str:
    """Classes with the properties that their members have, what these point at, and the concepts of small schemes."""
    lexicon = await context.lexicon()
    lines = [_ADVICE, "", "classes and the properties of their members (→ what a property points at):"]
    used: dict[str, dict[str, None]] = {}
    under = {one: lexicon.under(one) for one in _TOGETHER}
    for row in await asking.select(context.engine, _USED):
        name = next((one for one in _TOGETHER if row["class"].value in under[one]), brief(row["class"].value))
        used.setdefault(name, {})[_property(row)] = None
    for one, properties in sorted(used.items()):
        kinds = sorted(brief(kind) for kind in under[one] if brief(kind) != one) if one in under else []
        title = f"{one} ({', '.join(kinds)})" if kinds else one
        lines.append(f"{title}: {', '.join(sorted(properties))}")
    lines += ["", "concepts:"]
    schemes: dict[str, list[str]] = {}
    for iri in lexicon.statements.described():
        if iri.startswith(VOCABULARY) and lexicon.statements.first(iri, "skos:inScheme"):
            scheme, _, local = iri.removeprefix(VOCABULARY).partition("/")
            schemes.setdefault(scheme, []).append(local)
    for scheme, concepts in sorted(schemes.items()):
        some = sorted(concepts)[:_SMALL]
        rest = f" … {len(concepts)} in all" if len(concepts) > _SMALL else ""
        lines.append(f"{scheme}: {', '.join(some)}{rest}")
    return "\n".join(lines)


def _property(row: dict[str, Value]) -> str:
    """A property, and the prefix of the things that it points at: ``customer→org``."""
    to = row["to"].value if "to" in row else ""
    pointed = brief(f"{to}x").partition(":")[0] if to.startswith((ID, VOCABULARY)) else ""
    local = brief(row["property"].value).removeprefix("dor:")
    return f"{local}→{pointed}" if pointed and pointed != local else local
