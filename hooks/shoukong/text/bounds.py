"""How far numbers, days and times may reach, so that everything can be calculated with them: said here alone."""

import datetime
import math
from decimal import Decimal

FIRST_YEAR, LAST_YEAR = 1900, 2199
MOST_NUMBER = 10**18  # cells have as many digits before the point at most
MOST_COUNT = 10**6
MOST_DAYS, MOST_MONTHS = 36_500, 1_200
MOST_ROWS = 1_000  # of a printed blank


def is_in_reach(value: object) -> bool:
    """Whether one can calculate with a number or day; any other value is in reach."""
    match value:
        case bool():
            return True
        case Decimal():
            return value.is_finite() and abs(value) <= MOST_NUMBER
        case int() | float():
            return math.isfinite(value) and abs(value) <= MOST_NUMBER
        case datetime.date():
            return FIRST_YEAR <= value.year <= LAST_YEAR
        case _:
            return True
