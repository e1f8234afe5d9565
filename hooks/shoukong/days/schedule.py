"""A rule of recurrence (RFC 5545) that names days: read strictly, its days, and how people say it."""

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from dateutil.rrule import rrulestr

FREQUENCIES = {"DAILY": "日", "WEEKLY": "周", "MONTHLY": "月", "YEARLY": "年"}
WEEKDAYS = {"MO": "一", "TU": "二", "WE": "三", "TH": "四", "FR": "五", "SA": "六", "SU": "日"}
MOST = {"BYMONTH": 12, "BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53, "BYSETPOS": 366}
POSITIVE = ("BYMONTH",)
MAX_INTERVAL = 9999
_DAY = re.compile(r"(?P<place>[+-]?[0-9]{1,2})?(?P<day>MO|TU|WE|TH|FR|SA|SU)")
_NUMBER = re.compile(r"[+-]?[0-9]{1,3}")
_EVERY_QUARTER, _EVERY_HALF = ((3, 6, 9, 12), (6, 12))
_WORKDAYS = {"MO", "TU", "WE", "TH", "FR"}
# A day that comes at all comes within this time: leap days are eight years apart at most.
_WHOLE_CYCLE = datetime.timedelta(days=28 * 366)


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
        bound = min(last, self.until or last)
        if bound < start:
            return ()
        kept = [f"{name}={value}" for name, value in self.parts.items() if name not in ("COUNT", "UNTIL")]
        text = ";".join([*kept, f"UNTIL={bound:%Y%m%d}"])
        moments = rrulestr(text, dtstart=datetime.datetime.combine(start, datetime.time()))
        return tuple(moment.date() for moment in islice(moments, self.count))

    def occurs(self, start: datetime.date) -> bool:
        """Whether there is a day at all from `start`."""
        cycles = _WHOLE_CYCLE * self.interval
        last = start + cycles if cycles < datetime.date.max - start else datetime.date.max
        return bool(self.days(start, last))


def parse_schedule(text: str) -> Schedule:
    """Read a rule such as `FREQ=MONTHLY;BYMONTHDAY=5`; raises RepeatError with the part that is wrong."""
    pairs = [part.partition("=") for part in text.strip().upper().removeprefix("RRULE:").split(";")]
    parts = {name: value for name, _, value in pairs}
    if len(parts) < len(pairs) or parts.get("FREQ") not in FREQUENCIES or {"COUNT", "UNTIL"} <= parts.keys():
        raise RepeatError(text.strip())
    wrong = next((f"{name}={value}" for name, value in parts.items() if not _is_sound(name, value)), None)
    if wrong is not None:
        raise RepeatError(wrong)
    return Schedule(parts)


def _is_sound(name: str, value: str) -> bool:
    match name:
        case "FREQ":
            return True
        case "INTERVAL" | "COUNT":
            return value.isascii() and value.isdigit() and 1 <= int(value) <= MAX_INTERVAL
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


def in_words(recurrence: Schedule) -> str:
    """`每月 5 日` for `FREQ=MONTHLY;BYMONTHDAY=5`; what is too rare to have words is told by its own text."""
    said = _plain(recurrence)
    if said is None:
        said = "按 " + ";".join(f"{name}={value}" for name, value in recurrence.parts.items())
    return said + "".join(_limits(recurrence))


def _limits(recurrence: Schedule) -> Iterator[str]:
    if recurrence.count is not None:
        yield f"，共 {recurrence.count} 次"
    if recurrence.until is not None:
        yield f"，到 {recurrence.until} 为止"


def _plain(recurrence: Schedule) -> str | None:
    """The whole rule in words; None where one of its parts has none."""
    known = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS"}
    if not recurrence.parts.keys() <= known:
        return None
    match recurrence.parts["FREQ"]:
        case "DAILY":
            return _every(recurrence) if not recurrence.parts.keys() & {"BYMONTH", "BYMONTHDAY", "BYDAY"} else None
        case "WEEKLY":
            return _weekly(recurrence)
        case "MONTHLY":
            return _monthly(recurrence)
        case _:
            return _yearly(recurrence)


def _every(recurrence: Schedule) -> str:
    unit = FREQUENCIES[recurrence.parts["FREQ"]]
    measure = "个月" if unit == "月" else unit
    return f"每{unit}" if recurrence.interval == 1 else f"每 {recurrence.interval} {measure}"


def _weekly(recurrence: Schedule) -> str | None:
    if "BYMONTH" in recurrence.parts or "BYSETPOS" in recurrence.parts or "BYMONTHDAY" in recurrence.parts:
        return None
    days = "、".join(f"周{WEEKDAYS[day]}" for _, day in recurrence.weekdays)
    if not days:
        return f"{_every(recurrence)}一次"
    return f"每{days}" if recurrence.interval == 1 else f"{_every(recurrence)}的{days}"


def _monthly(recurrence: Schedule) -> str | None:
    day = _day_of_month(recurrence)
    if day is None or "BYMONTH" in recurrence.parts:
        return None
    return _joined(_every(recurrence), day)


def _yearly(recurrence: Schedule) -> str | None:
    months, day = recurrence.numbers("BYMONTH"), _day_of_month(recurrence)
    if not months or day is None or recurrence.interval > 1:
        return f"{_every(recurrence)}一次" if not recurrence.parts.keys() & {"BYMONTH", "BYMONTHDAY", "BYDAY"} else None
    if day == "最后一日" and months in (_EVERY_QUARTER, _EVERY_HALF):
        return "每季度末" if months == _EVERY_QUARTER else "每半年末（6 月、12 月最后一日）"
    return _joined(f"每年 {'、'.join(map(str, months))} 月", day)


def _day_of_month(recurrence: Schedule) -> str | None:
    days, weekdays, places = recurrence.numbers("BYMONTHDAY"), recurrence.weekdays, recurrence.numbers("BYSETPOS")
    if days and not weekdays and not places:
        return "、".join(_placed(n, "日") if n < 0 else f"{n} 日" for n in days)
    if weekdays and not days:
        if len(places) == 1 and {day for _, day in weekdays} == _WORKDAYS and len(weekdays) == len(_WORKDAYS):
            return _placed(places[0], "个周一至周五的日子")
        if not places and all(place is not None for place, _ in weekdays):
            return "、".join(_placed(place or 1, f"个周{WEEKDAYS[day]}") for place, day in weekdays)
    return None


def _placed(number: int, what: str) -> str:
    """`第 2 个周一`, `最后一日`, `倒数第 2 日`."""
    if number == -1:
        return f"最后一{what}"
    return f"倒数第 {-number} {what}" if number < 0 else f"第 {number} {what}"


def _joined(front: str, back: str) -> str:
    return f"{front} {back}" if front[-1].isascii() or back[0].isascii() else f"{front}{back}"
