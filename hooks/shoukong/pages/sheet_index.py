"""The sheet of a form that is laid out by parts, as the browser draws a record on it when it prints one."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shoukong.control.form_in_force import form_in
from shoukong.days.retention import period_in_words
from shoukong.days.timeline import BEGINNING
from shoukong.forms.form import Field, Form
from shoukong.forms.form_layout import in_sections
from shoukong.pages.blank_files import figures_on
from shoukong.pages.view import View
from shoukong.paper.sheet_parts import Source, copies_of, named_documents, text_source
from shoukong.text.capitals import CAPITAL_SIGNS

_REVISION = "form_revision"


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


def former_shapes(view: View, form: Form, fields: Sequence[Field]) -> Mapping[str, Any]:
    """How the other revisions on which records of a form were made lay them out, by revision.

    One that cannot be read to its end is left out.
    """
    used = _revisions_used(view, form)
    others = {str(term.text.revision): term for term in view.life(form.id).terms if term.text.revision != form.revision}
    made_on = ((name, form_in(view.control, form, term)) for name, term in others.items() if name in used)
    return {name: _shape(view, former, fields) for name, former in made_on if former is not None}


def _revisions_used(view: View, form: Form) -> frozenset[str]:
    if _REVISION not in form.columns:
        return frozenset()
    query = f"SELECT DISTINCT {_REVISION} FROM {view.registers.shown(form)}"
    return frozenset(revision for (revision,) in view.registers.rows(query))


def _shape(view: View, form: Form, fields: Sequence[Field]) -> Mapping[str, Any]:
    shown = [field.name for field in fields if field.name in form.columns]
    return {
        "title": form.title,
        "effective": form.effective_date.isoformat(),
        "titles": {field.name: field.title for field in form.fields if field.name in shown},
        "sections": [[s.title, s.fields] for s in in_sections(form.sections, shown)],
        "sheet": sheet_index(view, form),
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
