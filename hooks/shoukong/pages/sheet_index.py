"""The sheet of a form that is laid out by parts, as the browser draws a record on it when it prints one."""

from collections.abc import Mapping
from typing import Any

from shoukong.days.retention import period_in_words
from shoukong.forms.form import Form
from shoukong.pages.blank_files import figures_on
from shoukong.pages.view import View
from shoukong.paper.sheet_parts import Source, copies_of, text_source
from shoukong.text.capitals import CAPITAL_SIGNS


def sheet_index(view: View, form: Form) -> Mapping[str, Any] | None:
    """What a page needs to draw a record on its sheet; None for a form that is laid out by its sections."""
    shape, settings = form.print, view.portal.settings
    if not shape.parts:
        return None
    texts = text_source(form, settings.organization, figures_on(view, form, None), view.portal.forms_by_name)
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
        "copies": copies_of(Source(form, texts, view.portal.forms_by_name, None, view.say)),
    }
