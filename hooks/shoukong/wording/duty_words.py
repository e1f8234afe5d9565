"""What a duty's schedule and the standing of its joint occurrences are called."""

from collections.abc import Iterator

from shoukong.days.schedule import RepeatError, Schedule, parse_schedule
from shoukong.executable.joint_occurrences import Tally
from shoukong.wording.state_names import DUTY_NAMES

_FREQUENCIES = {"DAILY": "日", "WEEKLY": "周", "MONTHLY": "月", "YEARLY": "年"}
_WEEKDAYS = {"MO": "一", "TU": "二", "WE": "三", "TH": "四", "FR": "五", "SA": "六", "SU": "日"}
_EVERY_QUARTER, _EVERY_HALF = ((3, 6, 9, 12), (6, 12))
_WORKDAYS = {"MO", "TU", "WE", "TH", "FR"}


def tally_words(tally: Tally) -> str:
    """`待办 1/2`; the state alone where there is but one to do."""
    return DUTY_NAMES[tally.state].zh + (f" {tally.done}/{tally.total}" if tally.total > 1 else "")


def repeat_words(repeat: str) -> str:
    """A rule of recurrence as people say it; its own text where it is none."""
    try:
        return schedule_words(parse_schedule(repeat))
    except RepeatError:
        return repeat


def schedule_words(schedule: Schedule) -> str:
    """`每月 5 日` for `FREQ=MONTHLY;BYMONTHDAY=5`; what is too rare to have words is told by its own text."""
    said = _plain(schedule)
    if said is None:
        said = "按 " + ";".join(f"{name}={value}" for name, value in schedule.parts.items())
    return said + "".join(_limits(schedule))


def _limits(schedule: Schedule) -> Iterator[str]:
    if schedule.count is not None:
        yield f"，共 {schedule.count} 次"
    if schedule.until is not None:
        yield f"，到 {schedule.until} 为止"


def _plain(schedule: Schedule) -> str | None:
    """The whole rule in words; None where one of its parts has none."""
    known = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS"}
    if not schedule.parts.keys() <= known:
        return None
    match schedule.parts["FREQ"]:
        case "DAILY":
            return _every(schedule) if not schedule.parts.keys() & {"BYMONTH", "BYMONTHDAY", "BYDAY"} else None
        case "WEEKLY":
            return _weekly(schedule)
        case "MONTHLY":
            return _monthly(schedule)
        case _:
            return _yearly(schedule)


def _every(schedule: Schedule) -> str:
    unit = _FREQUENCIES[schedule.parts["FREQ"]]
    measure = "个月" if unit == "月" else unit
    return f"每{unit}" if schedule.interval == 1 else f"每 {schedule.interval} {measure}"


def _weekly(schedule: Schedule) -> str | None:
    if "BYMONTH" in schedule.parts or "BYSETPOS" in schedule.parts or "BYMONTHDAY" in schedule.parts:
        return None
    days = "、".join(f"周{_WEEKDAYS[day]}" for _, day in schedule.weekdays)
    if not days:
        return f"{_every(schedule)}一次"
    return f"每{days}" if schedule.interval == 1 else f"{_every(schedule)}的{days}"


def _monthly(schedule: Schedule) -> str | None:
    day = _day_of_month(schedule)
    if day is None or "BYMONTH" in schedule.parts:
        return None
    return _joined(_every(schedule), day)


def _yearly(schedule: Schedule) -> str | None:
    months, day = schedule.numbers("BYMONTH"), _day_of_month(schedule)
    if not months or day is None or schedule.interval > 1:
        return f"{_every(schedule)}一次" if not schedule.parts.keys() & {"BYMONTH", "BYMONTHDAY", "BYDAY"} else None
    if day == "最后一日" and months in (_EVERY_QUARTER, _EVERY_HALF):
        return "每季度末" if months == _EVERY_QUARTER else "每半年末（6 月、12 月最后一日）"
    return _joined(f"每年 {'、'.join(map(str, months))} 月", day)


def _day_of_month(schedule: Schedule) -> str | None:
    days, weekdays, places = schedule.numbers("BYMONTHDAY"), schedule.weekdays, schedule.numbers("BYSETPOS")
    if days and not weekdays and not places:
        return "、".join(_placed(n, "日") if n < 0 else f"{n} 日" for n in days)
    if weekdays and not days:
        if len(places) == 1 and {day for _, day in weekdays} == _WORKDAYS and len(weekdays) == len(_WORKDAYS):
            return _placed(places[0], "个周一至周五的日子")
        if not places and all(place is not None for place, _ in weekdays):
            return "、".join(_placed(place or 1, f"个周{_WEEKDAYS[day]}") for place, day in weekdays)
    return None


def _placed(number: int, what: str) -> str:
    """`第 2 个周一`, `最后一日`, `倒数第 2 日`."""
    if number == -1:
        return f"最后一{what}"
    return f"倒数第 {-number} {what}" if number < 0 else f"第 {number} {what}"


def _joined(front: str, back: str) -> str:
    return f"{front} {back}" if front[-1].isascii() or back[0].isascii() else f"{front}{back}"
