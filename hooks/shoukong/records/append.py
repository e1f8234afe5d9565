"""Adding records: new rows at the end of a register's file, numbered by its form, written whole or not at all."""

import csv
import datetime
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from shoukong.file_writing import write_file
from shoukong.form import Form
from shoukong.layout import RECORDS
from shoukong.portal import Portal
from shoukong.records.cells_in_bulk import column
from shoukong.records.core_registers import core_form
from shoukong.records.registers import Registers

Cells = Mapping[str, str]


def counted_form(portal: Portal, table: str) -> Form | None:
    """The form of a control register to which a verb may add: it has what control reads, and numbers that can go on."""
    form = core_form(portal, table)
    return form if form is not None and form.number is not None and form.number.is_counted else None


class UnknownCellError(ValueError):
    """A row has a cell for which the form has no field."""


def number_rows(
    portal: Portal, registers: Registers, table: str, rows: Sequence[Cells], day: datetime.date
) -> list[dict[str, str]]:
    """The rows with their numbers and the form's revision in force on the day; the form must be one that counts."""
    form = portal.forms_by_name[table]
    key, pattern = form.primary_key, form.number
    assert pattern is not None and pattern.is_counted, "verbs ask for a form that counts"
    taken = [row[0] for row in registers.rows(f"SELECT {column(key)} FROM {column(table)}")]
    numbered: list[dict[str, str]] = []
    for row in rows:
        number = pattern.following(taken, day)
        taken.append(number)
        numbered.append({"form_revision": _revision_on(portal, form, day), **row, key: number})
    return numbered


def append_rows(portal: Portal, table: str, rows: Sequence[Cells], day: datetime.date) -> str:
    """Write rows at the end of the register's part for the day's year; the path, relative to the root.

    Raises UnknownCellError, before anything is written, where a row does not fit the form.
    """
    path, content = appended(portal, table, rows, day)
    write_file(portal.root / path, content)
    return path


def appended(portal: Portal, table: str, rows: Sequence[Cells], day: datetime.date) -> tuple[str, bytes]:
    """Where `append_rows` would write, and what the file would then hold."""
    form = portal.forms_by_name[table]
    unknown = {name for row in rows for name in row} - set(form.names)
    if unknown:
        raise UnknownCellError(f"{table}: {', '.join(sorted(unknown))}")
    path = _part_for(portal, table, day)
    full = portal.root / path
    before = full.read_bytes() if full.exists() else _lines([form.names])
    if before and not before.endswith(b"\n"):
        before += b"\n"
    return path, before + _lines([[row.get(name, "") for name in form.names] for row in rows])


def _part_for(portal: Portal, table: str, day: datetime.date) -> str:
    """The part of the year; the only part where all is in one; else a new one for the year."""
    parts = [path for path in portal.parts if path.startswith(f"{RECORDS}/{table}/")]
    dated = f"{RECORDS}/{table}/{day.year}.csv"
    return parts[0] if len(parts) == 1 and not Path(parts[0]).stem.isdigit() else dated


def _lines(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _revision_on(portal: Portal, form: Form, day: datetime.date) -> str:
    texts = portal.texts.get(form.id, ())
    started = [text for text in texts if text.effective_date <= day]
    return str((started or texts)[-1 if started else 0].revision) if texts else str(form.revision)
