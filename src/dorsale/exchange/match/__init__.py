"""Whom does a list mean? Names and identifiers of somebody else, matched with the things of a release."""

from dorsale.exchange.match.matcher import Candidate, Finding, Matcher
from dorsale.exchange.match.record import FIELDS, Record

__all__ = ["FIELDS", "Candidate", "Finding", "Matcher", "Record"]
