"""Corrections: what a field of a record said before and after, why, and who approved it."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shoukong.form import Field, Form
from shoukong.portal import Portal
from shoukong.records.core_declaration import CORRECTIONS
from shoukong.records.core_registers import Row, core_rows
from shoukong.records.registers import Registers

# How an empty cell is written where a form demands that something stands there.
BLANK = frozenset({"", "空白", "blank"})


Cell = tuple[str, str, str]  # table, record, field


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction of one field; `new` is None where the firm's register has no column for it."""

    number: str
    form: str
    record: str
    field: str
    old: str
    new: str | None
    on: datetime.date | None
    by: str
    approved_by: str
    row: Row


def read_corrections(portal: Portal, registers: Registers) -> tuple[Correction, ...]:
    """All corrections, by number."""
    return tuple(_correction(row) for row in core_rows(portal, registers, CORRECTIONS))


def corrected_form(portal: Portal, correction: Correction) -> Form | None:
    """The form whose record a correction is of, which it names by its number or its table."""
    forms = {form.id: form for form in portal.forms_by_name.values()}
    return forms.get(correction.form) or portal.forms_by_name.get(correction.form)


def corrected_field(form: Form, told: str) -> Field | None:
    """The field that a correction means by its title or its name."""
    return next((f for f in form.fields if told in (f.title, f.name)), None)


def is_same(told: str, cell: str) -> bool:
    """Whether what a correction tells is what a cell says."""
    return told == cell or (not cell and told in BLANK)


def by_cell(portal: Portal, corrections: Iterable[Correction]) -> Mapping[Cell, Sequence[Correction]]:
    """The corrections of each cell whose form and field there are."""
    found: dict[Cell, list[Correction]] = {}
    for each in corrections:
        form = corrected_form(portal, each)
        field = corrected_field(form, each.field) if form else None
        if form is not None and field is not None:
            found.setdefault((form.name, each.record, field.name), []).append(each)
    return found


def explain(corrections: Iterable[Correction], before: str, after: str) -> bool:
    """Whether some corrections of a cell lead, one after the other, from what it said to what it says."""
    reached, left = [before], list(corrections)
    while step := next((each for each in left if any(is_same(each.old, cell) for cell in reached)), None):
        left.remove(step)
        if step.new is None or is_same(step.new, after):
            return True
        reached.append(step.new)
    return False


def _correction(row: Row) -> Correction:
    return Correction(
        number=row.number,
        form=row["register"],
        record=row["record_no"],
        field=row["field_title"],
        old=row["old_value"],
        new=row["new_value"] if row.keeps("new_value") else None,
        on=row.day("corrected_on"),
        by=row["corrected_by"],
        approved_by=row["approved_by"],
        row=row,
    )
