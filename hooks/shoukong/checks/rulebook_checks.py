"""Checks of the rulebook: it exists, what it says has the right types, and no rule of it is misspelt."""

import difflib
import re
from collections.abc import Iterator

from shoukong.control.document_control import Control
from shoukong.document import Document
from shoukong.files.folder import read_text
from shoukong.finding import Finding, finding
from shoukong.portal import Portal
from shoukong.portal_page import own_paths
from shoukong.rulebook import SHAPE

ALIKE = 0.75


def check_rulebook(control: Control) -> Iterator[Finding]:
    """The document that rules the portal exists, and its rules can be read."""
    portal = control.portal
    named = portal.settings.rulebook
    if named is None:
        return
    if portal.ruling_document is not None:
        yield from control.rules_read(portal.ruling_document)[1]
    elif not portal.is_known_document(named):
        yield finding("rulebook-unknown", portal.settings.lines.place("rulebook"), ref=named, document=named)


def check_authority(control: Control) -> Iterator[Finding]:
    """A table of authority says for each kind of text who takes which step."""
    document, conventions = control.portal.ruling_document, control.portal.settings.conventions
    if document is None or not conventions.kinds:
        return
    rulebook, faults = control.rules_read(document)
    if rulebook.authority is None or faults:
        return
    missing = [kind for kind in conventions.kinds_of_text if kind not in rulebook.authority]
    if missing:
        place = document.place("figures", "authority")
        yield finding("authority-faulty", place, ref=document.id, kind=tuple(missing))


def check_names(control: Control) -> Iterator[Finding]:
    """A figure of the rulebook that looks like a rule but is none, or that nothing uses, is misspelt."""
    portal, document = control.portal, control.portal.ruling_document
    for name in document.figures if document else ():
        if name in SHAPE or document is None:
            continue
        meant = _meant(name, document)
        if meant or not _is_used(name, document, portal):
            place = document.place("figures", name)
            yield finding("rulebook-key", place, ref=document.id, key=name, meant=meant or tuple(SHAPE))


CHECKS = (check_rulebook, check_authority, check_names)


def _meant(name: str, document: Document) -> str:
    """The rule that a figure's name almost spells, where the rulebook lacks it; empty for none."""
    lacking = [rule for rule in SHAPE if rule not in document.figures]
    return next(iter(difflib.get_close_matches(name, lacking, 1, ALIKE)), "")


def _is_used(name: str, document: Document, portal: Portal) -> bool:
    """Whether the prose or a query of any document, a form, a dossier or an own page names a figure of the rulebook."""
    word = re.compile(rf"\b{re.escape(name)}\b")
    return any(word.search(text) for text in _texts_that_may_name(document, portal))


def _texts_that_may_name(document: Document, portal: Portal) -> Iterator[str]:
    yield document.body
    yield from (field.figure for form in portal.forms for field in form.fields if field.figure)
    yield from (query.text("sql") for dossier in portal.dossiers for query in dossier.queries)
    yield from (other.body for other in portal.documents if document.id in other.body)
    yield from (read_text(portal.root, path)[0] or "" for path in own_paths(portal))
