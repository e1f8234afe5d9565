"""Pages of controlled copies: the list, and for each copy a page that says in one glance what it is worth."""

from collections.abc import Iterator

import segno

from shoukong.control.controlled_copy import ControlledCopy
from shoukong.document import Document
from shoukong.pages.document_body import revision_body
from shoukong.pages.output import Output
from shoukong.pages.templating import fill
from shoukong.pages.view import View
from shoukong.text.markdown import without_links


def copy_pages(view: View) -> Iterator[Output]:
    """The list of copies, and a page for each, which its QR code leads to."""
    if not view.keeps_page("copies"):
        return
    yield Output("copies/index.md", fill("copies.md.j2", view.say, view=view, to_recall=_to_recall(view)))
    for copy in view.control.copies:
        yield Output(f"copies/{copy.number}.md", _page(view, copy))


def _to_recall(view: View) -> list[ControlledCopy]:
    """Copies that are to be taken back, now or from a day that is known; the first to end first."""
    held = [c for c in view.control.copies if c.returned_on is None and c.term is not None and c.term.end is not None]
    return sorted(held, key=lambda c: (str(c.term and c.term.end), c.number))


def _page(view: View, copy: ControlledCopy) -> str:
    whole = view.control.portal.whole(copy.term.text) if copy.term else None
    heading, body = revision_body(whole, view) if isinstance(whole, Document) else ("", "")
    return fill(
        "copy.md.j2",
        view.say,
        view=view,
        copy=copy,
        life=view.control.lives.get(copy.subject),
        heading=heading,
        body=without_links(body),
        code=_code(view, copy),
    )


def _code(view: View, copy: ControlledCopy) -> str:
    """The QR code of the page's own address, as SVG; nothing where the site's address is not known."""
    site = view.portal.settings.address.rstrip("/")
    if not site:
        return ""
    code = segno.make(f"{site}/copies/{copy.number}/", error="m", micro=False)
    return code.svg_inline(border=2, omitsize=True, title=view.say("核对 %(number)s", number=copy.number))
