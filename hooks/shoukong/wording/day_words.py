"""What months and weekdays are called."""

import datetime

from shoukong.language import IN_CHINESE, Speech


def month_words(day: datetime.date, say: Speech = IN_CHINESE) -> str:
    """The month of a day with its year: `2026 年 11 月`, `November 2026`."""
    return say("%(year)s 年 %(month)s", year=f"{day.year:04}", month=month_name(day.month, say))


def month_name(month: int, say: Speech = IN_CHINESE) -> str:
    """A month by its number: `11 月`, `November`."""
    names = (
        say("1 月"),
        say("2 月"),
        say("3 月"),
        say("4 月"),
        say("5 月"),
        say("6 月"),
        say("7 月"),
        say("8 月"),
        say("9 月"),
        say("10 月"),
        say("11 月"),
        say("12 月"),
    )
    return names[month - 1]


def weekday_names(say: Speech = IN_CHINESE) -> tuple[str, ...]:
    """The days of the week from Monday."""
    return (
        say("周一"),
        say("周二"),
        say("周三"),
        say("周四"),
        say("周五"),
        say("周六"),
        say("周日"),
    )
