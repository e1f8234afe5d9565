"""A day as people and spreadsheets write it, read where it can mean one day only."""

import datetime
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

_TIME = r"(?:[ T]?\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_DAY = re.compile(
    r"(?P<year>[0-9]{4})\s*[-/.年]\s*(?P<month>[0-9]{1,2})\s*[-/.月]\s*(?P<day>[0-9]{1,2})"
    rf"\s*日?\s*(?:(?:星期|周)[一二三四五六日天])?{_TIME}"
)
_DIGITS = re.compile(r"(?P<year>20[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_YEAR_LAST = re.compile(rf"[0-9]{{1,2}}\s*[-/.]\s*[0-9]{{1,2}}\s*[-/.]\s*[0-9]{{4}}{_TIME}")
_YEAR_SHORT = re.compile(rf"[0-9]{{1,2}}\s*[-/.年]\s*[0-9]{{1,2}}\s*[-/.月]\s*[0-9]{{1,2}}\s*日?{_TIME}")
_SERIAL = re.compile(r"(?P<count>[2-7][0-9]{4})(?:\.[0-9]+)?")
_FIRST_SERIAL = datetime.date(1899, 12, 30)


class Unclear(StrEnum):
    """Why a text is not read as a day."""

    YEAR_LAST = "year-last"
    YEAR_SHORT = "year-short"
    SERIAL = "serial"
    NO_DAY = "no-day"


@dataclass(frozen=True, slots=True)
class NotADay:
    """A text that is not read as a day: why, and the day that it may mean."""

    why: Unclear
    guess: datetime.date | None = None


def day_on_sheet(written: str) -> datetime.date | NotADay:
    """The day that a text means: year, month and day in this order, with any signs, wide or narrow, and any time."""
    text = unicodedata.normalize("NFKC", written).strip()
    found = _DAY.fullmatch(text) or _DIGITS.fullmatch(text)
    if found:
        try:
            return datetime.date(int(found["year"]), int(found["month"]), int(found["day"]))
        except ValueError:
            return NotADay(Unclear.NO_DAY)
    if _YEAR_LAST.fullmatch(text):
        return NotADay(Unclear.YEAR_LAST)
    if _YEAR_SHORT.fullmatch(text):
        return NotADay(Unclear.YEAR_SHORT)
    serial = _SERIAL.fullmatch(text)
    if serial:
        return NotADay(Unclear.SERIAL, _FIRST_SERIAL + datetime.timedelta(days=int(serial["count"])))
    return NotADay(Unclear.NO_DAY)
