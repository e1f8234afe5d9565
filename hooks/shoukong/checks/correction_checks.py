"""Checks of corrections: what they name is there, says what the last of them says, and was approved by another."""

from collections.abc import Iterator, Mapping, Sequence

from shoukong.control.correction import Correction, corrected_field, corrected_form, is_same
from shoukong.control.document_control import Control
from shoukong.finding import Finding, finding
from shoukong.form import Form
from shoukong.messages.names import Name
from shoukong.records.cells_in_bulk import column
from shoukong.records.core_registers import place_of

_HIDDEN = "•••"
_FORM, _RECORD, _FIELD = Name("表单", "form"), Name("记录", "record"), Name("栏目", "field")


def check_targets(control: Control) -> Iterator[Finding]:
    """Each correction names a form, a record and a field that there are."""
    held = _records(control)
    for each in control.corrections:
        form = corrected_form(control.portal, each)
        if form is None:
            yield _astray(control, each, _FORM, "register", each.form)
        elif form.name in control.registers.incomplete:
            continue
        elif each.record not in held.get(form.name, {}):
            yield _astray(control, each, _RECORD, "record_no", each.record)
        elif corrected_field(form, each.field) is None:
            yield _astray(control, each, _FIELD, "field_title", each.field)


def check_agreement(control: Control) -> Iterator[Finding]:
    """A field says what its last correction says, and each one before it what the next one found there."""
    held = _records(control)
    for (table, record, name), several in control.corrections_by_cell.items():
        form = control.portal.forms_by_name[table]
        cells = held.get(table, {}).get(record)
        if cells is None or table in control.registers.incomplete:
            continue
        ordered = sorted(several, key=lambda each: (str(each.on), each.number))
        now = [each.old for each in ordered[1:]] + [cells[form.columns.index(name)]]
        for each, said in zip(ordered, now, strict=True):
            if each.new is not None and not is_same(each.new, said):
                yield _differs(control, each, form, name, said)


def check_approval(control: Control) -> Iterator[Finding]:
    """Nobody approves a correction of their own."""
    for each in control.corrections:
        if each.by and each.by == each.approved_by:
            place = place_of(each.row, control.registers, "approved_by")
            yield finding("correction-by-author", place, record=each.number, person=control.name(each.by))


CHECKS = (check_targets, check_agreement, check_approval)


def _records(control: Control) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """The records that corrections name, by table and number: their cells in the order of the form's columns."""
    wanted: dict[str, set[str]] = {}
    for each in control.corrections:
        form = corrected_form(control.portal, each)
        if form is not None:
            wanted.setdefault(form.name, set()).add(each.record)
    return {table: dict(_rows(control, control.portal.forms_by_name[table], some)) for table, some in wanted.items()}


def _rows(control: Control, form: Form, numbers: set[str]) -> Iterator[tuple[str, Sequence[str]]]:
    key, cells = column(form.primary_key), ", ".join(f"coalesce({column(name)}, '')" for name in form.columns)
    query = f"SELECT {key}, {cells} FROM {column(form.name)} WHERE list_contains($numbers, {key}) ORDER BY rowid"
    for number, *row in control.registers.rows(query, {"numbers": sorted(numbers)}):
        yield number, row


def _astray(control: Control, each: Correction, what: Name, field: str, written: str) -> Finding:
    place = place_of(each.row, control.registers, field)
    return finding("correction-astray", place, record=each.number, what=what.zh, what_en=what.en, written=written)


def _differs(control: Control, each: Correction, form: Form, name: str, said: str) -> Finding:
    field = form.field(name)
    is_hidden = field is not None and field.privacy == "sensitive"
    told, found = (_HIDDEN if is_hidden and text else text or "—" for text in (each.new or "", said))
    place = place_of(each.row, control.registers, "new_value")
    title = field.title if field else name
    return finding("correction-differs", place, record=each.number, of=each.record, title=title, told=told, found=found)
