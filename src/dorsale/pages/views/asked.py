"""What the page of each kind of thing asks besides the statements of the thing itself: one query a part of the page.

``$thing`` stands for the thing, ``$group`` for a pattern that binds ``?company`` to an organization and to all
companies below it, ``$language`` for the language of the page.
"""

import asyncio
from typing import Final

from dorsale.derive.wording import Language
from dorsale.engine.interface import Engine
from dorsale.namespaces import GRAPH
from dorsale.pages.asking import select
from dorsale.pages.views.flows import FLOW, Row

__all__ = ["CLASSES", "LINKED", "ROLES", "Asked", "ask"]

Asked = dict[str, list[Row]]
"""Rows by the name of the part that they are for."""

LINKED: Final = ("amends", "extends", "supersedes", "trancheOf", "partOf", "conditionalOn", "securedBy")
"""How a deal or commitment may hang on another one."""

CLASSES: Final = ("Site", "Cluster", "HardwareModel", "Platform", "Model")
ROLES: Final = ("ownedBy", "operatedBy", "usedBy", "developedBy", "designedBy", "fabricatedBy")
"""Things that an organization may have to do with, and how, each in the order in which a page shows them."""

_GROUP: Final = "?company dor:subsidiaryOf* $thing ."

_MONEY: Final = """SELECT ?way ?c ?deal ?standing ?low ?high ?resource ?payer ?payee WHERE {
  { SELECT DISTINCT ?way ?c ?deal WHERE {
    { $group ?c dor:paidBy ?company . ?deal dor:commitment ?c BIND (dor:paidBy AS ?way) }
    UNION { $group ?c dor:paidTo ?company . ?deal dor:commitment ?c BIND (dor:paidTo AS ?way) } } }
  OPTIONAL { ?c dor:countedAs ?standing } OPTIONAL { ?c dor:resource ?resource }
  OPTIONAL { ?c dor:lowerUSD ?low } OPTIONAL { ?c dor:upperUSD ?high }
  OPTIONAL { ?c dor:paidBy ?payer } OPTIONAL { ?c dor:paidTo ?payee }
} ORDER BY ?c ?payer ?payee ?way ?resource"""

_GROUNDS: Final = """OPTIONAL { ?dependence dor:resource ?resource } OPTIONAL { ?deal dor:commitment ?ground }
  OPTIONAL { ?ground dor:countedAs ?standing } OPTIONAL { ?ground dor:upperUSD ?high }
  OPTIONAL { ?ground dor:provider ?provider } OPTIONAL { ?ground dor:recipient ?recipient }"""

_RELIANCE: Final = f"""SELECT ?way ?who ?resource ?ground ?deal ?standing ?high ?provider ?recipient WHERE {{
  {{ $group ?dependence dor:dependent ?company ; dor:reliesOn ?who ; dor:restsOn ?ground
    BIND ("relies" AS ?way) }}
  UNION {{ $group ?dependence dor:reliesOn ?company ; dor:dependent ?who ; dor:restsOn ?ground
    BIND ("relied" AS ?way) }}
  {_GROUNDS} }} ORDER BY ?who ?ground ?provider ?recipient ?way ?resource"""

_BACKING: Final = f"""SELECT ?way ?who ?resource ?ground ?deal ?standing ?high ?provider ?recipient WHERE {{
  {{ ?dependence dor:dependent $thing ; dor:reliesOn ?who ; dor:restsOn ?ground
    BIND ("relies" AS ?way) }}
  UNION {{ ?dependence dor:reliesOn $thing ; dor:dependent ?who ; dor:restsOn ?ground
    BIND ("relied" AS ?way) }}
  {_GROUNDS} }} ORDER BY ?who ?ground ?provider ?recipient ?way ?resource"""

_CIRCLES: Final = """SELECT ?circle ?standing ?sureness (COUNT(?step) AS ?steps) WHERE {
  ?circle a dor:Circle ; dor:passesThrough $thing ; dor:standing ?standing ; dor:step ?step .
  ?step a dor:CircleLink . ?standing schema:position ?sureness .
} GROUP BY ?circle ?standing ?sureness ORDER BY DESC(?sureness) ?steps ?circle"""

_TOLD: Final = """SELECT ?circle ?text WHERE {
  { SELECT ?circle (COUNT(?step) AS ?steps) ?sureness WHERE {
    ?circle a dor:Circle ; dor:passesThrough $thing ; dor:standing ?standing ; dor:step ?step .
    ?step a dor:CircleLink . ?standing schema:position ?sureness .
  } GROUP BY ?circle ?sureness ORDER BY DESC(?sureness) ?steps ?circle LIMIT 3 }
  ?circle dct:description ?text FILTER (LANG(?text) = "$language") }"""

