"""What a duty's schedule and the standing of its joint occurrences are called."""

from collections.abc import Iterator

from shoukong.days.schedule import RepeatError, Schedule, parse_schedule
from shoukong.executable.joint_occurrences import Tally
from shoukong.language import IN_CHINESE, Speech
from shoukong.wording.day_words import month_name, weekday_names
from shoukong.wording.state_names import DUTY_NAMES

_EVERY_QUARTER, _EVERY_HALF = ((3, 6, 9, 12), (6, 12))
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WORKDAYS = set(_DAYS[:5])


def tally_words(tally: Tally, say: Speech = IN_CHINESE) -> str:
    """`待办 1/2`; the state alone where there is but one to do."""
    return DUTY_NAMES[tally.state].told(say.language) + (f" {tally.done}/{tally.total}" if tally.total > 1 else "")


def repeat_words(repeat: str, say: Speech = IN_CHINESE) -> str:
    """A rule of recurrence as people say it; its own text where it is none."""
    try:
        return schedule_words(parse_schedule(repeat), say)
    except RepeatError:
        return repeat


def schedule_words(schedule: Schedule, say: Speech = IN_CHINESE) -> str:
    """`每月 5 日` for `FREQ=MONTHLY;BYMONTHDAY=5`; what is too rare to have words is told by its own text."""
    said = _plain(schedule, say)
    if said is None:
        said = say("按 %(rule)s", rule=";".join(f"{name}={value}" for name, value in schedule.parts.items()))
    return said + "".join(_limits(schedule, say))


def _limits(schedule: Schedule, say: Speech) -> Iterator[str]:
    if schedule.count is not None:
        yield say.count("，共 %(n)s 次", schedule.count)
    if schedule.until is not None:
        yield say("，到 %(day)s 为止", day=schedule.until)


def _plain(schedule: Schedule, say: Speech) -> str | None:
    """The whole rule in words; None where one of its parts has none."""
    known = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS"}
    if not schedule.parts.keys() <= known:
        return None
    match schedule.parts["FREQ"]:
        case "DAILY":
            return _every(schedule, say) if not schedule.parts.keys() & {"BYMONTH", "BYMONTHDAY", "BYDAY"} else None
        case "WEEKLY":
            return _weekly(schedule, say)
        case "MONTHLY":
            return _monthly(schedule, say)
        case _:
            return _yearly(schedule, say)


def _every(schedule: Schedule, say: Speech) -> str:
    n = schedule.interval
    match schedule.parts["FREQ"]:
        case "DAILY":
            return say("每日") if n == 1 else say.count("每 %(n)s 日", n)
        case "WEEKLY":
            return say("每周") if n == 1 else say.count("每 %(n)s 周", n)
        case "MONTHLY":
            return say("每月") if n == 1 else say.count("每 %(n)s 个月", n)
        case _:
            return say("每年") if n == 1 else say.count("每 %(n)s 年", n)


def _once(schedule: Schedule, say: Speech) -> str:
    return say("%(every)s一次", every=_every(schedule, say))


def _weekly(schedule: Schedule, say: Speech) -> str | None:
    if "BYMONTH" in schedule.parts or "BYSETPOS" in schedule.parts or "BYMONTHDAY" in schedule.parts:
        return None
    days = say.listed(_weekday(day, say) for _, day in schedule.weekdays)
    if not days:
        return _once(schedule, say)
    if schedule.interval == 1:
        return say("每%(days)s", days=days)
    return say("%(every)s的%(days)s", every=_every(schedule, say), days=days)


def _monthly(schedule: Schedule, say: Speech) -> str | None:
    day = _day_of_month(schedule, say)
    if day is None or "BYMONTH" in schedule.parts:
        return None
    return _joined(_every(schedule, say), day, say)


def _yearly(schedule: Schedule, say: Speech) -> str | None:
    months, day = schedule.numbers("BYMONTH"), _day_of_month(schedule, say)
    if not months or day is None or schedule.interval > 1:
        return _once(schedule, say) if not schedule.parts.keys() & {"BYMONTH", "BYMONTHDAY", "BYDAY"} else None
    if _is_last_day(schedule) and months == _EVERY_QUARTER:
        return say("每季度末")
    if _is_last_day(schedule) and months == _EVERY_HALF:
        return say("每半年末（6 月、12 月最后一日）")
    names = say.listed(month_name(month, say) for month in months)
    front = say("每年 %(months)s 月", months=say.listed(months), names=names)
    return _joined(front, day, say)


def _is_last_day(schedule: Schedule) -> bool:
    return schedule.numbers("BYMONTHDAY") == (-1,) and not schedule.weekdays and not schedule.numbers("BYSETPOS")


def _day_of_month(schedule: Schedule, say: Speech) -> str | None:
    days, weekdays, places = schedule.numbers("BYMONTHDAY"), schedule.weekdays, schedule.numbers("BYSETPOS")
    if days and not weekdays and not places:
        return say.listed(_day(n, say) for n in days)
    if weekdays and not days:
        if len(places) == 1 and {day for _, day in weekdays} == _WORKDAYS and len(weekdays) == len(_WORKDAYS):
            return _placed(places[0], say("周一至周五的日子"), say)
        if not places and all(place is not None for place, _ in weekdays):
            return say.listed(_placed(place or 1, _weekday(day, say), say) for place, day in weekdays)
    return None


def _weekday(day: str, say: Speech) -> str:
    return weekday_names(say)[_DAYS.index(day)]


def _day(number: int, say: Speech) -> str:
    """`5 日`, `最后一日`, `倒数第 2 日`."""
    if number == -1:
        return say("最后一日")
    if number < 0:
        return say("倒数第 %(n)s 日", n=-number, nth=_ordinal(-number))
    return say("%(n)s 日", n=number, nth=_ordinal(number))


def _placed(number: int, what: str, say: Speech) -> str:
    """`第 2 个周一`, `最后一个周一`, `倒数第 2 个周一`."""
    if number == -1:
        return say("最后一个%(what)s", what=what)
    if number < 0:
        return say("倒数第 %(n)s 个%(what)s", n=-number, nth=_ordinal(-number), what=what)
    return say("第 %(n)s 个%(what)s", n=number, nth=_ordinal(number), what=what)


def _ordinal(number: int) -> str:
    """`2nd`, for languages that write it so."""
    is_teen = number % 100 in (11, 12, 13)
    return f"{number}{'th' if is_teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _joined(front: str, back: str, say: Speech) -> str:
    if front[-1].isascii() or back[0].isascii():
        return say("%(front)s %(back)s", front=front, back=back)
    return f"{front}{back}"
