"""Who may approve a correction of a form's records, by the rulebook of the day."""

import datetime
from collections.abc import Iterator

from shoukong.control.document_control import Control
from shoukong.control.staff import Person
from shoukong.form import Form
from shoukong.rulebook import CorrectionRight


def is_entitled(control: Control, person: Person, form: Form, day: datetime.date) -> bool:
    """Whether somebody may approve corrections of a form's records on a day; where no rule says who, all employed."""
    rights = control.rulebook_on(day).correction_rights
    if not person.is_employed_on(day):
        return False
    return rights is None or any(_has(control, person, right, form, day) for right in rights)


def entitling_clause(control: Control, person: Person, form: Form, day: datetime.date) -> str:
    """The clause by right of which somebody approves; empty where none is said."""
    rights = control.rulebook_on(day).correction_rights or ()
    return next((right.clause for right in rights if _has(control, person, right, form, day)), "")


def entitled_posts(control: Control, form: Form, day: datetime.date) -> tuple[str, ...]:
    """The posts whose holders may approve, those of one department alone with its name."""
    owner = _owner(control, form)
    rights = control.rulebook_on(day).correction_rights or ()
    named = ((post, owner if right.is_of_owner else "") for right in rights for post in right.posts)
    return tuple(dict.fromkeys(f"{post}({department})" if department else post for post, department in named))


def _has(control: Control, person: Person, right: CorrectionRight, form: Form, day: datetime.date) -> bool:
    return any(
        post in right.posts and (not right.is_of_owner or department == _owner(control, form))
        for post, department in _posts_of(control, person, day)
    )


def _posts_of(control: Control, person: Person, day: datetime.date) -> Iterator[tuple[str, str]]:
    """The posts that somebody has or acts for on a day, each with its department."""
    for held in person.posts:
        if held.holds(day):
            holder = control.staff.get(held.acts_for)
            own = holder.post_held_on(day) if holder else held
            yield held.post, own.department if own else ""


def _owner(control: Control, form: Form) -> str:
    """The department that answers for a form, by the document that it belongs to."""
    document = control.portal.documents_by_id.get(form.document)
    return document.owner if document else ""
