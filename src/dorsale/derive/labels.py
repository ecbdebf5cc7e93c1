"""Labels of the nodes that nobody should have to name: commitments, events, figures, stakes, sources and the like.

Each label says in English and French what the node states, from the labels of what it ties together. A label that
somebody wrote is never replaced.
"""

from collections import defaultdict
from collections.abc import Callable
from decimal import Context, Decimal
from typing import NamedTuple

import pyoxigraph as ox

from dorsale.derive.names import Names
from dorsale.derive.store import add, select
from dorsale.derive.wording import LANGUAGES, Language, amount, day
from dorsale.namespaces import PREFIXES

__all__ = ["label_small_nodes"]

_RDFS_LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")
_UNITLESS = PREFIXES["unit"] + "UNITLESS"


def label_small_nodes(store: ox.Store) -> list[ox.Triple]:
    """Add labels for the unlabelled small nodes to the default graph of ``store``; return them in N-Triples order."""
    names = Names(store)
    made: list[ox.Triple] = []
    for maker in _MAKERS:
        rows: defaultdict[str, list[_Row]] = defaultdict(list)
        for row in select(store, f"SELECT * {{ {maker.pattern} }}"):
            rows[row["node"]].append(row)
        for node in sorted(rows):
            if node not in names:
                said = {language: maker.say(rows[node], names, language) for language in LANGUAGES}
                names.add(node, said)
                made += [
                    ox.Triple(ox.NamedNode(node), _RDFS_LABEL, ox.Literal(text, language=language))
                    for language, text in said.items()
                ]
    add(store, made)
    return sorted(made, key=str)


_Row = dict[str, str]


def _availability(rows: list[_Row], names: Names, language: Language) -> str:
    on = {"en": "on", "fr": "sur"}[language]
    return f"{names.of(rows[0]['model'], language)} {on} {names.of(rows[0]['platform'], language)}"


def _circle(rows: list[_Row], names: Names, language: Language) -> str:
    ring = [names.of(row["giver"], language) for row in sorted(rows, key=lambda row: int(row["place"]))]
    return " → ".join([*ring, ring[0]])


def _step(rows: list[_Row], names: Names, language: Language) -> str:
    row = rows[0]
    step = {"en": "{} — step {}: {} → {}", "fr": "{} — étape {}\u00a0: {} → {}"}[language]
    circle, giver, taker = (names.of(row[column], language) for column in ("circle", "giver", "taker"))
    return step.format(circle, row["place"], giver, taker)


def _concentration(rows: list[_Row], names: Names, language: Language) -> str:
    company, resource = (names.of(rows[0][column], language) for column in ("company", "resource"))
    suppliers = {"en": "{} — suppliers: {}", "fr": "{} — fournisseurs\u00a0: {}"}[language]
    customers = {"en": "{} — customers: {}", "fr": "{} — clients\u00a0: {}"}[language]
    of_suppliers = any(row["kind"].endswith("#SupplierConcentration") for row in rows)
    return (suppliers if of_suppliers else customers).format(company, resource)


def _share(rows: list[_Row], names: Names, language: Language) -> str:
    row = rows[0]
    percent = amount((Decimal(row["percent"]),), unit="%", qualifier="exact", language=language)
    colon = {"en": ":", "fr": "\u00a0:"}[language]
    return f"{names.of(row['whole'], language)} — {names.of(row['party'], language)}{colon} {percent}"


def _commitment(rows: list[_Row], names: Names, language: Language) -> str:
    kind = _capital(names.of(rows[0]["kind"], language))
    sides = [names.all_of((row[side] for row in rows if side in row), language) for side in ("giver", "taker")]
    colon = {"en": ":", "fr": "\u00a0:"}[language]
    return f"{kind}{colon} {' → '.join(side for side in sides if side)}"


def _event(rows: list[_Row], names: Names, language: Language) -> str:
    row = rows[0]
    return f"{names.of(row['of'], language)} — {names.of(row['kind'], language)}, {day(row['date'], language)}"


def _figure(rows: list[_Row], names: Names, language: Language) -> str:
    row = rows[0]
    qualifier = row["qualifier"].rsplit("/", 1)[-1]
    numbers = (Decimal(row[column]) for column in ("value", "minimum", "maximum") if column in row)
    values: tuple[Decimal | str, ...] = tuple(_rounded(one) if qualifier == "computed" else one for one in numbers)
    if not values:
        texts = {row["language"]: row["words"] for row in rows if "words" in row}
        values = (texts.get(language, ""),)
    named = "unit" in row and row["unit"] != _UNITLESS
    unit = row.get("symbol") or (_counted(row["unit"], values[-1], names, language) if named else "")
    said = amount(values, unit=unit, qualifier=qualifier, language=language)
    colon = {"en": ":", "fr": "\u00a0:"}[language]
    measure = names.of(row["measure"], language) + (f" ({row['year']})" if "year" in row else "")
    return f"{names.of(row['of'], language)} — {measure}{colon} {said}"


