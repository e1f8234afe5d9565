"""Time zones by their names in the IANA database: which there are, and which one a firm has that names none."""

import difflib
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

DEFAULT_ZONE = "Asia/Shanghai"
EXAMPLE_ZONE = "Europe/London"
# Names that mean something else on another machine, or nothing.
_NO_PLACES = frozenset({"localtime", "posixrules", "Factory"})
# How much of a name must agree before another is what was meant: a misspelling does, another place does not.
_NEAR = 0.8


def is_zone(name: str) -> bool:
    """Whether a name is that of a time zone, written just so."""
    return name == DEFAULT_ZONE or name in _zones()


def zone_of(name: str) -> ZoneInfo:
    """The time zone of a name; the default where there is none of that name."""
    return ZoneInfo(name if is_zone(name) else DEFAULT_ZONE)


def zone_like(name: str) -> str:
    """The name of a zone that comes nearest to a name; an example of one where none comes near."""
    by_lower = {zone.lower(): zone for zone in sorted(_zones())}
    near = difflib.get_close_matches(name.strip().lower().replace(" ", "_"), by_lower, n=1, cutoff=_NEAR)
    return by_lower[near[0]] if near else EXAMPLE_ZONE


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones()) - _NO_PLACES
