"""Correcting records: the record that is meant, the rows that tell of its corrections, the parts that hold both."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shoukong.evaluation import Evaluation
from shoukong.finding import Place
from shoukong.forms.form import Field, Form
from shoukong.records.append import appended, number_rows
from shoukong.records.cells_in_bulk import column, quoted
from shoukong.records.core_afterlife import CORRECTIONS
from shoukong.records.core_registers import core_form
from shoukong.records.core_words import CorrectionOf, ToldCell
from shoukong.records.row_edit import with_cells


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """A record where it stands, with its cells; no place where something is wrong with its row."""

    form: Form
    number: str
    place: Place | None
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """A field of a record with what it says and is to say."""

    field: Field
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why records are corrected, by whom, on whose approval, and on which days that was found and done."""

    reason: str
    by: str
    approved_by: str
    found_on: datetime.date
    today: datetime.date


def records_named(evaluation: Evaluation, number: str, form: Form | None) -> list[FoundRecord]:
    """The records of a number, in one register or in all whose records have numbers."""
    forms = [form] if form else [f for f in evaluation.portal.forms_by_name.values() if f.columns == f.names]
    queries = (f"SELECT {quoted(f.name)} FROM {column(f.name)} WHERE {column(f.primary_key)} = $number" for f in forms)
    tables = [table for (table,) in evaluation.registers.rows(" UNION ALL ".join(queries), {"number": number})]
    return [found for table in dict.fromkeys(tables) for found in _records(evaluation, table, number)]


def _records(evaluation: Evaluation, table: str, number: str) -> Iterator[FoundRecord]:
    form = evaluation.portal.forms_by_name[table]
    names = ", ".join(map(column, form.names))
    query = (
        f"SELECT _file, rowid, {names} FROM {column(table)} WHERE {column(form.primary_key)} = $number ORDER BY rowid"
    )
    for source, row, *cells in evaluation.registers.rows(query, {"number": number}):
        place = evaluation.registers.place(table, source, row)
        yield FoundRecord(form, number, place, dict(zip(form.names, cells, strict=True)))


def corrected(
    evaluation: Evaluation, record: FoundRecord, changes: Sequence[Change], grounds: Grounds
) -> tuple[list[str], dict[str, bytes]]:
    """The numbers of the corrections of some fields, and the parts by path that hold them and the record as it is then.

    The record must have its place. Every other sign of its part stays as it is.
    """
    assert record.place is not None, "verbs refuse a row that cannot be read"
    told = [(each.field.title, each.before or ToldCell.BLANK, each.after or ToldCell.BLANK) for each in changes]
    numbers, contents = _told(evaluation, record, told, grounds)
    path, cells = record.place.path, {each.field.name: each.after for each in changes}
    before = (evaluation.portal.root / path).read_bytes()
    return numbers, {path: with_cells(before, record.form, record.place.line or 0, cells), **contents}


def withdrawn(evaluation: Evaluation, record: FoundRecord, grounds: Grounds) -> tuple[list[str], dict[str, bytes]]:
    """The number of the correction that withdraws a record, which stays as it is, and the part by path with it."""
    told = [(CorrectionOf.RECORD, ToldCell.BLANK, ToldCell.WITHDRAWN)]
    return _told(evaluation, record, told, grounds)


def _told(
    evaluation: Evaluation,
    record: FoundRecord,
    told: Sequence[tuple[str | StrEnum, str | StrEnum, str | StrEnum]],
    grounds: Grounds,
) -> tuple[list[str], dict[str, bytes]]:
    day = grounds.today.isoformat()
    of_all = {
        "register": record.form.id,
        "record_no": record.number,
        "reason": grounds.reason,
        "found_on": grounds.found_on.isoformat(),
        "corrected_by": grounds.by,
        "corrected_on": day,
        "approved_by": grounds.approved_by,
        "approved_on": day,
    }
    said = [{**of_all, "field_title": title, "old_value": old, "new_value": new} for title, old, new in told]
    rows = number_rows(evaluation.portal, evaluation.registers, CORRECTIONS, said, grounds.today)
    form = core_form(evaluation.portal, CORRECTIONS)
    numbers = [row[form.primary_key] for row in rows] if form else []
    return numbers, appended(evaluation.portal, CORRECTIONS, rows, grounds.today)