def _rounded(value: Decimal) -> Decimal:
    """What is computed, as exact as one can mean it: three digits, or all of a whole number below a million."""
    whole = value == value.to_integral_value() and abs(value) < 10**6
    return value if whole else Context(prec=3).plus(value)


def _counted(unit: str, value: Decimal | str, names: Names, language: Language) -> str:
    one = isinstance(value, Decimal) and (abs(value) < 2 if language == "fr" else value == 1)
    return names.of(unit, language) if one else names.plural(unit, language)


def _listing(rows: list[_Row], _names: Names, _language: Language) -> str:
    return f"{rows[0]['ticker']} ({rows[0]['exchange']})"


def _participation(rows: list[_Row], names: Names, language: Language) -> str:
    of, who, part = (names.of(rows[0][column], language) for column in ("of", "who", "part"))
    return f"{of} — {who}, {part}"


def _dependence(rows: list[_Row], names: Names, language: Language) -> str:
    row = rows[0]
    relies = {"en": "{} relies on {}", "fr": "{} s’appuie sur {}"}[language]
    said = relies.format(names.of(row["dependent"], language), names.of(row["support"], language))
    colon = {"en": ":", "fr": "\u00a0:"}[language]
    return f"{said}{colon} {names.of(row['resource'], language)}" if "resource" in row else said


def _state(rows: list[_Row], names: Names, language: Language) -> str:
    since = {"en": "{}, from {}", "fr": "{}, à partir du {}"}[language]
    return since.format(names.of(rows[0]["commitment"], language), day(rows[0]["day"], language))


def _source(rows: list[_Row], names: Names, language: Language) -> str:
    publisher, date = names.of(rows[0]["publisher"], language), rows[0].get("date")
    return f"{publisher}, {day(date, language) if date else {'en': 'undated', 'fr': 'sans date'}[language]}"


def _stake(rows: list[_Row], names: Names, language: Language) -> str:
    row = rows[0]
    stake = {"en": "stake of {} in {}", "fr": "participation de {} dans {}"}[language]
    said = stake.format(names.of(row["holder"], language), names.of(row["held"], language))
    return _capital(f"{said}, {day(row['date'], language)}" if "date" in row else said)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


class _Maker(NamedTuple):
    pattern: str
    say: Callable[[list[_Row], Names, Language], str]


_MAKERS = (
    _Maker(
        """?deal dor:commitment ?node . ?node a ?kind . ?kind rdfs:subClassOf* dor:Commitment
        FILTER NOT EXISTS { ?node a ?narrower . ?narrower rdfs:subClassOf+ ?kind }
        OPTIONAL { ?node dor:provider ?giver } OPTIONAL { ?node dor:recipient ?taker }""",
        _commitment,
    ),
    _Maker("?node dor:step ?step . ?step schema:position ?place ; dor:from ?giver", _circle),
    _Maker("?circle dor:step ?node . ?node schema:position ?place ; dor:from ?giver ; dor:to ?taker", _step),
    _Maker("?node a ?kind ; dor:concentrationOf ?company ; dor:resource ?resource", _concentration),
    _Maker(
        """?whole dor:share ?node . ?node dor:counterparty ?party ; dor:estimate ?estimate .
        ?estimate dor:measure measure:counterparty-share ; dor:value ?percent""",
        _share,
    ),
    _Maker("?node dor:stateOf ?commitment ; dor:firstDay ?day", _state),
    _Maker(
        "?node dor:dependent ?dependent ; dor:reliesOn ?support OPTIONAL { ?node dor:resource ?resource }", _dependence
    ),
    _Maker("?node dor:offers ?model ; dor:onPlatform ?platform", _availability),
    _Maker("?node dor:ticker ?ticker ; dor:exchange ?exchange", _listing),
    _Maker("?node a dor:Source ; dct:publisher ?publisher OPTIONAL { ?node dor:date ?date }", _source),
    _Maker("?node dor:holder ?holder ; dor:heldIn ?held OPTIONAL { ?node dor:asOf ?date }", _stake),
    _Maker("?of dor:participation ?node . ?node dor:participant ?who ; dor:part ?part", _participation),
    _Maker("?of dor:event ?node . ?node dor:eventKind ?kind ; dor:date ?date", _event),
    _Maker(
        """?of dor:figure|dor:estimate ?node . ?node dor:measure ?measure ; dor:qualifier ?qualifier
        OPTIONAL { ?node dor:unit ?unit OPTIONAL { ?unit skos:notation ?symbol } }
        OPTIONAL { ?node dor:value ?value }
        OPTIONAL { ?node dor:minimum ?minimum ; dor:maximum ?maximum }
        OPTIONAL { ?node dor:valueText ?words BIND (LANG(?words) AS ?language) }
        OPTIONAL { ?of dor:estimate ?node . ?node dor:start ?year }""",
        _figure,
    ),
)
"""In this order, since an event or a figure takes the label of what it belongs to."""