_EVENTS: Final = """SELECT ?event ?deal ?kind ?date WHERE {
  { SELECT DISTINCT ?deal WHERE { $group ?deal dor:commitment ?c . ?c dor:provider|dor:recipient ?company } }
  ?deal dor:commitment?/dor:event ?event . ?event dor:eventKind ?kind ; dor:date ?date ; dor:firstDay ?day .
} ORDER BY DESC(?day) DESC(STR(?date)) ?deal ?event LIMIT 60"""

_GROUP_TREE: Final = """SELECT ?way ?company ?parent WHERE {
  { $thing dor:subsidiaryOf+ ?company BIND ("above" AS ?way) }
  UNION { ?company dor:subsidiaryOf+ $thing BIND ("below" AS ?way) }
  OPTIONAL { ?company dor:subsidiaryOf ?parent } } ORDER BY ?company ?parent"""

_WORKS: Final = f"""SELECT DISTINCT ?thing ?class ?role WHERE {{
  {" UNION ".join(f"{{ $group ?thing dor:{role} ?company ; a ?class BIND (dor:{role} AS ?role) }}" for role in ROLES)}
}} ORDER BY ?thing ?role"""

_HELD: Final = """SELECT ?stake ?in ?date ?value ?unit ?qualifier WHERE {
  ?stake dor:holder $thing ; dor:heldIn ?in . OPTIONAL { ?stake dor:asOf ?date }
  OPTIONAL { ?stake dor:figure ?f FILTER EXISTS { ?f dor:rank rank:preferred } OPTIONAL { ?f dor:value ?value }
    OPTIONAL { ?f dor:unit ?unit } OPTIONAL { ?f dor:qualifier ?qualifier } } } ORDER BY ?stake ?value"""

_FINDINGS: Final = """SELECT ?estimate ?measure ?value ?unit ?finding WHERE {
  { $thing dor:estimate ?estimate }
  UNION { ?finding dor:concentrationOf $thing ; dor:estimate ?estimate }
  ?estimate dor:measure ?measure ; dor:value ?value . OPTIONAL { ?estimate dor:unit ?unit } } ORDER BY ?estimate"""

_TOUCHING: Final = f"""SELECT * WHERE {{
  {{ SELECT DISTINCT ?c WHERE {{ ?c dor:subjectMatter|dor:target $thing }} }}
  {FLOW} }} ORDER BY DESC(?usd) DESC(STR(?date)) ?deal ?c ?giver ?taker"""

_INSIDE: Final = f"""SELECT * WHERE {{
  {{ SELECT DISTINCT ?c WHERE {{ ?member dor:partOf+ $thing . ?member dor:commitment? ?c
    FILTER EXISTS {{ ?c a dor:Commitment }} }} }}
  {FLOW} }} ORDER BY DESC(?usd) DESC(STR(?date)) ?deal ?c ?giver ?taker"""

_CLUSTERS_THERE: Final = """SELECT ?cluster ?owner ?start ?chip WHERE {
  ?cluster dor:sitedAt $thing . OPTIONAL { ?cluster dor:ownedBy|dor:operatedBy ?owner }
  OPTIONAL { ?cluster dor:start ?start } OPTIONAL { ?cluster dor:hasComponent ?chip } } ORDER BY ?cluster"""

_CLUSTERS_WITH: Final = """SELECT ?cluster ?owner ?start ?value ?unit ?qualifier WHERE {
  ?cluster dor:hasComponent $thing ; a dor:Cluster . OPTIONAL { ?cluster dor:ownedBy|dor:operatedBy ?owner }
  OPTIONAL { ?cluster dor:start ?start }
  OPTIONAL { ?cluster dor:figure ?f . ?f dor:value ?value ; dor:unit ?unit
    FILTER EXISTS { ?f dor:measure measure:accelerator-count ; dor:rank rank:preferred }
    OPTIONAL { ?f dor:qualifier ?qualifier } }
} ORDER BY DESC(?value) ?cluster LIMIT 400"""

