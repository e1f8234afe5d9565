"""The printable blank of each form, as PDF."""

from collections.abc import Iterator

from shoukong.pages.forms import blank_name
from shoukong.pages.output import Output
from shoukong.pages.view import View
from shoukong.paper.blank import PrintContext, blank_pdf
from shoukong.paper.fonts import font_folder


def blank_files(view: View) -> Iterator[Output]:
    """A PDF beside each form's page."""
    settings = view.portal.settings
    fonts = font_folder(view.portal.root)
    for form in view.forms:
        document = view.portal.documents_by_id.get(form.document)
        context = PrintContext(
            organization=settings.organization,
            page_url=f"{(settings.address or '').rstrip('/')}/forms/{form.name}/",
            document_title=document.title if document else form.document,
            fonts=fonts,
            as_of=view.portal.as_of,
        )
        yield Output(f"forms/{form.name}/{blank_name(form)}", blank_pdf(form, context))
