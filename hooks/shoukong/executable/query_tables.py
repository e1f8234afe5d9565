"""The tables that queries of clauses see: every register with types, the working days, the periods, the figures."""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from shoukong.control.document_control import Control
from shoukong.days.workdays import WorkingDays
from shoukong.declared.scope_axis import ScopeAxis
from shoukong.document import Document
from shoukong.executable.blocks_in_place import figure_intervals
from shoukong.executable.post_terms import Term, asks_for_posts, terms_in, terms_of, undated_columns, write_terms
from shoukong.forms.form import Field, Form
from shoukong.forms.table_names import CALENDAR, FIGURES, ITEMS, PERIODS
from shoukong.layout import DOCUMENTS, FORMS
from shoukong.portal import Portal
from shoukong.records import database
from shoukong.records.cells_in_bulk import SQL_TYPES, column, quoted
from shoukong.records.datapackage import withheld_fields
from shoukong.records.registers import table_of

OUTSIDE = "calendar-year:"
BLOCK_SIZE = 16 << 10
AT_ONCE = 2  # tables that are written at a time
Given = Mapping[str, Sequence[Mapping[str, str]]]
_NAME = re.compile(r"[^\W\d]\w*")
_QUOTED_NAME = re.compile(r'"([^"]+)"')
# Days between two dates that are worked, the first not counted; a day that the calendar lacks is an error, no guess.
_WORKDAYS = f"""CREATE MACRO typed.workdays(a, b) AS (
  CASE WHEN a IS NULL OR b IS NULL THEN NULL
       WHEN CAST(greatest(a, b) AS DATE) > DATE '{{last}}' OR CAST(least(a, b) AS DATE) < DATE '{{first}}'
       THEN error('{OUTSIDE}' || year(CAST(CASE WHEN CAST(least(a, b) AS DATE) < DATE '{{first}}'
         THEN least(a, b) ELSE greatest(a, b) END AS DATE)))
       ELSE (SELECT count FROM calendar WHERE day = CAST(b AS DATE))
          - (SELECT count FROM calendar WHERE day = CAST(a AS DATE)) END)"""
# The names of the periods that a day falls into, as indicators write them.
_PERIOD_NAMES = (
    "CREATE MACRO typed.year_of(d) AS strftime(CAST(d AS DATE), '%Y')",
    "CREATE MACRO typed.half_year_of(d) AS strftime(CAST(d AS DATE), '%Y-H') || (quarter(d) + 1) // 2",
    "CREATE MACRO typed.quarter_of(d) AS strftime(CAST(d AS DATE), '%Y-Q') || quarter(d)",
    "CREATE MACRO typed.month_of(d) AS strftime(CAST(d AS DATE), '%Y-%m')",
)
_PERIODS = f"""CREATE TABLE typed.{PERIODS} AS
  SELECT kind, CASE kind WHEN 'year' THEN year_of(first_day) WHEN 'half-year' THEN half_year_of(first_day)
      WHEN 'quarter' THEN quarter_of(first_day) ELSE month_of(first_day) END AS period,
    first_day, CAST(first_day + to_months(months) - INTERVAL 1 DAY AS DATE) AS last_day
  FROM (SELECT kind, months, CAST(unnest(generate_series(DATE '{{first}}', DATE '{{last}}', to_months(months))) AS DATE)
    AS first_day FROM (VALUES ('month', 1), ('quarter', 3), ('half-year', 6), ('year', 12)) k(kind, months))
  ORDER BY kind, first_day"""
_FIGURE = """CREATE MACRO typed.figure(d, n, day) AS (SELECT f.number FROM figures f WHERE f.document = d AND f.name = n
  AND (f.since IS NULL OR f.since <= CAST(day AS DATE)) AND (f.until IS NULL OR CAST(day AS DATE) < f.until))"""


_FIGURE_ITEM = """CREATE MACRO typed.figure_item(d, n, i, k, day) AS (SELECT f.number FROM figure_items f
  WHERE f.document = d AND f.figure = n AND f.item = i AND f.key = k
  AND (f.since IS NULL OR f.since <= CAST(day AS DATE)) AND (f.until IS NULL OR CAST(day AS DATE) < f.until))"""


class CellError(ValueError):
    """A cell given by hand that is not of its column's type; its text is `table.column = value`."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What queries see beside the registers: the periods from a year to a day, the working days, numbers by their days.

    `figures` are (document, name, since, until, number); `items`, the numbers in lists of named things such as a rate
    card, are (document, figure, item, key, since, until, number); `terms` are posts that people held, None where no
    query asks for them, with the firm's axes of scopes.
    """

    first_year: int
    as_of: datetime.date
    working_days: WorkingDays
    figures: tuple[tuple[object, ...], ...] = ()
    items: tuple[tuple[object, ...], ...] = ()
    terms: tuple[Term, ...] | None = None
    axes: tuple[ScopeAxis, ...] = ()


