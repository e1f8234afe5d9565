"""What was not in force, or not with the firm, on the day of a record; the same through every door."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shoukong.control.document_control import Control
from shoukong.entries.filed_rows import REVISION, Filing
from shoukong.forms.form import Form
from shoukong.records.core_people import STAFF
from shoukong.records.core_registers import core_form


@dataclass(frozen=True, slots=True)
class OldRevision:
    """That an entry is on a revision of its form which was not in force on its day; `current` was."""

    form: Form
    written: str
    current: str
    day: datetime.date


@dataclass(frozen=True, slots=True)
class PersonGone:
    """That a field names a person who was not with the firm on the day of the record."""

    title: str
    number: str
    name: str
    day: datetime.date


Untimely = OldRevision | PersonGone


def untimely(control: Control, filing: Filing, cells: Mapping[str, str]) -> Iterator[Untimely]:
    """What is untimely in a record that is filed."""
    form, portal, day = filing.form, filing.portal, filing.day_of(cells)
    written = cells.get(REVISION, "")
    current = filing.revision_on(day)
    sound = {current, filing.revision_on(filing.today)}  # what is late is written on the form of today
    known = {str(text.revision) for text in portal.texts.get(form.id, ())}
    if written in known - sound:
        yield OldRevision(form, written, current, day)
    staff = core_form(portal, STAFF)
    for key in form.foreign_keys:
        number = cells.get(key.field, "")
        person = control.staff.get(number) if staff and key.table == staff.name else None
        if person is not None and person.left_on is not None and not person.is_employed_on(day):
            yield PersonGone(_title(form, key.field), number, person.name, day)


def _title(form: Form, name: str) -> str:
    field = form.field(name)
    return field.title if field else name
