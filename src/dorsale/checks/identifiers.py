"""Are identifiers what they say they are? A wrong identifier is worse than none."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

import pyoxigraph as ox
from babel import Locale
from babel.core import get_global

from dorsale.checks.finding import Finding
from dorsale.checks.messages import finding
from dorsale.namespaces import PREFIXES, TERM, VOCABULARY, shorten
from dorsale.turtle import SourceFile, Tree

__all__ = ["check_identifiers", "countries", "currencies", "is_lei"]

_IN_SCHEME: Final = PREFIXES["skos"] + "inScheme"
_URLS: Final = (TERM + "url", TERM + "website")
_LEI: Final = re.compile(r"[A-Z0-9]{18}[0-9]{2}")
_COUNTRY: Final = VOCABULARY + "country/"
_URL: Final = re.compile(
    r"https?://"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*(?::[0-9]+)?"
    r"(?:[/?#](?:[A-Za-z0-9._~:/?#@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?"
)
_NOT_ISO_3166: Final = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ")
)
"""Two-letter codes of the Unicode CLDR that ISO 3166-1 reserves or does not know."""


def is_lei(text: str) -> bool:
    """Whether ``text`` is a legal entity identifier: ISO 17442, with check digits by ISO 7064 MOD 97-10."""
    return _LEI.fullmatch(text) is not None and int("".join(str(int(character, 36)) for character in text)) % 97 == 1


@cache
def countries() -> frozenset[str]:
    """The two-letter country codes of ISO 3166-1."""
    codes = (str(code) for code in Locale("en").territories)
    return frozenset(code for code in codes if re.fullmatch("[A-Z]{2}", code)) - _NOT_ISO_3166


@cache
def currencies() -> frozenset[str]:
    """The currency codes of ISO 4217 that are legal tender somewhere today."""
    return frozenset(
        code
        for history in get_global("territory_currencies").values()
        for code, _, until, tender in history
        if tender and until is None
    )


def check_identifiers(tree: Tree) -> Iterator[Finding]:
    """LEIs with wrong check digits, URLs that are none, unknown country and currency codes.

    The plain forms (ten digits, four capitals…) are the shapes' affair, and identifiers on two things that of the
    hygiene queries.
    """
    for file in tree.files:
        for triple in file.triples:
            if not isinstance(triple.subject, ox.NamedNode):
                continue
            subject, predicate, value = triple.subject.value, triple.predicate.value, triple.object
            if file.part == "vocabulary" and predicate == _IN_SCHEME:
                yield from _codes(file, subject)
            elif file.part == "data" and isinstance(value, ox.Literal):
                code = _broken(predicate, value.value)
                if code:
                    line = file.line(subject, predicate, value)
                    yield finding(code, file.path, line, subject=subject, value=value.value)


def _broken(predicate: str, text: str) -> str | None:
    if predicate == TERM + "lei" and _LEI.fullmatch(text) and not is_lei(text):
        return "bad-lei"
    if predicate in _URLS and re.match(r"https?://\S+$", text) and not _URL.fullmatch(text):
        return "bad-url"
    return None


def _codes(file: SourceFile, concept: str) -> Iterator[Finding]:
    for code, namespace, known in (
        ("bad-country", _COUNTRY, countries),
        ("bad-currency", PREFIXES["cur"], currencies),
    ):
        if concept.startswith(namespace) and concept.removeprefix(namespace) not in known():
            yield finding(code, file.path, file.line(concept), subject=concept, value=shorten(concept))
