"""A day as people write it: YYYY-MM-DD and nothing else, in years with which everything can be calculated."""

import datetime
import re

FIRST_YEAR, LAST_YEAR = 1900, 2199
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_day(text: str) -> datetime.date | None:
    """The day that a text names; None where it is none, or written in another way."""
    try:
        return datetime.date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def is_in_reach(day: datetime.date) -> bool:
    """Whether periods, limits and occurrences can be calculated from a day."""
    return FIRST_YEAR <= day.year <= LAST_YEAR
