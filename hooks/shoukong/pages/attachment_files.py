"""What pages show and offer besides what is made: the attachments of all texts, and the files of own pages."""

from collections.abc import Iterator

from shoukong.files.attachment import DOCS
from shoukong.pages.output import Output
from shoukong.pages.view import View
from shoukong.portal_page import own_files


def attachment_files(view: View) -> Iterator[Output]:
    """The attachments of the texts in their place, and of the archived ones with the pages of their revisions."""
    portal = view.control.portal
    in_place = (a for document in portal.documents for a in document.attachments)
    archived = (a for text in portal.archive for a in text.attachments)
    for attachment in {a.published: a for a in (*in_place, *archived)}.values():
        yield Output(attachment.published, portal.root / attachment.source)


def own_page_files(view: View) -> Iterator[Output]:
    """What own pages may use, where it stands below `docs`."""
    for path in own_files(view.portal):
        yield Output(path.removeprefix(f"{DOCS}/"), view.portal.root / path)
