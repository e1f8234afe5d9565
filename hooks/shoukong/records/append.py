"""Adding records: new rows at the end of a register's part, numbered by its form."""

import datetime
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

from shoukong.edition import Edition
from shoukong.forms.form import Form
from shoukong.layout import RECORDS
from shoukong.portal import Portal
from shoukong.records.core_declaration import APPROVALS
from shoukong.records.core_registers import KeptRegister, core_rows, usable_register
from shoukong.records.csv_parts import csv_line
from shoukong.records.next_numbers import NextNumbers
from shoukong.records.registers import Registers

_YEAR, _MONTH = re.compile("[0-9]{4}"), re.compile("[0-9]{4}-[0-9]{2}")
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
    form, numbers = kept.form, NextNumbers(registers, kept.form)
    texts = texts_in_turn(portal, registers, form)
    numbered: list[dict[str, str]] = []
    for row in rows:
        number = numbers.next(day)
        assert number is not None, "verbs ask for a form that counts"
        made_on = {"form_revision": revision_on(texts, form, day)} if form.field("form_revision") else {}
        numbered.append({**made_on, **kept.cells(row), form.primary_key: number})
    return numbered


def appended(portal: Portal, register: str, rows: Sequence[Mapping[str, str]], day: datetime.date) -> dict[str, bytes]:
    """The content, by its path, of the register's part for the day's year with numbered rows at its end; none without.

    What stands there stays as it is; the lines end as its lines do. Raises UnknownCellError where a row does not fit
    the form.
    """
    form = _counted(portal, register).form
    unknown = {name for row in rows for name in row} - set(form.names)
    if unknown:
        raise UnknownCellError(f"{form.name}: {', '.join(sorted(unknown))}")
    if not rows:
        return {}
    path = part_for(portal, form, {}, day)
    before = ready_part(portal, form, path)
    return {path: before + b"".join(lines_of(form, rows, before))}


def ready_part(portal: Portal, form: Form, path: str, instead: bytes | None = None) -> bytes:
    """A part as it stands, or what is given instead, ready for a row at its end; the header alone of a new one."""
    full = portal.root / path
    before = instead if instead is not None else full.read_bytes() if full.exists() else b""
    if not before:
        return _line(form.names, b"\n")
    return before if before.endswith(b"\n") else before + _end(before)


def lines_of(form: Form, rows: Iterable[Mapping[str, str]], part: bytes) -> list[bytes]:
    """Rows as lines, which end as those of their part do."""
    end, names = _end(part), form.names
    return [_line([row.get(name, "") for name in names], end) for row in rows]


def _counted(portal: Portal, register: str) -> KeptRegister:
    kept = usable_register(portal, register)
    assert kept is not None, "verbs ask for a register that is kept"
    return kept


def part_for(portal: Portal, form: Form, cells: Mapping[str, str], day: datetime.date) -> str:
    """The part that a row of a day goes into: named as the register's latest one is, by scope, year or month.

    The only part where all is in one; a new register has a part for each year.
    """
    folder = f"{RECORDS}/{form.name}/"
    parts = [path.removeprefix(folder).removesuffix(".csv") for path in portal.parts if path.startswith(folder)]
    scopes = {cells[axis.name] for axis in portal.settings.scopes if cells.get(axis.name)}
    alike = (_alike(part, scopes, day) for part in sorted(parts, reverse=True))
    usual = parts[0] if len(parts) == 1 else f"{day:%Y}"
    return f"{folder}{next((name for name in alike if name is not None), usual)}.csv"


def _alike(part: str, scopes: Collection[str], day: datetime.date) -> str | None:
    """The part of a day named as another is, by year or month, for one of some scopes or for all; None if it is not."""
    *folders, stem = part.split("/")
    name = f"{day:%Y-%m}" if _MONTH.fullmatch(stem) else f"{day:%Y}" if _YEAR.fullmatch(stem) else None
    is_own = all(folder in scopes for folder in folders)
    return "/".join([*folders, name]) if name is not None and is_own else None


def _end(part: bytes) -> bytes:
    return b"\r\n" if b"\r\n" in part[:MOST_HEADER] else b"\n"


def _line(cells: Sequence[str], end: bytes) -> bytes:
    return csv_line(cells).encode() + end


def texts_in_turn(portal: Portal, registers: Registers, form: Form) -> tuple[Edition, ...]:
    """The texts of a form that came into force, or will: those approved, where any was; a draft is none of them."""
    texts = portal.texts.get(form.id, ())
    rows = (row for row in core_rows(portal, registers, APPROVALS) if row["subject"] == form.id)
    approved = {portal.revision(row["revision"]) for row in rows}
    return tuple(text for text in texts if text.revision in approved) or tuple(texts)


def revision_on(texts: Sequence[Edition], form: Form, day: datetime.date) -> str:
    """Of some texts of a form the revision that was in force on a day; the first one before it came into force."""
    started = [text for text in texts if text.effective_date <= day]
    return str((started or texts)[-1 if started else 0].revision) if texts else str(form.revision)
