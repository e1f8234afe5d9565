"""A period such as `P3Y` (ISO 8601) or `permanent`, as people say it."""

import re

_WRITTEN = re.compile(r"P(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?")
_UNITS = ("年", "个月", "天")


def period_in_words(period: str) -> str:
    """`3 年` for `P3Y`, `永久` for `permanent`; the text itself where it is neither."""
    if period == "permanent":
        return "永久"
    match = _WRITTEN.fullmatch(period)
    parts = zip(match.groups() if match else (), _UNITS, strict=False)
    return "".join(f"{count} {unit}" for count, unit in parts if count) or period
