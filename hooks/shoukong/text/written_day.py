"""A day as people write it: YYYY-MM-DD and nothing else."""

import datetime
import re

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_day(text: str) -> datetime.date | None:
    """The day that a text names; None where it is none, or written in another way."""
    try:
        return datetime.date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
