"""How a cell of a query's answer reads, told in Python and in SQL alike."""

import datetime
import decimal
from typing import Any

_FRACTIONS = ("DOUBLE", "FLOAT", "DECIMAL")


def written(value: Any) -> str:  # noqa: ANN401 - a query gives whatever it gives
    """A value as readers see it: numbers to the sixth decimal without trailing zeros, empty for nothing."""
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case float() | decimal.Decimal():
            return f"{value:z.6f}".rstrip("0").rstrip(".")
        case datetime.datetime():
            return value.isoformat(sep=" ", timespec="minutes")
        case _:
            return str(value)


def written_in_sql(cell: str, type_: str) -> str:
    """An expression for the same text of a cell of an SQL type."""
    if type_ == "BOOLEAN":
        return f"CASE WHEN {cell} THEN '是' WHEN NOT {cell} THEN '否' ELSE '' END"
    if type_.startswith(_FRACTIONS):
        digits = f"rtrim(rtrim(printf('%.6f', CAST({cell} AS DOUBLE)), '0'), '.')"
        return f"coalesce(CASE {digits} WHEN '-0' THEN '0' ELSE {digits} END, '')"
    if type_.startswith("TIMESTAMP"):
        return f"coalesce(strftime(CAST({cell} AS TIMESTAMP), '%Y-%m-%d %H:%M'), '')"
    return f"coalesce(CAST({cell} AS VARCHAR), '')"
