"""What a store keeps of what it is given: found out by writing a few literals into our own graph and reading them back.

RDF 1.1 lets a store keep the value of a literal and forget how it was written (Concepts, 3.3), and some cannot even
hold certain values. What is written and what is compared follows from what was found, so that a difference that the
store makes by itself is not taken for one that somebody made.
"""

import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal, InvalidOperation
from typing import Final

from dorsale.namespaces import PREFIXES

__all__ = ["PROBES", "Keeping"]

_XSD: Final = PREFIXES["xsd"]
_WKT: Final = PREFIXES["geo"] + "wktLiteral"
_VIRTUOSO_POINT: Final = "http://www.openlinksw.com/schemas/virtrdf#Geometry"

PROBES: Final[dict[str, tuple[str, ...]]] = {
    "numbers": (f'"1.50"^^<{_XSD}decimal>', f'"07"^^<{_XSD}integer>'),
    "durations": (f'"P15Y"^^<{_XSD}duration>',),
    "points": (f'"POINT (-101.84297 33.8323)"^^<{_WKT}>',),
    "wholes": (f'"9"^^<{_XSD}nonNegativeInteger>', f'"9"^^<{_XSD}int>'),
    "kinds": (f'"8"^^<{_XSD}integer>', f'"8"^^<{_XSD}decimal>'),
}
"""Literals, by what they tell of a store: it keeps this exactly when it gives all of them back as they are."""

_LITERAL: Final = re.compile(r'(<[^>]*> <[^>]*>) "(.*)"\^\^<([^>]*)>', re.DOTALL)
_TAGGED: Final = re.compile(r'(.*")@([A-Za-z0-9-]+)', re.DOTALL)
_POINT: Final = re.compile(r"\s*POINT\s*\(\s*(\S+)\s+(\S+)\s*\)\s*", re.IGNORECASE)
_FRACTION: Final = re.compile(r"(T\d\d:\d\d:\d\d)(?:\.0*|(\.\d*[1-9])0*)?(?=[Z+-]|$)")

_DURATIONS: Final = frozenset(_XSD + name for name in ("duration", "yearMonthDuration", "dayTimeDuration"))
_FLOATS: Final = frozenset(_XSD + name for name in ("double", "float"))
_WHOLE: Final = frozenset(
    _XSD + name
    for name in (
        *("integer", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
        *("long", "int", "short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
    )
)
_NUMBERS: Final = _WHOLE | {_XSD + "decimal"} | _FLOATS
_DATES: Final = {_XSD + "gYear": "-01-01", _XSD + "gYearMonth": "-01", _XSD + "date": ""}
_TRUTHS: Final = {"true": "1", "1": "1", "false": "0", "0": "0"}
_EXACT: Final = Context(prec=200)
_DIGITS: Final = Decimal("1e-15")
"""Fifteen digits after the point are what Virtuoso keeps of a decimal."""


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """What a store gives back exactly as it was given."""

    numbers: bool = True
    """How a number was written: ``1.50`` is not made ``1.5``."""
    durations: bool = True
    """Durations at all; where not, they are written as plain strings."""
    points: bool = True
    """Points as WKT; where not, their coordinates have single precision."""
    wholes: bool = True
    """Which kind of whole number it is: a ``nonNegativeInteger`` is not made an ``integer``."""
    kinds: bool = True
    """The kind of a value: the integer 8 and the decimal 8 are two values of one property."""

    @classmethod
    def of(cls, given_back: Iterable[str]) -> "Keeping":
        """What is kept, by the literals of :data:`PROBES` that came back."""
        back = set(given_back)
        return cls(**{name: set(literals) <= back for name, literals in PROBES.items()})

    @classmethod
    def losing(cls, names: Iterable[str]) -> "Keeping":
        """What is kept where these are not."""
        return cls(**dict.fromkeys(set(names) & PROBES.keys(), False))

    @property
    def loses(self) -> list[str]:
        """The names of what is not kept."""
        return [name for name in PROBES if not getattr(self, name)]

    @property
    def exact(self) -> bool:
        """Whether everything comes back as it was given."""
        return self == Keeping()

    def kept(self, statements: list[str]) -> list[str]:
        """What is written of the statements of a subject in a graph."""
        if self.exact:
            return statements
        found: dict[str, str] = {}
        for statement in statements:
            literal = _LITERAL.fullmatch(statement)
            if literal is None:
                found[statement] = statement
                continue
            beginning, text, datatype = literal.groups()
            if not self.durations and datatype in _DURATIONS:
                statement = f'{beginning} "{text}"'  # noqa: PLW2901 - from here on it is the one that is written
                datatype = ""
            key = self.compared(statement) if self.kinds else f"{beginning} {_value(text, datatype)}"
            found.setdefault(key, statement)
        return list(dict.fromkeys(found.values()))

    def compared(self, statement: str) -> str:
        """What statements have in common that the store cannot tell apart; tags of language in small letters."""
        if tagged := _TAGGED.fullmatch(statement):
            return f"{tagged[1]}@{tagged[2].lower()}"
        if self.exact or not (literal := _LITERAL.fullmatch(statement)):
            return statement
        beginning, text, datatype = literal.groups()
        if not self.points and datatype in (_WKT, _VIRTUOSO_POINT) and (point := _POINT.fullmatch(text)):
            return f'{beginning} "POINT ({_single(point[1])} {_single(point[2])})"^^<{_WKT}>'
        if not self.numbers:
            if datatype in _NUMBERS:
                text = _number(text, datatype)
            elif datatype == _XSD + "dateTime":
                text = _FRACTION.sub(r"\1\2", text)
            elif datatype == _XSD + "boolean":
                text = {"1": "true", "0": "false"}.get(text, text)
        if not self.kinds and datatype in _NUMBERS - _FLOATS:
            datatype = _XSD + "decimal"
        elif not self.wholes and datatype in _WHOLE:
            datatype = _XSD + "integer"
        return f'{beginning} "{text}"^^<{datatype}>'


def _number(text: str, datatype: str) -> str:
    """A number written in one way only."""
    try:
        if datatype in _FLOATS:
            return repr(float(text))
        return f"{_EXACT.normalize(_EXACT.quantize(Decimal(text), _DIGITS)) + 0:f}"
    except (ValueError, InvalidOperation):
        return text


def _single(coordinate: str) -> str:
    """A coordinate as a number of single precision."""
    try:
        return repr(struct.unpack("f", struct.pack("f", float(coordinate)))[0])
    except (ValueError, OverflowError):
        return coordinate


def _value(text: str, datatype: str) -> str:
    """What is the same for literals of equal value, whatever their kind."""
    if datatype in _NUMBERS:
        return f"= {_number(text, _XSD + 'decimal')}"
    if datatype == _XSD + "boolean":
        return f"= {_TRUTHS.get(text, text)}"
    if datatype in _DATES:
        return f"on {text}{_DATES[datatype]}"
    return f'"{text}"^^<{datatype}>'
