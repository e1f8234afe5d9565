"""A period such as `P3Y` (ISO 8601) or `permanent`, as people say it."""

import re

from shoukong.language import IN_CHINESE, Speech

_WRITTEN = re.compile(r"P(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?")


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
