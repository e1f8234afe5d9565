"""Working days in China: what the library knows of holidays and make-up days, and the years that a portal adds."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from chinese_calendar import constants

from shoukong.finding import Finding, finding
from shoukong.text.yaml_lines import Lines, parse_yaml
from shoukong.text.yaml_shape import COUNT, LIST, TEXT, KeyShape, misfits

_SHAPE = {"year": KeyShape(COUNT), "source": KeyShape(TEXT), "off": KeyShape(LIST), "on": KeyShape(LIST)}


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The days from `first` to `last`: weekdays are worked but those `off`; weekends are free but those `on`."""

    first: datetime.date
    last: datetime.date
    off: frozenset[datetime.date]
    on: frozenset[datetime.date]


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """A year as the firm wrote it down from the official notice, its place with it."""

    year: int
    off: frozenset[datetime.date]
    on: frozenset[datetime.date]
    lines: Lines


@lru_cache(maxsize=1)
def library_days() -> WorkingDays:
    """What the library knows."""
    years = {day.year for day in constants.holidays}
    first, last = datetime.date(min(years), 1, 1), datetime.date(max(years), 12, 31)
    return WorkingDays(first, last, frozenset(constants.holidays), frozenset(constants.workdays))


def parse_calendar_year(text: str, path: str) -> tuple[CalendarYear | None, tuple[Finding, ...]]:
    """Read a year's file; None and findings where it is not whole or holds days of another year."""
    value, lines, found = parse_yaml(text, path)
    found = found or tuple(misfits(value, _SHAPE, lines)) or tuple(_stray_days(value, lines))
    if found:
        return None, found
    return CalendarYear(value["year"], frozenset(value["off"]), frozenset(value["on"]), lines), ()


def with_years(known: WorkingDays, years: Iterable[CalendarYear]) -> tuple[WorkingDays, tuple[Finding, ...]]:
    """The days known with some years added; findings for a year that is known already or leaves a gap."""
    findings: list[Finding] = []
    for year in sorted(years, key=lambda y: y.year):
        if year.year <= known.last.year:
            findings.append(finding("calendar-known", year.lines.place("year"), year=year.year))
        elif year.year > known.last.year + 1:
            missing = known.last.year + 1
            findings.append(finding("calendar-gap", year.lines.place("year"), year=year.year, missing=missing))
        else:
            last = datetime.date(year.year, 12, 31)
            known = WorkingDays(known.first, last, known.off | year.off, known.on | year.on)
    return known, tuple(findings)


def _stray_days(value: dict[str, object], lines: Lines) -> Iterator[Finding]:
    for key in ("off", "on"):
        listed = value[key]
        for i, day in enumerate(listed if isinstance(listed, list) else ()):
            if type(day) is not datetime.date or day.year != value["year"]:
                yield finding("calendar-day", lines.place(key, i), day=day, year=value["year"])
