"""Which form a record belongs to: its number tells, or the register in which it stands."""

from collections.abc import Collection, Mapping

from shoukong.forms.form import Form
from shoukong.portal import Portal
from shoukong.records.cells_in_bulk import column
from shoukong.records.registers import Registers


def forms_of(records: Collection[str], portal: Portal, registers: Registers) -> Mapping[str, Form]:
    """The form of each record whose number follows a form's pattern, or stands where numbers come from outside."""
    told = {record: form for record in records if (form := portal.form_of(record)) is not None}
    for form in portal.forms_without_numbers:
        rest = [record for record in records if record not in told]
        told |= dict.fromkeys(_kept(rest, form, registers), form)
    return told


def _kept(records: list[str], form: Form, registers: Registers) -> list[str]:
    key = column(form.primary_key)
    query = f"SELECT DISTINCT {key} FROM {column(form.name)} WHERE list_contains($records, {key})"
    return [record for (record,) in registers.rows(query, {"records": records})]
