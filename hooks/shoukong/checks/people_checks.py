"""Checks of people's data: that forms say what is personal, and that numbers of people do not stand in free text."""

from collections.abc import Iterator

from shoukong.document import Document
from shoukong.finding import Finding, finding
from shoukong.forms.form import Form
from shoukong.messages.names import Name
from shoukong.portal import Portal
from shoukong.records.core_people import STAFF
from shoukong.records.core_registers import usable_register
from shoukong.records.free_text import cells_with_numbers, is_free
from shoukong.records.registers import Registers
from shoukong.text.private_number import NumberKind, PrivateNumber, private_numbers

_OF_FORM = "form_revision"
_NAMES = {
    NumberKind.PHONE: Name("手机号码", "mobile number"),
    NumberKind.IDENTITY: Name("身份证件号码", "identity number"),
    NumberKind.PLATE: Name("车牌号", "number plate"),
    NumberKind.ACCOUNT: Name("银行账号", "bank account"),
}


def check_privacy(portal: Portal) -> Iterator[Finding]:
    """A form that keeps personal data says of each free text whether that is personal."""
    for form in portal.forms:
        names = _unsaid(form, portal)
        unsaid = [i for i, field in enumerate(form.fields) if field.name in names]
        if unsaid and any(field.privacy and field.attachment is None for field in form.fields):
            place = form.place("schema", "fields", unsaid[0], "name")
            titles = [f"{form.fields[i].title} ({form.fields[i].name})" for i in unsaid]
            yield finding("privacy-unsaid", place, ref=form.id, fields=titles)


def _unsaid(form: Form, portal: Portal) -> frozenset[str]:
    """The free texts of which a form does not say whether they are personal; what control reads is known."""
    staff = usable_register(portal, STAFF)
    known = {_OF_FORM, *(staff.columns.values() if staff is not None and staff.form.name == form.name else ())}
    return frozenset(f.name for f in form.fields if is_free(f, form) and not f.says_privacy and f.name not in known)


def check_prose(portal: Portal) -> Iterator[Finding]:
    """No number of a person stands in the prose of a document."""
    for document in portal.documents:
        for line, number in _in_prose(document):
            place = document.place("id").at(line, None)
            yield finding("private-number", place, ref=document.id, **_told(number))


def _in_prose(document: Document) -> Iterator[tuple[int, PrivateNumber]]:
    first = document.body_line
    for i, line in enumerate(document.body.split("\n")):
        yield from ((first + i, number) for number in private_numbers(line))


def check_cells(portal: Portal, registers: Registers) -> Iterator[Finding]:
    """No number of a person stands in a cell of free text."""
    for form in portal.forms_by_name.values():
        for cell in cells_with_numbers(form, registers):
            place = registers.place(form.name, cell.source, cell.row, cell.field.name)
            if place is not None:
                facts = map(_told, private_numbers(cell.text))
                yield from (finding("private-number", place, ref=form.id, record=cell.record, **f) for f in facts)


def _told(number: PrivateNumber) -> dict[str, str]:
    name = _NAMES[number.kind]
    return {"kind": name.zh, "kind_en": name.en, "masked": number.masked}


CHECKS = (check_privacy, check_prose)
RECORD_CHECKS = (check_cells,)
