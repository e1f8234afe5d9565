"""The fast verdict: for each field, a condition in SQL that holds only for cells that are surely right.

A cell that fails it is not wrong yet: it is looked at singly (`cells_by_frictionless.py`). The condition must never
hold for a cell that Frictionless rejects; tests compare the two. Patterns are matched here alone, since only SQL's
regular expressions never hang.
"""

from collections.abc import Iterator

from shoukong.form import Field, Form
from shoukong.text.spelling import SPELLING

SQL_TYPES = {
    "integer": "BIGINT",
    "number": "DECIMAL(38,9)",
    "year": "BIGINT",
    "date": "DATE",
    "datetime": "TIMESTAMP",
    "time": "TIME",
    "boolean": "BOOLEAN",
    "string": "VARCHAR",
}
MAX_CELL = 100_000


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def column(name: str) -> str:
    """A field's name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def by_number(cell: str) -> str:
    """What to order numbers by, so that 10000 comes after 9999; `register.js` looks them up in the same order."""
    return f"rtrim({cell}, '0123456789'), length({cell}), {cell}"


def surely_right(field: Field, form: Form) -> str:
    """A condition that holds only where the cell is right."""
    cell = column(field.name)
    filled = " AND ".join(_conditions(field, form)) or "true"
    if field.constraints.required or field.name == form.primary_key:
        return f"({cell} <> '' AND {filled})"
    return f"({cell} = '' OR ({filled}))"


def matches(field: Field) -> str:
    """A condition that holds where the whole cell matches the field's pattern, or there is none."""
    pattern = field.constraints.pattern
    return "true" if pattern is None else f"regexp_full_match({column(field.name)}, {quoted(pattern)})"


def _conditions(field: Field, form: Form) -> Iterator[str]:
    cell, limits = column(field.name), field.constraints
    if field.type in SPELLING:
        yield f"regexp_full_match({cell}, {quoted(SPELLING[field.type])})"
        yield f"TRY_CAST({cell} AS {SQL_TYPES[field.type]}) IS NOT NULL"
    else:
        yield f"length({cell}) <= {MAX_CELL} AND NOT contains({cell}, chr(0))"
    if field.type == "year":
        yield f"{cell} > '0000'"
    if limits.enum is not None:
        yield f"{cell} IN ({', '.join(map(quoted, limits.enum))})"
    if limits.pattern is not None:
        yield matches(field)
    if field.name == form.primary_key and form.number is not None:
        yield f"regexp_full_match({cell}, {quoted(form.number.regex)})"
    for bound, sign in ((limits.minimum, ">="), (limits.maximum, "<=")):
        if bound is not None:
            yield f"TRY_CAST({cell} AS {SQL_TYPES[field.type]}) {sign} CAST({quoted(bound)} AS {SQL_TYPES[field.type]})"
    if limits.min_length is not None:
        yield f"length({cell}) >= {limits.min_length}"
    if limits.max_length is not None:
        yield f"length({cell}) <= {limits.max_length}"
