"""The printable blank of each form, as PDF."""

from collections.abc import Iterator
from pathlib import Path

from shoukong.form import Form
from shoukong.pages.form_pages import blank_name, clauses_of_form
from shoukong.pages.output import Output
from shoukong.pages.view import View
from shoukong.paper.blank import PrintContext, blank_pdfs
from shoukong.paper.fonts import font_folder


def blank_files(view: View) -> Iterator[Output]:
    """A PDF beside each form's page."""
    fonts = font_folder(view.portal.root)
    jobs = [(form, _context(view, form, fonts)) for form in view.forms]
    for form, pdf in zip(view.forms, blank_pdfs(jobs), strict=True):
        yield Output(f"forms/{form.name}/{blank_name(form)}", pdf)


def _context(view: View, form: Form, fonts: Path | None) -> PrintContext:
    settings = view.portal.settings
    document = view.portal.documents_by_id.get(form.document)
    return PrintContext(
        organization=settings.organization,
        page_url=f"{settings.address.rstrip('/')}/forms/{form.name}/",
        document_title=document.title if document else form.document,
        fonts=fonts,
        cited={d.address(c): c.cited for d, c in clauses_of_form(form, view) if c.cited},
        say=view.say,
    )