_OFFERS: Final = """SELECT ?availability ?other ?since ?state ?developer ?source WHERE {
  { ?availability dor:offers $thing ; dor:onPlatform ?other }
  UNION { ?availability dor:onPlatform $thing ; dor:offers ?other . OPTIONAL { ?other dor:developedBy ?developer } }
  OPTIONAL { ?availability dor:since ?since } OPTIONAL { ?availability dor:releaseState ?state }
  OPTIONAL { ?availability dor:statedIn ?source } } ORDER BY ?availability ?source"""

_LINKS: Final = f"""SELECT DISTINCT ?way ?how ?other ?deal WHERE {{
  VALUES ?how {{ {" ".join(f"dor:{one}" for one in LINKED)} }}
  $thing dor:commitment? ?from .
  {{ GRAPH <{GRAPH}data> {{ ?from ?how ?other }} BIND ("forth" AS ?way) }}
  UNION {{ GRAPH <{GRAPH}data> {{ ?other ?how ?from }} BIND ("back" AS ?way) }}
  OPTIONAL {{ ?deal dor:commitment ?other }}
  FILTER NOT EXISTS {{ $thing dor:commitment ?other }} FILTER (?other != $thing) }} ORDER BY ?how ?other"""

_BORNE: Final = """SELECT ?circle ?standing (COUNT(DISTINCT ?any) AS ?steps) WHERE {
  $thing dor:commitment ?c . ?step dor:restsOn ?c . ?circle dor:step ?step , ?any ; dor:standing ?standing .
  ?standing schema:position ?sureness FILTER EXISTS { ?any a dor:CircleLink }
} GROUP BY ?circle ?standing ?sureness ORDER BY DESC(?sureness) ?steps ?circle"""

_PUBLISHED: Final = """SELECT ?source ?date ?kind ?url (COUNT(?node) AS ?stated) WHERE {
  ?source dct:publisher $thing ; a dor:Source . OPTIONAL { ?source dor:date ?date }
  OPTIONAL { ?source dor:sourceKind ?kind } OPTIONAL { ?source dor:url ?url }
  OPTIONAL { ?node dor:statedIn|dor:claimedIn ?source }
} GROUP BY ?source ?date ?kind ?url ORDER BY DESC(STR(?date)) ?source"""

_FIGURE: Final = """SELECT DISTINCT ?figure ?owner ?rival WHERE {
  ?owner dor:figure $thing ; dor:figure ?figure . $thing dor:measure ?measure . ?figure dor:measure ?measure .
  FILTER (?figure != $thing)
  OPTIONAL { ?figure dor:disagreesWith|^dor:disagreesWith $thing BIND (true AS ?rival) } } ORDER BY ?figure"""

_RESTING: Final = """SELECT DISTINCT ?finding WHERE {
  { ?finding dor:restsOn $thing ; a ?class } UNION { ?owner dor:figure $thing . ?finding dor:restsOn ?owner ; a ?class }
  FILTER (?class IN (dor:Estimate, dor:Circle, dor:CircleLink, dor:Concentration, dor:CounterpartyShare))
} ORDER BY ?finding LIMIT 200"""

_OF_KIND: Final[dict[str, dict[str, str]]] = {
    "organization": {
        "money": _MONEY,
        "reliance": _RELIANCE,
        "circles": _CIRCLES,
        "told": _TOLD,
        "events": _EVENTS,
        "group": _GROUP_TREE,
        "works": _WORKS,
        "held": _HELD,
        "findings": _FINDINGS,
    },
    "deal": {"links": _LINKS, "circles": _BORNE},
    "site": {"flows": _TOUCHING, "reliance": _BACKING, "clusters": _CLUSTERS_THERE},
    "cluster": {"reliance": _BACKING},
    "hardware": {"flows": _TOUCHING, "users": _CLUSTERS_WITH},
    "model": {"flows": _TOUCHING, "offers": _OFFERS},
    "platform": {"flows": _TOUCHING, "offers": _OFFERS},
    "programme": {"flows": _INSIDE},
    "publisher": {"published": _PUBLISHED},
    "figure": {"figures": _FIGURE, "resting": _RESTING},
}


async def ask(engine: Engine, iri: str, kind: str | None, language: Language) -> Asked:
    """The rows of every part that the page of a thing of ``kind`` has."""
    parts = _OF_KIND.get(kind or "", {})
    places = {"$group": _GROUP, "$thing": f"<{iri}>", "$language": language}
    answers = await asyncio.gather(*(select(engine, _filled(query, places)) for query in parts.values()))
    return dict(zip(parts, answers, strict=True))


def _filled(query: str, places: dict[str, str]) -> str:
    for place, text in places.items():
        query = query.replace(place, text)
    return query
