"""Dates as exact as their source: a day, a month or a year, and the days that they can mean."""

import calendar
import re
from datetime import date

__all__ = ["days_of"]


def days_of(written: str) -> tuple[date, date] | None:
    """First and last day that ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY`` can mean; nothing for any other text."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", written)
    if not match:
        return None
    year, month, day = (int(part or 0) for part in match.groups())
    if day:
        return date(year, month, day), date(year, month, day)
    if month:
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return date(year, 1, 1), date(year, 12, 31)
