"""Whom does a list mean? Names and identifiers of somebody else, matched with the things of a release."""

from dorsale.exchange.match.files import FORMS, Tally, write_matches
from dorsale.exchange.match.lists import ListError, Table, open_list
from dorsale.exchange.match.matcher import Candidate, Finding, Matcher
from dorsale.exchange.match.record import FIELDS, Record
from dorsale.exchange.match.telling import reason, verdict

__all__ = [
    "FIELDS",
    "FORMS",
    "Candidate",
    "Finding",
    "ListError",
    "Matcher",
    "Record",
    "Table",
    "Tally",
    "open_list",
    "reason",
    "verdict",
    "write_matches",
]
