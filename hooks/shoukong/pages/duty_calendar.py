"""The calendar of duties: a page for each year, with the year at a glance and every month day by day."""

import calendar
import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from shoukong.days.workdays import WorkingDays
from shoukong.executable.joint_occurrences import JointOccurrences, joint_occurrences
from shoukong.executable.occurrence import DutyState
from shoukong.messages.names import in_chinese
from shoukong.pages.output import Output
from shoukong.pages.templating import badge, fill
from shoukong.pages.view import View
from shoukong.wording.duty_words import tally_words
from shoukong.wording.state_names import DUTY_NAMES

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
MARKS = {
    DutyState.UPCOMING: "○",
    DutyState.OPEN: "●",
    DutyState.ON_TIME: "✓",
    DutyState.LATE: "△",
    DutyState.MISSED: "✕",
}
SATURDAY = 5
_Weeks = tuple[tuple["Day | None", ...], ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar with what falls due on it; `note` is 休 or 班 where an official notice says so."""

    date: datetime.date
    is_free: bool
    note: str
    joint_occurrences: tuple[JointOccurrences, ...]

    @property
    def together(self) -> JointOccurrences:
        """Everything that falls due on the day, as one."""
        return JointOccurrences(tuple(o for one in self.joint_occurrences for o in one.occurrences))


@dataclass(frozen=True, slots=True)
class Month:
    """A month in weeks from Monday; days of its neighbours are left empty."""

    first: datetime.date
    weeks: _Weeks

    @property
    def key(self) -> str:
        """`2026-11`."""
        return f"{self.first:%Y-%m}"

    @property
    def before(self) -> datetime.date:
        """The first day of the month before."""
        return (self.first - datetime.timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> datetime.date:
        """The first day of the month after."""
        return (self.first + datetime.timedelta(days=31)).replace(day=1)


def calendar_pages(view: View) -> Iterator[Output]:
    """A page for each year from the first occurrence to the next year, and one that opens the reader's month."""
    by_day, day, years = _by_day(view), view.portal.as_of, calendar_years(view)
    common = {
        "view": view,
        "day": day,
        "years": years,
        "weekdays": WEEKDAYS,
        "marks": MARKS,
        "names": in_chinese(DUTY_NAMES),
        "tally_badge": partial(_tally_badge, day=day),
    }
    for year in years:
        months = [_month(year, month, by_day, view.portal.working_days) for month in range(1, 13)]
        is_known = year <= view.portal.working_days.last.year
        page = fill("duty_year.md.j2", year=year, months=months, is_known=is_known, is_entry=False, **common)
        yield Output(f"duties/{year}.md", page)
    now = _month(day.year, day.month, by_day, view.portal.working_days)
    page = fill("duty_year.md.j2", year=day.year, months=[now], is_known=True, is_entry=True, **common)
    yield Output("duties/calendar.md", page)


def calendar_years(view: View) -> range:
    """The years that have a page."""
    dues = (result.occurrences[0].due for result in view.executable.duty_results if result.occurrences)
    this = view.portal.as_of.year
    return range(min((due.year for due in dues), default=this), this + 2)


def _tally_badge(one: JointOccurrences, day: datetime.date) -> str:
    """How far what falls due together has come, by the reader's clock."""
    line = one.timeline(day)
    return badge(line, day, {tally: tally_words(tally) for _, tally in line})


def _by_day(view: View) -> Mapping[datetime.date, Sequence[JointOccurrences]]:
    found: dict[datetime.date, list[JointOccurrences]] = {}
    for result in sorted(view.executable.duty_results, key=lambda r: r.duty.id):
        for one in joint_occurrences(result.occurrences):
            found.setdefault(one.due, []).append(one)
    return found


def _month(
    year: int, month: int, by_day: Mapping[datetime.date, Sequence[JointOccurrences]], working_days: WorkingDays
) -> Month:
    weeks = calendar.Calendar().monthdatescalendar(year, month)
    return Month(
        datetime.date(year, month, 1),
        tuple(
            tuple(_day(date, by_day, working_days) if date.month == month else None for date in week) for week in weeks
        ),
    )


def _day(
    date: datetime.date, by_day: Mapping[datetime.date, Sequence[JointOccurrences]], working_days: WorkingDays
) -> Day:
    is_weekend, is_made_up = date.weekday() >= SATURDAY, date in working_days.on
    note = "休" if date in working_days.off else "班" if is_made_up else ""
    return Day(date, note == "休" or (is_weekend and not is_made_up), note, tuple(by_day.get(date, ())))
