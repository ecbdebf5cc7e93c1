"""The text of each circle of money, in English and French, told step by step from the graph."""

from collections import defaultdict
from decimal import Decimal
from typing import Final

import pyoxigraph as ox

from dorsale.derive.names import Names
from dorsale.derive.store import select
from dorsale.derive.wording import LANGUAGES, Language, amount, day
from dorsale.namespaces import PREFIXES

__all__ = ["tell_circles"]

_STEPS: Final = """
SELECT DISTINCT ?circle ?place ?step ?from ?to ?standing ?total ?commitment ?gives ?resource ?deal ?announced ?upper {
  {
    SELECT ?circle ?place ?step ?from ?to ?standing ?commitment {
      ?circle dor:step ?step .
      ?step schema:position ?place ; dor:from ?from ; dor:to ?to ; dor:standing ?standing ; dor:restsOn ?commitment .
    }
  }
  OPTIONAL { ?step dor:estimate/dor:value ?total }
  ?deal dor:commitment ?commitment ; dor:announced ?announced .
  OPTIONAL { ?commitment dor:resource ?resource }
  OPTIONAL { ?commitment dor:upperUSD ?upper }
  ?commitment a ?kind .
  VALUES (?kind ?gives) {
    (dor:FinancingCommitment "finances") (dor:WarrantGrant "shares") (dor:SupplyCommitment "pays")
    (dor:PaymentCommitment "pays")
  }
}"""
_PUBLISHERS: Final = """
SELECT DISTINCT ?deal ?publisher {
  { SELECT DISTINCT ?deal { ?circle dor:step/dor:restsOn ?commitment . ?deal dor:commitment ?commitment } }
  ?deal dor:commitment?/(dor:event|dor:figure)?/dor:statedIn/dct:publisher ?publisher .
}"""
_DEALS_NAMED: Final = 3
_PUBLISHERS_NAMED: Final = 3
_DESCRIPTION: Final = ox.NamedNode(PREFIXES["dct"] + "description")

_VERBS: Final[dict[str, dict[Language, str]]] = {
    "finances": {"en": "{giver} finances {taker}", "fr": "{giver} finance {taker}"},
    "shares": {
        "en": "{giver} grants {taker} rights to its shares",
        "fr": "{giver} accorde à {taker} des droits sur ses actions",
    },
    "pays": {"en": "{giver} pays {taker}", "fr": "{giver} paie {taker}"},
}
_WORDS: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "and": " and ",
        "unknown": "no amount known for it alone",
        "deal": "“{deal}”, {day}, stated by {publishers}",
        "others": "and {count} more",
        "one_other": "and one more",
        "colon": ":",
    },
    "fr": {
        "and": " et ",
        "unknown": "montant propre inconnu",
        "deal": "«\u00a0{deal}\u00a0», {day}, selon {publishers}",
        "others": "et {count} autres",
        "one_other": "et un autre",
        "colon": "\u00a0:",
    },
}


def tell_circles(store: ox.Store) -> list[ox.Triple]:
    """A ``dct:description`` in each language for every circle in the default graph of ``store``, in N-Triples order.

    Each step has a line, which says who gives or pays what to whom, the amount known for these two alone, how sure it
    is, the deals it rests on, the largest first, and who states them.
    """
    names = Names(store)
    publishers: defaultdict[str, set[str]] = defaultdict(set)
    for row in select(store, _PUBLISHERS):
        publishers[row["deal"]].add(row["publisher"])
    circles: defaultdict[str, defaultdict[int, list[dict[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for row in select(store, _STEPS):
        circles[row["circle"]][int(row["place"])].append(row)
    told = [
        ox.Triple(ox.NamedNode(circle), _DESCRIPTION, ox.Literal(text, language=language))
        for circle, steps in circles.items()
        for language in LANGUAGES
        for text in ["\n".join(_step(steps[place], publishers, names, language) for place in sorted(steps))]
    ]
    return sorted(told, key=str)


def _step(rows: list[dict[str, str]], publishers: dict[str, set[str]], names: Names, language: Language) -> str:
    words = _WORDS[language]
    giver, taker = (names.of(rows[0][end], language) for end in ("from", "to"))
    acts: list[str] = []
    for verb, said in _VERBS.items():
        own = [row for row in rows if row["gives"] == verb]
        if own:
            act = said[language].format(giver=giver, taker=taker) if not acts else _again(verb, language)
            resources = {row["resource"] for row in own if "resource" in row}
            for_what = names.all_of(resources, language) if verb == "pays" else ""
            acts.append(f"{act} ({for_what})" if for_what else act)
    total = rows[0].get("total")
    sum_of_all = amount((Decimal(total),), unit="USD", qualifier="exact", language=language) if total else ""
    known = ", ".join([sum_of_all or words["unknown"], names.of(rows[0]["standing"], language)])
    return f"{words['and'].join(acts)} [{known}]{words['colon']} {_deals(rows, publishers, names, language)}."


def _again(verb: str, language: Language) -> str:
    """The verb of a further act between the same two."""
    return {
        "shares": {"en": "grants it rights to its shares", "fr": "lui accorde des droits sur ses actions"},
        "pays": {"en": "pays it", "fr": "lui paie"},
    }[verb][language]


def _deals(rows: list[dict[str, str]], publishers: dict[str, set[str]], names: Names, language: Language) -> str:
    words = _WORDS[language]
    largest: defaultdict[str, Decimal] = defaultdict(Decimal)
    announced = {}
    for row in rows:
        largest[row["deal"]] = max(largest[row["deal"]], Decimal(row.get("upper", 0)))
        announced[row["deal"]] = row["announced"]
    order = sorted(largest, key=lambda deal: (-largest[deal], announced[deal], deal))
    told = [
        words["deal"].format(
            deal=names.of(deal, language),
            day=day(announced[deal], language),
            publishers=_few(sorted(names.of(one, language) for one in publishers[deal]), _PUBLISHERS_NAMED, language),
        )
        for deal in order[:_DEALS_NAMED]
    ]
    left = len(order) - len(told)
    return "; ".join([*told, *([_more(left, language)] if left else [])]).replace(
        "; ", {"en": "; ", "fr": "\u00a0; "}[language]
    )


def _few(names: list[str], most: int, language: Language) -> str:
    """A list in words, cut after ``most`` with the number of those left out."""
    left = len(names) - most
    if left > 0:
        return f"{', '.join(names[:most])} {_more(left, language)}"
    return _WORDS[language]["and"].join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _more(left: int, language: Language) -> str:
    words = _WORDS[language]
    return words["one_other"] if left == 1 else words["others"].format(count=left)
