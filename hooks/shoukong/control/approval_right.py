"""Who may approve what happens to a form's records after they are made, by the rights that the rulebook gives."""

import datetime
from collections.abc import Iterator, Sequence

from shoukong.control.document_control import Control
from shoukong.control.staff import Person
from shoukong.forms.form import Form
from shoukong.rulebook import ApprovalRight

Rights = Sequence[ApprovalRight] | None


def is_entitled(control: Control, rights: Rights, person: Person, form: Form, day: datetime.date) -> bool:
    """Whether somebody has one of some rights for a form's records on a day; where none is said, all employed do."""
    if not person.is_employed_on(day):
        return False
    return rights is None or any(_has(control, person, right, form, day) for right in rights)


def entitling_clause(control: Control, rights: Rights, person: Person, form: Form, day: datetime.date) -> str:
    """The clause by right of which somebody approves; empty where none is said."""
    return next((right.clause for right in rights or () if _has(control, person, right, form, day)), "")


def entitled_posts(control: Control, rights: Rights, form: Form) -> tuple[str, ...]:
    """The posts whose holders may approve, those of one department alone with its name."""
    owner = _owner(control, form)
    named = ((post, owner if right.is_of_owner else "") for right in rights or () for post in right.posts)
    return tuple(dict.fromkeys(f"{post}({department})" if department else post for post, department in named))


def _has(control: Control, person: Person, right: ApprovalRight, form: Form, day: datetime.date) -> bool:
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
