"""Checks of corrections: what they name is there, says what the last of them says, and was approved by right."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from shoukong.checks.entitled_approval import check_right
from shoukong.control.correction import Correction, corrected_field, corrected_form, may_be_corrected
from shoukong.control.document_control import Control
from shoukong.finding import Finding, finding
from shoukong.forms.form import Form
from shoukong.messages.names import Name
from shoukong.records.cells_in_bulk import column
from shoukong.records.core_registers import place_of
from shoukong.records.private_facts import told_cell
from shoukong.records.registers import register_folder

_FORM, _RECORD, _FIELD = Name("表单", "form"), Name("记录", "record"), Name("栏目", "field")


def check_targets(control: Control) -> Iterator[Finding]:
    """Each correction names a form, a record and a field that there are, and that may be corrected."""
    held = _records(control)
    for each in control.corrections:
        form = corrected_form(control.portal, each)
        field = corrected_field(form, each.field) if form else None
        if form is None:
            if not control.portal.unread_forms:  # one that could not be read cannot tell its number
                yield _astray(control, each, _FORM, "register", each.form)
        elif form.name in control.registers.incomplete or each.record in control.registers.disposed.get(form.name, ()):
            continue
        elif each.record not in held.get(form.name, {}):
            yield _astray(control, each, _RECORD, "record_no", each.record).resting_on([register_folder(form.name)])
        elif field is None and not each.is_of_record:
            yield _astray(control, each, _FIELD, "field_title", each.field)
        elif not may_be_corrected(control.portal, form, None if each.is_of_record else field):
            place = place_of(each.row, control.registers, "field_title")
            yield finding("correction-barred", place, record=each.number, of=each.record, title=each.field)


def check_agreement(control: Control) -> Iterator[Finding]:
    """A field says what its last correction says, and each one before it what the next one found there."""
    held = _records(control)
    for (table, record, name), several in control.corrections_by_cell.items():
        form = control.portal.forms_by_name[table]
        cells = held.get(table, {}).get(record)
        if cells is None or table in control.registers.incomplete:
            continue
        for each, following in pairwise(several):
            if _is_repeated(each, following):
                yield _repeated(control, each, following)
            elif each.new is not None and not following.is_from(each.new):
                yield _differs(control, each, form, name, following.old)
        said = cells[form.columns.index(name)]
        if not several[-1].is_to(said):
            yield _differs(control, several[-1], form, name, said)


def check_withdrawals(control: Control) -> Iterator[Finding]:
    """A record is withdrawn once."""
    before: dict[tuple[str, str], Correction] = {}
    for each in control.corrections:
        if each.is_of_record:
            key = each.form, each.record
            if key in before and before[key].is_withdrawal == each.is_withdrawal:
                yield _repeated(control, before[key], each)
            before[key] = each


def check_approval(control: Control) -> Iterator[Finding]:
    """A correction is approved by another, who was entitled to it on the day, and after it was found to be needed."""
    for each in control.corrections:
        if each.by and each.by == each.approved_by:
            place = place_of(each.row, control.registers, "approved_by")
            yield finding("correction-by-author", place, record=each.number, person=control.name(each.by))
        elif _is_unapproved(control, each):
            yield finding(
                "correction-unapproved", place_of(each.row, control.registers, "approved_by"), record=each.number
            )
        else:
            form, day = corrected_form(control.portal, each), each.judged_on
            rights = control.rulebook_on(day).correction_rights if day else None
            yield from check_right(control, "correction-without-authority", each.row, form, day, rights)
        yield from _approved_early(control, each)


CHECKS = (check_targets, check_agreement, check_withdrawals, check_approval)


def _is_unapproved(control: Control, each: Correction) -> bool:
    """Whether nobody approved a correction, unless the register's form demands the cell and tells of it itself."""
    column = each.row.columns.get("approved_by")
    field = control.portal.forms_by_name[each.row.table].field(column) if column else None
    return field is not None and not each.approved_by and not field.constraints.required


def _approved_early(control: Control, each: Correction) -> Iterator[Finding]:
    """An approval before what it is of was found, unless the register's own order of days shows it."""
    if not each.found_on or not each.approved_on or each.approved_on >= each.found_on:
        return
    form, own = control.portal.forms_by_name[each.row.table], {each.row.columns[n] for n in ("found_on", "approved_on")}
    if not any(own <= set(chain) for chain in form.order):
        place = place_of(each.row, control.registers, "approved_on")
        yield finding("correction-early", place, record=each.number, found=each.found_on, approved=each.approved_on)


def _is_repeated(before: Correction, each: Correction) -> bool:
    is_same = before.new is not None and before.is_from(each.old) and each.is_to(before.new)
    return is_same and not each.is_from(before.new or "")


def _repeated(control: Control, before: Correction, each: Correction) -> Finding:
    place = place_of(each.row, control.registers)
    return finding("correction-twice", place, record=each.number, first=before.number, of=each.record)


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
    told, found = (told_cell(field, text) or "—" for text in (each.new or "", said))
    place = place_of(each.row, control.registers, "new_value")
    title = field.title if field else name
    return finding("correction-differs", place, record=each.number, of=each.record, title=title, told=told, found=found)
