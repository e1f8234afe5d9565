"""A controlled copy of a document: its number, its print, and the row that registers who holds it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from shoukong.commands.meant_person import meant_person
from shoukong.commands.refusal import RefusedError
from shoukong.control.life import Status
from shoukong.forms.form import Form
from shoukong.language import Speech
from shoukong.pages.document_prints import Issue, document_pdf
from shoukong.pages.view import View
from shoukong.records.append import appended, counted_form, number_rows
from shoukong.records.core_declaration import COPIES
from shoukong.wording.state_names import STATUS_NAMES


@dataclass(frozen=True, slots=True)
class Copying:
    """The copy that is asked for: its number, empty for the next, who is to hold it where, and who gives it out."""

    number: str
    holder: str
    kept_at: str
    by: str


@dataclass(frozen=True, slots=True)
class IssuedCopy:
    """A copy that waits to be written: its print, the parts by path that register it, and what is said of it."""

    name: str
    pdf: bytes
    parts: Mapping[str, bytes]
    told: str


def issued_copy(view: View, subject: str, copying: Copying, today: datetime.date, say: Speech) -> IssuedCopy:
    """The copy of a document in force, given out today. Raises RefusedError."""
    document = view.portal.documents_by_id.get(subject)
    if document is None:
        raise RefusedError(say("没有编号为「%(what)s」的受控文件：核对编号，大小写也要一致", what=subject))
    status = view.status(subject)
    if status not in (Status.IN_FORCE, Status.REVIEW_OVERDUE):
        state = STATUS_NAMES[status].told(say.language)
        raise RefusedError(say("%(id)s 的状态是%(state)s，不能发放受控副本", id=subject, state=state))
    form = counted_form(view.portal, COPIES)
    if form is None:
        raise RefusedError(
            say("没有受控副本的登记册（表单 controlled_copies），或它缺少所需的栏目，或它的编号不能续编")
        )
    holder, by = (meant_person(view.evaluation, told, say) for told in (copying.holder, copying.by))
    cells = {
        "subject": subject,
        "revision": str(document.revision),
        "holder": holder,
        "kept_at": copying.kept_at,
        "issued_by": by,
        "issued_on": today.isoformat(),
    }
    (row,) = number_rows(view.portal, view.registers, COPIES, [cells], today)
    number = row[form.primary_key] = _number(form, copying.number, today, say) or row[form.primary_key]
    issue = Issue(today, number, view.control.name(holder), copying.kept_at)
    told = say("受控副本 %(copy)s 已登记：持有人 %(holder)s", copy=number, holder=issue.holder)
    return IssuedCopy(
        f"{subject} {number}",
        document_pdf(view, document, issue),
        appended(view.portal, COPIES, [row], today),
        told,
    )


def _number(form: Form, written: str, today: datetime.date, say: Speech) -> str:
    """The number that is meant by one in full, or by the count alone, such as `03`; empty for the next."""
    assert form.number is not None, "the form counts"
    if not written or form.number.fits(written):
        return written
    if written.isascii() and written.isdecimal() and int(written):
        return form.number.sequence(today).number(int(written))
    raise RefusedError(
        say("副本号「%(number)s」应写成 %(example)s，或只写序号", number=written, example=form.number.example)
    )