def ground_of(control: Control, texts: Sequence[str], as_of: datetime.date, given: Given | None = None) -> Ground:
    """The ground on which some queries stand, with the figures of the documents that they name.

    The posts of people are those of the registers, or of an example whose tables are given.
    """
    portal, words = control.portal, words_of(texts)
    told = (terms_of(control) if given is None else terms_in(given, portal)) if asks_for_posts(portal, words) else None
    days = [text.effective_date for texts in portal.texts.values() for text in texts]
    wanted = {"figure", FIGURES, "figure_item", ITEMS} & words
    named = [d for d in portal.documents if wanted and any(d.id in text for text in texts)]
    return Ground(
        min((*days, as_of)).year,
        as_of,
        portal.working_days,
        tuple(_figure_rows(control, named)),
        tuple(_item_rows(control, named)),
        None if told is None else tuple(told),
        portal.settings.scopes,
    )


def write_tables(control: Control, texts: Sequence[str], file: Path) -> None:
    """Write a database that holds, with types, just what some queries name."""
    named, portal = words_of(texts), control.portal
    ground = ground_of(control, texts, portal.as_of)
    connection = control.registers.connection.cursor()
    registers, withdrawn = control.registers, control.registers.withdrawn
    asked = (f for f in portal.forms_by_name.values() if f.name.lower() in named)
    wanted = iter([_typed(dated(f, portal), registers.shown(f), withdrawn.get(f.name, frozenset())) for f in asked])

    def write(_: int) -> None:
        with _transaction(connection.cursor()) as cursor:
            for statement in wanted:  # a list's iterator gives each to one thread
                cursor.execute(statement)

    with _attached(connection, file), ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        list(pool.map(write, range(AT_ONCE)))
        with _transaction(connection):
            _write_ground(connection, ground)


def write_example(
    forms: Iterable[Form],
    rows: Mapping[str, Sequence[Mapping[str, str]]],
    ground: Ground,
    file: Path,
) -> None:
    """Write the same kind of database from rows given by hand; fields that a row leaves out are NULL.

    Raises CellError.
    """
    with database.connect() as connection, _attached(connection, file), _transaction(connection):
        for form in forms:
            columns = ", ".join(f"{column(f.name)} {SQL_TYPES[f.type]}" for f in shown_fields(form))
            connection.execute(f"CREATE TABLE typed.{column(form.name)} ({columns})")
            for row in rows.get(form.name, ()):
                _insert(connection, form, row)
        _write_ground(connection, ground)


def dated(form: Form, portal: Portal) -> Form:
    """A form without what tells a post but not its days: queries ask for the post of a day."""
    undated = undated_columns(portal).get(form.name)
    return replace(form, fields=tuple(f for f in form.fields if f.name not in undated)) if undated else form


@contextmanager
def _attached(connection: database.DuckDBPyConnection, file: Path) -> Iterator[None]:
    """A new database as `typed`, in small blocks since most tables are small."""
    connection.execute(f"ATTACH {quoted(str(file))} AS typed (BLOCK_SIZE {BLOCK_SIZE})")
    try:
        yield
    finally:
        connection.execute("DETACH typed")


@contextmanager
def _transaction(connection: database.DuckDBPyConnection) -> Iterator[database.DuckDBPyConnection]:
    """One transaction for all that is written meanwhile: each takes its time on the disk."""
    connection.execute("BEGIN")
    try:
        yield connection
    finally:
        connection.execute("COMMIT")


def _insert(connection: database.DuckDBPyConnection, form: Form, row: Mapping[str, str]) -> None:
    fields = shown_fields(form)
    cells = ", ".join(f"TRY_CAST(? AS {SQL_TYPES[f.type]})" for f in fields)
    values = [None if (cell := row.get(f.name)) in f.missing else cell for f in fields]
    read = connection.execute(f"INSERT INTO typed.{column(form.name)} SELECT {cells} RETURNING *", values).fetchone()
    for field, value, cell in zip(fields, values, read or (), strict=True):
        if value is not None and cell is None:
            raise CellError(f"{form.name}.{field.name} = {value}")


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """Every word in some queries that may name a table or column."""
    return frozenset(word.lower() for text in texts for word in (*_NAME.findall(text), *_QUOTED_NAME.findall(text)))


def source_paths(portal: Portal, texts: Sequence[str]) -> frozenset[str]:
    """The files of the forms whose records some queries read, and of the documents whose figures they name."""
    words = words_of(texts)
    tables = {form.name for form in portal.forms} | portal.unread_forms | set(map(table_of, portal.parts))
    documents = {document.id for document in portal.documents} | portal.unread_documents
    return frozenset(
        (
            *(f"{FORMS}/{table}.yaml" for table in tables if table.lower() in words),
            *(f"{DOCUMENTS}/{id_}.md" for id_ in documents if any(id_ in text for text in texts)),
        )
    )


