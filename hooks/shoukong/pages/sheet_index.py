"""The sheet of a form that is laid out by parts, as the browser draws a record on it when it prints one."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from shoukong.days.retention import period_in_words
from shoukong.days.timeline import BEGINNING
from shoukong.forms.form import Form
from shoukong.pages.blank_files import figures_on
from shoukong.pages.view import View
from shoukong.paper.sheet_parts import Source, copies_of, named_documents, text_source
from shoukong.text.capitals import CAPITAL_SIGNS


def sheet_index(view: View, form: Form) -> Mapping[str, Any] | None:
    """What a page needs to draw a record on its sheet; None for a form that is laid out by its sections."""
    shape = form.print
    if not shape.parts:
        return None
    return {
        "title": shape.title or form.title,
        "paper": shape.paper,
        "is_landscape": shape.orientation == "landscape",
        "is_large": shape.letters == "large",
        "is_numbered": form.primary_key not in shape.internal,
        "effective": form.effective_date.isoformat(),
        "retention": period_in_words(form.retention.period, view.say),
        "numbers": list(shape.numbers),
        "together": list(shape.together),
        "signatures": list(shape.signatures),
        "stamp": shape.stamp,
        "note": shape.note,
        "capitals": CAPITAL_SIGNS,
        "copies": _copies(view, form, None),
        "since": [[day.isoformat() if day != BEGINNING else "", copies] for day, copies in _copies_by_day(view, form)],
    }


Copies = list[Mapping[str, Any]]


def _copies(view: View, form: Form, day: datetime.date | None) -> Copies:
    """The copies of a sheet with the figures of a day, of none as those that an undated record has."""
    forms = view.portal.forms_by_name
    texts = text_source(form, view.portal.settings.organization, figures_on(view, form, day), forms)
    return copies_of(Source(form, texts, forms, None, view.say))


def _copies_by_day(view: View, form: Form) -> Iterator[tuple[datetime.date, Copies | None]]:
    """The copies of dated records, each with its first day; None for those that an undated one has, too."""
    lives = (view.control.lives.get(id_) for id_ in named_documents(form))
    days = {day for life in lives if life for day, _ in life.revisions} | {BEGINNING}
    undated = last = _copies(view, form, None)
    for day in sorted(days):
        copies = _copies(view, form, day)
        if copies != last:
            yield day, None if copies == undated else copies
        last = copies
