"""Time limits: so many minutes, hours, days or working days after an event, or the end of its month."""

import bisect
import calendar
import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from shoukong.days.workdays import WorkingDays

_ONE_DAY = datetime.timedelta(days=1)
_SATURDAY = 5


class Unit(StrEnum):
    """What a limit is counted in."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working days"
    MONTH_END = "end of month"


_WORDS: Mapping[Unit, tuple[str, ...]] = {
    Unit.MINUTES: ("minute", "minutes", "分钟"),
    Unit.HOURS: ("hour", "hours", "小时", "个小时"),
    Unit.DAYS: ("day", "days", "日", "天"),
    Unit.WORKING_DAYS: ("working day", "working days", "工作日", "个工作日"),
    Unit.MONTH_END: ("end of month", "end of the month", "月末", "月底", "当月末", "当月底"),
}
_UNITS = {word: unit for unit, words in _WORDS.items() for word in words}
BY_THE_CLOCK = (Unit.MINUTES, Unit.HOURS)
_COUNTED = re.compile(r"(?:([0-9]{1,5})(?![0-9.])|\$([A-Za-z_][A-Za-z0-9_]*|\w+(?=\s)))\s*(\D+)")


class LimitError(ValueError):
    """A limit that cannot be read: why, in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.zh, self.en = zh, en


class UnknownYear(LookupError):
    """A year whose working days nobody knows."""

    def __init__(self, year: int) -> None:
        super().__init__(str(year))


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """How long something may take: a number, or the name of a figure that is one, of a unit."""

    unit: Unit
    amount: int = 0
    figure: str = ""


def parse_limit(text: str) -> TimeLimit:
    """Read `3 working days`, `$figure hours`, `24 小时`, `end of month`; raises LimitError."""
    plain = " ".join(text.lower().split())
    if _UNITS.get(plain) is Unit.MONTH_END:
        return TimeLimit(Unit.MONTH_END)
    written = " ".join(text.split())
    counted = _COUNTED.match(written)
    if counted is None:
        raise LimitError(f"「{written}」不是一个正整数加单位", f"“{written}” is no whole number with a unit")
    number, figure, words = counted.groups()
    if counted.end() < len(written) or _is_several(words):
        raise LimitError(f"「{written}」不止一个时限", f"“{written}” is more than one limit")
    unit = _UNITS.get(words.strip().lower())
    if unit in (None, Unit.MONTH_END):
        raise LimitError(f"不认识单位「{words.strip()}」", f"there is no unit “{words.strip()}”")
    return TimeLimit(unit, _positive(number, number) if number else 0, figure or "")


def amount_of(limit: TimeLimit, figures: Mapping[str, object]) -> int:
    """The number of a limit, from a document's figures where it names one; raises LimitError, KeyError."""
    if not limit.figure:
        return limit.amount
    value = figures[limit.figure]
    return _positive(value if type(value) is int else 0, f"${limit.figure} = {value}")


def minutes_of(limit: TimeLimit, amount: int) -> int:
    """How many minutes a limit by the clock lasts."""
    return amount * 60 if limit.unit is Unit.HOURS else amount


@dataclass(frozen=True)
class Deadlines:
    """Counting limits in days by the working days of a firm."""

    working_days: WorkingDays

    def last_day(self, limit: TimeLimit, amount: int, day: datetime.date) -> datetime.date:
        """Until which day something that began on a day is in time, by a limit in days; that day is not counted.

        Raises UnknownYear.
        """
        match limit.unit:
            case Unit.WORKING_DAYS:
                return self._worked_after(day, amount)
            case Unit.MONTH_END:
                return day.replace(day=calendar.monthrange(day.year, day.month)[1])
            case _:
                return day + amount * _ONE_DAY

    def _worked_after(self, day: datetime.date, count: int) -> datetime.date:
        """The so manieth working day after a day."""
        if day < self.working_days.first:
            raise UnknownYear(day.year)
        worked = _worked(self.working_days)
        place = bisect.bisect_right(worked, day) + count - 1
        if day > self.working_days.last or place >= len(worked):
            raise UnknownYear(max(day.year, self.working_days.last.year + 1))
        return worked[place]


@lru_cache(maxsize=8)
def _worked(known: WorkingDays) -> list[datetime.date]:
    """Every working day that is known, in order."""
    days = (known.first + i * _ONE_DAY for i in range((known.last - known.first).days + 1))
    return [day for day in days if day in known.on or (day.weekday() < _SATURDAY and day not in known.off)]


def _is_several(words: str) -> bool:
    return re.search(r"[,，、;；$]|\bor\b|\band\b|或|和", words) is not None


def _positive(value: object, told: str) -> int:
    number = int(str(value))
    if number < 1:
        raise LimitError(f"「{told}」不是正整数", f"“{told}” is no positive whole number")
    return number
