"""A form as it was in force on a day: in the revision that document control shows for it."""

import datetime
from dataclasses import replace

from shoukong.control.document_control import Control
from shoukong.control.life import Term
from shoukong.figures import allowed_values
from shoukong.forms.form import Form, with_allowed_values


def form_on(control: Control, form: Form, day: datetime.date) -> Form:
    """A form in the revision that is shown on a day; as it stands where the text of that cannot be read to its end."""
    life = control.lives.get(form.id)
    return (form_in(control, form, life.shown_on(day)) if life else None) or form


def form_in(control: Control, form: Form, term: Term) -> Form | None:
    """A form as a revision of it has it, with the lists of today; None where its text cannot be read to its end."""
    portal = control.portal
    whole = portal.whole(term.text)
    if not isinstance(whole, Form) or not term.text.is_archived:
        return whole if isinstance(whole, Form) else None
    allowed, _ = allowed_values((whole,), portal.documents, portal.unread_documents)
    return replace(with_allowed_values(whole, allowed), name=form.name)
