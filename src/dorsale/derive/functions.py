"""Functions that rules may call beside those of SPARQL: the exchange rates of the European Central Bank.

``<…/function/usd-rate>(currency, date)`` is the number of US dollars for one unit of ``currency`` (a QUDT currency IRI)
on ``date``, six significant digits; ``<…/function/usd-rate-date>`` is the date whose rate that is. A day without a
reference rate (a weekend, a holiday) takes that of the last day before it; an ``xsd:gYearMonth`` or ``xsd:gYear`` takes
the mean of the days it holds. Both are unbound where the bank has no rate: for other currencies, and for days later
than the rates that the package ``currencyconverter`` carries.
"""

import datetime
from collections.abc import Callable, Iterator
from decimal import Context, Decimal
from functools import cache
from typing import Final

import pyoxigraph as ox
from currency_converter import CurrencyConverter, RateNotFoundError

from dorsale.derive.dates import days_of
from dorsale.namespaces import FUNCTION, PREFIXES

__all__ = ["FUNCTIONS"]

_XSD: Final = PREFIXES["xsd"]
_DATE: Final = ox.NamedNode(_XSD + "date")
_LONGEST_BREAK: Final = 7
_SIX_DIGITS: Final = Context(prec=6)

_Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def _usd_rate(currency: _Term, date: _Term) -> ox.Literal | None:
    found = _found(currency, date)
    return found and ox.Literal(f"{found[0]:f}", datatype=ox.NamedNode(_XSD + "decimal"))


def _usd_rate_date(currency: _Term, date: _Term) -> ox.Literal | None:
    found = _found(currency, date)
    return found and found[1]


def _found(currency: _Term, date: _Term) -> tuple[Decimal, ox.Literal] | None:
    """The rate, and the date that it belongs to."""
    if not isinstance(currency, ox.NamedNode) or not isinstance(date, ox.Literal):
        return None
    code = currency.value.removeprefix(PREFIXES["cur"])
    period = days_of(date.value)
    if not period or code not in _table().currencies:
        return None
    first, last = period
    if first != last:
        rates = list(_rates(code, first, last))
        return (_rounded(sum(rates, Decimal()) / len(rates)), date) if rates and _closed(last) else None
    for back in range(_LONGEST_BREAK + 1):
        day = first - datetime.timedelta(days=back)
        rate = _rate(code, day) if first <= _last_day() + datetime.timedelta(days=_LONGEST_BREAK) else None
        if rate is not None:
            return _rounded(rate), ox.Literal(day.isoformat(), datatype=_DATE)
    return None


def _rates(code: str, first: datetime.date, last: datetime.date) -> Iterator[Decimal]:
    for back in range((last - first).days + 1):
        rate = _rate(code, first + datetime.timedelta(days=back))
        if rate is not None:
            yield rate


@cache
def _rate(code: str, day: datetime.date) -> Decimal | None:
    try:
        return Decimal(_table().convert(1, code, "USD", date=day))
    except (RateNotFoundError, ValueError):
        return None


@cache
def _table() -> CurrencyConverter:
    return CurrencyConverter(decimal=True)


def _last_day() -> datetime.date:
    day: datetime.date = _table().bounds["USD"].last_date
    return day


def _closed(last: datetime.date) -> bool:
    """Whether the table knows a whole period that ends on ``last``, but for days off at its end."""
    return last <= _last_day() + datetime.timedelta(days=_LONGEST_BREAK)


def _rounded(rate: Decimal) -> Decimal:
    return _SIX_DIGITS.plus(rate)


FUNCTIONS: Final[dict[ox.NamedNode, Callable[..., _Term | None]]] = {
    ox.NamedNode(FUNCTION + "usd-rate"): _usd_rate,
    ox.NamedNode(FUNCTION + "usd-rate-date"): _usd_rate_date,
}
"""What :meth:`pyoxigraph.Store.query` takes as ``custom_functions``."""
