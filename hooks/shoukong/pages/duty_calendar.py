"""The calendar of duties: a page for each year, with the year at a glance and every month day by day."""

import calendar
import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape

from shoukong.days.workdays import WorkingDays
from shoukong.executable.joint_occurrences import JointOccurrences, joint_occurrences
from shoukong.executable.occurrence import DutyState
from shoukong.language import CHINESE, Speech
from shoukong.messages.names import names_in
from shoukong.pages.output import Output
from shoukong.pages.pieces import badge, days_data
from shoukong.pages.templating import fill
from shoukong.pages.view import View
from shoukong.wording.day_words import month_name, month_words, weekday_names
from shoukong.wording.duty_words import tally_words
from shoukong.wording.state_names import DUTY_NAMES

MARKS = {
    DutyState.UPCOMING: "○",
    DutyState.OPEN: "●",
    DutyState.ON_TIME: "✓",
    DutyState.LATE: "△",
    DutyState.MISSED: "✕",
}
TEMPLATE = "duty_year.md.j2"
OFF, WORK = "off", "work"
SATURDAY = 5
MOST_NAMED = 12
FEWEST_FOLDED = 2
FREE = ' class="sk-free"'
_Weeks = tuple[tuple["Day | None", ...], ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar with what falls due on it; `note` is `off` or `work` where an official notice says so."""

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
        "weekdays": weekday_names(view.say),
        "initial": 1 if view.say.language == CHINESE else 0,
        "short_month": lambda first: month_name(first.month, view.say),
        "month_words": partial(month_words, say=view.say),
        "marks": MARKS,
        "names": names_in(view.say.language, DUTY_NAMES),
        "small_day": partial(_small_day, today=day),
        "large_day": partial(_large_day, today=day, say=view.say),
    }
    for year in years:
        months = [_month(year, month, by_day, view.portal.working_days) for month in range(1, 13)]
        is_known = year <= view.portal.working_days.known.year
        turn = partial(_turn, years=years, own=year, say=view.say)
        page = fill(
            TEMPLATE, view.say, year=year, months=months, is_known=is_known, is_entry=False, turn=turn, **common
        )
        yield Output(f"duties/{year}.md", page)
    now = _month(day.year, day.month, by_day, view.portal.working_days)
    turn = partial(_turn, years=years, own=None, say=view.say)
    page = fill(TEMPLATE, view.say, year=day.year, months=[now], is_known=True, is_entry=True, turn=turn, **common)
    yield Output("duties/calendar.md", page)


def calendar_years(view: View) -> range:
    """The years that have a page."""
    dues = (result.occurrences[0].due for result in view.executable.duty_results if result.occurrences)
    this = view.portal.as_of.year
    return range(min((due.year for due in dues), default=this), this + 2)


def _turn(first: datetime.date, step: int, *, years: range, own: int | None, say: Speech) -> str:
    """The way to a neighbouring month, on the same page where that shows its year; nothing where no page does."""
    if first.year not in years:
        return "<span></span>"
    page = "" if first.year == own else f"../{first.year}/"
    month, words = month_words(first, say), month_name(first.month, say)
    name = say("上一月，%(month)s", month=month) if step < 0 else say("下一月，%(month)s", month=month)
    words = f"← {words}" if step < 0 else f"{words} →"
    return f'<a class="sk-turn" data-turn="{step}" href="{page}#m{first:%Y-%m}" aria-label="{name}">{words}</a>'


def _small_day(day: Day | None, today: datetime.date) -> str:
    """A day of the year at a glance: its number, and a mark where something falls due."""
    if day is None:
        return "<td></td>"
    shown = str(day.date.day)
    if day.joint_occurrences:
        state, line = day.together.tally(today).state, day.together.states(today)
        mark = f'<span class="sk-mark" data-status="{state}" data-days="{days_data(line, MARKS)}">{MARKS[state]}</span>'
        shown = f'<a href="#d{day.date}">{shown}{mark}</a>'
    return f'<td data-day="{day.date}"{FREE if day.is_free else ""}>{shown}</td>'


def _large_day(day: Day | None, today: datetime.date, say: Speech) -> str:
    """A day of a month: its date, what an official notice says of it, and what falls due."""
    if day is None:
        return '<td role="cell" class="sk-outside"></td>'
    kind = ("sk-free" if day.is_free else "") + ("" if day.joint_occurrences else " sk-empty")
    sign = say("休") if day.note == OFF else say("班")
    note = f' <i class="sk-note" data-note="{day.note}">{sign}</i>' if day.note else ""
    weekday = f'<span class="sk-weekday"> {weekday_names(say)[day.date.weekday()]}</span>'
    closed = [one for one in day.joint_occurrences if one.records and one.tally(today).state is DutyState.ON_TIME]
    apart = closed if len(closed) >= FEWEST_FOLDED else []
    due = _listed([one for one in day.joint_occurrences if one not in apart], today, say) + _folded(apart, today, say)
    return (
        f'<td role="cell" id="d{day.date}" data-day="{day.date}" class="{kind}">'
        f'<span class="sk-date"><b>{day.date.day}</b>{weekday}{note}</span>{due}</td>'
    )


def _listed(due: Sequence[JointOccurrences], today: datetime.date, say: Speech) -> str:
    """What falls due on a day, a line each."""
    lines = "".join(f'<li data-owner="{escape(one.owner)}">{_due(one, today, say)}</li>' for one in due)
    return f"<ul>{lines}</ul>" if lines else ""


def _folded(closed: Sequence[JointOccurrences], today: datetime.date, say: Speech) -> str:
    """Follow-ups that were done on time: how many, and which ones once opened."""
    if not closed:
        return ""
    words = say.count("按时办的后续事项 %(n)s 项", sum(len(one.occurrences) for one in closed))
    return f'<details class="sk-closed"><summary>{words}</summary>{_listed(closed, today, say)}</details>'


def _due(one: JointOccurrences, today: datetime.date, say: Speech) -> str:
    """What falls due together, with whom it concerns as far as a hint may name them."""
    named = one.records or one.members
    more = say("等") if len(named) > MOST_NAMED else ""
    names = escape(say.listed(named[:MOST_NAMED])) + more
    title = f' title="{names}"' if named else ""
    return f'{_tally_badge(one, today, say)} <a href="../{escape(one.duty.id)}/"{title}>{escape(one.duty.title)}</a>'


def _tally_badge(one: JointOccurrences, day: datetime.date, say: Speech) -> str:
    """How far what falls due together has come, by the reader's clock."""
    line = one.timeline(day)
    return badge(line, day, {tally: tally_words(tally, say) for _, tally in line})


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
    note = OFF if date in working_days.off else WORK if is_made_up else ""
    return Day(date, note == OFF or (is_weekend and not is_made_up), note, tuple(by_day.get(date, ())))
