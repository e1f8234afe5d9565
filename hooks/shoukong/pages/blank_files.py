"""The printable blanks of each form, as PDF: of every revision, so that what was in force can be printed, too."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from shoukong.control.form_in_force import form_in
from shoukong.control.life import Status, Term
from shoukong.document import Document
from shoukong.forms.form import Form
from shoukong.pages.form_pages import blank_name, clauses_of_form
from shoukong.pages.output import Output
from shoukong.pages.view import View
from shoukong.paper.blank import PrintContext, blank_pdfs
from shoukong.paper.fonts import font_folder
from shoukong.paper.sheet_parts import named_documents
from shoukong.wording.state_names import STATUS_NAMES

_OVER = (Status.SUPERSEDED, Status.WITHDRAWN)


def blank_files(view: View) -> Iterator[Output]:
    """A PDF of each revision of each form, beside its page."""
    if not view.has_prints:
        return
    fonts = font_folder(view.portal.root)
    jobs = [
        (whole, replace(print_context(view, whole, fonts), watermark=_watermark(view, term)))
        for form in view.forms
        for term, whole in _revisions(view, form)
    ]
    for (form, _), pdf in zip(jobs, blank_pdfs(jobs), strict=True):
        yield Output(f"forms/{form.name}/{blank_name(form)}", pdf)


def _revisions(view: View, form: Form) -> Iterator[tuple[Term, Form]]:
    """A form in each of its revisions whose text can be read to its end."""
    for term in view.life(form.id).terms:
        whole = form_in(view.control, form, term)
        if whole is not None:
            yield term, whole


def _watermark(view: View, term: Term) -> str:
    """That a revision is over, which no later day undoes; one that is to come may be in force when it is printed."""
    status = term.status(view.portal.as_of)
    return STATUS_NAMES[status].told(view.say.language) if status in _OVER else ""


def print_context(view: View, form: Form, fonts: Path | None, day: datetime.date | None = None) -> PrintContext:
    """What the prints of a form say beyond it; figures are those of a day, else of the form's own documents now."""
    settings = view.portal.settings
    document = view.portal.documents_by_id.get(form.document)
    return PrintContext(
        organization=settings.organization,
        page_url=f"{settings.address.rstrip('/')}/forms/{form.name}/",
        document_title=document.title if document else form.document,
        fonts=fonts,
        cited={d.address(c): c.cited for d, c in clauses_of_form(form, view) if c.cited},
        say=view.say,
        seal=view.latest_seal,
        figures=figures_on(view, form, day),
        forms=view.portal.forms_by_name,
    )


def figures_on(view: View, form: Form, day: datetime.date | None) -> Mapping[str, Mapping[str, Any]]:
    """The figures of the documents that a form's sheet names, as they were in force on a day, else as they stand."""
    portal, control = view.portal, view.control
    known = {each.id: each.figures for each in portal.documents}
    if day is None or not form.print.parts:
        return known
    for id_ in named_documents(form):
        life = control.lives.get(id_)
        text = portal.whole(life.shown_on(day).text) if life else None
        if isinstance(text, Document):
            known[id_] = text.figures
    return known
