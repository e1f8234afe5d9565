"""The public holidays of a place, as libraries know them: what a firm's working days start from."""

import datetime
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache

from shoukong.days.workdays import WorkingDays

CHINA, NONE = "CN", "none"
# Years for which other countries' laws are computed; without holidays, no year is unknown.
_COMPUTED = (2000, 2040)
_ALL_YEARS = (1900, 2199)
_WEEKEND = frozenset({5, 6})


def is_place(name: str) -> bool:
    """Whether the holidays of a place are known: `none`, a country such as `DE`, or a part of one such as `DE-BY`."""
    return name in (NONE, CHINA) or name in _places()


def place_like(name: str) -> str:
    """The place whose name is nearest to one that is not known."""
    return next(iter(get_close_matches(name.upper(), sorted(_places()))), NONE)


@lru_cache(maxsize=4)
def days_of(place: str) -> WorkingDays:
    """The working days of a known place before the firm's own files are read.

    China's make-up days are as the State Council's notices tell them, year by year; elsewhere weekends and holidays are
    computed from the law of each year.
    """
    if place == CHINA:
        return _of_china()
    if place == NONE:
        return WorkingDays(*_span(*_ALL_YEARS), frozenset(), frozenset())
    import holidays

    country, _, part = place.partition("-")
    first, last = _span(*_COMPUTED)
    found = holidays.country_holidays(country, subdiv=part or None, years=range(first.year, last.year + 1))
    free = frozenset(found.weekend)
    days = (first + datetime.timedelta(n) for n in range((last - first).days + 1))
    otherwise = {day: day.weekday() in free for day in days if (day.weekday() in free) != (day.weekday() in _WEEKEND)}
    off = frozenset(found) | {day for day, is_free in otherwise.items() if is_free}
    return WorkingDays(first, last, off, frozenset(day for day in otherwise if day not in off))


def _of_china() -> WorkingDays:
    from chinese_calendar import constants

    years = {day.year for day in constants.holidays}
    return WorkingDays(*_span(min(years), max(years)), frozenset(constants.holidays), frozenset(constants.workdays))


def _span(first: int, last: int) -> tuple[datetime.date, datetime.date]:
    return datetime.date(first, 1, 1), datetime.date(last, 12, 31)


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    import holidays

    def named() -> Iterator[str]:
        for country, parts in holidays.list_supported_countries(include_aliases=False).items():
            yield country
            yield from (f"{country}-{part}" for part in parts)

    return frozenset(named())
