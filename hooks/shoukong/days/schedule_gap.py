"""Months and years that a schedule skips because they have no such day: no 31st, no fifth Monday, no leap day."""

import calendar
import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shoukong.days.schedule import Schedule

# What picks the days; where several are given, the first picks from what the others leave.
_PICKING = ("BYSETPOS", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYDAY")
_OF_THE_YEAR = frozenset({"BYYEARDAY", "BYWEEKNO"})
# Up to these numbers a day or week is always there.
_ALWAYS_THERE = {"BYMONTHDAY": 28, "BYYEARDAY": 365, "BYWEEKNO": 52}
_LOOKED_AT = 28  # years: weekdays and leap days come round in them
Parts = Mapping[str, str]
Stretch = tuple[int, int]  # a month as (year, month), a whole year as (year, 0)


@dataclass(frozen=True, slots=True)
class Gap:
    """What a schedule skips: the part that asks for a day that is not always there, and a rule with a day each time.

    `skipped` are the months, or years, without a day; `always` the months that have none in any year.
    """

    part: str
    offer: str
    always: tuple[int, ...]
    skipped: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class _Span:
    """The days for which a schedule is looked at."""

    start: datetime.date
    last: datetime.date

    def holds(self, stretch: Stretch) -> bool:
        """Whether a month or year lies wholly inside."""
        year, month = stretch
        end = calendar.monthrange(year, month or 12)[1]
        return self.start <= datetime.date(year, month or 1, 1) and datetime.date(year, month or 12, end) <= self.last


def gap_of(schedule: Schedule, start: datetime.date) -> Gap | None:
    """What a schedule that counts from `start` skips; None where each month or year that it means has its day."""
    span = _Span(start, _last(schedule, start))
    parts = _with_day(schedule.parts, start)
    names = [name for name in _PICKING if name in parts]
    if names[:2] == ["BYMONTHDAY", "BYDAY"]:
        return None  # such a day where it is such a weekday: rare on purpose
    for i, name in enumerate(names):
        left = {key: value for key, value in parts.items() if key not in names[:i]}
        gaps = _gaps(left, name, span)
        if not gaps:
            return None
        sure = dict.fromkeys(_sure(each) if each in gaps else each for each in left[name].split(","))
        offered = {**left, name: ",".join(sure)}
        if not _gaps(offered, name, span):
            return _gap(gaps, name, offered, _wanted(left, name, span))
    return None


def _gap(gaps: Mapping[str, frozenset[Stretch]], name: str, offered: Parts, wanted: frozenset[Stretch]) -> Gap:
    skipped = frozenset[Stretch]().union(*gaps.values())
    months = {month for _, month in skipped if month}
    always = {m for m in months if any({w for w in wanted if w[1] == m} <= missed for missed in gaps.values())}
    offer = ";".join(f"{key}={value}" for key, value in offered.items())
    return Gap(f"{name}={','.join(gaps)}", offer, tuple(sorted(always)), tuple(sorted(skipped)))


def _last(schedule: Schedule, start: datetime.date) -> datetime.date:
    """The last day that tells: the end of the schedule, or of a whole cycle of years."""
    cycle = datetime.date(min(start.year + _LOOKED_AT, datetime.date.max.year), 12, 31)
    last = min(cycle, schedule.until or cycle)
    if schedule.count is None:
        return last
    return next(reversed(schedule.days(start, last)), start)


def _with_day(parts: Parts, start: datetime.date) -> Parts:
    """The parts with the day that is taken from the first one, where none is written."""
    if parts["FREQ"] not in ("MONTHLY", "YEARLY") or any(name in parts for name in _PICKING):
        return parts
    month = {"BYMONTH": str(start.month)} if parts["FREQ"] == "YEARLY" and "BYMONTH" not in parts else {}
    return {**parts, **month, "BYMONTHDAY": str(start.day)}


def _gaps(parts: Parts, name: str, span: _Span) -> Mapping[str, frozenset[Stretch]]:
    """The months or years in which a rule has no day, by the values of the part that picks it."""
    wanted = _wanted(parts, name, span)
    rare = [value for value in parts[name].split(",") if not _is_always_there(name, value)]
    found = {value: wanted - _held({**parts, name: value}, name, span) for value in rare}
    return {value: missed for value, missed in found.items() if missed}


def _is_always_there(name: str, value: str) -> bool:
    return name in _ALWAYS_THERE and abs(int(value)) <= _ALWAYS_THERE[name]


def _sure(value: str) -> str:
    """The value for the last day of all, or the first where it was counted from the end: one that is always there."""
    place = value.rstrip("MOTUWEHFRSA")
    return ("1" if place.startswith("-") else "-1") + value[len(place) :]


def _wanted(parts: Parts, name: str, span: _Span) -> frozenset[Stretch]:
    """The months or years that a rule means to have a day in; none where it does not go by months or years."""
    is_daily = parts["FREQ"] in ("DAILY", "WEEKLY")
    if is_daily and (parts.get("INTERVAL", "1") != "1" or name not in ("BYMONTHDAY", "BYYEARDAY")):
        return frozenset()
    listed = _years(parts, span) if _goes_by_years(parts, name) else _months(parts, span)
    return frozenset(stretch for stretch in listed if span.holds(stretch))


def _goes_by_years(parts: Parts, name: str) -> bool:
    if name in _OF_THE_YEAR:
        return True
    return parts["FREQ"] == "YEARLY" and (name == "BYSETPOS" or (name == "BYDAY" and "BYMONTH" not in parts))


def _years(parts: Parts, span: _Span) -> Iterator[Stretch]:
    step = int(parts.get("INTERVAL", "1")) if parts["FREQ"] == "YEARLY" else 1
    yield from ((year, 0) for year in range(span.start.year, span.last.year, step))


def _months(parts: Parts, span: _Span) -> Iterator[Stretch]:
    named = [int(month) for month in parts["BYMONTH"].split(",")] if "BYMONTH" in parts else range(1, 13)
    step, is_monthly = int(parts.get("INTERVAL", "1")), parts["FREQ"] == "MONTHLY"
    first = span.start.year * 12 + span.start.month
    for year in range(span.start.year, span.last.year + 1):
        for month in named:
            passed = year * 12 + month - first if is_monthly else year - span.start.year
            if passed % step == 0:
                yield year, month


def _held(parts: Parts, name: str, span: _Span) -> frozenset[Stretch]:
    """The months or years in which a rule has a day."""
    plain = {key: value for key, value in parts.items() if key not in ("COUNT", "UNTIL")}
    if name in ("BYMONTHDAY", "BYYEARDAY") and parts.get("INTERVAL", "1") == "1":
        plain["FREQ"] = "YEARLY"  # the same days, found without asking each one
    days = Schedule(plain).days(span.start, span.last)
    if name == "BYWEEKNO":
        return frozenset((day.isocalendar().year, 0) for day in days)
    is_yearly = _goes_by_years(parts, name)
    return frozenset((day.year, 0 if is_yearly else day.month) for day in days)
