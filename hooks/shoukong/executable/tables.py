"""The tables that queries of clauses see: every register with types, and the calendar of working days."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb

from shoukong.form import Form
from shoukong.portal import Portal
from shoukong.registers import Registers
from shoukong.verdict import SQL_TYPES, column, quoted
from shoukong.workdays import covered, days_off, days_on

CALENDAR = "calendar"
OUTSIDE = "calendar-year:"
_NAME = re.compile(r"[a-z_][a-z0-9_]*", re.IGNORECASE)
# Days between two dates that are worked, the first not counted; a day that the calendar lacks is an error, no guess.
_WORKDAYS = f"""CREATE MACRO typed.workdays(a, b) AS (
  CASE WHEN a IS NULL OR b IS NULL THEN NULL
       WHEN CAST(greatest(a, b) AS DATE) > DATE '{{last}}' OR CAST(least(a, b) AS DATE) < DATE '{{first}}'
       THEN error('{OUTSIDE}' || year(CAST(greatest(a, b) AS DATE)))
       ELSE (SELECT count FROM calendar WHERE day = CAST(b AS DATE))
          - (SELECT count FROM calendar WHERE day = CAST(a AS DATE)) END)"""


def write_tables(portal: Portal, registers: Registers, texts: Iterable[str], file: Path) -> None:
    """Write a database that holds, with types, just the registers that some queries name."""
    named = words_of(texts)
    cursor = registers.connection.cursor()
    cursor.execute(f"ATTACH {quoted(str(file))} AS typed")
    try:
        for form in portal.forms_by_name.values():
            if form.name in named:
                cursor.execute(_typed(form))
        if {CALENDAR, "workdays"} & named:
            _write_calendar(cursor)
    finally:
        cursor.execute("DETACH typed")


def write_example(forms: Iterable[Form], rows: Mapping[str, Sequence[Mapping[str, str]]], file: Path) -> None:
    """Write the same kind of database from rows given by hand; fields that a row leaves out are NULL."""
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH {quoted(str(file))} AS typed")
        for form in forms:
            columns = ", ".join(f"{column(f.name)} {SQL_TYPES[f.type]}" for f in form.fields)
            connection.execute(f"CREATE TABLE typed.{column(form.name)} ({columns})")
            for row in rows.get(form.name, ()):
                cells = ", ".join(f"CAST(? AS {SQL_TYPES[f.type]})" for f in form.fields)
                values = [row.get(f.name) for f in form.fields]
                connection.execute(f"INSERT INTO typed.{column(form.name)} SELECT {cells}", values)
        _write_calendar(connection)
        connection.execute("DETACH typed")


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """Every word in some queries that may name a table or column."""
    return frozenset(word.lower() for text in texts for word in _NAME.findall(text))


def _typed(form: Form) -> str:
    """A register with empty cells as NULL and the others of their types; a malformed one, found elsewhere, is NULL."""
    cells = (f"TRY_CAST(NULLIF({column(f.name)}, '') AS {SQL_TYPES[f.type]}) AS {column(f.name)}" for f in form.fields)
    return f"CREATE TABLE typed.{column(form.name)} AS SELECT {', '.join(cells)} FROM {column(form.name)}"


def _write_calendar(cursor: duckdb.DuckDBPyConnection) -> None:
    """`calendar(day, working, count)`, the last the number of working days up to a day, and `workdays(a, b)`."""
    first, last = covered()
    off, on = (", ".join(f"DATE '{day}'" for day in days) for days in (days_off(), days_on()))
    cursor.execute(
        "CREATE TABLE typed.calendar AS SELECT day, working, sum(working::INT) OVER (ORDER BY day) AS count FROM ("
        f" SELECT day, day IN ({on}) OR (isodow(day) < 6 AND day NOT IN ({off})) AS working FROM ("
        f" SELECT CAST(unnest(generate_series(DATE '{first}', DATE '{last}', INTERVAL 1 DAY)) AS DATE) AS day))"
    )
    cursor.execute(_WORKDAYS.format(first=first, last=last))
