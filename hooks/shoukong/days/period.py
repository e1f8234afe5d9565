"""The periods of indicators: `2026`, `2026-H1`, `2026-Q3`, `2026-09`, with their days."""

import calendar
import datetime
import re
from dataclasses import dataclass

_WRITTEN = re.compile(r"(?P<year>[0-9]{4})(?:-(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A year, half, quarter or month by its first and last day; `text` is how it is written."""

    first: datetime.date
    last: datetime.date
    text: str


def parse_period(text: str) -> Period | None:
    """The days of a written period; None where it is not one."""
    match = _WRITTEN.fullmatch(text)
    if match is None or match["year"] == "0000":
        return None
    first_month, months = 1, 12
    if match["half"]:
        first_month, months = 6 * int(match["half"]) - 5, 6
    elif match["quarter"]:
        first_month, months = 3 * int(match["quarter"]) - 2, 3
    elif match["month"]:
        first_month, months = int(match["month"]), 1
    year, last_month = int(match["year"]), first_month + months - 1
    last = datetime.date(year, last_month, calendar.monthrange(year, last_month)[1])
    return Period(datetime.date(year, first_month, 1), last, text)
