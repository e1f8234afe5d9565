"""Working days: what is known of a place, and the years that a portal adds."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from shoukong.finding import Finding, Place, finding
from shoukong.text.spelling import is_value
from shoukong.text.yaml_lines import Lines, Value, parse_yaml
from shoukong.text.yaml_shape import COUNT, LIST, TEXT, KeyShape, misfits, retyped, texts_in

_SATURDAY = 5

SHAPE = {"year": KeyShape(COUNT), "source": KeyShape(TEXT), "off": KeyShape(LIST), "on": KeyShape(LIST)}


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The days from `first` to `last`: weekdays are worked but those `off`; weekends are free but those `on`.

    From `provisional_from` on nobody has published the holidays, so that only weekends are free.
    """

    first: datetime.date
    last: datetime.date
    off: frozenset[datetime.date]
    on: frozenset[datetime.date]
    provisional_from: datetime.date | None = None

    @property
    def known(self) -> datetime.date:
        """The last day of which it is known whether it is worked."""
        return self.last if self.provisional_from is None else self.provisional_from - datetime.timedelta(days=1)

    def reaching(self, year: int) -> "WorkingDays":
        """The same days, and provisional ones until the end of a year."""
        if year <= self.last.year:
            return self
        return replace(self, last=datetime.date(year, 12, 31), provisional_from=datetime.date(self.last.year + 1, 1, 1))


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day that a firm's file says is worked or free, and where it says so."""

    day: datetime.date
    is_worked: bool
    place: Place


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """What a firm wrote down from a notice for a year: the whole year, or some days of one that is known already."""

    year: int
    named: tuple[NamedDay, ...]
    lines: Lines


def parse_calendar_year(text: str, path: str) -> tuple[CalendarYear | None, tuple[Finding, ...]]:
    """Read a file of days; None and findings where it is not whole. Days of another year are found and left out."""
    value, lines, found = parse_yaml(text, path, is_text=texts_in(SHAPE))
    found = found or tuple(misfits(value, SHAPE, lines))
    unquoted = tuple(retyped(lines, found))
    if found:
        return None, (*unquoted, *found)
    named, strays = _named_days(value, lines)
    return CalendarYear(value["year"], named, lines), (*unquoted, *strays)


def with_years(known: WorkingDays, years: Iterable[CalendarYear]) -> tuple[WorkingDays, tuple[Finding, ...]]:
    """The days known with those of some files, which go before what is known; findings for what cannot be meant."""
    findings: list[Finding] = []
    first, last, usable = known.first.year, known.last.year, []
    for year in sorted(years, key=lambda y: (y.year, y.lines.path)):
        if first - 1 <= year.year <= last + 1:
            first, last = min(first, year.year), max(last, year.year)
            usable.append(year)
        else:
            missing = last + 1 if year.year > last else first - 1
            findings.append(finding("calendar-gap", year.lines.place("year"), year=year.year, missing=missing))
    named, twice = _once(usable)
    off, on = (frozenset(n.day for n in named if n.is_worked is is_worked) for is_worked in (False, True))
    findings.extend((*twice, *_unfinished(usable, known), *_idle(named, off, known)))
    days = WorkingDays(
        datetime.date(first, 1, 1), datetime.date(last, 12, 31), (known.off - on) | off, (known.on - off) | on
    )
    return days, tuple(findings)


def _named_days(value: Value, lines: Lines) -> tuple[tuple[NamedDay, ...], tuple[Finding, ...]]:
    named: list[NamedDay] = []
    strays: list[Finding] = []
    for key, is_worked in (("off", False), ("on", True)):
        for i, written in enumerate(value[key]):
            place = lines.place(key, i)
            is_day = isinstance(written, str) and is_value("date", written)
            day = datetime.date.fromisoformat(written) if is_day else written
            if type(day) is datetime.date and day.year == value["year"]:
                named.append(NamedDay(day, is_worked, place))
            else:
                told = lines.written.get((key, i), written)
                strays.append(finding("calendar-day", place, day=told, year=value["year"]))
    return tuple(named), tuple(strays)


def _once(years: Iterable[CalendarYear]) -> tuple[tuple[NamedDay, ...], tuple[Finding, ...]]:
    """Each day as it is named first, and a finding for each that is named again, be it alike or not."""
    first: dict[datetime.date, NamedDay] = {}
    again: list[Finding] = []
    for named in (named for year in years for named in year.named):
        other = first.setdefault(named.day, named)
        if other is not named:
            seen = f"{other.place.path}:{other.place.line}"
            again.append(finding("calendar-twice", named.place, day=named.day, first=seen))
    return tuple(first.values()), tuple(again)


def _unfinished(years: Sequence[CalendarYear], known: WorkingDays) -> Iterator[Finding]:
    """Years that nobody knows and whose files name no free day."""
    free = {year.year for year in years if any(not named.is_worked for named in year.named)}
    new = {year.year: year for year in reversed(years) if not known.first.year <= year.year <= known.last.year}
    for number, year in new.items():
        if number not in free:
            yield finding("calendar-empty", year.lines.place("off"), year=number)


def _idle(named: Iterable[NamedDay], off: frozenset[datetime.date], known: WorkingDays) -> Iterator[Finding]:
    """Days that would be worked or free without a word, so that another day must be meant."""
    for each in named:
        is_weekday = each.day.weekday() < _SATURDAY
        if each.is_worked:
            is_idle = is_weekday and each.day not in known.off | known.on
        else:
            is_idle = not is_weekday and each.day not in known.on and not _is_in_a_holiday(each.day, off | known.off)
        if is_idle:
            yield finding("calendar-idle", each.place, day=each.day)


def _is_in_a_holiday(day: datetime.date, off: frozenset[datetime.date]) -> bool:
    """Whether a free weekend day stands in a row of free days with a weekday among them, as notices list them."""
    for step in (datetime.timedelta(days=-1), datetime.timedelta(days=1)):
        other = day
        while other in off:
            if other.weekday() < _SATURDAY:
                return True
            other += step
    return False
