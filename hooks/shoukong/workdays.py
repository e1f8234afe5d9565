"""Working days in China: what the library knows of holidays and make-up days, and for which years."""

import datetime
from collections.abc import Iterable

from chinese_calendar import constants


def covered() -> tuple[datetime.date, datetime.date]:
    """The first and the last day that the library knows."""
    years = {day.year for day in constants.holidays}
    return datetime.date(min(years), 1, 1), datetime.date(max(years), 12, 31)


def days_off() -> Iterable[datetime.date]:
    """The holidays: days off although they may fall on a weekday."""
    return tuple(constants.holidays)


def days_on() -> Iterable[datetime.date]:
    """The make-up days: worked although they fall on a weekend."""
    return tuple(constants.workdays)
