"""All pages: every kind in one visible list, and the whole tree of pages and files that a site generator builds."""

from collections.abc import Iterator
from itertools import chain

from shoukong.pages.app_files import app_files
from shoukong.pages.attachment_files import attachment_files, own_page_files
from shoukong.pages.blank_files import blank_files
from shoukong.pages.breach_pages import breach_pages
from shoukong.pages.browser_files import browser_files
from shoukong.pages.change_pages import change_pages
from shoukong.pages.control_pages import control_pages
from shoukong.pages.copy_pages import copy_pages
from shoukong.pages.data_files import data_files, template_files, workbook_files
from shoukong.pages.department_pages import department_pages
from shoukong.pages.document_pages import document_pages
from shoukong.pages.document_prints import document_files
from shoukong.pages.dossier_pages import dossier_pages
from shoukong.pages.duty_pages import duty_pages
from shoukong.pages.enclosure_files import enclosure_files
from shoukong.pages.entry_index import entry_files
from shoukong.pages.fill_pages import fill_pages
from shoukong.pages.form_pages import form_pages
from shoukong.pages.indicator_pages import indicator_pages
from shoukong.pages.navigation import navigation
from shoukong.pages.output import Output
from shoukong.pages.page_end import with_ends
from shoukong.pages.portal_page_files import own_pages
from shoukong.pages.reading_pages import reading_pages
from shoukong.pages.record_links import without_dead_ends
from shoukong.pages.register_pages import register_pages
from shoukong.pages.requirement_pages import requirement_pages
from shoukong.pages.retention_page import retention_page
from shoukong.pages.revision_pages import revision_pages
from shoukong.pages.schema_files import schema_files
from shoukong.pages.search_files import search_files
from shoukong.pages.verify_page import verify_page
from shoukong.pages.view import View
from shoukong.publishing.tree import Navigation

PAGES = (
    document_pages,
    form_pages,
    revision_pages,
    control_pages,
    change_pages,
    reading_pages,
    copy_pages,
    department_pages,
    retention_page,
    verify_page,
    breach_pages,
    duty_pages,
    indicator_pages,
    register_pages,
    fill_pages,
    dossier_pages,
    requirement_pages,
    search_files,
)


def generated_files(view: View) -> Iterator[Output]:
    """Everything that is made from the portal, without its own pages."""
    for pages in PAGES:
        yield from pages(view)
    yield from attachment_files(view)
    yield from enclosure_files(view)
    yield from data_files(view.portal, view.registers, view.readers)
    yield from workbook_files(view)
    yield from template_files(view)
    yield from blank_files(view)
    yield from document_files(view)
    yield from entry_files(view)
    yield from browser_files(view.portal)
    yield from app_files(view.portal)
    yield from schema_files(view)


def whole_tree(view: View, menu: Navigation | None = None) -> Iterator[Output]:
    """The generated files and the portal's own pages, with their macros printed and the files that they may use.

    `menu` is the site's where the portal has one of its own.
    """
    pages = chain(generated_files(view), own_page_files(view), own_pages(view))
    yield from without_dead_ends(with_ends(pages, view, menu or navigation(view)), view)