def shown_fields(form: Form) -> tuple[Field, ...]:
    """The fields that queries see; what is withheld from the site is withheld from them, since results are shown."""
    withheld = withheld_fields(form)
    return tuple(field for field in form.fields if field.name not in withheld)


def _figure_rows(control: Control, documents: Iterable[Document]) -> Iterator[tuple[object, ...]]:
    """Each number among the figures of some documents with the days on which it was in force."""
    for document in documents:
        for name in sorted(document.figures):
            intervals = figure_intervals(document, frozenset({name}), control)
            yield from (
                (document.id, name, interval.start, interval.end, number)
                for interval in intervals
                if (number := _number(interval.value.get(name))) is not None
            )


def _item_rows(control: Control, documents: Iterable[Document]) -> Iterator[tuple[object, ...]]:
    """Each number of each named thing in the lists among some documents' figures, with the days on which it held."""
    for document in documents:
        for name in sorted(document.figures):
            for interval in figure_intervals(document, frozenset({name}), control):
                listed = interval.value.get(name)
                items = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
                yield from (
                    (document.id, name, str(item.get("name")), key, interval.start, interval.end, number)
                    for item in items
                    for key, value in item.items()
                    if (number := _number(value)) is not None
                )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _typed(form: Form, source: str, withdrawn: frozenset[str]) -> str:
    """A register with empty cells as NULL and the others of their types; a malformed one, found elsewhere, is NULL.

    Records that were withdrawn are left out.
    """
    cells = (f"{_typed_cell(f)} AS {column(f.name)}" for f in shown_fields(form))
    numbers = ", ".join(map(quoted, sorted(withdrawn)))
    rest = f" WHERE {column(form.primary_key)} NOT IN ({numbers})" if numbers else ""
    return f"CREATE TABLE typed.{column(form.name)} AS SELECT {', '.join(cells)} FROM {source}{rest}"


def _typed_cell(field: Field) -> str:
    cell, type_ = column(field.name), SQL_TYPES[field.type]
    return f"NULLIF({cell}, '')" if type_ == "VARCHAR" else f"TRY_CAST({cell} AS {type_})"


def _write_ground(cursor: database.DuckDBPyConnection, ground: Ground) -> None:
    cursor.execute("USE typed")
    _write_calendar(cursor, ground.working_days)
    _write_periods(cursor, ground)
    _write_figures(cursor, ground)
    if ground.terms is not None:
        write_terms(cursor, ground.terms, ground.axes)
    cursor.execute("USE memory")


def _write_calendar(cursor: database.DuckDBPyConnection, known: WorkingDays) -> None:
    """`calendar(day, working, count)`, the last the number of working days up to a day, and `workdays(a, b)`."""
    cursor.execute(
        f"CREATE TABLE typed.{CALENDAR} AS SELECT day, working, sum(working::INT) OVER (ORDER BY day) AS count FROM ("
        " SELECT day, day IN (SELECT unnest(?::DATE[])) OR"
        " (isodow(day) < 6 AND day NOT IN (SELECT unnest(?::DATE[]))) AS working FROM ("
        f" SELECT CAST(unnest(generate_series(DATE '{known.first}', DATE '{known.last}', INTERVAL 1 DAY)) AS DATE)"
        " AS day))",
        [sorted(known.on), sorted(known.off)],
    )
    cursor.execute(_WORKDAYS.format(first=known.first, last=known.last))


def _write_periods(cursor: database.DuckDBPyConnection, ground: Ground) -> None:
    """`periods(kind, period, first_day, last_day)` up to those of a day, and the names of a day's periods."""
    for macro in _PERIOD_NAMES:
        cursor.execute(macro)
    cursor.execute(_PERIODS.format(first=datetime.date(ground.first_year, 1, 1), last=ground.as_of))


def _write_figures(cursor: database.DuckDBPyConnection, ground: Ground) -> None:
    """`figures` and `figure_items` with the days on which each number was in force, and macros for the one of a day."""
    days = "since DATE, until DATE, number DOUBLE"
    cursor.execute(f"CREATE TABLE typed.{FIGURES} (document VARCHAR, name VARCHAR, {days})")
    cursor.execute(f"CREATE TABLE typed.{ITEMS} (document VARCHAR, figure VARCHAR, item VARCHAR, key VARCHAR, {days})")
    for table, rows in ((FIGURES, ground.figures), (ITEMS, ground.items)):
        if rows:
            by_column = [list(cells) for cells in zip(*rows, strict=True)]
            columns = ", ".join("unnest(?)" for _ in by_column)
            cursor.execute(f"INSERT INTO typed.{table} SELECT {columns}", by_column)
    cursor.execute(_FIGURE)
    cursor.execute(_FIGURE_ITEM)
