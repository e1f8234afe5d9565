"""How a cell of each type is spelled: one way for each value, so that every tool reads the same."""

import datetime
import re

TYPES: tuple[str, ...] = ("string", "integer", "number", "date", "datetime", "time", "boolean", "year")
TYPES += ("yearmonth", "duration", "geopoint", "any")
# What has no spelling that SQL could tell: each cell is judged by itself.
JUDGED_SINGLY = frozenset({"duration", "geopoint"})
DATED_TYPES = ("date", "datetime")
# What numbers of records may be: each has one spelling, so that the text of a cell is the number.
KEY_TYPES = ("string", "integer")
# A moment elsewhere in the world, which is read as the time that the firm's clocks then show.
WITH_OFFSET = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:?[0-9]{2})"
# ISO 8601, plain digits, lower-case truth.
SPELLING = {
    "integer": "-?(0|[1-9][0-9]{0,17})",
    "number": r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,9})?",
    "year": "[0-9]{4}",
    "date": "[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "datetime": "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}",
    "time": "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]",
    "boolean": "true|false",
    "yearmonth": "[0-9]{4}-(0[1-9]|1[0-2])",
}

# A cell of each type, as messages show one.
EXAMPLES = {
    "integer": "12",
    "number": "12.50",
    "year": "2026",
    "date": "2026-01-05",
    "datetime": "2026-01-05T09:30:00",
    "time": "09:30:00",
    "boolean": "true / false",
    "string": "-",
    "yearmonth": "2026-01",
    "duration": "P1DT2H",
    "geopoint": "116.40,39.90",
    "any": "-",
}


def is_spelled(type_: str, cell: str) -> bool:
    """Whether a cell is written as its type demands; a text may be written in any way."""
    return type_ not in SPELLING or re.fullmatch(SPELLING[type_], cell) is not None


def is_value(type_: str, cell: str) -> bool:
    """Whether a cell is spelled right and means something: the thirteenth month does not."""
    if not is_spelled(type_, cell):
        return False
    if type_ in ("year", "yearmonth"):
        return cell[:4] > "0000"
    if type_ not in DATED_TYPES:
        return True
    try:
        datetime.datetime.fromisoformat(cell)
    except ValueError:
        return False
    return True
