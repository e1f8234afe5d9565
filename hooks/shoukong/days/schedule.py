"""A rule of recurrence (RFC 5545) that names days: read strictly, and its days."""

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from dateutil.rrule import rrulestr

FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST = {"BYMONTH": 12, "BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53, "BYSETPOS": 366}
POSITIVE = ("BYMONTH",)
MAX_INTERVAL = 9999
_DAY = re.compile(r"(?P<place>[+-]?[0-9]{1,2})?(?P<day>MO|TU|WE|TH|FR|SA|SU)")
_FEW_DIGITS = re.compile(r"[0-9]{1,4}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,3}")
# A day that comes at all comes within this time: leap days are eight years apart at most.
_WHOLE_CYCLE = datetime.timedelta(days=28 * 366)
# What picks a day within a day or a week can only count so far.
_LARGEST_SET = {"DAILY": 1, "WEEKLY": 7}
_OF_THE_YEAR = ("BYMONTH", "BYMONTHDAY", "BYYEARDAY")
_HIGH_WEEKDAY = re.compile(r"(?:[6-9]|[1-9][0-9])(?:MO|TU|WE|TH|FR|SA|SU)")


class RepeatError(ValueError):
    """A rule of recurrence that cannot be read, never occurs, or repeats more often than daily."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A rule of recurrence by its parts, each of them sound."""

    parts: Mapping[str, str]

    @property
    def interval(self) -> int:
        """Every how many days, weeks, months or years."""
        return int(self.parts.get("INTERVAL", "1"))

    @property
    def count(self) -> int | None:
        """How often in all, where that is limited."""
        return int(self.parts["COUNT"]) if "COUNT" in self.parts else None

    @property
    def until(self) -> datetime.date | None:
        """Its last possible day, where there is one."""
        return datetime.date.fromisoformat(self.parts["UNTIL"]) if "UNTIL" in self.parts else None

    def numbers(self, name: str) -> tuple[int, ...]:
        """The numbers of a part, in order; none where it is not given."""
        return tuple(sorted(int(n) for n in self.parts[name].split(","))) if name in self.parts else ()

    @property
    def weekdays(self) -> tuple[tuple[int | None, str], ...]:
        """The days of the week with their places, such as (-1, "FR") for the last Friday."""
        found = (_DAY.fullmatch(day) for day in self.parts.get("BYDAY", "").split(",") if day)
        return tuple((int(m["place"]) if m["place"] else None, m["day"]) for m in found if m)

    def days(self, start: datetime.date, last: datetime.date) -> tuple[datetime.date, ...]:
        """The days from `start` to `last`, counted from `start`."""
        return tuple(self._each(start, last))

    def _each(self, start: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
        bound = min(last, self.until or last)
        if bound < start:
            return
        kept = [f"{name}={value}" for name, value in self.parts.items() if name not in ("COUNT", "UNTIL")]
        text = ";".join([*kept, f"UNTIL={bound:%Y%m%d}"])
        moments = rrulestr(text, dtstart=datetime.datetime.combine(start, datetime.time()))
        yield from (moment.date() for moment in islice(moments, self.count))

    def occurs(self, start: datetime.date) -> bool:
        """Whether there is a day at all from `start`."""
        if self.parts["FREQ"] in _LARGEST_SET and not self._may_occur(start):
            return False
        cycles = _WHOLE_CYCLE * self.interval
        last = start + cycles if cycles < datetime.date.max - start else datetime.date.max
        return next(self._each(start, last), None) is not None

    def _may_occur(self, start: datetime.date) -> bool:
        """Whether a year has the days that are named: asked by the year, since dateutil tries each day until 9999."""
        named = {name: value for name, value in self.parts.items() if name in _OF_THE_YEAR}
        last = min(start, datetime.date.max - _WHOLE_CYCLE) + _WHOLE_CYCLE
        return next(Schedule({"FREQ": "YEARLY", **named})._each(start, last), None) is not None


def parse_schedule(text: str) -> Schedule:
    """Read a rule such as `FREQ=MONTHLY;BYMONTHDAY=5`; raises RepeatError with the part that is wrong."""
    pairs = [part.partition("=") for part in text.strip().upper().removeprefix("RRULE:").split(";")]
    parts = {name: value for name, _, value in pairs}
    if len(parts) < len(pairs) or parts.get("FREQ") not in FREQUENCIES or {"COUNT", "UNTIL"} <= parts.keys():
        raise RepeatError(text.strip())
    wrong = next((f"{name}={value}" for name, value in parts.items() if not _is_sound(name, value)), None)
    if wrong is not None:
        raise RepeatError(wrong)
    if (parts["FREQ"] == "MONTHLY" or "BYMONTH" in parts) and _HIGH_WEEKDAY.search(parts.get("BYDAY", "")):
        raise RepeatError(f"BYDAY={parts['BYDAY']}")  # no month has a sixth Friday, and dateutil fails at it
    largest = _LARGEST_SET.get(parts["FREQ"], MOST["BYSETPOS"])
    if all(abs(int(place)) > largest for place in parts.get("BYSETPOS", "1").split(",")):
        raise RepeatError(f"BYSETPOS={parts['BYSETPOS']}")
    return Schedule(parts)


def _is_sound(name: str, value: str) -> bool:
    match name:
        case "FREQ":
            return True
        case "INTERVAL" | "COUNT":
            return bool(_FEW_DIGITS.fullmatch(value)) and 1 <= int(value) <= MAX_INTERVAL
        case "UNTIL":
            return _is_day(value)
        case "WKST":
            return value in WEEKDAYS
        case "BYDAY":
            return all(_DAY.fullmatch(day) and not day.startswith(("0", "+0", "-0")) for day in value.split(","))
        case _:
            return name in MOST and all(_is_number(number, name) for number in value.split(","))


def _is_number(text: str, name: str) -> bool:
    if not _NUMBER.fullmatch(text):
        return False
    number = int(text)
    return number != 0 and abs(number) <= MOST[name] and (number > 0 or name not in POSITIVE)


def _is_day(text: str) -> bool:
    try:
        return bool(re.fullmatch("[0-9]{8}", text)) and bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False
