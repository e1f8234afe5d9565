"""The fast verdict: for each field, a condition in SQL that holds only for cells that are surely right.

A cell that fails it is not wrong yet: it is looked at singly (`authority.py`). The condition must never hold for a
cell that Frictionless rejects; tests compare the two.
"""

from collections.abc import Iterator

from shoukong.form import Field, Form

# One spelling for each value, so that every tool reads the same: ISO 8601, plain digits, lower-case truth.
SPELLING = {
    "integer": "-?(0|[1-9][0-9]{0,17})",
    "number": r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,9})?",
    "year": "[0-9]{4}",
    "date": "[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "datetime": "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}",
    "time": "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]",
    "boolean": "true|false",
}
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


def surely_right(field: Field, form: Form, patterns_in_sql: frozenset[str]) -> str:
    """A condition that holds only where the cell is right; patterns that SQL cannot match leave every cell in doubt."""
    cell = column(field.name)
    filled = " AND ".join(_conditions(field, form, patterns_in_sql)) or "true"
    if field.constraints.required or field.name == form.primary_key:
        return f"({cell} <> '' AND {filled})"
    return f"({cell} = '' OR ({filled}))"


def _conditions(field: Field, form: Form, patterns_in_sql: frozenset[str]) -> Iterator[str]:
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
    for pattern in _patterns(field, form):
        yield f"regexp_full_match({cell}, {quoted(pattern)})" if pattern in patterns_in_sql else "false"
    for bound, sign in ((limits.minimum, ">="), (limits.maximum, "<=")):
        if bound is not None:
            yield f"TRY_CAST({cell} AS {SQL_TYPES[field.type]}) {sign} CAST({quoted(bound)} AS {SQL_TYPES[field.type]})"
    if limits.min_length is not None:
        yield f"length({cell}) >= {limits.min_length}"
    if limits.max_length is not None:
        yield f"length({cell}) <= {limits.max_length}"


def _patterns(field: Field, form: Form) -> Iterator[str]:
    if field.constraints.pattern is not None:
        yield field.constraints.pattern
    if field.name == form.primary_key:
        yield form.number.regex


def patterns(form: Form) -> frozenset[str]:
    """Every pattern that a form's cells must match."""
    return frozenset(pattern for field in form.fields for pattern in _patterns(field, form))
