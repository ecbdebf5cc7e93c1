"""Labels of the nodes that nobody should have to name: commitments, events, figures, stakes, sources and the like.

Each label says in English and French what the node states, from the labels of what it ties together. A label that
somebody wrote is never replaced.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

import pyoxigraph as ox

from dorsale.derive.wording import LANGUAGES, Language, amount, day
from dorsale.namespaces import PREFIXES

__all__ = ["label_small_nodes"]

_RDFS_LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")
_PREF_LABEL = ox.NamedNode(PREFIXES["skos"] + "prefLabel")
_PLURAL_LABEL = ox.NamedNode(PREFIXES["dor"] + "pluralLabel")
_HEAD = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in ("dor", "rdfs", "skos", "dct"))


def label_small_nodes(store: ox.Store) -> list[ox.Triple]:
    """Add labels for the unlabelled small nodes to the default graph of ``store``; return them in N-Triples order."""
    names = _Names(store)
    made: list[ox.Triple] = []
    for maker in _MAKERS:
        rows: defaultdict[str, list[_Row]] = defaultdict(list)
        for row in _select(store, maker.pattern):
            rows[row["node"]].append(row)
        for node in sorted(rows):
            if node not in names:
                said = {language: maker.say(rows[node], names, language) for language in LANGUAGES}
                names.add(node, said)
                made += [
                    ox.Triple(ox.NamedNode(node), _RDFS_LABEL, ox.Literal(text, language=language))
                    for language, text in said.items()
                ]
    store.extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in made)
    return sorted(made, key=str)


_Row = dict[str, str]


class _Names:
    """Who is called what: the labels of every labelled node, by IRI and language."""

    def __init__(self, store: ox.Store) -> None:
        self._names: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self._plurals: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for table, predicate in (
            (self._names, _PREF_LABEL),
            (self._names, _RDFS_LABEL),
            (self._plurals, _PLURAL_LABEL),
        ):
            for quad in store.quads_for_pattern(None, predicate, None, None):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                    table[quad.subject.value].setdefault(quad.object.language or "", quad.object.value)

    def __contains__(self, iri: str) -> bool:
        return iri in self._names

    def add(self, iri: str, labels: dict[Language, str]) -> None:
        self._names[iri] |= {str(language): text for language, text in labels.items()}

    def of(self, iri: str, language: Language) -> str:
        """The label of ``iri``; without one, the last part of the IRI."""
        return self._names.get(iri, {}).get(language) or iri.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1]

    def all_of(self, rows: list[_Row], column: str, language: Language) -> str:
        """The labels of everything in a column, once each, in alphabetical order."""
        return ", ".join(sorted({self.of(row[column], language) for row in rows if column in row}))

    def plural(self, iri: str, language: Language) -> str:
        return self._plurals.get(iri, {}).get(language) or self.of(iri, language)


def _select(store: ox.Store, pattern: str) -> Iterator[_Row]:
    solutions = store.query(f"{_HEAD}SELECT * {{ {pattern} }}")
    assert isinstance(solutions, ox.QuerySolutions)  # noqa: S101 - the queries are the constants below
    columns = [variable.value for variable in solutions.variables]
    for solution in solutions:
        bound = ((column, solution[column]) for column in columns)
        yield {
            column: term.value for column, term in bound if isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal)
        }


def _availability(rows: list[_Row], names: _Names, language: Language) -> str:
    on = {"en": "on", "fr": "sur"}[language]
    return f"{names.of(rows[0]['model'], language)} {on} {names.of(rows[0]['platform'], language)}"


def _commitment(rows: list[_Row], names: _Names, language: Language) -> str:
    kind = _capital(names.of(rows[0]["kind"], language))
    sides = [names.all_of(rows, side, language) for side in ("giver", "taker")]
    colon = {"en": ":", "fr": "\u00a0:"}[language]
    return f"{kind}{colon} {' → '.join(side for side in sides if side)}"


def _event(rows: list[_Row], names: _Names, language: Language) -> str:
    row = rows[0]
    return f"{names.of(row['of'], language)} — {names.of(row['kind'], language)}, {day(row['date'], language)}"


def _figure(rows: list[_Row], names: _Names, language: Language) -> str:
    row = rows[0]
    values: tuple[Decimal | str, ...] = tuple(
        Decimal(row[column]) for column in ("value", "minimum", "maximum") if column in row
    )
    if not values:
        texts = {row["language"]: row["words"] for row in rows if "words" in row}
        values = (texts.get(language, ""),)
    unit = row.get("symbol") or (_counted(row["unit"], values[-1], names, language) if "unit" in row else "")
    said = amount(values, unit=unit, qualifier=row["qualifier"].rsplit("/", 1)[-1], language=language)
    colon = {"en": ":", "fr": "\u00a0:"}[language]
    return f"{names.of(row['of'], language)} — {names.of(row['measure'], language)}{colon} {said}"


def _counted(unit: str, value: Decimal | str, names: _Names, language: Language) -> str:
    one = isinstance(value, Decimal) and (abs(value) < 2 if language == "fr" else value == 1)
    return names.of(unit, language) if one else names.plural(unit, language)


def _listing(rows: list[_Row], _names: _Names, _language: Language) -> str:
    return f"{rows[0]['ticker']} ({rows[0]['exchange']})"


def _participation(rows: list[_Row], names: _Names, language: Language) -> str:
    of, who, part = (names.of(rows[0][column], language) for column in ("of", "who", "part"))
    return f"{of} — {who}, {part}"


def _dependence(rows: list[_Row], names: _Names, language: Language) -> str:
    row = rows[0]
    relies = {"en": "{} relies on {}", "fr": "{} s’appuie sur {}"}[language]
    said = relies.format(names.of(row["dependent"], language), names.of(row["support"], language))
    colon = {"en": ":", "fr": "\u00a0:"}[language]
    return f"{said}{colon} {names.of(row['resource'], language)}" if "resource" in row else said


def _state(rows: list[_Row], names: _Names, language: Language) -> str:
    since = {"en": "{}, from {}", "fr": "{}, à partir du {}"}[language]
    return since.format(names.of(rows[0]["commitment"], language), day(rows[0]["day"], language))


def _source(rows: list[_Row], names: _Names, language: Language) -> str:
    publisher, date = names.of(rows[0]["publisher"], language), rows[0].get("date")
    return f"{publisher}, {day(date, language) if date else {'en': 'undated', 'fr': 'sans date'}[language]}"


def _stake(rows: list[_Row], names: _Names, language: Language) -> str:
    row = rows[0]
    stake = {"en": "stake of {} in {}", "fr": "participation de {} dans {}"}[language]
    said = stake.format(names.of(row["holder"], language), names.of(row["held"], language))
    return _capital(f"{said}, {day(row['date'], language)}" if "date" in row else said)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


class _Maker(NamedTuple):
    pattern: str
    say: Callable[[list[_Row], _Names, Language], str]


_MAKERS = (
    _Maker(
        """?deal dor:commitment ?node . ?node a ?kind . ?kind rdfs:subClassOf* dor:Commitment
        FILTER NOT EXISTS { ?node a ?narrower . ?narrower rdfs:subClassOf+ ?kind }
        OPTIONAL { ?node dor:provider ?giver } OPTIONAL { ?node dor:recipient ?taker }""",
        _commitment,
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
        """?of dor:figure ?node . ?node dor:measure ?measure ; dor:qualifier ?qualifier
        OPTIONAL { ?node dor:unit ?unit OPTIONAL { ?unit skos:notation ?symbol } }
        OPTIONAL { ?node dor:value ?value }
        OPTIONAL { ?node dor:minimum ?minimum ; dor:maximum ?maximum }
        OPTIONAL { ?node dor:valueText ?words BIND (LANG(?words) AS ?language) }""",
        _figure,
    ),
)
"""In this order, since an event or a figure takes the label of what it belongs to."""
