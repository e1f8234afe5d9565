"""Checks of the form on which a record is: its revision was in force on the day of the record."""

import datetime
from collections.abc import Iterator

from shoukong.control.document_control import Control
from shoukong.control.life import Life, Term
from shoukong.finding import Finding, Place, finding
from shoukong.forms.form import Form
from shoukong.records.cells_in_bulk import column, quoted

_REVISION = "form_revision"


def check_forms_in_force(control: Control) -> Iterator[Finding]:
    """No record is on a revision that nobody approved, that has not come into force, or that no longer was in force.

    What is entered late may be on a form that came into force after the day of the record.
    """
    for form in control.portal.forms_by_name.values():
        life = control.lives.get(form.id)
        if life is not None and life.approved and form.field(_REVISION) is not None:
            yield from _of_register(control, form, life)


CHECKS = (check_forms_in_force,)


def _of_register(control: Control, form: Form, life: Life) -> Iterator[Finding]:
    horizon, registers = control.portal.horizon, control.registers
    doubts = {str(t.text.revision): doubt for t in life.terms if (doubt := _doubt(form, t, horizon))}
    if not doubts:
        return
    day = f"substr({column(form.date)}, 1, 10)" if form.date else "''"
    told = f"_file, rowid, {column(form.primary_key)}, {column(_REVISION)}, {day}"
    query = f"SELECT {told} FROM {column(form.name)} WHERE {' OR '.join(doubts.values())} ORDER BY rowid"
    terms = {str(term.text.revision): term for term in life.terms}
    gone = registers.withdrawn.get(form.name, frozenset())
    for source, row, number, revision, written in registers.rows(query):
        place = registers.place(form.name, source, row, _REVISION)
        if place is not None and number not in gone:
            yield from _told(form, terms[revision], life, (place, number, written), horizon)


def _doubt(form: Form, term: Term, horizon: datetime.date) -> str:
    """The condition of the rows of a revision that may not have been in force; empty where there is none."""
    own = f"{column(_REVISION)} = {quoted(str(term.text.revision))}"
    if _is_not_yet(term, horizon):
        return own
    if term.end is None or not form.date:
        return ""
    return f"({own} AND substr({column(form.date)}, 1, 10) >= {quoted(str(term.end))})"


def _is_not_yet(term: Term, horizon: datetime.date) -> bool:
    return term.approval is None or term.start > horizon


def _told(form: Form, term: Term, life: Life, row: tuple[Place, str, str], horizon: datetime.date) -> Iterator[Finding]:
    place, number, written = row
    facts = {"form": form.title, "value": str(term.text.revision)}
    if _is_not_yet(term, horizon):
        why = ("还没有审批", "nobody has approved it")
        if term.approval is not None:
            why = (f"{term.start} 起才实施", f"it comes into force on {term.start}")
        told = finding("form-not-yet-in-force", place, ref=form.id, record=number, why=why[0], why_en=why[1], **facts)
        yield told.resting_on([term.text.path])
        return
    day = _day(written)
    if day is not None and day <= horizon:
        current = life.on(day)
        now = str(current.text.revision) if current else "—"
        facts |= {"day": written, "end": str(term.end), "current": now}
        yield finding("form-no-longer-in-force", place, ref=form.id, record=number, **facts)


def _day(written: str) -> datetime.date | None:
    """The day of a record; None where it is none, which is found as a cell."""
    try:
        return datetime.date.fromisoformat(written)
    except ValueError:
        return None
