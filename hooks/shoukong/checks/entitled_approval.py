"""Whether who approved something that happened to a form's records was entitled to it, as a finding."""

import datetime
from collections.abc import Iterator

from shoukong.control.approval_right import Rights, entitled_posts, is_entitled
from shoukong.control.document_control import Control
from shoukong.finding import Finding, finding
from shoukong.forms.form import Form
from shoukong.layout import DOCUMENTS
from shoukong.records.core_people import DELEGATIONS, POSTS, STAFF
from shoukong.records.core_registers import Row, place_of


def check_right(
    control: Control, code: str, row: Row, form: Form | None, day: datetime.date | None, rights: Rights
) -> Iterator[Finding]:
    """That who approved the row of a correction or disposal had one of some rights for a form's records on the day."""
    approver = row["approved_by"]
    if day is None or form is None or not approver or not control.staff or not _knows_people(control):
        return
    person, register = control.staff.get(approver), control.portal.forms_by_name[row.table]
    if person is None and register.foreign_key(row.columns["approved_by"]):
        return  # that nobody has the number is found with the cell
    if person is None or not is_entitled(control, rights, person, form, day):
        posts = person.posts_on(day) if person and person.is_employed_on(day) else ()
        told = finding(
            code,
            place_of(row, control.registers, "approved_by"),
            record=row.number,
            person=f"{person.name}({person.number})" if person else approver,
            post="、".join(posts) or "-",
            day=day,
            posts=entitled_posts(control, rights, form) or ("-",),
        )
        yield told.resting_on({f"{DOCUMENTS}/{form.document}.md", *control.sources_of_people})


def _knows_people(control: Control) -> bool:
    return all(control.is_whole(register) for register in (STAFF, POSTS, DELEGATIONS))
