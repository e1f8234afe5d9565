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


class Timeliness:
    """Tells what is untimely in the records that are filed in one register."""

    def __init__(self, control: Control, filing: Filing) -> None:
        staff = core_form(filing.portal, STAFF)
        self._filing = filing
        self._staff = control.staff
        self._of_people = [k.field for k in filing.form.foreign_keys if staff is not None and k.table == staff.name]
        self._known = {str(text.revision) for text in filing.portal.texts.get(filing.form.id, ())}

    def untimely(self, cells: Mapping[str, str]) -> Iterator[Untimely]:
        """What is untimely in a record."""
        form, day = self._filing.form, self._filing.day_of(cells)
        written, current = cells.get(REVISION, ""), self._filing.revision_on(day)
        # what is late is written on the form of today
        if written in self._known and written not in (current, self._filing.revision_on(self._filing.today)):
            yield OldRevision(form, written, current, day)
        for name in self._of_people:
            number = cells.get(name, "")
            person = self._staff.get(number)
            if person is not None and person.left_on is not None and not person.is_employed_on(day):
                yield PersonGone(_title(form, name), number, person.name, day)


def _title(form: Form, name: str) -> str:
    field = form.field(name)
    return field.title if field else name
