"""A period such as `P3Y` (ISO 8601) or `permanent`: how long it is, and how people say it."""

import re

from shoukong.language import IN_CHINESE, Speech

_WRITTEN = re.compile(r"P(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?")


def months_and_days(period: str) -> tuple[int, int] | None:
    """A period as months and days, `(36, 0)` for `P3Y`; None for `permanent` and whatever is no period."""
    match = _WRITTEN.fullmatch(period)
    if match is None or not any(match.groups()):
        return None
    years, months, days = (int(part or 0) for part in match.groups())
    return 12 * years + months, days


def period_in_words(period: str, say: Speech = IN_CHINESE) -> str:
    """`3 年` for `P3Y`, `永久` for `permanent`; the text itself where it is neither."""
    if period == "permanent":
        return say("永久")
    match = _WRITTEN.fullmatch(period)
    years, months, days = match.groups() if match else (None, None, None)
    parts = (
        say.count("%(n)s 年", int(years)) if years else "",
        say.count("%(n)s 个月", int(months)) if months else "",
        say.count("%(n)s 天", int(days)) if days else "",
    )
    return say.gap.join(part for part in parts if part) or period
