"""Cells judged in bulk: a condition in SQL that holds only for rows whose cells are surely right.

A row that fails it is not wrong yet: its cells are looked at singly (`cells_by_frictionless.py`). The condition must
never hold for a cell that Frictionless rejects; tests compare the two. It is kept short: most registers are small, and
DuckDB takes longer to read and plan a query than to answer it. Patterns are matched here alone, since only SQL's
regular expressions never hang.
"""

from collections.abc import Iterator, Sequence

from shoukong.forms.form import Field, Form
from shoukong.forms.form_condition import Condition
from shoukong.text.spelling import JUDGED_SINGLY, SPELLING

SQL_TYPES = {
    "integer": "BIGINT",
    "number": "DECIMAL(38,9)",
    "year": "BIGINT",
    "date": "DATE",
    "datetime": "TIMESTAMP",
    "time": "TIME",
    "boolean": "BOOLEAN",
    "string": "VARCHAR",
    "yearmonth": "VARCHAR",
    "duration": "VARCHAR",
    "geopoint": "VARCHAR",
    "any": "VARCHAR",
}
MAX_CELL = 100_000
DECIMALS = 9
# Values that are spelled right where they read the same when written back, and have as many characters.
_WRITTEN_BACK = {"integer": "<= 18", "date": "= 10"}


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def column(name: str) -> str:
    """A field's name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def by_number(cell: str) -> str:
    """What to order numbers by, so that 10000 comes after 9999; `register.js` looks them up in the same order."""
    return f"rtrim({cell}, '0123456789'), length({cell}), {cell}"


def matches(field: Field) -> str:
    """A condition that holds where the whole cell matches the field's pattern, or there is none."""
    pattern = field.constraints.pattern
    return "true" if pattern is None else f"regexp_full_match({column(field.name)}, {quoted(pattern)})"


def surely_right(fields: Sequence[Field], form: Form) -> str:
    """A condition that is true only where the cells of some fields are right, else false or NULL."""
    needed = [column(f.name) for f in fields if f.constraints.required or f.name == form.primary_key]
    texts = [column(f.name) for f in fields if f.type not in SPELLING and f.constraints.enum is None]
    held = [f"'' NOT IN ({', '.join(needed)})"] if needed else []
    if texts:
        held.append(f"{' + '.join(f'strlen({cell})' for cell in texts)} <= {MAX_CELL}")
    for field in fields:
        filled = " AND ".join(_conditions(field, form))
        if filled:
            held.append(f"({column(field.name)} = '' OR ({filled}))")
    return f"({' AND '.join(held) or 'true'})"


def _conditions(field: Field, form: Form) -> Iterator[str]:
    cell, limits = column(field.name), field.constraints
    value = f"TRY_CAST({cell} AS {SQL_TYPES[field.type]})"
    if field.type in _WRITTEN_BACK:
        yield f"strlen({cell}) {_WRITTEN_BACK[field.type]} AND CAST({value} AS VARCHAR) = {cell}"
    elif field.type in SPELLING:
        yield f"regexp_full_match({cell}, {quoted(SPELLING[field.type])}) AND {value} IS NOT NULL"
    if field.type in ("year", "yearmonth"):
        yield f"left({cell}, 4) > '0000'"
    if field.type in JUDGED_SINGLY or field.format is not None:
        yield "false"
    if limits.enum is not None:
        yield f"{cell} IN ({', '.join(map(quoted, limits.enum))})"
    if limits.pattern is not None:
        yield matches(field)
    if field.name == form.primary_key and form.number is not None:
        yield f"regexp_full_match({cell}, {quoted(form.number.regex)})"
    for bound, sign in ((limits.minimum, ">="), (limits.maximum, "<=")):
        if bound is not None and len(bound.partition(".")[2]) > DECIMALS:
            yield "false"
        elif bound is not None:
            yield f"{value} {sign} CAST({quoted(bound)} AS {SQL_TYPES[field.type]})"
    if limits.min_length is not None:
        yield f"length({cell}) >= {limits.min_length}"
    if limits.max_length is not None:
        yield f"length({cell}) <= {limits.max_length}"


def surely_as_demanded(form: Form) -> Iterator[str]:
    """Conditions that are true only where a field is filled in, or empty, as others demand; else false or NULL."""
    for field in form.fields:
        if field.required_when:
            yield f"({column(field.name)} <> '' OR NOT ({_all_hold(field.required_when, form)}))"
        if field.empty_when:
            yield f"({column(field.name)} = '' OR NOT ({_all_hold(field.empty_when, form)}))"


def _all_hold(conditions: Sequence[Condition], form: Form) -> str:
    return " AND ".join(_holds(condition, form) for condition in conditions)


def _holds(condition: Condition, form: Form) -> str:
    cell, field = column(condition.field), form.field(condition.field)
    if not condition.values:
        return f"{cell} <> ''" if condition.is_filled else f"{cell} = ''"
    if field is not None and field.type == "number":
        number = SQL_TYPES[field.type]
        values = ", ".join(f"TRY_CAST({quoted(value)} AS {number})" for value in condition.values)
        return f"({cell} <> '' AND TRY_CAST({cell} AS {number}) IN ({values}))"
    return f"{cell} IN ({', '.join(map(quoted, condition.values))})"
