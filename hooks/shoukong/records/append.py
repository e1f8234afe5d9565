"""Adding records: new rows at the end of a register's part, numbered by its form."""

import csv
import datetime
import io
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from shoukong.form import Form
from shoukong.layout import RECORDS
from shoukong.portal import Portal
from shoukong.records.cells_in_bulk import column
from shoukong.records.core_registers import KeptRegister, usable_register
from shoukong.records.registers import Registers

MOST_HEADER = 1 << 16  # bytes among which the first line ends
Cells = Mapping[str, str | StrEnum]


def counted_form(portal: Portal, register: str) -> Form | None:
    """The form of a core register to which a verb may add: it has what control reads, and numbers that can go on."""
    kept = usable_register(portal, register)
    form = kept.form if kept else None
    return form if form is not None and form.number is not None and form.number.is_counted else None


class UnknownCellError(ValueError):
    """A row has a cell for which the form has no field."""


def number_rows(
    portal: Portal, registers: Registers, register: str, rows: Sequence[Cells], day: datetime.date
) -> list[dict[str, str]]:
    """The rows of a core register as the firm writes them, with their numbers and the form's revision on the day.

    The form must be one that counts. What it has no column for is left out.
    """
    kept = _counted(portal, register)
    form, key, pattern = kept.form, kept.form.primary_key, kept.form.number
    assert pattern is not None and pattern.is_counted, "verbs ask for a form that counts"
    taken = [row[0] for row in registers.rows(f"SELECT {column(key)} FROM {column(form.name)}")]
    numbered: list[dict[str, str]] = []
    for row in rows:
        number = pattern.following(taken, day)
        taken.append(number)
        made_on = {"form_revision": _revision_on(portal, form, day)} if form.field("form_revision") else {}
        numbered.append({**made_on, **kept.cells(row), key: number})
    return numbered


def appended(portal: Portal, register: str, rows: Sequence[Mapping[str, str]], day: datetime.date) -> dict[str, bytes]:
    """The content, by its path, of the register's part for the day's year with numbered rows at its end; none without.

    What stands there stays as it is; the lines end as its lines do. Raises UnknownCellError where a row does not fit
    the form.
    """
    form = _counted(portal, register).form
    table = form.name
    unknown = {name for row in rows for name in row} - set(form.names)
    if unknown:
        raise UnknownCellError(f"{table}: {', '.join(sorted(unknown))}")
    if not rows:
        return {}
    path = _part_for(portal, table, day)
    full = portal.root / path
    before = full.read_bytes() if full.exists() else b""
    end = "\r\n" if b"\r\n" in before[:MOST_HEADER] else "\n"
    if before and not before.endswith(b"\n"):
        before += end.encode()
    header = before or _lines([form.names], end)
    return {path: header + _lines([[row.get(name, "") for name in form.names] for row in rows], end)}


def _counted(portal: Portal, register: str) -> KeptRegister:
    kept = usable_register(portal, register)
    assert kept is not None, "verbs ask for a register that is kept"
    return kept


def _part_for(portal: Portal, table: str, day: datetime.date) -> str:
    """The part of the year; the only part where all is in one; else a new one for the year."""
    parts = [path for path in portal.parts if path.startswith(f"{RECORDS}/{table}/")]
    dated = f"{RECORDS}/{table}/{day.year}.csv"
    return parts[0] if len(parts) == 1 and not Path(parts[0]).stem.isdigit() else dated


def _lines(rows: Sequence[Sequence[str]], end: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=end).writerows(rows)
    return text.getvalue().encode()


def _revision_on(portal: Portal, form: Form, day: datetime.date) -> str:
    texts = portal.texts.get(form.id, ())
    started = [text for text in texts if text.effective_date <= day]
    return str((started or texts)[-1 if started else 0].revision) if texts else str(form.revision)
