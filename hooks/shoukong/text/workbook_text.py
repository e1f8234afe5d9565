"""What workbooks have in common whatever they hold: when they say that they were made, what a sheet may be called."""

import datetime
import re

WRITTEN = datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)  # the same bytes on every day
_MOST_SIGNS = 31


def sheet_name(title: str) -> str:
    """A title as Excel takes it for a sheet: not too long, and without the signs of addresses."""
    return re.sub(r"[\[\]:*?/\\']", " ", title)[:_MOST_SIGNS].strip() or "Sheet1"
