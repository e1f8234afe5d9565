"""Today: the day that it is where the firm is; nothing else asks the clock for a day."""

import datetime
from pathlib import Path

from shoukong.days.time_zone import zone_of
from shoukong.declared.settings import read_settings


def today_of(root: Path) -> datetime.date:
    """The day that has come in the time zone of a portal's settings."""
    settings, _ = read_settings(root)
    return today_in(settings.timezone)


def today_in(zone: str) -> datetime.date:
    """The day that has come in a time zone."""
    return datetime.datetime.now(zone_of(zone)).date()
